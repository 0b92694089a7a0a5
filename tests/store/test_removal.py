"""One action that would remove many spans is refused until somebody was asked; then there is a backup of them."""

import threading

import pytest

from annotator.core.change import Action, ActionKind
from annotator.core.errors import UserError
from annotator.core.ids import new_id
from annotator.core.model import Actor, Span
from annotator.store.backup import Why, backups, facts
from annotator.store.edit import Edit
from annotator.store.registry import merge_actors
from annotator.store.removal import LargeRemovalError
from annotator.store.store import Store
from annotator.store.writer import Writer
from tests.store.conftest import Desk


def tag_many(desk: Desk, count: int) -> list[Span]:
    spans = [desk.span("Topic", (n, n + 2)) for n in range(count)]
    with desk.store.edit("Tag many") as edit:
        for span in spans:
            edit.put(span)
    return spans


def remove(desk: Desk, spans: list[Span]) -> None:
    with desk.store.edit("Remove them") as edit:
        for span in spans:
            edit.remove(span)


def test_more_than_a_twentieth_of_the_spans_does_not_go_unasked(desk: Desk) -> None:
    spans = tag_many(desk, 240)
    remove(desk, spans[:12])
    with pytest.raises(LargeRemovalError, match="“Remove them” would remove 13 of 228 spans"):
        remove(desk, spans[12:25])
    assert desk.store.label_counts()[spans[0].label] == 228
    with desk.store.large_removals():
        remove(desk, spans[12:25])
    assert desk.store.label_counts()[spans[0].label] == 215


def test_a_few_spans_of_a_small_project_go_unasked(desk: Desk) -> None:
    remove(desk, tag_many(desk, 9))


def test_what_is_put_back_elsewhere_in_the_same_action_is_not_removed(desk: Desk) -> None:
    spans = tag_many(desk, 30)
    with desk.store.edit("Move them") as edit:
        for n, span in enumerate(spans):
            edit.remove(span)
            edit.put(desk.span("Topic", (n + 1, n + 5)))


def test_undo_is_not_asked_about_and_taking_back_from_the_history_is(desk: Desk) -> None:
    tag_many(desk, 30)
    made = desk.store.undo_step()
    assert made is not None
    desk.store.undo()
    desk.store.redo()
    desk.tag("Topic", (100, 105))
    with pytest.raises(LargeRemovalError):
        desk.store.take_back(made.id)
    with desk.store.large_removals():
        desk.store.take_back(made.id)
    assert len(desk.store.spans(desk.article.id)) == 1


def test_the_writer_does_it_once_somebody_agreed_with_a_backup_before(desk: Desk) -> None:
    spans = tag_many(desk, 30)
    desk.store.close()
    failed: list[tuple[int, UserError]] = []
    done: list[Action | None] = []
    told = threading.Semaphore(0)

    def on_done(_ticket: int, action: Action | None) -> None:
        done.append(action)
        told.release()

    def on_failed(ticket: int, _name: str, error: UserError) -> None:
        failed.append((ticket, error))
        told.release()

    def remove_all(edit: Edit) -> None:
        for span in spans:
            edit.remove(span)

    writer = Writer(desk.store.path, "Anna", on_done, on_failed)
    writer.submit("Remove them", remove_all)
    assert told.acquire(timeout=20)
    ((ticket, error),) = failed
    assert isinstance(error, LargeRemovalError)
    writer.again(ticket)
    assert told.acquire(timeout=20)
    writer.close()
    assert done[0] is not None
    assert done[0].kind is ActionKind.EDIT
    desk.store = Store.open(desk.store.path)
    assert desk.store.spans(desk.article.id) == ()
    (backup,) = backups(desk.store.project_id)
    held = facts(backup.path)
    assert held is not None
    assert (backup.why, held.spans) == (Why.REMOVAL, 30)


def test_a_merge_is_backed_up_before(desk: Desk) -> None:
    one, other = (Actor(new_id(), name) for name in ("Li", "Li Qiang"))
    with desk.store.edit("Add people") as edit:
        edit.put(one)
        edit.put(other)
    desk.store.close()
    told = threading.Semaphore(0)
    writer = Writer(desk.store.path, "Anna", lambda *_: told.release(), lambda *_: None)
    writer.step("Merge", lambda store: merge_actors(store, other.id, [one.id]), backup=Why.MERGE)
    assert told.acquire(timeout=20)
    writer.close()
    desk.store = Store.open(desk.store.path)
    assert [actor.name for actor in desk.store.actors()] == ["Li Qiang"]
    (backup,) = backups(desk.store.project_id)
    with Store.open(backup.path) as before:
        assert backup.why is Why.MERGE
        assert len(before.actors()) == 2
