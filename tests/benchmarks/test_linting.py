"""What looking through a whole project for inconsistencies costs: CPU against a raw read of the same rows."""

import random
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from annotator.core.ids import new_id
from annotator.core.progress import run
from annotator.store.store import Store
from annotator.store.tables import canonical, to_blob
from annotator.tasks.linting import Linter
from tests.store.conftest import label, seed_text, shipped_codebook

ARTICLES = 10_000
SPANS = 15
"""Spans an article: as many as an article of this length has in the example."""
ROUNDS = 3
SEED = 6
T = TypeVar("T")


def cpu(work: Callable[[], T]) -> tuple[float, T]:
    begin = time.thread_time()
    result = work()
    return time.thread_time() - begin, result


def filled(path: Path, articles: int = ARTICLES) -> Store:
    """A project with many articles that are done, put straight into the tables: how they came is not measured."""
    store = Store.create(path, shipped_codebook(), annotator="Anna")
    connection, rows, book = store._connection, random.Random(SEED), store.codebook()  # noqa: S311
    keys = {
        uuid: key
        for table in ("labels", "attributes", "roles")
        for key, uuid in connection.execute(f"SELECT id, uuid FROM {table}")  # noqa: S608
    }
    commitment = label(book, "Commitment")
    labels = [keys[to_blob(label(book, name).id)] for name in ("Speaker", "Commitment", "Topic")]
    strength, role = book.attributes_of(commitment.id)[0], keys[to_blob(book.roles_of(commitment.id)[0].id)]
    sentences, names = clauses(), [word(rows).title() for _ in range(2_000)]
    span = 0
    connection.execute("BEGIN")
    for n in range(1, articles + 1):
        text, spans = article(rows, sentences, names)
        add_article(connection, n, text)
        for which, start, end in spans:
            span += 1
            add_span(connection, span, n, labels[which], start, text[start:end])
            if which == 1:
                value = canonical(strength.choices[n % 4].id)
                answer = (span, keys[to_blob(strength.id)], value)
                connection.execute("INSERT INTO attribute_values VALUES(?, ?, ?)", answer)
                link = (span, to_blob(new_id()), n, role, span, span - 1)
                connection.execute("INSERT INTO relations VALUES(?, ?, ?, ?, ?, ?, NULL, 0)", link)
    connection.execute("COMMIT")
    return store


def clauses() -> list[list[str]]:
    """The lines of the seed article, as words."""
    return [line.rstrip(".").split() for line in seed_text().splitlines() if len(line.split()) > 12]


def word(rows: random.Random) -> str:
    return "".join(rows.choices("abcdefghiklmnoprstuv", k=rows.randint(4, 10)))


def article(
    rows: random.Random, sentences: list[list[str]], names: list[str]
) -> tuple[str, list[tuple[int, int, int]]]:
    """Return a text of sentences, each said by somebody, and its spans: who, what, and about what."""
    lines: list[str] = []
    spans: list[tuple[int, int, int]] = []
    at = 0
    for _ in range(SPANS // 3):
        name = rows.choice(names)
        words = [each if rows.random() > 0.3 else word(rows) for each in rows.choice(sentences)]
        said = " ".join(words)
        more = f" {' '.join(rows.choice(sentences))}." if len(lines) % 2 else ""
        line = f"{name} said {said}.{more}"
        what = at + len(name) + 6
        topic = what + said.index(words[4] + " " + words[5])
        spans += [
            (0, at, at + len(name)),
            (1, what, what + len(said)),
            (2, topic, topic + len(words[4] + words[5]) + 1),
        ]
        lines.append(line)
        at += len(line) + 1
    return "\n".join(lines), spans


def add_article(connection: sqlite3.Connection, n: int, text: str) -> None:
    row: tuple[Any, ...] = (n, to_blob(new_id()), f"Article {n}", *[""] * 11, "{}")
    connection.execute(f"INSERT INTO articles VALUES({', '.join('?' * 15)})", row)
    connection.execute("INSERT INTO texts VALUES(?, ?, ?, ?)", (n, n.to_bytes(32, "big"), len(text), text))
    connection.execute("INSERT INTO article_texts VALUES(?, 1, ?)", (n, n))
    connection.execute("INSERT INTO work VALUES(?, 1, 'done', NULL, '', '', '', 0, '2026-01-01')", (n,))


def add_span(connection: sqlite3.Connection, span: int, article: int, label: int, start: int, words: str) -> None:
    connection.execute(
        "INSERT INTO spans VALUES(?, ?, ?, 1, ?, 1, ?, ?, '', NULL, 'human', '', '', NULL)",
        (span, to_blob(new_id()), article, label, start, start + len(words)),
    )
    connection.execute("INSERT INTO fragments VALUES(?, 0, ?, ?, ?)", (span, start, start + len(words), words))


def raw(store: Store) -> int:
    """Read the same rows and texts as bare tuples."""
    connection = store._connection
    found = 0
    for statement in (
        'SELECT id, article_id, label_id, annotator_id, start, "end" FROM spans',
        "SELECT span_id, quote FROM fragments",
        "SELECT * FROM attribute_values",
        "SELECT * FROM relations",
        "SELECT article_id, status FROM work",
        "SELECT text FROM texts",
    ):
        found += len(connection.execute(statement).fetchall())
    return found


def test_ten_thousand_articles_are_looked_through_for_a_small_multiple_of_a_raw_read(tmp_path: Path) -> None:
    with filled(tmp_path / "many.annotator") as store:
        limits, looks, agains = [], [], []
        article_id = next(store.article_ids())
        linter = Linter(store)
        for _ in range(ROUNDS):
            limits.append(cpu(lambda: raw(store))[0])
            looks.append(cpu(lambda: run(linter.whole()))[0])
            agains.append(cpu(lambda: linter.again([article_id]))[0])
        counts, found = linter.counts, linter.findings()
    limit, look, again = min(limits), min(looks), min(agains)
    print(  # noqa: T201
        f"{counts.articles:,} articles, {counts.spans:,} spans: raw read {limit:.2f} s CPU, lint {look:.2f} s "
        f"({look / limit:.1f}x), {len(found):,} findings; one article again {1000 * again:.0f} ms"
    )
    assert counts.articles == ARTICLES
    assert counts.spans == ARTICLES * SPANS
    assert counts.compared
    assert look <= 15 * limit
    assert again <= look / 3
