"""Writing a new project from what was read of a damaged one: steps, texts, rows, and one step for the difference.

It reads no damaged file itself, and what it cannot keep it names.
"""

import contextlib
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

from annotator.core.change import ActionKind, Change, Row
from annotator.core.errors import UserError
from annotator.core.ids import new_id
from annotator.core.rows import KINDS
from annotator.store import journal, search
from annotator.store.connection import connect
from annotator.store.entities import save
from annotator.store.salvage import RawAction, Salvage
from annotator.store.schema import migrate
from annotator.store.tables import to_blob

Key = tuple[str, str]
State = dict[Key, tuple[Row, int]]
"""Each row by kind and id, with when it was last changed."""

NAME = "Recover from a damaged file"


class Making:
    """The new file being written. `lost` names what could not be kept, because something that it needs is gone."""

    def __init__(self, path: Path, project: str) -> None:
        self._connection = connect(path, write=True, create=True)
        migrate(self._connection)
        self._project = project
        self._replicas: dict[bytes, int] = {}
        self.lost: list[str] = []

    def close(self) -> None:
        """Close the file, with everything in it."""
        with contextlib.suppress(sqlite3.Error):
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        self._connection.close()

    def write(
        self, steps: Sequence[RawAction], begun: State, state: State, reading: Salvage, others: Sequence[Salvage]
    ) -> int:
        """Write all of it in one transaction; return how many texts came from the backups.

        `begun` is what `steps` add up to, `state` what there shall be: the difference is one step more.
        """
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.execute("INSERT INTO meta VALUES('project', ?)", (self._project,))
        for step in steps:
            self._put_step(step)
        from_backups = self._put_texts(reading, others)
        kept = self._put_state(state)
        self._put_rest(begun, kept)
        self._connection.execute("COMMIT")
        return from_backups

    def _replica(self, uuid: bytes) -> int:
        if uuid not in self._replicas:
            self._replicas[uuid] = int(
                self._connection.execute(
                    "INSERT INTO replicas(uuid, made) VALUES(?, unixepoch()) RETURNING id", (uuid,)
                ).fetchone()[0]
            )
        return self._replicas[uuid]

    def _put_step(self, step: RawAction) -> None:
        self._connection.execute(
            "INSERT INTO actions VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                step.key,
                step.uuid,
                self._replica(step.replica),
                step.number,
                step.annotator,
                step.name,
                step.kind,
                step.state,
                step.at,
                step.wall,
                step.program,
                step.undoes,
                step.previous,
                step.hash,
            ),
        )
        self._connection.executemany(
            "INSERT INTO events VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
            [(x.id, step.key, x.n, x.kind, x.entity, x.replaces, x.digest, x.payload) for x in step.events],
        )

    def _put_texts(self, reading: Salvage, others: Sequence[Salvage]) -> int:
        from_backups = 0
        for source in (reading, *others):
            for digest, text in source.texts():
                from_backups += self._connection.execute(
                    "INSERT INTO texts(sha256, length, text) VALUES(?, ?, ?) ON CONFLICT DO NOTHING",
                    (digest, len(text), text),
                ).rowcount * (source is not reading)
            self._connection.executemany(
                "INSERT INTO originals(sha256, size, compressed) VALUES(?, ?, ?) ON CONFLICT DO NOTHING",
                source.originals(),
            )
        return from_backups

    def _put_state(self, state: State) -> State:
        """Write rows in an order in which each refers to what is there; return those that could be."""
        kept: State = {}
        for kind in KINDS:
            rows = {key: value for key, value in state.items() if key[0] == kind}
            with search.together(self._connection) if kind == "article" else contextlib.nullcontext():
                for key, (row, at) in rows.items():
                    if self._put(key, row, at):
                        kept[key] = (row, at)
                    else:
                        self._note_lost(key, row, state)
        return kept

    def _put(self, key: Key, row: Row, at: int) -> bool:
        if key[0] == "article":
            digests = [bytes.fromhex(text["sha256"]) for text in row.get("texts", ())]
            known = (self._connection.execute("SELECT 1 FROM texts WHERE sha256 = ?", (x,)).fetchone() for x in digests)
            if not digests or None in known:
                return False
        self._connection.execute("SAVEPOINT row")
        try:
            save(self._connection, key[0], key[1], None, row, at)
        except (UserError, sqlite3.IntegrityError, ValueError, KeyError, TypeError, IndexError):
            self._connection.execute("ROLLBACK TO row")
            return False
        finally:
            self._connection.execute("RELEASE row")
        return True

    def _note_lost(self, key: Key, row: Row, state: State) -> None:
        kind, _id = key
        article = state.get(("article", str(row.get("article", ""))))
        where = f" in “{article[0].get('title', '')}”" if article is not None else ""
        if kind == "article":
            self.lost.append(f"the article “{row.get('title', '')}”, whose text could not be read")
        elif kind == "span":
            label = state.get(("label", str(row.get("label", ""))))
            self.lost.append(f"a span “{label[0].get('name', '') if label else '?'}”{where}")
        else:
            self.lost.append(f"a row of kind {kind}{where}")

    def _put_rest(self, begun: State, kept: State) -> None:
        """Enter what differs from the history as one step of a new line, which the file goes on with."""
        replica = new_id()
        self._connection.execute("INSERT INTO meta VALUES('replica', ?)", (replica,))
        people = [key[1] for key in kept if key[0] == "annotator"]
        changes = list(_differences(begun, kept))
        person = people[0] if people else new_id()
        if not people:
            change = Change("annotator", person, None, {"name": "Annotator"})
            save(self._connection, "annotator", person, None, change.after, 0)
            changes.insert(0, change)
        key, _at = journal.begin(
            self._connection, new_id(), NAME, ActionKind.SETUP, person, self._replica(to_blob(replica))
        )
        journal.append(self._connection, key, _events(changes), 0)
        journal.finish(self._connection, key)


def _differences(begun: State, kept: State) -> Iterator[Change]:
    """Yield what has to change, insertions in the order of kinds, removals in the other."""
    order = list(KINDS)
    gone = [key for key in begun if key not in kept]
    for key in sorted(gone, key=lambda key: -order.index(key[0])):
        yield Change(*key, begun[key][0], None)
    for kind in order:
        for key, (row, _at) in kept.items():
            if key[0] == kind and (key not in begun or begun[key][0] != row):
                yield Change(*key, begun[key][0] if key in begun else None, row)


def _events(changes: Sequence[Change]) -> list[journal.Event]:
    """Return the events that keep the changes, those of one article together."""
    events: list[journal.Event] = []
    batch: list[Change] = []
    for change in changes:
        if batch and change.article != batch[-1].article:
            events.append(journal.set_event(batch[-1].article or journal.EVERYWHERE, batch))
            batch = []
        batch.append(change)
    if batch:
        events.append(journal.set_event(batch[-1].article or journal.EVERYWHERE, batch))
    return events
