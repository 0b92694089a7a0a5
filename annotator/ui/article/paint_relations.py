"""Paints roles as thin lines that never cross words: under their line, and from line to line through the gutter."""

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainterPath, QPen

from annotator.ui.article.canvas import Canvas
from annotator.ui.article.geometry import Line, Link, Mark, Segment
from annotator.ui.article.hit import bracket_x, tag_point
from annotator.ui.article.layout import ArticleLayout
from annotator.ui.article.paint_lit import tab_rect

FARTHEST = 60
"""How many paragraphs two ends may lie apart before a stub with an arrow stands for the line."""

_CORNER = 5.0
_GUTTER = 15.0
_CHIP_GAP = 7.0
_BELOW_TAG = 1.0
_ARROW = 3.5


def paint_relations(canvas: Canvas) -> None:
    """Paint the links of the canvas whose ends are near what is shown."""
    marks = canvas.layout.marks
    names: list[tuple[str, QRectF]] = []
    for number, link in enumerate(canvas.links):
        source, target = marks.by_id.get(link.source), marks.by_id.get(link.target)
        if source is None or target is None:
            continue
        first, last = sorted((marks.paragraph_of(source.start), marks.paragraph_of(target.start)))
        if last < canvas.shown.start or first >= canvas.shown.stop or last - first > FARTHEST:
            continue
        pill = _paint_link(canvas, link, number)
        if pill is not None:
            names.append((link.name, pill))
    # Above all lines, so that none crosses out a name.
    for name, pill in names:
        _paint_pill(canvas, name, pill)
    for stub in stubs_of(canvas.layout, canvas.links, canvas.shown):
        _paint_pill(canvas, stub.words, stub.pill)


class Stub(NamedTuple):
    """What stands for a line to an end that is far away: the role's name with which way it lies; a click goes there."""

    words: str
    pill: QRectF
    far: str


def stubs_of(layout: ArticleLayout, links: Sequence[Link], shown: range) -> Iterator[Stub]:
    """Yield the stubs that stand beside the spans of some paragraphs of the page."""
    marks = layout.marks
    for link in links:
        source, target = marks.by_id.get(link.source), marks.by_id.get(link.target)
        if source is None or target is None or not _is_far(layout, source, target):
            continue
        for near, far in ((source, target), (target, source)):
            if marks.paragraph_of(near.start) in shown:
                end = _end_of(layout, near)
                if end is not None:
                    words = f"{link.name} {'↓' if far.start > near.start else '↑'}"
                    yield Stub(words, end.pill(words), far.id)


def _is_far(layout: ArticleLayout, one: Mark, other: Mark) -> bool:
    return abs(layout.marks.paragraph_of(one.start) - layout.marks.paragraph_of(other.start)) > FARTHEST


class _End:
    """One end of a line: where it leaves or meets the page, the channel it runs in, and where its chip has room."""

    def __init__(self, layout: ArticleLayout, top: float, line: Line, segment: Segment) -> None:
        metrics = layout.metrics
        left = layout.columns.left
        self.line = line
        self._layout, self._segment, self._top = layout, segment, top
        # In the middle of what is free between the tags of this line and the words of the next.
        self.channel = top + line.channel + (metrics.air + metrics.tint_top) / 2
        if segment.tag:
            self.x = left + _way_down(line, segment)
            self.y = top + segment.tag_y + metrics.tag_ascent + _BELOW_TAG
        else:
            self.x = left + segment.left + min(9.0, (segment.right - segment.left) / 2)
            self.y = top + segment.bar_y + metrics.bar + 1
        self.y = min(self.y, self.channel - _ARROW)

    def pill(self, words: str, *, lit: bool = True) -> QRectF:
        """Return where a pill with some words lies: beside the span's tag, right of it if nothing else stands there.

        In a compact page only a span that is `lit` has a tag.
        """
        layout, segment, metrics = self._layout, self._segment, self._layout.metrics
        width = metrics.tag_measure.horizontalAdvance(words) + 11
        if segment.tag:
            y, height = self._top + segment.tag_y - 0.5, metrics.tag_height + 1
            x = layout.columns.left + segment.tag_x
            before, after = x - _CHIP_GAP - width, x + segment.tag_width + _CHIP_GAP
        elif metrics.compact:
            tab = tab_rect(layout, self.line, segment, segment.mark.span.tag)
            y, height = self._top + tab.top(), tab.height()
            before, after = tab.left() - _CHIP_GAP - width, (tab.right() if lit else self.x) + _CHIP_GAP
        else:
            y, height = self.y + 0.5, metrics.tag_height + 1
            before = after = self.x + _CHIP_GAP
        after = min(after, max(layout.columns.left, layout.columns.right + 30 - width))
        is_better = self._covers(after, width) and before >= layout.columns.left and not self._covers(before, width)
        return QRectF(before if is_better else after, y, width, height)

    def _covers(self, x: float, width: float) -> bool:
        """Whether a pill from `x` on would hide the tag of a span, its own or another of the band."""
        left = x - self._layout.columns.left
        return any(
            other.tag and other.tag_y == self._segment.tag_y and _meets(left, width, other.tag_x, other.tag_width)
            for other in self.line.segments
        )


def _way_down(line: Line, segment: Segment) -> float:
    """Return where a line leaves a tag, under it or just beside it, without crossing out a tag of a lower band."""
    end = segment.tag_x + segment.tag_width
    wanted = (segment.tag_x + min(9.0, segment.tag_width / 2), end - 3.0, end + _CHIP_GAP / 2)
    below = [x for x in line.segments if x.tag and x.tag_y > segment.tag_y]
    free = (x for x in wanted if not any(_meets(x - 2.0, 4.0, y.tag_x, y.tag_width) for y in below))
    return next(free, wanted[0])


def _meets(one: float, width: float, other: float, other_width: float) -> bool:
    return one < other + other_width and other < one + width


def _end_of(layout: ArticleLayout, mark: Mark) -> _End | None:
    found = tag_point(layout, mark)
    if found is None:
        return None
    point, _, line, segment = found
    return _End(layout, point.y() - segment.bar_y, line, segment)


def _paint_link(canvas: Canvas, link: Link, number: int) -> QRectF | None:
    """Paint the line of a link; return where its name belongs, None where it is not lit."""
    marks = canvas.layout.marks.by_id
    source = _end_of(canvas.layout, marks[link.source])
    target = _end_of(canvas.layout, marks[link.target])
    if source is None or target is None:
        return _paint_bracket_link(canvas, link, source or target)
    if source.line is target.line:
        points = [(source.x, source.y), (source.x, source.channel), (target.x, source.channel), (target.x, target.y)]
    else:
        gutter = canvas.layout.columns.left - _GUTTER - number % 3 * 3.0
        points = [
            (source.x, source.y),
            (source.x, source.channel),
            (gutter, source.channel),
            (gutter, target.channel),
            (target.x, target.channel),
            (target.x, target.y),
        ]
    lit = canvas.scene.is_lit(link.source) or canvas.scene.is_lit(link.target)
    _stroke(canvas, points, lit=lit)
    _paint_arrow(canvas, target.x, target.y)
    return target.pill(link.name, lit=canvas.scene.is_lit(link.target)) if lit else None


def _paint_bracket_link(canvas: Canvas, link: Link, end: _End | None) -> QRectF | None:
    """Draw a line between a span and the bracket of a long one: to the margin, and no farther."""
    if end is None:
        return None
    marks = canvas.layout.marks.by_id
    mark = marks[link.source] if marks[link.source].is_long else marks[link.target]
    x = bracket_x(canvas.layout, mark)
    _stroke(canvas, [(end.x, end.y), (end.x, end.channel), (x, end.channel)], lit=True)
    return end.pill(link.name)


def _color(canvas: Canvas, *, lit: bool) -> QColor:
    color = QColor(canvas.palette.relation)
    color.setAlphaF(1.0 if lit else 0.5)
    return color


def _stroke(canvas: Canvas, points: Sequence[tuple[float, float]], *, lit: bool) -> None:
    painter, color = canvas.painter, _color(canvas, lit=lit)
    pen = QPen(color, 1.4 if lit else 1.1, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(_rounded(points))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawEllipse(QPointF(*points[0]), 2.0, 2.0)


def _paint_arrow(canvas: Canvas, x: float, y: float) -> None:
    head = QPainterPath(QPointF(x, y))
    head.lineTo(x - 3.0, y + _ARROW)
    head.lineTo(x + 3.0, y + _ARROW)
    head.closeSubpath()
    canvas.painter.drawPath(head)


def _paint_pill(canvas: Canvas, words: str, pill: QRectF) -> None:
    """Write a role's name in a small pill in the band of tags."""
    painter, metrics = canvas.painter, canvas.layout.metrics
    painter.setPen(QPen(canvas.palette.relation, 1))
    painter.setBrush(canvas.palette.paper)
    painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
    painter.setFont(metrics.tag_font)
    painter.setPen(canvas.palette.relation)
    painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, words)
    painter.setFont(metrics.font)


def _rounded(points: Sequence[tuple[float, float]]) -> QPainterPath:
    """Return a path through the points, its corners rounded."""
    path = QPainterPath(QPointF(*points[0]))
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        into, out = math.dist(before, corner), math.dist(corner, after)
        radius = min(_CORNER, into / 2, out / 2)
        if radius < 0.5:
            path.lineTo(*corner)
            continue
        path.lineTo(*_toward(corner, before, radius / into))
        path.quadTo(QPointF(*corner), QPointF(*_toward(corner, after, radius / out)))
    path.lineTo(*points[-1])
    return path


def _toward(start: tuple[float, float], end: tuple[float, float], part: float) -> tuple[float, float]:
    return start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part
