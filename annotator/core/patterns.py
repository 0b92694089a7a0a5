"""Regular expressions that are compiled when first used, so that importing `core` stays quick."""

import re
import sys
from collections.abc import Iterator
from functools import cached_property


class Pattern:
    """A regular expression as `re.compile` makes it. Invariant: it is compiled once, at its first use.

    The word and verb patterns take some 50 ms to compile, which the first painted window should not wait for.
    """

    def __init__(self, source: str) -> None:
        self.source = source

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The compiled expression."""
        return re.compile(self.source)

    def match(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """Match at `start`, looking no further than `end`."""
        return self.compiled.match(text, start, end)

    def fullmatch(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """Match all of [start, end)."""
        return self.compiled.fullmatch(text, start, end)

    def search(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """Return the first match in [start, end)."""
        return self.compiled.search(text, start, end)

    def finditer(self, text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[re.Match[str]]:
        """Yield the matches in [start, end) in order."""
        return self.compiled.finditer(text, start, end)

    def sub(self, replacement: str, text: str) -> str:
        """Return `text` with every match replaced."""
        return self.compiled.sub(replacement, text)
