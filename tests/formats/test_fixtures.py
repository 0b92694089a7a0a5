"""Two hand-written articles in every annotated format: each file gives the same articles, less what it cannot say."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from annotator.core.draft import Draft, Refusal
from annotator.formats import format_for, format_named
from annotator.formats.incoming import ReadOptions
from annotator.tasks.codebooks import read_codebook
from tests.formats.samples import DATA, drafts

FIXTURES = DATA / "fixtures"
CANONICAL = json.loads((FIXTURES / "canonical.json").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Case:
    """A file or several, and what of the two articles it does not hold."""

    files: str
    form: str
    lost: frozenset[str] = frozenset()


NO_ATTRIBUTES = frozenset({"attributes", "notes"})
FLAT = frozenset({"overlap", "pieces", "attributes", "notes", "relations", "labels"})
CASES = (
    Case("native/docs.jsonl", "jsonl"),
    Case("brat/?.ann", "brat", frozenset({"labels"})),
    Case("conll/iob2.conll", "conll", FLAT | {"white space"}),
    Case("conll/bioes.conll", "conll", FLAT | {"white space"}),
    Case("conll/docs.conllu", "conllu", FLAT),
    Case("webanno/?.tsv", "webanno-tsv", frozenset({"pieces", "yes or no", "notes", "labels", "last line break"})),
    Case("uima/?.xmi", "uima-xmi", frozenset({"notes"})),
    Case("uima/?.json", "uima-json", frozenset({"notes"})),
    Case("spacy/docs.spacy", "spacy", NO_ATTRIBUTES | {"relations"}),
    Case("spacy/docs.pure.spacy", "spacy", NO_ATTRIBUTES | {"relations"}),
    Case("doccano/sequence_labeling.jsonl", "doccano", NO_ATTRIBUTES | {"hull", "relations", "labels"}),
    Case("doccano/old-v1-labels.jsonl", "doccano", NO_ATTRIBUTES | {"hull", "relations", "labels"}),
    Case(
        "doccano/old-text_label-annotations.jsonl", "doccano", NO_ATTRIBUTES | {"hull", "relations", "labels", "names"}
    ),
    Case("doccano/relations.codepoint.jsonl", "doccano", NO_ATTRIBUTES | {"hull", "labels"}),
    Case("doccano/relations.utf16.jsonl", "doccano", NO_ATTRIBUTES | {"hull", "labels"}),
    Case("doccano/textclass.jsonl", "doccano", NO_ATTRIBUTES | {"spans", "relations"}),
    Case("prodigy/spans_manual.jsonl", "prodigy", NO_ATTRIBUTES | {"without pieces", "relations", "labels"}),
    Case("labelstudio/annotations.json", "label-studio", frozenset({"yes or no", "notes"})),
    Case("labelstudio/predictions.json", "label-studio", frozenset({"yes or no", "notes"})),
    Case("w3c/?.jsonld", "w3c", frozenset({"labels"})),
    Case("qdpx/spec.qdpx", "qdpx"),
    Case("qdpx/nvivo.qdpx", "qdpx"),
    Case("tei/?.xml", "tei"),
)


def read(case: Case) -> list[Draft]:
    form = format_named(case.form)
    assert form.read is not None
    return [draft for path in sorted(FIXTURES.glob(case.files)) for draft in drafts(form.read(path))]


@pytest.fixture(params=CASES, ids=lambda case: case.files)
def case(request: pytest.FixtureRequest) -> Case:
    found: Case = request.param
    return found


def plain(text: str) -> str:
    return "".join(text.split())


def wanted_spans(article: dict[str, Any], lost: frozenset[str]) -> set[tuple[str, tuple[str, ...]]]:
    """Return label and words of each piece of each span that the file can hold."""
    text = str(article["text"])
    found: set[tuple[str, tuple[str, ...]]] = set()
    taken: list[tuple[int, int]] = []
    spans = [] if "spans" in lost else article["spans"]
    for span in spans:
        pieces = [(start, end) for start, end in span["frags"]]
        if "overlap" in lost and any(start < b and a < end for start, end in pieces for a, b in taken):
            continue
        if len(pieces) > 1 and ("without pieces" in lost or ("pieces" in lost and "overlap" in lost)):
            continue
        taken += pieces
        if "hull" in lost:
            pieces = [(pieces[0][0], pieces[-1][1])]
        groups = [[piece] for piece in pieces] if "pieces" in lost else [pieces]
        for group in groups:
            words = tuple(text[start:end] for start, end in group)
            label = "" if "names" in lost else str(span["label"]).casefold()
            found.add((label, tuple(map(plain, words)) if "white space" in lost else words))
    return found


def test_the_short_export_of_label_studio_is_read_with_its_spans(tmp_path: Path) -> None:
    region = {"start": 0, "end": 5, "text": "China", "labels": ["Country"]}
    row = {"text": "China will act.", "id": 1, "country": [region], "tone": {"choices": ["Calm", "Firm"]}}
    row |= {"annotator": 3, "annotation_id": 7, "lead_time": 4.5}
    path = tmp_path / "a.json"
    path.write_text(json.dumps([row]), "utf-8")
    form = format_for(path)
    assert form is not None
    assert form.read is not None
    (draft,) = drafts(form.read(path))
    assert draft.record is not None
    assert [(span.text, span.start) for span in draft.record.spans] == [("China", 0)]
    assert len(draft.record.labels) == 2
    assert [person.name for person in draft.annotators] == ["user 3"]


def test_doccano_s_intents_with_slots_are_labels_and_spans(tmp_path: Path) -> None:
    form = format_named("doccano")
    assert form.read is not None
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "China will act.", "cats": ["Policy"], "entities": [[0, 5, "Country"]]}\n', "utf-8")
    (draft,) = drafts(form.read(path))
    assert draft.record is not None
    assert [span.text for span in draft.record.spans] == ["China"]
    assert len(draft.record.labels) == 1


def test_the_ending_and_the_first_bytes_say_which_format_it_is(case: Case) -> None:
    for path in FIXTURES.glob(case.files):
        form = format_for(path)
        assert form is not None
        assert form.name == case.form


def test_every_file_gives_the_same_two_texts(case: Case) -> None:
    for draft, article in zip(read(case), CANONICAL, strict=True):
        text = article["text"]
        if "white space" in case.lost:
            assert plain(draft.text) == plain(text)
            assert any("White space" in remark for remark in read(case)[0].remarks)
        else:
            assert draft.text == text


def test_every_file_gives_the_same_spans_with_their_pieces(case: Case) -> None:
    for draft, article in zip(read(case), CANONICAL, strict=True):
        assert draft.record is not None
        assert draft.codebook is not None
        names = {label.id: label.name.casefold() for label in draft.codebook.labels}
        found = {
            (
                "" if "names" in case.lost else names[span.label],
                tuple(plain(x.quote) if "white space" in case.lost else x.quote for x in span.fragments),
            )
            for span in draft.record.spans
        }
        assert found == wanted_spans(article, case.lost)
        for span in draft.record.spans:
            assert all(draft.text[x.start : x.end] == x.quote for x in span.fragments)


def test_every_file_gives_the_same_fields_and_notes(case: Case) -> None:
    for draft, article in zip(read(case), CANONICAL, strict=True):
        assert draft.record is not None
        assert draft.codebook is not None
        names = {attribute.id: attribute.name.casefold() for attribute in draft.codebook.attributes}
        found = {(names[id], value): span.text for span in draft.record.spans for id, value in span.attributes.items()}
        wanted = {
            (name.casefold(), value): span["text"]
            for span in article["spans"]
            for name, value in span.get("attrs", {}).items()
            if not ("yes or no" in case.lost and isinstance(value, bool))
        }
        assert found == ({} if "attributes" in case.lost else wanted)
        notes = [span.note for span in draft.record.spans if span.note]
        assert notes == ([] if "notes" in case.lost else [note["text"] for note in article["notes"]])


def test_every_file_gives_the_same_relations_and_labels_of_the_article(case: Case) -> None:
    for draft, article in zip(read(case), CANONICAL, strict=True):
        assert draft.record is not None
        assert draft.codebook is not None
        roles = {role.id: role.name for role in draft.codebook.roles}
        starts = {span.id: span.start for span in draft.record.spans}
        found = {(roles[x.role], starts[x.source], starts[x.to.span]) for x in draft.record.relations}
        places = {span["id"]: span["frags"][0][0] for span in article["spans"]}
        wanted = {(x["type"], places[x["from"]], places[x["to"]]) for x in article["rels"]}
        assert found == (set() if "relations" in case.lost else wanted)
        labels = {label.id: label.name for label in draft.codebook.labels}
        said = sorted(labels[x.label] for x in draft.record.labels)
        assert said == ([] if "labels" in case.lost else article["doclabels"])


def test_utf16_units_are_found_and_said_with_five_samples() -> None:
    first, _ = read(Case("doccano/relations.utf16.jsonl", "doccano"))
    (remark,) = first.remarks
    assert remark.startswith("Its offsets are read as UTF-16 units: 12 of 12 spans land on whole words, and 7 as code")
    assert remark.count("“") == 5
    assert "𠮷野家" not in remark


def test_a_unit_that_a_person_names_is_taken() -> None:
    form = format_named("doccano")
    assert form.read is not None
    items = list(form.read(FIXTURES / "doccano" / "relations.utf16.jsonl", ReadOptions(unit="code points")))
    wrong = next(x for x in items if isinstance(x, Draft) and "Premier Li" in x.text[:20])
    assert wrong.record is not None
    assert wrong.record.spans[0].text == "emier Li: "


def test_importing_the_same_file_gives_the_same_ids(case: Case) -> None:
    assert [x.record for x in read(case)] == [x.record for x in read(case)]


def test_a_codebook_of_refi_is_read() -> None:
    codebook = read_codebook(FIXTURES / "qdpx" / "codebook.qdc")
    assert [layer.name for layer in codebook.layers] == ["Spans", "Document topics"]
    assert [label.name for label in codebook.labels][:3] == ["Speaker", "Person", "Commitment"]
    assert codebook.labels[0].color == "#1f77b4"
    (strength,) = codebook.attributes
    assert (strength.name, [choice.name for choice in strength.choices]) == ("Strength", ["weak", "firm"])


def refusals(items: Iterator[Draft | Refusal]) -> list[Refusal]:
    return [item for item in items if isinstance(item, Refusal)]


def test_a_span_that_does_not_land_is_refused_by_name_and_line_and_the_rest_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(
        '{"text": "Li said so.", "label": [[0, 2, "Speaker"]]}\n{"text": "Li left.", "label": [[3, 99, "Act"]]}\n'
        '{"text": 3, "label": []}\nnot json\n{"text": "Li came.", "label": [[0, 2, "Speaker"]]}\n',
        encoding="utf-8",
    )
    form = format_named("doccano")
    assert form.read is not None
    items = list(form.read(path))
    assert [len(x.record.spans) for x in items if isinstance(x, Draft) and x.record] == [1, 0, 1]
    said = [f"{Path(x.name).name} {x.message}" for x in items if isinstance(x, Refusal)]
    assert said[0] == "x.jsonl, line 2 “x.jsonl”, line 2: the span “#0” (Act) is at 3-99, which is not in the text."
    assert [x.partition(" “")[0] for x in said] == ["x.jsonl, line 2", "x.jsonl, line 3", "x.jsonl, line 4"]
