"""The rows of every table format: one a span, or one a span that has fields with a column for each of them.

It builds cells and writes no file. Cells are text or whole numbers, exactly as the project has them.
"""

from collections.abc import Iterator, Sequence

from annotator.core.model import ArticleRecord, Span
from annotator.formats.base import EVERYTHING, Carries, Choice, Dataset, Loss, WriteOptions, Written
from annotator.formats.jsonl_rows import filler_row
from annotator.formats.losses import Sound, sound_spans
from annotator.formats.names import Names, field_names
from annotator.formats.output import json_text

CARRIES = EVERYTHING - {Carries.ARTICLE_LABELS, Carries.ARTICLE_NOTES, Carries.WORK, Carries.REVIEWS, Carries.ACCEPTED}
NO_FIELDS = "has a label without fields, and the table has only spans with fields"
COLUMNS = (
    "article", "title", "date", "source", "span", "layer", "label", "start", "end", "fragments", "text", "left",
    "right", "attributes", "roles", "note", "certainty", "annotator", "origin",
)  # fmt: skip
_BEFORE_FIELDS = (
    "article", "title", "date", "source", "span", "label", "start", "end", "fragments", "text",
)  # fmt: skip
_AFTER_FIELDS = ("note", "certainty", "annotator", "origin")
_AROUND = 40

ROWS = Choice(
    "rows",
    "Rows",
    (("spans", "One for each span"), ("fields", "One for each span with fields, a column for each field")),
)

Cell = str | int | None


class Table:
    """The columns of one export, and the rows of its articles."""

    def __init__(self, dataset: Dataset, options: WriteOptions) -> None:
        self._names = Names(dataset)
        self._labels = {label.id for label in dataset.codebook.labels}
        self._by_field = options.value(ROWS) == "fields"
        book = dataset.codebook
        self._fields = field_names(book, taken=(*_BEFORE_FIELDS, *_AFTER_FIELDS)) if self._by_field else {}
        self._with_fields = {x.label for x in book.attributes} | {x.label for x in book.roles}
        self.columns = (*_BEFORE_FIELDS, *self._fields.values(), *_AFTER_FIELDS) if self._by_field else COLUMNS

    def rows(self, record: ArticleRecord) -> tuple[list[Sequence[Cell]], Written]:
        """Return the rows of one article, and what was lost."""
        written, lost_before = sound_spans(record, self._labels)
        ids = {span.id for span in written}
        # A role names its filler by id also where that span is not in the table.
        relations = tuple(relation for relation in record.relations if relation.source in ids)
        found = Sound(record, tuple(written), relations, tuple(lost_before))
        spans = [span for span in found.spans if not self._by_field or span.label in self._with_fields]
        kept = {span.id for span in spans}
        lost = [Loss(record.article.id, x.id, NO_FIELDS, whole=True) for x in found.spans if x.id not in kept]
        rows = [list(self._cells(span, found)) for span in spans]
        gone = {loss.span for loss in lost}
        return list(rows), Written(record.article.id, (*found.details(CARRIES, gone), *lost), len(rows))

    def _cells(self, span: Span, found: Sound) -> Iterator[Cell]:
        names, article = self._names, found.record.article
        yield from (article.id, article.title, article.date, article.source, span.id)
        if not self._by_field:
            yield names.layer(names.layer_id(span.label))
        yield from (names.label(span.label), span.start, span.end, json_text(span.ranges), span.text)
        if self._by_field:
            yield from self._values(span, found)
        else:
            yield article.text[max(0, span.start - _AROUND) : span.start]
            yield article.text[span.end : span.end + _AROUND]
            yield json_text(names.answers(span))
            yield json_text(self._roles(span, found))
        yield from (span.note, span.certainty, names.annotator(span.annotator).name, span.origin.kind.value)

    def _roles(self, span: Span, found: Sound) -> dict[str, list[object]]:
        """Return what fills the span's roles: under each role's name a list of fillers, as in our JSONL."""
        roles: dict[str, list[object]] = {}
        for relation in found.relations:
            if relation.source == span.id:
                roles.setdefault(self._names.role_name(relation.role), []).append(filler_row(relation.to, self._names))
        return roles

    def _values(self, span: Span, found: Sound) -> Iterator[Cell]:
        quotes = {other.id: other.text for other in found.spans}
        fillers = self._names.fillers(found.relations, span.id)
        for id in self._fields:
            if id in fillers:
                yield "; ".join(self._names.filler(filler, quotes) for filler in fillers[id])
            elif id in span.attributes:
                value = span.attributes[id]
                number = isinstance(value, int) and not isinstance(value, bool)
                yield value if number and isinstance(value, int) else self._names.answer(id, value)
            else:
                yield ""
