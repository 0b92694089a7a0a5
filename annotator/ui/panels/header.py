"""The head of the open article: what it is, how far one is with it, and each of its dates by name."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from annotator.core.change import Action
from annotator.core.model import Article, Status, Work
from annotator.ui import plain
from annotator.ui.commands import Commands
from annotator.ui.panels import edits
from annotator.ui.panels.pieces import Elided, bold
from annotator.ui.panels.status_marks import STATUS_NAMES, flag_icon, status_icon
from annotator.ui.panels.words import counted, day, days_apart, one_line
from annotator.ui.settings import Settings
from annotator.ui.workspace import Workspace


class ArticleHeader(QWidget):
    """Title, status and flag, source and dates of `workspace.article`; hidden while none is open.

    It follows the stored state only; its own gestures come back to it as `changed`.
    """

    def __init__(
        self, workspace: Workspace, commands: Commands, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._commands = commands
        self._settings = settings
        self._work: Work | None = None
        self.setObjectName("article_header")
        self.setAccessibleName("Article")
        self.title = Elided("", self)
        font = bold(self.font())
        font.setPointSizeF(font.pointSizeF() * 1.2)
        self.title.setFont(font)
        self.facts = Elided("", self, color="muted")
        self.warning = Elided("", self, color="warning")
        self.warning.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.status = self._make_status()
        self.flag = self._make_flag()
        self.line = self._make_line()
        self._lay_out()
        commands.bind("article.come_back", self.come_back)
        workspace.article_opened.connect(lambda _article: self.show_article())
        workspace.closing.connect(self._line_finished)
        workspace.closed.connect(self.show_article)
        workspace.changed.connect(self._follow)
        self.show_article()

    def show_article(self) -> None:
        """Show the open article."""
        article = self._workspace.article
        self.setVisible(article is not None)
        for part in (self.status, self.flag, self.line):
            part.setEnabled(not self._workspace.read_only)
        if article is None:
            self._work = None
            return
        self.title.set_text(article.title or "Untitled")
        self.facts.set_text(facts_of(article))
        warning = warning_of(article)
        self.warning.set_text(warning)
        self.warning.setVisible(bool(warning))
        self._show_work()

    def come_back(self) -> None:
        """Flag the article, if it is not yet, and ask in a line what to come back for."""
        if self._work is not None and self._work.come_back is None:
            self._flag_pressed(True)
        self.line.setVisible(True)
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.line.selectAll()

    def _make_status(self) -> QToolButton:
        button = QToolButton(self)
        button.setAccessibleName("Status of the article")
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setAutoRaise(True)
        menu, group = QMenu(self), QActionGroup(self)
        for status in Status:
            action = QAction(status_icon(status), STATUS_NAMES[status], self, checkable=True)
            action.triggered.connect(lambda _checked=False, status=status: self._set_status(status))
            action.setData(status.value)
            group.addAction(action)
            menu.addAction(action)
        button.setMenu(menu)
        return button

    def _make_flag(self) -> QToolButton:
        button = QToolButton(self)
        button.setIcon(flag_icon())
        button.setCheckable(True)
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setAccessibleName("Come back to this article")
        plain.set_tooltip(button, f"Come back to this article  {self._commands.shown_keys('article.come_back')}")
        button.clicked.connect(self._flag_pressed)
        return button

    def _make_line(self) -> QLineEdit:
        line = QLineEdit(self)
        line.setAccessibleName("Line beside the status")
        line.setClearButtonEnabled(False)
        line.editingFinished.connect(self._line_finished)
        line.returnPressed.connect(self._leave_line)
        line.hide()
        return line

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(6)
        first.addWidget(self.title, 1)
        first.addWidget(self.flag)
        first.addWidget(self.status)
        second = QHBoxLayout()
        second.setSpacing(10)
        second.addWidget(self.facts, 1)
        second.addWidget(self.warning, 0)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(14, 8, 10, 6)
        whole.setSpacing(2)
        whole.addLayout(first)
        whole.addLayout(second)
        whole.addWidget(self.line)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.update()

    def _show_work(self) -> None:
        article = self._workspace.article
        if article is None:
            return
        self._show(self._workspace.store.work(article.id))

    def _show(self, work: Work) -> None:
        self._work = work
        self.status.setText(STATUS_NAMES[work.status])
        self.status.setIcon(status_icon(work.status))
        self.status.setAccessibleName(f"Status: {STATUS_NAMES[work.status]}")
        for action in self.status.menu().actions():
            action.setChecked(action.data() == work.status.value)
        flagged = work.come_back is not None
        self.flag.setChecked(flagged)
        dropped = work.status is Status.NOT_RELEVANT
        words = (work.come_back or "") if flagged else work.reason
        name = "What to come back for" if flagged else "Why it is not relevant"
        self.line.setPlaceholderText(f"{name} (may stay empty)")
        self.line.setAccessibleName(name)
        if not self.line.hasFocus():
            self.line.setText(words)
        self.line.setVisible(flagged or dropped)

    def _follow(self, action: Action) -> None:
        article = self._workspace.article
        if article is None or article.id not in action.articles:
            return
        if action.touches("article"):
            self.show_article()
        elif action.touches("work"):
            self._show_work()

    def _set_status(self, status: Status) -> None:
        if self._work is not None and self._work.status is not status:
            self._write(f"Set Status to {STATUS_NAMES[status]}", lambda now: with_status(now, status))

    def _flag_pressed(self, checked: bool) -> None:
        if self._work is None or checked == (self._work.come_back is not None):
            return
        if checked:
            self._write("Flag Article to Come Back", lambda now: replace(now, come_back=""))
        else:
            self._write("Remove Flag from Article", lambda now: replace(now, come_back=None))

    def _line_finished(self) -> None:
        work = self._work
        if work is None:
            return
        typed = one_line(self.line.text())
        if work.come_back is not None and typed != work.come_back:
            self._write("Say What to Come Back for", lambda now: replace(now, come_back=typed))
        elif work.come_back is None and work.status is Status.NOT_RELEVANT and typed != work.reason:
            self._write("Say Why It Is Not Relevant", lambda now: replace(now, reason=typed))

    def _leave_line(self) -> None:
        self._workspace.text_wanted.emit()

    def _write(self, name: str, change: Callable[[Work], Work]) -> None:
        work = self._work
        if work is None:
            return
        # Shown at once, so that a second gesture before the first is stored goes on from it.
        self._show(change(work))
        self._workspace.submit(name, edits.change_work(work, change))


def with_status(work: Work, status: Status) -> Work:
    """Return work at another status; a reason belongs to "not relevant" alone."""
    return replace(work, status=status, reason=work.reason if status is Status.NOT_RELEVANT else "")


def facts_of(article: Article) -> str:
    """Return source and dates, each named, on one line."""
    dateline = " ".join(filter(None, (article.place, day(article.dateline_date))))
    parts = [
        article.source,
        article.author,
        f"published {day(article.date)}" if article.date else "no date of publication",
        f"dateline {dateline}" if dateline else "",
    ]
    return "  ·  ".join(filter(None, map(one_line, parts)))


def warning_of(article: Article) -> str:
    """Return a sentence where the dates of an article disagree, else nothing."""
    apart = days_apart(article.date, article.dateline_date)
    return f"⚠ The dates are {counted(apart, 'day')} apart" if apart else ""
