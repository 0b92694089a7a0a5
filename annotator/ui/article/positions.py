"""Code points to Qt's UTF-16 positions and back: the only way over the border of the article view.

The text itself is never read back from a widget; it comes from the store and stays there.
"""

from bisect import bisect_left

_LINE_BREAKS = {0x2028: "\n", 0x2029: "\n"}
_BLOCK_MARKS = {0xFDD0: "\ufffd", 0xFDD1: "\ufffd", 0xFFFC: "\ufffd"}
_REPLACED = {**_LINE_BREAKS, **_BLOCK_MARKS}
_LOST_AT_START = {"\ufeff": "\u2060", "\ufffe": "\ufffd"}


def widget_text(text: str) -> str:
    """Return the copy of an article's text that a QTextDocument keeps whole, character for character.

    Line and paragraph separators become line feeds, and what Qt takes for marks of its own becomes U+FFFD; a first
    character that Qt would drop as a byte order mark becomes another that shows as little. Lengths stay the same.
    """
    if text.isascii():
        return text
    copy = text.translate(_REPLACED)
    first = _LOST_AT_START.get(copy[:1])
    return first + copy[1:] if first else copy


class QtPositions:
    """Maps code points of one text to UTF-16 units and back.

    Invariant: `to_code_point(to_qt(i)) == i` for every i from 0 to the length. Only characters beyond U+FFFF are
    stored, so plain text costs nothing.
    """

    __slots__ = ("_astral", "_length", "_middles")

    def __init__(self, text: str) -> None:
        plain = text.isascii() or max(text, default="") <= "\uffff"
        self._astral = [] if plain else [i for i, character in enumerate(text) if character > "\uffff"]
        self._middles = [position + before + 1 for before, position in enumerate(self._astral)]
        self._length = len(text)

    @property
    def length(self) -> int:
        """Length of the text in code points."""
        return self._length

    @property
    def qt_length(self) -> int:
        """Length of the text in UTF-16 units."""
        return self._length + len(self._astral)

    def to_qt(self, position: int) -> int:
        """Return the UTF-16 position of a code point, both counted from the start of the text."""
        return position + bisect_left(self._astral, position) if self._astral else position

    def to_code_point(self, position: int) -> int:
        """Return the code point at a UTF-16 position; inside a surrogate pair, the one after the character."""
        return position - bisect_left(self._middles, position) if self._middles else position

    def ranges_to_qt(self, ranges: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
        """Return ranges of code points as ranges of UTF-16 units."""
        return tuple((self.to_qt(start), self.to_qt(end)) for start, end in ranges) if self._astral else ranges

    def ranges_to_code_points(self, ranges: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
        """Return ranges of UTF-16 units as ranges of code points."""
        if not self._astral:
            return ranges
        return tuple((self.to_code_point(start), self.to_code_point(end)) for start, end in ranges)
