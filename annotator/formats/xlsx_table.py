"""A table as an Excel workbook. The record; the work is in `xlsx_table_writing`."""

from annotator.formats.base import Format
from annotator.formats.table_rows import CARRIES, ROWS
from annotator.formats.xlsx_table_writing import SUFFIX, write

FORMAT = Format(
    name="xlsx",
    title="Table (Excel)",
    suffixes=(SUFFIX,),
    target="file",
    description=(
        "The same table as CSV as an Excel workbook. Text is text, also where it begins with “=”; texts too long for a "
        "cell go on on a sheet of their own."
    ),
    carries=CARRIES,
    write=write,
    choices=(ROWS,),
)
