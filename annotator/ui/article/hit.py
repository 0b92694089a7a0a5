"""What lies under a point of the page, and where on the page a character or a span's edge lies."""

from PySide6.QtCore import QPointF, QRectF

from annotator.ui.article.geometry import Line, Mark, Paragraph, Segment
from annotator.ui.article.layout import ArticleLayout, lines_of
from annotator.ui.article.runs import caret_x, runs_of

BRACKET_OFFSET = 20.0
LANE = 9.0
_NEAR = 4.0


def bracket_x(layout: ArticleLayout, mark: Mark) -> float:
    """Return the middle of a long span's bracket in the margin."""
    lane = min(mark.lane, max(0, int((layout.columns.left - BRACKET_OFFSET - 4.0) / LANE)))
    return layout.columns.left - BRACKET_OFFSET - lane * LANE


def line_at(layout: ArticleLayout, y: float) -> tuple[Paragraph, int]:
    """Return the paragraph and the number of the line at a height of the page; the nearest where there is none."""
    paragraph = layout.lay(layout.paragraph_at(y))
    lines = lines_of(paragraph)
    offset = y - layout.top_of(paragraph.index)
    low, high = 0, len(lines) - 1
    while low < high:
        middle = (low + high) // 2
        if offset < lines[middle].bottom:
            high = middle
        else:
            low = middle + 1
    return paragraph, low


def position_at(layout: ArticleLayout, x: float, y: float) -> int:
    """Return the UTF-16 position of the caret nearest a point of the page."""
    paragraph, number = line_at(layout, y)
    if not paragraph.length:
        return paragraph.start
    line = lines_of(paragraph)[number]
    position = layout.block_layout(paragraph.index).lineAt(number).xToCursor(x - layout.columns.left)
    if not paragraph.number:
        return paragraph.start
    return paragraph.start + max(line.start, min(int(position), paragraph.length))


def marks_at(layout: ArticleLayout, x: float, y: float) -> list[Mark]:
    """Return the spans under a point, the most specific first: a bar or tag wins, then the shortest over the words."""
    paragraph, number = line_at(layout, y)
    line = lines_of(paragraph)[number]
    offset = y - layout.top_of(paragraph.index) - line.y
    across = x - layout.columns.left
    exact: list[Mark] = []
    over: list[Mark] = []
    for segment in line.segments:
        if _on_bar_or_tag(layout, line, segment, across, offset):
            exact.append(segment.mark)
        elif offset < line.height + 1 and any(
            left <= across <= right for piece in segment.pieces for left, right in piece.runs
        ):
            over.append(segment.mark)
    found = sorted(exact, key=lambda mark: mark.size) + sorted(over, key=lambda mark: mark.size)
    if across < 0:
        found += [mark for mark in paragraph.brackets if abs(x - bracket_x(layout, mark)) <= _NEAR]
    return found


def _on_bar_or_tag(layout: ArticleLayout, line: Line, segment: Segment, x: float, y: float) -> bool:
    if segment.row < 0 or y < line.height:
        return False
    metrics = layout.metrics
    on_bar = segment.bar_y - 1 <= y < segment.bar_y + metrics.row and segment.left - 2 <= x <= segment.right + 2
    on_tag = (
        segment.tag != ""
        and segment.tag_y <= y < segment.tag_y + metrics.tag_height
        and segment.tag_x - 2 <= x <= segment.tag_x + segment.tag_width + 2
    )
    return on_bar or on_tag


def is_on_tag(layout: ArticleLayout, mark: Mark, x: float, y: float) -> bool:
    """Whether a point of the page lies on the tag of a span, or on the bracket of one shown in the margin."""
    paragraph, number = line_at(layout, y)
    if mark.is_long:
        return mark in paragraph.brackets and abs(x - bracket_x(layout, mark)) <= _NEAR
    line, across = lines_of(paragraph)[number], x - layout.columns.left
    offset = y - layout.top_of(paragraph.index) - line.y
    return any(
        segment.mark is mark
        and segment.tag != ""
        and segment.tag_y <= offset < segment.tag_y + layout.metrics.tag_height
        and segment.tag_x - 2 <= across <= segment.tag_x + segment.tag_width + 2
        for segment in line.segments
    )


def character_rect(layout: ArticleLayout, position: int) -> QRectF:
    """Return where the character at a UTF-16 position lies on the page; a thin box at the end of a line."""
    paragraph, number = layout.line_of(position)
    line = lines_of(paragraph)[number]
    top = layout.top_of(paragraph.index) + line.y
    if not paragraph.length:
        return QRectF(layout.columns.left, top, 1.0, line.height)
    text_line = layout.block_layout(paragraph.index).lineAt(number)
    offset = position - paragraph.start
    if offset >= line.end:
        return QRectF(layout.columns.left + caret_x(text_line, offset), top, 1.0, line.height)
    runs = runs_of(text_line, offset, offset + 1, mixed=bool(paragraph.is_mixed))
    return QRectF(layout.columns.left + runs[0][0], top, max(1.0, runs[0][1] - runs[0][0]), line.height)


def edge_rect(layout: ArticleLayout, mark: Mark, *, at_end: bool) -> QRectF | None:
    """Return the upright line where a span starts or ends, without width; None for one shown in the margin."""
    if mark.is_long:
        return None
    position = mark.end if at_end else mark.start
    paragraph, number = layout.line_of(max(mark.start, position - 1) if at_end else position)
    line = lines_of(paragraph)[number]
    for segment in line.segments:
        if segment.mark is mark:
            piece = segment.pieces[-1 if at_end else 0]
            x = piece.closes_x if at_end else piece.opens_x
            return QRectF(layout.columns.left + x, layout.top_of(paragraph.index) + line.y, 0.0, line.height)
    return None


def tag_point(layout: ArticleLayout, mark: Mark) -> tuple[QPointF, Paragraph, Line, Segment] | None:
    """Return the left end of a span's first bar on the page with what belongs to it; None for one in the margin."""
    if mark.is_long or layout.is_folded_at(mark.start):
        return None
    paragraph, number = layout.line_of(mark.start)
    line = lines_of(paragraph)[number]
    for segment in line.segments:
        if segment.mark is mark:
            top = layout.top_of(paragraph.index) + line.y
            return QPointF(layout.columns.left + segment.left, top + segment.bar_y), paragraph, line, segment
    return None
