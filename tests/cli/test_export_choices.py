"""What `export` and `verify` take on the command line."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


def test_choices_of_a_format_are_set_by_name(run: Run, example: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.conll"
    assert run("export", example, out, "--format", "conll", "--set", "tags=bioes").code == 0
    assert " S-" in out.read_text(encoding="utf-8") or " E-" in out.read_text(encoding="utf-8")
    for words, said in [
        (("--set", "tags"), "is no choice"),
        (("--set", "tags=x"), "cannot be “x”"),
        (("--set", "colour=x"), "has no choice “colour”"),
        (("--label", "Nothing"), "There is no label “Nothing”"),
        (("--group", "Nothing"), "There is no group “Nothing”"),
        (("--annotator", "Nobody"), "There is no annotator “Nobody”"),
    ]:
        refused = run("export", example, tmp_path / "b.conll", "--format", "conll", *words)
        assert refused.code == 2
        assert said in refused.err
    assert not (tmp_path / "b.conll").exists()


def test_one_label_goes_out_alone(run: Run, example: Path, tmp_path: Path) -> None:
    done = run("export", example, tmp_path / "out", "--format", "jsonl", "--label", "speaker", "--human", "--json").json
    (line, *_) = (tmp_path / "out" / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    assert {span["label"] for span in json.loads(line)["spans"]} == {"Speaker"}
    assert done["spans"] > 0


def test_edges_are_listed_without_writing(run: Run, example: Path, tmp_path: Path) -> None:
    listed = run("export", example, tmp_path / "out", "--format", "conll", "--list-edges")
    assert listed.code == 0
    assert "begin or end inside a word" in listed.out
    assert run("export", example, tmp_path / "out", "--format", "conll", "--list-edges", "--json").json["edges"] == []
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", ["hf", "conll"])
def test_verify_names_a_changed_file_and_tells_whether_the_project_changed(
    run: Run, example: Path, tmp_path: Path, name: str
) -> None:
    out = tmp_path / "out"
    run("export", example, out, "--format", name)
    sound = run("verify", out, "--project", example)
    assert sound.code == 0
    assert "as written." in sound.out
    assert "The project is in the same state." in sound.out
    file = out / "README.md" if out.is_dir() else out
    file.write_bytes(file.read_bytes() + b" ")
    changed = run("verify", out)
    assert changed.code == 1
    assert changed.err == f"“{file.name}” is not as it was written.\n"
    assert run("verify", out, "--json").json["problems"] == [f"“{file.name}” is not as it was written."]
    assert run("verify", tmp_path / "nothing").code == 2
