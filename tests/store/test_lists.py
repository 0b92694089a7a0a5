"""Lists go on from a key and walk an index; a search finds words in any script and reads nothing as syntax."""

import itertools
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.core.change import ActionKind
from annotator.core.draft import Draft
from annotator.core.ids import derived_id
from annotator.core.model import Status, Work
from annotator.core.query import ArticleFilter, ArticleRow, Order, SpanFilter
from annotator.core.searching import parse
from annotator.store.search import match_expression
from annotator.store.store import Store
from tests.store.conftest import Desk, add_article


def fill(store: Store, count: int) -> None:
    me = store.annotator.id
    with store.edit("Add", kind=ActionKind.IMPORT) as edit:
        for n in range(count):
            text = f"number {n} about {'trade' if n % 3 else 'peace'} 中国总理 {n}"
            day = f"2024-01-{n % 5 + 1:02}" if n % 7 else ""
            id = edit.add_article(
                Draft(text=text, title=f"Title {(n * 7) % count}", date=day, source=f"S{n % 3}")
            ).article
            status = list(Status)[n % 4]
            flag = "again" if n % 6 == 0 else None
            edit.put(Work(derived_id("work", id, me), id, me, status, come_back=flag))


def everything(store: Store, filter: ArticleFilter, limit: int) -> list[ArticleRow]:
    rows: list[ArticleRow] = []
    page = store.articles(filter, limit=limit)
    while True:
        rows += page.rows
        if page.next is None:
            return rows
        page = store.articles(filter, after=page.next, limit=limit)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    order=st.sampled_from(list(Order)),
    descending=st.booleans(),
    status=st.none() | st.sampled_from(list(Status)),
    flagged=st.booleans(),
    search=st.sampled_from(["", "peace", "总理", "tra"]),
    since=st.sampled_from(["", "2024-01-03"]),
    limit=st.integers(1, 9),
)
def test_pages_put_together_are_the_whole_list_in_order(
    shelf: Store,
    order: Order,
    descending: bool,
    status: Status | None,
    flagged: bool,
    search: str,
    since: str,
    limit: int,
) -> None:
    filter = ArticleFilter(search, status, flagged=flagged, since=since, order=order, descending=descending)
    rows = everything(shelf, filter, limit)
    every = everything(shelf, ArticleFilter(), 100)
    wanted = [
        row
        for row in every
        if (status is None or row.status is status)
        and (not flagged or row.come_back is not None)
        and row.date >= since
        and all(word in shelf.article(row.id).text for word in search.split())
    ]
    assert {row.id for row in rows} == {row.id for row in wanted}
    assert len(rows) == len(wanted)
    told: dict[Order, Callable[[ArticleRow], str | int]] = {
        Order.DATE: lambda row: row.date,
        Order.TITLE: lambda row: row.title.casefold(),
        Order.SOURCE: lambda row: row.source,
        Order.STATUS: lambda row: list(Status).index(row.status),
        Order.SPANS: lambda row: row.spans,
    }
    keys: list[Any] = [told[order](row) if order in told else "" for row in rows]
    assert keys == sorted(keys, reverse=descending)
    for row, following in itertools.pairwise(rows):
        assert shelf.next_article(row.id, filter) == following.id
        assert shelf.previous_article(following.id, filter) == row.id


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Store:
    store = Store.create(tmp_path_factory.mktemp("shelf") / "a.annotator", annotator="Anna")
    fill(store, 40)
    store.close()
    return Store.open(store.path)


def test_the_filters_by_source_and_by_number_of_spans_hold_together(desk: Desk) -> None:
    store = desk.store
    desk.tag("Topic", desk.find("China"))
    bare = add_article(store, "Nothing here.", "Bare", source="AFP")
    assert store.sources() == [("AFP", 1), ("Xinhua", 1)]
    told = {
        ArticleFilter(source="AFP"): [bare],
        ArticleFilter(source="AF"): [],
        ArticleFilter(least=1): [desk.article.id],
        ArticleFilter(most=0): [bare],
        ArticleFilter(least=1, source="AFP"): [],
        ArticleFilter(order=Order.SPANS, descending=True): [desk.article.id, bare],
        ArticleFilter(order=Order.SOURCE): [bare, desk.article.id],
    }
    for filter, expected in told.items():
        page = store.articles(filter)
        assert [row.id for row in page.rows] == expected
        assert page.total is None or page.total == len(expected)


def test_counts_are_those_of_the_list(shelf: Store) -> None:
    for status, count in shelf.status_counts().items():
        assert len(everything(shelf, ArticleFilter(status=status), 100)) == count
    assert len(everything(shelf, ArticleFilter(flagged=True), 100)) == shelf.flagged_count()
    assert shelf.articles(ArticleFilter(status=Status.DONE)).total == 10
    ((_day, done),) = shelf.done_per_day()
    assert done == 10


@pytest.mark.parametrize(
    "words",
    ['"', "and", "not x", "a*", "b^2", "^c", "near:x", "x NEAR y", '"open', "''", "\0", "-", "{x}", "a+b"],
)
def test_nothing_but_our_own_signs_is_syntax(shelf: Store, words: str) -> None:
    shelf.articles(ArticleFilter(search=words))
    node = parse(words)
    assert node is None or "NEAR(" not in match_expression(node)


def test_words_are_found_in_any_order_whole_or_begun(desk: Desk) -> None:
    def found(words: str) -> int:
        return len(desk.store.articles(ArticleFilter(search=words)).rows)

    assert found("premier jakarta") == 1
    assert found("JAKARTA, Xinh") == 1
    assert found('"supply chains"') == 1
    assert found('"chains supply"') == 0
    assert found("jakar x") == 0
    (row,) = desk.store.articles(ArticleFilter(search="interference")).rows
    assert "resist interference" in row.snippet


def test_spans_come_in_context_a_page_at_a_time(desk: Desk) -> None:
    for start in range(0, 100, 10):
        desk.tag("Topic", (start, start + 5))
    desk.tag("Speaker", desk.find("Li Qiang"))
    page = desk.store.span_rows(SpanFilter(), limit=4)
    rows = list(page.rows)
    while page.next is not None:
        page = desk.store.span_rows(SpanFilter(), after=page.next, limit=4)
        rows += page.rows
    assert [row.start for row in rows] == sorted(row.start for row in rows)
    assert len(rows) == 11
    text = desk.article.text
    assert all(row.before + row.quote + row.after in text for row in rows)
    (speaker,) = desk.store.span_rows(SpanFilter(text="li qIANG")).rows
    assert speaker.quote == "Li Qiang"
    assert desk.store.span_rows(SpanFilter(text="100%_")).rows == ()


@pytest.mark.parametrize(
    "filter",
    [
        ArticleFilter(),
        ArticleFilter(status=Status.OPEN),
        ArticleFilter(order=Order.DATE),
        ArticleFilter(status=Status.OPEN, order=Order.DATE, descending=True),
        ArticleFilter(order=Order.TITLE),
        ArticleFilter(flagged=True),
        ArticleFilter(order=Order.SOURCE),
        ArticleFilter(order=Order.SOURCE, descending=True),
        ArticleFilter(order=Order.STATUS),
        ArticleFilter(status=Status.OPEN, order=Order.STATUS),
        ArticleFilter(order=Order.SPANS),
        ArticleFilter(order=Order.SPANS, descending=True),
        ArticleFilter(source="Xinhua"),
        ArticleFilter(source="Xinhua", order=Order.SOURCE),
    ],
)
def test_no_page_of_articles_is_sorted_or_scanned_through(shelf: Store, tmp_path: Path, filter: ArticleFilter) -> None:
    statements: list[str] = []
    shelf._connection.set_trace_callback(statements.append)
    shelf.articles(filter, after=shelf.articles(filter, limit=2).next, limit=2)
    shelf._connection.set_trace_callback(None)
    pages = [statement for statement in statements if "LIMIT 3" in statement]
    assert len(pages) == 2
    for statement in pages:
        plan = [row[3] for row in shelf._connection.execute(f"EXPLAIN QUERY PLAN {statement}").fetchall()]
        assert not any("TEMP B-TREE" in step for step in plan), plan
    plan_of_next = shelf._connection.execute(f"EXPLAIN QUERY PLAN {pages[1]}").fetchall()
    assert not any(row[3].startswith("SCAN") for row in plan_of_next), plan_of_next


def test_a_reader_sees_what_a_writer_committed(desk: Desk) -> None:
    with Store.open(desk.store.path) as reader:
        assert reader.spans(desk.article.id) == ()
        span = desk.tag("Topic", (0, 9))
        assert reader.spans(desk.article.id) == (span,)
        step = reader.undo_step()
        assert step is not None
        assert step.name == "Tag Topic"


def test_sqlite_is_new_enough() -> None:
    assert sqlite3.sqlite_version_info >= (3, 38)
