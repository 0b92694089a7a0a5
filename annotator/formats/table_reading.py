"""Tables of articles: a row is an article, the first row names the columns. It reads CSV, TSV and spreadsheets."""

import csv
import io
from collections.abc import Iterator, Sequence

from annotator.core.draft import Refusal
from annotator.core.text import normalise
from annotator.formats.columns import draft_of, found_fields
from annotator.formats.decoding import text_of
from annotator.formats.incoming import Input, Items, ReadOptions
from annotator.formats.packed import Packed

_DELIMITERS = ",;\t|"
_SAMPLE = 200_000
_SAMPLE_ROWS = 50
_MOST_CELL = 50_000_000
_MOST_CELLS = 5_000_000
_SPANS = {"start", "end", "label"}
_SHEET_SUFFIXES = (".xlsx", ".xlsm", ".ods")


def take_delimited(given: Input, options: ReadOptions) -> Items:
    """Yield the articles of a CSV or TSV table, whatever its delimiter."""
    yield from _articles(given, delimited_rows(given, options), options)


def delimited_rows(given: Input, options: ReadOptions) -> Iterator[tuple[int, list[str]]]:
    """Yield line number and cells of every row that has any."""
    text = normalise(text_of(given, options).text).text
    csv.field_size_limit(_MOST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text))
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, cells
    except csv.Error as error:
        raise given.refuse(f"is no table at line {reader.line_num}: {error}", "Save it again as CSV.") from error


def delimiter_of(text: str) -> str:
    """Return the delimiter that makes the most even table of the first rows; a comma where none makes one."""
    sample = text[:_SAMPLE]
    scores: dict[str, float] = {}
    for delimiter in _DELIMITERS:
        widths: list[int] = []
        try:
            for cells in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
                widths.append(len(cells))
                if len(widths) >= _SAMPLE_ROWS:
                    break
        except csv.Error:
            continue
        if len(sample) < len(text) and len(widths) > 1:
            widths.pop()
        usual = max(set(widths), key=widths.count, default=0)
        if usual > 1:
            scores[delimiter] = widths.count(usual) / len(widths) + (widths[0] == usual) + min(usual, 20) / 100
    return max(scores, key=lambda delimiter: scores[delimiter], default=",")


def take_sheet(given: Input, options: ReadOptions) -> Items:
    """Yield the articles on the first sheet of a spreadsheet that has rows."""
    yield from _articles(given, sheet_rows(given), options)


def sheet_rows(given: Input) -> Iterator[tuple[int, list[str]]]:
    """Yield number and cells of every row that has any, all as text."""
    from python_calamine import CalamineError, CalamineWorkbook

    if given.suffix in _SHEET_SUFFIXES:
        # The reader trusts what a zip says of itself; this one does not.
        packed = Packed(given.data, given.name)
        for name in packed:
            packed.read(name)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(given.data))
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            if sheet.height * sheet.width > _MOST_CELLS:
                raise given.refuse(f"has more than {_MOST_CELLS:,} cells", "Cut it into smaller tables.")
            rows = sheet.to_python(skip_empty_area=False)
            if len(rows) > 1:
                break
        else:
            rows = []
    except (CalamineError, ValueError, OSError, KeyError, IndexError) as error:
        raise given.refuse("is a damaged spreadsheet", "Save it again as .xlsx or CSV.") from error
    for number, row in enumerate(rows, start=1):
        cells = [_shown(cell) for cell in row]
        if any(cell.strip() for cell in cells):
            yield number, cells


def _shown(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def header_of(cells: Sequence[str]) -> list[str]:
    """Return the names of columns, each once: a second of one name has its number behind it."""
    names: list[str] = []
    for number, cell in enumerate(cells, start=1):
        name = cell.strip() or f"column {number}"
        names.append(name if name not in names else f"{name} ({number})")
    return names


def _articles(given: Input, rows: Iterator[tuple[int, list[str]]], options: ReadOptions) -> Items:
    header = header_of(next(rows, (0, []))[1])
    if {name.casefold() for name in header} >= _SPANS and not options.fields:
        raise given.refuse("is a table of spans, without the articles", "Import the articles, or the JSONL export.")
    fields = found_fields(header, options.fields, given.name)
    count = 0
    for line, cells in rows:
        count += 1
        draft = draft_of(dict(zip(header, cells, strict=False)), fields, given.name)
        yield draft if draft is not None else _empty(given, line, fields["text"])
    if not count:
        raise given.refuse("has a header and no rows", "Add articles to it, one a row.")


def _empty(given: Input, line: int, column: str) -> Refusal:
    return given.refusal(f"the column “{column}” is empty", "Fill it in, or leave the row out.", line=line)


def delimited_columns(given: Input, options: ReadOptions) -> list[str]:
    """Return the names of a table's columns."""
    return header_of(next(delimited_rows(given, options), (0, []))[1])


def sheet_columns(given: Input, options: ReadOptions) -> list[str]:  # noqa: ARG001 - a sheet has no encoding
    """Return the names of a sheet's columns."""
    return header_of(next(sheet_rows(given), (0, []))[1])
