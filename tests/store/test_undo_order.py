"""Undo and redo beside taking back from History, other people, and long steps: nothing is done twice or in silence."""

import shutil
import subprocess
import sys
from dataclasses import replace

import pytest

from annotator.core.change import Action, ActionKind
from annotator.core.draft import Draft
from annotator.core.errors import UserError
from annotator.core.ids import derived_id, new_id
from annotator.core.model import Annotator, Span, Status, Work
from annotator.core.progress import run
from annotator.store.check import check
from annotator.store.store import Store
from tests.store.conftest import Desk


def clean(store: Store) -> bool:
    return run(check(store)) == ()


def three_tags(desk: Desk) -> tuple[list[Span], list[Action]]:
    spans = [desk.tag("Topic", (n * 10, n * 10 + 5)) for n in range(3)]
    return spans, desk.store.actions(3)[::-1]


def shown(desk: Desk) -> set[str]:
    return {span.id for span in desk.store.spans(desk.article.id)}


def test_redo_brings_back_what_was_taken_back_last(desk: Desk) -> None:
    spans, actions = three_tags(desk)
    a, b, c = (span.id for span in spans)
    desk.store.take_back(actions[0].id)
    desk.store.undo()
    assert shown(desk) == {b}
    desk.store.redo()
    assert shown(desk) == {b, c}
    desk.store.redo()
    assert shown(desk) == {a, b, c}
    assert desk.store.redo() is None
    desk.store.undo()  # what was just redone, not the newest tag
    assert shown(desk) == {b, c}
    assert clean(desk.store)


def test_taking_back_an_undo_is_a_redo(desk: Desk) -> None:
    spans, _ = three_tags(desk)
    undo = desk.store.undo()
    assert undo is not None
    desk.store.take_back(undo.id)
    assert shown(desk) == {span.id for span in spans}
    assert desk.store.redo_step() is None
    desk.store.undo()
    assert shown(desk) == {spans[0].id, spans[1].id}
    desk.store.redo()
    assert shown(desk) == {span.id for span in spans}
    assert clean(desk.store)


def test_taking_back_a_redo_is_an_undo(desk: Desk) -> None:
    spans, _ = three_tags(desk)
    desk.store.undo()
    redo = desk.store.redo()
    assert redo is not None
    desk.store.take_back(redo.id)
    assert shown(desk) == {spans[0].id, spans[1].id}
    desk.store.redo()
    assert shown(desk) == {span.id for span in spans}
    desk.store.undo()
    desk.store.undo()
    assert shown(desk) == {spans[0].id}
    assert clean(desk.store)


def test_a_step_that_is_taken_back_cannot_be_taken_back_again(desk: Desk) -> None:
    span = desk.tag("Topic", (0, 5))
    with desk.store.edit("First") as edit:
        edit.put(replace(span, note="why"))
    first = desk.store.actions(1)[0]
    desk.store.take_back(first.id)
    with desk.store.edit("Second") as edit:
        edit.put(replace(span, note="why"))
    with pytest.raises(UserError, match="already"):
        desk.store.take_back(first.id)
    assert desk.store.span(span.id).note == "why"
    desk.store.undo()
    assert desk.store.span(span.id).note == ""
    assert clean(desk.store)


def test_a_step_under_way_or_cancelled_is_not_taken_back(desk: Desk) -> None:
    store = desk.store
    long = store.begin("Import", ActionKind.IMPORT)
    with store.slice(long) as edit:
        edit.add_article(Draft(text="one", title="one"))
    with pytest.raises(UserError, match="under way"):
        store.take_back(long.id)
    store.cancel(long)
    with pytest.raises(UserError, match="already"):
        store.take_back(long.id)
    with pytest.raises(UserError, match="ended"):
        store.finish(long)
    with pytest.raises(UserError, match="ended"):
        store.cancel(long)
    with pytest.raises(UserError, match="ended"), store.slice(long) as edit:
        edit.add_article(Draft(text="two", title="two"))
    assert store.article_count() == 1
    assert clean(store)


def test_an_import_can_be_taken_back_brought_back_and_taken_back_again(desk: Desk) -> None:
    imported = next(action for action in desk.store.actions() if action.kind is ActionKind.IMPORT)
    for _ in range(3):
        gone = desk.store.take_back(imported.id)
        assert desk.store.article_count() == 0
        desk.store.take_back(gone.id)
        assert desk.store.article_count() == 1
        assert clean(desk.store)


def test_two_people_undo_their_own_steps_and_are_refused_the_others(desk: Desk) -> None:
    path = desk.store.path
    span, other = desk.tag("Topic", (0, 5)), desk.tag("Topic", (20, 25))
    desk.store.close()
    with Store.open(path, write=True, annotator="Bo") as bo:
        assert bo.undo() is None
        with bo.edit("Bo writes") as edit:
            edit.put(replace(span, note="from Bo"))
    desk.store = Store.open(path, write=True, annotator="Anna")
    desk.store.undo()
    assert shown(desk) == {span.id}
    with pytest.raises(UserError, match="Bo writes"):
        desk.store.undo()
    assert desk.store.span(span.id).note == "from Bo"
    desk.store.redo()
    assert shown(desk) == {span.id, other.id}
    desk.store.close()
    with Store.open(path, write=True, annotator="Bo") as bo:
        bo.undo()
    desk.store = Store.open(path, write=True, annotator="Anna")
    desk.store.undo()
    desk.store.undo()
    assert shown(desk) == set()
    assert clean(desk.store)


def test_a_redo_that_is_refused_says_that_it_cannot_be_brought_back(desk: Desk) -> None:
    path, span = desk.store.path, desk.tag("Topic", (0, 5))
    with desk.store.edit("Note") as edit:
        edit.put(replace(span, note="mine"))
    desk.store.undo()
    desk.store.close()
    with Store.open(path, write=True, annotator="Bo") as bo, bo.edit("Bo writes") as edit:
        edit.put(replace(span, note="from Bo"))
    desk.store = Store.open(path, write=True, annotator="Anna")
    with pytest.raises(UserError, match="brought back"):
        desk.store.redo()
    assert desk.store.span(span.id).note == "from Bo"


def test_undo_goes_on_while_a_long_step_runs_and_after_it_was_cancelled(desk: Desk) -> None:
    store = desk.store
    long = store.begin("Import 2 articles", ActionKind.IMPORT)
    with store.slice(long) as edit:
        id = edit.add_article(Draft(text="a new text", title="one")).article
    added = Desk(store, store.article(id), desk.codebook)
    kept, gone = desk.tag("Topic", (0, 5)), added.tag("Topic", (0, 5))
    with pytest.raises(UserError, match="worked on"):
        store.cancel(long)
    assert shown(added) == {gone.id}
    store.undo()
    store.cancel(long)
    assert store.article_count() == 1
    with pytest.raises(UserError):
        store.redo()
    store.undo()
    assert shown(desk) == set()
    store.redo()
    assert shown(desk) == {kept.id}
    assert clean(store)


def test_the_person_who_works_here_cannot_be_taken_back(desk: Desk) -> None:
    with desk.store.edit("Import the work of Bo", kind=ActionKind.IMPORT) as edit:
        edit.put(Annotator(new_id(), "Bo"))
    assert edit.action is not None
    desk.store.close()
    desk.store = Store.open(desk.store.path, write=True, annotator="Bo")
    with pytest.raises(UserError, match="Bo"):
        desk.store.take_back(edit.action.id)
    assert desk.store.annotator in desk.store.annotators()


_TAG_AND_DIE = """
import os, sys
from pathlib import Path
from annotator.core.ids import new_id
from annotator.core.model import Note
from annotator.store.store import Store
store = Store.open(Path(sys.argv[1]), write=True, annotator="Anna")
with store.edit("Note") as edit:
    edit.put(Note(new_id(), next(store.article_ids()), store.annotator.id, "x"))
os._exit(9)
"""


def test_undo_outlives_a_crash_of_a_copy_too(desk: Desk) -> None:
    path = desk.store.path
    desk.store.close()
    copy = path.with_name("copy.annotator")
    shutil.copy(path, copy)
    for _ in range(2):
        died = subprocess.run([sys.executable, "-c", _TAG_AND_DIE, str(copy)], check=False)
        assert died.returncode == 9
    with Store.open(copy, write=True, annotator="Anna") as store:
        assert store.undo() is not None
        assert store.undo() is not None
        assert store.notes(desk.article.id) == ()
    desk.store = Store.open(path, write=True, annotator="Anna")


def test_work_on_an_article_that_is_gone_is_refused_by_redo_and_by_hand(desk: Desk) -> None:
    me, article = desk.store.annotator.id, desk.article.id
    work = Work(derived_id("work", article, me), article, me, Status.DONE)
    with desk.store.edit("Done") as edit:
        edit.put(work)
    desk.store.undo()
    desk.store.take_back(next(a for a in desk.store.actions() if a.kind is ActionKind.IMPORT).id)
    with pytest.raises(UserError, match="no longer"):
        desk.store.redo()
    with pytest.raises(UserError, match="no longer"), desk.store.edit("Done") as edit:
        edit.put(work)
    assert clean(desk.store)
