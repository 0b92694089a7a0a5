"""Writing what an annotated file says of one article: only what the project does not have yet, met by UUID."""

from dataclasses import replace
from typing import TypeVar

from annotator.core.errors import UserError
from annotator.core.ids import derived_id
from annotator.core.model import Accepted, Article, ArticleLabel, ArticleRecord, Note, Relation, Review, Span, Work
from annotator.core.rows import Entity
from annotator.store.edit import Edit
from annotator.store.store import Store

T = TypeVar("T", Span, Relation, ArticleLabel, Note, Work, Review, Accepted)


def write_record(
    store: Store, edit: Edit, article_id: str, record: ArticleRecord, *, new: bool, stored: Article | None = None
) -> None:
    """Put the spans and all else of `record` on the article `article_id`, which the project has by now.

    `new` says that the article is just being added, as `stored`, so that nothing of it can be here yet. How far
    somebody is with an article stays as the project has it. Raises `UserError` where both describe one row differently.
    """
    here = ArticleRecord(stored or store.article(article_id)) if new else store.record(article_id)
    if new and record.article.original and not here.article.original:
        # The bytes stayed behind, what they were is still known.
        edit.put(replace(here.article, original=record.article.original))
    there = moved(record, here.article)
    spans = missing(here.spans, there.spans, here.article.title)
    if new:
        edit.add_spans(article_id, spans)
    rows: list[Entity] = [
        *(() if new else spans),
        *missing(here.relations, there.relations, here.article.title),
        *missing(here.labels, there.labels, here.article.title),
        *missing(here.notes, there.notes, here.article.title),
        *missing(here.reviews, there.reviews, here.article.title),
        *missing(here.accepted, there.accepted, here.article.title),
    ]
    mine = {work.id for work in here.work}
    for row in (*rows, *(work for work in there.work if work.id not in mine)):
        edit.put(row)


def missing(here: tuple[T, ...], there: tuple[T, ...], title: str) -> list[T]:
    """Return the rows of `there` that `here` does not have; raise `UserError` where one id has two contents."""
    known = {row.id: row for row in here}
    for row in there:
        if known.get(row.id, row) != row:
            raise UserError(
                f"“{title}” is here already, and annotated differently than in the file.",
                hint="Keep one of the two, or import the file into a new project.",
            )
    return [row for row in there if row.id not in known]


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
