"""The spans of one article, found by paragraph, and the margin lanes of the long ones.

It knows where spans are, never how they look.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from annotator.ui.article.geometry import Mark, MarkSpan, Paragraph
from annotator.ui.article.positions import QtPositions

LONG_CHARACTERS = 420
LONG_PARAGRAPHS = 2


class MarkIndex:
    """Which spans touch which paragraph.

    Invariant: every mark stands in each paragraph that one of its fragments touches, and in no other.
    """

    def __init__(self, paragraphs: list[Paragraph], positions: QtPositions) -> None:
        self._paragraphs = paragraphs
        self._starts = [paragraph.start for paragraph in paragraphs]
        self._positions = positions
        self.by_id: dict[str, Mark] = {}
        self._brackets: dict[str, Mark] = {}
        self._sorted: list[Mark] | None = None

    @property
    def in_order(self) -> Sequence[Mark]:
        """All marks in reading order, the longer of two that start together first."""
        if self._sorted is None:
            self._sorted = sorted(self.by_id.values(), key=lambda mark: (mark.start, -mark.end, mark.id))
        return self._sorted

    def paragraph_of(self, position: int) -> int:
        """Return the number of the paragraph that holds a UTF-16 position."""
        return max(0, bisect_right(self._starts, position) - 1)

    def set(self, spans: Iterable[MarkSpan]) -> None:
        """Forget every mark and show these."""
        for paragraph in self._paragraphs:
            if paragraph.marks or paragraph.brackets:
                paragraph.marks, paragraph.brackets = [], []
        self.by_id.clear()
        self._brackets.clear()
        for span in spans:
            self._insert(span)
        self._pack_lanes()

    def add(self, span: MarkSpan) -> tuple[Mark, list[int]]:
        """Show one more span; return its mark and the paragraphs whose lines it touches."""
        mark, touched = self._insert(span)
        if mark.is_long:
            self._pack_lanes()
            return mark, []
        return mark, touched

    def remove(self, id: str) -> tuple[Mark, list[int]]:
        """Show a span no longer; return its mark and the paragraphs whose lines it touched."""
        mark = self.by_id.pop(id)
        self._sorted = None
        touched = self._touched(mark)
        for number in touched:
            paragraph = self._paragraphs[number]
            (paragraph.brackets if mark.is_long else paragraph.marks).remove(mark)
        if mark.is_long:
            del self._brackets[id]
            self._pack_lanes()
            return mark, []
        return mark, touched

    def _insert(self, span: MarkSpan) -> tuple[Mark, list[int]]:
        ranges = self._positions.ranges_to_qt(span.ranges)
        size = sum([end - start for start, end in ranges])
        mark = Mark(span, ranges, ranges[0][0], ranges[-1][1], size)
        self.by_id[span.id] = mark
        self._sorted = None
        touched: list[int] = []
        for start, end in ranges:
            first, last = self.paragraph_of(start), self.paragraph_of(end - 1)
            if last - first > LONG_PARAGRAPHS:
                mark.is_long = True
            if touched and first <= touched[-1]:
                first = touched[-1] + 1
            touched.extend(range(first, last + 1))
        if size > LONG_CHARACTERS:
            mark.is_long = True
        if mark.is_long:
            self._brackets[span.id] = mark
        for number in touched:
            paragraph = self._paragraphs[number]
            (paragraph.brackets if mark.is_long else paragraph.marks).append(mark)
        return mark, touched

    def _touched(self, mark: Mark) -> list[int]:
        touched: dict[int, None] = {}
        for start, end in mark.ranges:
            touched.update(dict.fromkeys(range(self.paragraph_of(start), self.paragraph_of(end - 1) + 1)))
        return list(touched)

    def _pack_lanes(self) -> None:
        """Give each bracket the lane nearest the text that is free over its whole length."""
        ends: list[int] = []
        for mark in sorted(self._brackets.values(), key=lambda mark: (mark.start, -mark.end)):
            lane = next((number for number, end in enumerate(ends) if end <= mark.start), len(ends))
            if lane == len(ends):
                ends.append(mark.end)
            ends[lane] = mark.end
            mark.lane = lane
