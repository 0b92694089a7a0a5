"""Spans as values, straight from the rows of their tables: an export reads hundreds of thousands. It never writes."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import islice, takewhile
from typing import Any

from annotator.core.model import BY_HUMAN, Fragment, Origin, OriginKind, Span, Value
from annotator.store.tables import from_blob

_SPANS = """SELECT spans.id, spans.uuid, article_id, text_version, label_id, annotator_id, note, certainty, origin, run,
    suggestion, score, fragments.start, fragments."end", quote
  FROM spans LEFT JOIN fragments ON span_id = spans.id"""
_IN_ORDER = 'ORDER BY article_id, spans.start, spans."end" DESC, spans.uuid, position'
_ANSWERS = "SELECT span_id, attribute_id, value FROM spans CROSS JOIN attribute_values ON span_id = spans.id"


def spans_where(connection: sqlite3.Connection, where: str, values: Sequence[Any]) -> dict[int, list[Span]]:
    """Return spans by the key of their article, in the order of its text, the longest first.

    `where` is a condition on `spans`. The caller sees to it that all is of one moment.
    Raises `ValueError` or `LookupError` for a row that is none of ours any more.
    """
    answers = _answers(connection, where, values)
    rows = connection.execute(f"{_SPANS} WHERE {where} {_IN_ORDER}", values).fetchall()
    articles, labels, people = (_Ids(connection, table) for table in ("articles", "labels", "annotators"))
    found: dict[int, list[Span]] = {}
    last, here, count = -1, -1, len(rows)
    article, spans = "", list[Span]()
    for at, row in enumerate(rows, start=1):
        key, uuid, of, version, label, person, note, certainty, kind, run, suggestion, score, start, end, quote = row
        if key == last:
            continue
        last = key
        if quote is None:
            message = "a span has no words"
            raise ValueError(message)
        if of != here:
            here, article = of, articles[of]
            spans = found[of] = []
        one = at == count or rows[at][0] != key
        plain = kind == "human" and not run and not suggestion and score is None
        spans.append(
            Span(
                from_blob(uuid),
                article,
                version,
                labels[label],
                people[person],
                (Fragment(start, end, quote),) if one else _pieces(rows, at - 1),
                answers[key] if key in answers else _NO_ANSWERS,  # noqa: SIM401 - twice as fast
                note,
                certainty,
                BY_HUMAN if plain else Origin(OriginKind(kind), run or "", suggestion or "", score),
            )
        )
    return found


def _pieces(rows: Sequence[tuple[Any, ...]], at: int) -> tuple[Fragment, ...]:
    """Return the pieces of the span whose rows begin at a place."""
    key = rows[at][0]
    return tuple([Fragment(*row[-3:]) for row in takewhile(lambda row: row[0] == key, islice(rows, at, None))])


def _answers(connection: sqlite3.Connection, where: str, values: Sequence[Any]) -> dict[int, dict[str, Value]]:
    """Return what the fields of spans hold, by the key of the span and the id of the field."""
    fields = _Ids(connection, "attributes")
    found: dict[int, dict[str, Value]] = {}
    for key, field, value in connection.execute(f"{_ANSWERS} WHERE {where}", values).fetchall():
        answer = _choice(value) if len(value) <= _CHOICE else _parsed(value)
        if key in found:
            found[key][fields[field]] = answer
        else:
            found[key] = {fields[field]: answer}
    return found


class _Ids(dict[int, str]):
    """The ids of rows by their keys, each looked up the first time that it is asked for, within one read."""

    def __init__(self, connection: sqlite3.Connection, table: str) -> None:
        super().__init__()
        self._connection = connection
        self._table = table

    def __missing__(self, key: int) -> str:
        row = self._connection.execute(f"SELECT uuid FROM {self._table} WHERE id = ?", (key,)).fetchone()
        if row is None:
            message = f"row {key} of {self._table} is missing"
            raise LookupError(message)
        id = self[key] = from_blob(row[0])
        return id


_NO_ANSWERS: Mapping[str, Value] = {}
_CHOICE = 64
"""Most answers are one of a few choices."""


def _parsed(value: str) -> Value:
    found: Value | list[str] = json.loads(value)
    return tuple(found) if isinstance(found, list) else found


_choice = lru_cache(maxsize=4096)(_parsed)
