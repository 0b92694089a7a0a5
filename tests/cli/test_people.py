"""`annotator actors`: list, write and read people and organisations."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

Run = Callable[..., Any]


def test_people_are_listed_with_their_mentions(run: Run, example: Path) -> None:
    listed = run("actors", example)
    assert "Li Qiang" in listed.out
    rows = {x["name"]: x for x in run("actors", example, "--json").json["actors"]}
    assert rows["Li Qiang"]["mentions"] >= 1
    assert rows["China"]["kind"] == "country"


def test_people_are_written_changed_and_read_as_csv(run: Run, example: Path, tmp_path: Path) -> None:
    table = tmp_path / "people.csv"
    assert run("actors", example, "--csv", table).code == 0
    text = table.read_text(encoding="utf-8-sig")
    assert run("actors", example, "--import", table).out.startswith("Added or changed 0 rows")
    table.write_text(text.replace(",South Korea,", ",Republic of Korea,"), encoding="utf-8")
    assert run("actors", example, "--import", table).out.startswith("Added or changed 1 row")
    assert "Republic of Korea" in run("actors", example).out
    assert run("check", example).code == 0


def test_a_table_without_names_is_refused(run: Run, example: Path, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("a,b\n", encoding="utf-8")
    refused = run("actors", example, "--import", tmp_path / "x.csv")
    assert refused.code == 2
    assert "no column “name”" in refused.err
