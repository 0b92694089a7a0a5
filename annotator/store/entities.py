"""Reading and writing one row of any kind by its UUID. It writes state only; the journal writes the history."""

import contextlib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from typing import Any

from annotator.core.change import Row
from annotator.core.errors import UserError
from annotator.core.model import Filler
from annotator.core.rows import filler_row, origin_from
from annotator.store import search
from annotator.store.connection import PlainConnection
from annotator.store.tables import TABLES, canonical, from_blob, gone, known_blob, known_id, to_blob
from annotator.store.worklog import load_work, save_work

Connection = sqlite3.Connection


def load(connection: Connection, kind: str, id: str, like: Row) -> dict[str, Any] | None:
    """Return the stored row, or None where there is none.

    `like` is any version of the row: work is found by the article and the annotator that it names.
    """
    if kind == "work":
        return load_work(connection, (like["article"], like["annotator"]))
    special = _LOADERS.get(kind)
    if special is not None:
        return special(connection, id)
    table = TABLES[kind]
    found = connection.execute(f"{table.select} WHERE uuid = ?", (to_blob(id),)).fetchone()
    return table.row(found[1:]) if found is not None else None


def save(connection: Connection, kind: str, id: str, before: Row | None, after: Row | None, at: int) -> None:
    """Make the stored row equal to `after` (None removes it); `before` is what is stored now.

    `at` is the time of the action in microseconds, from which the day that an article was done is taken.
    Raises `UserError` where the row refers to something that is gone.
    """
    try:
        _SAVERS.get(kind, _save_plain)(connection, kind, id, before, after, at)
    except (sqlite3.IntegrityError, OverflowError) as error:
        raise refusal(kind, error) from error


def refusal(kind: str, error: sqlite3.IntegrityError | OverflowError) -> Exception:
    """Return the `UserError` for what the database refuses of a row of this kind; the error itself for a bug."""
    rule = error.sqlite_errorname if isinstance(error, sqlite3.IntegrityError) else "SQLITE_CONSTRAINT_DATATYPE"
    found = _REFUSALS.get(rule)
    if found is None:
        return error
    message, hint = found
    return UserError(message.format(kind=noun(kind)), hint=hint)


@contextlib.contextmanager
def refusals(kind: str) -> Iterator[None]:
    """What SQLite refuses of rows of a kind is told in a sentence, as a `UserError`."""
    try:
        yield
    except (sqlite3.IntegrityError, OverflowError) as error:
        raise refusal(kind, error) from error


_NOUNS = {
    "annotator": "person",
    "actor": "person or organisation",
    "layer": "group",
    "attribute": "field",
    "role": "field",
    "relation": "answer",
    "article_label": "label of the article",
    "work": "status",
    "review": "paragraph",
    "accepted": "accepted problem",
}


def noun(kind: str) -> str:
    """Return the word for a kind of row that people know."""
    return _NOUNS.get(kind, kind)


_ELSEWHERE = (
    "This {kind} belongs to something that is not in the project (any more), or is still in use.",
    "Look in History for who changed it.",
)
_UNFIT = (
    "This {kind} has a value that does not fit: a name without letters or of over 200, or a number out of range.",
    "Change it and try again. Nothing was changed.",
)
_REFUSALS = {
    "SQLITE_CONSTRAINT_NOTNULL": _ELSEWHERE,
    "SQLITE_CONSTRAINT_FOREIGNKEY": _ELSEWHERE,
    "SQLITE_CONSTRAINT_CHECK": _UNFIT,
    "SQLITE_CONSTRAINT_DATATYPE": _UNFIT,
    "SQLITE_CONSTRAINT_UNIQUE": ("The same {kind} is there already.", "Nothing was changed."),
}
"""What to say where the database refuses a row, by SQLite's name of the rule."""


def _save_plain(connection: Connection, kind: str, id: str, before: Row | None, after: Row | None, _at: int) -> None:
    table = TABLES[kind]
    if after is None:
        connection.execute(f"DELETE FROM {table.name} WHERE uuid = ?", (to_blob(id),))
    elif before is None:
        connection.execute(table.insert, [to_blob(id), *table.values(after)])
    else:
        connection.execute(table.update, [*table.values(after), to_blob(id)])


def _save_annotator(connection: Connection, kind: str, id: str, before: Row | None, after: Row | None, at: int) -> None:
    """A person has a row of `work` for each article, so that lists walk one index."""
    if after is None:
        connection.execute(
            "DELETE FROM work WHERE annotator_id = (SELECT id FROM annotators WHERE uuid = ?)", (to_blob(id),)
        )
    _save_plain(connection, kind, id, before, after, at)
    if after is not None and after.get("kind", "person") == "person":
        connection.execute(
            """INSERT INTO work SELECT articles.id, person.id, 'new', NULL, '', '', articles.date,
                 (SELECT count(*) FROM spans WHERE article_id = articles.id AND annotator_id = person.id), ''
               FROM articles, (SELECT id FROM annotators WHERE uuid = ?) AS person WHERE true ON CONFLICT DO NOTHING""",
            (to_blob(id),),
        )


def _save_article(connection: Connection, kind: str, id: str, before: Row | None, after: Row | None, at: int) -> None:
    if before is None and after is not None:
        _add_article(connection, id, after)
        return
    blob = to_blob(id)
    key = connection.execute("SELECT id FROM articles WHERE uuid = ?", (blob,)).fetchone()[0]
    search.remove(connection, key)
    if after is None:
        connection.execute("DELETE FROM work WHERE article_id = ?", (key,))
        connection.execute("DELETE FROM places WHERE article_id = ?", (key,))
    # Only versions that go: spans refer to those that stay.
    connection.executemany(
        "DELETE FROM article_texts WHERE article_id = ? AND version = ?",
        [(key, version) for version, _ in _versions(before) - _versions(after)],
    )
    _save_plain(connection, kind, id, before, after, at)
    if after is None:
        return
    _add_texts(connection, key, _versions(after) - _versions(before))
    connection.execute("UPDATE work SET date = ? WHERE article_id = ?", (after.get("date", ""), key))
    search.add(connection, key)


def _add_article(connection: Connection, id: str, row: Row) -> None:
    table = TABLES["article"]
    key = connection.execute(table.insert, [to_blob(id), *table.values(row)]).lastrowid
    assert key is not None  # noqa: S101 - SQLite gives an inserted row its key
    _add_texts(connection, key, _versions(row))
    connection.execute(
        """INSERT INTO work SELECT ?, id, 'new', NULL, '', '', ?, 0, '' FROM annotators WHERE kind = 'person'""",
        (key, row.get("date", "")),
    )
    known, text = _last_text(connection)
    words = (row["title"], text) if row.get("texts") and row["texts"][-1]["sha256"] == known.hex() else None
    search.add(connection, key, words)


def _add_texts(connection: Connection, key: int, versions: set[tuple[int, str]]) -> None:
    for version, sha256 in versions:
        connection.execute(
            "INSERT INTO article_texts VALUES(?, ?, (SELECT id FROM texts WHERE sha256 = ?))",
            (key, version, bytes.fromhex(sha256)),
        )


def _versions(row: Row | None) -> set[tuple[int, str]]:
    return {(text["version"], text["sha256"]) for text in (row or {}).get("texts", ())}


def _load_article(connection: Connection, id: str) -> dict[str, Any] | None:
    table = TABLES["article"]
    found = connection.execute(f"{table.select} WHERE uuid = ?", (to_blob(id),)).fetchone()
    if found is None:
        return None
    return table.row(found[1:]) | texts_of(connection, to_blob(id))


def texts_of(connection: Connection, blob: bytes) -> dict[str, Any]:
    """Return {"texts": [...]} for an article, or an empty mapping where it has none."""
    rows = connection.execute(
        """SELECT version, hex(sha256) FROM article_texts JOIN texts ON texts.id = text_id
           WHERE article_id = (SELECT id FROM articles WHERE uuid = ?) ORDER BY version""",
        (blob,),
    ).fetchall()
    return {"texts": [{"version": version, "sha256": sha.lower()} for version, sha in rows]} if rows else {}


def _save_span(connection: Connection, _kind: str, id: str, before: Row | None, after: Row | None, _at: int) -> None:
    blob = to_blob(id)
    if after is None:
        connection.execute("DELETE FROM spans WHERE uuid = ?", (blob,))
        return
    values = span_values(after)
    if before is None:
        key = connection.execute(_SPAN_INSERT, [blob, *values]).lastrowid
    else:
        connection.execute(_SPAN_UPDATE, [*values, blob])
        key = connection.execute("SELECT id FROM spans WHERE uuid = ?", (blob,)).fetchone()[0]
        connection.execute("DELETE FROM fragments WHERE span_id = ?", (key,))
        connection.execute("DELETE FROM attribute_values WHERE span_id = ?", (key,))
    text = version_text(connection, after["article"], after["text_version"])
    connection.executemany(
        "INSERT INTO fragments VALUES(?, ?, ?, ?, ?)",
        [(key, n, start, end, text[start:end]) for n, (start, end) in enumerate(after["ranges"])],
    )
    connection.executemany(
        "INSERT INTO attribute_values VALUES(?, (SELECT id FROM attributes WHERE uuid = ?), ?)",
        [(key, to_blob(name), canonical(value)) for name, value in after.get("attributes", {}).items()],
    )


SPAN_COLUMNS = (
    'article_id, text_version, label_id, annotator_id, start, "end", note, certainty, origin, run, suggestion, score'
)
_SPAN_SLOTS = (
    "(SELECT id FROM articles WHERE uuid = ?), ?, (SELECT id FROM labels WHERE uuid = ?), "
    "(SELECT id FROM annotators WHERE uuid = ?), ?, ?, ?, ?, ?, ?, ?, ?"
)
_SPAN_INSERT = f"INSERT INTO spans(uuid, {SPAN_COLUMNS}) VALUES(?, {_SPAN_SLOTS})"
_SPAN_UPDATE = f"UPDATE spans SET ({SPAN_COLUMNS}) = ({_SPAN_SLOTS}) WHERE uuid = ?"


def span_values(row: Row) -> list[Any]:
    """Return a span's row as the values of `SPAN_COLUMNS`, articles, labels and people by their UUID's bytes."""
    origin = origin_from(row.get("origin", {}))
    return [
        known_blob(row["article"]),
        row["text_version"],
        known_blob(row["label"]),
        known_blob(row["annotator"]),
        row["ranges"][0][0],
        row["ranges"][-1][1],
        row.get("note", ""),
        row.get("certainty"),
        str(origin.kind),
        origin.run,
        origin.suggestion,
        origin.score,
    ]


def version_text(connection: Connection, article: str, version: int) -> str:
    """Return one frozen text; raise `UserError` where the article or the version is gone."""
    found = connection.execute(
        """SELECT texts.id, sha256 FROM texts JOIN article_texts ON text_id = texts.id
           WHERE article_id = (SELECT id FROM articles WHERE uuid = ?) AND version = ?""",
        (to_blob(article), version),
    ).fetchone()
    if found is None:
        raise gone()
    key, sha256 = found
    known, text = _last_text(connection)
    if known != sha256:
        text = str(connection.execute("SELECT text FROM texts WHERE id = ?", (key,)).fetchone()[0])
        _keep_text(connection, sha256, text)
    return text


def _last_text(connection: Connection) -> tuple[bytes, str]:
    return connection.last_text if isinstance(connection, PlainConnection) else (b"", "")


def _keep_text(connection: Connection, digest: bytes, text: str) -> None:
    if isinstance(connection, PlainConnection):
        connection.last_text = (digest, text)


def save_text(connection: Connection, text: str, digest: bytes) -> bool:
    """Keep a text under its SHA-256; return whether it is new."""
    statement = "INSERT INTO texts(sha256, length, text) VALUES(?, ?, ?) ON CONFLICT DO NOTHING"
    new = connection.execute(statement, (digest, len(text), text)).rowcount == 1
    _keep_text(connection, digest, text)  # whoever adds a text tags or indexes it next
    return new


SPAN_FIELDS = """spans.id, spans.uuid, articles.uuid, text_version, labels.uuid, annotators.uuid, spans.note,
  certainty, origin, run, suggestion, score"""
SPAN_TABLES = """spans JOIN articles ON articles.id = spans.article_id JOIN labels ON labels.id = label_id
  JOIN annotators ON annotators.id = annotator_id"""
SPAN_SELECT = f"SELECT {SPAN_FIELDS} FROM {SPAN_TABLES}"
"""Reads spans as the values that `span_row` takes, without a WHERE."""


def span_row(values: tuple[Any, ...], ranges: list[list[int]], attributes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the JSON row of a span from what `SPAN_SELECT` gave, with its fragments and attribute values."""
    _key, _uuid, article, version, label, annotator, note, certainty, kind, run, suggestion, score = values
    row: dict[str, Any] = {
        "article": known_id(article),
        "text_version": version,
        "label": known_id(label),
        "annotator": known_id(annotator),
        "ranges": ranges,
    }
    origin = {"run": run, "suggestion": suggestion} if run or suggestion else {}
    origin = {key: value for key, value in origin.items() if value}
    if kind != "human":
        origin["kind"] = kind
    if score is not None:
        origin["score"] = score
    given = {"attributes": dict(attributes), "note": note, "origin": origin}
    row |= {key: value for key, value in given.items() if value}
    return row if certainty is None else row | {"certainty": certainty}


def _load_span(connection: Connection, id: str) -> dict[str, Any] | None:
    found = connection.execute(f"{SPAN_SELECT} WHERE spans.uuid = ?", (to_blob(id),)).fetchone()
    if found is None:
        return None
    ranges = connection.execute(
        'SELECT start, "end" FROM fragments WHERE span_id = ? ORDER BY position', (found[0],)
    ).fetchall()
    values = connection.execute(
        "SELECT uuid, value FROM attribute_values JOIN attributes ON attributes.id = attribute_id WHERE span_id = ?",
        (found[0],),
    ).fetchall()
    attributes = {from_blob(uuid): json.loads(value) for uuid, value in values}
    return span_row(found, [list(pair) for pair in ranges], attributes)


_RELATION_SLOTS = (
    "(SELECT id FROM articles WHERE uuid = ?), (SELECT id FROM roles WHERE uuid = ?), "
    "(SELECT id FROM spans WHERE uuid = ?), (SELECT id FROM spans WHERE uuid = ?), "
    "(SELECT id FROM actors WHERE uuid = ?), ?"
)
_RELATION_COLUMNS = "article_id, role_id, source_id, span_id, actor_id, not_stated"


def _save_relation(
    connection: Connection, _kind: str, id: str, before: Row | None, after: Row | None, _at: int
) -> None:
    if after is None:
        connection.execute("DELETE FROM relations WHERE uuid = ?", (to_blob(id),))
        return
    values = relation_values(after)
    if before is None:
        statement = f"INSERT INTO relations(uuid, {_RELATION_COLUMNS}) VALUES(?, {_RELATION_SLOTS})"
        values = [to_blob(id), *values]
    else:
        statement = f"UPDATE relations SET ({_RELATION_COLUMNS}) = ({_RELATION_SLOTS}) WHERE uuid = ?"
        values = [*values, to_blob(id)]
    try:
        connection.execute(statement, values)
    except sqlite3.IntegrityError as error:
        if error.sqlite_errorname == "SQLITE_CONSTRAINT_CHECK":  # the filler's row is gone, so its key was NULL
            raise gone() from error
        raise


def relation_values(row: Row) -> list[Any]:
    """Return a relation's row as its columns: article, role, source, span, actor, each by UUID, and not stated."""
    to = row["to"]
    return [
        known_blob(row["article"]),
        known_blob(row["role"]),
        to_blob(row["source"]),
        to_blob(to["span"]) if "span" in to else None,
        to_blob(to["actor"]) if "actor" in to else None,
        int(bool(to.get("not_stated"))),
    ]


RELATION_SELECT = """SELECT relations.uuid, articles.uuid, roles.uuid, source.uuid, filler.uuid, actors.uuid
  FROM relations JOIN articles ON articles.id = relations.article_id JOIN roles ON roles.id = role_id
  JOIN spans AS source ON source.id = source_id LEFT JOIN spans AS filler ON filler.id = relations.span_id
  LEFT JOIN actors ON actors.id = actor_id"""
"""Reads relations as the values that `relation_row` takes, without a WHERE."""


def relation_row(values: tuple[Any, ...]) -> dict[str, Any]:
    """Return the JSON row of a relation from what `RELATION_SELECT` gave."""
    _uuid, article, role, source, span, actor = values
    filler = Filler(from_blob(span) if span else "", from_blob(actor) if actor else "")
    return {
        "article": from_blob(article),
        "role": from_blob(role),
        "source": from_blob(source),
        "to": filler_row(filler),
    }


def _load_relation(connection: Connection, id: str) -> dict[str, Any] | None:
    found = connection.execute(f"{RELATION_SELECT} WHERE relations.uuid = ?", (to_blob(id),)).fetchone()
    return relation_row(found) if found is not None else None


def _save_accepted(connection: Connection, kind: str, id: str, before: Row | None, after: Row | None, at: int) -> None:
    """What it is about may be left out, so that a span or an article that is gone would become NULL in silence."""
    for key, table in (("article", "articles"), ("span", "spans")):
        named = (after or {}).get(key)
        if named and connection.execute(f"SELECT 1 FROM {table} WHERE uuid = ?", (to_blob(named),)).fetchone() is None:
            raise gone()
    _save_plain(connection, kind, id, before, after, at)


_LOADERS = {"article": _load_article, "span": _load_span, "relation": _load_relation}
_SAVERS = {
    "annotator": _save_annotator,
    "article": _save_article,
    "span": _save_span,
    "relation": _save_relation,
    "work": save_work,
    "accepted": _save_accepted,
}
