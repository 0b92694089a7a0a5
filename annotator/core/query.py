"""What one may ask of a project: filters and pages. A page goes on from a key, never by counting rows."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from annotator.core.model import Status

T = TypeVar("T")


class Order(StrEnum):
    """How articles are sorted."""

    ADDED = "added"
    DATE = "date"
    TITLE = "title"
    SOURCE = "source"
    STATUS = "status"
    SPANS = "spans"


class SpanOrder(StrEnum):
    """How spans are sorted; within the same article, label or day always by position in the text."""

    POSITION = "position"
    ARTICLE = "article"
    LABEL = "label"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class ArticleFilter:
    """Which articles. Empty means any. `since` and `until` are ISO days of publication, both included.

    `least` and `most` are how many spans this annotator has in it, `source` is the whole name.
    """

    search: str = ""
    status: Status | None = None
    flagged: bool = False
    label: str = ""
    since: str = ""
    until: str = ""
    order: Order = Order.ADDED
    descending: bool = False
    source: str = ""
    least: int = 0
    most: int | None = None

    @property
    def is_quick(self) -> bool:
        """Whether an index gives a page, in this order, whatever the size of the project."""
        if self.search.strip() or self.label or (self.flagged and self.status is not None):
            return False
        if self.least or self.most is not None:
            return False
        if self.order is Order.DATE:
            return not (self.source or self.flagged)
        if self.since or self.until:
            return False
        if self.source:
            return self.order in (Order.ADDED, Order.SOURCE) and not (self.flagged or self.status is not None)
        if self.order is Order.ADDED:
            return True
        return not self.flagged and (self.status is None or self.order is Order.STATUS)


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """One line of the articles list, as one annotator sees it; `spans` counts that annotator's spans."""

    id: str
    title: str
    date: str
    source: str
    status: Status
    come_back: str | None
    spans: int
    snippet: str = ""


EMPTY, FILLED, NOT_STATED = "empty", "filled", "not stated"
"""The states of a field, as a condition names them: nobody looked, there is an answer, the article does not say."""

NOT_ASKED = "not asked"
"""The state of a field that is not asked of a span, because of its answer to another, and has no answer."""


@dataclass(frozen=True, slots=True)
class FieldIs:
    """A condition on a field, by its name: its state or its answer is one of `wanted`.

    An answer is written in words, whatever its case: a choice, a person or country by name or alias, the words of the
    span that fills the field, the beginning of a date. Labels that have no such field do not meet any condition on it.
    """

    name: str
    wanted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SpanFilter:
    """Which spans. Empty means any; `text` is looked for in the quotes and notes, whatever its case.

    All conditions of `fields` must hold. `outdated` are those made before the guideline of their label changed,
    `earlier` those that wait on an earlier text of their article. Sorted by position means: the articles in the order
    they were added, the spans as they stand in the text.
    """

    labels: tuple[str, ...] = ()
    article: str = ""
    annotator: str = ""
    text: str = ""
    since: str = ""
    until: str = ""
    order: SpanOrder = SpanOrder.POSITION
    descending: bool = False
    fields: tuple[FieldIs, ...] = ()
    outdated: bool = False
    earlier: bool = False


@dataclass(frozen=True, slots=True)
class SpanRow:
    """One line of the Spans page: a quote in its context (at most 60 code points either side)."""

    id: str
    article: str
    article_title: str
    date: str
    label: str
    annotator: str
    before: str
    quote: str
    after: str
    start: int
    note: str
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class StepFilter:
    """Which steps of the history are shown: those of one person, those that touched an article, those about a label.

    Each is an id, or empty for all.
    """

    article: str = ""
    person: str = ""
    label: str = ""

    @property
    def everything(self) -> bool:
        """Whether it lets every step through."""
        return not (self.article or self.person or self.label)


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows, and the key to go on from (None at the end). `total` is None where counting would be slow."""

    rows: tuple[T, ...]
    next: str | None = None
    total: int | None = None
