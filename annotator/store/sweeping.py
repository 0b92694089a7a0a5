"""Carrying out a sweep: one field of many rows changed by a few statements, and only where each is as it should be.

It writes state only; the journal writes the history.
"""

import sqlite3
from typing import Any

from annotator.core.change import Change, Row
from annotator.store.tables import canonical, from_blob, to_blob

_CHUNK = 500
"""UUIDs looked up by one statement: half the time of one by one."""

_COLUMNS = {"label": ("label_id", "labels"), "role": ("role_id", "roles"), "actor": ("actor_id", "actors")}


class UnlikeError(Exception):
    """A row is not as the sweep expects it; `id` is its UUID."""

    def __init__(self, id: str) -> None:
        super().__init__(f"row {id} is not as expected")
        self.id = id


def save_sweep(connection: sqlite3.Connection, change: Change) -> None:
    """Change every row that a sweep names; raise `UnlikeError`, half way, where one is not as `before` says.

    The caller rolls back then.
    """
    before, after = change.before or {}, change.after or {}
    try:
        if "values" in before or "values" in after:
            done = _each(connection, _uuids(change), before, after)
        else:
            _choose(connection, change)
            done = _carry_out(connection, change.kind, before, after)
    except sqlite3.IntegrityError:
        done = -1  # a span that must not have an answer yet has one, or what is referred to is gone
    if done != change.count:
        raise UnlikeError(_first_unlike(connection, change))


def _choose(connection: sqlite3.Connection, change: Change) -> None:
    """Put the keys of the rows that are there into a temporary table."""
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS swept(id INTEGER PRIMARY KEY)")
    connection.execute("DELETE FROM temp.swept")
    uuids = _uuids(change)
    for at in range(0, len(uuids), _CHUNK):
        chunk = uuids[at : at + _CHUNK]
        marks = ", ".join("?" for _ in chunk)
        connection.execute(f"INSERT INTO temp.swept SELECT id FROM {change.kind} WHERE uuid IN ({marks})", chunk)


def _uuids(change: Change) -> list[bytes]:
    data = bytes.fromhex(change.id)
    return [data[at : at + 16] for at in range(0, len(data), 16)]


def _carry_out(connection: sqlite3.Connection, kind: str, before: Row, after: Row) -> int:
    """Return how many rows were as expected and were changed."""
    for key, (column, refers) in _COLUMNS.items():
        if key in before:
            return connection.execute(
                f"""UPDATE {kind} SET {column} = (SELECT id FROM {refers} WHERE uuid = ?)
                    WHERE id IN (SELECT id FROM temp.swept) AND {column} = (SELECT id FROM {refers} WHERE uuid = ?)""",
                (to_blob(after[key]), to_blob(before[key])),
            ).rowcount
    return _all_alike(connection, before, after)


_FIELD = "(SELECT id FROM attributes WHERE uuid = ?)"


def _all_alike(connection: sqlite3.Connection, before: Row, after: Row) -> int:
    """Move, change, give or take the same answer of every chosen span."""
    if not before:
        return connection.execute(
            f"INSERT INTO attribute_values SELECT id, {_FIELD}, ? FROM temp.swept",
            (to_blob(after["field"]), canonical(after["value"])),
        ).rowcount
    where = f"WHERE span_id IN (SELECT id FROM temp.swept) AND attribute_id = {_FIELD}"
    values: list[Any] = [to_blob(before["field"])]
    if "value" in before:
        where += " AND value = ?"
        values.append(canonical(before["value"]))
    if not after:
        return connection.execute(f"DELETE FROM attribute_values {where}", values).rowcount
    sets = f"attribute_id = {_FIELD}"
    given: list[Any] = [to_blob(after["field"])]
    if "value" in after:
        sets += ", value = ?"
        given.append(canonical(after["value"]))
    return connection.execute(f"UPDATE attribute_values SET {sets} {where}", [*given, *values]).rowcount


def _each(connection: sqlite3.Connection, spans: list[bytes], before: Row, after: Row) -> int:
    """Change, give or take an answer that differs from span to span; return how many were as expected."""
    old, new = _values(before), _values(after)
    span = "(SELECT id FROM spans WHERE uuid = ?)"
    rows: list[tuple[Any, ...]]
    if not before:
        field = to_blob(after["field"])
        statement = f"INSERT INTO attribute_values SELECT id, {_FIELD}, ? FROM spans WHERE uuid = ?"
        rows = [(field, value, uuid) for uuid, value in zip(spans, new, strict=True)]
    elif not after:
        field = to_blob(before["field"])
        statement = f"DELETE FROM attribute_values WHERE span_id = {span} AND attribute_id = {_FIELD} AND value = ?"
        rows = [(uuid, field, value) for uuid, value in zip(spans, old, strict=True)]
    else:
        source, target = to_blob(before["field"]), to_blob(after["field"])
        statement = f"""UPDATE attribute_values SET attribute_id = {_FIELD}, value = ?
                        WHERE span_id = {span} AND attribute_id = {_FIELD} AND value = ?"""
        rows = [(target, b, uuid, source, a) for uuid, a, b in zip(spans, old, new, strict=True)]
    return connection.executemany(statement, rows).rowcount


def _values(side: Row) -> list[str]:
    return [canonical(value) for value in side["values"]] if side else []


def _first_unlike(connection: sqlite3.Connection, change: Change) -> str:
    """Return the first row that is gone or whose field is not what `before` says.

    It is asked after some rows were changed, so one that is what `after` says was as expected.
    """
    wanted = [side for side in (change.before or {}, change.after or {}) if side]
    for id in change.ids:
        blob = to_blob(id)
        if connection.execute(f"SELECT 1 FROM {change.kind} WHERE uuid = ?", (blob,)).fetchone() is None:
            return id
        for key, (column, refers) in _COLUMNS.items():
            if key in wanted[0]:
                now = connection.execute(
                    f"SELECT {refers}.uuid FROM {change.kind} JOIN {refers} ON {refers}.id = {column} "
                    f"WHERE {change.kind}.uuid = ?",
                    (blob,),
                ).fetchone()
                if now is None or from_blob(now[0]) not in [side[key] for side in wanted]:
                    return id
    return change.ids[0]
