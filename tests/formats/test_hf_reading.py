"""What a Hugging Face dataset of ours says of articles comes back: spans, their words, fields, roles and labels."""

import json
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.draft import Draft, Refusal
from annotator.core.model import ArticleRecord
from annotator.formats import format_for, format_named
from annotator.formats.hf_parquet_reading import features_of, read_rows
from annotator.formats.incoming import Input, ReadOptions
from annotator.tasks.sources import find_sources
from tests.formats.records import records
from tests.formats.samples import ANALYST, CODEBOOK, MODEL, dataset, drafts, first_record, second_record, uid, write

HF = format_named("hf")
assert HF.read is not None
read = HF.read


def shard(folder: Path, found: list[ArticleRecord]) -> Path:
    write(HF, dataset(found), folder)
    return folder / "data" / "train.jsonl"


def told(draft: Draft) -> list[tuple[str, tuple[tuple[int, int], ...], str, str]]:
    """Return the spans by what a file can say: label, places, words, note."""
    assert draft.record is not None
    assert draft.codebook is not None
    names = {label.id: label.name for label in draft.codebook.labels}
    return sorted((names[span.label], span.ranges, span.text, span.note) for span in draft.record.spans)


@given(st.lists(records(), max_size=2, unique_by=lambda record: record.article.text))
def test_any_spans_come_back(found: list[ArticleRecord]) -> None:
    with TemporaryDirectory() as folder:
        path = shard(Path(folder) / "out", found)
        items = list(read(path))
    back = [item for item in items if isinstance(item, Draft)]
    names = {label.id: label.name for label in CODEBOOK.labels}
    for draft, record in zip(back, found, strict=True):
        expected = {(names[x.label], x.ranges, x.text, x.note) for x in record.spans}
        assert (draft.text, set(told(draft))) == (record.article.text, expected)


def test_an_exported_folder_is_read_without_being_told_what_it_is(tmp_path: Path) -> None:
    path = shard(tmp_path / "out", [first_record(), second_record()])
    form = format_for(path)
    assert form is HF
    sources, refused = find_sources([tmp_path / "out"], None)
    assert ([source.path for source in sources], refused) == ([path], [])
    first, _second = drafts(read(path))
    assert first.record is not None
    assert len(first.record.relations) == sum(bool(x.to.span) for x in first_record().relations)
    assert len(first.record.labels) == len(first_record().labels)


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("offset_unit", "utf-16", "“offset_unit” is not “codepoint”"),
        ("attributes", "[1]", "“attributes” is not an object in JSON"),
        ("attributes", "{", "“attributes” is not an object in JSON"),
        ("attributes", '{"a": {}}', "“attributes” is not an object of texts, whole numbers, and yes or no"),
        ("text", "other words", "where the text says"),
    ],
)
def test_a_row_that_does_not_hold_is_refused(tmp_path: Path, key: str, value: str, said: str) -> None:
    path = shard(tmp_path / "out", [first_record()])
    row: dict[str, Any] = json.loads(path.read_bytes())
    (row if key == "offset_unit" else row["spans"][0])[key] = value
    path.write_text(json.dumps(row) + "\n", encoding="utf-8")
    refused = [item for item in read(path) if isinstance(item, Refusal)]
    assert said in refused[0].message


def test_the_card_tells_how_far_people_agree_where_two_tagged_the_same_article(tmp_path: Path) -> None:
    alone, together = first_record(), second_record()
    mine = tuple(replace(span, annotator=ANALYST.id) for span in alone.spans)
    one, same = mine[0], replace(mine[0], id=uid("again"), annotator=MODEL.id)
    other = replace(mine[1], id=uid("other"), annotator=MODEL.id)
    write(HF, dataset([replace(alone, spans=mine, relations=()), replace(together, spans=())]), tmp_path / "alone")
    assert "Agreement" not in (tmp_path / "alone" / "README.md").read_text(encoding="utf-8")
    write(HF, dataset([replace(alone, spans=(one, same, other), relations=())]), tmp_path / "both")
    card = (tmp_path / "both" / "README.md").read_text(encoding="utf-8")
    assert "- Agreement: F1 0.67 between pairs of annotators" in card
    assert "over 1 article with spans of two or more" in card


def test_a_row_of_parquet_with_a_label_that_the_file_does_not_name_is_refused_alone() -> None:
    kinds: dict[str, Any] = {name: {"dtype": "string", "_type": "Value"} for name in ("offset_unit", "text")}
    kinds |= {name: {"_type": "List", "feature": {"names": ["O"], "_type": "ClassLabel"}} for name in ("ner_tags",)}
    number = {"dtype": "int32", "_type": "Value"}
    kinds |= {"token_starts": {"_type": "List", "feature": number}}
    kinds |= {"spans": [{"label": {"names": ["Topic"], "_type": "ClassLabel"}, "start": number, "end": number}]}
    features = features_of(kinds, {b"huggingface": json.dumps({"info": {"features": kinds}}).encode()})
    assert features is not None
    assert features_of(["text"], None) is None
    assert features_of(kinds, {b"huggingface": b"{"}) is None
    good = {"offset_unit": "codepoint", "text": "China will act.", "ner_tags": [0], "token_starts": [0]}
    rows = [good | {"spans": [{"label": label, "start": 0, "end": 5}]} for label in (0, 7)]
    first, refusal = read_rows(Input("a.parquet", "a.parquet", b""), ReadOptions(), features, rows)
    assert isinstance(first, Draft)
    assert told(first) == [("Topic", ((0, 5),), "China", "")]
    assert isinstance(refusal, Refusal)
    assert "row 2" in refusal.message
