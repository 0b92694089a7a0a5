"""Everything that is known about many articles, read table by table instead of article by article. It never writes.

One statement a table for a hundred articles costs far less than as many statements an article do.
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from annotator.core.errors import UserError
from annotator.core.model import (
    Accepted,
    Article,
    ArticleLabel,
    ArticleRecord,
    Filler,
    Note,
    Relation,
    Review,
    Status,
    TextVersion,
    Work,
)
from annotator.core.rows import from_row
from annotator.store.span_values import spans_where
from annotator.store.tables import TABLES, from_blob, gone, known_id, to_blob
from annotator.store.worklog import work_id

E = TypeVar("E", ArticleLabel, Note, Review, Accepted)

MOST = 100
"""So many articles are read together at most."""

_ROOM = 250_000
"""So many characters of text at most, unless one article alone has more; a span counts for `_A_SPAN` of them."""

_A_SPAN = 200


def portions(connection: sqlite3.Connection, ids: Sequence[str]) -> Iterator[list[str]]:
    """Yield the ids of at most `MOST` articles, in their order, in portions that memory holds with ease."""
    found = connection.execute(
        f"""SELECT uuid, (SELECT count(*) FROM spans WHERE article_id = articles.id) * {_A_SPAN} + coalesce(
              (SELECT sum(length) FROM article_texts JOIN texts ON texts.id = text_id
               WHERE article_id = articles.id), 0)
            FROM articles WHERE uuid IN ({_slots(ids)})""",
        [to_blob(id) for id in ids],
    ).fetchall()
    sizes = {from_blob(uuid): size for uuid, size in found}
    portion: list[str] = []
    room = _ROOM
    for id in ids:
        size = sizes.get(id, 0)
        if portion and size > room:
            yield portion
            portion, room = [], _ROOM
        portion.append(id)
        room -= size
    if portion:
        yield portion


def records_of(connection: sqlite3.Connection, ids: Sequence[str]) -> list[ArticleRecord]:
    """Return the records of at most `MOST` articles in this order, with what belongs to their earlier texts.

    The caller sees to it that all is of one moment. Raises `UserError` where one of them is gone.
    """
    columns = ", ".join(f'"{column}"' for column in _ARTICLE)
    rows = connection.execute(
        f"SELECT uuid, id, extra, {columns} FROM articles WHERE uuid IN ({_slots(ids)})", [to_blob(id) for id in ids]
    ).fetchall()
    found = {from_blob(row[0]): row[1:] for row in rows}
    if not all(id in found for id in ids):
        raise UserError("This article is no longer in the project.", hint="Look in History for who removed it.")
    read = _Batch(connection, {row[0]: id for id, row in found.items()})
    return [read.record(id, *found[id]) for id in ids]


_ARTICLE = (
    "title",
    "date",
    "source",
    "place",
    "dateline_date",
    "author",
    "language",
    "link",
    "name",
    "original",
    "encoding",
    "newline",
)
"""The columns of an article that are as its value has them, in the order of its fields."""


def _slots(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))


class _Batch:
    """What belongs to some articles, by the key of the article or by its id. Invariant: each table was read once."""

    def __init__(self, connection: sqlite3.Connection, ids: dict[int, str]) -> None:
        self._connection = connection
        self._ids = ids
        self._keys = sorted(ids)
        self._chosen = f"article_id IN ({_slots(self._keys)})"
        self._texts = self._all_texts()
        self._spans = spans_where(connection, self._chosen, self._keys)
        self._relations = self._all_relations()
        self._work = self._all_work()
        self._labels = self._by_article(ArticleLabel, "article_label", "id")
        self._notes = self._by_article(Note, "note", "id")
        self._reviews = self._by_article(Review, "review", "start, id")
        self._accepted = self._by_article(Accepted, "accepted", "id")

    def record(self, id: str, key: int, extra: str, *columns: str) -> ArticleRecord:
        """Return everything that is known about one of the articles; `columns` are those of `_ARTICLE`."""
        texts = self._texts.get(key)
        if texts is None:
            raise gone()
        versions = tuple([TextVersion(version, sha256.hex()) for version, sha256, _ in texts])
        others = json.loads(extra) if extra != "{}" else {}
        return ArticleRecord(
            Article(id, **dict(zip(_ARTICLE, columns, strict=True)), texts=versions, extra=others, text=texts[-1][2]),
            tuple(self._spans.get(key, ())),
            tuple(self._relations.get(key, ())),
            tuple(self._labels.get(id, ())),
            tuple(self._notes.get(id, ())),
            tuple(self._work.get(key, ())),
            tuple(self._reviews.get(id, ())),
            tuple(self._accepted.get(id, ())),
            {version: text for version, _, text in texts[:-1]},
        )

    def _rows(self, statement: str) -> list[tuple[Any, ...]]:
        return self._connection.execute(statement, self._keys).fetchall()

    def _all_texts(self) -> dict[int, list[tuple[int, bytes, str]]]:
        found: dict[int, list[tuple[int, bytes, str]]] = {}
        for key, *text in self._rows(
            f"""SELECT article_id, version, sha256, text FROM article_texts JOIN texts ON texts.id = text_id
                WHERE {self._chosen} ORDER BY article_id, version"""
        ):
            found.setdefault(key, []).append(tuple(text))
        return found

    def _all_relations(self) -> dict[int, list[Relation]]:
        found: dict[int, list[Relation]] = {}
        for key, uuid, role, source, span, actor in self._rows(
            f"""SELECT relations.article_id, relations.uuid, roles.uuid, source.uuid, filler.uuid, actors.uuid
                FROM relations JOIN roles ON roles.id = role_id JOIN spans AS source ON source.id = source_id
                LEFT JOIN spans AS filler ON filler.id = relations.span_id LEFT JOIN actors ON actors.id = actor_id
                WHERE relations.{self._chosen} ORDER BY relations.id"""
        ):
            to = Filler(from_blob(span) if span else "", from_blob(actor) if actor else "")
            relation = Relation(from_blob(uuid), self._ids[key], known_id(role), from_blob(source), to)
            found.setdefault(key, []).append(relation)
        return found

    def _all_work(self) -> dict[int, list[Work]]:
        found: dict[int, list[Work]] = {}
        for key, uuid, status, *rest in self._rows(
            f"""SELECT article_id, annotators.uuid, status, come_back, reason, assigned_by FROM work
                JOIN annotators ON annotators.id = annotator_id
                WHERE {self._chosen}
                  AND (status <> 'new' OR come_back IS NOT NULL OR reason <> '' OR assigned_by <> '')
                ORDER BY annotator_id"""
        ):
            article, annotator = self._ids[key], known_id(uuid)
            work = Work(work_id(article, annotator), article, annotator, Status(status), *rest)
            found.setdefault(key, []).append(work)
        return found

    def _by_article(self, cls: type[E], kind: str, order: str) -> dict[str, list[E]]:
        table = TABLES[kind]
        found: dict[str, list[E]] = {}
        for uuid, *values in self._rows(f"{table.select} WHERE {self._chosen} ORDER BY {order}"):
            value = from_row(kind, from_blob(uuid), table.row(tuple(values)))
            if isinstance(value, cls):
                found.setdefault(value.article, []).append(value)
        return found
