"""What Web Annotations say comes in, and what of it cannot be had is told."""

import json
from collections.abc import Mapping
from pathlib import Path

from annotator.core.draft import Draft, Refusal
from annotator.formats import format_named

TEXT = "Zhang and Li met."


def read(folder: Path, *annotations: Mapping[str, object]) -> list[Draft | Refusal]:
    form = format_named("w3c")
    assert form.read is not None
    path = folder / "one.jsonld"
    page = {"@context": "http://www.w3.org/ns/anno.jsonld", "type": "AnnotationCollection", "text": TEXT}
    path.write_text(json.dumps({**page, "first": {"type": "AnnotationPage", "items": annotations}}), "utf-8")
    return list(form.read(path))


def test_a_filler_of_a_span_that_is_not_there_is_told(tmp_path: Path) -> None:
    body = {"type": "TextualBody", "purpose": "identifying", "value": "China"}
    link = {"type": "Annotation", "body": body, "target": "urn:gone", "annotator:relation": "speaker"}
    _, refusal = read(tmp_path, link)
    assert isinstance(refusal, Refusal)
    assert "the role “speaker” names a span that is not there" in refusal.message


def test_a_judgement_that_is_no_percentage_is_a_note(tmp_path: Path) -> None:
    bodies = [{"type": "TextualBody", "purpose": "tagging", "value": "ACTOR"}]
    bodies.append({"type": "TextualBody", "purpose": "assessing", "value": "250"})
    target = {"source": "one.txt", "selector": {"type": "TextPositionSelector", "start": 0, "end": 5}}
    (draft,) = read(tmp_path, {"type": "Annotation", "annotator:origin": "human", "body": bodies, "target": target})
    assert isinstance(draft, Draft)
    assert draft.record is not None
    assert [(span.note, span.certainty) for span in draft.record.spans] == [("250", None)]
