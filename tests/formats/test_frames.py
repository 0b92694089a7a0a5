"""The table of commitments: a row each, with whom and what every field says, and what it does not say."""

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given

from annotator.core.codebook import Condition
from annotator.core.model import ArticleRecord
from annotator.formats import format_for, format_named
from annotator.formats.base import WriteOptions
from annotator.formats.frame_rows import FIXED
from annotator.formats.frames import NO_ROW
from tests.formats.records import records
from tests.formats.samples import (
    ADDRESSEE,
    CODEBOOK,
    COMMITMENT,
    FIRM,
    FIRST,
    STRENGTH,
    dataset,
    first_record,
    sample,
    write,
)

FRAMES = format_named("frames")


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_a_row_says_who_to_whom_what_and_what_is_unknown(tmp_path: Path) -> None:
    write(FRAMES, sample(), tmp_path / "out.csv")
    ready, expand, cut = rows_of(tmp_path / "out.csv")
    record = first_record()
    assert tuple(ready)[: len(FIXED)] == FIXED
    assert ready["article"] == record.article.id
    assert ready["action"] == "China is ready to work with South Korea to resist interference"
    assert ready["quote"] == FIRST.split("\n\n")[1], "the sentence it stands in"
    speaker = [ready[name] for name in ("speaker", "speaker_words", "speaker_state")]
    assert speaker == ["Chinese Premier Li Qiang", "Chinese Premier Li Qiang", "filled"]
    assert [ready[name] for name in ("addressee", "addressee_words", "addressee_state")] == ["China", "", "filled"]
    assert (ready["strength"], ready["strength_state"], ready["areas"]) == ("weak", "filled", "trade; peace")
    assert (ready["negated"], ready["amount"], ready["by"], ready["with"]) == ("no", "3", "2023-12-31", "China")
    assert expand["addressee_state"] == "not stated"
    assert (expand["speaker"], expand["speaker_state"], expand["strength_state"]) == ("", "empty", "empty")
    assert cut["addressee_state"] == "empty", "where nobody looked is not where the article does not say"
    assert expand["action"] == "China will expand imports farm goods"


def test_a_field_that_is_not_asked_is_told_from_one_that_is_empty(tmp_path: Path) -> None:
    only = Condition(STRENGTH, (FIRM, "not stated"))
    roles = tuple(replace(x, shown_when=only) if x.id == ADDRESSEE else x for x in CODEBOOK.roles)
    write(FRAMES, replace(sample(), codebook=replace(CODEBOOK, roles=roles)), tmp_path / "out.csv")
    states = [row["addressee_state"] for row in rows_of(tmp_path / "out.csv")]
    assert states == ["filled", "not stated", "not asked"], "an answer that is there is never left out"


def test_lines_of_json_say_the_same_with_lists(tmp_path: Path) -> None:
    write(FRAMES, sample(), tmp_path / "out.jsonl")
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(lines) == 3
    assert lines[0]["addressee"] == ["China"]
    assert (lines[1]["addressee"], lines[1]["addressee_state"]) == ([], "not stated")
    assert lines[0]["start"] == first_record().spans[2].start


def test_every_other_span_is_named_in_the_losses(tmp_path: Path) -> None:
    written = write(FRAMES, sample(), tmp_path / "out.csv")
    assert [article.spans for article in written] == [2, 1]
    lost = {loss.span for article in written for loss in article.losses if loss.what == NO_ROW}
    record = first_record()
    assert {span.id for span in record.spans} - lost == {x.id for x in record.spans if x.label == COMMITMENT}


def test_a_split_makes_a_table_a_part(tmp_path: Path, split: Callable[[str], WriteOptions]) -> None:
    write(FRAMES, sample(), tmp_path / "out", split("train=1,test=1"))
    tables = [rows_of(tmp_path / "out" / f"{name}.csv") for name in ("train", "test")]
    assert sum(map(len, tables)) == 3


def test_it_never_takes_the_place_of_the_formats_that_are_read() -> None:
    assert [format_for(Path(name)) for name in ("x.csv", "x.jsonl")] == [format_named("csv"), format_named("jsonl")]


@given(records())
def test_any_record_has_one_whole_row_for_each_commitment(record: ArticleRecord) -> None:
    with TemporaryDirectory() as folder:
        written = write(FRAMES, dataset((record,)), Path(folder, "out.csv"))
        rows = rows_of(Path(folder, "out.csv"))
    wanted = [x.id for x in sorted(record.spans, key=lambda x: (x.start, -x.end, x.id)) if x.label == COMMITMENT]
    assert [row["span"] for row in rows] == wanted
    assert written[0].spans == len(wanted)
    assert all(None not in row and None not in row.values() for row in rows)
    assert {row["speaker_state"] for row in rows} <= {"empty", "filled", "not stated"}
