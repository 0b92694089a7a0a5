"""The table of the Spans page: its keys, columns that make room for the quote, and staying in place when read anew."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QFontMetricsF,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from annotator.core.codebook import Codebook
from annotator.core.query import SpanFilter, SpanRow
from annotator.store.store import Store
from annotator.ui.modifiers import without
from annotator.ui.tables.chips import PAD, char_width
from annotator.ui.tables.span_cells import PAD_X, SpanCells, row_height
from annotator.ui.tables.span_model import SORTED_BY, TITLES, Column, SpanModel

_WIDTHS = {Column.FIELDS: 24, Column.NOTE: 18, Column.BY: 11, Column.ARTICLE: 24, Column.DATE: 11}
"""Width of the columns in characters of running text."""

_LEAVING = (Column.NOTE, Column.BY, Column.FIELDS, Column.DATE)
"""Which columns go first in a narrow window, for the quote to have room."""

_GROWING = {Column.FIELDS: 0.22, Column.NOTE: 0.18, Column.ARTICLE: 0.15}
"""Which part of the room that is left in a wide window goes to these columns; the rest is the quote's."""

_CONTEXT_WIDTH = 60
_LONGEST_LABEL = 22


class SpanTable(QTableView):
    """Rows of two lines, several selectable at once. The selection is of spans and survives a new reading."""

    opened = Signal(str)
    """Enter or a double click on the span with this id."""

    all_wanted = Signal()
    """Everything was selected: `all_selected` says so until the selection changes."""

    removing = Signal()
    """Delete was pressed on the selected spans."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._codebook: Codebook | None = None
        self.all_selected = False
        self.spans = SpanModel(self)
        self.setModel(self.spans)
        self.setItemDelegate(SpanCells(self))
        self.setAccessibleName("Spans")
        self.setObjectName("spans_table")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet("QTableView { border: none; border-radius: 0; }")  # the current row shows the focus
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.verticalHeader().hide()
        self._set_up_header()
        self._fit_rows()
        self.spans.rowsInserted.connect(self._select_more)
        self.doubleClicked.connect(lambda index: self.opened.emit(self.spans.row(index.row()).id))

    def show_spans(self, store: Store | None, codebook: Codebook | None, filter: SpanFilter) -> None:
        """Read the spans of a filter. With the same filter as before, place, current row and selection stay."""
        same = filter == self.spans.filter
        chosen = {row.id for row in self.selected_rows()} if same else set()
        current, scroll = self.currentIndex().row(), self.verticalScrollBar().value()
        seen = self.rowAt(self.viewport().height() - 1) if same else 0
        self._codebook = codebook
        self.spans.show_spans(store, codebook, filter, least=max(seen, current) + 1 if same else 0)
        self._fit_columns()
        if same:
            self._select_spans(chosen, current)
            self.verticalScrollBar().setValue(scroll)
        else:
            self.scrollToTop()

    def selected_rows(self) -> list[SpanRow]:
        """Return the selected spans in the order they are shown."""
        return [self.spans.row(number) for number in sorted({i.row() for i in self.selectionModel().selectedRows()})]

    def go_to(self, span: str) -> bool:
        """Make a span current, selected and visible; False where it is not among the rows read."""
        number = self.spans.number_of(span)
        if number is None:
            return False
        index = self.spans.index(number, Column.CONTEXT)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(index, flags)
        self.scrollTo(index)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open with Enter, remove with Delete, copy the quotes with Ctrl+C; the rest is the table's own."""
        current = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not without(
            event.modifiers(), Qt.KeyboardModifier.KeypadModifier
        ):
            if current.isValid():
                self.opened.emit(self.spans.row(current.row()).id)
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removing.emit()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy_quotes()
        else:
            super().keyPressEvent(event)

    def selectAll(self) -> None:  # noqa: N802 - Qt's name
        """Select every row that there is, read or not."""
        super().selectAll()
        self.all_selected = self.spans.rowCount() > 0
        self.all_wanted.emit()

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:  # noqa: N802 - Qt's name
        """Anything but a further row ends that all are selected."""
        super().selectionChanged(selected, deselected)
        if deselected.count():
            self.all_selected = False

    def _select_more(self, _parent: object, first: int, last: int) -> None:
        if self.all_selected:
            more = QItemSelection(self.spans.index(first, 0), self.spans.index(last, len(Column) - 1))
            self.selectionModel().select(more, QItemSelectionModel.SelectionFlag.Select)

    def copy_quotes(self) -> None:
        """Put the quotes of the selected spans on the clipboard, a line each."""
        QGuiApplication.clipboard().setText("\n".join(" ".join(row.quote.split()) for row in self.selected_rows()))

    def copy_table(self) -> None:
        """Put the selected rows on the clipboard with their titles, cells apart by tabs, for a spreadsheet."""
        rows = sorted({index.row() for index in self.selectionModel().selectedRows()})
        cells = [[str(self.spans.index(row, column).data()) for column in Column] for row in rows]
        table = [list(TITLES), *cells]
        lines = ("\t".join(" ".join(cell.split()) for cell in line) for line in table)
        QGuiApplication.clipboard().setText("\n".join(lines) + "\n")

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select the current row where none is selected, so that keys have something to work on."""
        super().focusInEvent(event)
        if self.currentIndex().isValid() and not self.selectionModel().hasSelection():
            self.selectRow(self.currentIndex().row())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the quote what room there is."""
        super().resizeEvent(event)
        self._fit_columns()

    def changeEvent(self, event: QEvent) -> None:
        """Another font needs other rows and columns."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit_rows()
            self._fit_columns()

    def show_order(self, filter: SpanFilter) -> None:
        """Show in the header what the rows are sorted by."""
        column = next((column for column, order in SORTED_BY.items() if order == filter.order), -1)
        order = Qt.SortOrder.DescendingOrder if filter.descending else Qt.SortOrder.AscendingOrder
        self.horizontalHeader().setSortIndicator(int(column), order)

    def _set_up_header(self) -> None:
        header = self.horizontalHeader()
        header.setSectionsClickable(True)
        header.setHighlightSections(False)
        header.setSortIndicatorShown(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setMinimumSectionSize(20)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(Column.CONTEXT, QHeaderView.ResizeMode.Stretch)

    def _fit_rows(self) -> None:
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(row_height(QFontMetricsF(self.font())))

    def _fit_columns(self) -> None:
        char = char_width(self.font())
        widths = {Column.LABEL: self._label_width(char)} | {
            column: round(n * char) + 2 * PAD_X for column, n in _WIDTHS.items()
        }
        room = self.viewport().width() - _CONTEXT_WIDTH * char - sum(widths.values())
        hidden = [] if self.spans.several_annotators else [Column.BY]
        room += sum(widths[column] for column in hidden)
        for column in _LEAVING:
            if room >= 0:
                break
            if column not in hidden:
                hidden.append(column)
                room += widths[column]
        for column, share in _GROWING.items():
            widths[column] += round(max(room, 0) * share)
        for column, width in widths.items():
            self.setColumnHidden(column, column in hidden)
            self.setColumnWidth(column, width)

    def _label_width(self, char: float) -> int:
        font = self.font()
        font.setBold(True)
        names = [label.name for label in self._codebook.labels] if self._codebook else []
        widest = max((QFontMetrics(font).horizontalAdvance(name) for name in names), default=0)
        return min(max(widest, round(8 * char)), round(_LONGEST_LABEL * char)) + 2 * PAD + 2 * PAD_X

    def _select_spans(self, chosen: set[str], current: int) -> None:
        """Select the rows of these spans again; where they are gone, make the row current that took their place."""
        selection = QItemSelection()
        last = self.spans.rowCount() - 1
        for number in range(last + 1) if chosen else ():
            if self.spans.row(number).id in chosen:
                selection.select(self.spans.index(number, 0), self.spans.index(number, len(Column) - 1))
        if last >= 0 and current >= 0:
            index = self.spans.index(min(current, last), Column.CONTEXT)
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        self.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)
