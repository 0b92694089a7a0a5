"""Our own JSONL: what goes out comes back, and what does not hold is refused row by row."""

import json
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.draft import Draft, Refusal
from annotator.core.model import ArticleRecord, Fragment, TextVersion
from annotator.formats import format_for, format_named
from annotator.formats.base import Split, WriteOptions
from annotator.formats.losses import END_LOST, WRONG_WORDS
from annotator.formats.output import json_line
from tests.formats.mini_readers import read_lines
from tests.formats.records import records
from tests.formats.samples import (
    ANALYST,
    CHINA,
    CODEBOOK,
    DATA,
    FIRST,
    MODEL,
    dataset,
    drafts,
    files,
    first_record,
    many,
    sample,
    second_record,
    write,
)

JSONL = format_named("jsonl")
assert JSONL.read is not None
read = JSONL.read


@given(st.lists(records(), max_size=3, unique_by=lambda record: record.article.id))
def test_any_records_come_back_equal_from_a_folder(found: list[ArticleRecord]) -> None:
    with TemporaryDirectory() as folder:
        target = Path(folder) / "out"
        written = write(JSONL, dataset(found), target)
        assert [item.losses for item in written] == [()] * len(found)
        back = drafts(read(target))
    assert [draft.record for draft in back] == found
    for draft, record in zip(back, found, strict=True):
        assert draft.text == record.article.text
        assert draft.id == record.article.id
        assert (draft.codebook, draft.annotators, draft.actors) == (CODEBOOK, (ANALYST, MODEL), (CHINA,))


@given(records())
def test_any_record_comes_back_equal_from_a_single_file(record: ArticleRecord) -> None:
    with TemporaryDirectory() as folder:
        target = Path(folder) / "out.jsonl"
        write(JSONL, dataset([record]), target)
        (draft,) = drafts(read(target))
    assert draft.record == record


@given(records())
def test_spans_read_at_a_glance_are_those_that_a_closer_look_finds(record: ArticleRecord) -> None:
    """An id in capitals is a UUID, too, and one that takes a closer look."""
    with TemporaryDirectory() as folder:
        target = Path(folder) / "out.jsonl"
        write(JSONL, dataset([record]), target)
        (quick,) = drafts(read(target))
        row = json.loads(target.read_bytes())
        for span in row["spans"]:
            span["id"] = span["id"].upper()
        target.write_text(json.dumps(row), encoding="utf-8")
        (slow,) = drafts(read(target))
    assert quick.record == slow.record == record


@given(records())
def test_a_row_put_together_from_pieces_is_the_json_of_its_values(record: ArticleRecord) -> None:
    with TemporaryDirectory() as folder:
        target = Path(folder) / "out.jsonl"
        write(JSONL, dataset([record]), target)
        line = target.read_bytes()
    assert json_line(json.loads(line)) == line


def test_a_single_file_names_all_that_its_rows_refer_to(tmp_path: Path) -> None:
    write(JSONL, sample(), tmp_path / "out.jsonl")
    draft, other = drafts(read(tmp_path / "out.jsonl"))
    assert draft.codebook is other.codebook
    assert draft.codebook is not None
    assert draft.codebook.id == ""
    assert draft.record is not None
    assert {label.name for label in draft.codebook.labels} == {"Speaker", "Person", "Direct commitment", "Topic"}
    for part in draft.codebook.by_id.values():
        mine = CODEBOOK.by_id[part.id]
        assert part.name == mine.name
        assert type(part) is type(mine)
    for attribute in draft.codebook.attributes:
        known = CODEBOOK.attribute(attribute.id)
        assert known is not None
        assert (attribute.type, attribute.label) == (known.type, known.label)
        assert set(attribute.choices) <= set(known.choices)
    assert draft.annotators == (ANALYST, MODEL)
    assert draft.actors == (CHINA,)


def test_one_file_of_an_exported_folder_takes_the_codebook_beside_it(tmp_path: Path) -> None:
    write(JSONL, sample(), tmp_path / "out")
    draft, _ = drafts(read(tmp_path / "out" / "articles.jsonl"))
    assert draft.codebook == CODEBOOK
    assert draft.actors == (CHINA,)


def test_a_row_reads_well_without_knowing_any_id(tmp_path: Path) -> None:
    write(JSONL, sample(), tmp_path / "out.jsonl")
    row, _ = read_lines(tmp_path / "out.jsonl")
    assert {"format", "version", "offset_unit", "id", "title", "date", "source", "text", "labels"} <= row.keys()
    assert {"spans", "relations", "reviews"} <= row.keys()
    ready = row["spans"][2]
    assert row["text"][ready["start"] : ready["end"]] == ready["text"]
    assert (ready["label"], ready["layer"]) == ("Direct commitment", "Commitments")
    assert ready["attributes"] == {
        "Strength": "weak",
        "Negated": False,
        "Amount": 3,
        "Areas": ["trade", "peace"],
        "By": "2023-12-31",
        "With": "China",
    }
    assert (ready["annotator"], ready["certainty"], ready["note"]) == (ANALYST.name, 60, "hedged:\n“ready to”")
    assert ready["origin"] == {"kind": "human"}
    assert [x["role"] for x in row["relations"]] == ["speaker", "addressee", "addressee"]
    fillers = [x["to"] for x in row["relations"]]
    assert fillers == [{"span": row["spans"][0]["id"]}, {"actor": CHINA.id, "name": "China"}, {"not_stated": True}]
    assert row["spans"][5]["text"] == "China will expand imports farm goods"
    assert [row["text"][a:b] for a, b in row["spans"][5]["fragments"]] == ["China will expand imports", "farm goods"]


def test_a_folder_says_what_is_in_it(tmp_path: Path) -> None:
    write(JSONL, sample(), tmp_path / "out")
    project = json.loads((tmp_path / "out" / "project.json").read_text(encoding="utf-8"))
    assert project["files"] == {"articles.jsonl": 2}
    assert project["counts"] == {"articles": 2, "spans": 12, "relations": 3, "labels": 1, "notes": 1, "reviews": 1}
    assert format_for(tmp_path / "out") is JSONL
    assert format_for(tmp_path) is None


def test_a_project_begun_without_a_codebook_can_be_read_back(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write(JSONL, dataset([second_record()], replace(CODEBOOK, id="", name="")), tmp_path / name)
    (draft,) = drafts(read(tmp_path / "one"))
    assert draft.record == second_record()
    assert draft.codebook is not None
    assert draft.codebook.labels == CODEBOOK.labels
    assert files(tmp_path / "one") == files(tmp_path / "two")


def test_a_split_folder_comes_back_whole(tmp_path: Path) -> None:
    data = many(10)
    write(JSONL, data, tmp_path / "out", WriteOptions(split=Split.parse("train=8,dev=1,test=1"), seed=3))
    assert sorted(files(tmp_path / "out")) == [
        "codebook.toml", "dev.jsonl", "project.json", "test.jsonl", "train.jsonl",
    ]  # fmt: skip
    back = drafts(read(tmp_path / "out"))
    assert {draft.id: draft.record for draft in back} == {record.article.id: record for record in data.records()}


def test_a_span_that_does_not_quote_its_article_is_left_out_and_named(tmp_path: Path) -> None:
    record = first_record()
    premier = record.spans[0]
    wrong = replace(premier, fragments=(replace(premier.fragments[0], quote="x" * 24),))
    (written,) = write(JSONL, dataset([replace(record, spans=(wrong, *record.spans[1:]))]), tmp_path / "out.jsonl")
    losses = [(loss.span, loss.what, loss.whole) for loss in written.losses]
    assert losses == [(premier.id, WRONG_WORDS, True), (record.relations[0].source, END_LOST, False)]
    (draft,) = drafts(read(tmp_path / "out.jsonl"))
    assert draft.record is not None
    assert draft.record.spans == record.spans[1:]
    assert draft.record.relations == record.relations[1:]


def test_a_span_of_an_earlier_text_keeps_its_words(tmp_path: Path) -> None:
    record = first_record()
    versions = (TextVersion(1, "a" * 64), replace(record.article.texts[0], version=2))
    old = replace(record.spans[0], fragments=(Fragment(0, 2, "no"), Fragment(5, 9, "more")))
    spans = (old, *(replace(span, text_version=2) for span in record.spans[1:]))
    record = replace(record, article=replace(record.article, texts=versions), spans=spans)
    (written,) = write(JSONL, dataset([record]), tmp_path / "out.jsonl")
    assert written.losses == ()
    (draft,) = drafts(read(tmp_path / "out.jsonl"))
    assert draft.record == record


def test_rows_of_the_first_sketches_are_read() -> None:
    first, second = drafts(read(DATA / "older.jsonl"))
    assert (first.title, first.date, first.source) == (
        "China ready to work with S.Korea -- premier",
        "2023-09-08",
        "Xinhua",
    )
    assert first.record is not None
    assert second.record is not None
    assert first.codebook is not None
    names = {label.id: label.name for label in first.codebook.labels}
    assert [(span.ranges, names[span.label]) for span in first.record.spans] == [
        (((111, 135),), "Speaker"),
        (((127, 135),), "Person"),
        (((153, 215),), "Commitment"),
        (((193, 216),), "Topic"),
        (((218, 220),), "Speaker"),
        (((226, 251), (256, 266)), "Commitment"),
    ]
    ready = first.record.spans[2]
    assert ready.note == "hedged: “ready to”"
    assert list(ready.attributes.values()) == ["weak", True]
    assert [attribute.name for attribute in first.codebook.attributes] == ["Strength", "Negated"]
    assert [(x.source, x.to.span) for x in first.record.relations] == [
        (first.record.spans[0].id, ready.id),
        (first.record.spans[4].id, first.record.spans[5].id),
    ]
    assert [names[label.label] for label in first.record.labels] == ["diplomacy", "trade"]
    assert [draft.id for draft in drafts(read(DATA / "older.jsonl"))] == [first.id, second.id]


def row_of_first(tmp_path: Path) -> dict[str, Any]:
    write(JSONL, dataset([first_record()]), tmp_path / "row.jsonl")
    return read_lines(tmp_path / "row.jsonl")[0]


def refused(tmp_path: Path, row: dict[str, Any]) -> str:
    """Return why a row is refused; the good row after it must be read all the same."""
    write(JSONL, dataset([second_record()]), tmp_path / "good.jsonl")
    path = tmp_path / "bad.jsonl"
    path.write_bytes(json.dumps(row).encode() + b"\n" + (tmp_path / "good.jsonl").read_bytes())
    refusal, draft = read(path)
    assert isinstance(refusal, Refusal)
    assert isinstance(draft, Draft)
    assert draft.record == second_record()
    assert refusal.name == "bad.jsonl, line 1"
    assert refusal.hint
    return refusal.message


def change(row: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    """Set what a path such as "spans.0.start" names."""
    *way, last = path.split(".")
    at: Any = row
    for step in way:
        at = at[int(step)] if step.isdigit() else at[step]
    at[int(last) if last.isdigit() else last] = value
    return row


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("format", "other", "format"),
        ("version", 2, "version 2"),
        ("offset_unit", "utf16", "offset_unit"),
        ("text", "", "no text"),
        ("text", 7, "not text"),
        ("text", FIRST + "!", "not the one it was exported with"),
        ("spans", {}, "not a list"),
        ("spans.0", 1, "list of objects"),
        ("spans.0.text", "Chinese Premier Li", "“Chinese Premier Li”"),
        ("spans.0.start", 70, "says 70-"),
        ("spans.0.fragments", [[5, 5]], "at 5-5"),
        ("spans.0.fragments", [[-1, 5]], "at -1-5"),
        ("spans.0.fragments", [[5, 10**9]], "Chinese Premier Li Qiang"),
        ("spans.0.fragments", [[9, 12], [3, 5]], "at 3-5"),
        ("spans.0.fragments", [[1, 2.5]], "list of [start, end]"),
        ("spans.0.fragments", [[True, 2]], "list of [start, end]"),
        ("spans.0.fragments", "1-2", "not a list"),
        ("spans.0.certainty", 101, "from 0 to 100"),
        ("spans.0.origin", {"kind": "model", "score": 200}, "from 0 to 100"),
        ("date", "last Friday", "a day like"),
        ("texts", [{"version": 0, "sha256": ""}], "numbered upwards"),
        ("texts.0.version", 10**30, "whole number"),
        ("spans.2.attribute_values.2.value", 10**30, "whole number"),
        ("spans.2.attribute_values.0.id", "", "no id"),
        ("spans.0.id", "", "no id"),
        ("spans.0.text_version", 9, "version 9"),
        ("spans.0.origin", {"kind": "oracle"}, "one of human"),
        ("spans.0.note", ["a"], "not text"),
        ("spans.2.attribute_values.0.value", 1.5, "whole number"),
        ("spans.2.attribute_values.0.value", None, "whole number"),
        ("relations.0.from", "nobody", "span that is not in the row"),
        ("relations.0.to", {"span": "nobody"}, "span that is not in the row"),
        ("relations.0.to", {}, "exactly one"),
        ("relations.0.to", {"actor": "x", "not_stated": True}, "exactly one"),
        ("reviews.0.end", 10**6, "paragraph 0-1000000"),
        ("work.0.status", "later", "one of new"),
    ],
)
def test_a_row_that_does_not_hold_is_refused_alone(tmp_path: Path, path: str, value: object, message: str) -> None:
    assert message in refused(tmp_path, change(row_of_first(tmp_path), path, value))


def test_an_id_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    row = row_of_first(tmp_path)
    row["spans"].append(row["spans"][0])
    assert "twice" in refused(tmp_path, row)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b"[1, 2]", "not a JSON object"),
        (b"{", "not JSON at character 2"),
        (b'{"text": "\xff"}', "not UTF-8"),
        (b"[" * 200_000, "not JSON|too deep"),
        (b'{"a": ' + b"1" * 5000 + b"}", "too long a number"),
        (b"{}", "“format” is not"),
    ],
)
def test_a_line_that_is_no_row_is_refused_with_its_number(tmp_path: Path, line: bytes, message: str) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_bytes(b"\n" + line + b"\n")
    (refusal,) = read(path)
    assert isinstance(refusal, Refusal)
    assert refusal.name == "bad.jsonl, line 2"
    assert any(part in refusal.message for part in message.split("|"))


def test_offsets_into_a_text_that_must_be_normalised_follow_it(tmp_path: Path) -> None:
    text = "\ufeffOne.\r\nLi said\0so.\r\n"
    row = {
        "format": "annotator-jsonl",
        "version": 1,
        "offset_unit": "codepoint",
        "text": text,
        "spans": [{"id": "s", "label": "Speaker", "start": 7, "end": 17, "text": text[7:17]}],
    }
    (tmp_path / "a.jsonl").write_text(json.dumps(row), encoding="utf-8", newline="\n")
    (draft,) = drafts(read(tmp_path / "a.jsonl"))
    assert draft.text == "One.\nLi said\ufffdso.\n"
    assert draft.record is not None
    assert draft.record.spans[0].text == "Li said\ufffdso"
    assert draft.record.spans[0].fragments[0].start == 5


def test_half_a_character_becomes_a_replacement_mark(tmp_path: Path) -> None:
    row = {
        "format": "annotator-jsonl",
        "version": 1,
        "title": "a\ud800b",
        "text": "Li \ud83d said.",
        "extra": {"\udc00": "x"},
    }
    (tmp_path / "a.jsonl").write_text(json.dumps(row), encoding="ascii")
    (draft,) = drafts(read(tmp_path / "a.jsonl"))
    assert (draft.title, draft.text, draft.extra) == ("a\ufffdb", "Li \ufffd said.", {"\ufffd": "x"})


def test_an_export_that_is_given_up_leaves_no_file_open(tmp_path: Path) -> None:
    assert JSONL.write is not None
    writing = JSONL.write(sample(), tmp_path / "out", WriteOptions())
    next(writing)
    assert isinstance(writing, Generator)
    writing.close()
    assert not (tmp_path / "out" / "project.json").exists()


def test_a_file_that_was_cut_short_says_how_much_is_missing(tmp_path: Path) -> None:
    write(JSONL, sample(), tmp_path / "out")
    path = tmp_path / "out" / "articles.jsonl"
    path.write_bytes(path.read_bytes().split(b"\n")[0] + b"\n")
    draft, refusal = read(tmp_path / "out")
    assert isinstance(draft, Draft)
    assert isinstance(refusal, Refusal)
    assert refusal.message == "“articles.jsonl” has 1 articles, and project.json says 2."


@pytest.mark.parametrize("name", ["articles.jsonl", "codebook.toml"])
def test_a_folder_with_a_file_missing_says_which(tmp_path: Path, name: str) -> None:
    write(JSONL, sample(), tmp_path / "out")
    (tmp_path / "out" / name).unlink()
    (refusal,) = read(tmp_path / "out")
    assert isinstance(refusal, Refusal)
    assert name in refusal.message


def test_an_empty_file_and_a_missing_one_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b"\n")
    for name in ("a.jsonl", "b.jsonl"):
        (refusal,) = read(tmp_path / name)
        assert isinstance(refusal, Refusal)
        assert name in refusal.name


def test_a_line_of_json_holds_no_character_that_ends_a_line(tmp_path: Path) -> None:
    ends = "a\nb\rc\x0bd\x0ce\x1cf\x1dg\x1eh\x85i\u2028j\u2029k"
    record = replace(second_record(), article=replace(second_record().article, author=ends))
    write(JSONL, dataset([record]), tmp_path / "out.jsonl")
    (row,) = read_lines(tmp_path / "out.jsonl")
    assert row["author"] == ends
