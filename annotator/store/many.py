"""Many spans or relations removed or put back at once: a few statements for a long run of changes.

Each of them stays a change of its own in the history. It writes state only; the journal writes the history.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from annotator.core.change import Change, Row
from annotator.store.entities import (
    RELATION_SELECT,
    SPAN_COLUMNS,
    SPAN_SELECT,
    load,
    refusals,
    relation_row,
    relation_values,
    save,
    span_row,
    span_values,
    version_text,
)
from annotator.store.tables import canonical, from_blob, gone, known_blob, known_id, to_blob

Connection = sqlite3.Connection

LEAST = 100
"""Fewer changes are written one by one."""

_CHUNK = 500
_TABLES = {"span": "spans", "relation": "relations"}
_MARKED = "(SELECT id FROM temp.many)"


def runs(changes: Sequence[Change]) -> Iterator[list[Change]]:
    """Yield changes in their order: alone, or as many as follow one another that can be written at once."""
    for key, run in groupby(changes, _way):
        group = list(run)
        if key is not None and len(group) >= LEAST:
            yield group
        else:
            yield from ([change] for change in group)


def _way(change: Change) -> tuple[str, bool] | None:
    """Return what a change could be written with: those of its kind that go the same way."""
    if change.kind not in _TABLES or (change.before is None) == (change.after is None):
        return None
    return change.kind, change.after is None


def first_unlike(connection: Connection, run: Sequence[Change]) -> Change | None:
    """Return the first change of a run whose row is not as it expects it now, or None."""
    if len(run) == 1:
        (change,) = run
        now = load(connection, change.kind, change.id, change.after or change.before or {})
        return change if now != change.before else None
    mark(connection, run[0].kind, (change.id for change in run))
    here = marked_rows(connection, run[0].kind)
    return next((change for change in run if here.get(change.id) != change.before), None)


def save_run(connection: Connection, run: Sequence[Change], at: int) -> None:
    """Write what `runs` gave; raise `UserError` where a row refers to something that is gone."""
    first = run[0]
    if len(run) == 1:
        save(connection, first.kind, first.id, first.before, first.after, at)
        return
    with refusals(first.kind):
        if first.after is None:
            mark(connection, first.kind, (change.id for change in run))
            connection.execute(f"DELETE FROM {_TABLES[first.kind]} WHERE id IN {_MARKED}")
        elif first.kind == "span":
            _insert_spans(connection, run)
        else:
            _insert_relations(connection, run)


def mark(connection: Connection, kind: str, ids: Iterable[str]) -> None:
    """Choose rows by their ids for `marked_rows`; those that are not there are passed by."""
    _begin_marking(connection)
    uuids = [to_blob(id) for id in ids]
    for n in range(0, len(uuids), _CHUNK):
        chunk = uuids[n : n + _CHUNK]
        marks = ", ".join("?" for _ in chunk)
        connection.execute(
            f"INSERT OR IGNORE INTO temp.many SELECT id FROM {_TABLES[kind]} WHERE uuid IN ({marks})", chunk
        )


def mark_where(connection: Connection, kind: str, where: str, values: Sequence[Any]) -> None:
    """Choose rows by a condition on their table for `marked_rows`."""
    _begin_marking(connection)
    connection.execute(f"INSERT INTO temp.many SELECT id FROM {_TABLES[kind]} WHERE {where}", values)


def _begin_marking(connection: Connection) -> None:
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS many(id INTEGER PRIMARY KEY)")
    connection.execute("DELETE FROM temp.many")


def marked_rows(connection: Connection, kind: str) -> dict[str, Row]:
    """Return the chosen rows by id, in the order in which they were made."""
    if kind == "relation":
        statement = f"{RELATION_SELECT} WHERE relations.id IN {_MARKED} ORDER BY relations.id"
        return {from_blob(row[0]): relation_row(row) for row in connection.execute(statement)}
    ranges: dict[int, list[list[int]]] = {}
    for key, start, end in connection.execute(
        f'SELECT span_id, start, "end" FROM fragments WHERE span_id IN {_MARKED} ORDER BY span_id, position'
    ):
        ranges.setdefault(key, []).append([start, end])
    given: dict[int, dict[str, Any]] = {}
    read = _once(json.loads)
    for key, uuid, value in connection.execute(
        f"""SELECT span_id, uuid, value FROM attribute_values JOIN attributes ON attributes.id = attribute_id
            WHERE span_id IN {_MARKED}"""
    ):
        given.setdefault(key, {})[known_id(uuid)] = read(value)
    statement = f"{SPAN_SELECT} WHERE spans.id IN {_MARKED} ORDER BY spans.id"
    return {
        from_blob(row[1]): span_row(row, ranges.get(row[0], []), given.get(row[0], {}))
        for row in connection.execute(statement)
    }


def _once(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return a function that works out the same question once: answers and labels come again and again."""
    known: dict[Any, Any] = {}

    def asked(value: Any) -> Any:
        if value not in known:
            known[value] = function(value)
        return known[value]

    return asked


def _insert_spans(connection: Connection, run: Sequence[Change]) -> None:
    """Put rows into temporary tables first: one statement then fires each trigger without a savepoint a row."""
    rows = [(change.id, change.after) for change in run if change.after is not None]
    connection.execute("DROP TABLE IF EXISTS temp.coming")
    names = ", ".join(f"v{n}" for n in range(_SPAN_VALUES))
    connection.execute(f"CREATE TEMP TABLE coming(id INTEGER PRIMARY KEY, uuid BLOB UNIQUE, {names})")
    marks = ", ".join("?" for _ in range(_SPAN_VALUES + 1))
    connection.executemany(
        f"INSERT INTO temp.coming(uuid, {names}) VALUES({marks})",
        ([to_blob(id), *span_values(row)] for id, row in rows),
    )
    added = connection.execute(
        f"""INSERT INTO spans(uuid, {SPAN_COLUMNS})
            SELECT coming.uuid, articles.id, v1, labels.id, annotators.id, v4, v5, v6, v7, v8, v9, v10, v11
            FROM temp.coming JOIN articles ON articles.uuid = v0 JOIN labels ON labels.uuid = v2
            JOIN annotators ON annotators.uuid = v3 ORDER BY coming.id"""
    ).rowcount
    if added != len(rows):
        raise gone()
    connection.execute("DROP TABLE IF EXISTS temp.parts")
    connection.execute("CREATE TEMP TABLE parts(span BLOB, a, b, c, d)")
    connection.executemany("INSERT INTO temp.parts VALUES(?, ?, ?, ?, ?)", _fragments(connection, rows))
    connection.execute("INSERT INTO fragments SELECT spans.id, a, b, c, d FROM temp.parts JOIN spans ON uuid = span")
    connection.execute("DELETE FROM temp.parts")
    connection.executemany("INSERT INTO temp.parts(span, a, b) VALUES(?, ?, ?)", _answers(rows))
    answers = connection.execute("SELECT count(*) FROM temp.parts").fetchone()[0]
    kept = connection.execute(
        """INSERT INTO attribute_values SELECT spans.id, attributes.id, b FROM temp.parts
           JOIN spans ON spans.uuid = span JOIN attributes ON attributes.uuid = a"""
    ).rowcount
    connection.execute("DROP TABLE temp.coming")
    connection.execute("DROP TABLE temp.parts")
    if kept != answers:
        raise gone()


_SPAN_VALUES = 12


def _fragments(connection: Connection, rows: Sequence[tuple[str, Row]]) -> Iterator[tuple[Any, ...]]:
    of, text = ("", 0), ""
    for id, row in rows:
        if (row["article"], row["text_version"]) != of:
            of = (row["article"], row["text_version"])
            text = version_text(connection, *of)
        uuid = to_blob(id)
        yield from ((uuid, n, start, end, text[start:end]) for n, (start, end) in enumerate(row["ranges"]))


def _answers(rows: Sequence[tuple[str, Row]]) -> Iterator[tuple[Any, ...]]:
    for id, row in rows:
        for name, value in row.get("attributes", {}).items():
            yield to_blob(id), known_blob(name), canonical(value)


def _insert_relations(connection: Connection, run: Sequence[Change]) -> None:
    connection.execute("DROP TABLE IF EXISTS temp.coming")
    connection.execute("CREATE TEMP TABLE coming(id INTEGER PRIMARY KEY, uuid BLOB, v0, v1, v2, v3, v4, v5)")
    connection.executemany(
        "INSERT INTO temp.coming(uuid, v0, v1, v2, v3, v4, v5) VALUES(?, ?, ?, ?, ?, ?, ?)",
        ([to_blob(change.id), *relation_values(change.after)] for change in run if change.after is not None),
    )
    try:
        added = connection.execute(
            """INSERT INTO relations(uuid, article_id, role_id, source_id, span_id, actor_id, not_stated)
               SELECT coming.uuid, articles.id, roles.id, source.id, filler.id, actors.id, v5
               FROM temp.coming JOIN articles ON articles.uuid = v0 JOIN roles ON roles.uuid = v1
               JOIN spans AS source ON source.uuid = v2 LEFT JOIN spans AS filler ON filler.uuid = v3
               LEFT JOIN actors ON actors.uuid = v4 ORDER BY coming.id"""
        ).rowcount
    except sqlite3.IntegrityError as error:
        if error.sqlite_errorname == "SQLITE_CONSTRAINT_CHECK":  # the filler's row is gone, so its key was NULL
            raise gone() from error
        raise
    connection.execute("DROP TABLE temp.coming")
    if added != len(run):
        raise gone()
