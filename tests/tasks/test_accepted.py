"""Accepted problems go out with our JSONL and come in again: of a span, of an article, of the whole project."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.core.ids import derived_id, new_id
from annotator.core.model import Accepted
from annotator.core.progress import run
from annotator.formats import format_named
from annotator.store.check import check
from annotator.store.store import Store
from annotator.store.writer import Direct
from annotator.tasks.example import make_example
from annotator.tasks.exporting import export
from annotator.tasks.importing import import_paths

JSONL = format_named("jsonl")


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    """The example with three accepted problems, as a folder of our JSONL."""
    project = run(make_example(tmp_path / "example.annotator", "Ada"))
    with Store.open(project, write=True, annotator="Ada") as store:
        (article,) = store.article_ids()
        me, span = store.annotator.id, store.spans(article)[0]
        with store.edit("Accept") as edit:
            edit.put(
                Accepted(derived_id("a"), "required", me, "so", article, span.id, key="f", message="“X” is empty.")
            )
            edit.put(Accepted(derived_id("b"), "one label", me, "both", article, subject="china", key="x y"))
            edit.put(Accepted(derived_id("c"), "one label", me, "all", subject="li", key="x y", day="2023-10-01"))
    run(export(project, tmp_path / "out", JSONL))
    return tmp_path / "out"


def imported(folder: Path, name: str = "other") -> tuple[Accepted, ...]:
    with Store.create(folder.parent / f"{name}.annotator", annotator="Bo") as store:
        for _ in range(2):  # the second time adds nothing
            result = run(import_paths(Direct(store), [folder], JSONL))
            assert result.refused == ()
        assert run(check(store)) == ()
        return store.all_accepted()


def test_what_was_accepted_is_in_a_project_made_of_the_export(exported: Path) -> None:
    with Store.open(exported.parent / "example.annotator") as store:
        assert set(imported(exported)) == set(store.all_accepted())
        assert len(store.all_accepted()) == 3


def test_a_file_from_before_problems_could_be_accepted_is_read(exported: Path) -> None:
    rows = [json.loads(line) for line in (exported / "articles.jsonl").read_text(encoding="utf-8").splitlines()]
    project = json.loads((exported / "project.json").read_text(encoding="utf-8"))
    assert len(rows[0].pop("accepted")) == 2
    assert len(project.pop("accepted")) == 1
    (exported / "articles.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    (exported / "project.json").write_text(json.dumps(project), encoding="utf-8")
    assert imported(exported) == ()


def test_one_of_a_span_that_is_not_in_the_file_is_refused_by_name(exported: Path, tmp_path: Path) -> None:
    path = exported / "articles.jsonl"
    row = json.loads(path.read_text(encoding="utf-8"))
    row["accepted"][0]["span"] = new_id()
    path.write_text(json.dumps(row) + "\n", encoding="utf-8")
    with Store.create(tmp_path / "other.annotator") as store:
        result = run(import_paths(Direct(store), [exported], JSONL))
        assert any("accepted problem" in refusal.message for refusal in result.refused)


def test_two_reasons_under_one_id_are_two_meanings(exported: Path, tmp_path: Path) -> None:
    with Store.create(tmp_path / "other.annotator", annotator="Bo") as store:
        run(import_paths(Direct(store), [exported], JSONL))
        known = next(x for x in store.all_accepted() if x.article)
        with store.edit("Another reason") as edit:
            edit.put(replace(known, reason="another"))
        result = run(import_paths(Direct(store), [exported], JSONL))
        assert [type(x).__name__ for x in result.refused] == ["Refusal"]
        assert "differently" in result.refused[0].message
        assert known.reason not in [x.reason for x in store.accepted(known.article) if x.id == known.id]
