"""Tables with tabs between the cells, one article a row."""

from annotator.formats.base import Format
from annotator.formats.incoming import MOST_BYTES, reading
from annotator.formats.table_reading import delimited_columns, take_delimited

FORMAT = Format(
    name="tsv",
    title="Table (TSV)",
    suffixes=(".tsv", ".tab"),
    target="file",
    description="One article a row; the first row names the columns.",
    carries=frozenset(),
    read=reading(take_delimited, MOST_BYTES),
    take=take_delimited,
    columns=delimited_columns,
)
