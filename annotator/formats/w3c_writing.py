"""Writes W3C Web Annotations as JSON-LD, one collection an article beside its text. It reads nothing.

Positions are code points, as the recommendation demands, and each has the words with 32 characters either side, so that
a reader that counts otherwise still finds the place.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from annotator.core.model import ArticleRecord, Relation, Span
from annotator.formats.base import EVERYTHING, Carries, Dataset, WriteOptions, Written
from annotator.formats.losses import sound
from annotator.formats.names import Names, label_names
from annotator.formats.output import article_folders, json_text, write_text

CARRIES = EVERYTHING - {Carries.WORK, Carries.REVIEWS, Carries.ACCEPTED}
CONTEXT = [
    "http://www.w3.org/ns/anno.jsonld",
    "http://www.w3.org/ns/ldp.jsonld",
    {"annotator": "urn:annotator:"},
]
_AROUND = 32

Json = dict[str, object]


def write(dataset: Dataset, target: Path, options: WriteOptions) -> Iterator[Written]:
    """Write one .jsonld and one .txt an article; with a split a folder a part."""
    writer = _Collections(dataset)
    path_of = article_folders(dataset, target, options)
    for record in dataset.records():
        stem = path_of(record.article)
        collection, written = writer.collection(record)
        write_text(stem.with_name(f"{stem.name}.txt"), record.article.text)
        write_text(stem.with_name(f"{stem.name}.jsonld"), json_text(collection), "\n")
        yield written


class _Collections:
    """Makes the collections of one export."""

    def __init__(self, dataset: Dataset) -> None:
        self.names = Names(dataset)
        self.labels = label_names(dataset.codebook)

    def collection(self, record: ArticleRecord) -> tuple[Json, Written]:
        """Return everything that is said of one article."""
        article = record.article
        found = sound(record, self.labels, CARRIES)
        source = f"urn:sha256:{article.sha256}"
        items = [self._span(span, article.text, source) for span in found.spans]
        items += [self._relation(relation) for relation in found.relations]
        for label in record.labels:
            body: Json = {"type": "TextualBody", "purpose": "classifying", "value": self.names.label(label.label)}
            items.append(self._whole(label.id, "classifying", body, source, label.annotator))
        for note in record.notes:
            body = {"type": "TextualBody", "purpose": "commenting", "value": note.text, "format": "text/plain"}
            items.append(self._whole(note.id, "commenting", body, source, note.annotator))
        collection: Json = {
            "@context": CONTEXT,
            "id": _urn(article.id),
            "type": ["BasicContainer", "AnnotationCollection"],
            "label": article.title,
            "annotator:source": article.source,
            "annotator:date": article.date,
            "total": len(items),
            "first": {"type": "AnnotationPage", "startIndex": 0, "items": items},
        }
        return collection, Written(article.id, tuple(found.details(CARRIES)), len(found.spans))

    def _span(self, span: Span, text: str, source: str) -> Json:
        targets = [_target(text, start, end, source) for start, end in span.ranges]
        return {
            "id": _urn(span.id),
            "type": "Annotation",
            "motivation": "tagging",
            "creator": self._creator(span.annotator),
            "annotator:origin": span.origin.kind.value,
            "body": self._bodies(span),
            "target": targets[0] if len(targets) == 1 else {"type": "Composite", "items": targets},
        }

    def _bodies(self, span: Span) -> Sequence[Json]:
        bodies: list[Json] = [{"type": "TextualBody", "purpose": "tagging", "value": self.labels[span.label]}]
        for name, value in self.names.answers(span).items():
            bodies.append({"type": "TextualBody", "purpose": "describing", "value": f"{name}={json_text(value)}"})
        if span.certainty is not None:
            bodies.append({"type": "TextualBody", "purpose": "assessing", "value": str(span.certainty)})
        if span.note:
            bodies.append({"type": "TextualBody", "purpose": "commenting", "value": span.note, "format": "text/plain"})
        return bodies

    def _relation(self, relation: Relation) -> Json:
        if relation.to.span:
            body: Json = {"id": _urn(relation.to.span)}
        else:
            filler = self.names.filler(relation.to, {})
            body = {"type": "TextualBody", "purpose": "identifying", "value": filler}
            if relation.to.actor:
                body["annotator:actor"] = relation.to.actor
            else:
                body["annotator:not_stated"] = True
        return {
            "id": _urn(relation.id),
            "type": "Annotation",
            "motivation": "linking" if relation.to.span else "identifying",
            "body": body,
            "target": _urn(relation.source),
            "annotator:relation": self.names.role_name(relation.role),
        }

    def _whole(self, id: str, motivation: str, body: Json, source: str, annotator: str) -> Json:
        return {
            "id": _urn(id),
            "type": "Annotation",
            "motivation": motivation,
            "creator": self._creator(annotator),
            "body": body,
            "target": source,
        }

    def _creator(self, id: str) -> Json:
        annotator = self.names.annotator(id)
        kind = "Software" if annotator.kind.value == "model" else "Person"
        return {"id": _urn(annotator.id), "type": kind, "name": annotator.name}


def _urn(id: str) -> str:
    return f"urn:uuid:{id}"


def _target(text: str, start: int, end: int, source: str) -> Json:
    return {
        "source": source,
        "selector": [
            {"type": "TextPositionSelector", "start": start, "end": end},
            {
                "type": "TextQuoteSelector",
                "exact": text[start:end],
                "prefix": text[max(0, start - _AROUND) : start],
                "suffix": text[end : end + _AROUND],
            },
        ],
    }
