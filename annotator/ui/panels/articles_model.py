"""The rows of the articles list, read page by page as needed. It never counts rows and never holds all.

What no index gives in order (a search, a rare label) may take long on a large project, so it is read by a thread with
its own connection, which stops when something else is asked; everything else is read at once, by key.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from annotator.core.change import Action
from annotator.core.errors import UserError
from annotator.core.query import ArticleFilter, ArticleRow, Page
from annotator.store.asking import Asker
from annotator.store.store import Store
from annotator.ui.panels.status_marks import STATUS_NAMES
from annotator.ui.panels.words import counted, day
from annotator.ui.workspace import Workspace

PAGE = 60
MOST_KEPT = 1200
"""A reload reads again as many rows as were there, but never more than this."""

MOST_FOLLOWED = 60
"""Where a step touches more articles than these, the rows are read anew."""

ROW = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


class ArticlesModel(QAbstractListModel):
    """Rows in the order of the filter, from the first on, without gaps; more are read when the view asks.

    A row that stops matching while its article is open stays until another article is opened.
    """

    loaded = Signal()
    """A page has arrived, or the rows changed: counts and empty states may be shown anew."""
    refused = Signal(object)
    """The `UserError` that says why the search could not be read."""
    _arrived = Signal(int, object)

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._filter = ArticleFilter()
        self._rows: list[ArticleRow] = []
        self._places: dict[str, int] = {}
        self._next: str | None = None
        self._generation = 0
        self._asker = Asker()
        self._total: int | None = None
        self._loading = False
        self._arrived.connect(self._take)
        workspace.changed.connect(self.follow)
        workspace.article_opened.connect(self._drop_left)
        workspace.closed.connect(self.clear)
        self.destroyed.connect(self._asker.close)

    @property
    def loading(self) -> bool:
        """Whether a search is still being read."""
        return self._loading

    @property
    def whole(self) -> bool:
        """Whether every row there is has been read."""
        return self._next is None and not self._loading

    @property
    def total(self) -> int | None:
        """How many articles there are of these, where that is known; of a search, one more than are counted at most."""
        return self._total

    def row_of(self, article: str) -> int:
        """Return the row that shows an article, or -1."""
        return self._places.get(article, -1)

    def row_at(self, row: int) -> ArticleRow | None:
        """Return what a row shows, or None where there is no such row."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def show(self, filter: ArticleFilter) -> None:
        """Show the articles of this filter from the first on."""
        self._filter = filter
        self._begin(PAGE)

    def reload(self) -> None:
        """Read again what is shown."""
        self._begin(min(max(PAGE, len(self._rows)), MOST_KEPT))

    def clear(self) -> None:
        """Let go of the project: no rows, no thread, no connection."""
        self._generation += 1
        self._loading = False
        self._asker.close()
        self._replace(Page(()))

    def follow(self, action: Action) -> None:
        """Read anew the rows that an action touched, and only those."""
        if not self._workspace.is_open:
            return
        store = self._workspace.store
        if any(
            change.kind == "article" and (change.before is None or change.after is None) for change in action.changes
        ):
            self.reload()
            return
        if not action.changes or action.is_wide or len(action.articles) > MOST_FOLLOWED:
            self.reload()
            return
        for article in action.articles:
            place = self._places.get(article)
            now = store.article_row(article) if place is not None or self.whole else None
            if now is None:
                continue
            if place is not None:
                self._rows[place] = replace(now, snippet=self._rows[place].snippet)
                index = self.index(place)
                self.dataChanged.emit(index, index)
                self._drop_if_left(article)
            elif self.whole and action.touches("work") and self._may_show(now):
                self.reload()
                return
        self.loaded.emit()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row_at(index.row())
        if row is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken(row)
        return row if role == ROW else None

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and self._next is not None and not self._loading

    def fetchMore(self, parent: Index) -> None:
        if self.canFetchMore(parent):
            self._ask(self._next, PAGE, self._append)

    def _begin(self, limit: int) -> None:
        self._generation += 1
        self._ask(None, limit, self._replace)

    def _ask(self, after: str | None, limit: int, then: Callable[[Page[ArticleRow]], None]) -> None:
        if not self._workspace.is_open:
            self._replace(Page(()))
            return
        store = self._workspace.store
        if self._filter.is_quick:
            self._loading = False
            self._asker.forget()
            then(store.articles(self._filter, after=after, limit=limit))
        else:
            self._loading = True
            wanted, generation = self._filter, self._generation
            answer = self._arrived.emit

            def question(reader: Store) -> int | None:
                answer(generation, (then, reader.articles(wanted, after=after, limit=limit)))
                return reader.hit_count(wanted) if after is None else self._total

            self._asker.ask(
                store.path, store.annotator.name, question, lambda found: answer(generation, (self._count, found))
            )

    def _take(self, generation: int, answer: tuple[Callable[[Any], None], Any]) -> None:
        """Show what the search found, unless something else has been asked for since."""
        if generation != self._generation:
            return
        self._loading = False
        then, found = answer
        if isinstance(found, UserError):
            self._replace(Page(()))
            self.refused.emit(found)
        else:
            then(found)

    def _replace(self, page: Page[ArticleRow]) -> None:
        self.beginResetModel()
        self._rows = list(page.rows)
        self._number()
        self._next = page.next
        self._total = page.total
        self.endResetModel()
        self.loaded.emit()

    def _count(self, total: int | None) -> None:
        self._total = total
        self.loaded.emit()

    def _append(self, page: Page[ArticleRow]) -> None:
        first = len(self._rows)
        if page.rows:
            self.beginInsertRows(QModelIndex(), first, first + len(page.rows) - 1)
            self._rows.extend(page.rows)
            for row in range(first, len(self._rows)):
                self._places[self._rows[row].id] = row
            self.endInsertRows()
        self._next = page.next
        self.loaded.emit()

    def _number(self) -> None:
        self._places = {row.id: place for place, row in enumerate(self._rows)}

    def _may_show(self, row: ArticleRow) -> bool:
        if row.spans < self._filter.least or (self._filter.most is not None and row.spans > self._filter.most):
            return False
        if self._filter.flagged and row.come_back is None:
            return False
        return self._filter.status is None or self._filter.status is row.status

    def _drop_if_left(self, article: str) -> None:
        now = self._workspace.article
        place = self._places.get(article)
        if place is None or self._may_show(self._rows[place]) or (now is not None and now.id == article):
            return
        self.beginRemoveRows(QModelIndex(), place, place)
        del self._rows[place]
        self._number()
        self.endRemoveRows()

    def _drop_left(self, _opened: str = "") -> None:
        if self._filter.status is None and not self._filter.flagged:
            return
        for row in [row for row in self._rows if not self._may_show(row)]:
            self._drop_if_left(row.id)
        self.loaded.emit()


def spoken(row: ArticleRow) -> str:
    """Return a row as a screen reader says it."""
    parts = [row.title or "Untitled", STATUS_NAMES[row.status], day(row.date), row.source, counted(row.spans, "span")]
    if row.come_back is not None:
        parts.append(f"Come back: {row.come_back}" if row.come_back else "Come back")
    return ", ".join(part for part in parts if part)
