"""Writes Label Studio's JSON, as finished work or as predictions, with the labelling config. It reads nothing.

Offsets are code points. Every piece of a span is a region, linked to the next by “continues”; fields, notes and roles
that no span fills are results on the same region.
"""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO

from annotator.core.model import ArticleRecord, Span, Value
from annotator.formats.base import EVERYTHING, Carries, Choice, Dataset, WriteOptions, Written
from annotator.formats.label_studio_config import (
    ARTICLE_LABELS,
    ARTICLE_NOTE,
    CERTAINTY,
    CHOICES,
    CONTINUES,
    LABELS,
    NOTE,
    TEXT,
    Controls,
)
from annotator.formats.losses import Sound, sound
from annotator.formats.names import Names
from annotator.formats.output import assigner, json_text, open_parts, part_names, write_text

CARRIES = EVERYTHING - {Carries.WORK, Carries.REVIEWS, Carries.ACCEPTED}
TASKS = "tasks"
ROWS = Choice(
    "rows",
    "Write as",
    (("annotations", "Finished work"), ("predictions", "Predictions, to begin with")),
)

Json = dict[str, object]


def write(dataset: Dataset, target: Path, options: WriteOptions) -> Iterator[Written]:
    """Write config.xml and tasks.json, or one file a part."""
    target.mkdir()
    tasks = _Tasks(dataset, options)
    write_text(target / "config.xml", tasks.controls.config())
    paths = {part: target / f"{part}.json" for part in part_names(options, TASKS)}
    begun: set[BinaryIO] = set()
    with open_parts(paths, assigner(dataset, options, TASKS), b"[") as file_of:
        for number, record in enumerate(dataset.records(), start=1):
            task, written = tasks.task(record, number)
            file = file_of(record.article.id)
            file.write(f"{',' if file in begun else ''}\n{json_text(task)}".encode())
            begun.add(file)
            yield written
    for path in paths.values():
        with path.open("ab") as file:
            file.write(b"\n]\n")


class _Tasks:
    """Makes the tasks of one export."""

    def __init__(self, dataset: Dataset, options: WriteOptions) -> None:
        self.names = Names(dataset)
        self.controls = Controls(dataset.codebook)
        self.finished = options.value(ROWS) == "annotations"
        self.types = {field.id: field.type for field in dataset.codebook.attributes}

    def task(self, record: ArticleRecord, number: int) -> tuple[Json, Written]:
        """Return one article as a task."""
        article = record.article
        found = sound(record, self.controls.labels, CARRIES)
        results = [result for span in found.spans for result in self._span(span, found)]
        links = (relation for relation in found.relations if relation.to.span)
        results += (_link(x.source, x.to.span, self.names.role_name(x.role)) for x in links)
        results += self._article(record)
        data: Json = {"text": article.text, "title": article.title, "date": article.date, "source": article.source}
        task: Json = {"id": number, "data": {**data, "article": article.id}}
        if self.finished:
            made = {"was_cancelled": False, "ground_truth": False}
            task |= {"annotations": [{"result": results, **made}], "predictions": []}
        else:
            task["predictions"] = [{"model_version": "annotator", "result": results}]
        return task, Written(article.id, tuple(found.details(CARRIES)), len(found.spans))

    def _span(self, span: Span, found: Sound) -> Iterator[Json]:
        ids = [span.id if n == 0 else f"{span.id}-{n}" for n in range(len(span.fragments))]
        for id, piece in zip(ids, span.fragments, strict=True):
            region: Json = {"start": piece.start, "end": piece.end, "text": piece.quote}
            value = {**region, "labels": [self.controls.labels[span.label]]}
            yield self._result(id, LABELS, "labels", value)
        first = span.fragments[0]
        place: Json = {"start": first.start, "end": first.end, "text": first.quote}
        for attribute, answer in span.attributes.items():
            yield self._field(span.id, attribute, answer, place)
        for role, fillers in self.names.fillers(found.relations, span.id).items():
            others = [self.names.filler(filler, {}) for filler in fillers if not filler.span]
            if others and role in self.controls.fields:
                yield self._result(span.id, self.controls.fields[role], "textarea", {**place, "text": others})
        if span.note:
            yield self._result(span.id, NOTE, "textarea", {**place, "text": [span.note]})
        if span.certainty is not None:
            yield self._result(span.id, CERTAINTY, "number", {**place, "number": span.certainty})
        for one, other in pairwise(ids):
            yield _link(one, other, CONTINUES)

    def _field(self, id: str, attribute: str, answer: Value, place: Json) -> Json:
        name = self.controls.fields.get(attribute, attribute)
        shown = self.names.shown(attribute, answer)
        if self.types.get(attribute) in CHOICES:
            chosen = shown if isinstance(shown, list) else [self.names.answer(attribute, answer)]
            return self._result(id, name, "choices", {**place, "choices": chosen})
        if isinstance(shown, int) and not isinstance(shown, bool):
            return self._result(id, name, "number", {**place, "number": shown})
        return self._result(id, name, "textarea", {**place, "text": [self.names.answer(attribute, answer)]})

    def _article(self, record: ArticleRecord) -> Iterator[Json]:
        labels = [self.controls.labels[x.label] for x in record.labels if x.label in self.controls.labels]
        if labels:
            yield self._result(f"{record.article.id}-labels", ARTICLE_LABELS, "choices", {"choices": labels})
        if record.notes:
            texts = [note.text for note in record.notes]
            yield self._result(f"{record.article.id}-notes", ARTICLE_NOTE, "textarea", {"text": texts})

    def _result(self, id: str, name: str, kind: str, value: Json) -> Json:
        result: Json = {"id": id, "from_name": name, "to_name": TEXT, "type": kind, "value": value}
        return {**result, "origin": "manual"} if self.finished else result


def _link(source: str, target: str, name: str) -> Json:
    return {"from_id": source, "to_id": target, "type": "relation", "direction": "right", "labels": [name]}
