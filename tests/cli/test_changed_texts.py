"""`annotator import --changed`: an article that is here with another text is told, and becomes what was asked."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from annotator import places

Run = Callable[..., Any]


@pytest.fixture
def mended(tmp_path: Path) -> Path:
    """The seed article in another wording, under its own name."""
    (seed,) = places.seeds().glob("*.txt")
    path = tmp_path / "new" / seed.name
    path.parent.mkdir()
    path.write_text(
        seed.read_text(encoding="utf-8").replace("China is ready to work", "China stands ready to work"),
        encoding="utf-8",
    )
    return path


def test_without_a_choice_it_is_left_and_the_choices_are_named(run: Run, example: Path, mended: Path) -> None:
    said = run("import", example, mended)
    assert said.code == 1
    assert "another than here" in said.err
    assert "kept exactly" in said.err
    assert "--changed version" in said.err
    assert len(run("articles", example, "--json").json["articles"]) == 1


def test_as_a_version_the_spans_are_counted_and_all_are_still_there(run: Run, example: Path, mended: Path) -> None:
    before = run("spans", example, "--json").json["spans"]
    done = run("import", example, mended, "--changed", "version", "--json")
    (changed,) = done.json["changed"]
    assert done.code == 0
    assert changed["choice"] == "version"
    assert changed["exact"] + changed["fuzzy"] + changed["orphans"] == len(before)
    assert changed["fuzzy"] >= 1
    after = run("spans", example, "--json").json["spans"]
    assert {(span["id"], span["text"]) for span in after} == {(span["id"], span["text"]) for span in before}
    assert not any(span["waits"] for span in before)
    assert sum(span["waits"] for span in after) == changed["fuzzy"] + changed["orphans"]
    assert run("spans", example).out.count("waits on an earlier text") == changed["fuzzy"] + changed["orphans"]
    assert run("check", example).code == 0


def test_as_a_separate_article_it_is_added(run: Run, example: Path, mended: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    assert run("import", example, mended, "--changed", "separate", "--report", report).code == 0
    assert len(run("articles", example, "--json").json["articles"]) == 2
    assert "an article of its own" in report.read_text(encoding="utf-8")


def test_the_frame_of_a_span_that_waits_quotes_the_text_it_was_tagged_in(run: Run, example: Path, mended: Path) -> None:
    before = {row["span"]: row["quote"] for row in run("frames", example, "--json").json["frames"]}
    run("import", example, mended, "--changed", "version")
    after = {row["span"]: row["quote"] for row in run("frames", example, "--json").json["frames"]}
    assert after.keys() == before.keys()
    assert any("China is ready to work" in quote for quote in after.values())
