"""Writes brat stand-off: a folder of .txt and .ann files with annotation.conf and visual.conf. It reads nothing.

The rules are those of brat's server: a piece never crosses a line's end, names are ASCII, a field without a value is a
yes, pieces are joined by one space. The text files are UTF-8 with plain line ends and no byte order mark.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from annotator.core.codebook import AttributeType, Codebook
from annotator.core.model import ArticleRecord, Relation, Span
from annotator.formats.base import EVERYTHING, Carries, Dataset, Loss, WriteOptions, Written
from annotator.formats.losses import sound
from annotator.formats.names import Names, field_names, identifier, label_names
from annotator.formats.output import article_folders, write_text

CARRIES = EVERYTHING - {Carries.ARTICLE_LABELS, Carries.ARTICLE_NOTES, Carries.WORK, Carries.REVIEWS, Carries.ACCEPTED}
CERTAINTY = "Certainty"
LINE_CROSSED = "crosses the end of a line: it is in pieces, one a line"
ONLY_LINE_ENDS = "holds nothing but the end of a line"

# brat reads its files with `readline`, which in some versions ends a line at each of these.
_LINE_ENDS = re.compile("[\n\x0b\x0c\r\x1c-\x1e\x85\u2028\u2029]+")
_SPACE = re.compile(r"\s+")


def write(dataset: Dataset, target: Path, options: WriteOptions) -> Iterator[Written]:
    """Write the configuration, then two files an article; with a split a folder a part."""
    brat = _Brat(dataset)
    path_of = article_folders(dataset, target, options)
    write_text(target / "annotation.conf", brat.annotation_conf())
    write_text(target / "visual.conf", brat.visual_conf())
    for record in dataset.records():
        stem = path_of(record.article)
        lines, written = brat.document(record)
        write_text(stem.with_name(f"{stem.name}.txt"), record.article.text)
        write_text(stem.with_name(f"{stem.name}.ann"), *(f"{line}\n" for line in lines))
        yield written


class _Brat:
    """The names of one export and the lines they stand in."""

    def __init__(self, dataset: Dataset) -> None:
        self.codebook: Codebook = dataset.codebook
        self.names = Names(dataset)
        self.labels = label_names(self.codebook, identifier)
        labels = set(self.labels.values())
        fields = field_names(self.codebook, identifier, taken=(CERTAINTY,))
        self.fields = {id: f"{name}_field" if name in labels else name for id, name in fields.items()}

    def document(self, record: ArticleRecord) -> tuple[list[str], Written]:
        """Return the lines of an .ann file."""
        found = sound(record, self.labels, CARRIES)
        text = record.article.text
        numbers: dict[str, str] = {}
        lines: list[str] = []
        losses: list[Loss] = []
        lost: set[str] = set()
        for span in found.spans:
            pieces = pieces_of(text, span.ranges)
            if not pieces:
                losses.append(Loss(record.article.id, span.id, ONLY_LINE_ENDS, whole=True))
                lost.add(span.id)
                continue
            if pieces != list(span.ranges):
                losses.append(Loss(record.article.id, span.id, LINE_CROSSED))
            numbers[span.id] = f"T{len(numbers) + 1}"
            places = ";".join(f"{start} {end}" for start, end in pieces)
            words = " ".join(text[start:end] for start, end in pieces)
            lines.append(f"{numbers[span.id]}\t{self.labels[span.label]} {places}\t{words}")
        kept = [span for span in found.spans if span.id in numbers]
        lines += self._attributes(kept, numbers)
        for relation in found.relations:
            ends = {relation.source, relation.to.span} - {""}
            if ends & lost:
                losses.append(Loss(record.article.id, relation.source, Carries.RELATIONS.value))
        whole = [x for x in found.relations if not {x.source, x.to.span} & lost]
        lines += self._relations(whole, numbers)
        lines += self._notes(kept, whole, numbers)
        return lines, Written(record.article.id, (*found.details(CARRIES, lost), *losses), len(kept))

    def _attributes(self, spans: Sequence[Span], numbers: dict[str, str]) -> list[str]:
        pairs: list[str] = []
        for span in spans:
            for id, value in span.attributes.items():
                answer = _SPACE.sub(" ", self.names.answer(id, value)).strip()
                pairs.append(f"{self.fields.get(id, identifier(id))} {numbers[span.id]} {answer}".rstrip())
            if span.certainty is not None:
                pairs.append(f"{CERTAINTY} {numbers[span.id]} {span.certainty}")
        return [f"A{number}\t{pair}" for number, pair in enumerate(pairs, start=1)]

    def _relations(self, relations: Sequence[Relation], numbers: dict[str, str]) -> list[str]:
        between = [relation for relation in relations if relation.to.span]
        return [
            f"R{n}\t{self._role(x.role)} Arg1:{numbers[x.source]} Arg2:{numbers[x.to.span]}"
            for n, x in enumerate(between, start=1)
        ]

    def _notes(self, spans: Sequence[Span], relations: Sequence[Relation], numbers: dict[str, str]) -> list[str]:
        """Return notes of spans, and the fillers that are no spans as notes of the role's own kind."""
        notes = [
            f"AnnotatorNotes {numbers[span.id]}\t{_SPACE.sub(' ', span.note).strip()}" for span in spans if span.note
        ]
        for relation in relations:
            if not relation.to.span:
                filler = _SPACE.sub(" ", self.names.filler(relation.to, {})).strip()
                notes.append(f"{self._role(relation.role)} {numbers[relation.source]}\t{filler}")
        return [f"#{number}\t{note}" for number, note in enumerate(notes, start=1)]

    def _role(self, id: str) -> str:
        return self.fields.get(id, identifier(id))

    def annotation_conf(self) -> str:
        """Return which labels, roles and fields there are."""
        book = self.codebook
        lines = ["[entities]", *self.labels.values(), "", "[relations]"]
        for role in book.roles:
            targets = "|".join(self.labels[id] for id in role.targets if id in self.labels) or "<ENTITY>"
            if role.label in self.labels:
                lines.append(f"{self.fields[role.id]}\tArg1:{self.labels[role.label]}, Arg2:{targets}")
        lines += ["<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>", "", "[events]", "", "[attributes]"]
        for field in book.attributes:
            choices = [_SPACE.sub(" ", choice.name) for choice in field.choices]
            if field.type is AttributeType.YES_NO:
                choices = ["yes", "no"]
            value = f", Value:{'|'.join(choices)}" if choices else ""
            lines.append(f"{self.fields[field.id]}\tArg:{self.labels.get(field.label, '<ENTITY>')}{value}")
        lines.append(f"{CERTAINTY}\tArg:<ENTITY>")
        return "\n".join([*lines, ""])

    def visual_conf(self) -> str:
        """Return the names as people know them."""
        titles = {self.labels[x.id]: x.name for x in self.codebook.labels}
        titles |= {self.fields[x.id]: x.name for x in self.codebook.attributes}
        titles |= {self.fields[x.id]: x.name for x in self.codebook.roles}
        named = [f"{name} | {_SPACE.sub(' ', title).replace('|', '/')}" for name, title in titles.items()]
        return "\n".join(["[labels]", *named, "", "[drawing]", "SPAN_DEFAULT\tfgColor:black, bgColor:lightgreen", ""])


def pieces_of(text: str, ranges: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return ranges cut at the ends of lines; one that holds nothing else is gone."""
    pieces: list[tuple[int, int]] = []
    for start, end in ranges:
        at = start
        for match in _LINE_ENDS.finditer(text, start, end):
            if match.start() > at:
                pieces.append((at, match.start()))
            at = match.end()
        if at < end:
            pieces.append((at, end))
    return pieces
