"""Bad input: each a sentence with a hint on standard error, an exit code that says so, and nothing half done."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from annotator.core.change import ActionKind
from annotator.core.draft import Draft
from annotator.store.store import Store

Run = Callable[..., Any]

BAD_ARTICLES = {
    "a binary file": ("noise.txt", bytes(range(256)) * 8),
    "an empty file": ("empty.txt", b""),
    "broken UTF-8": ("broken.txt", b"A good line.\n\xff and a bad one.\n"),
    "a Word document by another name": ("report.txt", b"PK\x03\x04" + b"\x00" * 64),
    "a file of an unknown kind": ("slides.pptx", b"PK\x03\x04"),
    "JSON that is cut": ("half.jsonl", b'{"format": "annotator-jsonl", "version": 1, "te'),
    "JSON of a newer version": ("new.jsonl", b'{"format": "annotator-jsonl", "version": 99, "text": "x"}\n'),
}


@pytest.mark.parametrize("kind", BAD_ARTICLES)
def test_a_bad_article_alone_is_refused_and_nothing_is_done(run: Run, project: Path, tmp_path: Path, kind: str) -> None:
    name, data = BAD_ARTICLES[kind]
    (tmp_path / name).write_bytes(data)
    said = run("import", project, tmp_path / name)
    assert said.code == 2
    assert name in said.err
    assert "Traceback" not in said.err
    assert len(run("articles", project, "--json").json["articles"]) == 1


def test_a_bad_article_among_good_ones_does_not_stop_them(run: Run, project: Path, tmp_path: Path) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    for name, data in BAD_ARTICLES.values():
        (folder / name).write_bytes(data)
    (folder / "good.txt").write_text("A good article.\n", encoding="utf-8")
    said = run("import", project, folder, "--json")
    assert said.code == 1
    assert len(said.json["added"]) == 1
    assert len(said.json["refused"]) == len(BAD_ARTICLES)
    assert all(refusal["message"] and refusal["hint"] for refusal in said.json["refused"])


@pytest.mark.parametrize("path", ["gone.txt", "empty"])
def test_a_missing_file_and_a_folder_without_articles_are_refused(
    run: Run, project: Path, tmp_path: Path, path: str
) -> None:
    (tmp_path / "empty").mkdir()
    said = run("import", project, tmp_path / path)
    assert said.code == 2
    assert f"“{path}”" in said.err


def newer(path: Path) -> None:
    connection = sqlite3.connect(path)
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    connection.execute(f"PRAGMA user_version = {version + 1}")
    connection.close()


BAD_PROJECTS: dict[str, Callable[[Path], object]] = {
    "missing": Path.unlink,
    "empty": lambda path: path.write_bytes(b""),
    "a text": lambda path: path.write_text("Dear diary"),
    "cut": lambda path: path.write_bytes(path.read_bytes()[:5000]),
    "newer": newer,
}


@pytest.mark.parametrize("kind", BAD_PROJECTS)
@pytest.mark.parametrize("command", ["articles", "import", "check", "export"])
def test_a_file_that_is_no_project_is_a_sentence(
    run: Run, project: Path, tmp_path: Path, kind: str, command: str
) -> None:
    BAD_PROJECTS[kind](project)
    before = project.read_bytes() if project.exists() else None
    more: dict[str, list[object]] = {"import": [tmp_path], "export": [tmp_path / "out", "--format", "csv"]}
    said = run(command, project, *more.get(command, []))
    assert said.code in {1, 2} if command == "check" else said.code == 2
    assert said.err.strip()
    assert "Traceback" not in said.err
    assert (project.read_bytes() if project.exists() else None) == before
    assert not (tmp_path / "out").exists()


def test_a_project_that_is_being_edited_names_who_edits_it_and_can_still_be_read(run: Run, project: Path) -> None:
    with Store.open(project, write=True):
        said = run("import", project, project.parent)
        assert said.code == 2
        assert "process" in said.err
        assert run("articles", project).code == 0
        assert run("check", project).code == 0


def test_an_import_that_was_killed_is_kept_as_far_as_it_came_and_said(run: Run, project: Path, tmp_path: Path) -> None:
    (tmp_path / "late.txt").write_text("Late news.\n", encoding="utf-8")
    with Store.open(project, write=True) as store:
        killed = store.begin("Import 300 articles", ActionKind.IMPORT)
        with store.slice(killed) as edit:
            edit.add_article(Draft("Early news.\n", title="Early news"))
    said = run("import", project, tmp_path / "late.txt")
    assert said.code == 0
    assert "“Import 300 articles” was interrupted" in said.err
    titles = {row["title"] for row in run("articles", project, "--json").json["articles"]}
    assert {"Early news", "Late news."} <= titles
    assert run("check", project).code == 0
    assert run("import", project, tmp_path / "late.txt").err.count("interrupted") == 0


def test_a_new_project_never_replaces_a_file(run: Run, project: Path) -> None:
    before = project.read_bytes()
    assert run("new", project).code == 2
    assert project.read_bytes() == before


@pytest.mark.parametrize("codebook", ["nowhere.toml", "broken.toml", "picture.toml"])
def test_a_bad_codebook_makes_no_project(run: Run, tmp_path: Path, codebook: str) -> None:
    (tmp_path / "broken.toml").write_text("groups = [", encoding="utf-8")
    (tmp_path / "picture.toml").write_bytes(b"\x89PNG\xff\xfe")
    said = run("new", tmp_path / "p.annotator", "--codebook", tmp_path / codebook)
    assert said.code == 2
    assert codebook in said.err
    assert not (tmp_path / "p.annotator").exists()


def test_an_export_into_a_folder_of_somebody_s_is_refused(run: Run, example: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("work", encoding="utf-8")
    said = run("export", example, tmp_path / "mine", "--format", "jsonl")
    assert said.code == 2
    assert "thesis.txt" in said.err
    assert run("export", example, tmp_path / "mine", "--format", "jsonl", "--overwrite").code == 0


def test_no_window_without_a_screen(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    for words in ((), ("some.annotator",), ("example",)):
        said = run(*words)
        assert said.code == 2
        assert "annotator demo" in said.err


@pytest.mark.parametrize(
    "words", [("export", "p"), ("import",), ("articles", "p", "--limit", "0"), ("spans", "p", "x")]
)
def test_wrong_words_on_the_command_line_are_one_line(
    run: Run, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    with pytest.raises(SystemExit) as ended:
        run(*words)
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert len(said.splitlines()) == 1
    assert "--help" in said
