"""What reading costs: processor time of an import against bare sqlite3 putting the same rows in place, in one run.

The bare program reads the same files, decodes and hashes them, and inserts the very rows that the import made into the
same tables with the same full-text index, in one transaction and without triggers.
"""

import gc
import hashlib
import random
import sqlite3
import time
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from annotator import places
from annotator.core.model import ArticleRecord, TextVersion
from annotator.core.progress import run
from annotator.core.text import segment_for_search, sha256_of
from annotator.formats import format_named
from annotator.store.store import Store
from annotator.store.writer import Direct
from annotator.tasks.importing import Imported, import_paths
from tests.benchmarks.test_export import records
from tests.formats.samples import dataset, write

TEXTS = 1_500
ANNOTATED = 150
SPANS = 20
HEAD = " date 2023-09-08 Article {} of many\n\nSeptember 08, 2023\n\nJAKARTA, Sept. 7 (Xinhua) -- "


def tell(text: str) -> None:
    """Show a figure to who runs this with -s."""
    print(text)  # noqa: T201 - that is what it is for


def seconds(work: Callable[[], object]) -> float:
    """Return the processor time of some work."""
    gc.collect()
    started = time.process_time()
    work()
    return time.process_time() - started


def folder_of(folder: Path, count: int) -> Path:
    """Return a folder of articles of 480 words each, all different."""
    folder.mkdir()
    words = next(places.seeds().glob("*.txt")).read_text(encoding="utf-8").split()
    chance = random.Random(1)  # noqa: S311 - the same articles each time
    for number in range(count):
        text = HEAD.format(number) + " ".join(chance.choices(words, k=480)) + "\n"
        (folder / f"{number:06}.txt").write_text(text, encoding="utf-8")
    return folder


def annotated(count: int) -> Iterator[ArticleRecord]:
    for number, record in enumerate(records(count)):
        text = f"{record.article.text}{number}\n"
        article = replace(record.article, text=text, texts=(TextVersion(1, sha256_of(text)),))
        yield replace(record, article=article, spans=record.spans[:SPANS], relations=(), labels=())


def bare(project: Path, target: Path, files: list[Path]) -> float:
    """Return the processor time of putting the rows of a project into a new file, index and all."""
    source = sqlite3.connect(project)
    schema = source.execute("SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL").fetchall()
    mine = [row for row in schema if row[0] != "trigger" and not row[1].startswith(("articles_fts_", "sqlite_"))]
    tables = [name for kind, name, _ in mine if kind == "table" and name != "articles_fts"]
    rows = {name: source.execute(f'SELECT * FROM "{name}"').fetchall() for name in tables}  # noqa: S608 - our own names
    indexed = source.execute(
        """SELECT articles.id, articles.title, texts.text FROM articles JOIN article_texts ON article_id = articles.id
           JOIN texts ON texts.id = text_id"""
    ).fetchall()
    source.close()
    made = sqlite3.connect(target, isolation_level=None)
    for pragma in ("journal_mode = WAL", "synchronous = FULL"):
        made.execute(f"PRAGMA {pragma}")
    for _, _, statement in mine:
        made.execute(statement)

    def work() -> None:
        for file in files:
            hashlib.sha256(file.read_bytes().decode().encode()).digest()
        made.execute("BEGIN")
        for name, values in rows.items():
            if values:
                made.executemany(f'INSERT INTO "{name}" VALUES({",".join("?" * len(values[0]))})', values)
        made.executemany(
            "INSERT INTO articles_fts(rowid, title, text) VALUES(?, ?, ?)",
            ((key, segment_for_search(title), segment_for_search(text)) for key, title, text in indexed),
        )
        made.execute("COMMIT")

    spent = seconds(work)
    made.close()
    return spent


def least_bare(folder: Path, files: list[Path]) -> float:
    """Return the least processor time of three runs of the bare program."""
    return min(bare(folder / "p.annotator", folder / f"bare-{number}.db", files) for number in range(3))


def imported(project: Path, what: Path) -> tuple[float, Imported]:
    """Return the least processor time of three imports, each into a project of its own, and what the first did."""
    done: list[Imported] = []
    spent = []
    for name in (project.name, "second.annotator", "third.annotator"):
        with Store.create(project.with_name(name)) as store:
            spent.append(seconds(lambda store=store: done.append(run(import_paths(Direct(store), [what])))))  # type: ignore[misc]
    return min(spent), done[0]


@pytest.mark.slow
def test_importing_text_costs_a_small_multiple_of_bare_inserts(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "texts", TEXTS)
    ours, done = imported(tmp_path / "p.annotator", folder)
    assert len(done.added) == TEXTS
    limit = least_bare(tmp_path, sorted(folder.iterdir()))
    tell(f"text: {1000 * ours / TEXTS:.2f} ms an article, bare {1000 * limit / TEXTS:.2f} ms, ratio {ours / limit:.1f}")
    assert ours / limit < 3.4


@pytest.mark.slow
def test_importing_our_own_jsonl_costs_a_small_multiple_of_bare_inserts(tmp_path: Path) -> None:
    data = replace(dataset([]), records=lambda: annotated(ANNOTATED), count=ANNOTATED)
    write(format_named("jsonl"), data, tmp_path / "out")
    ours, done = imported(tmp_path / "p.annotator", tmp_path / "out")
    assert (len(done.added), done.refused) == (ANNOTATED, ())
    limit = least_bare(tmp_path, [tmp_path / "out" / "articles.jsonl"])
    tell(f"JSONL: {1000 * ours / ANNOTATED:.2f} ms an article with {SPANS} spans, ratio {ours / limit:.1f}")
    assert ours / limit < 5.8


@pytest.mark.slow
def test_an_import_holds_no_more_articles_in_memory_the_more_there_are(tmp_path: Path) -> None:
    def most(count: int) -> int:
        folder = folder_of(tmp_path / f"{count}", count)
        gc.collect()
        tracemalloc.start()
        with Store.create(tmp_path / f"{count}.annotator") as store:
            for number, _ in enumerate(import_paths(Direct(store), [folder])):
                # Python keeps 2,000 freed tuples of each size until it collects; they are not the import's.
                _ = number % 300 or gc.collect()
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    most(10)  # what is loaded at first use
    few, many = most(300), most(2100)
    per_article = (many - few) / 1800  # enough of them that the size of the last batch does not count
    tell(f"memory: {few / 1e6:.1f} MB for 300 articles, {many / 1e6:.1f} MB for 2,100, {per_article:.0f} bytes each")
    # The name of a file to come and the id of an article are kept, packed; no more of either.
    assert per_article < 100
