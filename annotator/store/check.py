"""Every promise that a project file makes about itself, read and compared. It changes nothing."""

import hashlib
import json
import re
import sqlite3
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from annotator.core.change import ActionState, Row, swept
from annotator.core.errors import UserError
from annotator.core.progress import Progress, Task
from annotator.core.rows import KINDS
from annotator.store import journal, vocabulary
from annotator.store.entities import RELATION_SELECT, SPAN_SELECT, relation_row, span_row, texts_of
from annotator.store.packing import unpacked_original
from annotator.store.reading import ROW_ERRORS
from annotator.store.store import Store
from annotator.store.tables import TABLES, from_blob
from annotator.store.worklog import all_work

Connection = sqlite3.Connection
State = dict[tuple[str, str], Row]
_IDENTIFIER = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is not as it was written: which promise, and what was found."""

    promise: str
    found: str


def check(store: Store) -> Task[tuple[Problem, ...]]:
    """Check the file's pages, references, texts, quotes, history, counters and index; return what is wrong.

    Texts and original bytes are compared with their hashes; the history is replayed and compared with the tables
    (all but the texts themselves, which it never holds).
    """
    connection = store._connection  # noqa: SLF001 - the store's own examiner
    found: list[Problem] = []
    steps: tuple[tuple[str, Callable[[Connection], Iterator[Problem]]], ...] = (
        ("the file's pages", _pages),
        ("what refers to what", _references),
        ("what the file calls itself", _names),
        ("every text", _texts),
        ("what articles were read from", _originals),
        ("every quote", _quotes),
        ("the chain of the history", _chain),
        ("the history against the tables", _replay),
        ("the counters", _counters),
        ("the index of words", _index),
    )
    for n, (name, step) in enumerate(steps):
        yield Progress(n, len(steps), f"Checking {name}")
        try:
            with store.snapshot():
                found += step(connection)
        except (sqlite3.Error, UserError, *ROW_ERRORS) as error:
            found.append(Problem(name, f"cannot be read: {error}"))
    yield Progress(len(steps), len(steps), "Checked")
    return tuple(found)


def _pages(connection: Connection) -> Iterator[Problem]:
    for (line,) in connection.execute("PRAGMA integrity_check(20)").fetchall():
        if line != "ok":
            yield Problem("the file's pages", line)


def _references(connection: Connection) -> Iterator[Problem]:
    for table, key, parent, _ in connection.execute("PRAGMA foreign_key_check").fetchmany(20):
        yield Problem("what refers to what", f"row {key} of {table} refers to a missing row of {parent}")


def _names(connection: Connection) -> Iterator[Problem]:
    known = dict(connection.execute("SELECT key, value FROM meta").fetchall())
    replicas = {from_blob(uuid) for (uuid,) in connection.execute("SELECT uuid FROM replicas")}
    if not _IDENTIFIER.fullmatch(known.get("project", "")):
        yield Problem("what the file calls itself", "the project has no name of its own")
    if known.get("replica") not in replicas:
        yield Problem("what the file calls itself", "nobody made steps under the name by which it numbers them")


def _texts(connection: Connection) -> Iterator[Problem]:
    for key, sha256, length, text in connection.execute("SELECT id, sha256, length, text FROM texts"):
        if hashlib.sha256(text.encode()).digest() != sha256 or len(text) != length:
            yield Problem("every text", f"text {key} is not the text that was imported")


def _originals(connection: Connection) -> Iterator[Problem]:
    # An article that came as JSONL names bytes that it did not bring: that they are not here is no damage.
    promise = "what articles were read from"
    for key, sha256, size, packed in connection.execute("SELECT id, sha256, size, compressed FROM originals"):
        try:
            data = unpacked_original(packed, size)
        except zlib.error:
            data = b""
        if hashlib.sha256(data).digest() != sha256:
            yield Problem(promise, f"the bytes of file {key} are not those that were imported")


def _quotes(connection: Connection) -> Iterator[Problem]:
    last, text = -1, ""
    for uuid, title, key, start, end, quote in connection.execute(
        """SELECT spans.uuid, articles.title, text_id, fragments.start, fragments."end", quote FROM fragments
           JOIN spans ON spans.id = span_id JOIN articles ON articles.id = spans.article_id
           JOIN article_texts ON article_texts.article_id = spans.article_id AND version = text_version
           ORDER BY text_id"""
    ):
        if key != last:
            last, text = key, connection.execute("SELECT text FROM texts WHERE id = ?", (key,)).fetchone()[0]
        if text[start:end] != quote:
            yield Problem("every quote", f"span {from_blob(uuid)} in “{title}” quotes other words than stand there")
    for uuid, first, last_end, start, end in connection.execute(
        """SELECT uuid, spans.start, spans."end", min(fragments.start), max(fragments."end") FROM spans
           LEFT JOIN fragments ON span_id = spans.id GROUP BY spans.id"""
    ):
        if (first, last_end) != (start, end):
            yield Problem("every quote", f"span {from_blob(uuid)} does not begin and end where its pieces do")


def _chain(connection: Connection) -> Iterator[Problem]:
    for kind, entity, digest, payload in connection.execute("SELECT kind, entity, digest, payload FROM events"):
        if payload is None:
            continue
        data = journal.unpacked(payload)
        if hashlib.sha256(data).digest() != digest:
            yield Problem("the chain of the history", f"an event about {kind} {from_blob(entity)} was altered")
    for (replica,) in connection.execute("SELECT id FROM replicas").fetchall():
        previous, expected = journal.ZERO, 1
        for key, number, stored, digest, state in connection.execute(
            "SELECT id, number, previous, hash, state FROM actions WHERE replica_id = ? AND number IS NOT NULL "
            "ORDER BY number",
            (replica,),
        ):
            if number != expected:
                yield Problem("the chain of the history", f"step {expected} is missing")
            computed = journal.action_hash(connection, key, number, previous, ActionState(state))
            if stored != previous or computed != digest:
                yield Problem("the chain of the history", f"step {number} was altered")
            previous, expected = digest, number + 1


def replayed(connection: Connection) -> State:
    """Return every row that the history adds up to, by kind and id."""
    state: State = {}
    for kind, entity, payload in connection.execute("SELECT kind, entity, payload FROM events ORDER BY id"):
        for change in journal.changes_of(kind, from_blob(entity), payload):
            if change.is_sweep:
                for n, id in enumerate(change.ids):
                    state[change.row_kind, id] = swept(state[change.row_kind, id], change, n)
            elif change.after is None:
                state.pop((change.kind, change.id), None)
            else:
                state[change.kind, change.id] = change.after
    return state


def stored(connection: Connection) -> State:
    """Return every row that the tables hold, by kind and id."""
    return dict(_stored_rows(connection))


def _stored_rows(connection: Connection) -> Iterator[tuple[tuple[str, str], Row]]:
    for kind in KINDS:
        if kind in TABLES:
            table = TABLES[kind]
            for uuid, *values in connection.execute(table.select):
                row = table.row(tuple(values))
                yield (kind, from_blob(uuid)), row | texts_of(connection, uuid) if kind == "article" else row
    yield from _all_spans(connection)
    for values in connection.execute(RELATION_SELECT):
        yield ("relation", from_blob(values[0])), relation_row(values)
    for id, row in all_work(connection).items():
        yield ("work", id), row


def _all_spans(connection: Connection) -> Iterator[tuple[tuple[str, str], Row]]:
    ranges = _by_key(
        connection.execute('SELECT span_id, start, "end" FROM fragments ORDER BY span_id, position'),
    )
    answers = _by_key(
        connection.execute(
            """SELECT span_id, uuid, value FROM attribute_values JOIN attributes ON attributes.id = attribute_id
               ORDER BY span_id"""
        )
    )
    for row in connection.execute(f"{SPAN_SELECT} ORDER BY spans.id"):
        places = [list(place) for place in ranges(row[0])]
        fields = {from_blob(uuid): json.loads(value) for uuid, value in answers(row[0])}
        yield ("span", from_blob(row[1])), span_row(row, places, fields)


def _by_key(rows: Iterator[tuple[Any, ...]]) -> Callable[[int], list[tuple[Any, ...]]]:
    """Return what gives the rows of a key, without it: asked in growing order, as the rows are; others are left out."""
    ahead = next(rows, None)

    def of(key: int) -> list[tuple[Any, ...]]:
        nonlocal ahead
        found = []
        while ahead is not None and ahead[0] <= key:
            if ahead[0] == key:
                found.append(ahead[1:])
            ahead = next(rows, None)
        return found

    return of


def _replay(connection: Connection) -> Iterator[Problem]:
    expected = replayed(connection)
    unlike = [key for key, row in _stored_rows(connection) if expected.pop(key, None) != row]
    for kind, id in sorted({*unlike, *expected}):
        yield Problem("the history against the tables", f"{kind} {id} is not what the history says")


_RECOUNTS = (
    "SELECT 'articles', count(*) FROM articles",
    "SELECT 'label.' || label_id, count(*) FROM spans GROUP BY label_id",
    "SELECT 'status.' || annotator_id || '.' || status, count(*) FROM work GROUP BY annotator_id, status",
    "SELECT 'flagged.' || annotator_id, count(come_back) FROM work GROUP BY annotator_id",
    (
        "SELECT 'done.' || annotator_id || '.' || done_on, count(*) FROM work WHERE done_on <> '' "
        "GROUP BY annotator_id, done_on"
    ),
)


def _counters(connection: Connection) -> Iterator[Problem]:
    counted = {name: n for name, n in connection.execute("SELECT name, n FROM counters") if n}
    recounted: dict[str, int] = {}
    for statement in _RECOUNTS:
        recounted |= {name: n for name, n in connection.execute(statement) if n}
    for name in sorted(counted.keys() | recounted.keys()):
        if counted.get(name, 0) != recounted.get(name, 0):
            yield Problem("the counters", f"“{name}” says {counted.get(name, 0)}, there are {recounted.get(name, 0)}")
    for title, kept, there in connection.execute(
        """SELECT title, work.spans, (SELECT count(*) FROM spans WHERE spans.article_id = work.article_id
           AND spans.annotator_id = work.annotator_id) AS there FROM work JOIN articles ON articles.id = article_id
           WHERE work.spans <> there"""
    ):
        yield Problem("the counters", f"“{title}” says {kept} spans, there are {there}")
    for (title,) in connection.execute(
        "SELECT title FROM work JOIN articles ON articles.id = article_id WHERE work.date <> articles.date"
    ):
        yield Problem("the counters", f"“{title}” is sorted under another date than its own")


def _index(connection: Connection) -> Iterator[Problem]:
    for found in vocabulary.differences(connection):
        yield Problem("the index of words", found)
