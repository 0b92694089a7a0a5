"""The command line as an analyst meets it: each command, in words and in JSON."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from annotator import __version__, places
from annotator.formats import FORMATS

Run = Callable[..., Any]


def test_from_an_article_to_a_dataset(run: Run, tmp_path: Path) -> None:
    made = run("new", tmp_path / "talks", "--codebook", "diplomatic-readout")
    assert made.code == 0
    assert "“talks.annotator”" in made.out
    added = run("import", tmp_path / "talks", *places.seeds().glob("*.txt"))
    assert (added.code, added.err) == (0, "")
    assert added.out.startswith("Added 1 article")
    listed = run("articles", tmp_path / "talks")
    assert "China ready to join S.Korea in advancing ties" in listed.out
    assert "2023-09-08" in listed.out
    written = run("export", tmp_path / "talks", tmp_path / "out", "--format", "jsonl")
    assert written.code == 0
    row = json.loads((tmp_path / "out" / "articles.jsonl").read_text(encoding="utf-8"))
    assert row["dateline_date"] == "2023-09-07"
    assert run("check", tmp_path / "talks").out == "“talks.annotator” is sound.\n"


def test_importing_again_adds_nothing_and_says_so(run: Run, project: Path) -> None:
    again = run("import", project, *places.seeds().glob("*.txt"))
    assert again.code == 0
    assert "was already here" in again.err
    assert again.out.startswith("Added 0 articles, 1 already here")


def test_articles_are_found_by_their_words(run: Run, project: Path) -> None:
    assert len(run("articles", project, "--search", "Hangzhou", "--json").json["articles"]) == 1
    assert run("articles", project, "--search", "Antarctica", "--json").json["articles"] == []


def test_a_longer_list_of_articles_says_that_it_goes_on(run: Run, project: Path, tmp_path: Path) -> None:
    for n in range(3):
        (tmp_path / f"{n}.txt").write_text(f"Article {n}.\n", encoding="utf-8")
    run("import", project, *(tmp_path / f"{n}.txt" for n in range(3)))
    listed = run("articles", project, "--limit", "2")
    assert len(listed.out.splitlines()) == 3
    assert "--limit" in listed.err


def test_spans_are_listed_with_their_fields(run: Run, example: Path) -> None:
    listed = run("spans", example, "--label", "commitment")
    lines = listed.out.splitlines()
    assert lines[0].split() == ["Label", "Words", "Fields", "Date", "Article"]
    assert all(line.startswith("Commitment ") for line in lines[1:])
    assert "Strength is ready to" in listed.out
    spans = run("spans", example, "--json").json["spans"]
    assert {"id", "label", "text", "start", "fields"} <= spans[0].keys()
    assert len(spans) >= 6


def test_a_label_that_is_not_in_the_codebook_is_named_with_those_that_are(run: Run, example: Path) -> None:
    said = run("spans", example, "--label", "Comitment")
    assert said.code == 2
    assert "Commitment" in said.err


def test_the_codebook_is_printed_with_keys_and_fields(run: Run, example: Path) -> None:
    said = run("codebook", example)
    assert "Strength" in said.out
    assert {"Speakers", "Commitments", "Topics"} <= {line.split()[0] for line in said.out.splitlines()[1:]}
    assert run("codebook", example, "--json").json["codebook"]["labels"]


@pytest.mark.parametrize("form", [form.name for form in FORMATS if form.write])
def test_every_format_is_exported_and_twice_gives_the_same_bytes(
    run: Run, example: Path, tmp_path: Path, form: str
) -> None:
    def contents() -> dict[str, bytes]:
        files = [tmp_path / "out"] if (tmp_path / "out").is_file() else (tmp_path / "out").rglob("*")
        return {str(x): x.read_bytes() for x in files if x.is_file()}

    first = run("export", example, tmp_path / "out", "--format", form, "--split", "train=80,test=20", "--json")
    assert first.code == 0
    assert first.json["articles"] == 1
    before = contents()
    assert run("export", example, tmp_path / "out", "--format", form, "--split", "train=80,test=20").code == 0
    assert contents() == before


def test_an_export_says_what_could_not_be_carried(run: Run, example: Path, tmp_path: Path) -> None:
    said = run("export", example, tmp_path / "out.conll", "--format", "conll")
    assert said.code == 0
    assert "could not carry everything" in said.err
    assert (tmp_path / "out.conll-losses.jsonl").exists()


def test_formats_are_listed(run: Run) -> None:
    said = run("formats")
    assert all(form.name in said.out for form in FORMATS)
    assert {row["name"] for row in run("formats", "--json").json["formats"]} == {form.name for form in FORMATS}


def test_check_finds_what_was_changed_behind_its_back(run: Run, example: Path) -> None:
    import sqlite3

    connection = sqlite3.connect(example)
    with connection:
        connection.execute("UPDATE spans SET start = start + 1 WHERE id = 1")
    connection.close()
    said = run("check", example)
    assert said.code == 1
    assert said.err
    assert run("check", example, "--json").json["ok"] is False


def test_help_names_every_command_and_the_version_is_printed(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run("--help")
    assert ended.value.code == 0
    said = capsys.readouterr().out
    for name in ("new", "import", "articles", "spans", "codebook", "export", "formats", "check", "demo", "self-test"):
        assert f"\n    {name}" in said
    with pytest.raises(SystemExit):
        run("--version")
    assert capsys.readouterr().out == f"annotator {__version__}\n"


@pytest.mark.parametrize(
    "words",
    [
        ("new", "{p}"),
        ("import", "{p}", "gone.txt"),
        ("articles", "gone.annotator"),
        ("export", "{p}", "out", "--format", "papyrus"),
        ("export", "{p}", "out", "--format", "csv", "--split", "train"),
    ],
)
def test_with_json_there_is_one_object_even_when_nothing_was_done(
    run: Run, project: Path, words: tuple[str, ...]
) -> None:
    said = run(*(word.format(p=project) for word in words), "--json")
    assert said.code == 2
    assert said.json["ok"] is False
    assert said.err


def test_spans_are_found_by_what_their_fields_do_and_do_not_say(run: Run, example: Path) -> None:
    def words(*conditions: str) -> list[str]:
        asked = [word for condition in conditions for word in ("--where", condition)]
        return [span["text"] for span in run("spans", example, "--label", "commitment", *asked, "--json").json["spans"]]

    assert words("Party=China", "Deadline=empty|not stated") == words()
    assert words("Deadline=empty") == words("Party=Japan") == []
    assert words("Strength=is ready to", "Alone or jointly=jointly", "Venue=empty") == words()
    refused = run("spans", example, "--where", "Colour=red")
    assert (refused.code, "Deadline" in refused.err) == (2, True)


def test_commitments_are_listed_a_row_each(run: Run, example: Path) -> None:
    listed = run("frames", example, "--label", "commitment")
    head, *rows = listed.out.splitlines()
    assert head.split() == ["Label", "Words", "Speaker", "Party", "To", "Strength", "Deadline", "Date"]
    assert rows
    frames = run("frames", example, "--json").json["frames"]
    assert all({"speaker", "speaker_state", "deadline_state", "link"} <= row.keys() for row in frames)
    assert any(row["speaker"] == ["Li Qiang"] for row in frames)


def test_an_import_takes_an_encoding_a_mapping_and_labels_and_writes_a_report(
    run: Run, project: Path, tmp_path: Path
) -> None:
    (tmp_path / "a.csv").write_bytes("Rumpf;Kopf\nZölle sinken.;Eins\n;Zwei\n".encode("cp1252"))
    refused = run("import", project, tmp_path / "a.csv")
    assert refused.code == 2
    assert "--encoding" in refused.err
    report = tmp_path / "report.txt"
    done = run(
        "import",
        project,
        tmp_path / "a.csv",
        "--encoding",
        "cp1252",
        "--map",
        "text=Rumpf,title=Kopf",
        "--report",
        report,
    )
    assert done.code == 1
    assert done.out.startswith("Added 1 article, 0 already here, 1 refused")
    assert "line 3" in report.read_text(encoding="utf-8")
    fixture = Path(__file__).parent.parent / "formats" / "data" / "fixtures" / "doccano" / "relations.utf16.jsonl"
    annotated = run("import", project, fixture, "--labels", "Org=Speaker,Place=", "--json")
    assert "UTF-16" in annotated.json["remarks"][0]["message"]
    assert "Imported: Person" in annotated.json["labels_added"]
    assert "“Place” left out" in annotated.json["refused"][0]["message"]


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--encoding", "klingon", "There is no encoding “klingon”"),
        ("--offsets", "inches", "There is no unit of offsets “inches”"),
        ("--map", "text", "“text” is no pair for --map"),
    ],
)
def test_an_option_of_import_that_makes_no_sense_is_a_sentence(
    run: Run, project: Path, tmp_path: Path, option: str, value: str, said: str
) -> None:
    (tmp_path / "a.txt").write_text("Li said so.", encoding="utf-8")
    done = run("import", project, tmp_path / "a.txt", option, value)
    assert done.code == 2
    assert said in done.err
