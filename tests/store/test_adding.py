"""Spans that come with a new article are put in place together: with every check that they would have one by one."""

from dataclasses import replace
from pathlib import Path

import pytest

from annotator.core.change import ActionKind
from annotator.core.draft import Draft
from annotator.core.errors import UserError
from annotator.core.ids import new_id
from annotator.core.model import Fragment, Origin, OriginKind, Span
from annotator.core.progress import run
from annotator.store.check import check
from annotator.store.store import Store
from tests.store.conftest import Desk, shipped_codebook
from tests.store.test_hostile_values import REFUSED


def all_sorts(desk: Desk) -> list[Span]:
    """Return spans that have all that a span can have, on the article of the desk."""
    field = desk.codebook.attributes_of(desk.span("Commitment", (0, 3)).label)[0].id
    return [
        desk.span("Topic", (0, 3)),
        replace(desk.span("Commitment", (0, 3), (5, 9)), attributes={field: "yes\0"}, note="half \ud83d"),
        replace(desk.span("Topic", (1, 4)), certainty=60, origin=Origin(OriginKind.MODEL, "run", "one", 80)),
    ]


def add(store: Store, text: str, spans: list[Span]) -> str:
    """Add an article with spans as an import does; return its id."""
    long = store.begin("Import one article", ActionKind.IMPORT)
    try:
        with store.slice(long) as edit:
            id = edit.add_article(Draft(text=text, title="New")).article
            edit.add_spans(id, [replace(span, article=id) for span in spans])
    except UserError:
        store.cancel(long)
        raise
    store.finish(long)
    return id


def test_spans_added_together_are_as_if_they_were_added_one_by_one(desk: Desk, tmp_path: Path) -> None:
    text, spans = f"{desk.article.text} New.", all_sorts(desk)
    together = desk.store.spans(add(desk.store, text, spans))
    with Store.create(tmp_path / "other.annotator", shipped_codebook(), annotator="Anna") as other:
        with other.edit("Add") as edit:
            article = edit.add_article(Draft(text=text, title="New")).article
            for span in spans:
                edit.put(replace(span, article=article, annotator=other.annotator.id))
        alone = other.spans(article)
        assert run(check(other)) == ()
    one, same = alone[0].article, alone[0].annotator
    assert [replace(span, article=one, annotator=same) for span in together] == list(alone)
    assert run(check(desk.store)) == ()


def test_an_import_with_spans_is_taken_back_whole(desk: Desk) -> None:
    add(desk.store, f"{desk.article.text} New.", all_sorts(desk))
    (done, *_) = desk.store.actions()
    desk.store.take_back(done.id)
    assert list(desk.store.article_ids()) == [desk.article.id]
    assert run(check(desk.store)) == ()


@pytest.mark.parametrize("what", [name for name, make in REFUSED.items() if "span" in name or "certainty" in name])
def test_a_span_that_does_not_fit_is_refused_with_its_article(desk: Desk, what: str) -> None:
    bad = REFUSED[what](desk)
    assert isinstance(bad, Span)
    with pytest.raises(UserError) as caught:
        add(desk.store, f"{desk.article.text} New.", [desk.span("Topic", (0, 3)), bad])
    assert caught.value.hint
    assert list(desk.store.article_ids()) == [desk.article.id]
    assert run(check(desk.store)) == ()


@pytest.mark.parametrize("what", ["its words", "its place", "its label", "its person", "its field", "its id"])
def test_a_span_that_does_not_hold_is_refused_with_its_article(desk: Desk, what: str) -> None:
    span = desk.tag("Topic", (0, 3))
    bad = {
        "its words": replace(span, id=new_id(), fragments=(Fragment(0, 3, "abc"),)),
        "its place": replace(span, id=new_id(), fragments=(Fragment(0, 1_000_000, "abc"),)),
        "its label": replace(span, id=new_id(), label=new_id()),
        "its person": replace(span, id=new_id(), annotator=new_id()),
        "its field": replace(span, id=new_id(), attributes={new_id(): "yes"}),
        "its id": span,
    }[what]
    with pytest.raises(UserError):
        add(desk.store, f"{desk.article.text} New.", [desk.span("Topic", (0, 3)), bad])
    assert list(desk.store.article_ids()) == [desk.article.id]
    assert desk.store.spans(desk.article.id) == (span,)
    assert run(check(desk.store)) == ()


def test_two_things_of_one_id_are_not_taken_for_one_another(desk: Desk) -> None:
    """The id of a label is none of a person, also where both are looked up for the same span."""
    topic = desk.span("Topic", (0, 3))
    with pytest.raises(UserError):
        add(desk.store, f"{desk.article.text} New.", [topic, replace(topic, id=new_id(), annotator=topic.label)])
