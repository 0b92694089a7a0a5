"""A span of a file keeps its id when more is read of what it says."""

import json
from pathlib import Path

from annotator.core.draft import Draft
from annotator.formats import format_named

PLACE = {"start": 0, "end": 5, "label": "ACTOR"}


def spans(folder: Path, *items: dict[str, object]) -> list[str]:
    form = format_named("prodigy")
    assert form.read is not None
    path = folder / "one.jsonl"
    path.write_text(json.dumps({"text": "Zhang and Li met.", "answer": "accept", "spans": items}), "utf-8")
    (draft,) = form.read(path)
    assert isinstance(draft, Draft)
    assert draft.record is not None
    return [span.id for span in draft.record.spans]


def test_fields_and_notes_are_not_part_of_the_id(tmp_path: Path) -> None:
    more = {**PLACE, "note": "a note", "attributes": {"Strength": "weak"}}
    assert spans(tmp_path, more) == spans(tmp_path, PLACE)


def test_two_spans_at_one_place_are_two(tmp_path: Path) -> None:
    assert len(set(spans(tmp_path, {**PLACE, "note": "one"}, {**PLACE, "note": "two"}))) == 2
