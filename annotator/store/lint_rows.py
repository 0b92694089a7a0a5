"""The rows that a look at a whole project needs, as bare keys and words, some articles at a time. It only reads."""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from annotator.core.model import Status
from annotator.core.shapes import Keys
from annotator.store.reading import Reading
from annotator.store.tables import from_blob, to_blob

SpanPiece = tuple[int, int, int, int, int, int, str]
"""Keys of span, article, label and annotator; start and end of the whole span; the words of one piece of it."""

_NEWEST = "text_version = (SELECT max(version) FROM article_texts WHERE article_texts.article_id = spans.article_id)"
"""Spans of earlier texts wait to be placed; nothing is asked of them meanwhile."""


_BUNCH = 500


@dataclass(frozen=True, slots=True)
class Scope:
    """How far an article was worked on: `done` by somebody, or only looked at where `read` says."""

    done: bool
    begun: bool
    read: tuple[tuple[int, int], ...] = ()


class LintRows:
    """Reads by ranges of article keys, (first, last] each, over the connection of a store."""

    def __init__(self, store: Reading) -> None:
        self._connection: sqlite3.Connection = store._connection  # noqa: SLF001 - part of the store

    def keys(self) -> Keys:
        """Return the ids of all labels, fields, roles and actors by their keys."""
        tables = ("labels", "attributes", "roles", "actors")
        found = [{key: from_blob(uuid) for key, uuid in self._rows(f"SELECT id, uuid FROM {x}")} for x in tables]
        return Keys(*found)

    def chunks(self, size: int) -> Iterator[tuple[int, int]]:
        """Yield ranges of about so many articles that cover all of them."""
        last = 0
        while True:
            rows = self._rows("SELECT id FROM articles WHERE id > ? ORDER BY id LIMIT ?", last, size)
            if not rows:
                return
            yield last, rows[-1][0]
            last = rows[-1][0]

    def key_of(self, article: str) -> int:
        """Return the key of an article, 0 where it is gone."""
        found = self._rows("SELECT id FROM articles WHERE uuid = ?", to_blob(article))
        return int(found[0][0]) if found else 0

    def pieces(self, first: int, last: int) -> list[SpanPiece]:
        """Return the pieces of the spans of some articles, in the order of their texts, longer spans first."""
        return self._rows(
            f"""SELECT spans.id, article_id, label_id, annotator_id, spans.start, spans."end", quote
               FROM spans JOIN fragments ON span_id = spans.id WHERE article_id > ? AND article_id <= ?
               {f"AND {_NEWEST}" if self._has_later_texts(first, last) else ""}
               ORDER BY article_id, spans.start, spans."end" DESC, spans.id, position""",
            first,
            last,
        )

    def _has_later_texts(self, first: int, last: int) -> bool:
        """Whether any of some articles has more than one text: else all its spans belong to the newest."""
        statement = "SELECT 1 FROM article_texts WHERE article_id > ? AND article_id <= ? AND version > 1 LIMIT 1"
        return bool(self._rows(statement, first, last))

    def waiting(self, first: int, last: int) -> list[tuple[int, int]]:
        """Return (span, label) of the spans that belong to earlier texts of some articles: they may fill a role."""
        return self._rows(
            f"""SELECT spans.id, label_id FROM spans WHERE article_id IN (SELECT article_id FROM article_texts
                WHERE article_id > ? AND article_id <= ? AND version > 1) AND NOT {_NEWEST}""",
            first,
            last,
        )

    def answers(self, first: int, last: int) -> list[tuple[int, int, str]]:
        """Return (span, field, value as JSON) of the answers in some articles."""
        return self._rows(
            """SELECT span_id, attribute_id, value FROM spans JOIN attribute_values ON span_id = spans.id
               WHERE article_id > ? AND article_id <= ?""",
            first,
            last,
        )

    def fillers(self, first: int, last: int) -> list[tuple[int, int, int | None, int | None]]:
        """Return (span, role, span that fills it, actor that fills it) of the links in some articles."""
        return self._rows(
            """SELECT source_id, role_id, span_id, actor_id FROM relations
               WHERE article_id > ? AND article_id <= ?""",
            first,
            last,
        )

    def scopes(self, first: int, last: int) -> dict[int, Scope]:
        """Return how far some articles were worked on, by anybody."""
        done: dict[int, set[str]] = {}
        for key, status in self._rows(
            "SELECT article_id, status FROM work WHERE article_id > ? AND article_id <= ?", first, last
        ):
            done.setdefault(key, set()).add(status)
        read: dict[int, list[tuple[int, int]]] = {}
        for key, start, end in self._rows(
            f"""SELECT article_id, start, "end" FROM reviews WHERE article_id > ? AND article_id <= ?
                AND state = 'read' AND {_NEWEST.replace("spans", "reviews")} ORDER BY article_id, start""",
            first,
            last,
        ):
            read.setdefault(key, []).append((start, end))
        return {
            key: Scope(Status.DONE in statuses, statuses != {Status.NEW}, tuple(read.get(key, ())))
            for key, statuses in done.items()
        }

    def texts(self, first: int, last: int) -> list[tuple[int, str]]:
        """Return the newest text of each of some articles."""
        return self._rows(
            """SELECT article_id, text FROM article_texts JOIN texts ON texts.id = text_id
               WHERE article_id > ? AND article_id <= ? AND NOT EXISTS (SELECT 1 FROM article_texts AS newer
                 WHERE newer.article_id = article_texts.article_id AND newer.version > article_texts.version)""",
            first,
            last,
        )

    def places(self, first: int, last: int) -> list[tuple[int, int, int, int]]:
        """Return (article, label, start, end) of the spans of some articles."""
        return self._rows(
            f"""SELECT article_id, label_id, start, "end" FROM spans
                WHERE article_id > ? AND article_id <= ?
                {f"AND {_NEWEST}" if self._has_later_texts(first, last) else ""}""",
            first,
            last,
        )

    def with_words(self, words: str, most: int) -> list[int]:
        """Return the keys of articles in which words stand, the newest first, at most so many."""
        from annotator.core.text import segment_for_search

        phrase = segment_for_search(words).replace('"', " ")
        if not any(c.isalnum() for c in phrase):
            return []
        rows = self._rows(
            "SELECT rowid FROM articles_fts WHERE articles_fts MATCH ? ORDER BY rowid DESC LIMIT ?",
            f'text : "{phrase}"',
            most,
        )
        return [row[0] for row in rows]

    def quotes(self, spans: Iterable[int]) -> dict[int, str]:
        """Return the words of spans by their keys."""
        found: dict[int, str] = {}
        for keys, marks in _bunches(spans):
            for key, quote in self._rows(
                f"SELECT span_id, quote FROM fragments WHERE span_id IN ({marks}) ORDER BY span_id, position", *keys
            ):
                found[key] = f"{found[key]} {quote}" if key in found else quote
        return found

    def article_ids(self, keys: Iterable[int]) -> dict[int, str]:
        """Return the ids of articles by their keys."""
        return self._ids("articles", keys)

    def span_ids(self, keys: Iterable[int]) -> dict[int, str]:
        """Return the ids of spans by their keys."""
        return self._ids("spans", keys)

    def _ids(self, table: str, keys: Iterable[int]) -> dict[int, str]:
        return {
            key: from_blob(uuid)
            for bunch, marks in _bunches(keys)
            for key, uuid in self._rows(f"SELECT id, uuid FROM {table} WHERE id IN ({marks})", *bunch)
        }

    def _rows(self, statement: str, *values: object) -> list[tuple]:  # type: ignore[type-arg]
        return self._connection.execute(statement, values).fetchall()


def _bunches(keys: Iterable[int]) -> Iterator[tuple[list[int], str]]:
    """Yield keys, each once, some at a time, with a question mark for each."""
    wanted = list(dict.fromkeys(keys))
    for at in range(0, len(wanted), _BUNCH):
        bunch = wanted[at : at + _BUNCH]
        yield bunch, ", ".join("?" for _ in bunch)
