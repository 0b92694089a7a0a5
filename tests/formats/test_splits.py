"""Splits: by article, the same for the same seed, in every format; and the bytes of every format as they are today."""

import io
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.errors import UserError
from annotator.formats import FORMATS, format_for, format_named
from annotator.formats.base import Format, Split, WriteOptions
from tests.formats.samples import GOLDEN, dataset, files, many, sample, write

WRITERS = [form for form in FORMATS if form.write is not None]


def test_a_split_is_read_from_one_line() -> None:
    assert Split.parse("train=80, dev=10,test=10").parts == (("train", 80), ("dev", 10), ("test", 10))


@pytest.mark.parametrize(
    "text", ["", "train", "train=", "=3", "train=-1", "a=0,b=0", "a=1,A=2", "a b=1", "../x=1", "a=1.5"]
)
def test_a_split_that_makes_no_sense_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(UserError) as caught:
        Split.parse(text)
    assert "train=80" in caught.value.hint


@given(st.sets(st.uuids().map(str), max_size=60), st.integers(0, 5), st.randoms(use_true_random=False))
def test_parts_depend_on_the_articles_and_the_seed_alone(ids: set[str], seed: int, random: Random) -> None:
    split = Split.parse("train=80,dev=10,test=10")
    assigned = split.assign(sorted(ids), seed)
    shuffled = sorted(ids)
    random.shuffle(shuffled)
    assert split.assign(shuffled, seed) == assigned
    assert assigned.keys() == ids
    for name, weight in split.parts:
        assert abs(sum(part == name for part in assigned.values()) - len(ids) * weight / 100) < 1


def test_the_first_ids_are_assigned_as_they_always_were() -> None:
    assigned = Split.parse("train=6,dev=2,test=2").assign([str(number) for number in range(10)], 42)
    assert [name for _, name in sorted(assigned.items())] == [
        "train",
        "train",
        "test",
        "test",
        "train",
        "dev",
        "train",
        "train",
        "dev",
        "train",
    ]


@pytest.mark.parametrize("form", WRITERS, ids=lambda form: form.name)
def test_every_format_splits_by_article_into_the_same_bytes_each_time(
    form: Format, tmp_path: Path, split: Callable[[str], WriteOptions]
) -> None:
    options = split("train=80,dev=10,test=10")
    data = many(10)
    for name in ("one", "two"):
        written = write(form, data, tmp_path / name, options)
        assert [item.article_id for item in written] == [record.article.id for record in data.records()]
    assert files(tmp_path / "one") == files(tmp_path / "two")
    parts = {word for name in files(tmp_path / "one") for word in (Path(name).stem, Path(name).parts[0])}
    assert parts >= {"train", "dev", "test"}


@pytest.mark.parametrize("form", WRITERS, ids=lambda form: form.name)
def test_a_format_says_beforehand_whether_it_makes_a_folder(
    form: Format, tmp_path: Path, split: Callable[[str], WriteOptions]
) -> None:
    names = ["out", f"out{form.suffixes[0]}"] if form.suffixes else ["out"]
    for number, options in enumerate((WriteOptions(), split("a=1,b=1"))):
        (tmp_path / str(number)).mkdir()
        for name in names:
            target = tmp_path / str(number) / name
            write(form, sample(), target, options)
            assert target.is_dir() is form.writes_folder(target, options)


@pytest.mark.parametrize("form", WRITERS, ids=lambda form: form.name)
def test_a_project_without_articles_is_written_all_the_same(form: Format, tmp_path: Path) -> None:
    assert write(form, dataset([]), tmp_path / "out") == []
    assert (tmp_path / "out").exists()


@pytest.mark.parametrize("form", WRITERS, ids=lambda form: form.name)
def test_the_bytes_of_a_small_dataset_are_what_they_were(form: Format, tmp_path: Path) -> None:
    """After a change that is meant: `python -m tests.formats.make_golden`, and look at the difference."""
    write(form, sample(), tmp_path / form.name)
    assert comparable(tmp_path / form.name) == comparable(GOLDEN / form.name)


def comparable(path: Path) -> dict[str, bytes]:
    """Return the bytes of an export; of .spacy and zips what is packed in them, which differs with zlib's makers.

    XlsxWriter ends the lines of its XML as the system does.
    """
    found = files(path) if path.is_dir() else {"": path.read_bytes()}
    unpacked: dict[str, bytes] = {}
    for name, data in found.items():
        if data[:2] == b"PK":
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                unpacked |= {f"{name}/{x}": archive.read(x).replace(b"\r\n", b"\n") for x in archive.namelist()}
        else:
            unpacked[name] = zlib.decompress(data) if data[:2] == b"\x78\x9c" else data
    return unpacked


def test_formats_are_found_by_name_and_by_ending(tmp_path: Path) -> None:
    assert len({form.name for form in FORMATS}) == len(FORMATS)
    for form in FORMATS:
        assert format_named(form.name.upper()) is form
        assert form.title
        assert form.description
        for suffix in form.suffixes:
            found = format_for(tmp_path / f"x{suffix.upper()}")
            assert found is not None
            assert suffix in found.suffixes
    with pytest.raises(UserError) as caught:
        format_named("papyrus")
    assert "conll" in caught.value.hint
