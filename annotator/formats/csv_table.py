"""A table for spreadsheets and statistics: one row a span, exactly as it is. Read, a row is an article.

UTF-8 with a byte order mark, since Excel takes a CSV without one for the old code page of the machine and shows
“â€œ” for a quotation mark; pandas, R's readr and Python's "utf-8-sig" pass over it. Rows end with CR LF, line breaks
inside a cell are LF, every cell is quoted. Cells that begin with =, +, - or @ are written as they are: an apostrophe
before them would be in the data of everyone who does not use Excel. Open a table of texts you do not trust through
Excel's "From Text/CSV", which takes them for text.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from annotator.core.model import ArticleRecord, Span
from annotator.formats.base import Carries, Dataset, Format, WriteOptions, Written
from annotator.formats.incoming import reading
from annotator.formats.jsonl_rows import filler_row
from annotator.formats.losses import details_lost, sound_spans
from annotator.formats.names import Names
from annotator.formats.output import assigner, json_text, open_parts, part_paths
from annotator.formats.table_reading import delimited_columns, take_delimited

SUFFIX = ".csv"
COLUMNS = (
    "article", "title", "date", "source", "span", "layer", "label", "start", "end", "fragments", "text", "left",
    "right", "attributes", "roles", "note", "certainty", "annotator", "origin",
)  # fmt: skip
_BOM = "\ufeff"
_AROUND = 40


def write(dataset: Dataset, target: Path, options: WriteOptions) -> Iterator[Written]:
    """Write one table, or one a part. An article without spans has no row."""
    names = Names(dataset)
    labels = {label.id for label in dataset.codebook.labels}
    head = f"{_BOM}{lines([COLUMNS])}".encode()
    with open_parts(part_paths(target, options, SUFFIX), assigner(dataset, options, ""), head) as file_of:
        for record in dataset.records():
            spans, losses = sound_spans(record, labels)
            rows = [_cells(record, span, names) for span in spans]
            file_of(record.article.id).write(lines(rows).encode())
            losses += details_lost(record, FORMAT.carries)
            yield Written(record.article.id, tuple(losses), len(spans))


def lines(rows: Sequence[Sequence[object]]) -> str:
    """Return rows as CSV text."""
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def _cells(record: ArticleRecord, span: Span, names: Names) -> tuple[object, ...]:
    article = record.article
    return (
        article.id,
        article.title,
        article.date,
        article.source,
        span.id,
        names.layer(names.layer_id(span.label)),
        names.label(span.label),
        span.start,
        span.end,
        json_text(span.ranges),
        span.text,
        article.text[max(0, span.start - _AROUND) : span.start],
        article.text[span.end : span.end + _AROUND],
        json_text(names.answers(span)),
        json_text(_roles(record, span, names)),
        span.note,
        span.certainty,
        names.annotator(span.annotator).name,
        span.origin.kind.value,
    )


def _roles(record: ArticleRecord, span: Span, names: Names) -> dict[str, list[object]]:
    """Return what fills the span's roles: under each role's name a list of fillers, as in our JSONL."""
    roles: dict[str, list[object]] = {}
    for relation in record.relations:
        if relation.source == span.id:
            roles.setdefault(names.role_name(relation.role), []).append(filler_row(relation.to, names))
    return roles


FORMAT = Format(
    name="csv",
    title="Table (CSV)",
    suffixes=(SUFFIX,),
    target="file",
    description=(
        "One row a span with its place, words and fields, for spreadsheets and statistics. Cells are exact, also those "
        "that begin with “=”: open texts you do not trust through Excel’s “From Text/CSV”. Read, a row is an article."
    ),
    carries=frozenset(Carries) - {Carries.ARTICLE_LABELS, Carries.ARTICLE_NOTES, Carries.WORK, Carries.REVIEWS},
    read=reading(take_delimited),
    write=write,
    take=take_delimited,
    columns=delimited_columns,
)
