"""Writes rows of chat for fine-tuning language models: the codebook, the article, and what to answer. It reads nothing.

The answer is JSON with the words of each span and which of their occurrences is meant ("he" stands ten times in an
article), or the article again with tags in it. Each row has the key `messages` and no other.
"""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path

from annotator.core.codebook import Attribute, Codebook, Role
from annotator.core.model import Span
from annotator.formats.base import Carries, Choice, Dataset, Loss, WriteOptions, Written
from annotator.formats.losses import Sound, sound
from annotator.formats.names import Names, field_names, identifier, label_names
from annotator.formats.output import assigner, json_line, json_text, open_parts, part_paths
from annotator.formats.xml_text import element

ENDING = ".jsonl"
CARRIES = frozenset({
    Carries.OVERLAP, Carries.PIECES, Carries.EDGES, Carries.ATTRIBUTES, Carries.RELATIONS, Carries.FILLERS,
    Carries.ARTICLE_LABELS,
})  # fmt: skip
ANSWER = Choice(
    "answer",
    "The answer is",
    (("words", "The words of each span, with the number of their occurrence"), ("tags", "The article with tags in it")),
    "With tags, spans that cross each other cannot all be there: the longest stays.",
)
TWICE = "the article says the same as one that is written, and has the same answer"
CROSSES = "crosses another span that was kept"
NOT_IN_TAGS = CARRIES - {Carries.ARTICLE_LABELS}
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})

Json = dict[str, object]


def write(dataset: Dataset, target: Path, options: WriteOptions) -> Iterator[Written]:
    """Write one file, or one a part, a row an article; a row that says the same as one before it stands once."""
    tagged = options.value(ANSWER) == "tags"
    rows = _Rows(dataset, tagged=tagged)
    carries = NOT_IN_TAGS if tagged else CARRIES
    seen: set[bytes] = set()
    with open_parts(part_paths(target, options, ENDING), assigner(dataset, options, "")) as file_of:
        for record in dataset.records():
            found = sound(record, rows.labels, carries)
            spans, dropped = nested(found.spans) if tagged else (list(found.spans), [])
            answer = rows.with_tags(found, spans) if tagged else json_text(rows.in_words(found))
            messages = [
                {"role": "system", "content": rows.system},
                {"role": "user", "content": record.article.text},
                {"role": "assistant", "content": answer},
            ]
            line = json_line({"messages": messages})
            digest = sha256(line).digest()
            if digest in seen:
                yield Written(record.article.id, (Loss(record.article.id, "", TWICE, whole=True),))
                continue
            seen.add(digest)
            file_of(record.article.id).write(line)
            gone = {loss.span for loss in dropped}
            yield Written(record.article.id, (*found.details(carries, gone), *dropped), len(spans))


def nested(spans: Sequence[Span]) -> tuple[list[Span], list[Loss]]:
    """Return the spans of which no two pieces cross, the longest first, and a loss for each other one."""
    kept: list[Span] = []
    places: list[tuple[int, int]] = []
    losses = []
    for span in sorted(spans, key=lambda span: (span.start - span.end, span.start, span.id)):
        crossing = any(a < start < b < end or start < a < end < b for a, b in span.ranges for start, end in places)
        if crossing:
            losses.append(Loss(span.article, span.id, CROSSES, whole=True))
        else:
            kept.append(span)
            places += span.ranges
    return sorted(kept, key=lambda span: (span.start, -span.end, span.id)), losses


def occurrence(text: str, words: str, start: int) -> int:
    """Return the how-manieth occurrence of the words begins at `start`, counted from 1, overlapping ones too."""
    number, at = 0, -1
    while at < start:
        at = text.index(words, at + 1)
        number += 1
    return number


class _Rows:
    """The words of one export: what is asked, and the answers."""

    def __init__(self, dataset: Dataset, *, tagged: bool) -> None:
        self.names = Names(dataset)
        self.labels = label_names(dataset.codebook, identifier) if tagged else label_names(dataset.codebook)
        self.fields = field_names(dataset.codebook, identifier if tagged else str, taken=("id", "label", "pieces"))
        self.system = self._system(dataset.codebook, tagged=tagged)

    def _system(self, codebook: Codebook, *, tagged: bool) -> str:
        lines = [f"Tag the article with the codebook “{codebook.name}”." if codebook.name else "Tag the article."]
        for label in codebook.labels:
            parts = self._parts(codebook, label.id)
            asked = f" Fields: {', '.join(self.fields[part.id] for part in parts)}." if parts else ""
            lines.append(f"- {self.labels[label.id]}: {' '.join(label.definition.split())}{asked}".rstrip(": "))
        if tagged:
            lines.append(
                "Answer with the whole article, word for word, with a tag around each span, such as "
                '<Label id="1">words</Label>. The pieces of one span have one id. Write &lt; &gt; &amp; for < > &.'
            )
        else:
            lines.append(
                'Answer in JSON: {"article": [labels of the article], "spans": [{"id", "label", "pieces": [{"text", '
                '"occurrence"}], "fields"}]}. Copy the words exactly; "occurrence" says which of equal words is meant, '
                "counted from 1. A field that another span fills has that span’s id."
            )
        return "\n".join(lines)

    def _parts(self, codebook: Codebook, label: str) -> Sequence[Attribute | Role]:
        return (*codebook.attributes_of(label), *codebook.roles_of(label))

    def in_words(self, found: Sound) -> Json:
        """Return the answer as JSON."""
        record = found.record
        numbers = {span.id: number for number, span in enumerate(found.spans, start=1)}
        spans: list[Json] = []
        for span in found.spans:
            pieces = [
                {"text": piece.quote, "occurrence": occurrence(record.article.text, piece.quote, piece.start)}
                for piece in span.fragments
            ]
            row: Json = {"id": numbers[span.id], "label": self.labels[span.label], "pieces": pieces}
            fields = self._fields(span, found, numbers)
            spans.append({**row, "fields": fields} if fields else row)
        article = [self.labels[label.label] for label in record.labels if label.label in self.labels]
        return {"article": article, "spans": spans}

    def _fields(self, span: Span, found: Sound, numbers: dict[str, int]) -> Json:
        fields: Json = {self.fields.get(id, id): self.names.shown(id, value) for id, value in span.attributes.items()}
        for role, fillers in self.names.fillers(found.relations, span.id).items():
            shown: list[object] = [
                {"span": numbers[x.span]} if x.span in numbers else self.names.filler(x, {}) for x in fillers
            ]
            fields[self.fields.get(role, role)] = shown[0] if len(shown) == 1 else shown
        return fields

    def with_tags(self, found: Sound, spans: Sequence[Span]) -> str:
        """Return the article's text with tags; of tags at one place the longer span's is outside."""
        text = found.record.article.text
        numbers = {span.id: number for number, span in enumerate(spans, start=1)}
        begins: dict[int, list[tuple[int, int, str, str]]] = {}
        for span in spans:
            number = numbers[span.id]
            for count, (start, end) in enumerate(span.ranges):
                fields = self._fields(span, found, numbers) if count == 0 else {}
                values = {"id": str(number), **{name: _attribute(value) for name, value in fields.items()}}
                tag = element(self.labels[span.label], values, ["\0"])
                opening, closing = tag.split("\0")
                begins.setdefault(start, []).append((end, number, opening, closing))
        pieces: list[str] = []
        open_: list[tuple[int, str]] = []
        edges = sorted({0, len(text), *begins, *(end for rows in begins.values() for end, *_ in rows)})
        for at, after in zip(edges, [*edges[1:], len(text)], strict=True):
            while open_ and open_[-1][0] == at:
                pieces.append(open_.pop()[1])
            for end, _number, opening, closing in sorted(begins.get(at, ()), key=lambda row: (-row[0], row[1])):
                pieces.append(opening)
                open_.append((end, closing))
            pieces.append(text[at:after].translate(_ESCAPES))
        return "".join(pieces)


def _attribute(value: object) -> str:
    values = value if isinstance(value, list) else [value]
    return "; ".join(f"#{x['span']}" if isinstance(x, dict) else str(x) for x in values)
