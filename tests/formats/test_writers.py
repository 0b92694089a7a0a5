"""What is special about single formats: their choices, their limits, what their readers insist on."""

import csv
import io
import json
import re
import zipfile
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from annotator.core.ids import derived_id
from annotator.core.model import ArticleRecord, Review
from annotator.formats import format_named
from annotator.formats.base import Edges, Loss, WriteOptions
from annotator.formats.chat_writing import CROSSES, TWICE
from annotator.formats.docx_writing import ENDING
from annotator.formats.table_rows import NO_FIELDS
from annotator.formats.xlsx_table_writing import MOST_CHARACTERS, cut_for_cells
from annotator.formats.xml_text import NOT_XML
from tests.formats.carrying import FINDERS
from tests.formats.found import expected
from tests.formats.mini_readers import read_lines
from tests.formats.samples import (
    ANALYST,
    COMMITMENT,
    COMMITMENTS,
    FIRST,
    SPEAKER,
    SPEAKERS,
    TOPIC,
    TOPICS,
    article,
    at,
    dataset,
    files,
    first_record,
    sample,
    second_record,
    span,
    uid,
    write,
)


def chosen(**values: str) -> WriteOptions:
    return WriteOptions(chosen=values)


def losses(name: str, records: list[ArticleRecord], target: Path, options: WriteOptions | None = None) -> list[Loss]:
    return [loss for item in write(format_named(name), dataset(records), target, options) for loss in item.losses]


def test_bioes_marks_single_words_and_the_last_of_longer_spans(tmp_path: Path) -> None:
    write(format_named("conll"), sample(), tmp_path / "a.conll", chosen(tags="bioes"))
    tags = [line.split(" ")[-1] for line in (tmp_path / "a.conll").read_text(encoding="utf-8").split("\n")]
    assert {tag[0] for tag in tags if tag} == {"B", "I", "E", "S", "O"}
    for before, after in pairwise(tags):
        assert (before[:1] in "BI" and before != "") == (after[:1] in "IE" and after != "")


def test_one_file_a_group_keeps_what_overlaps_across_groups(tmp_path: Path) -> None:
    lost = losses("conll", [first_record()], tmp_path / "out", chosen(flat="groups"))
    assert sorted(files(tmp_path / "out")) == ["Commitments.conll", "Speakers.conll", "Topics.conll"]
    assert {loss.span for loss in lost if loss.whole} == {first_record().spans[1].id, first_record().spans[5].id}
    assert "B-Topic" in (tmp_path / "out" / "Topics.conll").read_text(encoding="utf-8")


def test_the_first_label_of_the_codebook_can_win_over_the_longest_span(tmp_path: Path) -> None:
    of = article("a", FIRST)
    short, long = (
        span("s", of, SPEAKER, at(FIRST, "South Korea")),
        span("c", of, COMMITMENT, at(FIRST, "with South Korea to")),
    )
    lost = losses("conll", [ArticleRecord(of, (short, long))], tmp_path / "a.conll", chosen(flat="priority"))
    assert [loss.span for loss in lost] == [long.id]


@pytest.mark.parametrize(("words", "quote"), [("spaces", "interference"), ("ours", "resist inter"), ("characters", "")])
def test_the_choice_of_words_decides_which_edges_are_inside_one(tmp_path: Path, words: str, quote: str) -> None:
    of = article("a", FIRST)
    record = ArticleRecord(of, (span("s", of, TOPIC, at(FIRST, quote or "resist inter")),))
    options = WriteOptions(chosen={"words": words}, edges=Edges.SKIP)
    assert bool(losses("conll", [record], tmp_path / "a.conll", options)) is bool(quote)


def test_brat_has_its_configuration_and_no_name_it_would_refuse(tmp_path: Path) -> None:
    write(format_named("brat"), sample(), tmp_path / "out")
    conf = (tmp_path / "out" / "annotation.conf").read_text(encoding="utf-8")
    assert re.findall(r"^\[(\w+)\]$", conf, flags=re.MULTILINE) == ["entities", "relations", "events", "attributes"]
    assert "speaker\tArg1:Direct_commitment, Arg2:Speaker" in conf
    assert "Strength\tArg:Direct_commitment, Value:weak|firm" in conf
    visual = (tmp_path / "out" / "visual.conf").read_text(encoding="utf-8")
    assert "Direct_commitment | Direct commitment" in visual
    for path in (tmp_path / "out").glob("*.ann"):
        text = path.read_text(encoding="utf-8")
        assert "Strength T" in text or path.name.startswith("2023-09-09")


def test_a_row_of_chat_that_is_there_already_is_told_and_not_written_twice(tmp_path: Path) -> None:
    one, other = first_record(), second_record()
    again = article("again", FIRST)
    twin = ArticleRecord(again, tuple(replace(x, id=uid(f"again {x.id}"), article=again.id) for x in one.spans))
    twin = replace(twin, labels=tuple(replace(x, article=again.id) for x in one.labels))
    bare = replace(one, relations=())
    lost = losses(
        "chat", [bare, other, twin, replace(twin, article=article("bare", FIRST), spans=())], tmp_path / "a.jsonl"
    )
    assert [(loss.article, loss.span) for loss in lost if loss.what == TWICE] == [(again.id, "")]
    rows = read_lines(tmp_path / "a.jsonl")
    assert len(rows) == 3, "the same article with another answer is another row"


def test_tags_in_chat_give_the_article_back_and_drop_what_crosses(tmp_path: Path) -> None:
    lost = losses("chat", [first_record(), second_record()], tmp_path / "a.jsonl", chosen(answer="tags"))
    assert {loss.what for loss in lost if loss.whole} == {CROSSES}
    tags = []
    for row, record in zip(read_lines(tmp_path / "a.jsonl"), sample().records(), strict=True):
        answer = _Plain()
        answer.feed(row["messages"][2]["content"])
        answer.close()
        assert "".join(answer.words) == record.article.text
        assert row["messages"][1]["content"] == record.article.text
        tags += answer.tags
    assert tags.count("topic") == 4


class _Plain(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.open.append(tag)
        assert all(value for _, value in attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_the_number_of_an_occurrence_tells_equal_words_apart(tmp_path: Path) -> None:
    of = article("he", "He said he said he left.")
    spans = tuple(span(str(n), of, SPEAKER, at(of.text, "he said", n)) for n in range(1))
    spans += (span("last", of, SPEAKER, (16, 18)),)
    write(format_named("chat"), dataset([ArticleRecord(of, spans)]), tmp_path / "a.jsonl")
    (row,) = read_lines(tmp_path / "a.jsonl")
    pieces = [x["pieces"][0] for x in json.loads(row["messages"][2]["content"])["spans"]]
    assert pieces == [{"text": "he said", "occurrence": 1}, {"text": "he", "occurrence": 2}]


@pytest.mark.parametrize("name", ["csv", "tsv"])
def test_a_table_for_excel_guards_what_looks_like_a_formula(tmp_path: Path, name: str) -> None:
    write(format_named(name), sample(), tmp_path / "out", chosen(cells="excel"))
    text = (tmp_path / "out").read_bytes().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter="," if name == "csv" else "\t"))
    assert "'=SUM(1)" in {row["text"] for row in rows}
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())


def test_a_table_of_fields_has_a_column_for_each_and_names_the_spans_without(tmp_path: Path) -> None:
    lost = losses("csv", [first_record()], tmp_path / "a.csv", chosen(rows="fields"))
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["label"] for row in rows] == ["Direct commitment", "Direct commitment"]
    first = rows[0]
    assert (first["Strength"], first["Negated"], first["Amount"], first["Areas"]) == ("weak", "no", "3", "trade; peace")
    assert (first["speaker"], first["addressee"]) == ("Chinese Premier Li Qiang", "China")
    assert rows[1]["addressee"] == "not stated"
    assert sum(loss.what == NO_FIELDS for loss in lost) == 4


def test_a_text_too_long_for_a_cell_goes_on_on_its_own_sheet(tmp_path: Path) -> None:
    long = "x" * 40_000 + "\U0001f389" * 20_000
    pieces = cut_for_cells(long)
    assert "".join(pieces) == long
    assert all(len(piece.encode("utf-16-le")) // 2 <= MOST_CHARACTERS for piece in pieces)
    of = article("long", long)
    record = ArticleRecord(of, (span("all", of, TOPIC, (0, len(long))),))
    assert losses("xlsx", [record], tmp_path / "a.xlsx") == []
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        assert "xl/worksheets/sheet2.xml" in archive.namelist()
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("profile", ["spec", "nvivo"])
def test_a_qda_project_has_the_places_that_each_program_counts(tmp_path: Path, profile: str) -> None:
    records = [first_record(), second_record()]
    write(format_named("qdpx"), dataset(records), tmp_path / "a.qdpx", chosen(profile=profile))
    found = FINDERS["qdpx"](tmp_path / "a.qdpx", records)
    assert [x.spans for x in found] == [expected(record).spans for record in records]
    with zipfile.ZipFile(tmp_path / "a.qdpx") as archive:
        texts = [archive.read(name) for name in archive.namelist() if name.lower().startswith("sources/")]
    assert all(text.startswith(b"\xef\xbb\xbf") == (profile == "nvivo") for text in texts)
    assert all((b"\r\n" in text) == (profile == "nvivo") for text in texts)


@pytest.mark.parametrize("name", ["uima-xmi", "tei", "qdpx", "docx"])
def test_a_character_that_xml_cannot_hold_is_replaced_one_for_one_and_reported(tmp_path: Path, name: str) -> None:
    of = article("control", "A\x0bB Li said \ufffe.\n")
    record = ArticleRecord(of, (span("li", of, SPEAKER, at(of.text, "Li")),))
    lost = losses(name, [record], tmp_path / "out")
    assert [(loss.span, loss.what) for loss in lost] == [("", NOT_XML)]
    (found,) = FINDERS[name](tmp_path / "out", [record])
    assert found.text == "A\ufffdB Li said \ufffd.\n"
    assert found.spans == expected(record).spans


def test_utf16_offsets_of_doccano_count_emoji_twice(tmp_path: Path) -> None:
    write(format_named("doccano"), dataset([second_record()]), tmp_path / "a", chosen(offsets="utf16"))
    (row,) = read_lines(tmp_path / "a")
    entity = row["entities"][0]
    units = row["text"].encode("utf-16-le")
    words = units[entity["start_offset"] * 2 : entity["end_offset"] * 2].decode("utf-16-le")
    assert words == "Premier Li"


@pytest.mark.parametrize("name", ["jsonl", "hf"])
def test_read_paragraphs_without_spans_can_be_marked(tmp_path: Path, name: str) -> None:
    first = first_record()
    id = first.article.id
    reviews = (
        Review(uid("a"), id, 1, ANALYST.id, 0, 32, layers=(SPEAKERS, TOPICS)),
        Review(uid("b"), id, 1, ANALYST.id, 170, 218, layers=(SPEAKERS, COMMITMENTS)),
        Review(uid("c"), id, 1, ANALYST.id, 170, 218, layers=(TOPICS,)),
    )
    data = dataset([replace(first, reviews=reviews)])
    write(format_named(name), data, tmp_path / "out", chosen(negatives="yes"))
    path = tmp_path / "out" / ("articles.jsonl" if name == "jsonl" else "data/train.jsonl")
    (row,) = read_lines(path)
    assert [(x["start"], x["end"], x["groups"]) for x in row["negatives"]] == [
        (0, 32, ["Speakers", "Topics"]),
        (170, 218, ["Topics"]),
    ]


def test_a_page_escapes_everything_and_asks_nothing_of_the_network(tmp_path: Path) -> None:
    text = '<script>alert(1)</script> & "Li" said <b>so</b>.\n'
    of = replace(article("<img src=x>", text), source="<s>", id=derived_id("page"))
    record = ArticleRecord(of, (span("li", of, SPEAKER, at(text, "Li")), span("so", of, TOPIC, at(text, "<b>so"))))
    write(format_named("html"), dataset([record]), tmp_path / "a.html")
    page = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "<img" not in page
    assert not re.findall(r"https?://|url\(", page)
    (found,) = FINDERS["html"](tmp_path / "a.html", [record])
    assert found.text == text
    assert found.spans == expected(record).spans


def test_a_word_document_has_one_comment_a_piece_and_the_fields_in_it(tmp_path: Path) -> None:
    write(format_named("docx"), dataset([first_record()]), tmp_path / "out")
    (path,) = (tmp_path / "out").glob(f"*{ENDING}")
    with zipfile.ZipFile(path) as archive:
        comments = archive.read("word/comments.xml").decode()
        assert archive.read("[Content_Types].xml").startswith(b"<?xml")
    assert comments.count("<w:comment ") == 7 + 2
    assert "Strength: weak" in comments
    assert "speaker: “Chinese Premier Li Qiang”" in comments
    assert "piece 2 of 2" in comments
    assert "The article: Topic" in comments
