"""The first page: which article on the left, the article in the middle, what a span is on the right.

It only assembles.
"""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from annotator.ui.article.editor import ArticleEditor
from annotator.ui.commands import Commands
from annotator.ui.jobs import Jobs
from annotator.ui.panels.articles import RAIL_WIDTH, ArticlesPanel
from annotator.ui.panels.details import DetailsPanel
from annotator.ui.panels.header import ArticleHeader
from annotator.ui.panels.history import HistoryPanel
from annotator.ui.panels.label_strip import LabelStrip
from annotator.ui.panels.problems_dock import ProblemsDock
from annotator.ui.settings import Settings
from annotator.ui.workspace import Workspace

FOLD_BELOW = 1200
LEFT, RIGHT = 216, 320
WIDE, WIDE_LEFT, WIDE_RIGHT = 1700, 300, 380
SIDES = "window/sides"


class ArticlesPage(QWidget):
    """List, article and details side by side. Where it gets narrow the list folds; the details never do."""

    def __init__(
        self,
        workspace: Workspace,
        commands: Commands,
        settings: Settings,
        parent: QWidget | None = None,
        jobs: Jobs | None = None,
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._commands = commands
        self._settings = settings
        self._folded = False
        self._unfolded = False
        self._left = self._right = 0
        self.articles = ArticlesPanel(workspace, commands, settings, self, jobs)
        self.editor = ArticleEditor(workspace, commands, settings, self)
        self.details = DetailsPanel(workspace, commands, settings, self)
        self.history = HistoryPanel(workspace, commands, settings, self)
        self.centre = self._stack_up(
            ArticleHeader(workspace, commands, settings, self), LabelStrip(workspace, commands, settings, self)
        )
        self.right = QStackedWidget(self)
        self.right.addWidget(self.details)
        self.right.addWidget(self.history)
        self.problems = ProblemsDock(workspace, commands, settings, self)
        self.right.addWidget(self.problems)
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        for stretch, part in ((0, self.articles), (1, self.centre), (0, self.right)):
            self.splitter.addWidget(part)
            self.splitter.setStretchFactor(self.splitter.count() - 1, stretch)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.splitter)
        self.splitter.splitterMoved.connect(lambda _at, _index: self._keep_widths())
        self.articles.unfold_requested.connect(self._unfold)
        workspace.text_wanted.connect(lambda: self.editor.setFocus(Qt.FocusReason.OtherFocusReason))
        workspace.article_opened.connect(lambda _article: self._fold_again())
        commands.bind("view.sides", self.show_article_alone)
        commands.bind("view.history", self.show_history)
        commands.bind("view.problems", self.show_problems)
        commands.bind("edit.search", self.search)

    @property
    def panes(self) -> tuple[QWidget, ...]:
        """The parts that F6 goes through."""
        return self.articles, self.centre, self.right

    def show_article_alone(self, alone: bool) -> None:
        """Hide both sides, or show them again."""
        focused = QApplication.focusWidget()
        if alone and (focused is None or not self.centre.isAncestorOf(focused)):
            self.editor.setFocus()
        self.articles.setVisible(not alone)
        self.right.setVisible(not alone)

    def show_history(self, shown: bool) -> None:
        """Show the history in the place of the details, or the details again."""
        if shown and self.right.isHidden():
            self._commands.set_checked("view.sides", on=False)
            self.show_article_alone(False)
        self._show_right(self.history, "view.problems", shown=shown)

    def show_problems(self, shown: bool) -> None:
        """Show the problems of the project in the place of the details, or the details again."""
        if shown and not self.isVisible():
            self._workspace.page_requested.emit("articles")
        if shown and self.right.isHidden():
            self._commands.set_checked("view.sides", on=False)
            self.show_article_alone(False)
        self._show_right(self.problems, "view.history", shown=shown)

    def _show_right(self, part: QWidget, other: str, *, shown: bool) -> None:
        """Show one part on the right instead of the `other` one, or the details again."""
        if shown:
            self._commands.set_checked(other, on=False)
        self.right.setCurrentWidget(part if shown else self.details)
        if shown:
            part.setFocus()

    def search(self) -> None:
        """Go to the search field of the list, which is shown for it."""
        if self.articles.isHidden():
            self._commands.set_checked("view.sides", on=False)
            self.show_article_alone(False)
        self.articles.focus_search()

    def save(self) -> None:
        """Remember how wide the sides are, and where reading stopped."""
        self.editor.save()
        if self._left:
            self._settings.set_text(SIDES, f"{self._left} {self._right}")

    def showEvent(self, event: QShowEvent) -> None:
        """Give the parts their widths of last time, the first time they are shown."""
        super().showEvent(event)
        if not self._left:
            self._left, self._right = self._remembered()
            self._share_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold or unfold the list where the width of the window crosses the limit."""
        super().resizeEvent(event)
        if event.size().width() >= FOLD_BELOW:
            self._unfolded = False
        self._fold()

    def _remembered(self) -> tuple[int, int]:
        words = self._settings.text(SIDES).split()
        if len(words) == 2 and all(word.isdigit() for word in words):
            return max(1, int(words[0])), int(words[1])
        return (WIDE_LEFT, WIDE_RIGHT) if self.width() >= WIDE else (LEFT, RIGHT)

    def _share_out(self) -> None:
        """Set the widths of the parts; the article gets what the sides leave."""
        left = RAIL_WIDTH if self._folded else self._left
        self.splitter.setSizes([left, max(0, self.width() - left - self._right), self._right])

    def _keep_widths(self) -> None:
        left, _, right = self.splitter.sizes()
        self._left = self._left if self._folded else left
        self._right = right

    def _fold(self) -> None:
        folded = self.width() < FOLD_BELOW and not self._unfolded
        if folded != self._folded:
            self._folded = folded
            self.articles.set_folded(folded)
            self._share_out()

    def _unfold(self) -> None:
        self._unfolded = True
        self._fold()

    def _fold_again(self) -> None:
        if self._unfolded:
            self._unfolded = False
            self._fold()

    def _stack_up(self, header: QWidget, strip: QWidget) -> QWidget:
        centre = QWidget(self)
        centre.setProperty("role", "paper")
        centre.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        centre.setFocusProxy(self.editor)
        centre.setMinimumWidth(420)
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(header)
        column.addWidget(strip)
        column.addWidget(self.editor, 1)
        return centre
