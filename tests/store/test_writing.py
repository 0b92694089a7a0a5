"""What an edit promises: whole or not at all, checked against the text, and never undone in silence."""

import sqlite3
from dataclasses import replace

import pytest

from annotator.core.change import ActionKind, ActionState
from annotator.core.errors import UserError
from annotator.core.ids import derived_id, new_id
from annotator.core.model import Actor, Article, Filler, Fragment, Note, Relation, Review, Status, Work
from annotator.core.progress import run
from annotator.store.check import check
from annotator.store.store import Store
from tests.store.conftest import Desk, add_article


def clean(store: Store) -> bool:
    return run(check(store)) == ()


def test_a_span_quotes_what_python_slices(desk: Desk) -> None:
    span = desk.tag("Commitment", desk.find("is ready to work"), desk.find("to resist"))
    (stored,) = desk.store.spans(desk.article.id)
    assert stored == span
    assert [f.quote for f in stored.fragments] == [desk.article.text[f.start : f.end] for f in stored.fragments]
    assert stored.text == "is ready to work to resist"


@pytest.mark.parametrize(
    "fragments",
    [
        (Fragment(0, 4, "abcd"),),
        (Fragment(0, 4, " dat"),),
        (Fragment(2970, 2980, "x" * 10),),
        (Fragment(5, 5, ""),),
        (Fragment(10, 14, "3-09"), Fragment(2, 4, "at")),
        (),
    ],
)
def test_a_wrong_range_or_quote_is_refused_whole(desk: Desk, fragments: tuple[Fragment, ...]) -> None:
    good = desk.span("Topic", (0, 3))
    wrong = replace(good, id=new_id(), fragments=fragments)
    if fragments and fragments[0].quote == " dat":
        wrong = replace(wrong, fragments=(Fragment(1, 5, " dat"),))
    steps = len(desk.store.actions())
    with pytest.raises((UserError, IndexError)), desk.store.edit("Tag") as edit:  # noqa: PT012 - one gesture
        edit.put(good)
        edit.put(wrong)
    assert desk.store.spans(desk.article.id) == ()
    assert len(desk.store.actions()) == steps
    assert clean(desk.store)


def test_a_gesture_that_changes_nothing_leaves_no_step(desk: Desk) -> None:
    span = desk.tag("Topic", (0, 3))
    steps = len(desk.store.actions())
    with desk.store.edit("Tag Topic") as edit:
        edit.put(span)
    assert edit.action is None
    assert len(desk.store.actions()) == steps


def test_the_same_article_twice_adds_nothing_and_another_source_is_linked(desk: Desk) -> None:
    text = desk.article.text
    assert add_article(desk.store, text, "Again", date="2023-09-08", source="Xinhua") == desk.article.id
    other = add_article(desk.store, text, "China ready", date="2023-09-08", source="Reuters")
    assert other != desk.article.id
    assert desk.store.same_text(desk.article.id) == (other,)
    assert desk.store.article_count() == 2


def test_removing_a_span_takes_its_relations_along_and_undo_brings_all_back(desk: Desk) -> None:
    speaker, commitment = desk.tag("Speaker", (103, 107)), desk.tag("Commitment", (160, 180))
    role = desk.codebook.roles_of(commitment.label)[0]
    relation = Relation(new_id(), desk.article.id, role.id, commitment.id, Filler(span=speaker.id))
    with desk.store.edit("Link") as edit:
        edit.put(relation)
    with desk.store.edit("Remove Speaker") as edit:
        edit.remove(speaker)
    assert desk.store.relations(desk.article.id) == ()
    action = desk.store.undo()
    assert action is not None
    assert action.name == "Remove Speaker"
    assert desk.store.relations(desk.article.id) == (relation,)
    assert clean(desk.store)


def test_a_relation_to_something_that_is_gone_is_refused(desk: Desk) -> None:
    commitment = desk.tag("Commitment", (160, 180))
    role = desk.codebook.roles_of(commitment.label)[0]
    for filler in (Filler(span=new_id()), Filler(actor=new_id())):
        with pytest.raises(UserError), desk.store.edit("Link") as edit:
            edit.put(Relation(new_id(), desk.article.id, role.id, commitment.id, filler))
    assert desk.store.relations(desk.article.id) == ()


def test_an_article_is_removed_with_all_that_was_done_to_it(desk: Desk) -> None:
    store, article, me = desk.store, desk.article, desk.store.annotator.id
    desk.tag("Topic", (0, 9))
    with store.edit("Work") as edit:
        edit.put(Work(derived_id("work", article.id, me), article.id, me, Status.DONE, come_back="look again"))
        edit.put(Note(new_id(), article.id, me, "odd"))
        edit.put(Review(new_id(), article.id, 1, me, 0, 9))
    with store.edit("Remove article") as edit:
        edit.remove(article)
    assert store.article_count() == 0
    assert store.flagged_count() == 0
    assert clean(store)
    store.undo()
    record = store.record(article.id)
    assert (len(record.spans), len(record.notes), len(record.reviews)) == (1, 1, 1)
    assert store.work(article.id).come_back == "look again"
    assert clean(store)


def test_an_import_is_taken_back_from_history_alone_and_not_once_it_was_worked_on(desk: Desk) -> None:
    store = desk.store
    assert store.undo() is None
    imported = next(action for action in store.actions() if action.kind is ActionKind.IMPORT)
    desk.tag("Topic", (0, 9))
    with pytest.raises(UserError, match="worked on"):
        store.take_back(imported.id)
    assert len(store.spans(desk.article.id)) == 1
    store.undo()
    store.take_back(imported.id)
    assert store.article_count() == 0
    assert clean(store)
    assert add_article(store, desk.article.text) != desk.article.id


def test_a_step_that_another_built_on_is_refused_by_name(desk: Desk) -> None:
    span = desk.tag("Topic", (0, 9))
    first = desk.store.actions()[0]
    with desk.store.edit("Write note") as edit:
        edit.put(replace(span, note="why"))
    with pytest.raises(UserError, match="Write note"):
        desk.store.take_back(first.id)
    assert desk.store.span(span.id).note == "why"


def test_a_long_action_is_one_step_and_cancel_takes_all_of_it_back(desk: Desk) -> None:
    store = desk.store
    long = store.begin("Import 3 articles", ActionKind.IMPORT)
    for n in range(3):
        with store.slice(long) as edit:
            add = edit.add_article
            from annotator.core.draft import Draft

            add(Draft(text=f"text {n}", title=f"title {n}"))
        desk.tag("Topic", (n, n + 9))
    assert [x.id for x in store.unfinished()] == [long.id]
    action = store.cancel(long)
    assert action.state is ActionState.TAKEN_BACK
    assert store.article_count() == 1
    assert len(store.spans(desk.article.id)) == 3
    assert store.unfinished() == ()
    assert clean(store)


def test_a_long_action_cut_off_by_the_end_of_the_program_can_be_finished_or_cancelled(desk: Desk) -> None:
    from annotator.core.draft import Draft

    long = desk.store.begin("Import 2 articles", ActionKind.IMPORT)
    with desk.store.slice(long) as edit:
        edit.add_article(Draft(text="one", title="one"))
    desk.store.close()
    desk.store = Store.open(desk.store.path, write=True, annotator="Anna")
    (found,) = desk.store.unfinished()
    with desk.store.slice(found) as edit:
        edit.add_article(Draft(text="two", title="two"))
    action = desk.store.finish(found)
    assert len(desk.store.action(action.id).changes) == 2
    assert desk.store.article_count() == 3
    assert clean(desk.store)


def test_the_database_refuses_to_change_the_history_or_a_text(desk: Desk) -> None:
    desk.tag("Topic", (0, 9))
    connection = sqlite3.connect(desk.store.path)
    for statement in (
        "UPDATE events SET kind = 'x'",
        "DELETE FROM events",
        "DELETE FROM actions",
        "UPDATE actions SET name = 'x'",
        "UPDATE texts SET text = 'x'",
        "UPDATE originals SET size = 1",
    ):
        if "originals" in statement:
            connection.execute("INSERT INTO originals(sha256, size, compressed) VALUES(zeroblob(32), 0, x'00')")
        with pytest.raises(sqlite3.IntegrityError):
            connection.execute(statement)
    connection.close()


def test_the_history_of_a_span_tells_each_step_and_holds_no_text(desk: Desk) -> None:
    span = desk.tag("Commitment", desk.find("resist interference"))
    with desk.store.edit("Set certainty") as edit:
        edit.put(replace(span, certainty=60))
    names = [action.name for action in desk.store.history(span.id, span.article)]
    assert names == ["Tag Commitment", "Set certainty"]
    with sqlite3.connect(desk.store.path) as connection:
        payloads = connection.execute("SELECT payload FROM events WHERE kind = 'span'").fetchall()
    connection.close()
    assert payloads
    assert not any("resist" in str(payload) for payload in payloads)


def test_work_state_is_each_persons_own(desk: Desk) -> None:
    article = desk.article.id
    bo_id = new_id()
    from annotator.core.model import Annotator

    with desk.store.edit("Add Bo") as edit:
        edit.put(Annotator(bo_id, "Bo"))
        edit.put(Work(derived_id("work", article, bo_id), article, bo_id, Status.DONE))
    assert desk.store.work(article).status is Status.NEW
    assert desk.store.work(article, bo_id).status is Status.DONE
    assert desk.store.status_counts()[Status.NEW] == 1


def test_places_and_window_state_are_no_steps(desk: Desk) -> None:
    steps = len(desk.store.actions())
    desk.store.save_place(desk.article.id, 120, 3)
    desk.store.save_place(desk.article.id, 121, 4)
    desk.store.save_window_state({"page": "spans"})
    assert desk.store.place(desk.article.id) == (121, 4)
    assert desk.store.window_state() == {"page": "spans"}
    assert len(desk.store.actions()) == steps


def test_an_actor_fills_a_role_and_shows_in_the_list_of_spans(desk: Desk) -> None:
    from annotator.core.query import SpanFilter

    commitment = desk.tag("Commitment", (160, 180))
    actor = Actor(new_id(), "Li Qiang", aliases=("Li",))
    party = next(r for r in desk.codebook.roles_of(commitment.label) if r.name == "Party")
    to = next(r for r in desk.codebook.roles_of(commitment.label) if r.name == "To")
    with desk.store.edit("Link") as edit:
        edit.put(actor)
        edit.put(Relation(new_id(), desk.article.id, party.id, commitment.id, Filler(actor=actor.id)))
        edit.put(Relation(new_id(), desk.article.id, to.id, commitment.id, Filler()))
    (row,) = desk.store.span_rows(SpanFilter()).rows
    assert row.fields == (("Party", "Li Qiang"), ("To", "not stated"))
    assert desk.store.actors() == (actor,)


def test_an_article_without_text_is_refused(desk: Desk) -> None:
    with pytest.raises(UserError, match="no text"):
        add_article(desk.store, " \n ")
    with pytest.raises(UserError, match="no text"), desk.store.edit("Add") as edit:
        edit.put(Article(new_id(), "bare"))


def test_what_a_project_began_with_is_not_taken_back(desk: Desk) -> None:
    """Another person who is alone at work could otherwise take the codebook away, with the one who made it."""
    store = desk.store
    for action in store.actions():
        if action.kind is ActionKind.IMPORT:
            store.take_back(action.id)
    store.close()
    desk.store = store = Store.open(store.path, write=True, annotator="Bo")
    began = next(action for action in store.actions() if action.name == "Create project")
    with pytest.raises(UserError, match="began"):
        store.take_back(began.id)
    assert store.codebook() == desk.codebook
    assert {person.name for person in store.annotators()} == {"Anna", "Bo"}
    assert clean(store)
