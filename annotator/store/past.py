"""A project as it was after one of its steps: a copy in which all later steps are taken back. It changes only the copy.

The copy is a project like any other, for reading: its tables, its counters and its history are those of that moment.
"""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from annotator.core.change import Action, Change
from annotator.core.errors import UserError
from annotator.core.progress import Progress, Task
from annotator.store import journal
from annotator.store.connection import connect, plain_errors
from annotator.store.copying import copied
from annotator.store.entities import save
from annotator.store.sweeping import save_sweep
from annotator.store.tables import from_blob

_CHUNK = 1000
_FREEZES = ("actions_stay", "actions_frozen", "events_stay", "events_frozen")


def as_of(project: Path, action: str, target: Path) -> Task[Action]:
    """Write to `target` the project as it was right after one step; return that step.

    Raises `UserError` where the step is not in the history. Closing the task leaves no file.
    """
    try:
        yield from copied(project, target)
        with contextlib.closing(connect(target, write=True)) as connection, plain_errors(target):
            key = _key_of(connection, action)
            made = journal.read(connection, key, changes=False)
            connection.execute("PRAGMA synchronous=OFF")
            connection.execute("BEGIN IMMEDIATE")
            boundary = _boundary(connection, key)
            yield from _take_back(connection, boundary)
            _cut(connection, key, boundary)
            connection.execute("COMMIT")
            connection.execute("PRAGMA journal_mode=DELETE").fetchall()
    except BaseException:
        for ending in ("", "-wal", "-shm"):
            target.with_name(target.name + ending).unlink(missing_ok=True)
        raise
    return made


def _key_of(connection: sqlite3.Connection, action: str) -> int:
    key = journal.key_of(connection, action)
    if key is None:
        raise UserError("This step is not in the history of this project.", hint="Choose another one.")
    return key


def _boundary(connection: sqlite3.Connection, key: int) -> int:
    """Return the newest event of that moment: the last of the step, or the one before the next step's first."""
    found = connection.execute("SELECT max(id) FROM events WHERE action_id = ?", (key,)).fetchone()[0]
    if found is None:
        following = connection.execute("SELECT min(id) FROM events WHERE action_id > ?", (key,)).fetchone()[0]
        newest = connection.execute("SELECT coalesce(max(id), 0) FROM events").fetchone()[0]
        found = newest if following is None else following - 1
    return int(found)


def _take_back(connection: sqlite3.Connection, boundary: int) -> Iterator[Progress]:
    """Apply, from the newest on, the inverse of all that was done after the boundary."""
    total = connection.execute("SELECT count(*) FROM events WHERE id > ?", (boundary,)).fetchone()[0]
    done, above = 0, 1 << 62
    while True:
        rows = connection.execute(
            """SELECT events.id, events.kind, entity, payload, at FROM events JOIN actions ON actions.id = action_id
               WHERE events.id > ? AND events.id < ? ORDER BY events.id DESC LIMIT ?""",
            (boundary, above, _CHUNK),
        ).fetchall()
        if not rows:
            return
        above = rows[-1][0]
        for _id, kind, entity, payload, at in rows:
            for change in reversed(journal.changes_of(kind, from_blob(entity), payload)):
                _apply(connection, change.inverse(), at)
        done += len(rows)
        yield Progress(done, total, "Going back")


def _apply(connection: sqlite3.Connection, change: Change, at: int) -> None:
    if change.is_sweep:
        save_sweep(connection, change)
    else:
        save(connection, change.kind, change.id, change.before, change.after, at)


def _cut(connection: sqlite3.Connection, key: int, boundary: int) -> None:
    """Leave the history of the copy at that moment: a long step that had only begun is under way again."""
    marks = ", ".join("?" for _ in _FREEZES)
    frozen = connection.execute(f"SELECT name, sql FROM sqlite_schema WHERE name IN ({marks})", _FREEZES).fetchall()
    for name, _sql in frozen:
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute("DELETE FROM steps")
    connection.execute(
        """UPDATE actions SET state = 'running', number = NULL, previous = NULL, hash = NULL
           WHERE id IN (SELECT action_id FROM events WHERE id > ?)""",
        (boundary,),
    )
    connection.execute("DELETE FROM events WHERE id > ?", (boundary,))
    connection.execute("DELETE FROM actions WHERE id > ? AND id NOT IN (SELECT action_id FROM events)", (key,))
    for _name, sql in frozen:
        connection.execute(sql)
