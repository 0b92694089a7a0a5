"""Every question that the program asks of a project, by name: what the window asks at once, and what it asks beside."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from itertools import product

from annotator.core.model import Status
from annotator.core.query import ArticleFilter, Order, SpanFilter, SpanOrder
from annotator.store.recoding import labels_in_use
from annotator.store.registry import mention_counts, mentions
from annotator.store.store import Store
from annotator.store.tables import from_blob
from annotator.store.versions import codebook_versions, guideline_changes, outdated_count, version_of

ORDERS = tuple(product(Order, (False, True)))


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `quick`: the window waits for it, so it must not grow with the project.

    `walks` names what is read from beginning to end, and why that may be.
    """

    name: str
    ask: Callable[["Place"], object]
    quick: bool = True
    walks: str = ""


class Place:
    """Where a question is asked: in the middle of a project, as one of its people."""

    def __init__(self, store: Store) -> None:
        self.store = store
        connection = store._connection
        self.key = store.article_count() // 2
        uuid, self.title, self.date, self.source = connection.execute(
            "SELECT uuid, title, date, source FROM articles WHERE id = ?", (self.key,)
        ).fetchone()
        self.article = from_blob(uuid)
        self.label = store.codebook().labels[0].id
        self.actor = store.actors()[3].id
        self.span = store.spans(self.article)[0].id
        self.step = store.actions(limit=1)[0].id

    def after(self, filter: ArticleFilter) -> str:
        first: dict[Order, list[str | int]] = {
            Order.ADDED: [],
            Order.DATE: [self.date],
            Order.TITLE: [self.title],
            Order.SOURCE: [self.source],
            Order.STATUS: [2],
            Order.SPANS: [20],
        }
        of_one = filter.order is Order.STATUS and filter.status is not None
        return json.dumps([*([] if of_one else first[filter.order]), self.key])


def _page(filter: ArticleFilter) -> Callable[[Place], object]:
    return lambda place: place.store.articles(filter)


def _deep(filter: ArticleFilter) -> Callable[[Place], object]:
    return lambda place: place.store.articles(filter, after=place.after(filter))


def _next(filter: ArticleFilter) -> Callable[[Place], object]:
    return lambda place: (
        place.store.next_article(place.article, filter),
        place.store.previous_article(place.article, filter),
    )


def _count(filter: ArticleFilter) -> Callable[[Place], object]:
    return lambda place: place.store.hit_count(filter)


def _label_page(order: SpanOrder, descending: bool) -> Callable[[Place], object]:
    return lambda place: place.store.span_rows(SpanFilter(labels=(place.label,), order=order, descending=descending))


_LIST = "walks the list from where it stands, no further than the page"
_FACTS: dict[str, Callable[[Place], object]] = {
    "codebook": lambda place: place.store.codebook(),
    "annotators": lambda place: place.store.annotators(),
    "actors": lambda place: place.store.actors(),
    "status counts": lambda place: place.store.status_counts(),
    "flagged count": lambda place: place.store.flagged_count(),
    "label counts": lambda place: place.store.label_counts(),
    "article count": lambda place: place.store.article_count(),
    "done per day": lambda place: place.store.done_per_day(),
    "labels in use": lambda place: labels_in_use(place.store),
    "article": lambda place: place.store.article(place.article),
    "article row": lambda place: place.store.article_row(place.article),
    "record": lambda place: place.store.record(place.article),
    "spans of an article": lambda place: place.store.spans(place.article),
    "spans of a person": lambda place: place.store.spans(place.article, place.store.annotator.id),
    "span": lambda place: place.store.span(place.span),
    "relations": lambda place: place.store.relations(place.article),
    "article labels": lambda place: place.store.article_labels(place.article),
    "notes": lambda place: place.store.notes(place.article),
    "reviews": lambda place: place.store.reviews(place.article),
    "work": lambda place: place.store.work(place.article),
    "everyone's work": lambda place: place.store.all_work(place.article),
    "same text": lambda place: place.store.same_text(place.article),
    "place": lambda place: place.store.place(place.article),
    "window state": lambda place: place.store.window_state(),
    "next undo": lambda place: place.store.undo_step(),
    "next redo": lambda place: place.store.redo_step(),
    "history": lambda place: place.store.actions(),
    "step": lambda place: place.store.action(place.step),
    "history of a span": lambda place: place.store.history(place.span, place.article),
    "version of a span": lambda place: version_of(place.store, place.span, place.article),
    "versions of the codebook": lambda place: codebook_versions(place.store),
    "changes of guidelines": lambda place: guideline_changes(place.store._connection),
    "unfinished steps": lambda place: place.store.unfinished(),
    "project": lambda place: place.store.project_id,
}
_QUICK = tuple(
    (f"{name}, {order.value}{', descending' if descending else ''}", filter)
    for order, descending in ORDERS
    for name, filter in (
        ("all", ArticleFilter(order=order, descending=descending)),
        ("done", ArticleFilter(status=Status.DONE, order=order, descending=descending)),
        ("flagged", ArticleFilter(flagged=True, order=order, descending=descending)),
        ("of a year", ArticleFilter(since="2015-01-01", until="2015-12-31", order=order, descending=descending)),
    )
    if filter.is_quick
)
SEARCHES = (
    "the ", "cooperation", "landmark ", "trade summit ", '"trade summit"', "trade NOT summit ", "总理 ", "وزير ",
    "title:trade ", "date:2015 ", "date:2015-05-05 ", "source:xinhua ", "source:palau ", "label:speaker ",
    "label:topic trade ", 'speaker:"Speaker 004" ', "has:note ", "has:flag ", 'has:"no deadline" ', "status:open ",
    "(trade OR source:palau) NOT has:note ",
)  # fmt: skip

QUESTIONS = (
    *(Question(name, ask) for name, ask in _FACTS.items()),
    *(Question(f"list: {name}", _page(filter), walks=_LIST) for name, filter in _QUICK),
    *(Question(f"list, further on: {name}", _deep(filter), walks=_LIST) for name, filter in _QUICK),
    *(Question(f"next and previous: {name}", _next(filter), walks=_LIST) for name, filter in _QUICK),
    *(
        Question(
            f"spans of a label: {order.value}{', descending' if descending else ''}",
            _label_page(order, descending),
            walks=_LIST,
        )
        for order, descending in product(SpanOrder, (False, True))
    ),
    Question("all spans", lambda place: place.store.span_rows(SpanFilter()), walks=_LIST),
    Question("spans of an article, listed", lambda place: place.store.span_rows(SpanFilter(article=place.article))),
    *(
        Question(f"search: {typed.strip()}", _page(ArticleFilter(search=typed)), quick=False, walks=_LIST)
        for typed in SEARCHES
    ),
    *(
        Question(
            f"hits of {typed.strip()}", _count(ArticleFilter(search=typed)),
            quick=False,
        )
        for typed in SEARCHES
    ),
    *(
        Question(f"next in a search: {typed.strip()}", _next(ArticleFilter(search=typed)), quick=False, walks=_LIST)
        for typed in SEARCHES
    ),
    Question("mentions of a person", lambda place: mentions(place.store, place.actor), quick=False),
    Question("mentions of everyone", lambda place: mention_counts(place.store), quick=False),
    Question("spans older than a guideline", lambda place: outdated_count(place.store, place.label), quick=False),
)  # fmt: skip
"""All of them. What only long tasks ask (export, check, recoding) is not here: they read a project once, in order."""
