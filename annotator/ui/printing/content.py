"""What of an article goes on paper. Plain values; they know no page."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from annotator.ui.article.geometry import MarkSpan, Speaker
from annotator.ui.article.metrics import DEFAULT_LEADING


class LegendEntry(NamedTuple):
    """A label that occurs: its name, its colour and pattern, and how many `spans` have it."""

    name: str
    color: str
    pattern: int
    spans: int


@dataclass(frozen=True, slots=True)
class PrintedText:
    """An article as it shall be printed: title, a line of facts, and the text with its spans.

    `speakers` are (number of the paragraph, who), `quiet` numbers of paragraphs; paragraphs before `first` are left
    out. `size` is that of the text in 1/96 inch.
    """

    title: str
    facts: str
    text: str
    spans: tuple[MarkSpan, ...] = ()
    speakers: tuple[tuple[int, Speaker], ...] = ()
    quiet: frozenset[int] = frozenset()
    first: int = 0
    numbers: bool = False
    serif: bool = True
    size: int = 14
    leading: int = DEFAULT_LEADING


def legend_of(spans: Iterable[MarkSpan]) -> tuple[LegendEntry, ...]:
    """Return the labels of some spans in the order in which they first occur."""
    counts: dict[tuple[str, str, int], int] = {}
    for span in spans:
        key = (span.name or span.tag, span.color, span.pattern)
        counts[key] = counts.get(key, 0) + 1
    return tuple(LegendEntry(*key, count) for key, count in counts.items())
