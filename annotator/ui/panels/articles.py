"""The list on the left that answers "which one": search, filters, sort, and the articles. It changes no data."""

from dataclasses import replace

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from annotator.core.change import Action
from annotator.core.errors import UserError
from annotator.core.query import ArticleFilter, Order
from annotator.core.searching import FIELDS, HELP
from annotator.store.search import MOST
from annotator.ui import plain
from annotator.ui.commands import Commands
from annotator.ui.jobs import Jobs
from annotator.ui.panels.article_filters import FilterBar
from annotator.ui.panels.article_rows import ArticleRows
from annotator.ui.panels.article_selection import ArticleList, ArticleSelection
from annotator.ui.panels.articles_model import ArticlesModel
from annotator.ui.panels.pieces import make_flat
from annotator.ui.panels.words import counted
from annotator.ui.settings import Settings
from annotator.ui.workspace import Workspace

SEARCH_PAUSE = 100
"""Milliseconds after the last key before the search runs."""
RAIL_WIDTH = 40
KEYS_FOR_LIST = frozenset((Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown))


class ArticlesPanel(QWidget):
    """Shows the articles of `workspace.filter`, the open one selected. All filtering goes through the workspace."""

    unfold_requested = Signal()
    """Someone wants the whole list while it is folded to its rail."""

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
        self.setObjectName("articles")
        self.setAccessibleName("Articles")
        self.model = ArticlesModel(workspace, self)
        self.search = self._make_search()
        self.told = plain.label("", self, wrap=True, role="muted")
        self.told.hide()
        self.filters = FilterBar(workspace, self)
        self.list = self._make_list()
        self.selection = ArticleSelection(workspace, jobs or Jobs(self), self._chosen, self)
        self._empty = _Empty(self)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.list)
        self._stack.addWidget(self._empty)
        self._unfold = QToolButton(self)
        self._unfold.setText("»")
        self._unfold.setAutoRaise(True)
        self._unfold.setAccessibleName("Show the list of articles")
        self._unfold.clicked.connect(self.unfold_requested)
        self._unfold.hide()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(SEARCH_PAUSE)
        self._lay_out()
        self._connect()
        self.show_filter(workspace.filter)

    def set_folded(self, folded: bool) -> None:
        """Show the narrow rail of status marks alone, or the whole list."""
        self._folded = folded
        self.search.setVisible(not folded)
        self.filters.setVisible(not folded)
        self._tell()
        self._unfold.setVisible(folded)
        self.list.itemDelegate().setProperty("folded", folded)
        self.list.setVerticalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAlwaysOff if folded else Qt.ScrollBarPolicy.ScrollBarAsNeeded
        )
        self.setMinimumWidth(RAIL_WIDTH if folded else 180)
        self.setMaximumWidth(RAIL_WIDTH if folded else 480)
        self.list.scheduleDelayedItemsLayout()
        self._show_state()

    def focus_search(self) -> None:
        """Put the caret into the search field, its words selected."""
        if self._folded:
            self.unfold_requested.emit()
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def show_filter(self, filter: ArticleFilter) -> None:
        """Show a filter that was set here or elsewhere, and its articles."""
        if self._typed() != filter.search:
            self.search.setText(filter.search)
        self._pause.stop()
        self.list.clearSelection()
        self.list.forget()
        self.filters.show_filter(filter)
        self.model.show(filter)
        if self.model.loading:  # what was said about the search before holds no longer
            self._show_state()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrow keys and Enter work on the list while the caret stays in the search field."""
        if watched is self.search and event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self._tell(focused=event.type() == QEvent.Type.FocusIn)
        if watched is self.search and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in KEYS_FOR_LIST:
                self.list.keyPressEvent(event)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._search_now()
                self._open_index(self.list.currentIndex())
                return True
            if event.key() == Qt.Key.Key_Escape and self.search.text():
                self.search.clear()
                self._search_now()
                return True
        return super().eventFilter(watched, event)

    def _make_search(self) -> QLineEdit:
        search = QLineEdit(self)
        search.setPlaceholderText("Search all articles")
        search.setAccessibleName("Search all articles")
        search.setClearButtonEnabled(True)
        plain.set_tooltip(search, "\n".join(f"{name}: {what}" for name, what in FIELDS.items()))
        search.installEventFilter(self)
        return search

    def _make_list(self) -> ArticleList:
        view = ArticleList(self)
        view.setModel(self.model)
        view.setItemDelegate(ArticleRows(view))
        view.setUniformItemSizes(True)
        make_flat(view)
        view.setAccessibleName("Articles")
        view.setTabKeyNavigation(False)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        return view

    def _lay_out(self) -> None:
        top = QVBoxLayout()
        top.setContentsMargins(8, 8, 8, 4)
        top.setSpacing(4)
        top.addWidget(self.search)
        top.addWidget(self.told)
        top.addWidget(self.filters)
        rail = QHBoxLayout()
        rail.addWidget(self._unfold, 0, Qt.AlignmentFlag.AlignHCenter)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(top)
        whole.addLayout(rail)
        whole.addWidget(self._stack, 1)
        whole.addWidget(self.selection)
        self.setMinimumWidth(180)

    def _connect(self) -> None:
        self.search.textEdited.connect(lambda _text: self._pause.start())
        self.search.textChanged.connect(self._cleared)
        self._pause.timeout.connect(self._search_now)
        self.list.clicked.connect(self._click)
        self.list.many.connect(self._count_chosen)
        self.list.customContextMenuRequested.connect(self._show_menu)
        self.model.modelAboutToBeReset.connect(self.list.keep)
        self.list.activated.connect(self._open_index)
        self.model.loaded.connect(self._show_state)
        self.model.refused.connect(self._explain)
        self._empty.clear_requested.connect(self._clear)
        self._empty.import_requested.connect(lambda: self._commands.run("file.import"))
        self._workspace.filter_changed.connect(self._show_filter_now)
        self._workspace.opened.connect(self._show_filter_now)
        self._workspace.closed.connect(self._show_filter_now)
        self._workspace.article_opened.connect(lambda _article: self._select_open())
        self._workspace.changed.connect(self._follow)

    def _show_filter_now(self) -> None:
        self.show_filter(self._workspace.filter)

    def _follow(self, action: Action) -> None:
        if action.touches("work", "article") or not action.changes:
            self.filters.count()

    def _cleared(self, text: str) -> None:
        if not text:
            self._pause.start()

    def _search_now(self) -> None:
        self._pause.stop()
        wanted = self._typed()
        if wanted != self._workspace.filter.search:
            self._workspace.set_filter(replace(self._workspace.filter, search=wanted))

    def _typed(self) -> str:
        """Return what is searched for: a space at its end says that the last word is whole."""
        return self.search.text().lstrip()

    def _open_index(self, index: QModelIndex) -> None:
        row = self.model.row_at(index.row())
        if row is None:
            return
        now = self._workspace.article
        if now is not None and now.id == row.id:
            return
        try:
            self._workspace.open_article(row.id)
        except UserError as error:
            # Another program has removed it meanwhile.
            self._workspace.status_said.emit(str(error), "problem")
            self.model.reload()

    def _click(self, index: QModelIndex) -> None:
        """Open the article that was clicked on, but for clicks that select many."""
        several = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier
        if not QGuiApplication.keyboardModifiers() & several:
            self._open_index(index)

    def _chosen(self) -> list[str] | None:
        return None if self.list.all_selected and not self.model.whole else self.list.chosen()

    def _count_chosen(self) -> None:
        chosen = 0 if self._folded else len(self.list.selectionModel().selectedIndexes())
        self.selection.show_count(chosen, every=self.list.all_selected and not self.model.whole)

    def _show_menu(self, at: QPoint) -> None:
        if self.list.chosen():
            self.selection.show_menu(self.list.viewport().mapToGlobal(at))

    def _select_open(self) -> None:
        if len(self.list.selectionModel().selectedIndexes()) > 1:
            self.list.viewport().update()
            return
        article = self._workspace.article
        row = self.model.row_of(article.id) if article is not None else -1
        if row >= 0 and self.list.currentIndex().row() != row:
            self.list.setCurrentIndex(self.model.index(row))
        self.list.viewport().update()

    def _show_state(self) -> None:
        """Show the rows, or one sentence where there is none, and keep the open article selected."""
        if self.model.rowCount() > 0 or self.model.loading or self._folded:
            self._stack.setCurrentWidget(self.list)
        else:
            self._empty.show_reason(filtered=narrowed(self._workspace.filter), project=self._workspace.is_open)
            self._stack.setCurrentWidget(self._empty)
        self.list.restore()
        self._select_open()
        if not self.list.currentIndex().isValid() and self.search.text() and self.model.rowCount():
            self.list.setCurrentIndex(self.model.index(0))

        self._tell(focused=self.search.hasFocus())

    def _explain(self, error: UserError) -> None:
        """Say why a search cannot be read, where its hits would stand."""
        if self.model.rowCount() == 0 and not self._folded:
            self._empty.show_problem(error)

    def _tell(self, *, focused: bool = False) -> None:
        """Say below the search field how many were found, or, before anything is typed, what may be."""
        words = ""
        if self.search.text().strip() and self._workspace.filter.search and not self.model.loading:
            words = _count_text(self.model.total, self._workspace.filter)
        elif focused and not self.search.text():
            words = HELP
        self.told.setText(words)
        self.told.setVisible(bool(words) and not self._folded)

    def _clear(self) -> None:
        now = self._workspace.filter
        self._workspace.set_filter(ArticleFilter(order=now.order, descending=now.descending))


def narrowed(filter: ArticleFilter) -> bool:
    """Whether a filter leaves any article out."""
    return replace(filter, order=ArticleFilter().order, descending=False) != ArticleFilter()


def _count_text(total: int | None, filter: ArticleFilter) -> str:
    if not total:
        return ""
    if total <= MOST:
        return counted(total, "article")
    if filter.order is Order.ADDED:
        return f"{MOST:,}+ articles"
    return f"{MOST:,}+ articles: the {MOST:,} added last, in this order"


class _Empty(QWidget):
    """One sentence and one button, in place of an empty list."""

    clear_requested = Signal()
    import_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = plain.label("", self, wrap=True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._button = QPushButton(self)
        self._button.clicked.connect(self._pressed)
        self._filtered = False
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 32, 16, 16)
        layout.setSpacing(12)
        layout.addWidget(self._words)
        layout.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)

    def show_reason(self, *, filtered: bool, project: bool) -> None:
        """Say why there is nothing to see, and offer the way out."""
        self._filtered = filtered
        self._words.setText("No article matches." if filtered else "Drop articles here, or paste.")
        self._button.setText("Clear the filter" if filtered else "Import…")
        self._words.setVisible(project)
        self._button.setVisible(project)

    def show_problem(self, error: UserError) -> None:
        """Say what is wrong with the search, and what to do."""
        self._words.setText(str(error))

    def _pressed(self) -> None:
        if self._filtered:
            self.clear_requested.emit()
        else:
            self.import_requested.emit()
