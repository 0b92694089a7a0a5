"""A table as CSV, for spreadsheets. The record; the work is in `csv_table_writing` and `table_reading`."""

from annotator.formats.base import Format
from annotator.formats.csv_table_writing import CELLS, CSV_SUFFIX, write_csv
from annotator.formats.incoming import reading
from annotator.formats.table_reading import delimited_columns, take_delimited
from annotator.formats.table_rows import CARRIES, ROWS

FORMAT = Format(
    name="csv",
    title="Table (CSV)",
    suffixes=(CSV_SUFFIX,),
    target="file",
    description=(
        "One row a span with its place, words and fields, for spreadsheets and statistics. Cells are exact, also those "
        "that begin with “=”, unless you ask for a table that is safe to open in Excel. Read, a row is an article."
    ),
    carries=CARRIES,
    read=reading(take_delimited),
    write=write_csv,
    choices=(ROWS, CELLS),
    take=take_delimited,
    columns=delimited_columns,
)
