"""A long run of spans and links is removed and put back by a few statements, each row as one by one would give it."""

from dataclasses import replace

import pytest

from annotator.core.accepting import accept
from annotator.core.change import Action
from annotator.core.errors import UserError
from annotator.core.ids import new_id
from annotator.core.model import About, Actor, Filler, Relation, Span
from annotator.core.progress import run
from annotator.core.recoding import delete_label
from annotator.core.rules import Problem
from annotator.store import many
from annotator.store.check import check, stored
from annotator.store.recoding import apply
from annotator.store.removal import LargeRemovalError
from tests.store.conftest import Desk, label
from tests.store.test_accepted import TODAY

COUNT = many.LEAST + 20


def filled(desk: Desk) -> list[Span]:
    """Tag a hundred and more commitments, some in pieces, with answers and links to a speaker, a country or nobody."""
    book = desk.store.codebook()
    commitment = label(book, "Commitment")
    strength = next(x for x in book.attributes_of(commitment.id) if x.name == "Strength")
    speaker, party = (next(x for x in book.roles_of(commitment.id) if x.name == name) for name in ("Speaker", "Party"))
    spans = []
    china = Actor(new_id(), "China", "country")
    with desk.store.edit("Annotate") as edit:
        edit.put(china)
        who = desk.span("Speaker", (0, 5))
        edit.put(who)
        for n in range(COUNT):
            span = desk.span("Commitment", (n, n + 4), *(((n + 10, n + 12),) if n % 3 else ()))
            given = {strength.id: strength.choices[n % 3].id} if n % 4 else {}
            spans.append(replace(span, attributes=given, note="中国" if n % 5 == 0 else ""))
            edit.put(spans[-1])
            for role, to in ((speaker, Filler(span=who.id)), (party, Filler(actor=china.id) if n % 2 else Filler())):
                edit.put(Relation(new_id(), desk.article.id, role.id, span.id, to))
        problem = Problem(About("required", desk.article.id, spans[0].id, key=party.id), "“Party” is empty.")
        edit.put(accept(problem, "so", desk.store.annotator.id, TODAY))
    return spans


def deleted(desk: Desk, spans: list[Span]) -> Action | None:
    """Delete the label of these spans, as somebody does who was asked about their number."""
    with desk.store.large_removals():
        return apply(desk.store, delete_label(desk.store.codebook(), spans[0].label))


def test_a_deletion_that_nobody_was_asked_about_is_refused_before_it_is_done(desk: Desk) -> None:
    spans = filled(desk)
    start = stored(desk.store._connection)
    with pytest.raises(LargeRemovalError) as caught:
        apply(desk.store, delete_label(desk.store.codebook(), spans[0].label))
    assert (caught.value.removed, caught.value.total) == (COUNT, COUNT + 1)
    assert stored(desk.store._connection) == start


def test_deleting_a_label_with_many_spans_and_undoing_it_gives_back_every_row(desk: Desk) -> None:
    spans = filled(desk)
    start = stored(desk.store._connection)
    assert deleted(desk, spans) is not None
    gone = stored(desk.store._connection)
    assert not any(kind in ("relation", "accepted") for kind, _id in gone)
    assert [span.text for span in desk.store.spans(desk.article.id)] == [desk.article.text[:5]]
    assert run(check(desk.store)) == ()
    assert desk.store.undo() is not None
    assert stored(desk.store._connection) == start
    assert {x.id: x for x in desk.store.spans(desk.article.id)} | {x.id: x for x in spans} == {
        x.id: x for x in desk.store.spans(desk.article.id)
    }
    assert run(check(desk.store)) == ()
    assert desk.store.redo() is not None
    assert stored(desk.store._connection) == gone
    assert run(check(desk.store)) == ()


def test_a_long_step_is_refused_by_name_where_one_of_its_spans_was_changed_since(desk: Desk) -> None:
    spans = filled(desk)
    annotated = desk.store.undo_step()
    assert annotated is not None
    with desk.store.edit("Write Note on Commitment") as edit:
        edit.put(replace(spans[50], note="later"))
    start = stored(desk.store._connection)
    with pytest.raises(UserError, match="Write Note on Commitment"):
        desk.store.take_back(annotated.id)
    assert stored(desk.store._connection) == start


def test_links_that_cannot_come_back_are_refused_and_nothing_of_their_run_stays(desk: Desk) -> None:
    spans = filled(desk)
    step = deleted(desk, spans)
    assert step is not None
    (china,) = desk.store.actors()
    with desk.store.edit("Remove China") as edit:
        edit.remove(china)
    start = stored(desk.store._connection)
    with pytest.raises(UserError, match="no longer in the project"):
        desk.store.take_back(step.id)
    assert stored(desk.store._connection) == start
    assert run(check(desk.store)) == ()
