"""A table as TSV. The record; the work is in `csv_table_writing` and `table_reading`."""

from annotator.formats.base import Format
from annotator.formats.csv_table_writing import CELLS, TSV_SUFFIX, write_tsv
from annotator.formats.incoming import MOST_BYTES, reading
from annotator.formats.table_reading import delimited_columns, take_delimited
from annotator.formats.table_rows import CARRIES, ROWS

FORMAT = Format(
    name="tsv",
    title="Table (TSV)",
    suffixes=(TSV_SUFFIX, ".tab"),
    target="file",
    description=(
        "The same table as CSV with tabs between its cells, for R and for the command line. Read, a row is an article."
    ),
    carries=CARRIES,
    read=reading(take_delimited, MOST_BYTES),
    write=write_tsv,
    choices=(ROWS, CELLS),
    take=take_delimited,
    columns=delimited_columns,
)
