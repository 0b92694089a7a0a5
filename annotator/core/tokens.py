"""Cuts a text into tokens for datasets that are tagged token by token. It never drops a character but spaces.

A token is a word as in `segment`, with two differences: a contraction is cut before its ending ("Li's" is "Li", "'s"),
and every other character that is no space is a token by itself.
"""

from annotator.core.characters import ATTACHED
from annotator.core.header import Range
from annotator.core.patterns import Pattern
from annotator.core.segment import WORD

_TOKENS = Pattern(rf"(?P<word>{WORD})|\S[{ATTACHED}]*")
_ENDING = Pattern(r"(?:n[’']t|[’'](?:s|S|m|re|ve|ll|d))\Z")


def tokens(text: str) -> list[Range]:
    """Return all tokens in order as ranges of code points; together they hold every character that is no space."""
    found: list[Range] = []
    for match in _TOKENS.finditer(text):
        start, end = match.span()
        ending = _ENDING.search(text, start + 1, end) if match["word"] else None
        if ending and ending.start() > start:
            found.append((start, ending.start()))
            start = ending.start()
        found.append((start, end))
    return found
