"""Makes projects of any size: up to a million articles with twenty million spans, of the same content for one seed.

The rows go in by a few large statements instead of by gestures, but it is the store's own schema, and each batch is one
step of the history with the changes that an import would have kept: `check` finds nothing wrong with such a file.
"""

import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate
from pathlib import Path

from annotator import places
from annotator.core import codebook_toml
from annotator.core.change import ActionKind
from annotator.core.ids import derived_id
from annotator.core.model import Actor
from annotator.core.text import segment_for_search
from annotator.store import journal
from annotator.store.check import _RECOUNTS
from annotator.store.store import Store
from annotator.store.tables import to_blob
from tests.scale.articles import Made, Maker, Terms

BATCH = 500
"""Articles of one step of the history."""
DAYS = 300
"""The steps are as if made over so many days up to now."""
PEOPLE = ("Ada", "Ben")
ACTORS = 200

Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Size:
    """How large a project is to be, and the seed of its content."""

    articles: int
    spans: int
    seed: int = 7


def make_project(path: Path, size: Size, report: Report = lambda _line: None) -> None:
    """Make the project; there must be no such file. A run that is killed leaves a file that is to be thrown away."""
    began = time.process_time()
    codebook = codebook_toml.parse(
        (places.resources() / "codebooks" / "diplomatic-readout.toml").read_text(encoding="utf-8")
    )
    actors = tuple(Actor(derived_id("actor", str(n)), f"Speaker {n:03}", "person") for n in range(ACTORS))
    with Store.create(path, codebook, annotator=PEOPLE[0]) as store, store.edit("Add people") as edit:
        for actor in actors:
            edit.put(actor)
    with Store.open(path, write=True, annotator=PEOPLE[1]) as store:
        people = store.annotators()
    with Store.open(path, write=True, annotator=PEOPLE[0]) as store:
        terms = Terms(codebook, actors, tuple(person.id for person in people))
        _Loading(store._connection, terms, store._replica_key, size, report).load()
    report(f"whole: {time.process_time() - began:.0f} s CPU, {path.stat().st_size / 1e9:.2f} GB")


class _Loading:
    """Fills the tables over one connection, without indexes and triggers, which are made again at the end."""

    def __init__(self, connection: sqlite3.Connection, terms: Terms, replica: int, size: Size, report: Report) -> None:
        self._connection = connection
        self._terms = terms
        self._replica = replica
        self._size = size
        self._report = report
        self._keys = {
            table: {uuid: key for key, uuid in connection.execute(statement)} for table, statement in _KEYS.items()
        }
        self._span_key = 0

    def load(self) -> None:
        """Write every article, then indexes, counters and triggers."""
        for pragma in ("journal_mode=DELETE", "journal_mode=OFF", "synchronous=OFF", "cache_size=-500000"):
            self._connection.execute(f"PRAGMA {pragma}").fetchall()
        later = self._connection.execute(
            "SELECT type, name, sql FROM sqlite_schema WHERE type IN ('index', 'trigger') AND sql IS NOT NULL"
        ).fetchall()
        for kind, name, _sql in later:
            self._connection.execute(f"DROP {kind} {name}")
        self._write_all()
        for kind, _name, sql in later:
            if kind == "index":
                self._connection.execute(sql)
        self._report("indexes made")
        for statement in _RECOUNTS:
            self._connection.execute(f"INSERT OR REPLACE INTO counters {statement}")
        for kind, _name, sql in later:
            if kind == "trigger":
                self._connection.execute(sql)
        self._connection.execute("PRAGMA journal_mode=WAL").fetchall()

    def _write_all(self) -> None:
        set_fts = "INSERT INTO articles_fts(articles_fts, rank) VALUES('hashsize', ?)"
        self._connection.execute(set_fts, (64 << 20,))
        maker = Maker(self._terms, random.Random(self._size.seed))  # noqa: S311 - the same content every time
        steps = range(0, self._size.articles, BATCH)
        now, span = time.time_ns() // 1000, DAYS * 86_400_000_000
        self._connection.execute("BEGIN")
        for n, first in enumerate(steps):
            last = min(first + BATCH, self._size.articles)
            made = [
                maker.article(at, count)
                for at, count in zip(range(first, last), self._counts(first, last), strict=True)
            ]
            self._write(made, first + 1, now - span + span * n // len(steps))
            if last % 20_000 == 0:
                self._connection.execute("COMMIT")
                self._connection.execute("BEGIN")
                self._report(f"{last:,} articles, {self._span_key:,} spans, {time.process_time():.0f} s CPU")
        self._connection.execute("COMMIT")
        self._connection.execute(set_fts, (1 << 20,))

    def _counts(self, first: int, last: int) -> Iterator[int]:
        """How many spans each of these articles has: from a quarter of the mean to nearly twice; the sum is exact."""
        total, articles = self._size.spans, self._size.articles

        def up_to(n: int) -> int:
            if n == articles:
                return total
            return int(total * (n // len(_SHARES) * sum(_SHARES) + _SUMS[n % len(_SHARES)]) / (articles * 100))

        return (up_to(n + 1) - up_to(n) for n in range(first, last))

    def _write(self, made: list[Made], first: int, at: int) -> None:
        name = f"Import {len(made)} articles"
        annotator = self._terms.people[0]
        step, _ = journal.begin(
            self._connection, derived_id("step", str(first)), name, ActionKind.IMPORT, annotator, self._replica
        )
        self._connection.execute("UPDATE actions SET at = ?, wall = ? WHERE id = ?", (at, at, step))
        day = datetime.fromtimestamp(at / 1_000_000).astimezone().date().isoformat()
        rows: dict[str, list[tuple[object, ...]]] = {statement: [] for statement in _INSERTS}
        for key, article in enumerate(made, first):
            self._add(rows, key, article, day)
        for statement, values in rows.items():
            self._connection.executemany(statement, values)
        journal.append(self._connection, step, (article.event for article in made), 0)
        journal.finish(self._connection, step)

    def _add(self, rows: dict[str, list[tuple[object, ...]]], key: int, article: Made, day: str) -> None:
        texts, articles, versions, fts, work, spans, fragments, answers, relations, labels, notes, reviews = (
            rows.values()
        )
        keys = self._keys
        people = [keys["annotators"][to_blob(person)] for person in self._terms.people]
        texts.append((key, bytes.fromhex(article.sha256), len(article.text), article.text))
        articles.append(
            (key, article.blob, article.title, article.date, article.source, article.place, article.language)
        )
        versions.append((key, 1, key))
        fts.append((key, segment_for_search(article.title), segment_for_search(article.text)))
        counted = [0] * len(people)
        for span in article.spans:
            self._span_key += 1
            mine = self._span_key
            counted[span.person] += 1
            label, who = keys["labels"][span.label], people[span.person]
            spans.append((mine, span.blob, key, label, who, span.start, span.end, span.note, span.origin))
            fragments.append((mine, span.start, span.end, article.text[span.start : span.end]))
            if span.field:
                answers.append((mine, keys["attributes"][span.field], span.value))
            if span.role:
                actor = keys["actors"][span.actor] if span.actor else None
                relations.append((span.relation, key, keys["roles"][span.role], mine, actor, int(actor is None)))
        done_on = day if article.status == "done" else ""
        work.append((key, people[0], article.status, article.come_back, article.date, counted[0], done_on))
        work.extend(
            (key, other, "new", None, article.date, n, "") for other, n in zip(people[1:], counted[1:], strict=True)
        )
        labels.extend((blob, key, keys["labels"][which], people[0]) for blob, which in article.labels)
        notes.extend((blob, key, people[0], text) for blob, text in article.notes)
        reviews.extend((blob, key, people[0], start, end) for blob, start, end in article.reviews)


_SHARES = (25, 50, 75, 100, 100, 125, 150, 175)
_SUMS = (0, *accumulate(_SHARES))

_KEYS = {
    "annotators": "SELECT id, uuid FROM annotators",
    "actors": "SELECT id, uuid FROM actors",
    "labels": "SELECT id, uuid FROM labels",
    "attributes": "SELECT id, uuid FROM attributes",
    "roles": "SELECT id, uuid FROM roles",
}

_INSERTS = (
    "INSERT INTO texts VALUES(?, ?, ?, ?)",
    """INSERT INTO articles VALUES(?, ?, ?, ?, ?, ?, '', '', ?, '', '', '', '', '', '{}')""",
    "INSERT INTO article_texts VALUES(?, ?, ?)",
    "INSERT INTO articles_fts(rowid, title, text) VALUES(?, ?, ?)",
    "INSERT INTO work VALUES(?, ?, ?, ?, '', '', ?, ?, ?)",
    "INSERT INTO spans VALUES(?, ?, ?, 1, ?, ?, ?, ?, ?, NULL, ?, '', '', NULL)",
    "INSERT INTO fragments VALUES(?, 0, ?, ?, ?)",
    "INSERT INTO attribute_values VALUES(?, ?, ?)",
    "INSERT INTO relations VALUES(NULL, ?, ?, ?, ?, NULL, ?, ?)",
    "INSERT INTO article_labels VALUES(NULL, ?, ?, ?, ?)",
    "INSERT INTO notes VALUES(NULL, ?, ?, ?, ?)",
    "INSERT INTO reviews VALUES(NULL, ?, ?, 1, ?, ?, ?, 'read', '[]', '')",
)
