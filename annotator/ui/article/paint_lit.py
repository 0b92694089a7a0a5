"""Paints of the active span and the one under the pointer what has no room at rest: hidden bars and left out tags.

It lies over the page and moves nothing: a bar behind “+n” stands in the last row, a tag in a small pill.
"""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPen

from annotator.ui.article.canvas import Canvas
from annotator.ui.article.geometry import Mark, Segment
from annotator.ui.article.layout import lines_of
from annotator.ui.article.paint_bars import paint_bars

_PADDING = 4.0


def paint_lit(canvas: Canvas) -> None:
    """Paint what is missing of the spans that are lit."""
    for id in canvas.scene.lit:
        mark = canvas.layout.marks.by_id.get(id)
        if mark is not None and not mark.is_long:
            _paint_missing(canvas, mark)


def _paint_missing(canvas: Canvas, mark: Mark) -> None:
    for index in canvas.shown:
        paragraph = canvas.layout.paragraphs[index]
        if mark not in paragraph.marks or paragraph.is_folded:
            continue
        top = canvas.layout.top_of(index)
        for line in lines_of(paragraph):
            for segment in line.segments:
                if segment.mark is mark:
                    _paint_segment(canvas, segment, top + line.y)


def _paint_segment(canvas: Canvas, segment: Segment, y: float) -> None:
    painter, columns, metrics = canvas.painter, canvas.layout.columns, canvas.layout.metrics
    if segment.row < 0:
        row = QRectF(
            columns.left + segment.left - 1,
            y + segment.bar_y - 2.5,
            segment.right - segment.left + 2,
            metrics.row + 2.0,
        )
        painter.fillRect(row, canvas.palette.paper)
        paint_bars(canvas, segment, y + segment.bar_y)
    if segment.is_tagged and not segment.tag and segment.mark.span.tag:
        # Over its own bar, so that it takes as little as can be of the line below.
        _paint_pill(canvas, segment, y + segment.bar_y - (1.0 if metrics.compact else -metrics.bar - 2.0))


def _paint_pill(canvas: Canvas, segment: Segment, y: float) -> None:
    """Write a tag on a small ground of its own, at its span's start and inside the column."""
    painter, columns, metrics = canvas.painter, canvas.layout.columns, canvas.layout.metrics
    span, piece = segment.mark.span, segment.pieces[0]
    width = metrics.tag_measure.horizontalAdvance(span.tag) + 2 * _PADDING
    wanted = piece.opens_x - width if piece.opens_back else piece.opens_x
    x = columns.left + max(-_PADDING, min(wanted, columns.text - width))
    pill = QRectF(x, y, width, metrics.tag_height + 1)
    colors = canvas.palette.label(span.color)
    painter.setPen(QPen(colors.bar, 1))
    painter.setBrush(canvas.palette.card)
    painter.drawRoundedRect(pill, 3, 3)
    painter.setPen(colors.text)
    painter.setFont(metrics.tag_font)
    painter.drawText(QPointF(x + _PADDING, y + metrics.tag_ascent), span.tag)
    painter.setFont(metrics.font)
    painter.setBrush(Qt.BrushStyle.NoBrush)
