"""Lines of actions in a file: a copy that is edited goes on with one of its own. It writes no action."""

import sqlite3

from annotator.core.ids import new_id
from annotator.store.tables import to_blob

Connection = sqlite3.Connection


def key_of(connection: Connection, uuid: str) -> int:
    """Return the integer key of a replica."""
    return int(connection.execute("SELECT id FROM replicas WHERE uuid = ?", (to_blob(uuid),)).fetchone()[0])


def make(connection: Connection) -> int:
    """Begin a new replica, with which this file goes on; return its key."""
    uuid = new_id()
    key = connection.execute(
        "INSERT INTO replicas(uuid, made) VALUES(?, unixepoch()) RETURNING id", (to_blob(uuid),)
    ).fetchone()[0]
    connection.execute(
        "INSERT INTO meta VALUES('replica', ?) ON CONFLICT(key) DO UPDATE SET value = excluded.value", (uuid,)
    )
    return int(key)


def head_at(connection: Connection, key: int, number: int) -> tuple[int, str]:
    """Return the newest number of a replica, and the hash of its action with `number` or an empty string."""
    last = connection.execute("SELECT coalesce(max(number), 0) FROM actions WHERE replica_id = ?", (key,)).fetchone()
    found = connection.execute(
        "SELECT lower(hex(hash)) FROM actions WHERE replica_id = ? AND number = ?", (key, number)
    ).fetchone()
    return last[0], found[0] if found is not None else ""


def head(connection: Connection, key: int) -> tuple[int, str]:
    """Return the newest number of a replica and the hash of that action; 0 and "" where there is none yet."""
    number, _hash = head_at(connection, key, 0)
    return head_at(connection, key, number)


def newest_at(connection: Connection, key: int) -> int:
    """Return when the newest action of a replica was made, in microseconds."""
    found = connection.execute("SELECT coalesce(max(at), 0) FROM actions WHERE replica_id = ?", (key,)).fetchone()
    return int(found[0])
