"""A list of the spans of the open article: colour, label and words of each. It activates; it changes nothing."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from annotator.core.codebook import Codebook
from annotator.core.model import Span
from annotator.ui.panels.pieces import draw_elided, make_flat, paint_chip, small
from annotator.ui.panels.words import one_line
from annotator.ui.theme import theme

ROW = Qt.ItemDataRole.UserRole
LONGEST = 200
"""More of a quote than this is never shown in a row."""
Index = QModelIndex | QPersistentModelIndex


class SpanRows(QAbstractListModel):
    """The spans of one article in the order of its text, with the message of each where there is one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._codebook: Codebook | None = None
        self._rows: list[tuple[Span, str]] = []
        self._places: dict[str, int] = {}

    def show(self, codebook: Codebook, rows: Sequence[tuple[Span, str]]) -> None:
        """Show these spans, each with a line of its own or an empty one."""
        old = [span.id for span, _words in self._rows]
        new = [span.id for span, _words in rows]
        if old == new and codebook is self._codebook:
            changed = [n for n, (a, b) in enumerate(zip(self._rows, rows, strict=True)) if a != b]
            self._rows = list(rows)
            for n in changed:
                self.dataChanged.emit(self.index(n), self.index(n))
            return
        self.beginResetModel()
        self._codebook = codebook
        self._rows = list(rows)
        self._places = {}
        for place, id in enumerate(new):
            self._places.setdefault(id, place)
        self.endResetModel()

    def row_of(self, span: str) -> int:
        """Return the first row of a span, or -1."""
        return self._places.get(span, -1)

    def span_at(self, row: int) -> Span | None:
        """Return the span of a row, or None where there is no such row."""
        return self._rows[row][0] if 0 <= row < len(self._rows) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not 0 <= index.row() < len(self._rows) or self._codebook is None:
            return None
        span, words = self._rows[index.row()]
        if role == ROW:
            return self._codebook.label(span.label), one_line(span.text[:LONGEST]), words
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            label = self._codebook.label(span.label)
            name = label.name if label is not None else "A label that is gone"
            return ", ".join(filter(None, (name, one_line(span.text[:LONGEST]), words)))
        return None


class SpanLines(QStyledItemDelegate):
    """Paints one line a span, or two where `SpanRows` gives a message; `tone` is the colour of that line."""

    def __init__(self, parent: QWidget | None = None, *, messages: bool = False, tone: str = "warning") -> None:
        super().__init__(parent)
        self._messages = messages
        self._tone = tone

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        line = QFontMetrics(option.font).height()
        return QSize(100, (2 if self._messages else 1) * line + 8)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        label, quote, words = index.data(ROW)
        look, rect = theme(), option.rect
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, look.color("selection"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, look.color("hover"))
        line = QFontMetrics(option.font).height()
        top = QRect(rect.left() + 20, rect.top() + 4, rect.width() - 26, line)
        paint_chip(painter, QRectF(rect.left() + 5, top.top() + (line - 9) / 2, 9, 9), label)
        name = label.name if label is not None else "gone"
        painter.setFont(small(option.font))
        room = min(QFontMetrics(painter.font()).horizontalAdvance(name), top.width() // 2)
        painter.setPen(look.color("muted"))
        draw_elided(painter, QRect(top.right() - room, top.top(), room + 1, line), name)
        painter.setFont(option.font)
        painter.setPen(look.color("ink"))
        draw_elided(painter, top.adjusted(0, 0, -room - 10, 0), quote)
        if self._messages:
            painter.setPen(look.color(self._tone))
            draw_elided(painter, top.translated(0, line), words)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(look.color("accent"))
            painter.drawRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5))
        painter.restore()


class SpanListView(QListView):
    """Shows `SpanRows`, as high as its rows up to `most` of them. Enter or a click activates a span."""

    span_chosen = Signal(str)
    left = Signal()

    def __init__(
        self,
        name: str,
        parent: QWidget | None = None,
        *,
        messages: bool = False,
        most: int = 0,
        tone: str = "warning",
    ) -> None:
        super().__init__(parent)
        self.rows = SpanRows(self)
        self._most = most
        self.setModel(self.rows)
        self.setItemDelegate(SpanLines(self, messages=messages, tone=tone))
        self.setUniformItemSizes(True)
        make_flat(self)
        self.setAccessibleName(name)
        self.clicked.connect(self._choose)

    def show_spans(self, codebook: Codebook, rows: Sequence[tuple[Span, str]]) -> None:
        """Show these spans; the current one stays current where it is still among them."""
        current = self.rows.span_at(self.currentIndex().row())
        self.rows.show(codebook, rows)
        place = self.rows.row_of(current.id) if current is not None else -1
        if place >= 0 and self.currentIndex().row() != place:
            self.selectionModel().setCurrentIndex(
                self.rows.index(place), QItemSelectionModel.SelectionFlag.ClearAndSelect
            )
        if self._most:
            height = self.sizeHintForRow(0) if rows else 0
            self.setFixedHeight(min(len(rows), self._most) * height + 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.currentIndex())
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.rows.rowCount():
            self.setCurrentIndex(self.rows.index(0))

    def _choose(self, index: QModelIndex) -> None:
        span = self.rows.span_at(index.row())
        if span is not None:
            self.span_chosen.emit(span.id)
