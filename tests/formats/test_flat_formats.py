"""CoNLL, spaCy, Hugging Face and CSV: what they carry is exact, and what they do not is in the losses, span by span."""

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.codebook import Codebook, Label, Layer
from annotator.core.draft import Draft
from annotator.core.model import ArticleRecord, Span, TextVersion
from annotator.core.text import sha256_of
from annotator.formats import format_named
from annotator.formats.base import Carries, Dataset, Edges, Loss, WriteOptions, Written
from annotator.formats.docbin import string_hash
from annotator.formats.flat import INSIDE_WORD, NO_WORD
from annotator.formats.losses import EARLIER_TEXT, NO_LABEL
from annotator.formats.names import label_names, without_spaces
from annotator.formats.spacy import MOST_CHARACTERS, ONLY_IN_GROUP, PIECES_APART, TOO_LONG
from tests.formats.mini_readers import Found, SpacyDoc, read_conll, read_lines, read_spacy
from tests.formats.records import records
from tests.formats.samples import (
    CODEBOOK,
    COMMITMENT,
    DATA,
    FIRST,
    PERSON,
    SPEAKER,
    TOPIC,
    article,
    at,
    dataset,
    drafts,
    first_record,
    sample,
    second_record,
    span,
    uid,
    write,
)

CONLL, SPACY, HF, CSV = (format_named(name) for name in ("conll", "spacy", "hf", "csv"))


def strings_of(data: Dataset) -> dict[int, str]:
    """Return the strings behind spaCy's hashes: every piece of the texts, every id, every name."""
    words = set(label_names(data.codebook).values())
    for record in data.records():
        text = record.article.text
        words |= {span.id for span in record.spans}
        words |= {text[a:b] for a in range(len(text)) for b in range(a + 1, min(len(text), a + 25) + 1)}
    return {string_hash(word): word for word in words}


def spacy_docs(data: Dataset, options: WriteOptions | None = None) -> tuple[list[SpacyDoc], list[Loss]]:
    with TemporaryDirectory() as folder:
        written = write(SPACY, data, Path(folder) / "a.spacy", options)
        losses = [loss for item in written for loss in item.losses]
        return read_spacy(Path(folder) / "a.spacy", strings_of(data)), losses


def conll_spans(data: Dataset, options: WriteOptions | None = None) -> tuple[list[Found], list[Loss]]:
    texts = [record.article.text for record in data.records()]
    with TemporaryDirectory() as folder:
        written = write(CONLL, data, Path(folder) / "a.conll", options)
        return read_conll(Path(folder) / "a.conll", texts), [loss for item in written for loss in item.losses]


def whole(losses: list[Loss]) -> dict[str, str]:
    return {loss.span: loss.what for loss in losses if loss.whole}


def places(spans: tuple[Span, ...], names: dict[str, str]) -> set[tuple[int, int, str]]:
    return {(a, b, names[span.label]) for span in spans for a, b in span.ranges}


def older() -> Dataset:
    jsonl = format_named("jsonl")
    assert jsonl.read is not None
    found: list[Draft] = drafts(jsonl.read(DATA / "older.jsonl"))
    assert found[0].codebook is not None
    return dataset([draft.record for draft in found if draft.record is not None], found[0].codebook)


def test_conll_loses_exactly_what_was_predicted_for_the_first_sketches() -> None:
    data = older()
    _, losses = conll_spans(data)
    words = {"discontinuous": Carries.PIECES.value, "overlap": Carries.OVERLAP.value}
    predicted = json.loads((DATA / "loss.json").read_text(encoding="utf-8"))
    (first, second) = data.records()
    numbered = {f"T{number}": span.id for number, span in enumerate(first.spans, start=1)}
    assert whole(losses) == {numbered[name]: words[what] for name, what in predicted["a"]}
    assert predicted["b"] == []
    assert not any(loss.article == second.article.id for loss in losses if loss.whole)


def test_conll_holds_the_longest_spans_and_no_tag_begins_a_sentence_inside_one() -> None:
    found, losses = conll_spans(sample())
    first, second = first_record(), second_record()
    ids = {span.id: span for span in (*first.spans, *second.spans)}
    lost = whole(losses)
    kept = [[span for span in record.spans if span.id not in lost] for record in (first, second)]
    names = label_names(CODEBOOK, without_spaces)
    assert names[COMMITMENT] == "Direct_commitment"
    assert [sorted(x) for x in found] == [
        sorted((span.start, span.end, names[span.label]) for span in spans) for spans in kept
    ]
    assert {ids[id].text: what for id, what in lost.items()} == {
        "Li Qiang": Carries.OVERLAP.value,
        "to resist interference.": Carries.OVERLAP.value,
        "China will expand imports farm goods": Carries.PIECES.value,
    }
    details = {(ids[x.span].text if x.span else "", x.what) for x in losses if not x.whole}
    ready = first.spans[2].text
    assert details == {
        (ready, Carries.ATTRIBUTES.value),
        (ready, Carries.NOTE.value),
        (ready, Carries.CERTAINTY.value),
        (ready, Carries.RELATIONS.value),
        ("", Carries.ARTICLE_LABELS.value),
        ("", Carries.ARTICLE_NOTES.value),
        ("", Carries.WORK.value),
        ("", Carries.REVIEWS.value),
        ("", Carries.ACCEPTED.value),
    }


def test_a_label_that_comes_first_in_the_priorities_wins_over_a_longer_span() -> None:
    found, losses = conll_spans(sample(), WriteOptions(priority=(PERSON,)))
    start, end = at(FIRST, "Li Qiang")
    assert (start, end, "Person") in found[0]
    assert whole(losses)[first_record().spans[0].id] == Carries.OVERLAP.value


@pytest.mark.parametrize(
    ("edges", "words", "what"),
    [
        (Edges.EXPAND, "South Korea to", Carries.EDGES.value),
        (Edges.CONTRACT, " Korea ", Carries.EDGES.value),
        (Edges.SKIP, None, INSIDE_WORD),
    ],
)
def test_an_edge_inside_a_word_is_moved_or_refused_and_always_said(edges: Edges, words: str | None, what: str) -> None:
    of = article("edges", FIRST)
    start, end = at(FIRST, "outh Korea t")
    record = ArticleRecord(of, (span("a", of, TOPIC, (start, end)),))
    for read in (conll_spans, spacy_docs):
        found, losses = read(dataset([record]), WriteOptions(edges=edges))
        got = found[0].entities if isinstance(found[0], SpacyDoc) else found[0]
        assert got == ([(*trimmed(words), "Topic")] if words else [])
        assert [(loss.span, loss.what, loss.whole) for loss in losses] == [(record.spans[0].id, what, words is None)]


def trimmed(words: str) -> tuple[int, int]:
    start, end = at(FIRST, words)
    return start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())


def test_a_span_of_white_space_has_no_word() -> None:
    of = article("space", FIRST)
    record = ArticleRecord(of, (span("a", of, TOPIC, at(FIRST, "\n\n")),))
    assert whole(conll_spans(dataset([record]))[1]) == {record.spans[0].id: NO_WORD}
    assert whole(spacy_docs(dataset([record]))[1]) == {record.spans[0].id: NO_WORD}


def test_a_span_over_several_sentences_is_one_span_in_conll() -> None:
    of = article("long", FIRST)
    record = ArticleRecord(of, (span("a", of, TOPIC, (0, len(FIRST) - 1)),))
    found, losses = conll_spans(dataset([record]))
    assert found == [[(0, len(FIRST) - 1, "Topic")]]
    assert losses == []


@given(st.lists(records(), min_size=1, max_size=2, unique_by=lambda record: record.article.id))
def test_conll_keeps_every_span_that_it_does_not_report(found: list[ArticleRecord]) -> None:
    spans, losses = conll_spans(dataset(found))
    names = label_names(CODEBOOK, without_spaces)
    moved = {loss.span for loss in losses if loss.what == Carries.EDGES.value}
    lost = whole(losses)
    for record, got in zip(found, spans, strict=True):
        kept = [span for span in record.spans if span.id not in lost]
        assert len(got) == len(kept)
        assert set(got) >= places(tuple(span for span in kept if span.id not in moved), names)


@given(st.lists(records(), min_size=1, max_size=2, unique_by=lambda record: record.article.id))
def test_spacy_rebuilds_any_text_and_every_span_that_is_not_reported(found: list[ArticleRecord]) -> None:
    docs, losses = spacy_docs(dataset(found))
    names = label_names(CODEBOOK)
    exact = {Carries.EDGES.value, NO_WORD}
    inexact = {loss.span for loss in losses if loss.what in exact}
    for record, doc in zip(found, docs, strict=True):
        assert doc.text == record.article.text
        want = places(tuple(span for span in record.spans if span.id not in inexact), names)
        assert {(a, b, label) for a, b, label, _ in doc.group} >= want
        assert not any(doc.text[a:b][0].isspace() or doc.text[a:b][-1].isspace() for a, b, _ in doc.entities)
        assert set(doc.entities) <= {(a, b, label) for a, b, label, _ in doc.group}


def test_spacy_has_all_pieces_in_its_group_and_the_flat_ones_in_ents() -> None:
    docs, losses = spacy_docs(sample())
    first, second = first_record(), second_record()
    names = label_names(CODEBOOK)
    assert [doc.text for doc in docs] == [first.article.text, second.article.text]
    for doc, record in zip(docs, (first, second), strict=True):
        assert set(doc.group) == {(a, b, names[x.label], x.id) for x in record.spans for a, b in x.ranges}
        assert doc.data["article"] == record.article.id
    flat = [span for span in first.spans if span.text in ("Chinese Premier Li Qiang", first.spans[2].text, "Li said")]
    assert docs[0].entities == sorted((span.start, span.end, names[span.label]) for span in flat)
    assert [doc.cats for doc in docs] == [{"Topic": 1.0}, {"Topic": 0.0}]
    said = {loss.what for loss in losses}
    assert {ONLY_IN_GROUP, PIECES_APART} < said
    assert not any(loss.whole for loss in losses)


def test_an_article_too_long_for_spacy_is_left_out_and_named(tmp_path: Path) -> None:
    long = article("long", "a " * (MOST_CHARACTERS // 2 + 1))
    written = write(SPACY, dataset([ArticleRecord(long), second_record()]), tmp_path / "a.spacy")
    assert written[0] == Written(long.id, (Loss(long.id, "", TOO_LONG, whole=True),))
    (doc,) = read_spacy(tmp_path / "a.spacy", strings_of(dataset([second_record()])))
    assert doc.text == second_record().article.text


@pytest.mark.parametrize(
    ("word", "number"),
    [("", 0), ("PERSON", 380), ("ORG", 383), ("coffee", 3197928453018144401), ("東京都", 1927186400394252073)],
)
def test_strings_have_the_numbers_that_spacy_gives_them(word: str, number: int) -> None:
    assert string_hash(word) == number


@pytest.mark.parametrize("form", [CONLL, SPACY, HF, CSV], ids=lambda form: form.name)
def test_a_span_of_an_earlier_text_or_unknown_label_is_reported(tmp_path: Path, form: Any) -> None:
    record = second_record()
    texts = (TextVersion(1, "0" * 64), TextVersion(2, sha256_of(record.article.text)))
    spans = [replace(span, text_version=2) for span in record.spans]
    spans[0], spans[1] = replace(spans[0], text_version=1), replace(spans[1], label=uid("nothing"))
    record = replace(record, article=replace(record.article, texts=texts), spans=tuple(spans))
    (written,) = write(form, dataset([record]), tmp_path / "out")
    assert whole(list(written.losses)) == {spans[0].id: EARLIER_TEXT, spans[1].id: NO_LABEL}
    assert written.spans == len(spans) - 2


def test_labels_that_share_a_name_are_told_apart() -> None:
    layers = (Layer("a", "Speakers"), Layer("b", "Topics"))
    labels = (Label("1", "a", "China"), Label("2", "b", "china"), Label("3", "b", "China"), Label("4", "b", "Trade"))
    book = Codebook("c", "c", layers=layers, labels=labels)
    assert label_names(book) == {"1": "Speakers: China", "2": "Topics: china", "3": "Topics: China_2", "4": "Trade"}
    assert label_names(book, without_spaces)["1"] == "Speakers:_China"


def test_a_table_holds_every_span_exactly(tmp_path: Path) -> None:
    written = write(CSV, sample(), tmp_path / "a.csv")
    data = (tmp_path / "a.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    found = {span.id: (record, span) for record in (first_record(), second_record()) for span in record.spans}
    assert {row["span"] for row in rows} == set(found)
    for row in rows:
        record, span = found[row["span"]]
        assert row["text"] == span.text
        assert json.loads(row["fragments"]) == [list(place) for place in span.ranges]
        start, end = int(row["start"]), int(row["end"])
        around = row["left"] + record.article.text[start:end] + row["right"]
        assert around in record.article.text
        assert row["note"] == span.note
    ready = next(row for row in rows if row["attributes"] != "{}")
    assert json.loads(ready["attributes"])["Areas"] == ["trade", "peace"]
    assert json.loads(ready["roles"])["speaker"] == [{"span": first_record().spans[0].id}]
    assert any(row["text"] == "=SUM(1)" for row in rows)
    assert not any(loss.span for item in written for loss in item.losses)


def test_hugging_face_rows_hold_every_span_and_tags_of_those_that_fit(tmp_path: Path) -> None:
    written = write(HF, sample(), tmp_path / "out")
    rows = read_lines(tmp_path / "out" / "data" / "train.jsonl")
    for row, record in zip(rows, (first_record(), second_record()), strict=True):
        assert [x["id"] for x in row["spans"]] == [span.id for span in sorted_spans(record)]
        assert all(" ".join(row["text"][a:b] for a, b in x["fragments"]) == x["text"] for x in row["spans"])
        pairs = zip(row["tokens"], row["token_starts"], strict=True)
        assert all(row["text"].startswith(token, start) for token, start in pairs)
        assert len(row["ner_tags"]) == len(row["tokens"])
    assert rows[0]["labels"] == ["Topic"]
    assert [x["role"] for x in rows[0]["relations"]] == ["speaker", "addressee", "addressee"]
    assert sum(tag == "B-Speaker" for tag in rows[0]["ner_tags"]) == 2
    assert not any(loss.whole and loss.span for item in written for loss in item.losses)
    assert sum("not in ner_tags" in loss.what for item in written for loss in item.losses) == 3


def sorted_spans(record: ArticleRecord) -> list[Span]:
    return sorted(record.spans, key=lambda span: (span.start, -span.end, span.id))


def test_a_dataset_card_quotes_any_name(tmp_path: Path) -> None:
    awkward = 'a: "b" #\\ \x85\u2028\U0001f1e8 — \x7f\ufeff'
    labels = (Label(SPEAKER, uid("Speakers"), awkward), *CODEBOOK.labels[1:])
    book = replace(CODEBOOK, name=awkward, labels=labels)
    write(HF, dataset([second_record()], book), tmp_path / "out")
    card = (tmp_path / "out" / "README.md").read_text(encoding="utf-8")
    head = card.split("---\n")[1]
    assert all(line.isprintable() for line in head.split("\n"))
    assert '\'0\': "a: \\"b\\" #\\\\ \\u0085\\u2028\U0001f1e8 — \\U0000007f\\U0000feff"' in head


@pytest.mark.parametrize("count", [0, 1])
def test_a_project_with_few_articles_gives_a_card_without_empty_parts(
    tmp_path: Path, count: int, split: Callable[[str], WriteOptions]
) -> None:
    records = [second_record()][:count]
    write(HF, dataset(records), tmp_path / "out", split("train=8,dev=1,test=1"))
    card = (tmp_path / "out" / "README.md").read_text(encoding="utf-8")
    assert card.count("split: ") == (1 if count else 3)
    assert sorted(path.name for path in (tmp_path / "out" / "data").iterdir()) == [
        "dev.jsonl", "test.jsonl", "train.jsonl",
    ]  # fmt: skip
