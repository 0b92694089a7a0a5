"""Rows of bars and bands of tags on one line: who lies where when spans overlap.

It places segments that already know their left and right edges; it measures no text but tags.
"""

import math
from collections.abc import Callable, Sequence
from itertools import pairwise

from annotator.ui.article.geometry import Line, Mark, Piece, Segment
from annotator.ui.article.metrics import Metrics

MOST_ROWS = 5
_OVERHANG = 26.0
_TAG_GAP = 6.0
_SHORTEST_TAG = 6.0
_FARTHEST_TAG = 120.0
_OPEN_JOIN = 14.0

Measure = Callable[[str], float]


def segment_of(mark: Mark, pieces: list[Piece], base: int, *, width: float) -> Segment:
    """Return what a span shows on a line; its pieces come in text order, `base` is the paragraph's start."""
    lefts = [run[0] for piece in pieces for run in piece.runs]
    rights = [run[1] for piece in pieces for run in piece.runs]
    left, right = min(lefts), max(*rights, min(lefts) + 2.0)
    joins = _joins(mark, pieces, base, width) if len(mark.ranges) > 1 else []
    for start, end in joins:
        left, right = min(left, start), max(right, end)
    first = pieces[0]
    is_tagged = first.opens and first.start + base == mark.start
    return Segment(mark, pieces, left, right, joins, is_tagged)


def _joins(mark: Mark, pieces: list[Piece], base: int, width: float) -> list[tuple[float, float]]:
    """Return the dotted lines between fragments: whole ones on this line, open ends where the next is elsewhere."""
    joins = []
    for before, after in pairwise(pieces):
        if before.closes and after.opens:
            left, right = sorted((before.closes_x, after.opens_x))
            joins.append((left, right))
    first, last = pieces[0], pieces[-1]
    if first.opens and first.start + base != mark.start:
        joins.append(_open_join(first.opens_x, _OPEN_JOIN if first.opens_back else -_OPEN_JOIN, width))
    if last.closes and last.end + base != mark.end:
        joins.append(_open_join(last.closes_x, -_OPEN_JOIN if last.closes_back else _OPEN_JOIN, width))
    return joins


def _open_join(x: float, length: float, width: float) -> tuple[float, float]:
    left, right = sorted((x, x + length))
    return max(left, -10.0), min(right, width + 10.0)


def stack(line: Line, metrics: Metrics, width: float, *, mixed: bool, measure: Measure) -> float:
    """Give every segment of a line its row and its tag; return the height they need from the line's top.

    The shortest span lies nearest the words. Beyond `MOST_ROWS` rows a segment is hidden and counted; its `bar_y` is
    then that of the last row, where it is painted while it is lit.
    """
    segments = line.segments
    segments.sort(key=lambda segment: (segment.mark.size, segment.mark.start))
    top = metrics.bars_top + max(0.0, line.height - metrics.text_height)
    rows: list[list[tuple[float, float]]] = []
    line.hidden = 0
    for segment in segments:
        segment.tag = ""
        segment.tag_width = 0.0
        segment.row = _row_for(segment, rows)
        if segment.row < 0:
            line.hidden += 1
            segment.bar_y = top + (MOST_ROWS - 1) * metrics.row
        else:
            segment.bar_y = top + segment.row * metrics.row
    below = top + max(1, len(rows)) * metrics.row
    if metrics.compact:
        return below
    tagged = [segment for segment in segments if _shows_tag(segment)]
    for segment in tagged:
        segment.tag = segment.mark.span.tag
        segment.tag_width = measure(segment.tag)
        piece = segment.pieces[0]
        wanted = piece.opens_x - segment.tag_width if piece.opens_back else piece.opens_x
        segment.tag_x = max(0.0, min(wanted, width + _OVERHANG - segment.tag_width))
    bands = _place_tags(tagged, metrics, may_cut=len(rows) <= 1, mixed=mixed) if tagged else 1
    for segment in tagged:
        segment.tag_y = below + segment.tag_y * metrics.tag_height
    return below + bands * metrics.tag_height


def _shows_tag(segment: Segment) -> bool:
    span = segment.mark.span
    return segment.is_tagged and segment.row >= 0 and span.tag != "" and not span.quiet


def _row_for(segment: Segment, rows: list[list[tuple[float, float]]]) -> int:
    """Return the first row where a segment fits, and take it; -1 where there is none."""
    for number, taken in enumerate(rows):
        if all(segment.right - 0.5 <= left or segment.left >= right - 0.5 for left, right in taken):
            taken.append((segment.left, segment.right))
            return number
    if len(rows) >= MOST_ROWS:
        return -1
    rows.append([(segment.left, segment.right)])
    return len(rows) - 1


def _place_tags(tagged: Sequence[Segment], metrics: Metrics, *, may_cut: bool, mixed: bool) -> int:
    """Put tags side by side in as few bands as there must be; `tag_y` counts bands for now. Return how many.

    Where spans only lie side by side (`may_cut`) a tag is shortened rather than a second band begun, so that a span
    beside others moves no line. Where they lie on each other, a tag may stand a little right of its span's start.
    """
    if mixed and all(segment.pieces[0].opens_back for segment in tagged):
        # Everything here reads from right to left: the same, seen in a mirror.
        _mirror(tagged)
        bands = _place_in_order(tagged, metrics, may_cut=may_cut, may_shift=True)
        _mirror(tagged)
        return bands
    return _place_in_order(tagged, metrics, may_cut=may_cut and not mixed, may_shift=not mixed)


def _mirror(segments: Sequence[Segment]) -> None:
    for segment in segments:
        segment.left, segment.right = -segment.right, -segment.left
        segment.tag_x = -segment.tag_x - segment.tag_width


def _place_in_order(tagged: Sequence[Segment], metrics: Metrics, *, may_cut: bool, may_shift: bool) -> int:
    ends: list[float] = []
    ordered = sorted(tagged, key=lambda segment: (segment.tag_x, -segment.row))
    for number, segment in enumerate(ordered):
        if may_cut and number + 1 < len(ordered):
            _cut(segment, ordered[number + 1].tag_x - _TAG_GAP, metrics)
        band = 0 if may_cut and ends else _band_for(segment, ends, may_shift=may_shift)
        if band == len(ends):
            ends.append(-math.inf)
        ends[band] = segment.tag_x + segment.tag_width
        segment.tag_y = float(band)
    return max(1, len(ends))


def _band_for(segment: Segment, ends: Sequence[float], *, may_shift: bool) -> int:
    """Return the first band where a tag fits, moved right if need be but not beyond its own bar; else a new one."""
    for band, end in enumerate(ends):
        free = end + _TAG_GAP
        if segment.tag_x >= free - 0.5:
            return band
        if may_shift and free - segment.tag_x <= _FARTHEST_TAG and free + segment.tag_width <= segment.right:
            segment.tag_x = free
            return band
    return len(ends)


def _cut(segment: Segment, right: float, metrics: Metrics) -> None:
    """Shorten a tag until it ends before `right`: with an ellipsis, then to its first letter."""
    room = right - segment.tag_x
    if segment.tag_width <= room:
        return
    shorter = segment.tag
    while len(shorter) > 1 and metrics.tag_measure.horizontalAdvance(shorter.rstrip() + "…") > room:
        shorter = shorter[:-1]
    segment.tag = shorter.rstrip() + "…" if len(shorter) > 1 else shorter
    segment.tag_width = min(metrics.tag_measure.horizontalAdvance(segment.tag), max(room, _SHORTEST_TAG))
