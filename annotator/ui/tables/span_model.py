"""The rows of the Spans page, read page by page from the store as the view asks for more. It never writes."""

from __future__ import annotations

from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from annotator.core.codebook import Codebook
from annotator.core.query import SpanFilter, SpanOrder, SpanRow
from annotator.store.store import Store
from annotator.ui.panels.words import day

PAGE = 200
"""How many spans are read at once."""

ROW = Qt.ItemDataRole.UserRole + 1
"""The whole `SpanRow`, for delegates."""

LABEL = Qt.ItemDataRole.UserRole + 2
"""The `Label` of the row from the codebook, or None."""


class Column(IntEnum):
    """What stands where."""

    LABEL = 0
    CONTEXT = 1
    FIELDS = 2
    NOTE = 3
    BY = 4
    ARTICLE = 5
    DATE = 6


TITLES = ("Label", "In context", "Fields", "Note", "By", "Article", "Date")

SORTED_BY = {Column.LABEL: SpanOrder.LABEL, Column.ARTICLE: SpanOrder.ARTICLE, Column.DATE: SpanOrder.DATE}
"""The columns that can be sorted by; the rest cannot be read in order by key."""

Index = QModelIndex | QPersistentModelIndex


class SpanModel(QAbstractTableModel):
    """Invariant: the rows are the first ones of the filter in its order, without gaps, and `complete` says if all."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store: Store | None = None
        self._codebook: Codebook | None = None
        self._names: dict[str, str] = {}
        self._rows: list[SpanRow] = []
        self._next: str | None = None
        self._filter = SpanFilter()

    @property
    def filter(self) -> SpanFilter:
        """What is shown, and in what order."""
        return self._filter

    @property
    def complete(self) -> bool:
        """Whether every matching span has been read."""
        return self._next is None

    def show_spans(self, store: Store | None, codebook: Codebook | None, filter: SpanFilter, least: int = 0) -> None:
        """Read anew, at least `least` rows where there are as many, so that a view can stay where it was."""
        self.beginResetModel()
        self._store, self._codebook, self._filter = store, codebook, filter
        self._rows, self._next = [], None
        if store is not None:
            self._names = {annotator.id: annotator.name for annotator in store.annotators()}
            page = store.span_rows(filter, limit=max(PAGE, least))
            self._rows, self._next = list(page.rows), page.next
        self.endResetModel()

    @property
    def several_annotators(self) -> bool:
        """Whether the spans are more than one annotator's."""
        return len(self._names) > 1

    def row(self, number: int) -> SpanRow:
        """Return one row that has been read."""
        return self._rows[number]

    def number_of(self, span: str) -> int | None:
        """Return where a span stands among the rows read, or None."""
        return next((n for n, row in enumerate(self._rows) if row.id == span), None)

    def canFetchMore(self, parent: Index | None = None) -> bool:
        """Whether the store has rows after the last."""
        return not (parent and parent.isValid()) and self._next is not None

    def fetchMore(self, parent: Index | None = None) -> None:
        """Read the next page, going on from the last key."""
        if self._store is None or not self.canFetchMore(parent):
            return
        page = self._store.span_rows(self._filter, after=self._next, limit=PAGE)
        if page.rows:
            self.beginInsertRows(QModelIndex(), len(self._rows), len(self._rows) + len(page.rows) - 1)
            self._rows.extend(page.rows)
            self.endInsertRows()
        self._next = page.next

    def rowCount(self, parent: Index | None = None) -> int:
        """Rows read so far."""
        return 0 if parent and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """One a `Column`."""
        return 0 if parent and parent.isValid() else len(Column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | None:
        """Return the title of a column."""
        titled = orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return TITLES[section] if titled else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the words of a cell, which screen readers read too, and for delegates the row and its label."""
        row = self._rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._words(row, Column(index.column()))
        if role == ROW:
            return row
        if role == LABEL:
            return self._codebook.label(row.label) if self._codebook else None
        return None

    def _words(self, row: SpanRow, column: Column) -> str:
        match column:
            case Column.LABEL:
                label = self._codebook.label(row.label) if self._codebook else None
                return label.name if label else ""
            case Column.CONTEXT:
                return f"{row.before.lstrip()}“{row.quote}”{row.after.rstrip()}"
            case Column.FIELDS:
                return "\n".join(f"{name}: {value}" for name, value in row.fields)
            case Column.NOTE:
                return row.note
            case Column.BY:
                return self._names.get(row.annotator, "")
            case Column.ARTICLE:
                return row.article_title or "Untitled"
            case Column.DATE:
                return day(row.date)
