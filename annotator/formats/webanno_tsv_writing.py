"""Writes WebAnno TSV 3.3 for WebAnno and INCEpTION: words with columns of spans and links; offsets count UTF-16 units.

Only white space inside a sentence is in the file; what stands between sentences comes back as line breaks. It reads
nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from annotator.core.model import ArticleRecord, Span
from annotator.core.tokens import tokens
from annotator.formats.base import Carries, Dataset, Loss, WriteOptions, Written
from annotator.formats.conll_writing import sentence_words
from annotator.formats.flat import Range, Tokens, align
from annotator.formats.losses import Sound, sound
from annotator.formats.names import Names, field_names, identifier, label_names
from annotator.formats.output import article_folders, write_text
from annotator.formats.utf16_positions import positions

CARRIES = frozenset({
    Carries.OVERLAP, Carries.ATTRIBUTES, Carries.NOTE, Carries.CERTAINTY, Carries.RELATIONS, Carries.FILLERS,
})  # fmt: skip
PIECES_APART = f"{Carries.PIECES.value}: each is a span of its own, with one identifier"
SPACES = "white space between sentences is not carried exactly"
SPAN_LAYER, LINK_LAYER = "webanno.custom.Span", "webanno.custom.Relation"
_FIXED = ("identifier", "value", "note", "certainty")


@dataclass(frozen=True, slots=True)
class _Unit:
    """One piece of a span on the words [first, last); `number` tells it from others there, 0 where not needed."""

    span: Span
    first: int
    last: int
    number: int = 0


def write(dataset: Dataset, target: Path, options: WriteOptions) -> Iterator[Written]:
    """Write one file an article; with a split a folder a part."""
    writer = _Tsv(dataset, options)
    path_of = article_folders(dataset, target, options)
    for record in dataset.records():
        stem = path_of(record.article)
        lines, written = writer.document(record)
        write_text(stem.with_name(f"{stem.name}.tsv"), *(f"{line}\n" for line in lines))
        yield written


class _Tsv:
    """The columns of one export, and the documents in them."""

    def __init__(self, dataset: Dataset, options: WriteOptions) -> None:
        self.names = Names(dataset)
        self.options = options
        self.labels = label_names(dataset.codebook)
        self.fields = field_names(dataset.codebook, identifier, taken=_FIXED)
        self.features = sorted([*self.fields.values(), *_FIXED])
        self.head = [
            "#FORMAT=WebAnno TSV 3.3",
            f"#T_SP={SPAN_LAYER}|{'|'.join(self.features)}",
            f"#T_RL={LINK_LAYER}|value|BT_{SPAN_LAYER}",
            "",
            "",
        ]

    def document(self, record: ArticleRecord) -> tuple[list[str], Written]:
        """Return one article's lines."""
        text = record.article.text
        found = sound(record, self.labels, CARRIES)
        words = tokens(text)
        units, losses = self._units(found, words)
        ranges = sentence_words(text, words, [])
        kept = {unit.span.id for unit in units}
        losses += [
            Loss(record.article.id, x.source, Carries.RELATIONS.value)
            for x in found.relations
            if x.to.span and not {x.source, x.to.span} <= kept
        ]
        if _rebuilt(text, words, ranges) != text.rstrip("\n"):
            losses.append(Loss(record.article.id, "", SPACES))
        rows = self._rows(found, units, words, ranges)
        at = positions(text)
        lines = list(self.head)
        for number, (first, last) in enumerate(ranges, start=1):
            said = text[words[first][0] : words[last - 1][1]]
            lines += [f"#Text={_plain(line)}" for line in said.split("\n")]
            for n in range(first, last):
                start, end = words[n]
                place = f"{number}-{n - first + 1}\t{at[start]}-{at[end]}\t{_plain(text[start:end])}"
                lines.append("\t".join((place, *rows[n], "")))
            lines.append("")
        lost = {span.id for span in found.spans} - kept
        return lines, Written(record.article.id, (*found.details(CARRIES, lost), *losses), len(kept))

    def _units(self, found: Sound, words: Sequence[Range]) -> tuple[list[_Unit], list[Loss]]:
        """Return each piece with its number, and what was lost or moved."""
        cut, losses = [], []
        places = Tokens(words)
        for span in found.spans:
            pieces, what = [], ""
            for start, end in span.ranges:
                aligned, moved = align(places, start, end, self.options.edges)
                what = what or moved
                if aligned is not None:
                    pieces.append(_Unit(span, *aligned))
            if what:
                losses.append(Loss(span.article, span.id, what, whole=not pieces))
            elif len(pieces) > 1:
                losses.append(Loss(span.article, span.id, PIECES_APART))
            cut += pieces
        cut.sort(key=lambda unit: (unit.first, -unit.last))
        depth = [0] * len(words)
        for unit in cut:
            for n in range(unit.first, unit.last):
                depth[n] += 1
        units, number = [], 0
        for unit in cut:
            needed = unit.last - unit.first > 1 or depth[unit.first] > 1
            number += needed
            units.append(_Unit(unit.span, unit.first, unit.last, number if needed else 0))
        return units, losses

    def _rows(
        self, found: Sound, units: Sequence[_Unit], words: Sequence[Range], ranges: Sequence[Range]
    ) -> list[tuple[str, ...]]:
        """Return the columns of each word: the features, then the links that end there and where they begin."""
        on: list[list[_Unit]] = [[] for _ in words]
        firsts: dict[str, _Unit] = {}
        for unit in units:
            firsts.setdefault(unit.span.id, unit)
            for n in range(unit.first, unit.last):
                on[n].append(unit)
        ids = {
            n: f"{number}-{n - first + 1}" for number, (first, last) in enumerate(ranges, 1) for n in range(first, last)
        }
        links: dict[int, list[tuple[str, str]]] = {}
        for relation in found.relations:
            owner, filler = firsts.get(relation.source), firsts.get(relation.to.span)
            if owner is not None and filler is not None:
                told = f"[{owner.number}_{filler.number}]" if owner.number or filler.number else ""
                role = _escaped(self.fields.get(relation.role, relation.role))
                links.setdefault(filler.first, []).append((role, f"{ids[owner.first]}{told}"))
        values = {span.id: self._values(span, found) for span in found.spans}
        return [
            (
                *(
                    "|".join(_cell(values[x.span.id].get(name, ""), x.number) for x in on[n]) or "_"
                    for name in self.features
                ),
                "|".join(role for role, _ in links.get(n, ())) or "_",
                "|".join(place for _, place in links.get(n, ())) or "_",
            )
            for n in range(len(words))
        ]

    def _values(self, span: Span, found: Sound) -> dict[str, str]:
        values = {"identifier": span.id, "value": self.labels[span.label], "note": span.note}
        if span.certainty is not None:
            values["certainty"] = str(span.certainty)
        for id, value in span.attributes.items():
            values[self.fields.get(id, id)] = self.names.answer(id, value)
        for role, fillers in self.names.fillers(found.relations, span.id).items():
            others = [self.names.filler(filler, {}) for filler in fillers if not filler.span]
            if others:
                values[self.fields.get(role, role)] = "; ".join(others)
        return values


def _rebuilt(text: str, words: Sequence[Range], ranges: Sequence[Range]) -> str:
    """Return the text as a reader rebuilds it: line breaks between sentences, as many as there are characters."""
    parts, at = [], 0
    for first, last in ranges:
        start, end = words[first][0], words[last - 1][1]
        parts += ["\n" * (start - at), text[start:end]]
        at = end
    return "".join(parts)


def _cell(value: str, number: int) -> str:
    return (_escaped(value) if value else "*") + (f"[{number}]" if number else "")


def _escaped(text: str) -> str:
    for character in "\\[]|_;*":
        text = text.replace(character, f"\\{character}")
    return _breaks(text.replace("->", "\\->"))


def _plain(text: str) -> str:
    return _breaks(text.replace("\\", "\\\\"))


def _breaks(text: str) -> str:
    return text.replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
