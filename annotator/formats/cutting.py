"""How a text is cut into words for formats that tag words; a person may choose. Only white space is lost."""

import re

from annotator.core.tokens import tokens
from annotator.formats.base import Choice, WriteOptions
from annotator.formats.flat import Range

WORDS = Choice(
    "words",
    "Words",
    (
        ("ours", "Words and punctuation marks"),
        ("spaces", "Whatever stands between spaces"),
        ("characters", "Characters"),
    ),
    "How the text is cut. Spans that begin or end inside a word have to be moved or left out.",
)

_BETWEEN_SPACES = re.compile(r"\S+")
_CHARACTER = re.compile(r"\S")


def cut(text: str, options: WriteOptions) -> list[Range]:
    """Return the words of a text in order, as ranges of code points."""
    match options.value(WORDS):
        case "spaces":
            return [match.span() for match in _BETWEEN_SPACES.finditer(text)]
        case "characters":
            return [match.span() for match in _CHARACTER.finditer(text)]
        case _:
            return tokens(text)
