"""What a span of Prodigy has and we cannot hold is told, not left out."""

import json
from pathlib import Path

import pytest

from annotator.core.draft import Refusal
from annotator.formats import format_named

SPAN = {"start": 0, "end": 5, "label": "ACTOR"}


@pytest.mark.parametrize(
    "more",
    [
        {"attributes": {"Strength": 0.5}},
        {"attributes": {"Strength": {"weak": True}}},
        {"attributes": {"Strength": [1.5]}},
        {"attributes": "weak"},
        {"certainty": 101},
        {"certainty": 0.9},
        {"note": ["a note"]},
    ],
    ids=str,
)
def test_what_no_field_can_hold_is_told(more: dict[str, object], tmp_path: Path) -> None:
    form = format_named("prodigy")
    assert form.read is not None
    path = tmp_path / "one.jsonl"
    path.write_text(json.dumps({"text": "Zhang met Li.", "answer": "accept", "spans": [{**SPAN, **more}]}), "utf-8")
    (refusal,) = form.read(path)
    assert isinstance(refusal, Refusal)
    assert f"“{next(iter(more))}” is not" in refusal.message
