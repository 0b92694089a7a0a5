"""Where the spans of an article's earlier text stand in its new one: exactly, nearly, or nowhere. It moves nothing.

A place is exact only where the very words stand between words that stood around them before. Anything less is a
proposal with a score, for a person to look at. Offsets are code points.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import pairwise

from annotator.core.common_text import Block, Stopping, common_blocks, inside_word, never, similarity, words_at

Range = tuple[int, int]

CONTEXT = 32
"""Code points on either side of a quote that speak for its place, and how many must speak in all."""

_LEAST_ALIKE = 0.4
_LEAST_SCORE = 40
_MOST_SCORE = 99
_MOST_WORDS = 40
_MOST_PLACES = 30


class Fate(StrEnum):
    """What becomes of a span where the text of its article changes."""

    EXACT = "exact"
    FUZZY = "fuzzy"
    ORPHAN = "orphan"


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a span stands in the new text. `score` is 100 for an exact place, 0 for none, with no ranges then."""

    fate: Fate
    ranges: tuple[Range, ...] = ()
    score: int = 0


ORPHAN = Placement(Fate.ORPHAN)


@dataclass(frozen=True, slots=True)
class Fates:
    """How many spans have which fate. Invariant: each span is counted once."""

    exact: int = 0
    fuzzy: int = 0
    orphans: int = 0

    @property
    def total(self) -> int:
        """How many spans there are."""
        return self.exact + self.fuzzy + self.orphans


def counted_fates(placements: Iterable[Placement]) -> Fates:
    """Count placements by fate."""
    fates = [placement.fate for placement in placements]
    return Fates(fates.count(Fate.EXACT), fates.count(Fate.FUZZY), fates.count(Fate.ORPHAN))


class Anchoring:
    """Two texts compared once, so that each span is placed quickly. Invariant: an exact place has the same words."""

    def __init__(self, old: str, new: str, stopped: Stopping = never) -> None:
        self.old, self.new = old, new
        self._blocks = common_blocks(old, new, stopped)
        self._old_starts = [block.old for block in self._blocks]

    def place(self, ranges: Sequence[Range]) -> Placement:
        """Return where a span of these fragments stands in the new text."""
        parts = [self._fragment(start, end) for start, end in ranges]
        placed = [part.ranges[0] for part in parts if part.ranges]
        in_order = all(a[1] < b[0] for a, b in pairwise(placed))
        if in_order and all(part.fate is Fate.EXACT for part in parts):
            return Placement(Fate.EXACT, tuple(placed), 100)
        sizes = [end - start for start, end in ranges]
        score = sum(part.score * size for part, size in zip(parts, sizes, strict=True)) // sum(sizes)
        if not placed or score < _LEAST_SCORE:
            return ORPHAN
        return Placement(Fate.FUZZY, _merged(placed), min(score, _MOST_SCORE))

    def paragraph(self, start: int, end: int) -> Range | None:
        """Return where a whole paragraph stands unchanged, and as a whole one; None where it does not."""
        found = self._exactly(start, end)
        if found is None or _inside_line(self.new, found[0] - 1) or _inside_line(self.new, found[1]):
            return None
        return found

    def _fragment(self, start: int, end: int) -> Placement:
        exact = self._exactly(start, end) or self._moved(start, end)
        if exact is not None:
            return Placement(Fate.EXACT, (exact,), 100)
        found = [near for near in (self._near(start, end), self._searched(start, end)) if near is not None]
        if not found:
            return ORPHAN
        best = max(((self._score(start, end, near), near) for near in found), key=lambda pair: pair[0])
        return Placement(Fate.FUZZY, (best[1],), best[0]) if best[0] >= _LEAST_SCORE else ORPHAN

    def _exactly(self, start: int, end: int) -> Range | None:
        """Return the place within a common block, where enough around it is the same as well."""
        block = self._block_at(start)
        if block is None or end > block.old_end:
            return None
        at = start - block.old + block.new
        there = (at, at + end - start)
        known = end - start + self._around(start, end, there)
        possible = end - start + _room(self.old, start, end)
        if known < min(CONTEXT, possible) or not self._same_edges(start, end, there):
            return None
        return there

    def _moved(self, start: int, end: int) -> Range | None:
        """Return the only place where the words stand with the rest of their line around them, wherever that is."""
        first = max(self.old.rfind("\n", 0, start) + 1, start - CONTEXT)
        line_end = self.old.find("\n", end)
        last = min(line_end if line_end >= 0 else len(self.old), end + CONTEXT)
        words = self.old[first:last]
        at = self.new.find(words) if len(words) >= CONTEXT else -1
        if at < 0 or self.new.find(words, at + 1) >= 0 or self.old.find(words) != first:
            return None
        if self.old.find(words, first + 1) >= 0:
            return None
        there = (at + start - first, at + end - first)
        return there if self._same_edges(start, end, there) else None

    def _near(self, start: int, end: int) -> Range | None:
        """Return the words between what stood around the fragment, by the common blocks, none of them cut anew."""
        first, last = self._carried_start(start), self._carried_end(end)
        while not inside_word(self.old, start) and inside_word(self.new, first):
            first -= 1
        while not inside_word(self.old, end) and inside_word(self.new, last):
            last += 1
        return self._trimmed(first, last)

    def _carried_start(self, at: int) -> int:
        block = self._block_at(at)
        return at - block.old + block.new if block is not None else self._in_gap(at)

    def _carried_end(self, at: int) -> int:
        block = self._block_at(at - 1)
        return at - block.old + block.new if block is not None else self._in_gap(at)

    def _in_gap(self, at: int) -> int:
        """Return the edge of a word in the new text that is about as far into the gap as `at` is in the old one."""
        n = bisect_right(self._old_starts, at - 1)
        before = self._blocks[n - 1] if n else Block(0, 0, 0)
        after = self._blocks[n] if n < len(self._blocks) else Block(len(self.old), len(self.new), 0)
        low, high = before.new_end, after.new
        if at <= before.old_end:
            return low
        if at >= after.old:
            return high
        wanted = low + (at - before.old_end) * (high - low) // (after.old - before.old_end)
        first, last = max(low, wanted - 2 * CONTEXT), min(high, wanted + 2 * CONTEXT)
        words = words_at(self.new[first:last])
        edges = [first, last, *(first + edge for word in words for edge in word)]
        return min(edges, key=lambda edge: abs(edge - wanted))

    def _searched(self, start: int, end: int) -> Range | None:
        """Return the place outside all common blocks where most words of the fragment stand near each other."""
        mine = [(a, b, self.old[start + a : start + b]) for a, b in words_at(self.old[start:end])]
        step = max(1, len(mine) // _MOST_WORDS)
        votes: dict[int, list[Range]] = {}
        length = end - start
        width = max(8, length // 2)
        for a, b, word in mine[::step]:
            for at in self._free_places.get(word, ())[:_MOST_PLACES]:
                bucket = (at - a) // width
                votes.setdefault(bucket, []).append((at, at + b - a))
        if not votes:
            return None
        best = max(votes, key=lambda bucket: len(votes[bucket]) + len(votes.get(bucket + 1, ())))
        places = votes[best] + votes.get(best + 1, [])
        return self._trimmed(min(a for a, _ in places), max(b for _, b in places))

    @cached_property
    def _free_places(self) -> dict[str, list[int]]:
        """Where each word stands in those parts of the new text that are not those of the old one."""
        places: dict[str, list[int]] = {}
        at = 0
        for block in (*self._blocks, Block(len(self.old), len(self.new), 0)):
            for a, b in words_at(self.new[at : block.new]):
                places.setdefault(self.new[at + a : at + b], []).append(at + a)
            at = block.new_end
        return places

    def _score(self, start: int, end: int, there: Range) -> int:
        """Return how sure a place is, 0 to 99: how much of the words and of what stands around them is the same."""
        old, new = self.old[start:end], self.new[there[0] : there[1]]
        alike = similarity(old, new)
        if alike < _LEAST_ALIKE:
            return 0
        size = (len(old) + len(new)) / 2
        known = alike * size + max(self._around(start, end, there), self._about(start, end, there))
        share = known / (size + _room(self.old, start, end))
        return min(_MOST_SCORE, round(100 * share * (1 + alike) / 2))

    def _around(self, start: int, end: int, there: Range) -> int:
        """Return how many code points before and after a fragment are the same, up to `CONTEXT` on each side."""
        before = 0
        most = min(CONTEXT, start, there[0])
        while before < most and self.old[start - before - 1] == self.new[there[0] - before - 1]:
            before += 1
        after = 0
        most = min(CONTEXT, len(self.old) - end, len(self.new) - there[1])
        while after < most and self.old[end + after] == self.new[there[1] + after]:
            after += 1
        return before + after

    def _about(self, start: int, end: int, there: Range) -> int:
        """Return how many of the code points around a fragment still stand about there, words put in between or not."""
        sides = (
            ((start - CONTEXT, start), (there[0] - 2 * CONTEXT, there[0])),
            ((end, end + CONTEXT), (there[1], there[1] + 2 * CONTEXT)),
        )
        known = 0
        for (first, last), (low, high) in sides:
            n = max(0, bisect_right(self._old_starts, first) - 1)
            while n < len(self._blocks) and self._blocks[n].old < last:
                block = self._blocks[n]
                move = block.new - block.old
                a = max(first, block.old, low - move)
                b = min(last, block.old_end, high - move)
                known += max(0, b - a)
                n += 1
        return known

    def _same_edges(self, start: int, end: int, there: Range) -> bool:
        """Whether the fragment cuts no word there that it did not cut before."""
        pairs = ((start, there[0]), (end, there[1]))
        return all(inside_word(self.old, a) == inside_word(self.new, b) for a, b in pairs)

    def _block_at(self, at: int) -> Block | None:
        n = bisect_right(self._old_starts, at) - 1
        return self._blocks[n] if n >= 0 and at < self._blocks[n].old_end else None

    def _trimmed(self, start: int, end: int) -> Range | None:
        words = self.new[start:end] if end > start else ""
        if not words.strip():
            return None
        return start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())


def _inside_line(text: str, at: int) -> bool:
    return 0 <= at < len(text) and text[at] != "\n"


def _room(text: str, start: int, end: int) -> int:
    return min(CONTEXT, start) + min(CONTEXT, len(text) - end)


def _merged(ranges: Sequence[Range]) -> tuple[Range, ...]:
    """Return ranges in order, those made one that touch or overlap."""
    made: list[Range] = []
    for start, end in sorted(ranges):
        if made and start <= made[-1][1]:
            made[-1] = (made[-1][0], max(end, made[-1][1]))
        else:
            made.append((start, end))
    return tuple(made)
