"""The history on disk: actions and their events, append-only, chained by hashes. It never touches a state table.

An action's hash is SHA-256 over the previous hash of its replica, its fixed fields and the digests of its payloads,
so that a payload can be compressed or purged and the chain still verifies. Big actions hold one *set* event for each
article, or one for everything (`EVERYWHERE`): a list of changes. `changes_of` reads both sizes.
"""

import hashlib
import json
import sqlite3
import time
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from annotator import __version__
from annotator.core.change import Action, ActionKind, ActionState, Change
from annotator.core.ids import derived_id
from annotator.core.rows import storable
from annotator.store.packing import unpacked_history
from annotator.store.tables import canonical, from_blob, to_blob

ZERO = bytes(32)
_LONG = 16_000_000
_LEAST_BETWEEN = 16
"""Bytes of a long payload that there are for each list or object in it, at the least."""
SET = "set"
"""The kind of an event that holds a list of changes."""

EVERYWHERE = derived_id("everywhere")
"""What an event is about that holds the changes of many articles."""


@dataclass(frozen=True, slots=True)
class Event:
    """One stored event: its digest covers the canonical payload, however it is kept."""

    kind: str
    entity: str
    replaces: str
    digest: bytes
    payload: str | bytes | None


_NEWEST_EVENT = """SELECT actions.uuid, n, events.id FROM events JOIN actions ON actions.id = action_id
  WHERE entity = ? ORDER BY events.id DESC LIMIT 1"""


def event_of(connection: sqlite3.Connection, change: Change) -> Event:
    """Return the event that keeps one change, naming the event that it replaces."""
    text = canonical({"before": change.before, "after": change.after})
    digest = hashlib.sha256(text.encode()).digest()
    return Event(change.kind, change.id, _head(connection, change), digest, text)


def set_event(entity: str, changes: Sequence[Change]) -> Event:
    """Return the event that keeps many changes of one article (or of one set) as a list, packed where long."""
    rows = [[change.kind, change.id, change.before, change.after] for change in changes]
    text = canonical(rows)
    return Event(SET, entity, "", hashlib.sha256(text.encode()).digest(), _packed(text))


_LEVEL = 1
"""Most of a large list is UUIDs, which no effort makes much smaller."""

_SMALL = 512
"""What is no longer than this stays as it is: making it half as long costs a tenth of an import of plain articles."""


def _packed(text: str) -> str | bytes:
    return zlib.compress(text.encode(), _LEVEL) if len(text) > _SMALL else text


def _head(connection: sqlite3.Connection, change: Change) -> str:
    if change.before is None:
        return ""
    found = connection.execute(_NEWEST_EVENT, (to_blob(change.id),)).fetchone()
    if found is None and change.article:  # it came with a big step, which keeps its rows by article
        found = connection.execute(_NEWEST_EVENT, (to_blob(change.article),)).fetchone()
    wide = connection.execute(_NEWEST_EVENT, (to_blob(EVERYWHERE),)).fetchone()
    if wide is not None and (found is None or wide[2] > found[2]):
        found = wide  # it may have held this row: whoever wrote this has seen it
    return f"{from_blob(found[0])}:{found[1]}" if found is not None else ""


def changes_of(kind: str, entity: str, payload: str | bytes | None) -> tuple[Change, ...]:
    """Return the changes that an event holds, of either size; none where its payload was purged.

    Raises `ValueError` where the payload is damaged.
    """
    if payload is None:
        return ()
    try:
        row = json.loads(unpacked(payload))
        if kind == SET:
            return tuple(Change(*values) for values in row)
        return (Change(kind, entity, row["before"], row["after"]),)
    except (KeyError, TypeError, zlib.error) as error:
        message = f"the payload of an event about {kind} {entity} is damaged"
        raise ValueError(message) from error


def unpacked(payload: str | bytes) -> bytes:
    """Return the canonical JSON of a payload, however it is kept.

    Raises `zlib.error` where it is damaged, or a long row of almost nothing but brackets: a megabyte of those becomes
    25 of memory, and no change looks like that.
    """
    data = payload.encode() if isinstance(payload, str) else unpacked_history(payload)
    if len(data) > _LONG and data.count(b"[") + data.count(b"{") > len(data) // _LEAST_BETWEEN:
        raise zlib.error("it is made of brackets")
    return data


def begin(
    connection: sqlite3.Connection, id: str, name: str, kind: ActionKind, annotator: str, replica: int, undoes: str = ""
) -> tuple[int, int]:
    """Insert a running action; return its integer key and its time in microseconds by the hybrid clock."""
    wall = time.time_ns() // 1000
    last = connection.execute("SELECT at FROM actions ORDER BY id DESC LIMIT 1").fetchone()
    at = max(wall, last[0] + 1 if last is not None else 0)
    key = connection.execute(
        """INSERT INTO actions(uuid, replica_id, annotator, name, kind, state, at, wall, program, undoes)
           VALUES(?, ?, ?, ?, ?, 'running', ?, ?, ?, ?)""",
        (
            to_blob(id),
            replica,
            to_blob(annotator),
            storable(name),
            str(kind),
            at,
            wall,
            __version__,
            to_blob(undoes) if undoes else None,
        ),
    ).lastrowid
    assert key is not None  # noqa: S101 - SQLite gives an inserted row its key
    return key, at


def append(connection: sqlite3.Connection, key: int, events: Iterable[Event], first: int) -> int:
    """Insert events of a running action, numbered from `first`; return the next number."""
    n = first
    for event in events:
        connection.execute(
            "INSERT INTO events(action_id, n, kind, entity, replaces, digest, payload) VALUES(?, ?, ?, ?, ?, ?, ?)",
            (key, n, event.kind, to_blob(event.entity), event.replaces, event.digest, event.payload),
        )
        n += 1
    return n


def finish(connection: sqlite3.Connection, key: int, state: ActionState = ActionState.DONE) -> None:
    """Give a running action its number and its hash: it is whole, and frozen from here on."""
    replica = connection.execute("SELECT replica_id FROM actions WHERE id = ?", (key,)).fetchone()[0]
    last = connection.execute(
        "SELECT number, hash FROM actions WHERE replica_id = ? AND number IS NOT NULL ORDER BY number DESC LIMIT 1",
        (replica,),
    ).fetchone()
    number, previous = (last[0] + 1, last[1]) if last is not None else (1, ZERO)
    digest = action_hash(connection, key, number, previous, state)
    connection.execute(
        "UPDATE actions SET state = ?, number = ?, previous = ?, hash = ? WHERE id = ?",
        (str(state), number, previous, digest, key),
    )


def action_hash(connection: sqlite3.Connection, key: int, number: int, previous: bytes, state: ActionState) -> bytes:
    """Return the hash of a stored action that follows `previous` as `number` of its replica."""
    uuid, replica, annotator, name, kind, at, program, undoes = connection.execute(
        """SELECT actions.uuid, replicas.uuid, annotator, name, kind, at, program, undoes
           FROM actions JOIN replicas ON replicas.id = replica_id WHERE actions.id = ?""",
        (key,),
    ).fetchone()
    fixed = fixed_fields(
        uuid=uuid,
        replica=replica,
        number=number,
        annotator=annotator,
        name=name,
        kind=kind,
        state=str(state),
        at=at,
        program=program,
        undoes=undoes,
    )
    events = connection.execute(
        "SELECT kind, entity, replaces, digest FROM events WHERE action_id = ? ORDER BY n", (key,)
    )
    return chain(previous, fixed, ([kind, from_blob(of), replaces, made.hex()] for kind, of, replaces, made in events))


def fixed_fields(
    *,
    uuid: bytes,
    replica: bytes,
    number: int,
    annotator: bytes,
    name: str,
    kind: str,
    state: str,
    at: int,
    program: str,
    undoes: bytes | None,
) -> dict[str, object]:
    """Return the fields of an action that its hash covers, as the hash reads them."""
    return {
        "id": from_blob(uuid),
        "replica": from_blob(replica),
        "number": number,
        "annotator": from_blob(annotator),
        "name": name,
        "kind": kind,
        "state": state,
        "at": at,
        "program": program,
        "undoes": from_blob(undoes) if undoes else "",
    }


def chain(previous: bytes, fixed: dict[str, object], digests: Iterable[list[str]]) -> bytes:
    """Return SHA-256 over the previous hash and the canonical JSON of the action's fields and its events' digests."""
    # In pieces: the events of one import may be millions.
    whole = hashlib.sha256(previous + f"[{canonical(fixed)},[".encode())
    rest, comma = iter(digests), ""
    while piece := list(islice(rest, 200)):
        whole.update(f"{comma}{canonical(piece)[1:-1]}".encode())
        comma = ","
    whole.update(b"]]")
    return whole.digest()


_ACTION = """SELECT id, uuid, name, kind, annotator, coalesce(number, 0), at, state, undoes FROM actions"""


def _action(values: tuple[object, ...]) -> Action:
    _key, uuid, name, kind, annotator, number, at, state, undoes = values
    assert isinstance(uuid, bytes) and isinstance(annotator, bytes)  # noqa: S101, PT018 - the schema says so
    return Action(
        id=from_blob(uuid),
        name=str(name),
        kind=ActionKind(str(kind)),
        annotator=from_blob(annotator),
        number=int(str(number)),
        at=int(str(at)),
        state=ActionState(str(state)),
        undoes=from_blob(undoes) if isinstance(undoes, bytes) else "",
    )


def read(connection: sqlite3.Connection, key: int, *, changes: bool = True) -> Action:
    """Return one action by its integer key, with its changes unless they are not wanted."""
    action = _action(connection.execute(f"{_ACTION} WHERE id = ?", (key,)).fetchone())
    return replace(action, changes=tuple(stored_changes(connection, key))) if changes else action


def stored_changes(connection: sqlite3.Connection, key: int) -> Iterator[Change]:
    """Yield the changes of one action in the order in which they were made."""
    for kind, entity, payload in connection.execute(
        "SELECT kind, entity, payload FROM events WHERE action_id = ? ORDER BY n", (key,)
    ).fetchall():
        yield from changes_of(kind, from_blob(entity), payload)


def state(connection: sqlite3.Connection) -> str:
    """Return a SHA-256 that names this state of the project: the head of its history, or of all its replicas."""
    heads = connection.execute(
        """SELECT lower(hex(hash)) FROM actions JOIN
           (SELECT replica_id AS of, max(number) AS newest FROM actions GROUP BY replica_id)
           ON replica_id = of AND number = newest ORDER BY 1"""
    ).fetchall()
    if len(heads) == 1:
        return str(heads[0][0])
    return hashlib.sha256("".join(head for (head,) in heads).encode()).hexdigest()


def key_of(connection: sqlite3.Connection, id: str) -> int | None:
    """Return the integer key of an action, or None."""
    found = connection.execute("SELECT id FROM actions WHERE uuid = ?", (to_blob(id),)).fetchone()
    return found[0] if found is not None else None


def newest(connection: sqlite3.Connection, limit: int, before: int | None) -> list[Action]:
    """Return the newest actions without their changes; `before` is the integer key to go on below."""
    rows = connection.execute(
        f"{_ACTION} WHERE id < ? ORDER BY id DESC LIMIT ?", (before if before is not None else 1 << 62, limit)
    ).fetchall()
    return [_action(row) for row in rows]


def touching(connection: sqlite3.Connection, id: str, article: str) -> list[Action]:
    """Return the actions that changed one row, oldest first, each with that row's changes alone.

    Big steps keep their rows by article or all in one, so those events are looked through as well.
    """
    found: dict[int, list[Change]] = {}
    entities = [to_blob(entity) for entity in dict.fromkeys((id, article or id, EVERYWHERE))]
    for entity in entities:
        for key, kind, payload in connection.execute(
            "SELECT action_id, kind, payload FROM events WHERE entity = ? AND (kind = ? OR entity = ?) ORDER BY id",
            (entity, SET, to_blob(id)),
        ):
            every = changes_of(kind, from_blob(entity), payload)
            changes = [found_one for change in every if (found_one := change.about(id)) is not None]
            if changes:
                found.setdefault(key, []).extend(changes)
    return [
        replace(read(connection, key, changes=False), changes=tuple(changes)) for key, changes in sorted(found.items())
    ]
