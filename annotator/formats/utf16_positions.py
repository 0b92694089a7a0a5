"""Offsets for programs that count UTF-16 units, as Java, JavaScript and NVivo do. It only counts."""

from collections.abc import Sequence
from itertools import accumulate

_TWO_UNITS = 0xFFFF


def positions(text: str, *, line_end: int = 1) -> Sequence[int]:
    """Return for each offset in code points (0 to the length) its offset in UTF-16 units; "\\n" counts `line_end`."""
    if line_end == 1 and (text.isascii() or max(text, default="") <= chr(_TWO_UNITS)):
        return range(len(text) + 1)
    sizes = (2 if ord(c) > _TWO_UNITS else line_end if c == "\n" else 1 for c in text)
    return list(accumulate(sizes, initial=0))
