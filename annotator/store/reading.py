"""What a project holds, read as fresh frozen values. It never writes, and never reads more rows than it returns."""

import contextlib
import functools
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from annotator.core.change import Row
from annotator.core.codebook import Attribute, Codebook, Label, Layer, Role
from annotator.core.errors import UserError
from annotator.core.model import (
    Accepted,
    Actor,
    Annotator,
    Article,
    ArticleLabel,
    ArticleRecord,
    Note,
    Relation,
    Review,
    Span,
    Status,
    Work,
)
from annotator.core.rows import CodebookHead, from_row
from annotator.store import journal
from annotator.store.batches import MOST, portions, records_of
from annotator.store.connection import PlainConnection, damaged
from annotator.store.edit import article_from, with_text
from annotator.store.entities import (
    RELATION_SELECT,
    load,
    relation_row,
    version_text,
)
from annotator.store.packing import unpacked_original
from annotator.store.span_values import spans_where
from annotator.store.tables import TABLES, from_blob, known_id, to_blob
from annotator.store.worklog import load_work, work_id, work_row

E = TypeVar("E")
P = ParamSpec("P")
R = TypeVar("R", bound="Reading")
T = TypeVar("T")

ROW_ERRORS = (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError, zlib.error)
"""What a row raises that is none of ours any more, as it is turned into a value."""

_BY_LABEL = "(SELECT labels.position FROM labels WHERE labels.id = label_id), label_id, position, id"
_OF_ARTICLE = "article_id = (SELECT id FROM articles WHERE uuid = ?)"
_NEWEST = f"(SELECT max(version) FROM article_texts WHERE {_OF_ARTICLE})"


def reads(method: Callable[Concatenate[R, P], T]) -> Callable[Concatenate[R, P], T]:
    """Let a method that reads tell a stored row that is none of ours any more as damage to the file."""

    @functools.wraps(method)
    def named(store: R, /, *arguments: P.args, **others: P.kwargs) -> T:
        with store.damage_named():
            return method(store, *arguments, **others)

    return named


class Reading:
    """Reads one project over one connection, on the thread that opened it."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self.path = path
        self._connection = connection
        if isinstance(connection, PlainConnection):
            connection.path = path
        self._annotator = Annotator("", "")
        self._annotator_key = 0

    @property
    def annotator(self) -> Annotator:
        """The person for whom lists, counts and undo are told."""
        return self._annotator

    @property
    def project_id(self) -> str:
        """UUID of the project; a copy of the file has the same."""
        return self.meta("project")

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[None]:
        """Everything read inside is of one moment, whatever is written meanwhile; inside a write it is that write's."""
        if self._connection.in_transaction:
            yield
            return
        self._connection.execute("BEGIN")
        try:
            yield
        finally:
            with contextlib.suppress(sqlite3.OperationalError):  # some damage ends it by itself
                self._connection.execute("COMMIT")

    def meta(self, key: str) -> str:
        """Return one fact about the file, or an empty string."""
        found = self._connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return found[0] if found is not None else ""

    def codebook(self) -> Codebook:
        """Return the project's codebook; one without labels where there is none yet."""
        with self.snapshot():
            return self._codebook_now()

    def _codebook_now(self) -> Codebook:
        heads = self._all("codebook", CodebookHead, "id LIMIT 1")
        head = heads[0] if heads else CodebookHead("", "")
        return Codebook(
            id=head.id,
            name=head.name,
            description=head.description,
            layers=self._all("layer", Layer, "position, id"),
            labels=self._all("label", Label, "position, id"),
            attributes=self._all("attribute", Attribute, _BY_LABEL),
            roles=self._all("role", Role, _BY_LABEL),
        )

    def annotators(self) -> tuple[Annotator, ...]:
        """Return everyone who says so in this project."""
        return self._all("annotator", Annotator, "id")

    def actors(self) -> tuple[Actor, ...]:
        """Return every person and organisation, by name."""
        return self._all("actor", Actor, "name COLLATE NOCASE, id")

    def _all(self, kind: str, cls: type[E], order: str, where: str = "", values: tuple[Any, ...] = ()) -> tuple[E, ...]:
        table = TABLES[kind]
        rows = self._connection.execute(f"{table.select} {where} ORDER BY {order}", values).fetchall()
        with self.damage_named():
            found = [from_row(kind, from_blob(row[0]), table.row(row[1:])) for row in rows]
        return tuple(entity for entity in found if isinstance(entity, cls))

    @contextlib.contextmanager
    def damage_named(self) -> Iterator[None]:
        """A stored row that is none of ours any more is damage to the file, told as such."""
        try:
            yield
        except ROW_ERRORS as error:
            raise damaged(self.path, f"a row cannot be read ({error})") from error

    def article(self, id: str) -> Article:
        """Return an article with its newest text; raise `UserError` where it is gone."""
        with self.snapshot(), self.damage_named():
            row = load(self._connection, "article", id, {})
            if row is None:
                raise UserError("This article is no longer in the project.", hint="Look in History for who removed it.")
            return with_text(self._connection, article_from(id, row))

    def article_ids(self) -> Iterator[str]:
        """Yield the id of every article in the order in which they were added, a thousand at a time."""
        last = 0
        while True:
            keys, ids = self._ids_after(last)
            if not keys:
                return
            yield from ids
            last = keys[-1]

    @reads
    def _ids_after(self, key: int) -> tuple[list[int], list[str]]:
        statement = "SELECT id, uuid FROM articles WHERE id > ? ORDER BY id LIMIT 1000"
        rows = self._connection.execute(statement, (key,)).fetchall()
        return [row[0] for row in rows], [from_blob(row[1]) for row in rows]

    @reads
    def state(self) -> str:
        """Return a SHA-256 that names this state of the project: the head of its history, or of all its replicas."""
        return journal.state(self._connection)

    def article_count(self) -> int:
        """Return how many articles there are, from the store's counter."""
        return self._counter("articles")

    def text(self, article: str, version: int) -> str:
        """Return one of the texts of an article; raise `UserError` where it has no such version."""
        return version_text(self._connection, article, version)

    def spans(self, article: str, annotator: str | None = None) -> tuple[Span, ...]:
        """Return the spans of an article's newest text, of one annotator or of all, by start, longest first."""
        return self._spans_of(article, annotator, f"text_version = {_NEWEST}")

    def earlier_spans(self, article: str, annotator: str | None = None) -> tuple[Span, ...]:
        """Return the spans that still belong to an earlier text of an article, in the order of that text."""
        return self._spans_of(article, annotator, f"text_version < {_NEWEST}")

    def _spans_of(self, article: str, annotator: str | None, version: str = "") -> tuple[Span, ...]:
        where, values = "spans.article_id = (SELECT id FROM articles WHERE uuid = ?)", [to_blob(article)]
        if version:
            where += f" AND {version}"
            values.append(to_blob(article))
        if annotator is not None:
            where += " AND spans.annotator_id = (SELECT id FROM annotators WHERE uuid = ?)"
            values.append(to_blob(annotator))
        return self._spans_where(where, values)

    def span(self, id: str) -> Span:
        """Return one span; raise `UserError` where it is gone."""
        found = self._spans_where("spans.uuid = ?", [to_blob(id)])
        if not found:
            raise UserError("This span is no longer in the project.", hint="Undo brings it back.")
        return found[0]

    def _spans_where(self, where: str, values: list[Any]) -> tuple[Span, ...]:
        with self.snapshot(), self.damage_named():
            found = spans_where(self._connection, where, values)
            return tuple([span for spans in found.values() for span in spans])

    @reads
    def relations(self, article: str) -> tuple[Relation, ...]:
        """Return the relations of an article."""
        where = "WHERE relations.article_id = (SELECT id FROM articles WHERE uuid = ?) ORDER BY relations.id"
        rows = self._connection.execute(f"{RELATION_SELECT} {where}", (to_blob(article),)).fetchall()
        found = (from_row("relation", from_blob(row[0]), relation_row(row)) for row in rows)
        return tuple(entity for entity in found if isinstance(entity, Relation))

    def article_labels(self, article: str) -> tuple[ArticleLabel, ...]:
        """Return the labels on the whole article."""
        return self._all("article_label", ArticleLabel, "id", f"WHERE {_OF_ARTICLE}", (to_blob(article),))

    def notes(self, article: str) -> tuple[Note, ...]:
        """Return the notes on the whole article."""
        return self._all("note", Note, "id", f"WHERE {_OF_ARTICLE}", (to_blob(article),))

    def reviews(self, article: str) -> tuple[Review, ...]:
        """Return the paragraphs of an article's newest text that were marked read, by start."""
        where = f"WHERE {_OF_ARTICLE} AND text_version = {_NEWEST}"
        return self._all("review", Review, "start, id", where, (to_blob(article),) * 2)

    def accepted(self, article: str = "") -> tuple[Accepted, ...]:
        """Return the problems of an article, or of the project as a whole, that somebody accepted, oldest first."""
        where, values = (f"WHERE {_OF_ARTICLE}", (to_blob(article),)) if article else ("WHERE article_id IS NULL", ())
        return self._all("accepted", Accepted, "id", where, values)

    def all_accepted(self) -> tuple[Accepted, ...]:
        """Return every accepted problem, those of the project as a whole and of each article, oldest first."""
        return self._all("accepted", Accepted, "id")

    @reads
    def work(self, article: str, annotator: str = "") -> Work:
        """Return how far an annotator (else this one) is with an article."""
        who = annotator or self._annotator.id
        row = load_work(self._connection, (article, who)) or {"article": article, "annotator": who}
        return _work(work_id(article, who), row)

    @reads
    def all_work(self, article: str) -> tuple[Work, ...]:
        """Return everyone's work on an article, but for those who have not begun."""
        rows = self._connection.execute(
            """SELECT annotators.uuid, status, come_back, reason, assigned_by FROM work
               JOIN annotators ON annotators.id = annotator_id
               WHERE article_id = (SELECT id FROM articles WHERE uuid = ?) ORDER BY annotator_id""",
            (to_blob(article),),
        ).fetchall()
        found = [((article, known_id(annotator)), values) for annotator, *values in rows]
        told = [(pair, work_row(pair, tuple(values))) for pair, values in found]
        every = (_work(work_id(*pair), row) for pair, row in told if row is not None)
        return tuple(work for work in every if work != Work(work.id, article, work.annotator))

    def record(self, article: str) -> ArticleRecord:
        """Return everything that is known about one article, with what belongs to its earlier texts."""
        return self._records_of([article])[0]

    def records(self, ids: Iterable[str] | None = None) -> Iterator[ArticleRecord]:
        """Yield the record of every article, or of those named, in their order; each is of one moment."""
        wanted = iter(self.article_ids() if ids is None else ids)
        while some := list(islice(wanted, MOST)):
            for portion in self._portions(some):
                yield from self._records_of(portion)

    @reads
    def _portions(self, ids: list[str]) -> list[list[str]]:
        return list(portions(self._connection, ids))

    @reads
    def _records_of(self, ids: list[str]) -> list[ArticleRecord]:
        with self.snapshot():
            return records_of(self._connection, ids)

    @reads
    def original(self, sha256: str) -> bytes | None:
        """Return the bytes that an article was imported from, or None."""
        found = self._connection.execute(
            "SELECT compressed, size FROM originals WHERE sha256 = ?", (bytes.fromhex(sha256),)
        ).fetchone()
        if found is not None:
            return unpacked_original(*found)
        # Bytes that are the text's own UTF-8 are kept as the text alone.
        text = self._connection.execute("SELECT text FROM texts WHERE sha256 = ?", (bytes.fromhex(sha256),)).fetchone()
        return str(text[0]).encode() if text is not None else None

    @reads
    def has_article(self, sha256: str, source: str, date: str, id: str = "") -> bool:
        """Say whether an import of this text from this source and day, or under this id, would add nothing."""
        rows = self._connection.execute(
            """SELECT uuid, source, date FROM articles WHERE id IN
               (SELECT article_id FROM article_texts JOIN texts ON texts.id = text_id WHERE sha256 = ?)""",
            (bytes.fromhex(sha256),),
        ).fetchall()
        return any(from_blob(uuid) == id or (source, date) == found for uuid, *rest in rows for found in [tuple(rest)])

    @reads
    def same_text(self, article: str) -> tuple[str, ...]:
        """Return the ids of other articles that have the same newest text."""
        rows = self._connection.execute(
            """SELECT DISTINCT articles.uuid FROM article_texts AS mine
               JOIN article_texts AS other ON other.text_id = mine.text_id AND other.article_id <> mine.article_id
               JOIN articles ON articles.id = other.article_id
               WHERE mine.article_id = (SELECT id FROM articles WHERE uuid = ?)""",
            (to_blob(article),),
        ).fetchall()
        return tuple(from_blob(row[0]) for row in rows)

    def status_counts(self) -> dict[Status, int]:
        """Return how many articles this annotator has at each status, from the store's counters."""
        prefix = f"status.{self._annotator_key}."
        rows = self._connection.execute(
            "SELECT name, n FROM counters WHERE name >= ? AND name < ?", (prefix, prefix[:-1] + "/")
        )
        found = {name.removeprefix(prefix): n for name, n in rows}
        return {status: found.get(status.value, 0) for status in Status}

    def flagged_count(self) -> int:
        """Return how many articles this annotator wants to come back to."""
        return self._counter(f"flagged.{self._annotator_key}")

    @reads
    def label_counts(self) -> dict[str, int]:
        """Return how many spans each label has, by label id, zeros included."""
        rows = self._connection.execute(
            "SELECT uuid, coalesce((SELECT n FROM counters WHERE name = 'label.' || labels.id), 0) FROM labels"
        ).fetchall()
        return {from_blob(uuid): n for uuid, n in rows}

    def done_per_day(self) -> list[tuple[str, int]]:
        """Return (ISO day, articles done) for each day on which this annotator finished any, oldest first."""
        prefix = f"done.{self._annotator_key}."
        rows = self._connection.execute(
            "SELECT name, n FROM counters WHERE name >= ? AND name < ? AND n > 0 ORDER BY name",
            (prefix, prefix[:-1] + "/"),  # "/" follows "." in order
        ).fetchall()
        return [(name.removeprefix(prefix), n) for name, n in rows]

    def _counter(self, name: str) -> int:
        found = self._connection.execute("SELECT n FROM counters WHERE name = ?", (name,)).fetchone()
        return found[0] if found is not None else 0

    def place(self, article: str) -> tuple[int, int] | None:
        """Return where this annotator stopped reading: caret (code points) and scroll, or None."""
        found = self._connection.execute(
            f"SELECT caret, scroll FROM places WHERE annotator_id = ? AND {_OF_ARTICLE}",
            (self._annotator_key, to_blob(article)),
        ).fetchone()
        return (found[0], found[1]) if found is not None else None

    def window_state(self) -> dict[str, str]:
        """Return what this annotator's window was like."""
        rows = self._connection.execute(
            "SELECT key, value FROM window_state WHERE annotator_id = ?", (self._annotator_key,)
        ).fetchall()
        return dict(rows)

    @reads
    def _become(self, name: str) -> bool:
        """Tell lists for the person called `name`, or, without a name, for the one who wrote last.

        Return whether that person is in the project.
        """
        people = [person for person in self.annotators() if person.kind == "person"]
        chosen = [person for person in people if person.name == name]
        if not name and people:
            last = self._connection.execute("SELECT annotator FROM actions ORDER BY id DESC LIMIT 1").fetchone()
            chosen = [p for p in people if last is not None and p.id == from_blob(last[0])] or people[:1]
        if not chosen:
            return False
        self._annotator = chosen[0]
        self._annotator_key = self._connection.execute(
            "SELECT id FROM annotators WHERE uuid = ?", (to_blob(chosen[0].id),)
        ).fetchone()[0]
        return True


def _work(id: str, row: Row) -> Work:
    entity = from_row("work", id, row)
    assert isinstance(entity, Work)  # noqa: S101 - the kind says so
    return entity
