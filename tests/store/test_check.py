"""`check` finds each kind of damage that a file can have while SQLite still finds it healthy."""

import hashlib
import json
import sqlite3
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.core.change import ActionKind
from annotator.core.draft import Draft
from annotator.core.ids import new_id
from annotator.core.progress import run
from annotator.store.check import check, replayed
from annotator.store.journal import ZERO, chain
from annotator.store.store import Store
from annotator.store.tables import canonical
from tests.store.conftest import Desk

DAMAGE = [
    ("UPDATE fragments SET quote = 'xxxx' WHERE length(quote) = 4", "every quote"),
    ("UPDATE spans SET start = start + 1", "every quote"),
    ("UPDATE articles SET title = 'other'", "the history against the tables"),
    ("UPDATE labels SET name = 'other' WHERE id = 1", "the history against the tables"),
    ("UPDATE spans SET note = 'other'", "the history against the tables"),
    ("DELETE FROM fragments; DELETE FROM spans", "the history against the tables"),
    ("UPDATE work SET reason = 'other'", "the history against the tables"),
    ("UPDATE counters SET n = n + 1 WHERE name = 'articles'", "the counters"),
    ("UPDATE work SET spans = 7", "the counters"),
    ("DROP TRIGGER texts_frozen; UPDATE texts SET text = upper(text)", "every text"),
    ("DROP TRIGGER events_frozen; UPDATE events SET payload = replace(payload, 'a', 'b')", "the chain of the history"),
    ("DROP TRIGGER actions_frozen; UPDATE actions SET name = 'other'", "the chain of the history"),
    (
        "DROP TRIGGER events_stay; DELETE FROM events WHERE id = (SELECT max(id) FROM events)",
        "the chain of the history",
    ),
    ("DROP TRIGGER actions_frozen; UPDATE actions SET number = number + 100", "the chain of the history"),
    ("UPDATE fragments SET span_id = 999", "what refers to what"),
    ("UPDATE work SET date = '2001-01-01'", "the counters"),
    ("UPDATE articles SET date = '2001-01-01'", "the counters"),
    (
        "INSERT INTO articles_fts(rowid, title, text) VALUES(2, 'nowhere', 'to be found')",
        "the index of words",
    ),
    ("INSERT INTO articles_fts(articles_fts) VALUES('delete-all')", "the index of words"),
    ("UPDATE articles SET original = replace(original, '1', '2')", "the history against the tables"),
    (
        "DROP TRIGGER originals_frozen; UPDATE originals SET compressed = zeroblob(length(compressed))",
        "what articles were read from",
    ),
    ("UPDATE meta SET key = 'seplica' WHERE key = 'replica'", "what the file calls itself"),
    ("UPDATE meta SET value = lower(hex(zeroblob(16))) WHERE key = 'replica'", "what the file calls itself"),
    ("UPDATE meta SET value = 'x' || substr(value, 2) WHERE key = 'project'", "what the file calls itself"),
]


@pytest.mark.parametrize(("damage", "promise"), DAMAGE)
def test_damage_is_found(desk: Desk, damage: str, promise: str) -> None:
    desk.tag("Topic", (1, 5))
    store = desk.store
    with store.edit("Import", kind=ActionKind.IMPORT) as edit:
        edit.add_article(Draft(text="Other text.", title="Other", original=b"<p>Other text.</p>"))
    assert run(check(store)) == ()
    store.close()
    connection = sqlite3.connect(store.path)
    connection.execute("PRAGMA foreign_keys=OFF")
    connection.executescript(damage)
    connection.close()
    raw = sqlite3.connect(f"{store.path.absolute().as_uri()}?mode=ro", uri=True)
    damaged = Store(raw, store.path, None)
    assert promise in {problem.promise for problem in run(check(damaged))}
    raw.close()


def test_a_damaged_text_is_not_shown_in_a_sound_copy_that_is_read_next(desk: Desk) -> None:
    """One flipped bit of a text was found by `check`; then the same article of another file was shown with it."""
    desk.store.close()
    sound = desk.store.path.read_bytes()
    words = desk.article.text[:20].encode()
    desk.store.path.write_bytes(sound.replace(words, bytes([words[0] ^ 4]) + words[1:]))
    with Store.open(desk.store.path) as store:
        assert store.text(desk.article.id, 1) != desk.article.text
    desk.store.path.write_bytes(sound)
    with Store.open(desk.store.path) as store:
        assert store.text(desk.article.id, 1) == desk.article.text


def test_an_article_without_the_bytes_it_was_read_from_is_no_damage(desk: Desk) -> None:
    """Our own JSONL names them by their hash, and does not bring them."""
    article = replace(desk.article, id=new_id(), original="ab" * 32)
    with desk.store.edit("Import", kind=ActionKind.IMPORT) as edit:
        edit.put(article)
    assert run(check(desk.store)) == ()


def test_checking_holds_the_history_in_memory_and_not_the_tables_beside_it(desk: Desk) -> None:
    store = desk.store
    for n in range(40):
        with store.edit("Note") as edit:
            edit.put(replace(desk.span("Topic", (n, n + 5)), note=f"{n} " * 25_000))

    def peak(function: Callable[[], object]) -> int:
        tracemalloc.start()
        function()
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    alone = peak(lambda: replayed(store._connection))
    assert peak(lambda: run(check(store))) < 1.4 * alone


def test_hashes_are_those_of_the_written_examples() -> None:
    """A change here means that histories that are out there no longer verify."""
    path = Path(__file__).parents[1] / "golden" / "history.json"
    vectors = json.loads(path.read_text(encoding="utf-8"))
    previous = ZERO
    for vector in vectors:
        for event, payload in zip(vector["events"], vector["payloads"], strict=True):
            assert hashlib.sha256(canonical(payload).encode()).hexdigest() == event[3]
        previous = chain(previous, vector["fixed"], vector["events"])
        assert previous.hex() == vector["hash"]
