"""Parquet tables, one article a row, where pyarrow is installed; it is no part of the program itself.

The shards of a dataset that `hf` wrote have their spans, too.
"""

import io
from collections.abc import Iterator

from annotator.formats.base import Format
from annotator.formats.columns import draft_of, found_fields
from annotator.formats.hf_parquet_reading import features_of, read_rows
from annotator.formats.incoming import Input, Items, ReadOptions, reading

MOST_BYTES = 200_000_000
_MISSING = "Install it beside Annotator (pip install 'annotator-desktop[parquet]'), or save the table as CSV."


def take(given: Input, options: ReadOptions) -> Items:
    """Yield the article of each row."""
    file = _opened(given)
    features = features_of(file.schema_arrow.names, file.schema_arrow.metadata)
    if features is not None and not options.fields:
        yield from read_rows(given, options, features, (row for batch in _batches(file) for row in batch.to_pylist()))
        return
    fields = found_fields([str(name) for name in file.schema_arrow.names], options.fields, given.name)
    line = 0
    for batch in _batches(file):
        for row in batch.to_pylist():
            line += 1
            draft = draft_of(row, fields, given.name)
            if draft is None:
                yield given.refusal(f"“{fields['text']}” is empty", "Leave the row out.", line=line)
            else:
                yield draft


def _batches(file: "pyarrow.parquet.ParquetFile") -> "Iterator[pyarrow.RecordBatch]":  # type: ignore[name-defined]  # noqa: F821 - lazy
    return file.iter_batches(batch_size=256)  # type: ignore[no-any-return]


def _opened(given: Input) -> "pyarrow.parquet.ParquetFile":  # type: ignore[name-defined]  # noqa: F821 - lazy
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise given.refuse("is a Parquet file, and pyarrow, which reads it, is not installed", _MISSING) from error
    try:
        return pq.ParquetFile(io.BytesIO(given.data))
    except (pa.ArrowException, ValueError, OSError) as error:
        raise given.refuse("is a damaged Parquet file", "Write it again.") from error


def columns(given: Input, options: ReadOptions) -> list[str]:  # noqa: ARG001 - Parquet has no encoding
    """Return the names of the columns."""
    return [str(name) for name in _opened(given).schema_arrow.names]


FORMAT = Format(
    name="parquet",
    title="Parquet",
    suffixes=(".parquet",),
    target="file",
    description="One article a row, where pyarrow is installed; a dataset that `hf` wrote has its spans, too.",
    carries=frozenset(),
    read=reading(take, MOST_BYTES),
    take=take,
    columns=columns,
)
