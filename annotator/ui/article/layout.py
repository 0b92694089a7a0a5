"""Breaks paragraphs into lines and makes room under them for spans, only where somebody looks.

It needs no widget: paragraphs far away have a guessed height until `measure` or `lay` makes it exact. Line breaks never
depend on spans, so a new span moves lines but breaks none.
"""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from itertools import islice

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QTextLayout, QTextOption

from annotator.ui.article.geometry import Line, Mark, MarkSpan, Paragraph, Segment
from annotator.ui.article.heights import Heights
from annotator.ui.article.marks import MarkIndex
from annotator.ui.article.metrics import Columns, Metrics, columns
from annotator.ui.article.positions import QtPositions, widget_text
from annotator.ui.article.runs import is_mixed, piece_of, reads_right_to_left
from annotator.ui.article.stacking import segment_of, stack

BlockLayouts = Callable[[int], QTextLayout]
"""Gives the QTextLayout of a paragraph. The layout is never kept: its wrapper outlives the C++ object."""

ShareOut = Callable[[float, Metrics], Columns]

_MOVED_AT_ONCE = 200
"""How many of Qt's lines may be moved with a span; in longer paragraphs only those near what is looked at are."""


class ArticleLayout:
    """Where everything of one article lies, at one width and one typeface.

    Invariant: a paragraph with `lines` has exact positions; `height` is the sum of all paragraphs with the margins.
    """

    def __init__(self, metrics: Metrics, block_layouts: BlockLayouts, share_out: ShareOut = columns) -> None:
        """Lay out in a typeface, with Qt's layouts from outside; `share_out` says how a width is shared out."""
        self.metrics = metrics
        self.block_layout = block_layouts
        self._share_out = share_out
        self.columns: Columns = share_out(800.0, metrics)
        self._tag_widths: dict[str, float] = {}
        self.paragraphs: list[Paragraph] = []
        self.forget()

    # -- the article ---------------------------------------------------------------------------------------------

    def forget(self) -> None:
        """Show no article. Done before a document gets another text, while its old blocks still exist."""
        self.set_text("")

    def set_text(self, text: str, width: float = 800.0) -> None:
        """Take the text of an article, as the store has it, without spans, for a view of this width."""
        self.columns = self._share_out(width, self.metrics)
        self.text = text
        self.positions = QtPositions(text)
        self.paragraphs = []
        start = number = 0
        for index, line in enumerate(widget_text(text).split("\n")):
            length = len(line) if line.isascii() else len(line) + sum(character > "\uffff" for character in line)
            paragraph = Paragraph(index, start, length, line)
            if line and not line.isspace():
                number += 1
                paragraph.number = number
            self.paragraphs.append(paragraph)
            start += length + 1
        self.folded = 0
        self.marks = MarkIndex(self.paragraphs, self.positions)
        self._break_again()

    def set_width(self, width: float) -> None:
        """Lay out for a view of another width."""
        self.columns = self._share_out(width, self.metrics)
        self._break_again()

    def set_metrics(self, metrics: Metrics) -> None:
        """Lay out in another typeface or size."""
        self.metrics = metrics
        self._tag_widths.clear()
        self.set_width(self.columns.width)

    def _break_again(self) -> None:
        characters = max(8.0, self.columns.text / self.metrics.average - 2.5)
        for paragraph in self.paragraphs:
            paragraph.lines = None
            paragraph.is_measured = False
            lines = math.ceil(paragraph.length / characters)
            paragraph.height = self._gap_after(paragraph) + (
                lines * self.metrics.line if paragraph.number else self.metrics.blank
            )
            if paragraph.is_folded:
                paragraph.height = self._fold_height(paragraph)
        self._heights = Heights([paragraph.height for paragraph in self.paragraphs])

    # -- up and down ---------------------------------------------------------------------------------------------

    @property
    def margin_top(self) -> float:
        """Air above the first line."""
        return self.metrics.size * 0.9

    @property
    def height(self) -> float:
        """Height of the whole page, exact only when everything has been measured."""
        return self.margin_top + self._heights.total + self.metrics.line * 2

    def paragraph_at(self, y: float) -> int:
        """Return the paragraph that covers y on the page."""
        return self._heights.find(max(0.0, y - self.margin_top))

    def top_of(self, index: int) -> float:
        """Return the top of a paragraph on the page."""
        return self.margin_top + self._heights.top(index)

    def line_of(self, position: int) -> tuple[Paragraph, int]:
        """Return the paragraph of a UTF-16 position, laid out, and the number of its line."""
        paragraph = self.lay(self.marks.paragraph_of(position))
        return paragraph, line_number(lines_of(paragraph), position - paragraph.start)

    def line_top(self, position: int) -> float:
        """Return the top of the text line that holds a UTF-16 position, on the page."""
        paragraph, number = self.line_of(position)
        return self.top_of(paragraph.index) + lines_of(paragraph)[number].y

    def lay_between(self, top: float, bottom: float) -> range:
        """Make everything between two heights of the page exact; return the paragraphs there."""
        first = last = self.paragraph_at(top)
        y = self.top_of(first)
        while True:
            y += self.lay(last).height
            if y > bottom or last + 1 == len(self.paragraphs):
                return range(first, last + 1)
            last += 1

    # -- folding -------------------------------------------------------------------------------------------------

    def fold(self, count: int) -> None:
        """Fold the first `count` paragraphs into one short line; 0 shows all. Offsets stay what they are."""
        for paragraph in self.paragraphs[: max(count, self.folded)]:
            paragraph.is_folded = paragraph.index < count
            paragraph.lines = None
            paragraph.is_measured = False
            self.lay(paragraph.index)
        self.folded = count

    def is_folded_at(self, position: int) -> bool:
        """Whether the paragraph of a UTF-16 position is folded away."""
        return self.folded > 0 and self.marks.paragraph_of(position) < self.folded

    def _fold_height(self, paragraph: Paragraph) -> float:
        return self.metrics.fold if paragraph.index == 0 else 0.0

    # -- spans ---------------------------------------------------------------------------------------------------

    def set_spans(self, spans: Iterable[MarkSpan]) -> None:
        """Show these spans alone. Lines stay broken where they are."""
        self.marks.set(spans)
        for paragraph in self.paragraphs:
            paragraph.is_measured = False
            if paragraph.lines is not None and paragraph.number and not paragraph.is_folded:
                self._place(paragraph, 0, len(paragraph.lines), self.block_layout(paragraph.index))

    def add_span(self, span: MarkSpan) -> None:
        """Show one more span, moving only what lies below it."""
        mark, touched = self.marks.add(span)
        self._place_around(mark, touched)

    def remove_span(self, id: str) -> None:
        """Show a span no longer."""
        mark, touched = self.marks.remove(id)
        self._place_around(mark, touched)

    def _place_around(self, mark: Mark, touched: list[int]) -> None:
        for index in touched:
            paragraph = self.paragraphs[index]
            if paragraph.lines is None or not paragraph.number or paragraph.is_folded:
                paragraph.is_measured = False
                continue
            start, end = mark.start - paragraph.start, mark.end - paragraph.start
            first = line_number(paragraph.lines, max(start, 0))
            last = min(max(bisect_left(paragraph.lines, end, key=_end) + 1, first + 1), len(paragraph.lines))
            self._place(paragraph, first, last, self.block_layout(index))

    # -- lines ---------------------------------------------------------------------------------------------------

    def lay(self, index: int) -> Paragraph:
        """Break a paragraph into lines and place them, unless that is done; return it."""
        paragraph = self.paragraphs[index]
        if paragraph.lines is None:
            self._lay_with(paragraph, self.block_layout(index))
        return paragraph

    def measure(self, index: int) -> None:
        """Make the height of a far paragraph exact without keeping its lines.

        A QTextLayout holds some 50 bytes a character until it is deleted, so this one is thrown away.
        """
        paragraph = self.paragraphs[index]
        if paragraph.lines is None and not paragraph.is_measured:
            self._lay_with(paragraph, QTextLayout(paragraph.text, self.metrics.font))
            paragraph.lines = None
            paragraph.is_measured = True

    def _lay_with(self, paragraph: Paragraph, layout: QTextLayout) -> None:
        if paragraph.is_mixed is None:
            paragraph.is_mixed = is_mixed(paragraph.text)
        layout.setTextOption(_option(right=paragraph.is_mixed and reads_right_to_left(paragraph.text)))
        lines = paragraph.lines = []
        layout.beginLayout()
        while True:
            line = layout.createLine()
            if not line.isValid():
                break
            line.setLineWidth(self.columns.text)
            start = line.textStart()
            height = max(self.metrics.text_height, line.ascent() + line.descent())
            lines.append(Line(start, start + line.textLength(), height))
        layout.endLayout()
        paragraph.is_stale = False
        if paragraph.is_folded:
            self._place_flat(paragraph, layout, self._fold_height(paragraph))
        elif paragraph.number:
            self._place(paragraph, 0, len(lines), layout)
        else:
            self._place_flat(paragraph, layout, self.metrics.blank)

    def _place_flat(self, paragraph: Paragraph, layout: QTextLayout, height: float) -> None:
        """Make one line of this height of a paragraph that shows no words: blank, or folded away."""
        for number in range(layout.lineCount()):
            layout.lineAt(number).setPosition(QPointF(0.0, 0.0))
        paragraph.lines = [Line(0, paragraph.length, min(height, self.metrics.text_height), 0.0, height)]
        self._set_height(paragraph, height)

    def _place(self, paragraph: Paragraph, first: int, last: int, layout: QTextLayout) -> None:
        """Place the lines from `first` to before `last` with their spans; those after them only move."""
        lines = lines_of(paragraph)
        y = lines[first - 1].bottom if first else 0.0
        waiting = _between(paragraph, lines[first].start, lines[last - 1].end)
        mixed = bool(paragraph.is_mixed)
        current: list[Mark] = []
        for number in range(first, last):
            line, text_line = lines[number], layout.lineAt(number)
            while waiting and waiting[-1].start - paragraph.start < line.end:
                current.append(waiting.pop())
            line.segments = []
            for mark in current:
                pieces = [
                    piece_of(text_line, (start, end), (line.start, line.end), mixed=mixed)
                    for start, end in _inside(mark, paragraph.start, line)
                ]
                if pieces:
                    line.segments.append(segment_of(mark, pieces, paragraph.start, width=self.columns.text))
            current = [mark for mark in current if mark.end - paragraph.start > line.end]
            text_line.setPosition(QPointF(0.0, y))
            line.y = y
            line.channel = self._room_for(line, mixed=mixed)
            y = line.bottom = y + line.channel + self.metrics.air
        if last < len(lines):
            self._move(paragraph, last, y - lines[last].y, layout)
        self._set_height(paragraph, lines[-1].bottom)

    def _move(self, paragraph: Paragraph, first: int, distance: float, layout: QTextLayout) -> None:
        """Move the lines from `first` on. In a long paragraph Qt's lines follow only where they are looked at."""
        if not distance:
            return
        lines = lines_of(paragraph)
        paragraph.is_stale = paragraph.is_stale or len(lines) - first > _MOVED_AT_ONCE
        for line in islice(lines, first, None):
            line.y += distance
            line.bottom += distance
        if not paragraph.is_stale:
            for number in range(first, len(lines)):
                layout.lineAt(number).setPosition(QPointF(0.0, lines[number].y))

    def settle(self, paragraph: Paragraph, top: float, bottom: float) -> None:
        """Put Qt's own lines where ours are, between two heights counted from the paragraph's top.

        Qt works out from them where the caret is; nothing is to be done in a paragraph that is not stale.
        """
        if not paragraph.is_stale:
            return
        lines, layout = lines_of(paragraph), self.block_layout(paragraph.index)
        number = bisect_left(lines, top, key=_bottom)
        while number < len(lines) and lines[number].y <= bottom:
            line = layout.lineAt(number)
            if line.y() != lines[number].y:
                line.setPosition(QPointF(0.0, lines[number].y))
            number += 1

    def settle_around(self, position: int, room: float) -> None:
        """Put Qt's own lines where ours are, so far above and below a UTF-16 position."""
        index = self.marks.paragraph_of(position)
        paragraph = self.paragraphs[index]
        if paragraph.is_stale:
            _, number = self.line_of(position)
            y = lines_of(paragraph)[number].y
            self.settle(paragraph, y - room, y + room)

    def _room_for(self, line: Line, *, mixed: bool) -> float:
        if line.segments:
            return stack(line, self.metrics, self.columns.text, mixed=mixed, measure=self._tag_width)
        line.hidden = 0
        return self.metrics.reserved + max(0.0, line.height - self.metrics.text_height)

    def _tag_width(self, tag: str) -> float:
        width = self._tag_widths.get(tag)
        if width is None:
            width = self._tag_widths[tag] = self.metrics.tag_measure.horizontalAdvance(tag)
        return width

    def _set_height(self, paragraph: Paragraph, height: float) -> None:
        height += self._gap_after(paragraph)
        if height != paragraph.height:
            self._heights.add(paragraph.index, height - paragraph.height)
            paragraph.height = height

    def _gap_after(self, paragraph: Paragraph) -> float:
        """Return the air below a paragraph that the source does not part from the next by a blank line."""
        following = paragraph.index + 1
        if following >= len(self.paragraphs) or not paragraph.number or paragraph.is_folded:
            return 0.0
        return self.metrics.blank * 0.7 if self.paragraphs[following].number else 0.0

    def rect_of(self, index: int) -> QRectF:
        """Return where a paragraph lies on the page."""
        paragraph = self.lay(index)
        return QRectF(self.columns.left, self.top_of(index), self.columns.text, paragraph.height)

    def segments_of(self, mark: Mark) -> Iterable[tuple[Paragraph, Line, Segment]]:
        """Yield everything a span shows on its lines, in reading order."""
        first = self.marks.paragraph_of(mark.start)
        last = self.marks.paragraph_of(max(mark.start, mark.end - 1))
        for index in range(first, last + 1):
            if mark in self.paragraphs[index].marks:
                paragraph = self.lay(index)
                for line in lines_of(paragraph):
                    for segment in line.segments:
                        if segment.mark is mark:
                            yield paragraph, line, segment


def lines_of(paragraph: Paragraph) -> list[Line]:
    """Return the lines of a paragraph that has been laid out."""
    if paragraph.lines is None:
        raise ValueError(f"Paragraph {paragraph.index} has not been laid out")
    return paragraph.lines


def line_number(lines: Sequence[Line], offset: int) -> int:
    """Return which line holds an offset counted from the paragraph's start; the last one for the paragraph's end."""
    return min(bisect_right(lines, offset, key=_end), len(lines) - 1)


def _end(line: Line) -> int:
    return line.end


def _bottom(line: Line) -> float:
    return line.bottom


def _option(*, right: bool) -> QTextOption:
    option = QTextOption(Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    return option


def _between(paragraph: Paragraph, start: int, end: int) -> list[Mark]:
    """Return the marks that touch [start, end) of a paragraph, the last one first (to be popped)."""
    low, high = start + paragraph.start, end + paragraph.start
    marks = [mark for mark in paragraph.marks if mark.start < high and mark.end > low]
    if len(marks) > 1:
        marks.sort(key=lambda mark: mark.start, reverse=True)
    return marks


def _inside(mark: Mark, base: int, line: Line) -> Iterable[tuple[int, int]]:
    """Yield the fragments of a mark that touch a line, counted from the paragraph's start."""
    for start, end in mark.ranges:
        if start - base < line.end and end - base > line.start:
            yield start - base, end - base
