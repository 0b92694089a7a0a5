"""Finds words in a text and says which places make sense for a label: everywhere, or only beside a reporting verb.

It searches plain words alone; a regular expression needs a `Finder` that can stop it. Ranges are code points.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from annotator.core.codebook import Codebook
from annotator.core.header import Range
from annotator.core.segment import word_at
from annotator.core.speakers import is_subject, speaker_labels

CONTEXT = 60


class Where(StrEnum):
    """Which places of the same words a label means."""

    EVERYWHERE = "everywhere"
    BESIDE_VERB = "beside a reporting verb"


@dataclass(frozen=True, slots=True)
class Words:
    """What is looked for: words as they stand (a space matches any white space but a blank line), or a `pattern`."""

    text: str
    whole: bool = True
    case: bool = False
    pattern: bool = False


Finder = Callable[[str, Words], Iterator[Range]]
"""Yields the places of words in a text, in order; raises `UserError` for what is no pattern."""


@dataclass(frozen=True, slots=True)
class Place:
    """One place where the words stand, with the text around it on one line."""

    article: str
    title: str
    range: Range
    before: str
    quote: str
    after: str


def where_for(codebook: Codebook, label: str) -> Where:
    """Return where a label makes sense for the same words: one that says who speaks only beside a reporting verb."""
    speaks = any(x.id == label for x in speaker_labels(codebook))
    return Where.BESIDE_VERB if speaks else Where.EVERYWHERE


def find(text: str, words: Words) -> Iterator[Range]:
    """Yield the places of plain words in a text, in order, none overlapping another."""
    if words.pattern:
        raise ValueError("This finds plain words alone.")
    parts = words.text.split()
    if not parts:
        return
    pattern = r"(?:[^\S\n]+|[^\S\n]*\n[^\S\n]*)".join(re.escape(part) for part in parts)
    for match in re.finditer(pattern, text, re.NOFLAG if words.case else re.IGNORECASE):
        if not words.whole or is_whole(text, match.span()):
            yield match.span()


def is_whole(text: str, found: Range) -> bool:
    """Whether neither end of a range cuts a word."""
    start, end = found
    return not (_cuts(text, start) or _cuts(text, end))


def _cuts(text: str, at: int) -> bool:
    # Most ends stand at a space or a stop; only between two letters the rules of words are asked.
    if not 0 < at < len(text) or text[at - 1].isspace() or text[at].isspace():
        return False
    start, end = word_at(text, at)
    return start < at < end


def places(
    text: str, words: Words, where: Where, article: str = "", title: str = "", *, finder: Finder = find
) -> Iterator[Place]:
    """Yield the places of words that make sense, each in its context."""
    for found in finder(text, words):
        if where is Where.EVERYWHERE or is_subject(text, found):
            yield place_at(text, found, article, title)


def place_at(text: str, found: Range, article: str = "", title: str = "") -> Place:
    """Return one range of a text with what stands around it in its paragraph."""
    start, end = found
    low = max(text.rfind("\n", 0, start) + 1, start - CONTEXT)
    line = text.find("\n", end)
    high = min(len(text) if line < 0 else line, end + CONTEXT)
    one_line = " ".join(text[start:end].split())
    return Place(article, title, found, text[low:start], one_line, text[end:high])
