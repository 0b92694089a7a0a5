"""Parquet shards of a Hugging Face dataset, which both old and new `datasets` load. pyarrow is asked for only here.

Versions of `datasets` from 4 on name a list “List” in the file's metadata, and older ones cannot read that; “Sequence”,
and a list of one object for lists of objects, is understood by all. Rows are written a few hundred at a time.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from annotator.core.errors import UserError

_BATCH = 200

Row = Mapping[str, object]


@contextmanager
def open_shards(
    paths: Mapping[str, Path], vocabulary: tuple[Sequence[str], Sequence[str], Sequence[str]], *, negatives: bool
) -> Iterator[Callable[[str, Row], None]]:
    """Open a Parquet file a part; give what writes a row into one. Raise `UserError` where pyarrow is missing."""
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise UserError(
            "Parquet needs the package pyarrow, which is not installed.",
            hint="Install it (pip install pyarrow), or choose JSON lines, which load alike.",
        ) from error
    tree = _tree(vocabulary, negatives=negatives)
    fields = [pa.field(name, _arrow(pa, kind)) for name, kind in tree.items()]
    features = {name: _feature(kind) for name, kind in tree.items()}
    told = json.dumps({"info": {"features": features}}, ensure_ascii=False)
    schema = pa.schema(fields, metadata={"huggingface": told})
    waiting: dict[str, list[dict[str, object]]] = {part: [] for part in paths}
    with ExitStack() as stack:
        files = {part: stack.enter_context(parquet.ParquetWriter(path, schema)) for part, path in paths.items()}

        def flush(part: str) -> None:
            if waiting[part]:
                files[part].write_table(pa.Table.from_pylist(waiting[part], schema=schema))
                waiting[part].clear()

        def put(part: str, row: Row) -> None:
            waiting[part].append({name: _encoded(row[name], kind) for name, kind in tree.items()})
            if len(waiting[part]) == _BATCH:
                flush(part)

        yield put
        for part in paths:
            flush(part)


class _Names:
    """A value that is one of these names, kept as its number."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = list(names)
        self.numbers = {name: number for number, name in enumerate(names)}


Kind = Any
"""A column: "string", "int32", "bool"; `_Names`; a list of one kind; a dict of kinds by name."""


def _tree(vocabulary: tuple[Sequence[str], Sequence[str], Sequence[str]], *, negatives: bool) -> dict[str, Kind]:
    labels, roles, tags = (_Names(names) if names else "string" for names in vocabulary)
    text, number = "string", "int32"
    texts = ("id", "title", "date", "source", "language", "offset_unit", "sha256", "text")
    tree: dict[str, Kind] = dict.fromkeys(texts, text)
    tree["labels"] = [labels]
    tree["spans"] = [
        {
            "id": text, "label": labels, "start": number, "end": number, "text": text, "fragments": [[number]],
            "attributes": text, "note": text, "certainty": number, "annotator": text, "origin": text,
        }
    ]  # fmt: skip
    tree["relations"] = [
        {"id": text, "role": roles, "from": text, "to_span": text, "to_actor": text, "not_stated": "bool"}
    ]
    tree |= {"tokens": [text], "token_starts": [number], "ner_tags": [tags]}
    if negatives:
        tree["negatives"] = [{"start": number, "end": number, "groups": [text], "annotator": text}]
    return tree


def _arrow(pa: Any, kind: Kind) -> Any:
    match kind:
        case _Names():
            return pa.int64()
        case list():
            return pa.list_(_arrow(pa, kind[0]))
        case dict():
            return pa.struct([pa.field(name, _arrow(pa, part)) for name, part in kind.items()])
        case "bool":
            return pa.bool_()
        case _:
            return pa.int32() if kind == "int32" else pa.string()


def _feature(kind: Kind) -> Any:
    match kind:
        case _Names():
            return {"names": kind.names, "_type": "ClassLabel"}
        case [dict() as row]:
            return [{name: _feature(part) for name, part in row.items()}]
        case list():
            return {"feature": _feature(kind[0]), "_type": "Sequence"}
        case _:
            return {"dtype": kind, "_type": "Value"}


def _encoded(value: Any, kind: Kind) -> Any:
    match kind:
        case _Names():
            return kind.numbers[value]
        case list():
            return [_encoded(item, kind[0]) for item in value]
        case dict():
            return {name: _encoded(value[name], part) for name, part in kind.items()}
        case _:
            return value
