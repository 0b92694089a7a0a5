"""Counts the spans in an exported file by the file's own words, without the code that wrote it. It changes nothing."""

import csv
import json
import struct
import zlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from annotator.core.errors import UserError


def spans_in(form: str, files: Sequence[Path]) -> int:
    """Return how many spans the files of one export hold; raise `UserError` where they cannot be read."""
    count = _COUNTERS.get(form)
    if count is None:
        raise UserError(f"Nothing here can read “{form}” back.", hint="Export another format.")
    try:
        return sum(count(file) for file in files)
    except (ValueError, KeyError, IndexError, TypeError, zlib.error, struct.error) as error:
        raise UserError(f"An export as “{form}” cannot be read back: {error}.", hint="Please report this.") from error


def _in_json_lines(file: Path) -> int:
    if file.suffix != ".jsonl":
        return 0
    lines = file.read_text(encoding="utf-8").split("\n")
    return sum(len(json.loads(line)["spans"]) for line in lines if line)


def _in_table(file: Path) -> int:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return len({row["span"] for row in csv.DictReader(stream)})


def _in_columns(file: Path) -> int:
    return sum(line.split(" ")[-1].startswith("B-") for line in file.read_text(encoding="utf-8").split("\n"))


def _in_doc_bin(file: Path) -> int:
    """Count spans by their ids: a span in several pieces has several rows, which share one."""
    message = _Unpacker(zlib.decompress(file.read_bytes())).value()
    ids: set[tuple[int, int]] = set()
    for document, packed in enumerate(message["span_groups"]):
        for group in _Unpacker(packed).value():
            rows = _Unpacker(group).value()["spans"]
            ids |= {(document, struct.unpack(">QQQllll", row)[0]) for row in rows}
    return len(ids)


_COUNTERS: Mapping[str, Callable[[Path], int]] = {
    "jsonl": _in_json_lines,
    "hf": _in_json_lines,
    "csv": _in_table,
    "frames": _in_table,
    "conll": _in_columns,
    "spacy": _in_doc_bin,
}


_CONSTANTS = {b"\xc0": None, b"\xc2": False, b"\xc3": True}
_NUMBERS = {b"\xcb": ">d", b"\xcf": ">Q", b"\xd3": ">q"}


class _Unpacker:
    """Reads the long forms of MessagePack, from front to back; raises `ValueError` for any other."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def value(self) -> Any:
        """Return the next value."""
        kind = self._take(1)
        if kind in _CONSTANTS:
            return _CONSTANTS[kind]
        if kind in _NUMBERS:
            return struct.unpack(_NUMBERS[kind], self._take(8))[0]
        if kind not in b"\xc6\xdb\xdd\xdf":
            raise ValueError(f"a value begins with {kind.hex()}")
        size = int(struct.unpack(">I", self._take(4))[0])
        match kind:
            case b"\xc6":
                return self._take(size)
            case b"\xdb":
                return self._take(size).decode()
            case b"\xdd":
                return [self.value() for _ in range(size)]
            case _:
                return {self.value(): self.value() for _ in range(size)}

    def _take(self, size: int) -> bytes:
        piece = self._data[self._at : self._at + size]
        if len(piece) != size:
            raise ValueError("it is cut short")
        self._at += size
        return piece
