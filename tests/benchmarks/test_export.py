"""What writing costs, as a ratio of processor time to the least that any program would need for the same bytes."""

import json
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.core.ids import derived_id
from annotator.core.model import ArticleRecord, TextVersion
from annotator.core.progress import run
from annotator.core.text import sha256_of
from annotator.formats import FORMATS, format_named
from annotator.formats.base import Dataset, Format, WriteOptions
from annotator.store.store import Store
from annotator.store.writer import Direct
from annotator.tasks.exporting import export
from annotator.tasks.importing import import_paths
from tests.formats.samples import dataset, first_record, write

ARTICLES = 400
COPIES = 8
"""Times eight of the sample's six spans: about what a thoroughly tagged article has."""


def records(count: int) -> Iterator[ArticleRecord]:
    whole = first_record()
    for number in range(count):
        id = derived_id("benchmark", str(number))
        spans = tuple(
            replace(span, id=derived_id(id, span.id, str(copy)), article=id)
            for copy in range(COPIES)
            for span in whole.spans
        )
        yield ArticleRecord(article=replace(whole.article, id=id), spans=spans, labels=whole.labels)


def distinct(count: int) -> Iterator[ArticleRecord]:
    """Yield articles that differ in their text, for a project takes equal ones for the same."""
    for number, record in enumerate(records(count)):
        text = f"{record.article.text}Number {number}.\n"
        texts = (TextVersion(1, sha256_of(text)),)
        yield ArticleRecord(replace(record.article, text=text, texts=texts), record.spans)


def streaming(count: int) -> Dataset:
    return replace(dataset([]), records=lambda: records(count), count=count)


def seconds(work: Callable[[], object]) -> float:
    """Return the least processor time of three runs."""
    times = []
    for _ in range(3):
        started = time.process_time()
        work()
        times.append(time.process_time() - started)
    return min(times)


def test_jsonl_costs_little_more_than_its_bare_json(tmp_path: Path) -> None:
    form = format_named("jsonl")
    data = replace(streaming(ARTICLES), records=list(records(ARTICLES)).__iter__)
    targets = iter(range(10))
    ours = seconds(lambda: write(form, data, tmp_path / f"{next(targets)}.jsonl"))
    rows = [json.loads(line) for line in (tmp_path / "0.jsonl").read_bytes().split(b"\n") if line]

    def bare() -> None:
        with (tmp_path / "bare.jsonl").open("wb") as file:
            for row in rows:
                file.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")

    limit = seconds(bare)
    spans = ARTICLES * COPIES * 6
    print(f"jsonl: {ours * 1000:.0f} ms for {spans} spans, bare JSON {limit * 1000:.0f} ms, ratio {ours / limit:.2f}")  # noqa: T201
    assert ours < 1.3 * limit


def test_an_export_of_a_project_costs_a_small_multiple_of_its_bare_json(tmp_path: Path) -> None:
    """The whole way: rows out of the database, values, quotes compared, JSON, hashes, disk."""
    source = replace(streaming(ARTICLES), records=lambda: distinct(ARTICLES))
    write(format_named("jsonl"), source, tmp_path / "source")
    with Store.create(tmp_path / "p.annotator", annotator="Ada") as store:
        assert run(import_paths(Direct(store), [tmp_path / "source"])).refused == ()
    ours = seconds(lambda: run(export(tmp_path / "p.annotator", tmp_path / "out", format_named("jsonl"))))
    rows = [json.loads(line) for line in (tmp_path / "out" / "articles.jsonl").read_bytes().split(b"\n") if line]

    def bare() -> None:
        with (tmp_path / "bare.jsonl").open("wb") as file:
            for row in rows:
                file.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")

    limit = seconds(bare)
    print(f"project to jsonl: {ours * 1000:.0f} ms, bare JSON {limit * 1000:.0f} ms, ratio {ours / limit:.2f}")  # noqa: T201
    assert ours < 3.2 * limit


def test_the_memory_of_an_export_does_not_grow_with_the_number_of_articles(tmp_path: Path) -> None:
    """The whole way, from the project to the files."""

    def peak(count: int) -> int:
        source = replace(streaming(count), records=lambda: distinct(count))
        write(format_named("jsonl"), source, tmp_path / f"{count}")
        with Store.create(tmp_path / f"{count}.annotator", annotator="Ada") as store:
            assert run(import_paths(Direct(store), [tmp_path / f"{count}"])).refused == ()
        tracemalloc.start()
        run(export(tmp_path / f"{count}.annotator", tmp_path / f"out-{count}", format_named("jsonl")))
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return used

    peak(39)  # what is kept once is there before anything is compared
    few, many = peak(40), peak(240)
    print(f"export: {few / 1e6:.2f} MB for 40 articles, {many / 1e6:.2f} MB for 240")  # noqa: T201
    assert many < 1.3 * few


@pytest.fixture(scope="module")
def _room_for_names() -> None:
    """Let Python's own table of interned strings grow now: it takes 2 MB more at once, whoever is at work then."""
    tracemalloc.start()
    names: list[str] = []
    grown = False
    while not grown:
        before = tracemalloc.get_traced_memory()[0]
        tracemalloc.reset_peak()
        names.append(sys.intern(f"{id(names)} {time.monotonic_ns()} {len(names)}"))
        grown = tracemalloc.get_traced_memory()[1] - before > 500_000
    tracemalloc.stop()


@pytest.mark.parametrize("form", [x for x in FORMATS if x.write and x.name != "spacy"], ids=lambda form: form.name)
@pytest.mark.usefixtures("_room_for_names")
def test_memory_does_not_grow_with_the_number_of_articles(form: Format, tmp_path: Path) -> None:
    def peak(count: int) -> int:
        assert form.write is not None
        tracemalloc.start()
        for _ in form.write(streaming(count), tmp_path / f"{form.name}-{count}.x", WriteOptions()):
            pass
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return used

    peak(99)  # what is kept once is there before anything is compared
    assert peak(100) < 1.5 * peak(10)
