"""Paints of the active span and the one under the pointer what has no room at rest: hidden bars and left out tags.

It lies over the page and moves nothing: a bar behind “+n” stands in the last row, a tag in a small pill; where lines
stand close together it hangs from its bar as a filled tab that ends above the words below.
"""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPen

from annotator.ui.article.canvas import Canvas
from annotator.ui.article.geometry import Line, Mark, Segment
from annotator.ui.article.layout import ArticleLayout, lines_of
from annotator.ui.article.paint_bars import paint_bars

_PADDING = 4.0


def tab_rect(layout: ArticleLayout, line: Line, segment: Segment, words: str) -> QRectF:
    """Return where the tab with some words of a span lies in a compact page, counted from the top of its line.

    It takes of its own words' descenders what it must, and never touches the words of the next line.
    """
    metrics, piece = layout.metrics, segment.pieces[0]
    height = metrics.tag_cap + metrics.tag_descent + 1.0
    lowest = line.bottom - line.y + metrics.cap_top - 0.5
    width = metrics.tag_measure.horizontalAdvance(words) + 2 * _PADDING
    wanted = piece.opens_x - width if piece.opens_back else piece.opens_x
    x = layout.columns.left + max(-_PADDING, min(wanted, layout.columns.text - width))
    return QRectF(x, min(segment.bar_y - 0.5, lowest - height), width, height)


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
                    _paint_segment(canvas, line, segment, top + line.y)


def _paint_segment(canvas: Canvas, line: Line, segment: Segment, y: float) -> None:
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
        if metrics.compact:
            _paint_tab(canvas, line, segment, y)
        else:
            _paint_pill(canvas, segment, y + segment.bar_y + metrics.bar + 2.0)


def _paint_tab(canvas: Canvas, line: Line, segment: Segment, y: float) -> None:
    """Write a tag on its label's colour, hanging from its bar."""
    painter, metrics, span = canvas.painter, canvas.layout.metrics, segment.mark.span
    tab = tab_rect(canvas.layout, line, segment, span.tag).translated(0.0, y)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(canvas.palette.label(span.color).text)
    painter.drawRoundedRect(tab, 2, 2)
    painter.setPen(canvas.palette.paper)
    painter.setFont(metrics.tag_font)
    painter.drawText(QPointF(tab.left() + _PADDING, tab.top() + metrics.tag_cap + 1.0), span.tag)
    painter.setFont(metrics.font)
    painter.setBrush(Qt.BrushStyle.NoBrush)


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
