"""Paints the words and what lies on them: tints, search hits, selection, bars, tags, caret, handles.

It reads the layout and the scene and changes neither.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QTextLayout, QTextLine

from annotator.ui.article.canvas import Canvas
from annotator.ui.article.geometry import Line, Paragraph, Segment
from annotator.ui.article.hit import edge_rect
from annotator.ui.article.layout import line_number, lines_of
from annotator.ui.article.paint_bars import TICK, paint_bars
from annotator.ui.article.paint_lit import paint_lit
from annotator.ui.article.paint_margin import paint_fold, paint_margin
from annotator.ui.article.paint_notes import paint_notes
from annotator.ui.article.paint_relations import paint_relations
from annotator.ui.article.runs import caret_x, runs_of

HANDLE_RADIUS = 4.5
HANDLE_REACH = 4.0


def paint_page(canvas: Canvas) -> None:
    """Paint everything of the page between the canvas's top and bottom."""
    painter = canvas.painter
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    for paragraph, top in canvas.paragraphs():
        if paragraph.is_folded:
            paint_fold(canvas, paragraph, top)
            continue
        paint_margin(canvas, paragraph, top)
        if paragraph.number:
            _paint_paragraph(canvas, paragraph, top)
        if paragraph.start <= canvas.scene.caret <= paragraph.end:
            _paint_caret(canvas, paragraph, top)
    paint_relations(canvas)
    paint_lit(canvas)
    _paint_handles(canvas)
    paint_notes(canvas)


def _paint_paragraph(canvas: Canvas, paragraph: Paragraph, top: float) -> None:
    layout = canvas.layout.block_layout(paragraph.index)
    quiet = paragraph.index in canvas.scene.quiet
    for number, line in canvas.lines(paragraph, top):
        text_line = layout.lineAt(number)
        y = top + line.y
        canvas.painter.setPen(Qt.PenStyle.NoPen)
        _paint_tints(canvas, line, y)
        _paint_selection(canvas, paragraph, line, text_line, y)
        _paint_search(canvas, paragraph, line, text_line, y)
        canvas.painter.setPen(canvas.palette.muted if quiet else canvas.palette.ink)
        text_line.draw(canvas.painter, QPointF(canvas.layout.columns.left, y - text_line.y()))
        if line.segments:
            _paint_segments(canvas, line, y)


def _paint_tints(canvas: Canvas, line: Line, y: float) -> None:
    """Fill behind the words, the longest span first: the shortest one's colour is the one under its words."""
    painter, left = canvas.painter, canvas.layout.columns.left
    inset = canvas.layout.metrics.tint_top
    for segment in reversed(line.segments):
        span = segment.mark.span
        lit = canvas.scene.is_lit(span.id)
        if not span.tint and not lit:
            continue
        colors = canvas.palette.label(span.color)
        painter.setBrush(colors.tint_on if lit and span.tint else colors.tint)
        for piece in segment.pieces:
            for start, end in piece.runs:
                box = QRectF(left + start - 1, y + inset, end - start + 2, line.height + 1 - inset)
                painter.drawRoundedRect(box, 3, 3)


def _paint_search(canvas: Canvas, paragraph: Paragraph, line: Line, text_line: QTextLine, y: float) -> None:
    scene, palette = canvas.scene, canvas.palette
    for number in _touching(scene.search, paragraph.start + line.start, paragraph.start + line.end):
        canvas.painter.setBrush(palette.search_now if number == scene.search_now else palette.search)
        for start, end in _runs_on(scene.search[number], paragraph, line, text_line):
            box = QRectF(canvas.layout.columns.left + start - 1, y + 1, end - start + 2, line.height - 1)
            canvas.painter.drawRoundedRect(box, 2, 2)


def _paint_selection(canvas: Canvas, paragraph: Paragraph, line: Line, text_line: QTextLine, y: float) -> None:
    inset = canvas.layout.metrics.tint_top
    canvas.painter.setBrush(canvas.palette.selection)
    for selected in canvas.scene.selection:
        for start, end in _runs_on(selected, paragraph, line, text_line):
            left = canvas.layout.columns.left + start
            canvas.painter.drawRect(QRectF(left, y + inset, end - start, line.height + 1 - inset))


def _runs_on(
    selected: tuple[int, int], paragraph: Paragraph, line: Line, text_line: QTextLine
) -> Sequence[tuple[float, float]]:
    start = max(selected[0] - paragraph.start, line.start)
    end = min(selected[1] - paragraph.start, line.end)
    return runs_of(text_line, start, end, mixed=bool(paragraph.is_mixed)) if start < end else ()


def _touching(ranges: Sequence[tuple[int, int]], start: int, end: int) -> range:
    """Return which of some ranges, in order and apart from each other, touch [start, end)."""
    first = bisect_right(ranges, start, key=lambda found: found[1])
    return range(first, bisect_left(ranges, end, lo=first, key=lambda found: found[0]))


def _paint_segments(canvas: Canvas, line: Line, y: float) -> None:
    painter = canvas.painter
    for segment in line.segments:
        if segment.row >= 0:
            paint_bars(canvas, segment, y + segment.bar_y)
    painter.setFont(canvas.layout.metrics.tag_font)
    for segment in line.segments:
        if segment.tag:
            _paint_tag(canvas, line, segment, y)
    if line.hidden:
        painter.setPen(canvas.palette.muted)
        spot = QPointF(canvas.layout.columns.right + 5, y + line.height)
        painter.drawText(spot, f"+{line.hidden}")
    painter.setFont(canvas.layout.metrics.font)


def _paint_tag(canvas: Canvas, line: Line, segment: Segment, y: float) -> None:
    painter, metrics, left = canvas.painter, canvas.layout.metrics, canvas.layout.columns.left
    colors = canvas.colors(segment.mark)
    piece = segment.pieces[0]
    stands_at_start = piece.opens_back or abs(segment.tag_x - piece.opens_x) < TICK
    is_apart = segment.tag_y - segment.bar_y > metrics.row + 1
    if stands_at_start and is_apart and not _crosses_tag(line, segment, piece.opens_x):
        # Other bars lie between: a thin lead joins bar and tag.
        x = left + piece.opens_x + (-0.5 if piece.opens_back else 0.5)
        painter.setPen(QPen(colors.bar, 1))
        painter.drawLine(QPointF(x, y + segment.bar_y + metrics.bar), QPointF(x, y + segment.tag_y + 2))
    painter.setPen(colors.text)
    painter.drawText(QPointF(left + segment.tag_x, y + segment.tag_y + metrics.tag_ascent), segment.tag)


def _crosses_tag(line: Line, segment: Segment, x: float) -> bool:
    """Whether a line straight down to a span's tag would cross out the tag of another."""
    return any(
        other.tag and other.tag_y < segment.tag_y and other.tag_x - 1 <= x <= other.tag_x + other.tag_width
        for other in line.segments
    )


def _paint_caret(canvas: Canvas, paragraph: Paragraph, top: float) -> None:
    offset = canvas.scene.caret - paragraph.start
    number = line_number(lines_of(paragraph), offset)
    line = lines_of(paragraph)[number]
    x = _caret_x(canvas.layout.block_layout(paragraph.index), number, offset) if paragraph.length else 0.0
    caret = QRectF(canvas.layout.columns.left + x - 0.75, top + line.y, 1.75, line.height)
    canvas.painter.fillRect(caret, canvas.palette.accent)


def _caret_x(layout: QTextLayout, number: int, offset: int) -> float:
    return caret_x(layout.lineAt(number), offset)


def _paint_handles(canvas: Canvas) -> None:
    """Draw what the edges of the active span are dragged by: a knob above its start and one below its end."""
    mark = canvas.layout.marks.by_id.get(canvas.scene.active)
    if mark is None or mark.is_long:
        return
    painter, color = canvas.painter, canvas.colors(mark).bar
    for at_end in (False, True):
        if not _is_shown(canvas, mark.end - 1 if at_end else mark.start):
            continue
        edge = edge_rect(canvas.layout, mark, at_end=at_end)
        if edge is None:
            continue
        painter.setPen(QPen(color, 1.8))
        painter.drawLine(QPointF(edge.x(), edge.top()), QPointF(edge.x(), edge.bottom() + 1))
        painter.setPen(QPen(QColor(canvas.palette.paper), 1.5))
        painter.setBrush(color)
        painter.drawEllipse(handle_center(edge, at_end=at_end), HANDLE_RADIUS, HANDLE_RADIUS)


def _is_shown(canvas: Canvas, position: int) -> bool:
    return canvas.layout.marks.paragraph_of(position) in canvas.shown


def handle_center(edge: QRectF, *, at_end: bool) -> QPointF:
    """Return the middle of the knob of a span's edge."""
    return QPointF(edge.x(), edge.bottom() + HANDLE_REACH if at_end else edge.top() - HANDLE_REACH + 2)
