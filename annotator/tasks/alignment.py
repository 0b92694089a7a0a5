"""Finds the spans that begin or end inside a word, before an export in a format that knows only whole words.

It changes nothing: what becomes of them is the person's choice (`Edges`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from annotator.core.errors import UserError
from annotator.core.model import ArticleRecord, Span
from annotator.core.progress import Progress, Task
from annotator.formats.base import Edges, Format, WriteOptions
from annotator.formats.cutting import cut
from annotator.formats.flat import Tokens, align
from annotator.formats.losses import fault_of
from annotator.store.store import Store
from annotator.tasks.selecting import Chosen, Selection


@dataclass(frozen=True, slots=True)
class Misaligned:
    """A piece of a span with an edge inside a word: its words, and what they would be; empty where nothing is left."""

    article: str
    title: str
    span: str
    start: int
    end: int
    words: str
    expanded: str
    contracted: str


def find_misaligned(
    project: Path, form: Format, options: WriteOptions | None = None, selection: Selection | None = None
) -> Task[list[Misaligned]]:
    """Return every piece of a chosen span that the format would have to move, in the order of the articles."""
    if not form.words:
        return []
    options = options or WriteOptions()
    found: list[Misaligned] = []
    with Store.open(project) as store, store.snapshot():
        chosen = Chosen(store, selection or Selection())
        ids = list(chosen.ids())
        for number, record in enumerate(store.records(ids), start=1):
            found += misaligned_in(chosen.record(record), options)
            yield Progress(number, len(ids), "Looking at the edges of spans")
    return found


def misaligned_in(record: ArticleRecord, options: WriteOptions) -> Iterator[Misaligned]:
    """Yield the pieces of one article's spans with an edge inside a word."""
    text = record.article.text
    places = Tokens(cut(text, options))
    for span in record.spans:
        for start, end in () if fault_of(record.article, span) else span.ranges:
            if not places.exact(start, end):
                yield _described(record, span, (start, end), places)


def _described(record: ArticleRecord, span: Span, place: tuple[int, int], places: Tokens) -> Misaligned:
    text = record.article.text

    def moved(edges: Edges) -> str:
        found, _ = align(places, *place, edges)
        return text[places.ranges[found[0]][0] : places.ranges[found[1] - 1][1]] if found else ""

    return Misaligned(
        article=record.article.id,
        title=record.article.title,
        span=span.id,
        start=place[0],
        end=place[1],
        words=text[place[0] : place[1]],
        expanded=moved(Edges.EXPAND),
        contracted=moved(Edges.CONTRACT),
    )


def refuse(found: list[Misaligned]) -> UserError:
    """Return the error of an export that moves no edge."""
    first = found[0]
    count = f"{len(found)} spans begin or end" if len(found) > 1 else "1 span begins or ends"
    return UserError(
        f"{count} inside a word, the first is “{first.words[:60]}” in “{first.title}”. Nothing was exported.",
        hint="Mend them, or let the export expand, contract or skip them.",
    )
