"""Putting the spans of a new article in place, all of them at once. It writes state only; the journal has the history.

Row by row each span would be looked for, and its article, label and person looked up, though none of it can be there
yet and the names are the same few.
"""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from annotator.core.change import Change, Row
from annotator.core.errors import UserError
from annotator.core.model import Span
from annotator.core.rows import storable_row, to_row
from annotator.store.entities import refusals, span_values, version_text
from annotator.store.tables import canonical, to_blob

Connection = sqlite3.Connection

_SPANS = f"INSERT INTO spans VALUES({', '.join('?' * 14)})"
_FRAGMENTS = "INSERT INTO fragments VALUES(?, ?, ?, ?, ?)"
_ANSWERS = "INSERT INTO attribute_values VALUES(?, ?, ?)"


def check_quotes(span: Span, text: str) -> None:
    """Raise `UserError` where a span does not say what its text says, or its pieces are not in order inside it."""
    last = -1
    for fragment in span.fragments:
        if not last < fragment.start < fragment.end <= len(text):
            raise UserError(
                f"The range {fragment.start}-{fragment.end} does not fit the article, "
                f"which has {len(text)} characters.",
                hint="Select the words again. Nothing was changed.",
            )
        last = fragment.end
        found = text[fragment.start : fragment.end]
        if found != fragment.quote:
            raise UserError(
                f"The words at {fragment.start}-{fragment.end} are “{found[:60]}”, not “{fragment.quote[:60]}”.",
                hint="Select the words again. Nothing was changed.",
            )
    if not span.fragments:
        raise UserError("A span needs at least one piece of text.", hint="Select some words first.")


@dataclass(slots=True)
class Keys:
    """Integer keys by UUIDs, as far as they were looked up."""

    labels: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    fields: dict[str, int] = field(default_factory=dict)


def add_spans(connection: Connection, article: str, spans: Sequence[Span], keys: Keys) -> list[Change]:
    """Insert spans of an article that has none yet, no id twice; return the changes in their order.

    `keys` holds what was looked up before in the same gesture. Raises `UserError` for a quote that is not the text's,
    and for what a span refers to and is not there.
    """
    texts: dict[int, str] = {}
    for span in spans:
        if span.text_version not in texts:
            texts[span.text_version] = version_text(connection, article, span.text_version)
        check_quotes(span, texts[span.text_version])
    rows = [_row(span) for span in spans]
    with refusals("span"):
        _insert(connection, article, rows, texts, keys)
    return [Change("span", id, None, row) for id, row in rows]


def _row(span: Span) -> tuple[str, Row]:
    """Return a span's id and row; its ids are checked where they become keys."""
    row = to_row(span)
    if len(row) > _LEAST:
        row = {**row, **storable_row({key: row[key] for key in _SAID if key in row})}
    return span.id, row


_SAID = ("note", "attributes", "certainty", "origin")
_LEAST = 5
"""Article, text version, label, annotator and ranges: what every row has."""


def _insert(
    connection: Connection, article: str, rows: Sequence[tuple[str, Row]], texts: Mapping[int, str], keys: Keys
) -> None:
    (of,) = connection.execute("SELECT id FROM articles WHERE uuid = ?", (to_blob(article),)).fetchone()
    first = connection.execute("SELECT coalesce(max(id), 0) + 1 FROM spans").fetchone()[0]
    found: list[list[Any]] = []
    pieces: list[tuple[Any, ...]] = []
    answers: list[tuple[Any, ...]] = []
    for key, (id, row) in enumerate(rows, start=first):
        text = texts[row["text_version"]]
        label, person = row["label"], row["annotator"]
        label = keys.labels.get(label) or _looked_up(connection, "labels", label, keys.labels)
        person = keys.people.get(person) or _looked_up(connection, "annotators", person, keys.people)
        _, version, _, _, *rest = span_values(row)
        found.append([key, to_blob(id), of, version, label, person, *rest])
        for n, (start, end) in enumerate(row["ranges"]):
            pieces.append((key, n, start, end, text[start:end]))
        for name, value in row.get("attributes", {}).items():
            answered = keys.fields.get(name) or _looked_up(connection, "attributes", name, keys.fields)
            answers.append((key, answered, canonical(value)))
    connection.executemany(_SPANS, found)
    connection.executemany(_FRAGMENTS, pieces)
    connection.executemany(_ANSWERS, answers)


def _looked_up(connection: Connection, table: str, id: str, keys: dict[str, int]) -> int | None:
    """Return the integer key of a row; None for what is not there, which the database then refuses."""
    found = connection.execute(f"SELECT id FROM {table} WHERE uuid = ?", (to_blob(id),)).fetchone()
    if found is None:
        return None
    keys[id] = found[0]
    return int(found[0])
