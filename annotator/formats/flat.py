"""Spans as tags on tokens, of which a token has one at most: what CoNLL, spaCy's entities and the like can hold.

Nothing is dropped or moved without a `Loss` that says so.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from annotator.core.model import Span
from annotator.formats.base import Carries, Edges, Loss, WriteOptions

NO_WORD = "has no whole word in it"
INSIDE_WORD = "begins or ends inside a word"

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Tag:
    """One span on the tokens [first, last)."""

    first: int
    last: int
    span: Span


class Tokens:
    """The tokens of a text as ranges of code points, in order, not overlapping; finds those a range touches."""

    def __init__(self, ranges: Sequence[Range]) -> None:
        self.ranges = ranges
        self._starts = [start for start, _ in ranges]
        self._ends = [end for _, end in ranges]

    def touched(self, start: int, end: int) -> Range:
        """Return the tokens [first, last) that share a character with a range; first >= last where there is none."""
        return bisect_right(self._ends, start), bisect_left(self._starts, end)

    def within(self, start: int, end: int) -> Range:
        """Return the tokens [first, last) that lie whole in a range; first >= last where there is none."""
        return bisect_left(self._starts, start), bisect_right(self._ends, end)

    def exact(self, start: int, end: int) -> bool:
        """Say whether a range begins with a token and ends with one."""
        first, last = self.touched(start, end)
        return first < last and self._starts[first] == start and self._ends[last - 1] == end


def align(tokens: Tokens, start: int, end: int, edges: Edges) -> tuple[Range | None, str]:
    """Return the tokens [first, last) for a range, None where it has none, and what was lost (empty: nothing)."""
    if tokens.exact(start, end):
        return tokens.touched(start, end), ""
    first, last = tokens.within(start, end) if edges is Edges.CONTRACT else tokens.touched(start, end)
    if first >= last:
        return None, NO_WORD
    if edges in (Edges.SKIP, Edges.STRICT):
        return None, INSIDE_WORD
    return (first, last), Carries.EDGES.value


def flatten(spans: Iterable[Span], tokens: Tokens, options: WriteOptions) -> tuple[list[Tag], list[Loss]]:
    """Return the spans that can be kept side by side, in reading order, and a loss for each that was dropped or moved.

    Of spans that overlap the one whose label comes first in `options.priority` is kept, then the longest, then the
    earliest.
    """
    rank = {label: n for n, label in enumerate(options.priority)}
    losses: list[Loss] = []
    candidates: list[tuple[Tag, str]] = []
    for span in spans:
        if len(span.fragments) > 1:
            losses.append(Loss(span.article, span.id, Carries.PIECES.value, whole=True))
            continue
        found, what = align(tokens, span.start, span.end, options.edges)
        if found is None:
            losses.append(Loss(span.article, span.id, what, whole=True))
        else:
            candidates.append((Tag(*found, span), what))

    def order(candidate: tuple[Tag, str]) -> tuple[int, int, int, str]:
        span = candidate[0].span
        return rank.get(span.label, len(rank)), span.start - span.end, span.start, span.id

    kept: list[Tag] = []
    taken = bytearray(len(tokens.ranges))
    for tag, what in sorted(candidates, key=order):
        if any(taken[tag.first : tag.last]):
            losses.append(Loss(tag.span.article, tag.span.id, Carries.OVERLAP.value, whole=True))
            continue
        taken[tag.first : tag.last] = b"\x01" * (tag.last - tag.first)
        kept.append(tag)
        if what:
            losses.append(Loss(tag.span.article, tag.span.id, what))
    return sorted(kept, key=lambda tag: tag.first), losses


def iob2(tags: Iterable[Tag], count: int, names: dict[str, str]) -> list[str]:
    """Return one tag for each of `count` tokens: "B-name" where a span begins, "I-name" inside it, else "O"."""
    row = ["O"] * count
    for tag in tags:
        name = names[tag.span.label]
        row[tag.first : tag.last] = [f"I-{name}"] * (tag.last - tag.first)
        row[tag.first] = f"B-{name}"
    return row


def bioes(row: Sequence[str]) -> list[str]:
    """Return IOB2 tags as BIOES: "S-name" for a span of one token, "E-name" for the last of a longer one."""
    return [
        tag if tag == "O" or after.startswith("I-") else ("S" if tag.startswith("B-") else "E") + tag[1:]
        for tag, after in zip(row, [*row[1:], "O"], strict=True)
    ]
