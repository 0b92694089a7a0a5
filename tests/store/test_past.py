"""A project is looked at as it was after any of its steps; the copy is sound, and the project itself is not touched."""

import random
from pathlib import Path

import pytest

from annotator.core.change import ActionKind
from annotator.core.draft import Draft
from annotator.core.errors import UserError
from annotator.core.ids import new_id
from annotator.core.progress import run
from annotator.store.check import State, check, stored
from annotator.store.past import as_of
from annotator.store.store import Store
from tests.store.conftest import Desk, add_article


def state(store: Store) -> State:
    return stored(store._connection)


def test_every_moment_of_a_busy_history_is_found_again(desk: Desk, tmp_path: Path) -> None:
    dice = random.Random(3)  # noqa: S311 - no secret
    moments: list[tuple[str, State]] = []

    def keep() -> None:
        moments.append((desk.store.actions(1)[0].id, state(desk.store)))

    keep()
    for n in range(30):
        what = dice.choice(("tag", "tag", "remove", "undo", "article", "take back"))
        spans = desk.store.spans(desk.article.id)
        if what == "tag":
            desk.tag(dice.choice(("Topic", "Commitment")), (n, n + 4))
        elif what == "remove" and spans:
            with desk.store.edit("Remove") as edit:
                edit.remove(dice.choice(spans))
        elif what == "undo":
            desk.store.undo()
        elif what == "article":
            add_article(desk.store, f"Article {n}.", f"{n}")
        elif what == "take back":
            with pytest.MonkeyPatch.context():
                try:
                    desk.store.take_back(dice.choice(desk.store.actions(10)).id)
                except UserError:
                    continue
        keep()
    before = state(desk.store)
    for n, (action, then) in enumerate(moments[::3]):
        copy = tmp_path / f"past{n}.annotator"
        made = run(as_of(desk.store.path, action, copy))
        assert made.id == action
        with Store.open(copy, annotator="Anna") as past:
            assert state(past) == then
            assert run(check(past)) == ()
            assert past.actions(1)[0].id == action
    assert state(desk.store) == before
    assert run(check(desk.store)) == ()


def test_a_step_in_the_middle_of_an_import_shows_what_of_it_was_there(desk: Desk, tmp_path: Path) -> None:
    long = desk.store.begin("Import", ActionKind.IMPORT)
    with desk.store.slice(long) as edit:
        edit.add_article(Draft(text="First.", title="First"))
    desk.tag("Topic", (1, 5))
    middle = desk.store.actions(1)[0].id
    with desk.store.slice(long) as edit:
        edit.add_article(Draft(text="Second.", title="Second"))
    desk.store.finish(long)
    copy = tmp_path / "past.annotator"
    run(as_of(desk.store.path, middle, copy))
    with Store.open(copy, annotator="Anna") as past:
        assert past.article_count() == 2
        assert [action.name for action in past.unfinished()] == ["Import"]
        assert run(check(past)) == ()


def test_a_step_that_is_not_there_leaves_no_copy(desk: Desk, tmp_path: Path) -> None:
    copy = tmp_path / "past.annotator"
    with pytest.raises(UserError, match="not in the history"):
        run(as_of(desk.store.path, new_id(), copy))
    assert not copy.exists()
