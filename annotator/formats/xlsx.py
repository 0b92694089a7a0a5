"""Spreadsheets, one article a row."""

from annotator.formats.base import Format
from annotator.formats.incoming import MOST_BYTES, reading
from annotator.formats.table_reading import sheet_columns, take_sheet

FORMAT = Format(
    name="xlsx",
    title="Spreadsheet (.xlsx)",
    suffixes=(".xlsx", ".xlsm", ".ods", ".xls"),
    target="file",
    description="One article a row of the first sheet; its first row names the columns.",
    carries=frozenset(),
    read=reading(take_sheet, MOST_BYTES),
    take=take_sheet,
    columns=sheet_columns,
)
