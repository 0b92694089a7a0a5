"""Formats of others: found where they are, a sentence where they cannot be loaded, and held to the same promises."""

import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator import places
from annotator.formats import all_formats, format_for, format_named, plug_ins
from tests.formats.samples import sample, write

LETTERS = """
from annotator.formats.base import Format, Written

def write(dataset, target, options):
    with target.open("w", encoding="utf-8") as file:
        for record in dataset.records():
            file.write(f"{record.article.title}\\n")
            yield Written(record.article.id, (), 0)

FORMAT = Format("{name}", "Titles", (".{name}",), "file", "One title a line.", write=write)
"""


def drop(folder: Path, archive: str, **files: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(folder / archive, "w") as packed:
        for name, text in files.items():
            packed.writestr(name.replace("__", "/").replace("_py", ".py").replace("_txt", ".txt"), text)
    return folder / archive


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    """What was loaded is forgotten afterwards."""
    before, path = set(sys.modules), list(sys.path)
    yield
    sys.path[:] = path
    for name in set(sys.modules) - before:
        del sys.modules[name]
    plug_ins.added.cache_clear()


def test_without_the_folder_nothing_is_added(tmp_path: Path) -> None:
    assert plug_ins.load(tmp_path / "plug-ins") == plug_ins.Added()
    assert not (tmp_path / "plug-ins").exists()


def test_a_zip_of_modules_in_the_plug_in_folder_adds_its_format(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANNOTATOR_HOME", str(tmp_path))
    drop(places.data_dir() / plug_ins.FOLDER, "titles.zip", titles_of_zip_py=LETTERS.replace("{name}", "titles"))
    plug_ins.added.cache_clear()
    form = format_named("titles")
    assert form in all_formats()
    assert format_for(Path("x.titles")) is form
    write(form, sample(), tmp_path / "out.titles")
    assert (tmp_path / "out.titles").read_text(encoding="utf-8") == "First\nSecond\n"


def test_a_wheel_names_its_format_by_entry_point(tmp_path: Path) -> None:
    metadata = "Metadata-Version: 2.1\nName: letters\nVersion: 1\n"
    with zipfile.ZipFile(tmp_path / "letters-1-py3-none-any.whl", "w") as wheel:
        wheel.writestr("letters_of_wheel.py", LETTERS.replace("{name}", "letters"))
        wheel.writestr("letters-1.dist-info/METADATA", metadata)
        wheel.writestr(
            "letters-1.dist-info/entry_points.txt", f"[{plug_ins.GROUP}]\nletters = letters_of_wheel:FORMAT\n"
        )
    added = plug_ins.load(tmp_path)
    assert [form.name for form in added.formats] == ["letters"]
    assert added.problems == ()


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("import nothing_of_this_name", "ModuleNotFoundError: No module named 'nothing_of_this_name'"),
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("def", "SyntaxError: invalid syntax"),
        ("", "AttributeError"),
        ("FORMAT = 3", "it gives a int, not a Format"),
    ],
)
def test_what_cannot_be_loaded_is_a_sentence(tmp_path: Path, source: str, said: str) -> None:
    drop(tmp_path, "bad.zip", bad_of_zip_py=source)
    (problem,) = plug_ins.load(tmp_path).problems
    assert problem.startswith("The format “bad.zip” could not be loaded: ")
    assert said in problem


def test_a_file_that_is_no_zip_an_empty_one_and_a_name_twice_are_sentences(tmp_path: Path) -> None:
    (tmp_path / "a.whl").write_bytes(b"no zip")
    drop(tmp_path, "b.zip", read_txt="nothing")
    drop(tmp_path, "c.zip", one_of_zip_py=LETTERS.replace("{name}", "same"))
    drop(tmp_path, "d.zip", two_of_zip_py=LETTERS.replace("{name}", "same"))
    added = plug_ins.load(tmp_path)
    assert len(added.formats) == 1
    assert [problem.split(": ")[-1] for problem in added.problems] == [
        "File is not a zip file.", "it has no modules.", "“d.zip” has a format “same”, which is there already.",
    ]  # fmt: skip
