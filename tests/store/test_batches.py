"""Records of many articles, read together: what each article by itself has, in the order asked."""

import pytest

from annotator.core.errors import UserError
from annotator.core.ids import derived_id, new_id
from annotator.core.model import (
    Accepted,
    ArticleLabel,
    ArticleRecord,
    Filler,
    Note,
    Relation,
    Review,
    Span,
    Status,
    Work,
    fragments_of,
)
from annotator.store.store import Store
from tests.store.conftest import Desk, add_article, label

MANY = 130
LONG = "Ministers met and spoke of grain. " * 4000
"""Two of these are more than is read together."""


def fill(desk: Desk) -> list[str]:
    """Return the ids of many articles, of which every third one has something of each kind, in several pieces too."""
    book, store, me = desk.codebook, desk.store, desk.store.annotator.id
    commitment, topic = label(book, "Commitment"), label(book, "Topic")
    strength = next(x for x in book.attributes_of(commitment.id) if x.choices)
    role = book.roles_of(commitment.id)[0]
    ids = [add_article(store, f"France will pay. Spain said so. {LONG if n % 50 == 7 else ''}{n}") for n in range(MANY)]
    with store.edit("Fill") as edit:
        for id in ids[::3]:
            article = store.article(id)
            pay = Span(
                new_id(), id, 1, commitment.id, me, fragments_of(article, ((0, 6), (12, 15))),
                attributes={strength.id: strength.choices[0].id}, note="pays", certainty=80,
            )  # fmt: skip
            said = Span(new_id(), id, 1, topic.id, me, fragments_of(article, ((17, 22),)))
            for entity in (
                pay,
                said,
                Relation(new_id(), id, role.id, pay.id, Filler(span=said.id)),
                ArticleLabel(new_id(), id, topic.id, me),
                Note(new_id(), id, me, "read twice"),
                Work(derived_id("work", id, me), id, me, Status.DONE),
                Review(new_id(), id, 1, me, 0, 16, layers=(topic.layer,)),
                Accepted(new_id(), "required", me, "It is open.", id, pay.id),
            ):
                edit.put(entity)
    return ids


def by_itself(store: Store, id: str) -> ArticleRecord:
    return ArticleRecord(
        store.article(id),
        store.spans(id),
        store.relations(id),
        store.article_labels(id),
        store.notes(id),
        store.all_work(id),
        store.reviews(id),
        store.accepted(id),
    )


def test_records_read_together_are_those_of_each_article_by_itself(desk: Desk) -> None:
    ids = fill(desk)
    records = list(desk.store.records())
    assert [record.article.id for record in records] == [desk.article.id, *ids]
    assert records == [by_itself(desk.store, record.article.id) for record in records]
    pieces = [[span.ranges for span in record.spans] for record in records if record.spans]
    assert pieces == [[((0, 6), (12, 15)), ((17, 22),)]] * len(ids[::3])


def test_records_come_in_the_order_in_which_they_are_asked_for(desk: Desk) -> None:
    ids = fill(desk)[::-2]
    assert [record.article.id for record in desk.store.records(ids)] == ids


def test_an_article_that_is_gone_is_told_among_many(desk: Desk) -> None:
    ids = fill(desk)
    with desk.store.edit("Remove") as edit:
        edit.remove(desk.store.article(ids[5]))
    with pytest.raises(UserError, match="no longer in the project"):
        list(desk.store.records(ids))
    assert len(list(desk.store.records())) == MANY
