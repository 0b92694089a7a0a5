"""Everything in the project that does not go together, to jump to, mend, or accept with a reason."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QListView,
    QMenu,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from annotator.core.accepting import Found, accept
from annotator.core.errors import UserError
from annotator.core.lint import Kind
from annotator.ui import icons, plain
from annotator.ui.commands import Commands
from annotator.ui.dialogs.accepting import ask_reason
from annotator.ui.live_lint import LiveLint
from annotator.ui.panels import edits
from annotator.ui.panels.findings import FindingLines, FindingRows, Row
from annotator.ui.panels.fixing import accepted_about, fix_of, fix_title
from annotator.ui.panels.pieces import bold, make_flat
from annotator.ui.panels.words import counted
from annotator.ui.settings import Settings
from annotator.ui.workspace import Workspace

ALL, ACCEPTED = "all", "accepted"
SHOWN = (
    ("Everything", ALL),
    ("Rules of the codebook", Kind.RULE),
    ("Labelled differently", Kind.DIFFERENT),
    ("Missed", Kind.MISSED),
    ("Accepted", ACCEPTED),
)


class _List(QListView):
    """A list whose Enter, Esc and context menu its owner takes."""

    def __init__(self, opened: Callable[[], object], left: Callable[[], object], parent: QWidget) -> None:
        super().__init__(parent)
        self._opened, self._left = opened, left

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._opened()
        elif event.key() == Qt.Key.Key_Escape:
            self._left()
        else:
            super().keyPressEvent(event)


class ProblemsDock(QWidget):
    """Looks at the project from the first time it is shown on. Where a row is mended, the next becomes current."""

    def __init__(
        self, workspace: Workspace, commands: Commands, _settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._commands = commands
        self.setObjectName("problems_dock")
        self.setAccessibleName("Problems")
        self.lint = LiveLint(workspace, self)
        self.title = plain.label("Problems", self, role="heading")
        self.shown = QComboBox(self)
        self.rows = FindingRows(workspace, self)
        self.list = _List(self.jump, workspace.text_wanted.emit, self)
        self.message = plain.label("", self, wrap=True, role="muted")
        self.fix = QPushButton("Fix", self)
        self.stand = QPushButton("Accept…", self)
        self._stack = QStackedWidget(self)
        self._set_up()
        self._lay_out()
        self.lint.changed.connect(self.refresh)
        workspace.changed.connect(lambda _action: self._offer())
        workspace.closed.connect(self.refresh)
        self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to look."""
        super().showEvent(event)
        self.lint.watch()
        self.refresh()

    def refresh(self) -> None:
        """Show what is known now; the current row stays, or the one that took its place becomes current."""
        now = self.list.currentIndex().row()
        row = self.rows.row(now)
        self.rows.show(self._wanted())
        self._count()
        place = self.rows.number_of(row) if row is not None else -1
        place = place if place >= 0 else min(max(now, 0), self.rows.rowCount() - 1)
        if place >= 0:
            index = self.rows.index(place)
            self.list.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self._show_message()
        self._offer()

    def jump(self) -> None:
        """Show the place of the current row in its article."""
        row = self._current()
        if row is None or not row.article:
            return
        workspace, finding = self._workspace, row.finding
        span = finding.about.span if finding is not None else row.accepted.span if row.accepted is not None else ""
        try:
            workspace.open_article(row.article)
        except UserError as error:
            workspace.status_said.emit(str(error), "problem")
            return
        workspace.activate_span(span)
        if span:
            workspace.article_flash.emit(span)
        elif finding is not None:
            workspace.place_wanted.emit(finding.start, finding.end)

    def mend(self) -> None:
        """Mend the current row in one step, or go to the card where a person has to say what is right."""
        row = self._current()
        if row is not None and row.accepted is not None:
            self._workspace.submit("Accept no longer", edits.remove(row.accepted))
            return
        finding = row.finding if row is not None else None
        if finding is None:
            return
        try:
            fix = fix_of(self._workspace.store, self._workspace.codebook, finding)
        except UserError as error:
            self._workspace.status_said.emit(str(error), "problem")
            return
        if fix is not None:
            self._workspace.submit(fix.name, fix.write)
            return
        self.jump()
        self._commands.run("span.card")

    def ask_reason(self) -> None:
        """Ask why the current problem may stand."""
        row = self._current()
        finding = row.finding if row is not None else None
        if finding is None:
            return
        wider = accepted_about(finding, everywhere=True) if finding.everywhere is not None else None
        reasons = dict.fromkeys(x.reason for x in reversed(self._workspace.store.all_accepted()))
        ask_reason(self.window(), [accepted_about(finding, everywhere=False)], reasons, self._accept, wider)

    def _accept(self, found: list[Found], reason: str) -> None:
        today = date.today()  # noqa: DTZ011 - the day of the person who accepts
        for problem in found:
            row = accept(problem, reason, self._workspace.annotator.id, today)
            self._workspace.submit("Accept a problem", edits.put(row))

    def _set_up(self) -> None:
        self.title.setFont(bold(self.title.font()))
        for name, _kind in SHOWN:
            self.shown.addItem(name)
        self.shown.setAccessibleName("Problems to show")
        self.shown.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.shown.activated.connect(lambda _n: self.refresh())
        self.list.setModel(self.rows)
        self.list.setItemDelegate(FindingLines(self.list))
        self.list.setUniformItemSizes(True)
        make_flat(self.list)
        self.list.setAccessibleName("Problems of the project")
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._show_menu)
        self.list.selectionModel().currentChanged.connect(lambda *_: self._offer())
        self.list.doubleClicked.connect(lambda _index: self.jump())
        self.fix.clicked.connect(self.mend)
        self.stand.clicked.connect(self.ask_reason)
        self.message.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.message.setContentsMargins(16, 32, 16, 16)
        self.setFocusProxy(self.list)

    def _lay_out(self) -> None:
        close = QToolButton(self)
        close.setIcon(icons.icon("close"))
        close.setAutoRaise(True)
        close.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        close.setAccessibleName("Close the problems")
        close.clicked.connect(lambda: self._commands.run("view.problems"))
        head = QHBoxLayout()
        head.setContentsMargins(12, 8, 8, 6)
        head.addWidget(self.title, 1)
        head.addWidget(self.shown)
        head.addWidget(close)
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 6, 12, 8)
        foot.setSpacing(8)
        foot.addStretch(1)
        foot.addWidget(self.fix)
        foot.addWidget(self.stand)
        self._stack.addWidget(self.list)
        self._stack.addWidget(self.message)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self._stack, 1)
        layout.addLayout(foot)

    def _wanted(self) -> list[Row]:
        if not self._workspace.is_open:
            return []
        _name, kind = SHOWN[self.shown.currentIndex()]
        if kind == ACCEPTED:
            return [Row(accepted=x) for x in self._workspace.store.all_accepted()]
        return [Row(x) for x in self.lint.findings if kind in (ALL, x.kind)]

    def _count(self) -> None:
        shown = self.rows.rowCount()
        accepted = SHOWN[self.shown.currentIndex()][1] == ACCEPTED
        self.title.setText(f"{shown:,} accepted" if accepted else counted(shown, "problem"))

    def _show_message(self) -> None:
        self._stack.setCurrentWidget(self.list if self.rows.rowCount() else self.message)
        if self.lint.problem:
            self.message.setText(self.lint.problem)
        elif SHOWN[self.shown.currentIndex()][1] == ACCEPTED:
            self.message.setText("Nothing was accepted. A problem that may stand is accepted here with a reason.")
        elif not self.lint.fresh:
            self.message.setText("Looking through the project…")
        else:
            self.message.setText("Nothing contradicts itself, and nothing that the codebook requires is missing.")

    def _current(self) -> Row | None:
        return self.rows.row(self.list.currentIndex().row())

    def _offer(self) -> None:
        row = self._current()
        writable = row is not None and self._workspace.is_open and not self._workspace.read_only
        finding = row.finding if row is not None else None
        self.stand.setVisible(row is None or row.accepted is None)
        self.stand.setEnabled(writable and finding is not None)
        self.fix.setEnabled(writable)
        title = "Accept no longer" if row is not None and row.accepted is not None else "Fix"
        if finding is not None:
            title = fix_title(self._workspace.codebook, finding)
            plain.set_tooltip(self.fix, finding.hint)
        self.fix.setText(plain.menu_text(plain.elided(title, 28)))

    def _show_menu(self, at: QPoint) -> None:
        row = self._current()
        if row is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Show in the article\tEnter").triggered.connect(self.jump)
        menu.addAction(self.fix.text()).triggered.connect(self.mend)
        if row.finding is not None:
            menu.addAction("Accept…").triggered.connect(self.ask_reason)
        for action in menu.actions()[1:]:
            action.setEnabled(self.fix.isEnabled())
        menu.popup(self.list.viewport().mapToGlobal(at))
