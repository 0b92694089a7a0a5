"""What of a project goes out: which articles, groups, labels, people, and where a span must come from.

It only chooses; nothing is changed and nothing is written.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from annotator.core.codebook import Codebook
from annotator.core.errors import UserError
from annotator.core.model import ArticleRecord, OriginKind, Review, Span, Status
from annotator.core.query import ArticleFilter
from annotator.store.store import Store

_PAGE = 1000


@dataclass(frozen=True, slots=True)
class Selection:
    """What goes out; empty means everything. Layers, labels and annotators are ids.

    `articles` are the ids of those that a person sees now; `done` keeps the articles that somebody chosen has done;
    `human` the spans that people tagged themselves; `reviewed` the spans that lie in paragraphs marked as read with
    their group shown.
    """

    articles: tuple[str, ...] | None = None
    search: ArticleFilter | None = None
    done: bool = False
    layers: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    annotators: tuple[str, ...] = ()
    human: bool = False
    reviewed: bool = False

    @property
    def everything(self) -> bool:
        """Whether nothing is left out."""
        return self == Selection()


class Chosen:
    """One selection in one project: the codebook and articles that are left; `UserError` where no label is."""

    def __init__(self, store: Store, selection: Selection) -> None:
        self._store = store
        self._selection = selection
        self.codebook = _codebook(store.codebook(), selection)
        self._labels = {label.id for label in self.codebook.labels}
        self._layers = {label.id: label.layer for label in self.codebook.labels}
        people = store.annotators()
        self._people = set(selection.annotators) or {person.id for person in people}
        self.annotators = tuple(person for person in people if person.id in self._people)
        if (selection.layers or selection.labels) and not self._labels:
            raise UserError("Nothing is left of the codebook.", hint="Choose other groups or labels.")

    def ids(self) -> Iterator[str]:
        """Yield the ids of the articles that go out."""
        ids = self._store.article_ids() if self._selection.articles is None else iter(self._selection.articles)
        if self._selection.search is not None:
            found = set(_found(self._store, self._selection.search))
            ids = (id for id in ids if id in found)
        return (id for id in ids if self._is_done(id)) if self._selection.done else ids

    def _is_done(self, article: str) -> bool:
        work = self._store.all_work(article)
        return any(x.status is Status.DONE and x.annotator in self._people for x in work)

    def record(self, record: ArticleRecord) -> ArticleRecord:
        """Return what goes out of an article."""
        if self._selection.everything:
            return record
        mine = self._people
        spans = tuple(span for span in record.spans if self._goes_out(span, record.reviews))
        kept = {span.id for span in spans}
        return replace(
            record,
            spans=spans,
            relations=tuple(x for x in record.relations if x.source in kept),
            labels=tuple(x for x in record.labels if x.label in self._labels and x.annotator in mine),
            notes=tuple(x for x in record.notes if x.annotator in mine),
            work=tuple(x for x in record.work if x.annotator in mine),
            reviews=tuple(x for x in record.reviews if x.annotator in mine),
            accepted=tuple(x for x in record.accepted if x.annotator in mine and (not x.span or x.span in kept)),
        )

    def _goes_out(self, span: Span, reviews: tuple[Review, ...]) -> bool:
        if span.label not in self._labels or span.annotator not in self._people:
            return False
        if self._selection.human and span.origin.kind is not OriginKind.HUMAN:
            return False
        return not self._selection.reviewed or self._was_read(span, reviews)

    def _was_read(self, span: Span, reviews: tuple[Review, ...]) -> bool:
        layer = self._layers[span.label]
        read = [
            (x.start, x.end)
            for x in reviews
            if x.text_version == span.text_version and layer in x.layers and x.annotator in self._people
        ]
        return all(any(a <= start and end <= b for a, b in read) for start, end in span.ranges)


def _codebook(codebook: Codebook, selection: Selection) -> Codebook:
    """Return the part of a codebook that goes out."""
    if not selection.layers and not selection.labels:
        return codebook
    layers = set(selection.layers) or {layer.id for layer in codebook.layers}
    wanted = set(selection.labels) or {label.id for label in codebook.labels}
    labels = tuple(label for label in codebook.labels if label.layer in layers and label.id in wanted)
    kept = {label.id for label in labels}
    return replace(
        codebook,
        layers=tuple(x for x in codebook.layers if x.id in {label.layer for label in labels}),
        labels=labels,
        attributes=tuple(x for x in codebook.attributes if x.label in kept),
        roles=tuple(x for x in codebook.roles if x.label in kept),
    )


def _found(store: Store, wanted: ArticleFilter) -> Iterator[str]:
    page = store.articles(wanted, limit=_PAGE)
    while True:
        yield from (row.id for row in page.rows)
        if page.next is None:
            return
        page = store.articles(wanted, after=page.next, limit=_PAGE)
