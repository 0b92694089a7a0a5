"""One flat row for each span that has roles (a commitment, a demand): who, to whom, what, by when, and what is unknown.

A row says of each field its answer, the words, and its state: empty, filled, not stated, or not asked of this span at
all. It writes no file.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from annotator.core.asking import Answered
from annotator.core.codebook import Attribute, AttributeType, Codebook, Role
from annotator.core.fillers import date_field
from annotator.core.model import ArticleRecord, Filler, Relation, Span
from annotator.core.query import EMPTY, FILLED, NOT_ASKED, NOT_STATED
from annotator.core.segment import sentence_at
from annotator.formats.base import Dataset
from annotator.formats.names import Names

FIXED = (
    "article", "title", "date", "dateline_date", "source", "link", "span", "label", "annotator", "start", "end",
    "action", "quote",
)  # fmt: skip
"""The columns that every table has. `action` are the words of the span, `quote` the sentences they stand in."""

Cell = str | int | list[str] | None
Row = dict[str, Cell]


def frame_labels(codebook: Codebook) -> frozenset[str]:
    """Return the ids of the labels whose spans have a row: those that own a role."""
    return frozenset(role.label for role in codebook.roles)


@dataclass
class FrameRows:
    """Makes the rows of one dataset. Invariant: every row has all `columns`, in this order."""

    dataset: Dataset
    names: Names = field(init=False)
    labels: frozenset[str] = field(init=False)
    columns: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        codebook = self.dataset.codebook
        self.names = Names(self.dataset)
        self.labels = frame_labels(codebook)
        fields: list[Attribute | Role] = [*codebook.attributes, *codebook.roles]
        order = {label.id: n for n, label in enumerate(codebook.labels)}
        fields = [x for x in fields if x.label in self.labels]
        self._fields = sorted(fields, key=lambda x: (order.get(x.label, 0), x.position))
        roles = {column_of(x.name) for x in self._fields if isinstance(x, Role)}
        columns = dict.fromkeys(column_of(x.name) for x in self._fields)
        parts = (part for name in columns for part in _parts(name, with_words=name in roles))
        self.columns = (*FIXED, *parts)

    def of(self, record: ArticleRecord, spans: Sequence[Span]) -> Iterator[Row]:
        """Yield the rows of an article, for those of `spans` that have one, in their order."""
        relations: dict[str, list[Relation]] = {}
        for relation in record.relations:
            relations.setdefault(relation.source, []).append(relation)
        by_id = {span.id: span for span in record.spans}
        for span in spans:
            if span.label in self.labels:
                yield self._row(record, span, relations.get(span.id, []), by_id)

    def _row(self, record: ArticleRecord, span: Span, relations: Sequence[Relation], spans: Mapping[str, Span]) -> Row:
        article = record.article
        row: Row = dict.fromkeys(self.columns, None)
        row |= {
            "article": article.id,
            "title": article.title,
            "date": article.date,
            "dateline_date": article.dateline_date,
            "source": article.source,
            "link": article.link,
            "span": span.id,
            "label": self.names.label(span.label),
            "annotator": self.names.annotator(span.annotator).name,
            "start": span.start,
            "end": span.end,
            "action": span.text,
            "quote": _sentences(record.text_of(span.text_version), span),
        }
        answered = Answered(self.dataset.codebook, span, relations, spans)
        for part in self._fields:
            if part.label != span.label:
                continue
            name = column_of(part.name)
            if isinstance(part, Role):
                fillers = [x.to for x in relations if x.role == part.id]
                row |= dict(zip(_parts(name, with_words=True), self._role_cells(part, fillers, spans), strict=True))
            else:
                value = span.attributes.get(part.id)
                shown = self.names.shown(part.id, value) if value is not None else None
                row[name] = ("yes" if shown else "no") if isinstance(shown, bool) else shown
                row[f"{name}_state"] = EMPTY if value is None else FILLED
            if row[f"{name}_state"] == EMPTY and not answered.is_asked(part):
                row[f"{name}_state"] = NOT_ASKED
        return row

    def _role_cells(
        self, role: Role, fillers: Sequence[Filler], spans: Mapping[str, Span]
    ) -> tuple[list[str], list[str], str]:
        """Return whom or when a role means, the words that say so, and its state."""
        found = [x for x in fillers if not x.not_stated]
        words = [spans[x.span].text for x in found if x.span in spans]
        return [self._meant(role, x, spans) for x in found], words, _state(fillers)

    def _meant(self, role: Role, filler: Filler, spans: Mapping[str, Span]) -> str:
        """Return the name of the actor that a filler is or stands for, the days that it names, else its words."""
        span = spans.get(filler.span)
        if span is None:
            return self.names.actor(filler.actor).name if filler.actor else ""
        wanted = AttributeType.DATE if date_field(self.dataset.codebook, role) is not None else AttributeType.ACTOR
        for attribute in self.dataset.codebook.attributes_of(span.label):
            if attribute.type is wanted and attribute.id in span.attributes:
                return str(self.names.shown(attribute.id, span.attributes[attribute.id]))
        return span.text


def column_of(name: str) -> str:
    """Return the column of a field: its name in lower case with "_" for what is no letter or digit."""
    column = re.sub(r"\W+", "_", name.casefold()).strip("_") or "field"
    return f"{column}_" if column in FIXED else column


def flat(row: Row) -> list[str | int]:
    """Return a row's cells for a table, several answers in one cell with "; " between them."""
    return ["; ".join(x) if isinstance(x, list) else "" if x is None else x for x in row.values()]


def _parts(name: str, *, with_words: bool) -> tuple[str, ...]:
    return (name, f"{name}_words", f"{name}_state") if with_words else (name, f"{name}_state")


def _state(fillers: Sequence[Filler]) -> str:
    if not fillers:
        return EMPTY
    return NOT_STATED if all(filler.not_stated for filler in fillers) else FILLED


def _sentences(text: str, span: Span) -> str:
    """Return the sentences that hold a span, on one line."""
    places = dict.fromkeys(sentence_at(text, start) for start, _ in span.ranges)
    end = max(end for _, end in span.ranges)
    last = sentence_at(text, max(end - 1, 0))
    return " ".join(text[min(start for start, _ in places) : max(last[1], end)].split()) if places else span.text
