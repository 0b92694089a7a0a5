"""Where the edge of a span goes next: by clause or sentence, and with or without the marks around its words.

It answers with offsets in code points; words and characters are stepped through by whoever shows them.
"""

from collections.abc import Iterator, Sequence

from annotator.core.codebook import Unit
from annotator.core.cues import trim_statement
from annotator.core.header import Range
from annotator.core.segment import clauses, sentence_at

_OPENING = "“‘«‹「『《〈（([\"'"
_CLOSING = "”’»›」』》〉）)]\"'"
_STOPS = ".,;:!?…。，、；：！？،؛؟\u06d4।"
_LOUD = "!?…！？؟"
_MOST_MARKS = 6


def next_edge(text: str, edge: int, unit: Unit, *, at_end: bool, forward: bool) -> int:
    """Return where the next clause or sentence ends (or starts, not `at_end`) on one side; the same when none does."""
    for ranges in _units(text, edge, unit, forward=forward):
        found = [b if at_end else a for a, b in ranges]
        beyond = [x for x in found if (x > edge if forward else x < edge)]
        if beyond:
            return min(beyond) if forward else max(beyond)
    return edge


def _units(text: str, edge: int, unit: Unit, *, forward: bool) -> Iterator[Sequence[Range]]:
    """Yield the units of one sentence after the other from the edge on, first those of the sentence around it."""
    at = edge
    while 0 <= at <= len(text):
        sentence = sentence_at(text, at)
        if sentence[0] < sentence[1]:
            yield clauses(text, sentence) if unit is Unit.CLAUSE else (sentence,)
        if forward:
            at = max(sentence[1], at) + 1
            while at < len(text) and text[at - 1].isspace() and text[at].isspace():
                at += 1
        else:
            at = min(sentence[0], at) - 1
            while at > 0 and text[at].isspace():
                at -= 1


def with_or_without_marks(text: str, ranges: Sequence[Range]) -> tuple[Range, ...]:
    """Return ranges without the quotation marks and stops at their outer edges; with those around them if none are in.

    Only the first start and the last end move, and at least one character stays. The stop of "U.S." is no mark.
    """
    if not ranges:
        return ()
    bare = _bare(text, ranges)
    return bare if bare != tuple(ranges) else _dressed(text, ranges)


def _bare(text: str, ranges: Sequence[Range]) -> tuple[Range, ...]:
    if len(ranges) == 1:
        start, end = _trimmed(text, ranges[0])
        return ((start, end),) if start < end else tuple(ranges)
    first, last = _trimmed(text, ranges[0]), _trimmed(text, ranges[-1])
    start = first[0] if first[0] < ranges[0][1] else ranges[0][0]
    end = last[1] if last[1] > ranges[-1][0] else ranges[-1][1]
    return ((start, ranges[0][1]), *ranges[1:-1], (ranges[-1][0], end))


def _trimmed(text: str, piece: Range) -> Range:
    while True:
        start, end = trim_statement(text, piece)
        while start < end and text[end - 1] in _LOUD:
            end -= 1
        if (start, end) == piece or start >= end:
            return start, end
        piece = (start, end)


def _dressed(text: str, ranges: Sequence[Range]) -> tuple[Range, ...]:
    start, end = ranges[0][0], ranges[-1][1]
    reach = end
    while reach < len(text) and reach - end < _MOST_MARKS and text[reach] in _STOPS + _CLOSING:
        # An apostrophe between letters belongs to a word.
        if text[reach] in "'’" and reach + 1 < len(text) and text[reach + 1].isalnum():
            break
        reach += 1
    before = start
    while before > 0 and start - before < _MOST_MARKS and text[before - 1] in _OPENING:
        before -= 1
    if len(ranges) == 1:
        return ((before, reach),)
    return ((before, ranges[0][1]), *ranges[1:-1], (ranges[-1][0], reach))
