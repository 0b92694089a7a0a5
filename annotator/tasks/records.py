"""Writing what an annotated file says of one article: only what the project does not have yet, met by UUID."""

from dataclasses import replace
from typing import TypeVar

from annotator.core.errors import UserError
from annotator.core.ids import derived_id
from annotator.core.model import Accepted, Article, ArticleLabel, ArticleRecord, Note, Relation, Review, Span
from annotator.core.rows import Entity
from annotator.store.edit import Edit
from annotator.store.store import Store

T = TypeVar("T", Span, Relation, ArticleLabel, Note, Review, Accepted)


def write_record(
    store: Store, edit: Edit, article_id: str, record: ArticleRecord, *, new: bool, stored: Article | None = None
) -> tuple[str, ...]:
    """Put the spans and all else of `record` on the article `article_id`, which the project has by now.

    `new` says that the article is just being added, as `stored`, so that nothing of it can be here yet. How far
    somebody is with an article stays as the project has it, and so does what both describe differently: a sentence for
    each of these is returned. Raises `UserError` where the texts differ.
    """
    here = ArticleRecord(stored or store.article(article_id)) if new else store.record(article_id)
    if new and record.article.original and not here.article.original:
        # The bytes stayed behind, what they were is still known.
        edit.put(replace(here.article, original=record.article.original))
    there = moved(record, here.article)
    differing: list[str] = []

    def missing(rows: tuple[T, ...], given: tuple[T, ...]) -> list[T]:
        known = {row.id: row for row in rows}
        differing.extend(_differs(row, there) for row in given if known.get(row.id, row) != row)
        return [row for row in given if row.id not in known]

    spans = missing(here.spans, there.spans)
    if new:
        edit.add_spans(article_id, spans)
    mine = {work.id for work in here.work}
    rows: list[Entity] = [
        *(() if new else spans),
        *missing(here.relations, there.relations),
        *missing(here.labels, there.labels),
        *missing(here.notes, there.notes),
        *missing(here.reviews, there.reviews),
        *missing(here.accepted, there.accepted),
        *(work for work in there.work if work.id not in mine),
    ]
    for row in rows:
        edit.put(row)
    return tuple(differing)


def _differs(row: Entity, record: ArticleRecord) -> str:
    """Return the sentence for a row that the project has under the same id with another content."""
    match row:
        case Span():
            what = f"the span “{' '.join(row.text.split())[:60]}”"
        case Relation():
            quotes = {span.id: " ".join(span.text.split())[:60] for span in record.spans}
            what = f"a field of “{quotes.get(row.source, '')}”"
        case Note():
            what = f"the note “{' '.join(row.text.split())[:60]}”"
        case ArticleLabel():
            what = "a label on the article"
        case Accepted():
            what = f"the problem accepted because of “{row.reason[:60]}”"
        case _:
            what = "a paragraph that was read"
    return f"“{record.article.title}”: {what} is here already, differently than in the file. It stays as it is here."


def moved(record: ArticleRecord, to: Article) -> ArticleRecord:
    """Return a record as rows of the article `to`, which may have another id here but has the same text.

    Raises `UserError` where the texts differ, since no offset could be trusted then.
    """
    versions = {text.version: text.sha256 for text in record.article.texts}
    mine = {text.sha256: text.version for text in to.texts}

    def version(number: int) -> int:
        if versions.get(number) not in mine:
            raise UserError(
                f"“{to.title}” is here already with another text.",
                hint="Import the file into a new project.",
            )
        return mine[versions[number]]

    if to.id == record.article.id and versions == {number: sha for sha, number in mine.items()}:
        return record
    return replace(
        record,
        article=to,
        spans=tuple(replace(x, article=to.id, text_version=version(x.text_version)) for x in record.spans),
        relations=tuple(replace(x, article=to.id) for x in record.relations),
        labels=tuple(replace(x, article=to.id) for x in record.labels),
        notes=tuple(replace(x, article=to.id) for x in record.notes),
        work=tuple(replace(x, article=to.id, id=derived_id("work", to.id, x.annotator)) for x in record.work),
        accepted=tuple(replace(x, article=to.id) for x in record.accepted),
        reviews=tuple(replace(x, article=to.id, text_version=version(x.text_version)) for x in record.reviews),
    )
