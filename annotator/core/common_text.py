"""Which stretches two texts have in common, in order: compared by words, at a cost that grows with the texts.

It knows nothing of spans and changes nothing. Offsets are code points.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import NamedTuple, TypeVar

T = TypeVar("T")
Stopping = Callable[[], bool]

_TOKEN = re.compile("[^\\W\u0e00-\u0eff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+|\\S")
"""A word; a single character of scripts that write no spaces between words; any other sign."""

_STEPS = (12, 4, 1)
"""Lengths of the runs of words that are looked for, each only between what longer ones have found."""

_SMALL = 4096
"""Pairs of words up to which what no run has found is compared word by word."""

_SHARE = 64
"""How many such pairs there may be in all, for each word: it bounds the whole cost."""


_LOOKS = 1024
"""After how many words it is asked again whether the comparison is to stop."""


class Stopped(Exception):  # noqa: N818 - nothing went wrong
    """The comparison was told to stop, and has no result."""


def never() -> bool:
    """Say that nobody wants a comparison to stop."""
    return False


class Block(NamedTuple):
    """`length` code points that stand at `old` in the one text and at `new` in the other."""

    old: int
    new: int
    length: int

    @property
    def old_end(self) -> int:
        """Where it ends in the old text."""
        return self.old + self.length

    @property
    def new_end(self) -> int:
        """Where it ends in the new text."""
        return self.new + self.length


def common_blocks(old: str, new: str, stopped: Stopping = never) -> tuple[Block, ...]:
    """Return what the texts have in common as blocks in the order of both, none of them empty or overlapping another.

    A passage that was moved across another is not in order, so only one of the two is found. Raises `Stopped` soon
    after `stopped` says so.
    """
    head = _common_start(old, new)
    tail = _common_start(old[head:][::-1], new[head:][::-1])
    inner = _Words(old[head : len(old) - tail], new[head : len(new) - tail], stopped).blocks()
    found = [Block(0, 0, head), *(Block(x.old + head, x.new + head, x.length) for x in inner)]
    found.append(Block(len(old) - tail, len(new) - tail, tail))
    return tuple(_joined([block for block in found if block.length]))


def similarity(old: str, new: str) -> float:
    """Return how much of two texts is the same, in the same order: 0 for nothing, 1 for everything."""
    if old == new:
        return 1.0
    common = sum(block.length for block in common_blocks(old, new))
    return 2 * common / (len(old) + len(new))


def word_share(old: str, new: str) -> float:
    """Return how many words of two texts are the same, in whatever order: 0 for none, 1 for all."""
    mine: dict[str, int] = {}
    for word in _TOKEN.findall(old):
        mine[word] = mine.get(word, 0) + 1
    total, common = sum(mine.values()), 0
    for word in _TOKEN.findall(new):
        total += 1
        if mine.get(word, 0):
            mine[word] -= 1
            common += 1
    return 2 * common / total if total else 0.0


def words_at(text: str) -> list[tuple[int, int]]:
    """Return the words and signs of a text as [start, end)."""
    return [found.span() for found in _TOKEN.finditer(text)]


def inside_word(text: str, at: int) -> bool:
    """Whether an offset stands between two characters of one word."""
    return 0 < at < len(text) and _TOKEN.fullmatch(text, at - 1, at + 1) is not None


def _common_start(old: str, new: str) -> int:
    """Return how many characters two texts begin with in common; slices are compared, which is quick."""
    low, high = 0, min(len(old), len(new))
    while low < high:
        middle = (low + high + 1) // 2
        if old[low:middle] == new[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _joined(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks with those made one that follow each other in both texts."""
    made: list[Block] = []
    for block in blocks:
        if made and made[-1].old_end == block.old and made[-1].new_end == block.new:
            made[-1] = Block(made[-1].old, made[-1].new, made[-1].length + block.length)
        else:
            made.append(block)
    return made


class _Words:
    """Two texts as numbered words, the same word having the same number in both."""

    def __init__(self, old: str, new: str, stopped: Stopping) -> None:
        self._stopped = stopped
        self._old_text, self._new_text = old, new
        self._old_places = [found.span() for found in _watched(_TOKEN.finditer(old), stopped)]
        self._new_places = [found.span() for found in _watched(_TOKEN.finditer(new), stopped)]
        numbers: dict[str, int] = {}
        self._old = [numbers.setdefault(old[a:b], len(numbers)) for a, b in _watched(self._old_places, stopped)]
        self._new = [numbers.setdefault(new[a:b], len(numbers)) for a, b in _watched(self._new_places, stopped)]
        self._left = _SHARE * (len(self._old) + len(self._new))

    def blocks(self) -> list[Block]:
        """Return the blocks of characters that the common runs of words are."""
        runs: list[Block] = []
        gaps = [(0, len(self._old), 0, len(self._new))]
        for size in _STEPS:
            left: list[tuple[int, int, int, int]] = []
            for gap in gaps:
                found = self._runs(gap, size)
                runs += found
                left += _between(gap, found)
            gaps = left
        for gap in gaps:
            if self._stopped():
                raise Stopped
            runs += self._one_by_one(gap)
        return [block for run in _watched(sorted(runs), self._stopped) for block in self._characters(run)]

    def _runs(self, gap: tuple[int, int, int, int], size: int) -> list[Block]:
        """Return runs of words in a gap, each grown from `size` words that stand just once in both of its sides."""
        old_start, old_end, new_start, new_end = gap
        there = _once(self._new, new_start, new_end, size, self._stopped)
        here = _once(self._old, old_start, old_end, size, self._stopped)
        pairs = [(i, there[run]) for run, i in here.items() if i >= 0 and there.get(run, -1) >= 0]
        runs: list[Block] = []
        for i, j in _longest_rise(sorted(pairs), self._stopped):
            first_old, first_new = (runs[-1].old_end, runs[-1].new_end) if runs else (old_start, new_start)
            if i < first_old or j < first_new:
                continue
            runs.append(self._grown(i, j, (first_old, old_end, first_new, new_end)))
        return runs

    def _grown(self, i: int, j: int, room: tuple[int, int, int, int]) -> Block:
        old, new = self._old, self._new
        first, last, first_new, last_new = room
        a, b = i, j
        while a > first and b > first_new and old[a - 1] == new[b - 1]:
            a, b = a - 1, b - 1
        c, d = i, j
        while c < last and d < last_new and old[c] == new[d]:
            c, d = c + 1, d + 1
        return Block(a, b, c - a)

    def _one_by_one(self, gap: tuple[int, int, int, int]) -> list[Block]:
        """Return the most words that both sides of a small gap have in common in order, as runs."""
        a, b, c, d = gap
        pairs = (b - a) * (d - c)
        if not pairs or pairs > min(_SMALL, self._left):
            return []
        self._left -= pairs
        old, new = self._old[a:b], self._new[c:d]
        width = len(new) + 1
        best = [[0] * width for _ in range(len(old) + 1)]
        for i in range(len(old) - 1, -1, -1):
            row, below = best[i], best[i + 1]
            for j in range(len(new) - 1, -1, -1):
                row[j] = below[j + 1] + 1 if old[i] == new[j] else max(below[j], row[j + 1])
        found: list[Block] = []
        i = j = 0
        while i < len(old) and j < len(new):
            if old[i] == new[j]:
                found.append(Block(a + i, c + j, 1))
                i, j = i + 1, j + 1
            elif best[i + 1][j] >= best[i][j + 1]:
                i += 1
            else:
                j += 1
        return _joined(found)

    def _characters(self, run: Block) -> list[Block]:
        """Return a run of words as blocks of characters: it breaks where other space stands between two words."""
        blocks: list[Block] = []
        start, begin = self._old_places[run.old][0], self._new_places[run.new][0]
        end, finish = self._old_places[run.old][1], self._new_places[run.new][1]
        for n in range(1, run.length):
            (a, b), (c, d) = self._old_places[run.old + n], self._new_places[run.new + n]
            if self._old_text[end:a] != self._new_text[finish:c]:
                blocks.append(Block(start, begin, end - start))
                start, begin = a, c
            end, finish = b, d
        blocks.append(Block(start, begin, end - start))
        return blocks


def _watched(items: Iterable[T], stopped: Stopping) -> Iterator[T]:
    """Give the items, and raise `Stopped` between two of them where it is to stop."""
    return chain.from_iterable(_batches(iter(items), stopped))


def _batches(items: Iterator[T], stopped: Stopping) -> Iterator[list[T]]:
    while batch := list(islice(items, _LOOKS)):
        if stopped():
            raise Stopped
        yield batch


def _once(words: Sequence[int], start: int, end: int, size: int, stopped: Stopping) -> dict[tuple[int, ...], int]:
    """Return where each run of `size` words stands, -1 for one that stands there more than once."""
    found: dict[tuple[int, ...], int] = {}
    for i in _watched(range(start, end - size + 1), stopped):
        run = tuple(words[i : i + size])
        found[run] = -1 if run in found else i
    return found


def _longest_rise(pairs: Sequence[tuple[int, int]], stopped: Stopping) -> list[tuple[int, int]]:
    """Return the most pairs, of some in the order of their first numbers, whose second numbers rise as well."""
    tails: list[int] = []
    at: list[int] = []
    before: list[int] = []
    for n, (_, j) in enumerate(_watched(pairs, stopped)):
        place = bisect_left(tails, j)
        before.append(at[place - 1] if place else -1)
        if place == len(tails):
            tails.append(j)
            at.append(n)
        else:
            tails[place], at[place] = j, n
    rising: list[tuple[int, int]] = []
    n = at[-1] if at else -1
    while n >= 0:
        rising.append(pairs[n])
        n = before[n]
    return rising[::-1]


def _between(gap: tuple[int, int, int, int], runs: Sequence[Block]) -> list[tuple[int, int, int, int]]:
    """Return what of a gap no run covers, where both sides have words left."""
    old, old_end, new, new_end = gap
    left = []
    for run in (*runs, Block(old_end, new_end, 0)):
        if run.old > old and run.new > new:
            left.append((old, run.old, new, run.new))
        old, new = run.old_end, run.new_end
    return left
