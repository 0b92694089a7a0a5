"""No question reads a big table from end to end, and none that the window waits for grows with the project."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from annotator.store.store import Store
from tests.scale.project import Size, make_project
from tests.scale.questions import QUESTIONS, Place, Question

BIG = {
    "articles", "article_texts", "texts", "spans", "fragments", "attribute_values", "relations", "article_labels",
    "notes", "work", "reviews", "actions", "events", "steps", "originals", "places", "articles_fts",
}  # fmt: skip
"""Tables that grow with the project."""
SHORT = ("events_codebook", "actions_running", "work_flagged")
"""Indexes of the few rows that are of a kind: to read one of them is to read what is asked for."""

SMALLER, LARGER = Size(1_000, 20_000), Size(4_000, 80_000)


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Place, Place]]:
    folder = tmp_path_factory.mktemp("questions")
    stores = []
    for size in (SMALLER, LARGER):
        path = folder / f"{size.articles}.annotator"
        make_project(path, size)
        with Store.open(path, write=True, annotator="Ada") as store, store.edit("Change the guideline") as edit:
            edit.put(replace(store.codebook().labels[0], definition="Another guideline."))
        stores.append(Store.open(path, annotator="Ada"))
    yield Place(stores[0]), Place(stores[1])
    for store in stores:
        store.close()


def statements(place: Place, ask: Callable[[Place], object]) -> list[str]:
    """Return the statements that a question came to, with their values in them."""
    connection, found = place.store._connection, list[str]()
    connection.set_trace_callback(found.append)
    try:
        ask(place)
    finally:
        connection.set_trace_callback(None)
    return [statement for statement in found if statement.lstrip().upper().startswith(("SELECT", "WITH"))]


def scans(connection: sqlite3.Connection, statement: str) -> list[str]:
    """Return the big tables that the plan of a statement reads from end to end; a virtual table with a key is none."""
    aliases = {name: table for table, name in re.findall(r"\b(\w+) AS (\w+)\b", statement)}
    found = []
    for *_, detail in connection.execute(f"EXPLAIN QUERY PLAN {statement}"):
        match = re.match(r"SCAN (\w+)(.*)", detail)
        if match is None or re.search(r"VIRTUAL TABLE INDEX \d+:.*[M=]", match[2]):
            continue
        if aliases.get(match[1], match[1]) in BIG and not match[2].endswith(SHORT):
            found.append(detail)
    return found


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_no_question_scans_a_big_table(places: tuple[Place, Place], question: Question) -> None:
    place = places[1]
    asked = statements(place, question.ask)
    found = [scan for statement in asked for scan in scans(place.store._connection, statement)]
    if not question.walks:
        assert found == []
    else:  # it may walk the list itself, with a limit; steps below tell whether that grows
        limited = [x for x in asked if "LIMIT" in x]
        allowed = [scan for statement in limited for scan in scans(place.store._connection, statement)]
        assert [x for x in found if x not in allowed] == []


def steps(place: Place, ask: Callable[[Place], object]) -> int:
    """Return how many hundred steps of SQLite's machine a question takes: the same on every computer."""
    counted = [0]

    def count() -> int:
        counted[0] += 1
        return 0

    ask(place)
    place.store._connection.set_progress_handler(count, 100)
    try:
        ask(place)
    finally:
        place.store._connection.set_progress_handler(None, 100)
    return counted[0]


@pytest.mark.parametrize("question", [x for x in QUESTIONS if x.quick], ids=lambda question: question.name)
def test_no_question_that_the_window_waits_for_grows_with_the_project(
    places: tuple[Place, Place], question: Question
) -> None:
    small, large = (steps(place, question.ask) for place in places)
    assert large <= 1.6 * small + 20, (
        f"{small * 100:,} steps at {SMALLER.articles:,} articles, {large * 100:,} at four times"
    )


def test_a_scan_is_seen(places: tuple[Place, Place]) -> None:
    connection = places[0].store._connection
    assert scans(connection, "SELECT count(*) FROM spans WHERE note = 'x'")
    assert scans(connection, "SELECT 1 FROM spans AS s WHERE s.note = 'x'")
    assert scans(connection, "SELECT 1 FROM articles_fts LIMIT 1")
    assert not scans(connection, "SELECT rowid FROM articles_fts WHERE articles_fts MATCH 'x'")
    assert not scans(connection, "SELECT 1 FROM spans WHERE article_id = 3")
