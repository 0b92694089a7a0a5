"""How far people agree who tagged the same articles: counted article by article, so that nothing is kept of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from annotator.core.model import Span

Said = tuple[str, tuple[tuple[int, int], ...]]
"""A span as it is compared: its label and its places."""


@dataclass(slots=True)
class Agreement:
    """Counts of spans that two people both have, with the same label at the same places, over all pairs of people.

    An article counts where two or more have spans on it: whoever has none may not have read it.
    """

    articles: int = 0
    both: int = 0
    each: int = 0

    def add(self, spans: Sequence[Span]) -> None:
        """Count the spans of one article."""
        said: dict[str, set[Said]] = {}
        for span in spans:
            said.setdefault(span.annotator, set()).add((span.label, span.ranges))
        self.articles += len(said) > 1
        for one, other in combinations(said.values(), 2):
            self.both += len(one & other)
            self.each += len(one) + len(other)

    def told(self) -> str:
        """Return it in words, with the measure that is meant; empty where nobody tagged what somebody else did."""
        if not self.articles:
            return ""
        noun = "article" if self.articles == 1 else "articles"
        return (
            f"F1 {2 * self.both / self.each:.2f} between pairs of annotators, label and place of a span exactly alike, "
            f"over {self.articles:,} {noun} with spans of two or more"
        )
