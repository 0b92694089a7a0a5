"""Prefix sums of paragraph heights, so that a position on the page finds its paragraph in logarithmic time."""

from collections.abc import Sequence


class Heights:
    """A Fenwick tree of heights in pixels. Invariant: `top(i)` is the sum of the first i heights."""

    __slots__ = ("_count", "_step", "_tree", "total")

    def __init__(self, heights: Sequence[float]) -> None:
        self._count = len(heights)
        self._tree = tree = [0.0, *heights]
        for i in range(1, self._count + 1):
            parent = i + (i & -i)
            if parent <= self._count:
                tree[parent] += tree[i]
        self._step = 1 << self._count.bit_length()
        self.total = sum(heights)

    def add(self, index: int, change: float) -> None:
        """Make one paragraph higher by `change` pixels (lower where negative)."""
        self.total += change
        i = index + 1
        while i <= self._count:
            self._tree[i] += change
            i += i & -i

    def top(self, index: int) -> float:
        """Return the height of everything before a paragraph."""
        height = 0.0
        while index:
            height += self._tree[index]
            index &= index - 1
        return height

    def find(self, y: float) -> int:
        """Return the paragraph that covers y; the first or last one where y is outside."""
        index, step = 0, self._step
        while step:
            following = index + step
            if following <= self._count and self._tree[following] <= y:
                y -= self._tree[following]
                index = following
            step >>= 1
        return max(0, min(index, self._count - 1))
