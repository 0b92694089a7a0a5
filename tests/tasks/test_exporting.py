"""Export: whole or not at all, the same bytes each time, and what came in comes out."""

import json
import sqlite3
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.errors import UserError
from annotator.core.progress import run
from annotator.core.text import normalise
from annotator.formats import FORMATS, format_named
from annotator.formats.base import Split, WriteOptions
from annotator.store.store import Store
from annotator.store.writer import Direct
from annotator.tasks.exporting import Exported, export
from annotator.tasks.importing import import_paths

WRITERS = [form.name for form in FORMATS if form.write is not None]


def write(store: Store, target: Path, name: str, options: WriteOptions | None = None) -> Exported:
    return run(export(store.path, target, format_named(name), options))


def contents(target: Path) -> dict[str, bytes]:
    files = [target] if target.is_file() else sorted(x for x in target.rglob("*") if x.is_file())
    return {str(file.relative_to(target.parent)): file.read_bytes() for file in files}


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("split", [None, "train=2,test=1"])
def test_exporting_twice_gives_the_same_bytes(annotated: Store, tmp_path: Path, name: str, split: str | None) -> None:
    options = WriteOptions(split=Split.parse(split) if split else None, seed=7)
    first = write(annotated, tmp_path / "out", name, options)
    before = contents(first.target)
    again = write(annotated, first.target, name, options)
    assert contents(again.target) == before
    assert again.articles == 3
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".out")] == []


def test_an_export_of_everything_imports_to_an_equal_project(annotated: Store, tmp_path: Path) -> None:
    done = write(annotated, tmp_path / "all", "jsonl")
    assert done.losses == ()
    with Store.create(tmp_path / "copy.annotator", annotator="Grace") as copy:
        imported = run(import_paths(Direct(copy), [done.target]))
        assert imported.refused == ()
        assert list(copy.article_ids()) == list(annotated.article_ids())
        for id in annotated.article_ids():
            assert copy.record(id) == annotated.record(id)
        assert copy.codebook() == annotated.codebook()
        assert set(copy.actors()) == set(annotated.actors())
        assert set(annotated.annotators()) <= set(copy.annotators())
        again = run(import_paths(Direct(copy), [done.target]))
        assert again.added == ()
        assert again.action is None


def test_importing_one_s_own_export_changes_nothing(annotated: Store, tmp_path: Path) -> None:
    done = write(annotated, tmp_path / "all", "jsonl")
    steps = len(annotated.actions())
    imported = run(import_paths(Direct(annotated), [done.target]))
    assert len(imported.same) == 3
    assert imported.refused == ()
    assert len(annotated.actions()) == steps


def test_spans_of_a_colleague_come_into_a_project_that_has_the_article(
    annotated: Store, articles: Path, tmp_path: Path
) -> None:
    done = write(annotated, tmp_path / "all", "jsonl")
    with Store.create(tmp_path / "mine.annotator", annotated.codebook(), annotator="Grace") as mine:
        run(import_paths(Direct(mine), [articles]))
        imported = run(import_paths(Direct(mine), [done.target]))
        assert imported.refused == ()
        assert imported.added == ()
        spans = [span for id in mine.article_ids() for span in mine.spans(id)]
        theirs = [span for id in annotated.article_ids() for span in annotated.spans(id)]
        assert {span.id for span in spans} == {span.id for span in theirs}
        assert {span.text for span in spans} == {span.text for span in theirs}


def test_a_label_that_means_something_else_here_is_refused(annotated: Store, tmp_path: Path) -> None:
    target = write(annotated, tmp_path / "all", "jsonl").target
    label = annotated.codebook().label_named("Topic")
    assert label is not None
    with Store.create(tmp_path / "other.annotator", annotated.codebook()) as other:
        with other.edit("Change the definition") as edit:
            edit.put(replace(label, definition="Something else."))
        imported = run(import_paths(Direct(other), [target]))
        assert imported.added == ()
        (refusal,) = imported.refused
        assert "“Topic”" in refusal.message
        assert refusal.hint
        assert list(other.article_ids()) == []


@pytest.mark.parametrize("name", WRITERS)
def test_losses_are_counted_and_listed_beside_the_export(annotated: Store, tmp_path: Path, name: str) -> None:
    done = write(annotated, tmp_path / "out", name)
    report = tmp_path / "out-losses.jsonl"
    assert report.exists() == bool(done.losses)
    if done.losses:
        rows = [json.loads(line) for line in report.read_text(encoding="utf-8").splitlines()]
        assert len(rows) == len(done.losses) == sum(done.lost().values())
        assert done.report == report


def test_a_report_of_losses_goes_when_there_are_none_any_more(annotated: Store, tmp_path: Path) -> None:
    write(annotated, tmp_path / "out", "conll")
    assert (tmp_path / "out-losses.jsonl").exists()
    (tmp_path / "out").unlink()
    write(annotated, tmp_path / "out", "jsonl")
    assert not (tmp_path / "out-losses.jsonl").exists()


def test_a_folder_that_no_export_wrote_is_not_replaced_unless_told(annotated: Store, tmp_path: Path) -> None:
    target = tmp_path / "mine"
    target.mkdir()
    (target / "thesis.txt").write_text("two years of work", encoding="utf-8")
    with pytest.raises(UserError, match=r"thesis\.txt"):
        write(annotated, target, "jsonl")
    assert (target / "thesis.txt").read_text(encoding="utf-8") == "two years of work"
    run(export(annotated.path, target, format_named("jsonl"), overwrite=True))
    assert not (target / "thesis.txt").exists()


def test_an_exported_file_that_was_edited_since_is_not_replaced(annotated: Store, tmp_path: Path) -> None:
    target = write(annotated, tmp_path / "hf", "hf").target
    (target / "README.md").write_text("my own card", encoding="utf-8")
    with pytest.raises(UserError, match=r"README\.md"):
        write(annotated, target, "hf")


def test_an_export_never_replaces_a_project_or_a_folder_around_it(annotated: Store, tmp_path: Path) -> None:
    for target in (annotated.path, tmp_path):
        with pytest.raises(UserError):
            run(export(annotated.path, target, format_named("jsonl"), overwrite=True))
    assert annotated.path.exists()


@pytest.mark.parametrize("name", WRITERS)
def test_closing_an_export_leaves_what_was_there_before(annotated: Store, tmp_path: Path, name: str) -> None:
    target = write(annotated, tmp_path / "out", name).target
    before = contents(target)
    names = sorted(path.name for path in tmp_path.iterdir())
    task = export(annotated.path, target, format_named(name))
    next(task)
    next(task)
    task.close()
    assert contents(target) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == names


def test_an_export_that_was_killed_between_two_renames_is_put_back_by_the_next(
    annotated: Store, tmp_path: Path
) -> None:
    target = write(annotated, tmp_path / "out", "brat").target
    before = contents(target)
    target.rename(tmp_path / ".out.before")
    task = export(annotated.path, target, format_named("brat"))
    next(task)
    task.close()
    assert contents(target) == before
    assert not (tmp_path / ".out.before").exists()


@pytest.mark.parametrize("name", WRITERS)
def test_what_is_written_while_an_export_runs_is_not_in_it(annotated: Store, tmp_path: Path, name: str) -> None:
    options = WriteOptions(split=Split.parse("train=1,test=1"))
    before = contents(write(annotated, tmp_path / "out", name, options).target)
    task = export(annotated.path, tmp_path / "out", format_named(name), options)
    next(task)
    (tmp_path / "late.txt").write_text("Late news.\n", encoding="utf-8")
    assert len(run(import_paths(Direct(annotated), [tmp_path / "late.txt"])).added) == 1
    assert run(task).articles == 3
    assert contents(tmp_path / "out") == before


def test_a_folder_to_write_in_that_is_not_there_is_a_sentence(annotated: Store, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no folder"):
        write(annotated, tmp_path / "nowhere" / "out.csv", "csv")


def test_a_format_that_can_only_be_read_is_a_sentence(annotated: Store, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="only be read"):
        write(annotated, tmp_path / "out.txt", "text")


@pytest.mark.parametrize("name", WRITERS)
def test_a_quote_that_its_article_does_not_say_stops_the_export_and_nothing_is_left(
    annotated: Store, tmp_path: Path, name: str
) -> None:
    connection = sqlite3.connect(annotated.path)
    with connection:
        connection.execute("UPDATE fragments SET quote = 'her' WHERE quote = 'she'")
    connection.close()
    names = sorted(path.name for path in tmp_path.iterdir())
    with pytest.raises(UserError, match="Nothing was exported"):
        write(annotated, tmp_path / "out", name)
    assert sorted(path.name for path in tmp_path.iterdir()) == names


# Files of many control characters are refused as binary.
CHARACTERS = st.one_of(
    st.characters(codec="utf-8", exclude_categories=["Cc"]), st.sampled_from("\r\n\t\u2028\u0085\ufeff\x00\xa0🌾é会ق")
)


@settings(max_examples=40, deadline=None)
@given(text=st.text(CHARACTERS, min_size=1, max_size=60).filter(lambda text: normalise(text).text.strip()))
def test_any_text_comes_back_from_a_file_an_export_and_another_project(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "a.txt")
        file.write_bytes(text.encode())
        with Store.create(Path(folder, "one.annotator")) as one, Store.create(Path(folder, "two.annotator")) as two:
            (id,) = run(import_paths(Direct(one), [file])).added
            article = one.article(id)
            assert article.text == normalise(text).text
            assert one.original(article.original) == text.encode()
            target = run(export(one.path, Path(folder, "out"), format_named("jsonl"))).target
            assert run(import_paths(Direct(two), [target])).added == (id,)
            assert two.article(id) == article
