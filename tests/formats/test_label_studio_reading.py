"""What Label Studio's exports say comes in whole: each region is a span of its own, and each answer has a place."""

import json
from pathlib import Path

from annotator.core.draft import Draft
from annotator.formats import format_named

SHORT = {"id": 1, "text": "Zhang and Li met.", "annotator": 3, "annotation_id": 7, "lead_time": 4.5}


def read(folder: Path, row: dict[str, object]) -> Draft:
    form = format_named("label-studio")
    assert form.read is not None
    path = folder / "export.json"
    path.write_text(json.dumps([row]), "utf-8")
    (draft,) = form.read(path)
    assert isinstance(draft, Draft)
    return draft


def labels(draft: Draft) -> list[str]:
    assert draft.record is not None
    assert draft.codebook is not None
    names = {label.id: label.name for label in draft.codebook.labels}
    return sorted(names[label.label] for label in draft.record.labels)


def notes(draft: Draft) -> list[str]:
    assert draft.record is not None
    return sorted(note.text for note in draft.record.notes)


def test_regions_of_a_page_that_share_their_numbers_are_spans_each(tmp_path: Path) -> None:
    regions = [{"start": "/p[1]", "end": "/p[1]", "text": x, "labels": ["ACTOR"]} for x in ("Zhang", "Li", "met")]
    draft = read(tmp_path, {**SHORT, "label": regions})
    assert draft.record is not None
    assert [span.text for span in draft.record.spans] == ["Zhang", "Li", "met"]


def test_regions_with_one_id_are_spans_each(tmp_path: Path) -> None:
    places = ((0, 5), (10, 12), (13, 16))
    result = [
        {"id": "r", "type": "labels", "from_name": "label", "value": {"start": a, "end": b, "labels": ["ACTOR"]}}
        for a, b in places
    ]
    draft = read(tmp_path, {"data": {"text": SHORT["text"]}, "annotations": [{"result": result}]})
    assert draft.record is not None
    assert [span.ranges for span in draft.record.spans] == [(place,) for place in places]


def test_every_answer_of_the_short_export_is_read(tmp_path: Path) -> None:
    answers = {
        "why": ["first", "second"],
        "more": [{"text": ["third"]}],
        "stars": [{"rating": 4}],
        "count": [{"number": 12}],
        "when": [{"datetime": "2024-05-01"}],
        "kind": [{"taxonomy": [["Statement", "Promise"], ["Visit"]]}],
        "tone": "warm",
    }
    draft = read(tmp_path, {**SHORT, **answers})
    assert notes(draft) == ["12", "2024-05-01", "4", "first", "second", "third"]
    assert labels(draft) == ["Statement / Promise", "Visit"]
    assert draft.extra["tone"] == "warm"


def test_a_path_of_a_taxonomy_is_a_label(tmp_path: Path) -> None:
    result = [{"id": "t", "type": "taxonomy", "from_name": "kind", "value": {"taxonomy": [["Statement", "Promise"]]}}]
    draft = read(tmp_path, {"data": {"text": SHORT["text"]}, "annotations": [{"result": result}]})
    assert labels(draft) == ["Statement / Promise"]
