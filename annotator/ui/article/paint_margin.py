"""Paints the gutter left of the words: the paragraph cursor, read marks, who speaks, and brackets of long spans."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainterPath, QPen

from annotator.ui.article.canvas import Canvas
from annotator.ui.article.geometry import Line, Mark, Paragraph, Speaker
from annotator.ui.article.hit import bracket_x
from annotator.ui.article.layout import lines_of

READ_MARK = 14.0
"""How far left of the words the middle of a read mark stands."""

_CURSOR = 7.0
_SPEAKER = 24.0
_LEAST_SPEAKER = 30.0
_HOOK = 6.0


def paint_margin(canvas: Canvas, paragraph: Paragraph, top: float) -> None:
    """Paint what stands left of one paragraph."""
    scene = canvas.scene
    for mark in paragraph.brackets:
        _paint_bracket(canvas, paragraph, mark, top)
    if not paragraph.text.strip():
        return
    first = lines_of(paragraph)[0]
    if paragraph.index == scene.cursor_paragraph:
        _paint_cursor(canvas, paragraph, top)
    if paragraph.index in scene.read:
        _paint_read(canvas, first, top)
    speaker = scene.speakers.get(paragraph.index)
    if speaker is not None:
        _paint_speaker(canvas, paragraph, speaker, top)


def _paint_cursor(canvas: Canvas, paragraph: Paragraph, top: float) -> None:
    lines = lines_of(paragraph)
    painter = canvas.painter
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(canvas.palette.accent if canvas.scene.has_focus else canvas.palette.line)
    bar = QRectF(canvas.layout.columns.left - _CURSOR - 2.5, top + 1, 2.5, lines[-1].y + lines[-1].height)
    painter.drawRoundedRect(bar, 1.25, 1.25)


def _paint_read(canvas: Canvas, line: Line, top: float) -> None:
    x = canvas.layout.columns.left - READ_MARK
    y = top + line.y + line.height * 0.56
    tick = QPainterPath(QPointF(x - 4.5, y))
    tick.lineTo(x - 2, y + 3)
    tick.lineTo(x + 3, y - 4)
    painter = canvas.painter
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(canvas.palette.good, 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawPath(tick)


def _paint_speaker(canvas: Canvas, paragraph: Paragraph, speaker: Speaker, top: float) -> None:
    """Write who speaks, right-aligned to the words; what is only expected stands grey and slanted."""
    columns, metrics, painter = canvas.layout.columns, canvas.layout.metrics, canvas.painter
    inset = _SPEAKER
    if paragraph.brackets:
        inset = columns.left - min(bracket_x(canvas.layout, mark) for mark in paragraph.brackets) + _HOOK
    width = min(columns.gutter, columns.left) - inset - 4
    if width < _LEAST_SPEAKER:
        return
    font = QFont(metrics.tag_font)
    font.setWeight(QFont.Weight.Normal if speaker.expected else QFont.Weight.DemiBold)
    font.setItalic(speaker.expected)
    painter.setFont(font)
    painter.setPen(canvas.palette.label(speaker.color).text if speaker.color else canvas.palette.muted)
    line = lines_of(paragraph)[0]
    text = metrics.tag_measure.elidedText(speaker.text, Qt.TextElideMode.ElideRight, width)
    box = QRectF(columns.left - inset - width, top + line.y, width, line.height)
    painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
    painter.setFont(metrics.font)


def _paint_bracket(canvas: Canvas, paragraph: Paragraph, mark: Mark, top: float) -> None:
    """Draw the part of a long span's bracket beside one paragraph."""
    start, end = top, top + paragraph.height
    opens = paragraph.start <= mark.start <= paragraph.end
    closes = paragraph.start < mark.end <= paragraph.end + 1
    if paragraph.text.strip():
        lines = lines_of(paragraph)
        if opens:
            first = next(line for line in lines if line.end > mark.start - paragraph.start or line is lines[-1])
            start = top + first.y + 1
        if closes:
            last = next(line for line in lines if line.end >= mark.end - paragraph.start or line is lines[-1])
            end = top + last.y + last.height
    painter, metrics = canvas.painter, canvas.layout.metrics
    x = bracket_x(canvas.layout, mark)
    lit = canvas.scene.is_lit(mark.id)
    width = metrics.bar + (1.5 if lit else 0.0)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(canvas.colors(mark).bar)
    painter.drawRect(QRectF(x - width / 2, start, width, end - start))
    if opens:
        painter.drawRect(QRectF(x - width / 2, start, _HOOK, metrics.bar))
        _paint_bracket_tag(canvas, mark, x, start)
    if closes:
        painter.drawRect(QRectF(x - width / 2, end - metrics.bar, _HOOK, metrics.bar))


def _paint_bracket_tag(canvas: Canvas, mark: Mark, x: float, y: float) -> None:
    """Write a long span's tag left of its bracket, below the line where speakers stand."""
    metrics, painter = canvas.layout.metrics, canvas.painter
    width = x - 9.0
    tag = metrics.tag_measure.elidedText(mark.span.tag, Qt.TextElideMode.ElideRight, width)
    if width < metrics.size:
        return
    painter.setFont(metrics.tag_font)
    painter.setPen(canvas.colors(mark).text)
    box = QRectF(x - 5 - width, y + metrics.bars_top + mark.lane * metrics.tag_height, width, metrics.tag_height)
    painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, tag)
    painter.setFont(metrics.font)
