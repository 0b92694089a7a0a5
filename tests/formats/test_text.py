"""Plain text: one file, one article; anything else is a sentence with a hint."""

from pathlib import Path

import pytest

from annotator.core.draft import Draft, Refusal
from annotator.formats import format_for, format_named
from annotator.formats.text import MOST_BYTES
from tests.formats.samples import DATA, drafts

TEXT = format_named("text")
assert TEXT.read is not None
read = TEXT.read

RAW = DATA / "raw"


@pytest.mark.parametrize("letter", ["a", "b"])
@pytest.mark.parametrize(
    ("form", "encoding", "newline"),
    [
        ("crlf-bom", "utf-8-sig", "\r\n"),
        ("utf16le-bom", "utf-16-le", "\n"),
        ("utf16be-bom", "utf-16-be", "\n"),
        ("cr", "utf-8", "\r"),
        ("lf", "utf-8", "\n"),
    ],
)
def test_one_text_in_many_encodings_is_one_article(letter: str, form: str, encoding: str, newline: str) -> None:
    path = RAW / f"{letter}.{form}.txt"
    (draft,) = drafts(read(path))
    assert draft.text == (RAW / f"{letter}.lf.txt").read_bytes().decode()
    assert (draft.encoding, draft.newline, draft.name) == (encoding, newline, path.name)
    assert draft.original == path.read_bytes()


def test_a_stray_nul_is_text() -> None:
    (draft,) = drafts(read(RAW / "nul-and-controls.txt"))
    assert draft.text == "A\ufffdB\x0bC\x0cD\x1cE\x85F\u2028G\n"


@pytest.mark.parametrize("name", ["b.utf8-trunc.txt", "cp1252.txt", "gb18030.txt", "koi8-r.txt"])
def test_text_that_is_not_utf8_is_refused_with_its_first_bad_byte(name: str) -> None:
    (refusal,) = read(RAW / name)
    assert isinstance(refusal, Refusal)
    assert "byte 0x" in refusal.message
    assert name in refusal.message
    assert refusal.hint


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"%PDF-1.7 ...", "is a PDF"),
        (b"PK\x03\x04....", "is a Word document"),
        (bytes(range(256)) * 20, "is a binary file"),
        (b"\x00" * 4096, "is a binary file"),
    ],
)
def test_what_is_no_text_is_refused_with_its_kind(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    (refusal,) = read(path)
    assert isinstance(refusal, Refusal)
    assert message in refusal.message
    assert refusal.hint


def test_a_file_of_more_than_20_mb_is_refused_without_reading_it(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    (refusal,) = read(path)
    assert isinstance(refusal, Refusal)
    assert "20 MB" in refusal.message


def test_a_folder_or_missing_file_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.txt"):
        (refusal,) = read(path)
        assert isinstance(refusal, Refusal)
        assert path.name in refusal.message


def test_the_ending_decides_whatever_its_case(tmp_path: Path) -> None:
    path = tmp_path / "A.TXT"
    path.write_bytes(b"Li said so.")
    assert format_for(path) is TEXT
    (draft,) = read(path)
    assert isinstance(draft, Draft)
