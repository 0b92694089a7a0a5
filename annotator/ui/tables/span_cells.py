"""Paint the cells of the Spans page: the label as a chip, the quote between its words, fields and notes in two lines.

All text is drawn as it is. A row is two lines high, whatever it holds; a tooltip shows what was cut.
"""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QPainter,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QToolTip

from annotator.core.codebook import Label
from annotator.core.query import SpanRow
from annotator.ui import plain
from annotator.ui.panels.words import one_line
from annotator.ui.tables.chips import label_colors, paint_chip
from annotator.ui.tables.span_model import LABEL, ROW, Column, Index
from annotator.ui.theme import theme

LINES = 2
PAD_X = 8
LEADING = 2
PAD_Y = 7
CONTEXT = 60
"""Code points of context that the store gives at most; as many as that means there is more."""
_BEFORE_SHARE = 0.26
_EDGE = 3


class SpanCells(QStyledItemDelegate):
    """One delegate for all columns. Invariant: nothing it paints depends on the row before or after."""

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Two lines of text and the space around them."""
        return QSize(80, row_height(QFontMetricsF(option.font)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint ground and hairline, then the cell."""
        row, label = index.data(ROW), index.data(LABEL)
        if not isinstance(row, SpanRow):
            return
        painter.save()
        self._paint_ground(painter, option, index)
        painter.setFont(option.font)
        area = QRectF(option.rect).adjusted(PAD_X, PAD_Y, -PAD_X, -PAD_Y)
        if index.column() == Column.LABEL:
            line = QFontMetricsF(option.font).height()
            chip = QRectF(area.left(), area.top() - _EDGE, area.width(), line + 2 * _EDGE)
            paint_chip(painter, chip, label if isinstance(label, Label) else None)
        elif index.column() == Column.CONTEXT:
            self._paint_context(painter, area, option, row, label if isinstance(label, Label) else None)
        elif index.column() == Column.FIELDS:
            self._paint_fields(painter, area, option, row)
        else:
            quiet = index.column() in (Column.DATE, Column.BY)
            painter.setPen(theme().color("muted" if quiet else "ink"))
            words = one_line(str(index.data() or ""))
            paint_lines(painter, area, words, 1 if index.column() == Column.DATE else LINES)
        painter.restore()

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index) -> bool:
        """Show the whole cell as plain text."""
        if event.type() != QEvent.Type.ToolTip or not index.isValid():
            return super().helpEvent(event, view, option, index)
        QToolTip.showText(event.globalPos(), plain.markup(str(index.data() or "")), view)
        return True

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, rect = theme(), option.rect
        accent = look.color("accent")
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.fillRect(rect, look.color("selection" if selected else "field"))
        if selected and index.column() == Column.LABEL:
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), accent)
        below = QRect(rect.left(), rect.bottom(), rect.width(), 1)
        painter.fillRect(below, look.color("line"))
        if self._view.hasFocus() and self._view.currentIndex().row() == index.row():
            painter.fillRect(below, accent)
            painter.fillRect(QRect(rect.left(), rect.top(), rect.width(), 1), accent)

    def _paint_context(
        self, painter: QPainter, area: QRectF, option: QStyleOptionViewItem, row: SpanRow, label: Label | None
    ) -> None:
        """Draw the words before up to an axis that all rows share, and from there the quote with what follows."""
        metrics = QFontMetricsF(option.font)
        before, quote, after = joined(row)
        from_right = is_right_to_left(quote)
        share = area.width() * _BEFORE_SHARE
        axis = area.right() - share if from_right else area.left() + share
        words = end_that_fits(before, share - 2, metrics)
        start = axis + 2 if from_right else axis - 2 - metrics.horizontalAdvance(words)
        painter.setPen(theme().color("muted"))
        painter.drawText(QPointF(start, area.top() + metrics.ascent()), words)
        body = QRectF(area.left(), area.top(), area.width() - share, area.height())
        if not from_right:
            body.moveLeft(axis)
        layout = _passage(quote, after, option, body.width(), label_colors(label).tint, from_right=from_right)
        painter.setPen(theme().color("ink"))
        layout.draw(painter, body.topLeft())

    def _paint_fields(self, painter: QPainter, area: QRectF, option: QStyleOptionViewItem, row: SpanRow) -> None:
        metrics = QFontMetricsF(option.font)
        shown = row.fields[:LINES] if len(row.fields) <= LINES else row.fields[: LINES - 1]
        y = area.top()
        for name, value in shown:
            painter.setPen(theme().color("muted"))
            title = metrics.elidedText(one_line(name), Qt.TextElideMode.ElideRight, area.width() * 0.55)
            painter.drawText(QPointF(area.left(), y + metrics.ascent()), title)
            x = area.left() + metrics.horizontalAdvance(title + "  ")
            painter.setPen(theme().color("ink"))
            words = metrics.elidedText(one_line(value), Qt.TextElideMode.ElideRight, area.right() - x)
            painter.drawText(QPointF(x, y + metrics.ascent()), words)
            y += metrics.height() + LEADING
        if len(row.fields) > len(shown):
            painter.setPen(theme().color("muted"))
            more = f"and {len(row.fields) - len(shown)} more"
            painter.drawText(QPointF(area.left(), y + metrics.ascent()), more)


def row_height(metrics: QFontMetricsF) -> int:
    """Return the height of a row in pixels: two lines, and the space around them."""
    return round(LINES * metrics.height()) + LEADING + 2 * PAD_Y + 1


def joined(row: SpanRow) -> tuple[str, str, str]:
    """Return what stands before, the quote, and what follows, each on one line, the spaces between them kept.

    Context that was cut inside a word loses that piece and gets an ellipsis.
    """
    before, quote, after = one_line(row.before), one_line(row.quote), one_line(row.after)
    if len(row.before) >= CONTEXT and " " in before:
        before = "… " + before.split(" ", 1)[1]
    if len(row.after) >= CONTEXT and " " in after:
        after = after.rsplit(" ", 1)[0] + "\u00a0…"
    if before and row.before[-1:].isspace():
        before += " "
    if after and row.after[:1].isspace():
        after = " " + after
    return before, quote, after


def is_right_to_left(text: str) -> bool:
    """Whether the first letter with a direction runs from right to left."""
    directions = (unicodedata.bidirectional(char) for char in text)
    return next((direction in ("R", "AL") for direction in directions if direction in ("L", "R", "AL")), False)


def paint_lines(painter: QPainter, area: QRectF, text: str, lines: int) -> None:
    """Draw text in one or two lines from the top of an area, with an ellipsis where it was cut."""
    if lines == 1:
        metrics = QFontMetricsF(painter.font())
        words = metrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(QPointF(area.left(), area.top() + metrics.ascent()), words)
    else:
        _laid_out(text, painter.font(), area.width(), []).draw(painter, area.topLeft())


def end_that_fits(text: str, width: float, metrics: QFontMetricsF) -> str:
    """Return the longest end of a text that fits in a width, cut between words and with an ellipsis before it."""
    if metrics.horizontalAdvance(text) <= width:
        return text
    words = text.split(" ")
    for n in range(1, len(words)):
        shown = "… " + " ".join(words[n:])
        if metrics.horizontalAdvance(shown) <= width:
            return shown
    return metrics.elidedText(text, Qt.TextElideMode.ElideLeft, width)


def _passage(
    quote: str, after: str, option: QStyleOptionViewItem, width: float, tint: QColor, *, from_right: bool
) -> QTextLayout:
    end = _wide(quote)
    marked, quiet = QTextCharFormat(), QTextCharFormat()
    marked.setBackground(tint)
    quiet.setForeground(theme().color("muted"))
    formats = [_range(0, end, marked), _range(end, _wide(after) + 1, quiet)]
    return _laid_out(quote + after, option.font, width, formats, from_right=from_right)


def _laid_out(
    text: str,
    font: QFont,
    width: float,
    formats: list[QTextLayout.FormatRange],
    *,
    from_right: bool = False,
) -> QTextLayout:
    """Lay text out in at most two lines; what does not fit in the second is cut, with an ellipsis."""
    layout = _broken(text, font, width, formats, from_right=from_right)
    if layout.lineCount() <= LINES:
        return layout
    begin = len(_narrow(text, layout.lineAt(LINES - 1).textStart()))
    last = QFontMetricsF(font).elidedText(text[begin:], Qt.TextElideMode.ElideRight, width - 1)
    return _broken(text[:begin] + last, font, width, formats, from_right=from_right)


def _broken(
    text: str, font: QFont, width: float, formats: list[QTextLayout.FormatRange], *, from_right: bool
) -> QTextLayout:
    """Break text into lines: one more than will be drawn, to see whether there is more."""
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    if from_right:
        option.setTextDirection(Qt.LayoutDirection.RightToLeft)
        option.setAlignment(Qt.AlignmentFlag.AlignRight)
    layout = QTextLayout(text, font)
    layout.setTextOption(option)
    layout.setFormats(formats)
    layout.beginLayout()
    for n in range(LINES + 1):
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(max(width, 1))
        line.setPosition(QPointF(0, n * (line.height() + LEADING)))
    layout.endLayout()
    return layout


def _range(start: int, length: int, format: QTextCharFormat) -> QTextLayout.FormatRange:
    made = QTextLayout.FormatRange()
    made.start, made.length, made.format = start, length, format
    return made


def _wide(text: str) -> int:
    """Return the length in Qt's units, in which characters beyond U+FFFF count twice."""
    return len(text) + sum(char > "\uffff" for char in text)


def _narrow(text: str, position: int) -> str:
    """Return the beginning of a text up to a position in Qt's units."""
    count = 0
    for n, char in enumerate(text):
        count += 2 if char > "\uffff" else 1
        if count > position:
            return text[:n]
    return text
