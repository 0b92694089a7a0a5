"""People and organisations: mentions, merging, splitting, each one step that Undo takes back; and older files."""

import shutil
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.core.errors import UserError
from annotator.core.ids import new_id
from annotator.core.model import Actor, Filler, Office, Relation, Span
from annotator.store.registry import delete_actor, mention_counts, mentions, merge_actors, split_actor
from annotator.store.schema import VERSION
from annotator.store.store import Store
from tests.store.conftest import Desk
from tests.store.test_recoding import everything, no_orphans, sound

LI = Actor(
    new_id(), "Li Qiang", "person", ("Li",), (Office("Premier of China", "2023-03"),), ("Q15031",), "Of Zhejiang"
)
PREMIER = Actor(new_id(), "the Chinese premier", aliases=("premier",))


def linked(desk: Desk, words: str, actor: Actor) -> Span:
    """Tag a speaker and say who it is."""
    span = desk.tag("Speaker", desk.find(words))
    person = next(x for x in desk.codebook.attributes_of(span.label) if x.name == "Person")
    with desk.store.edit("Link") as edit:
        edit.put(actor)
        edit.put(replace(span, attributes={person.id: actor.id}))
    return desk.store.span(span.id)


def promised(desk: Desk, actor: Actor) -> Relation:
    """Tag a commitment whose party is an actor."""
    span = desk.tag("Commitment", (0, 9))
    party = next(x for x in desk.codebook.roles_of(span.label) if x.name == "Party")
    relation = Relation(new_id(), desk.article.id, party.id, span.id, Filler(actor=actor.id))
    with desk.store.edit("Fill") as edit:
        edit.put(relation)
    return relation


def test_an_actor_keeps_offices_links_and_notes(desk: Desk) -> None:
    with desk.store.edit("Add") as edit:
        edit.put(LI)
    assert desk.store.actors() == (LI,)
    desk.store.undo()
    assert desk.store.actors() == ()
    desk.store.redo()
    assert desk.store.actors() == (LI,)
    assert sound(desk)


def test_mentions_are_answers_and_links_with_their_articles(desk: Desk) -> None:
    span = linked(desk, "Li Qiang", LI)
    relation = promised(desk, LI)
    found = mentions(desk.store, LI.id)
    assert [(x.span, x.field, x.relation) for x in found] == [
        (relation.source, "Party", relation.id),
        (span.id, "Person", ""),
    ]
    assert {x.title for x in found} == {"China ready"}
    assert mention_counts(desk.store) == {LI.id: 2}


def test_merging_lets_everything_point_to_one_and_undo_to_both_again(desk: Desk) -> None:
    linked(desk, "Li Qiang", LI)
    span = linked(desk, "the Chinese premier", PREMIER)
    relation = promised(desk, PREMIER)
    before = everything(desk)
    assert merge_actors(desk.store, LI.id, [PREMIER.id]) is not None
    (left,) = desk.store.actors()
    assert left == replace(LI, aliases=("Li", "the Chinese premier", "premier"))
    assert LI.id in desk.store.span(span.id).attributes.values()
    assert [x.to.actor for x in desk.store.relations(desk.article.id)] == [LI.id]
    assert relation.id == desk.store.relations(desk.article.id)[0].id
    no_orphans(desk)
    assert sound(desk)
    desk.store.undo()
    assert everything(desk) == before
    desk.store.redo()
    assert desk.store.actors() == (left,)
    assert sound(desk)


def test_splitting_moves_the_chosen_mentions_to_somebody_new(desk: Desk) -> None:
    linked(desk, "Li Qiang", LI)
    relation = promised(desk, LI)
    before = everything(desk)
    chosen = [x for x in mentions(desk.store, LI.id) if x.relation]
    china = Actor(new_id(), "China", "country")
    split_actor(desk.store, LI, china, chosen)
    assert mention_counts(desk.store) == {LI.id: 1, china.id: 1}
    assert desk.store.relations(desk.article.id)[0] == replace(relation, to=Filler(actor=china.id))
    assert sound(desk)
    desk.store.undo()
    assert everything(desk) == before


def test_only_an_actor_without_mentions_is_deleted(desk: Desk) -> None:
    linked(desk, "Li Qiang", LI)
    with pytest.raises(UserError, match="still mentioned"):
        delete_actor(desk.store, LI)
    with desk.store.edit("Add") as edit:
        edit.put(PREMIER)
    delete_actor(desk.store, PREMIER)
    assert desk.store.actors() == (LI,)


def second_version(path: Path) -> None:
    """Make a file what the second version of its format was."""
    connection = sqlite3.connect(path)
    for index in ("articles_source", "work_spans", "work_progress"):
        connection.execute(f"DROP INDEX {index}")
    connection.execute("DROP TRIGGER work_counted_flagged")
    connection.execute("DROP TRIGGER work_counted_done")
    connection.execute("DROP TABLE accepted")
    for table, column in (("labels", "forbidden"), ("attributes", "shown_when"), ("roles", "shown_when")):
        connection.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    connection.execute("DELETE FROM _sqlite_migrations WHERE name IN ('003_accepted', '004_orders')")
    connection.execute("PRAGMA user_version = 2")
    connection.commit()
    connection.close()


def first_version(path: Path) -> None:
    """Make a file what the first version of its format was."""
    second_version(path)
    connection = sqlite3.connect(path)
    for column in ("offices", "links", "notes"):
        connection.execute(f"ALTER TABLE actors DROP COLUMN {column}")
    connection.execute("DROP INDEX events_codebook")
    connection.execute("DELETE FROM _sqlite_migrations WHERE name = '002_actors'")
    connection.execute("PRAGMA user_version = 1")
    connection.commit()
    connection.close()


def test_a_file_of_the_first_version_is_read_as_it_is_and_brought_up_to_date_by_a_writer(
    desk: Desk, tmp_path: Path
) -> None:
    linked(desk, "the Chinese premier", PREMIER)
    with desk.store.edit("Forbid nothing") as edit:  # what the old versions could not keep
        for owner in desk.store.codebook().labels:
            edit.put(replace(owner, forbidden=()))
    state = everything(desk)
    desk.store.close()
    old = tmp_path / "old.annotator"
    shutil.copy(desk.store.path, old)
    first_version(old)
    data = old.read_bytes()
    with Store.open(old) as store:
        assert store.actors() == (PREMIER,)
    assert old.read_bytes() == data
    with Store.open(old, write=True, annotator="Anna") as store:
        assert store.actors() == (PREMIER,)
        desk.store = store
        assert everything(desk) == state
        assert sound(desk)
        with store.edit("Change") as edit:
            edit.put(replace(PREMIER, notes="Li"))
    connection = sqlite3.connect(old)
    assert connection.execute("PRAGMA user_version").fetchone()[0] == VERSION
    connection.close()
