"""Writes tables as Excel workbooks: text is always text, never a formula or a link. It reads nothing.

A cell of Excel holds 32,767 characters: what is longer goes on, piece by piece, on the sheet “long”. A sheet holds
1,048,576 rows: what is more goes on in the next.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

from annotator.formats.base import Dataset, WriteOptions, Written
from annotator.formats.output import assigner, part_paths
from annotator.formats.table_rows import Cell, Table

SUFFIX = ".xlsx"
MOST_CHARACTERS = 32_767
MOST_ROWS = 1_048_576
_MOST_NUMBER = 2**53
_MADE = datetime(2000, 1, 1)  # noqa: DTZ001 - Excel's days have no zone; always the same, so the bytes are


def write(dataset: Dataset, target: Path, options: WriteOptions) -> Iterator[Written]:
    """Write one workbook, or one a part. An article without rows is not in it."""
    table = Table(dataset, options)
    part_of = assigner(dataset, options, "")
    with ExitStack() as stack:
        books = {part: _Book(path, table.columns) for part, path in part_paths(target, options, SUFFIX).items()}
        for book in books.values():
            stack.callback(book.close)
        for record in dataset.records():
            rows, written = table.rows(record)
            for row in rows:
                books[part_of(record.article.id)].add(row)
            yield written


class _Book:
    """One workbook, written row by row."""

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        import xlsxwriter

        # The library decides by the ending, and the caller's temporary name keeps the final one.
        self._book = xlsxwriter.Workbook(
            str(path),
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        self._book.set_properties({"created": _MADE})
        self._bold = self._book.add_format({"bold": True})
        self._columns = columns
        self._sheets = 0
        self._row = 0
        self._long: list[tuple[str, str, int, str]] = []
        self._begin()

    def _begin(self) -> None:
        self._sheets += 1
        self._sheet = self._book.add_worksheet("spans" if self._sheets == 1 else f"spans {self._sheets}")
        self._sheet.freeze_panes(1, 0)
        for number, name in enumerate(self._columns):
            self._sheet.write_string(0, number, name, self._bold)
        self._row = 1

    def add(self, row: Sequence[Cell]) -> None:
        """Add one row; a cell that is too long goes on on the last sheet."""
        if self._row == MOST_ROWS:
            self._begin()
        for number, cell in enumerate(row):
            if isinstance(cell, int) and abs(cell) < _MOST_NUMBER:
                self._sheet.write_number(self._row, number, cell)
            elif cell is not None:
                self._write(number, str(cell), str(row[self._columns.index("span")]))
        self._row += 1

    def _write(self, number: int, text: str, span: str) -> None:
        pieces = cut_for_cells(text)
        if pieces[0]:
            self._sheet.write_string(self._row, number, pieces[0])
        for part, piece in enumerate(pieces[1:], start=2):
            self._long.append((span, self._columns[number], part, piece))

    def close(self) -> None:
        """Write the sheet of long texts, and the file."""
        if self._long:
            sheet = self._book.add_worksheet("long")
            for number, name in enumerate(("span", "column", "part", "text")):
                sheet.write_string(0, number, name, self._bold)
            for row, (span, column, part, text) in enumerate(self._long, start=1):
                sheet.write_string(row, 0, span)
                sheet.write_string(row, 1, column)
                sheet.write_number(row, 2, part)
                sheet.write_string(row, 3, text)
        self._book.close()


def cut_for_cells(text: str) -> list[str]:
    """Return text in pieces that fit into cells, which count UTF-16 units; at least one piece."""
    if len(text) * 2 <= MOST_CHARACTERS:
        return [text]
    pieces, at, units = [], 0, 0
    for number, character in enumerate(text):
        size = 2 if ord(character) > 0xFFFF else 1  # noqa: PLR2004 - the last character of one unit
        if units + size > MOST_CHARACTERS:
            pieces.append(text[at:number])
            at, units = number, 0
        units += size
    return [*pieces, text[at:]]
