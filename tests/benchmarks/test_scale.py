"""What a large project costs, each line beside a physical limit of the same run. SCALE=full is a million articles.

The limits are bare statements of SQLite for the same rows, a bare commit of as many bytes, an empty window. The project
is made for the run; BENCH_PROJECT names one that was made before (`python -m tests.scale`) and may be written to. The
table is printed, and kept as `build/bench/scale.json`.
"""

import json
import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest

from annotator.core.ids import new_id
from annotator.core.joining import merge_labels
from annotator.core.model import Span, Status, fragments_of
from annotator.core.progress import run
from annotator.core.query import ArticleFilter, Order, SpanFilter
from annotator.formats import format_named
from annotator.store.recoding import apply
from annotator.store.store import Store
from annotator.store.tables import from_blob, to_blob
from annotator.store.writer import Writer
from annotator.tasks.exporting import export
from annotator.tasks.selecting import Selection
from tests.scale.project import Size, make_project
from tests.scale.raw import Raw
from tests.scale.table import Line, Table, least, percentile

SIZES = {"ci": Size(20_000, 400_000), "full": Size(1_000_000, 20_000_000)}
SCALE = os.environ.get("SCALE", "ci")
OUT = Path("build/bench/scale.json")
FRAME = 16.0
"""Milliseconds of one picture on the screen."""

pytestmark = pytest.mark.timeout(3600)


@pytest.fixture(scope="module")
def table() -> Iterator[Table]:
    made = Table(SIZES[SCALE])
    yield made
    print("\n" + "\n".join(made.text()))  # noqa: T201 - the table is what this file is for
    made.keep(OUT)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    given = os.environ.get("BENCH_PROJECT")
    if given:
        return Path(given)
    path = tmp_path_factory.mktemp("scale") / "large.annotator"
    make_project(path, SIZES[SCALE])
    return path


@pytest.fixture(scope="module")
def raw(project: Path) -> Iterator[Raw]:
    made = Raw(project)
    yield made
    made.close()


@pytest.fixture(scope="module")
def store(project: Path) -> Iterator[Store]:
    with Store.open(project, annotator="Ada") as made:
        yield made


def met(table: Table, line: Line) -> None:
    assert table.add(line).is_met, f"{line.work}: {line.value:.2f} {line.unit}, limit of this run {line.limit:.2f}"


@pytest.fixture
def middle(store: Store, raw: Raw) -> tuple[int, str]:
    """The key and the id of an article in the middle of the project."""
    key = store.article_count() // 2
    return key, from_blob(raw.all("SELECT uuid FROM articles WHERE id = ?", key)[0][0])


def test_a_page_of_the_list(table: Table, store: Store, raw: Raw, middle: tuple[int, str]) -> None:
    after = json.dumps([middle[0]])
    ours = least(lambda: store.articles(ArticleFilter(), after=after))
    met(table, Line("a page of the list", ours, least(lambda: raw.page(middle[0])), 3, FRAME))


def test_changing_the_filter(table: Table, store: Store, raw: Raw) -> None:
    done = ArticleFilter(status=Status.DONE, order=Order.DATE, descending=True)

    def change() -> None:
        store.status_counts()
        store.flagged_count()
        store.articles(done)

    met(table, Line("another filter, with the counts", least(change), least(raw.filtered), 3, FRAME))


def test_opening_an_article(table: Table, store: Store, raw: Raw, middle: tuple[int, str]) -> None:
    key, id = middle
    met(table, Line("open an article", least(lambda: store.record(id)), least(lambda: raw.article(key)), 3, FRAME))


def test_going_to_the_next_article(table: Table, store: Store, raw: Raw, middle: tuple[int, str]) -> None:
    key, id = middle
    ours = least(lambda: store.next_article(id, ArticleFilter()))
    met(table, Line("next article", ours, least(lambda: raw.following(key)), 3, FRAME))


def test_the_page_of_a_label(table: Table, store: Store, raw: Raw) -> None:
    ((key, uuid),) = raw.all("SELECT id, uuid FROM labels ORDER BY id LIMIT 1")
    label = SpanFilter(labels=(from_blob(uuid),))
    ours, limit = least(lambda: store.span_rows(label)), least(lambda: raw.label_page(key))
    met(table, Line("page of a label", ours, limit, 3, FRAME))


@pytest.mark.parametrize(
    ("typed", "match"),
    [
        ("the ", "the"),
        ("cooperation ", "cooperation"),
        ("landmark ", "landmark"),
        ("trade summit ", "trade AND summit"),
        ('"trade summit"', '"trade summit"'),
        ("总理 ", '"总 理"'),
        ("وزير ", '"وزير" OR "ووزير" OR "الوزير" OR "والوزير" OR "بالوزير" OR "فالوزير" OR "كالوزير" OR "للوزير"'),
        ("title:trade ", "title : trade"),
        ("mofu", '"mofu"*'),
    ],
)
def test_the_first_hits_of_a_search(table: Table, store: Store, raw: Raw, typed: str, match: str) -> None:
    limit = least(lambda: raw.hits(match))
    ours = least(lambda: store.articles(ArticleFilter(search=typed)))
    line = table.add(Line(f"first 60 hits of {typed.strip()}", ours, limit, 3, FRAME))
    assert replace(line, at_most=0.0).is_met
    counted, limit = least(lambda: store.hit_count(ArticleFilter(search=typed))), least(lambda: raw.hit_count(match))
    met(table, Line(f"up to 1,000 hits of {typed.strip()} counted", counted, limit, 3))


def test_opening_a_large_project_costs_what_opening_a_small_one_does(
    table: Table, project: Path, tmp_path: Path
) -> None:
    small = tmp_path / "small.annotator"
    make_project(small, Size(10, 200))

    def opening(path: Path) -> Callable[[], None]:
        def open_it() -> None:
            with Store.open(path, write=True, annotator="Ada") as writer, Store.open(path, annotator="Ada") as store:
                store.codebook()
                store.status_counts()
                page = store.articles(ArticleFilter())
                store.record(page.rows[4].id)
                writer.undo_step()

        return open_it

    met(table, Line("open a project, beside one of ten articles", least(opening(project)), least(opening(small)), 1.2))


class Saves:
    """Tags through the writer thread, one after the other, and how long each kept its caller and was under way."""

    def __init__(self, project: Path, store: Store) -> None:
        self._done = threading.Event()
        self._article = store.article(store.articles(ArticleFilter(descending=True)).rows[0].id)
        self._label = store.codebook().labels[0].id
        self._me = store.annotator.id
        self.failed: list[str] = []
        self.writer = Writer(project, "Ada", lambda _ticket, _action: self._done.set(), self._fail)

    def _fail(self, _ticket: int, name: str, error: Exception) -> None:
        self.failed.append(f"{name}: {error}")
        self._done.set()

    def save(self, n: int) -> tuple[float, float]:
        """Tag one span; return milliseconds of processor time in the calling thread, and until it was on disk."""
        start = n % (len(self._article.text) - 40)
        fragments = fragments_of(self._article, ((start, start + 9),))
        span = Span(new_id(), self._article.id, 1, self._label, self._me, fragments)
        self._done.clear()
        began, cpu = time.perf_counter(), time.thread_time()
        self.writer.submit("Tag", lambda edit: edit.put(span))
        held = time.thread_time() - cpu
        assert self._done.wait(60)
        return held * 1000, (time.perf_counter() - began) * 1000


def bare_commits(folder: Path, size: int) -> Callable[[], float]:
    """Return what commits so many bytes to a file of its own, as durable as ours, and says how long it took."""
    connection = sqlite3.connect(folder / "bare.db", isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "wal_autocheckpoint=1000"):
        connection.execute(f"PRAGMA {pragma}").fetchall()
    connection.execute("CREATE TABLE bytes(id INTEGER PRIMARY KEY, data BLOB)")

    def commit() -> float:
        began = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO bytes(data) VALUES(?)", (os.urandom(size),))
        connection.execute("COMMIT")
        return (time.perf_counter() - began) * 1000

    return commit


def test_saving_neither_holds_the_window_nor_takes_long(
    table: Table, project: Path, store: Store, tmp_path: Path
) -> None:
    saves = Saves(project, store)
    try:
        before = Path(f"{project}-wal").stat().st_size if Path(f"{project}-wal").exists() else 0
        for n in range(20):
            saves.save(n)
        grown = (Path(f"{project}-wal").stat().st_size - before) // 20
        bare = bare_commits(tmp_path, max(4096, grown - 3 * 4096))  # its own commit writes three pages beside the bytes
        ours, limits, held = [], [], []
        for n in range(1000):
            limits.append(bare())
            kept, taken = saves.save(100 + n)
            ours.append(taken)
            held.append(kept)
    finally:
        saves.writer.close()
    assert saves.failed == []
    line = Line("saving holds the window's thread, p99.9", percentile(held, 0.999), 0, 0, 4)
    acknowledged = Line("a save is on disk, p99", percentile(ours, 0.99), percentile(limits, 0.99), 5, unit="ms")
    table.add(line)
    met(table, acknowledged)
    assert line.is_met


def test_undoing_a_step_of_many_rows(table: Table, project: Path) -> None:
    with Store.open(project, write=True, annotator="Ada") as store:
        book = store.codebook()
        old, new = book.labels[-1], book.labels[-2]
        rows = store.label_counts()[old.id]
        connection = store._connection

        def bare() -> None:
            connection.execute("BEGIN")
            connection.execute(
                "UPDATE spans SET label_id = (SELECT id FROM labels WHERE uuid = ?) "
                "WHERE label_id = (SELECT id FROM labels WHERE uuid = ?)",
                (to_blob(new.id), to_blob(old.id)),
            )
            connection.execute("ROLLBACK")

        limit = least(bare, rounds=2, seconds=0)
        apply(store, merge_labels(book, old.id, new.id))
        began = time.thread_time()
        store.undo()
        ours = (time.thread_time() - began) * 1000
        assert store.label_counts()[old.id] == rows
    met(table, Line(f"undo of a step of {rows:,} rows", ours, limit, 5))


_ROWS = (
    "SELECT * FROM articles WHERE id <= ?",
    "SELECT texts.* FROM article_texts JOIN texts ON id = text_id WHERE article_id <= ?",
    "SELECT * FROM spans WHERE article_id <= ? ORDER BY article_id, start, id",
    "SELECT fragments.* FROM spans JOIN fragments ON span_id = id WHERE article_id <= ? ORDER BY article_id",
    "SELECT attribute_values.* FROM spans JOIN attribute_values ON span_id = id WHERE article_id <= ?",
    "SELECT * FROM relations WHERE article_id <= ?",
)


def test_exporting_as_jsonl(table: Table, project: Path, store: Store, tmp_path: Path) -> None:
    """Some of the articles, whatever the size of the project; the limit is to read their rows and to write them."""
    count = min(20_000 if SCALE == "full" else 4_000, store.article_count())
    chosen = Selection(articles=tuple(islice(store.article_ids(), count)))
    began = time.process_time()
    run(export(project, tmp_path / "out", format_named("jsonl"), selection=chosen))
    ours = (time.process_time() - began) * 1000
    bare = 0.0
    with (tmp_path / "out" / "articles.jsonl").open("rb") as lines, Path(os.devnull).open("wb") as file:
        for line in lines:
            row = json.loads(line)
            began = time.process_time()
            file.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
            bare += (time.process_time() - began) * 1000
    connection = sqlite3.connect(f"{project.absolute().as_uri()}?mode=ro", uri=True)
    began = time.process_time()
    for statement in _ROWS:
        for _row in connection.execute(statement, (count,)):
            pass
    read = (time.process_time() - began) * 1000
    connection.close()
    table.add(Line("export as JSONL, beside reading and bare JSON", ours, bare + read, 2.5))


_EMPTY = """
import os, time
from PySide6.QtWidgets import QApplication, QMainWindow, QTextEdit
app = QApplication([])
window, edit = QMainWindow(), QTextEdit()
window.setCentralWidget(edit)
window.resize(1000, 800)
window.show()
while not window.windowHandle().isExposed():
    app.processEvents()
edit.viewport().repaint()
print(time.process_time() * 1000, flush=True)
os._exit(0)
"""
_OURS = """
import os, time
from annotator.cli import main
from annotator.ui import start

paint_first = start.paint_first

def told(app):
    first = paint_first(app)
    assert first.is_painted
    print(time.process_time() * 1000, flush=True)
    os._exit(0)

start.paint_first = told
main(["open", "--new-window"])
"""
_WHOLE = """
import os, time
from PySide6.QtCore import QTimer
from annotator.cli import main
from annotator.ui import app

begin = app.begin

def told(window, *arguments, **named):
    window.repaint()
    print(time.process_time() * 1000, flush=True)
    os._exit(0)

app.begin = told
main(["open", "--new-window"])
"""


def test_the_first_painted_window(table: Table, tmp_path: Path) -> None:
    def started(script: str) -> float:
        own = {"QT_QPA_PLATFORM": "offscreen", "ANNOTATOR_HOME": str(tmp_path)}
        command = [sys.executable, "-c", script]
        told = [
            float(subprocess.run(command, check=True, capture_output=True, env=os.environ | own).stdout)
            for _ in range(5)
        ]
        return min(told)

    limit = started(_EMPTY)
    line = table.add(Line("start to the first painted window", started(_OURS), limit, 1.6))
    table.add(Line("start to the whole window", started(_WHOLE), limit, 10))
    assert line.is_met
