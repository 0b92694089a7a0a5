"""Reading what can still be read of a damaged file: row by row, around what cannot, and only what proves to be right.

It works on a private copy and never writes to the damaged file itself.
"""

import contextlib
import hashlib
import json
import shutil
import sqlite3
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotator.core.change import Row
from annotator.core.errors import UserError
from annotator.store import journal
from annotator.store.entities import SPAN_SELECT, relation_row, span_row
from annotator.store.packing import unpacked_original
from annotator.store.schema import migrate
from annotator.store.tables import TABLES, Table, from_blob
from annotator.store.worklog import work_id, work_row

UNREADABLE = (sqlite3.Error, UnicodeDecodeError)
_BAD_VALUE = (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, zlib.error, UserError)
_NOT_THERE = ("no such table", "no such column")
"""What SQLite says where the schema is damaged, or older: no row will be readable, however narrow the range."""

_HEADER = 100
"""Bytes at the beginning of the file that say what it is."""

_MAGIC = b"SQLite format 3\x00"


@dataclass(slots=True)
class RawEvent:
    """One row of `events`, as it lies there."""

    id: int
    n: int
    kind: str
    entity: bytes
    replaces: str
    digest: bytes
    payload: str | bytes | None


@dataclass(slots=True)
class RawAction:
    """One row of `actions` with its events; `replica` is the UUID."""

    key: int
    uuid: bytes
    replica: bytes
    number: int | None
    annotator: bytes
    name: str
    kind: str
    state: str
    at: int
    wall: int
    program: str
    undoes: bytes | None
    previous: bytes | None
    hash: bytes | None
    events: list[RawEvent] = field(default_factory=list)

    def is_sound(self) -> bool:
        """Whether it says what it said when it was written: each payload fits its digest, all of them the hash."""
        try:
            for event in self.events:
                if event.payload is not None:
                    data = journal.unpacked(event.payload)
                    if hashlib.sha256(data).digest() != event.digest:
                        return False
            if self.number is None or self.previous is None:
                return self.state == "running" and [event.n for event in self.events] == list(range(len(self.events)))
            fixed = journal.fixed_fields(
                uuid=self.uuid,
                replica=self.replica,
                number=self.number,
                annotator=self.annotator,
                name=self.name,
                kind=self.kind,
                state=self.state,
                at=self.at,
                program=self.program,
                undoes=self.undoes,
            )
            digests = [[x.kind, from_blob(x.entity), x.replaces, x.digest.hex()] for x in self.events]
            return journal.chain(self.previous, fixed, digests) == self.hash
        except _BAD_VALUE:
            return False


def private_copy(damaged: Path, folder: Path) -> Path:
    """Copy a damaged file with its log into a folder, byte by byte, and mend a header that says nothing.

    The caller makes sure that no connection of this process has the file open.
    """
    copy = folder / "damaged"
    shutil.copyfile(damaged, copy)
    for ending in ("-wal", "-journal"):
        beside = damaged.with_name(damaged.name + ending)
        if beside.exists():
            shutil.copyfile(beside, folder / f"damaged{ending}")
    with copy.open("r+b") as file:
        if file.read(len(_MAGIC)) != _MAGIC:
            size = file.seek(0, 2)
            file.seek(0)
            file.write(_header(folder, size))
    return copy


def _header(folder: Path, size: int) -> bytes:
    """Return the header of a new project, for a file of `size` bytes."""
    new = folder / "new"
    with contextlib.closing(sqlite3.connect(new, isolation_level=None)) as connection:
        migrate(connection)
        page: int = connection.execute("PRAGMA page_size").fetchone()[0]
        connection.execute("PRAGMA journal_mode=DELETE").fetchall()
    data = bytearray(new.read_bytes()[:_HEADER])
    data[28:32] = (size // page).to_bytes(4, "big")
    data[18:20] = b"\x02\x02"  # with a write-ahead log, as ours are
    return bytes(data)


class Salvage:
    """One file being read around its damage. `gaps` counts the rows that were not to be read, by table."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.text_factory = lambda data: data.decode("utf-8", "replace")
        self._most = path.stat().st_size // 16 + 1000
        self.gaps: dict[str, int] = {}
        with contextlib.suppress(*UNREADABLE):
            self._connection.execute("PRAGMA trusted_schema=OFF")
            self._connection.execute("PRAGMA writable_schema=ON")  # a damaged line of the schema hides no others

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def meta(self) -> dict[str, str]:
        """Return the facts about the file."""
        try:
            return dict(self._connection.execute("SELECT key, value FROM meta").fetchall())
        except (*UNREADABLE, ValueError):
            return {}

    def rows(self, table: str, select: str, key: str = "id", chunk: int = 500) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a statement without WHERE, by an integer key, leaving out what cannot be read."""
        low = 0
        most = self._newest(table, key) if self._is_table(table) else -1
        while low <= most:
            yield from self._between(table, f"{select} WHERE {key} BETWEEN ? AND ?", low, low + chunk - 1)
            low += chunk

    def _is_table(self, name: str) -> bool:
        """Whether there is such a table, and not a view in its place that somebody made: that may never end."""
        try:
            found = self._connection.execute("SELECT type FROM sqlite_schema WHERE name = ?", (name,)).fetchall()
        except UNREADABLE:
            return True
        if found == [("table",)]:
            return True
        self.gaps[name] = self.gaps.get(name, 0) + 1
        return False

    def _newest(self, table: str, key: str) -> int:
        try:
            found = self._connection.execute(f"SELECT max({key}) FROM {table}").fetchone()[0]
        except sqlite3.OperationalError as error:
            if str(error).startswith(_NOT_THERE):
                self.gaps[table] = self.gaps.get(table, 0) + 1
                return -1
            return self._most
        except UNREADABLE:
            return self._most
        return min(int(found), self._most * 8) if isinstance(found, int) else -1

    def _between(self, table: str, statement: str, low: int, high: int) -> Iterator[tuple[Any, ...]]:
        try:
            found = self._connection.execute(statement, (low, high)).fetchall()
        except UNREADABLE as error:
            if low == high or str(error).startswith(_NOT_THERE):
                self.gaps[table] = self.gaps.get(table, 0) + 1
                return
            middle = (low + high) // 2
            yield from self._between(table, statement, low, middle)
            yield from self._between(table, statement, middle + 1, high)
        else:
            yield from found

    def replicas(self) -> set[bytes]:
        """Return the lines of actions that the file knows of; empty where they cannot all be read."""
        found = {uuid for _id, uuid in self.rows("replicas", "SELECT id, uuid FROM replicas")}
        return found if "replicas" not in self.gaps else set()

    def actions(self) -> list[RawAction]:
        """Return every action that can be read, with its events, in order of their keys; it may prove unsound."""
        replicas = dict(self.rows("replicas", "SELECT id, uuid FROM replicas"))
        found: dict[int, RawAction] = {}
        for key, uuid, replica, *rest in self.rows(
            "actions",
            "SELECT id, uuid, replica_id, number, annotator, name, kind, state, at, wall, program, undoes, previous, "
            "hash FROM actions",
        ):
            if isinstance(uuid, bytes) and isinstance(replicas.get(replica), bytes):
                found[key] = RawAction(key, uuid, replicas[replica], *rest)
            else:
                self.gaps["actions"] = self.gaps.get("actions", 0) + 1
        select = "SELECT id, action_id, n, kind, entity, replaces, digest, payload FROM events"
        for id, action, n, *rest in self.rows("events", select):
            if action in found:
                found[action].events.append(RawEvent(id, n if isinstance(n, int) else -1, *rest))
        for made in found.values():
            made.events.sort(key=lambda event: event.n)
        return [found[key] for key in sorted(found)]

    def texts(self) -> Iterator[tuple[bytes, str]]:
        """Yield (SHA-256, text) of every text that is as it was imported."""
        for digest, text in self.rows("texts", "SELECT sha256, text FROM texts", chunk=50):
            if isinstance(text, str) and hashlib.sha256(text.encode("utf-8", "replace")).digest() == digest:
                yield digest, text

    def originals(self) -> Iterator[tuple[bytes, int, bytes]]:
        """Yield (SHA-256, size, compressed bytes) of everything that articles were read from."""
        select = "SELECT sha256, size, compressed FROM originals"
        for digest, size, packed in self.rows("originals", select, chunk=50):
            with contextlib.suppress(*_BAD_VALUE):
                if hashlib.sha256(unpacked_original(packed, size)).digest() == digest:
                    yield digest, size, packed

    def state(self) -> Iterator[tuple[str, str, Row]]:
        """Yield (kind, id, row) of what the tables hold, as far as it can be read and makes sense."""
        for kind, table in TABLES.items():
            select = table.select_without(self._missing(table))
            if kind == "article":
                yield from self._made(self.rows(table.name, select), self._article)
                continue
            yield from self._made(
                self.rows(table.name, select),
                lambda v, kind=kind, table=table: (kind, from_blob(v[0]), table.row(v[1:])),  # type: ignore[misc]
            )
        yield from self._spans()
        relations = """SELECT uuid, (SELECT uuid FROM articles WHERE id = article_id),
            (SELECT uuid FROM roles WHERE id = role_id), (SELECT uuid FROM spans WHERE id = source_id),
            (SELECT uuid FROM spans WHERE id = span_id), (SELECT uuid FROM actors WHERE id = actor_id) FROM relations"""
        yield from self._made(
            self.rows("relations", relations), lambda v: ("relation", from_blob(v[0]), relation_row(v))
        )
        yield from self._work()

    def _missing(self, table: Table) -> set[str]:
        """Return the columns that a table lacks: those that came with a later format."""
        there: set[str] = set()
        with contextlib.suppress(*UNREADABLE):
            there = {row[1] for row in self._connection.execute(f"PRAGMA table_info({table.name})").fetchall()}
        return {column.name.strip('"') for column in table.columns} - there if there else set()

    def _made(
        self, rows: Iterator[tuple[Any, ...]], make: Callable[[tuple[Any, ...]], tuple[str, str, Row]]
    ) -> Iterator[tuple[str, str, Row]]:
        for values in rows:
            with contextlib.suppress(*_BAD_VALUE, *UNREADABLE):
                yield make(values)

    def _article(self, values: tuple[Any, ...]) -> tuple[str, str, Row]:
        texts = self._connection.execute(
            """SELECT version, hex(sha256) FROM article_texts JOIN texts ON texts.id = text_id
               WHERE article_id = (SELECT id FROM articles WHERE uuid = ?) ORDER BY version""",
            (values[0],),
        ).fetchall()
        row = TABLES["article"].row(values[1:])
        row["texts"] = [{"version": version, "sha256": digest.lower()} for version, digest in texts]
        return "article", from_blob(values[0]), row

    def _spans(self) -> Iterator[tuple[str, str, Row]]:
        for values in self.rows("spans", SPAN_SELECT, key="spans.id", chunk=100):
            with contextlib.suppress(*_BAD_VALUE, *UNREADABLE):
                ranges = self._connection.execute(
                    'SELECT start, "end" FROM fragments WHERE span_id = ? ORDER BY position', (values[0],)
                ).fetchall()
                answers = self._connection.execute(
                    """SELECT uuid, value FROM attribute_values JOIN attributes ON attributes.id = attribute_id
                       WHERE span_id = ?""",
                    (values[0],),
                ).fetchall()
                fields = {from_blob(uuid): json.loads(value) for uuid, value in answers}
                yield "span", from_blob(values[1]), span_row(values, [list(pair) for pair in ranges], fields)

    def _work(self) -> Iterator[tuple[str, str, Row]]:
        people = dict(self.rows("annotators", "SELECT id, uuid FROM annotators"))
        articles = dict(self.rows("articles", "SELECT id, uuid FROM articles"))
        select = "SELECT article_id, annotator_id, status, come_back, reason, assigned_by FROM work"
        for article, person, *rest in self.rows("work", select, key="article_id"):
            with contextlib.suppress(*_BAD_VALUE):
                pair = (from_blob(articles[article]), from_blob(people[person]))
                row = work_row(pair, tuple(rest))
                if row is not None:
                    yield "work", work_id(*pair), row
