"""The same words elsewhere: finding them in every article of a project, and tagging the chosen ones as one step.

Closing either task leaves the project as it was.
"""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from annotator.core.change import Action, ActionKind
from annotator.core.codebook import Codebook, Label
from annotator.core.finding import Finder, Place, Where, Words, find, places
from annotator.core.ids import new_id
from annotator.core.model import Article, Span, Status, Value, fragments_of
from annotator.core.progress import Progress, Task
from annotator.store.edit import LongAction
from annotator.store.store import Store
from annotator.store.writer import Writes
from annotator.tasks.ending import take_back

MOST_PLACES = 5000
SLICE_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Found:
    """The places that can be tagged. `is_full` says that there are more than were looked for."""

    places: tuple[Place, ...]
    is_full: bool = False


@dataclass(frozen=True, slots=True)
class Tagged:
    """What was tagged: how many spans, in one action (None where nothing was)."""

    spans: int
    action: Action | None = None


def free_places(found: Iterable[Place], spans: Iterable[Span], label: str, annotator: str) -> list[Place]:
    """Return the places in which an annotator has no span of a label yet."""
    taken = [piece for x in spans if x.label == label and x.annotator == annotator for piece in x.ranges]
    return [x for x in found if not any(a < x.range[1] and x.range[0] < b for a, b in taken)]


def find_places(
    path: Path, words: Words, where: Where, label: str, annotator: str, *, finder: Finder = find, only: str = ""
) -> Task[Found]:
    """Look through every article of a project, on a connection of its own, for places that are not tagged yet.

    `annotator` is the id of who tags, `only` that of the one article to look through. At most `MOST_PLACES` are
    returned. Raises `UserError` where `finder` does.
    """
    found: list[Place] = []
    with Store.open(path) as store:
        total = 1 if only else store.article_count()
        for done, id in enumerate((only,) if only else store.article_ids()):
            article = store.article(id)
            here = list(places(article.text, words, where, id, article.title, finder=finder))
            if here:
                found += free_places(here, store.spans(id, annotator), label, annotator)
            if len(found) > MOST_PLACES:
                return Found(tuple(found[:MOST_PLACES]), is_full=True)
            yield Progress(done + 1, total, article.title)
    return Found(tuple(found))


def spans_for(
    article: Article,
    there: Iterable[Span],
    codebook: Codebook,
    label: Label,
    annotator: str,
    chosen: Iterable[Place],
    attributes: Mapping[str, Value],
) -> list[Span]:
    """Return a new span for each chosen place of an article that is free; `there` are the spans it has already.

    Where the label's group lets no spans overlap, a place under one of them is left out.
    """
    layer = codebook.layer(label.layer)
    rivals = {x.id for x in codebook.labels_of(label.layer)} if layer is not None and not layer.overlap else {label.id}
    taken = [piece for x in there if x.label in rivals and x.annotator == annotator for piece in x.ranges]
    made = []
    for place in chosen:
        start, end = place.range
        if any(a < end and start < b for a, b in taken):
            continue
        fragments = fragments_of(article, (place.range,))
        made.append(Span(new_id(), article.id, article.version, label.id, annotator, fragments, dict(attributes)))
        taken.append(place.range)
    return made


def tag_places(
    writes: Writes, chosen: Sequence[Place], label: Label, attributes: Mapping[str, Value], name: str, here: str = ""
) -> Task[Tagged]:
    """Tag places in any number of articles as one step of Ctrl+Z called `name`; closing takes all of it back.

    An article is written whole; places whose article has changed since or is gone are left out. Only the article
    somebody sits at, `here`, is opened by it: a status says what was read and done, which nobody did in the others.
    """
    by_article: dict[str, list[Place]] = {}
    for place in chosen:
        by_article.setdefault(place.article, []).append(place)
    waiting = list(by_article.items())
    yield Progress(0, len(waiting), name)
    action = writes.run(lambda store: store.begin(name, ActionKind.EDIT))
    spans = 0
    try:
        while waiting:
            written, made = writes.run(_slice_of(action, waiting, label, attributes, here))
            spans += made
            del waiting[:written]
            yield Progress(len(by_article) - len(waiting), len(by_article), name)
    except BaseException:
        take_back(writes, action)
        raise
    if not spans:
        writes.run(lambda store: store.cancel(action))
        return Tagged(0)
    return Tagged(spans, writes.run(lambda store: store.finish(action)))


def _slice_of(
    action: LongAction,
    waiting: Sequence[tuple[str, Sequence[Place]]],
    label: Label,
    attributes: Mapping[str, Value],
    here: str,
) -> Callable[[Store], tuple[int, int]]:
    """Return what writes as many articles as a short slice holds: it returns how many, and how many spans."""

    def write(store: Store) -> tuple[int, int]:
        started, articles, spans = time.perf_counter(), 0, 0
        codebook, annotator = store.codebook(), store.annotator.id
        with store.slice(action) as edit:
            for id, chosen in waiting:
                if store.article_row(id) is not None:
                    article = store.article(id)
                    made = spans_for(article, store.spans(id), codebook, label, annotator, chosen, attributes)
                    for span in made:
                        edit.put(span)
                    spans += len(made)
                    work = store.work(id)
                    if id == here and made and work.status is Status.NEW:
                        edit.put(replace(work, status=Status.OPEN))
                articles += 1
                if time.perf_counter() - started > SLICE_SECONDS:
                    break
        return articles, spans

    return write
