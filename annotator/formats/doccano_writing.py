"""Writes doccano's JSONL in its two present shapes, with offsets in the unit a project counts in. It reads nothing."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from annotator.core.model import ArticleRecord
from annotator.formats.base import Carries, Choice, Dataset, Loss, WriteOptions, Written
from annotator.formats.losses import sound
from annotator.formats.names import Names, label_names
from annotator.formats.output import assigner, json_line, open_parts, part_paths
from annotator.formats.utf16_positions import positions

ENDING = ".jsonl"
CARRIES = frozenset({
    Carries.OVERLAP, Carries.PIECES, Carries.EDGES, Carries.RELATIONS, Carries.ARTICLE_NOTES,
})  # fmt: skip
CONTINUES = "continues"
"""The link from a piece of a span to the next."""
PIECES_APART = f"{Carries.PIECES.value}: each is a span of its own"

SHAPE = Choice(
    "shape",
    "Kind of project",
    (("relations", "Sequence labelling with relations"), ("labels", "Sequence labelling")),
    "In the second, roles are not carried and the pieces of a span are not linked.",
)
UNIT = Choice(
    "offsets",
    "Offsets count",
    (("codepoints", "Characters (code points)"), ("utf16", "UTF-16 units")),
    "doccano counts UTF-16 units in the browser unless a project counts grapheme clusters.",
)

Json = dict[str, object]


def write(dataset: Dataset, target: Path, options: WriteOptions) -> Iterator[Written]:
    """Write one file, or one a part, a row an article."""
    names, labels = Names(dataset), label_names(dataset.codebook)
    linked = options.value(SHAPE) == "relations"
    carries = CARRIES if linked else CARRIES - {Carries.RELATIONS}
    numbers = _Numbers()
    with open_parts(part_paths(target, options, ENDING), assigner(dataset, options, "")) as file_of:
        for record in dataset.records():
            article = record.article
            found = sound(record, labels, carries)
            wide = options.value(UNIT) == "utf16"
            at: Sequence[int] = positions(article.text) if wide else range(len(article.text) + 1)
            pieces = [(span, [(at[start], at[end]) for start, end in span.ranges]) for span in found.spans]
            losses: list[Loss] = []
            row = _head(record, numbers.next("article"))
            if linked:
                ids = {span.id: [numbers.next("span") for _ in places] for span, places in pieces}
                row["entities"] = [
                    {"id": id, "label": labels[span.label], "start_offset": start, "end_offset": end}
                    for span, places in pieces
                    for id, (start, end) in zip(ids[span.id], places, strict=True)
                ]
                links = [(CONTINUES, one, other) for id in ids.values() for one, other in pairwise(id)]
                links += [(names.role_name(x.role), ids[x.source][0], ids[x.to.span][0]) for x in found.relations]
                row["relations"] = [
                    {"id": numbers.next("relation"), "from_id": one, "to_id": other, "type": kind}
                    for kind, one, other in links
                ]
            else:
                row["label"] = [[start, end, labels[span.label]] for span, places in pieces for start, end in places]
                losses = [Loss(article.id, span.id, PIECES_APART) for span, places in pieces if len(places) > 1]
            row["Comments"] = [note.text for note in record.notes]
            file_of(article.id).write(json_line(row))
            yield Written(article.id, (*found.details(carries), *losses), len(found.spans))


class _Numbers:
    """Counts from 0 in each of several rows."""

    def __init__(self) -> None:
        self._next: dict[str, int] = {}

    def next(self, name: str) -> int:
        """Return the next number of one row."""
        number = self._next.get(name, 0)
        self._next[name] = number + 1
        return number


def _head(record: ArticleRecord, number: int) -> Json:
    article = record.article
    return {
        "id": number + 1,
        "text": article.text,
        "article_id": article.id,
        "title": article.title,
        "date": article.date,
        "source": article.source,
    }
