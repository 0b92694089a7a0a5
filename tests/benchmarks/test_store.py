"""What the history, the checks and the counters cost: CPU of the store against bare sqlite3 in the same run."""

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from annotator.core.ids import new_id
from annotator.core.query import ArticleFilter
from tests.store.conftest import Desk, open_desk, seed_text

ROUNDS = 5
EDITS = 60


def best_cpu(work: Callable[[], None]) -> float:
    """Return the least CPU seconds of some rounds: what the work takes when nothing disturbs it."""
    times = []
    for _ in range(ROUNDS):
        begin = time.thread_time()
        work()
        times.append(time.thread_time() - begin)
    return min(times)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return open_desk(tmp_path / "news.annotator", seed_text())


def bare(folder: Path) -> sqlite3.Connection:
    """Two tables, as durable as ours: a span and a line of a log for each gesture."""
    connection = sqlite3.connect(folder / "bare.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE spans(id INTEGER PRIMARY KEY, uuid BLOB UNIQUE, start INTEGER, quote TEXT) STRICT")
    connection.execute("CREATE TABLE log(id INTEGER PRIMARY KEY, payload TEXT) STRICT")
    return connection


def test_a_tag_costs_a_small_multiple_of_two_bare_inserts(desk: Desk, tmp_path: Path) -> None:
    connection = bare(tmp_path)

    def tag_bare() -> None:
        for n in range(EDITS):
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO spans VALUES(NULL, ?, ?, ?)", (new_id().encode(), n, "a quote"))
            connection.execute("INSERT INTO log VALUES(NULL, ?)", ("x" * 200,))
            connection.execute("COMMIT")

    def tag() -> None:
        for n in range(EDITS):
            desk.tag("Topic", (n, n + 9))

    limit, ours = best_cpu(tag_bare), best_cpu(tag)
    connection.close()
    desk.store.close()
    print(f"a tag: {1000 * ours / EDITS:.2f} ms CPU, bare {1000 * limit / EDITS:.2f} ms, ratio {ours / limit:.1f}")  # noqa: T201
    assert ours / limit < 9


def test_a_page_of_the_list_costs_the_same_at_any_depth(desk: Desk) -> None:
    store = desk.store
    with store.edit("Add") as edit:
        from annotator.core.draft import Draft

        for n in range(3000):
            edit.add_article(Draft(text=f"text {n}", title=f"title {n}"))
    first = store.articles(ArticleFilter(), limit=60)
    deep = first
    for _ in range(45):
        deep = store.articles(ArticleFilter(), after=deep.next, limit=60)

    def pages_at(key: str | None) -> None:
        for _ in range(20):
            store.articles(ArticleFilter(), after=key, limit=60)

    near, far = best_cpu(lambda: pages_at(first.next)), best_cpu(lambda: pages_at(deep.next))
    store.close()
    print(f"a page: {1000 * near / 20:.2f} ms CPU at the top, {1000 * far / 20:.2f} ms after 2,700 rows")  # noqa: T201
    assert far / near < 2
