"""Writes tables as CSV and TSV, one file or one a part. It reads nothing.

CSV is UTF-8 with a byte order mark, since Excel takes one without for the old code page of the machine and shows “â€œ”
for a quotation mark; pandas, R's readr and Python's "utf-8-sig" pass over it. Rows end with CR LF, line breaks inside a
cell are LF, every cell is quoted. TSV has neither mark nor CR. Cells that begin with =, +, - or @ are written as
they are unless a person asks for a table that is safe to open in Excel: an apostrophe would be in everyone else's data.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from annotator.formats.base import Choice, Dataset, WriteOptions, Written
from annotator.formats.output import assigner, open_parts, part_paths
from annotator.formats.table_rows import Cell, Table

CSV_SUFFIX, TSV_SUFFIX = ".csv", ".tsv"
_BOM = "\ufeff"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

CELLS = Choice(
    "cells",
    "Cells",
    (("exact", "Exactly as they are"), ("excel", "Safe to open in Excel")),
    "Excel calculates what begins with =, +, - or @; an apostrophe before it prevents that.",
)


def write_csv(dataset: Dataset, target: Path, options: WriteOptions) -> Iterator[Written]:
    """Write CSV. An article without rows is not in it."""
    return _write(dataset, target, options, CSV_SUFFIX)


def write_tsv(dataset: Dataset, target: Path, options: WriteOptions) -> Iterator[Written]:
    """Write TSV. An article without rows is not in it."""
    return _write(dataset, target, options, TSV_SUFFIX)


def _write(dataset: Dataset, target: Path, options: WriteOptions, suffix: str) -> Iterator[Written]:
    table = Table(dataset, options)
    guarded = options.value(CELLS) == "excel"

    def lines(rows: Sequence[Sequence[Cell]]) -> bytes:
        shown = [[guard(cell) for cell in row] for row in rows] if guarded else rows
        return (comma_lines(shown) if suffix == CSV_SUFFIX else _tab_lines(shown)).encode()

    head = (_BOM.encode() if suffix == CSV_SUFFIX else b"") + lines([table.columns])
    with open_parts(part_paths(target, options, suffix), assigner(dataset, options, ""), head) as file_of:
        for record in dataset.records():
            rows, written = table.rows(record)
            file_of(record.article.id).write(lines(rows))
            yield written


def comma_lines(rows: Sequence[Sequence[object]]) -> str:
    """Return rows as CSV text: every cell quoted, rows ended by CR LF."""
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def _tab_lines(rows: Sequence[Sequence[Cell]]) -> str:
    """Return rows as TSV text; a lone CR is not quoted by itself where rows end with LF, and would end the row."""
    text = io.StringIO(newline="")
    odd = any("\r" in cell for row in rows for cell in row if isinstance(cell, str))
    dialect = csv.QUOTE_ALL if odd else csv.QUOTE_MINIMAL
    csv.writer(text, delimiter="\t", lineterminator="\n", quoting=dialect).writerows(rows)  # type: ignore[arg-type]
    return text.getvalue()


def guard(cell: Cell) -> Cell:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
