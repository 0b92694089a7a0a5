"""A table as an Excel workbook. The record; the work is in `xlsx_table_writing` and `table_reading`."""

from annotator.formats.base import Format
from annotator.formats.incoming import MOST_BYTES, reading
from annotator.formats.table_reading import sheet_columns, take_sheet
from annotator.formats.table_rows import CARRIES, ROWS
from annotator.formats.xlsx_table_writing import SUFFIX, write

FORMAT = Format(
    name="xlsx",
    title="Table (Excel)",
    suffixes=(SUFFIX, ".xlsm", ".ods", ".xls"),
    target="file",
    description=(
        "The same table as CSV as an Excel workbook. Text is text, also where it begins with “=”; texts too long for a "
        "cell go on on a sheet of their own. Read, a row of the first sheet is an article."
    ),
    carries=CARRIES,
    read=reading(take_sheet, MOST_BYTES),
    write=write,
    choices=(ROWS,),
    take=take_sheet,
    columns=sheet_columns,
)
