"""A table as TSV. The record; the work is in `csv_table_writing`."""

from annotator.formats.base import Format
from annotator.formats.csv_table_writing import CELLS, TSV_SUFFIX, write_tsv
from annotator.formats.table_rows import CARRIES, ROWS

FORMAT = Format(
    name="tsv",
    title="Table (TSV)",
    suffixes=(TSV_SUFFIX,),
    target="file",
    description="The same table as CSV with tabs between its cells, for R and for the command line.",
    carries=CARRIES,
    write=write_tsv,
    choices=(ROWS, CELLS),
)
