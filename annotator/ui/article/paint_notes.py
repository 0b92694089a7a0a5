"""Paints notes on spans right of the words: cards where there is room, dots where there is not, which open one."""

from collections.abc import Iterator

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPen, QTextLayout, QTextOption

from annotator.ui.article.canvas import Canvas
from annotator.ui.article.geometry import Mark
from annotator.ui.article.layout import lines_of

NOTE_DOT = 16.0
"""How far right of the column the middle of a note's dot stands."""

_RADIUS = 3.5
_BEFORE = 12
_PADDING = 8.0
_GAP = 8.0
_MOST_LINES = 8
_OPENED = 300.0


def paint_notes(canvas: Canvas) -> None:
    """Paint the notes of the spans that start on what is shown."""
    floor = -1e9
    for mark, y in _noted(canvas):
        if canvas.layout.columns.cards:
            floor = _paint_card(canvas, mark, y, floor)
        else:
            _paint_dot(canvas, mark, y)
    opened = canvas.layout.marks.by_id.get(canvas.scene.open_note)
    if opened is not None and opened.span.note and not canvas.layout.columns.cards:
        _paint_opened(canvas, opened)


def _noted(canvas: Canvas) -> Iterator[tuple[Mark, float]]:
    """Yield spans with notes with the top of their first line, from a little above what is shown (cards push down)."""
    layout = canvas.layout
    for index in range(max(0, canvas.shown.start - _BEFORE), canvas.shown.stop):
        paragraph = layout.paragraphs[index]
        if paragraph.is_folded:
            continue
        noted = [
            mark
            for mark in (*paragraph.marks, *paragraph.brackets)
            if mark.span.note and paragraph.start <= mark.start <= paragraph.end
        ]
        if not noted:
            continue
        layout.lay(index)
        top = layout.top_of(index)
        for mark in sorted(noted, key=lambda mark: mark.start):
            offset = mark.start - paragraph.start
            lines = lines_of(paragraph)
            yield mark, top + next((line.y for line in lines if line.end > offset), lines[-1].y)


def _paint_dot(canvas: Canvas, mark: Mark, y: float) -> None:
    painter, lit = canvas.painter, canvas.scene.is_lit(mark.id)
    painter.setPen(QPen(canvas.palette.paper, 1.0))
    painter.setBrush(canvas.colors(mark).bar)
    middle = QPointF(canvas.layout.columns.right + NOTE_DOT, y + canvas.layout.metrics.text_height * 0.55)
    radius = _RADIUS + 1 if lit else _RADIUS
    painter.drawEllipse(middle, radius, radius)


def _paint_card(canvas: Canvas, mark: Mark, y: float, floor: float) -> float:
    """Draw one card level with its span, or below the card before it; return its bottom."""
    columns = canvas.layout.columns
    left, width = columns.right + 34, columns.cards - 44
    note, height = _broken(canvas, mark.span.note, width - 2 * _PADDING - 3)
    top = max(y - 1, floor + _GAP)
    card = QRectF(left, top, width, height + canvas.layout.metrics.tag_height + 2 * _PADDING + 3)
    if card.bottom() >= canvas.top and top <= canvas.bottom:
        _paint_leader(canvas, mark, y, QPointF(left, top + 12))
        _paint_box(canvas, mark, card, note)
    return card.bottom()


def _paint_opened(canvas: Canvas, mark: Mark) -> None:
    """Draw the note that its dot has opened: below the line of its dot, at the right edge, over the page."""
    layout = canvas.layout
    paragraph, number = layout.line_of(mark.start)
    line = lines_of(paragraph)[number]
    width = min(_OPENED, layout.columns.width - 2 * _PADDING)
    note, height = _broken(canvas, mark.span.note, width - 2 * _PADDING - 3)
    left = min(layout.columns.right + NOTE_DOT + 6, layout.columns.width - _PADDING) - width
    top = layout.top_of(paragraph.index) + line.bottom
    card = QRectF(left, top, width, height + layout.metrics.tag_height + 2 * _PADDING + 3)
    _paint_box(canvas, mark, card, note)


def _paint_box(canvas: Canvas, mark: Mark, card: QRectF, note: QTextLayout) -> None:
    metrics, painter = canvas.layout.metrics, canvas.painter
    left, top, width = card.left(), card.top(), card.width()
    colors, lit = canvas.colors(mark), canvas.scene.is_lit(mark.id)
    edge = colors.bar if lit else canvas.palette.line
    painter.setPen(QPen(edge, 1))
    painter.setBrush(canvas.palette.card)
    painter.drawRoundedRect(card, 5, 5)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colors.bar)
    painter.drawRoundedRect(QRectF(left, top, 3, card.height()), 1.5, 1.5)
    painter.setFont(metrics.tag_font)
    painter.setPen(colors.text)
    heading = " · ".join(part for part in (mark.span.name or mark.span.tag, mark.span.by) if part)
    heading = metrics.tag_measure.elidedText(heading, Qt.TextElideMode.ElideRight, width - 2 * _PADDING)
    painter.drawText(QPointF(left + _PADDING + 3, top + _PADDING + metrics.tag_ascent), heading)
    painter.setPen(canvas.palette.ink)
    note.draw(painter, QPointF(left + _PADDING + 3, top + _PADDING + metrics.tag_height + 3))
    painter.setFont(metrics.font)


def _paint_leader(canvas: Canvas, mark: Mark, y: float, corner: QPointF) -> None:
    color = canvas.colors(mark).bar if canvas.scene.is_lit(mark.id) else canvas.palette.line
    canvas.painter.setPen(QPen(color, 1, Qt.PenStyle.DotLine))
    middle = y + canvas.layout.metrics.text_height * 0.6
    bend = QPointF(corner.x() - 9, middle)
    canvas.painter.drawLine(QPointF(canvas.layout.columns.right + 6, middle), bend)
    canvas.painter.drawLine(bend, corner)


def _broken(canvas: Canvas, text: str, width: float) -> tuple[QTextLayout, float]:
    """Return a note broken into lines of this width, and how high they are."""
    note = QTextLayout(text.replace("\n", "\u2028"), canvas.layout.metrics.note_font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    note.setTextOption(option)
    note.beginLayout()
    height = 0.0
    for _ in range(_MOST_LINES):
        line = note.createLine()
        if not line.isValid():
            break
        line.setLineWidth(width)
        line.setPosition(QPointF(0.0, height))
        height += line.height() * 1.12
    note.endLayout()
    return note, height
