"""Reads MessagePack, the packing of spaCy's files. Nothing that it is told of sizes is believed beyond the bytes."""

import struct
from collections.abc import Callable, Mapping
from typing import Any

_MOST_DEPTH = 20
_END_OF_NUMBERS, _END_OF_MAPS, _END_OF_LISTS, _END_OF_TEXTS, _NEGATIVE = 0x80, 0x90, 0xA0, 0xC0, 0xE0


class BrokenError(Exception):
    """The bytes are not what they should be."""


class MessagePack:
    """Reads values one after another; raises `BrokenError` for what is none."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def value(self, depth: int = 0) -> Any:
        """Return the next value."""
        if depth > _MOST_DEPTH:
            raise BrokenError
        kind = self.take_bytes(1)[0]
        if kind < _END_OF_NUMBERS:
            return kind
        if kind >= _NEGATIVE:
            return kind - 0x100
        if kind < _END_OF_TEXTS:
            return self._short(kind, depth)
        if kind in _CONSTANTS:
            return _CONSTANTS[kind]
        if kind in _NUMBERS:
            return self._number(_NUMBERS[kind])
        if kind in _LENGTHS:
            form, read = _LENGTHS[kind]
            return read(self, int(self._number(form)), depth)
        raise BrokenError

    def _short(self, kind: int, depth: int) -> Any:
        """Return a value whose length is in its first byte."""
        if kind < _END_OF_MAPS:
            return self.take_map(kind & 0x0F, depth)
        if kind < _END_OF_LISTS:
            return self.take_list(kind & 0x0F, depth)
        return self.take_text(kind & 0x1F)

    def _number(self, form: str) -> float:
        number: float = struct.unpack(f">{form}", self.take_bytes(struct.calcsize(f">{form}")))[0]
        return number

    def take_bytes(self, count: int, _depth: int = 0) -> bytes:
        """Return the next bytes."""
        piece = self._data[self._at : self._at + count]
        if len(piece) != count:
            raise BrokenError
        self._at += count
        return piece

    def take_text(self, count: int, _depth: int = 0) -> str:
        """Return a text of so many bytes."""
        return self.take_bytes(count).decode("utf-8", "replace")

    def take_list(self, count: int, depth: int) -> list[Any]:
        """Return so many values."""
        self._check(count)
        return [self.value(depth + 1) for _ in range(count)]

    def take_map(self, count: int, depth: int) -> dict[Any, Any]:
        """Return so many pairs."""
        self._check(count)
        found: dict[Any, Any] = {}
        for _ in range(count):
            key = self.value(depth + 1)
            found[key if isinstance(key, str | int | bytes) else repr(key)] = self.value(depth + 1)
        return found

    def _check(self, count: int) -> None:
        """Each value has a byte at least."""
        if count > len(self._data) - self._at:
            raise BrokenError


_CONSTANTS: Mapping[int, object] = {0xC0: None, 0xC2: False, 0xC3: True}
_NUMBERS = {
    0xCA: "f", 0xCB: "d", 0xCC: "B", 0xCD: "H", 0xCE: "I", 0xCF: "Q", 0xD0: "b", 0xD1: "h", 0xD2: "i", 0xD3: "q",
}  # fmt: skip
_LENGTHS: Mapping[int, tuple[str, Callable[[MessagePack, int, int], Any]]] = {
    0xC4: ("B", MessagePack.take_bytes), 0xC5: ("H", MessagePack.take_bytes), 0xC6: ("I", MessagePack.take_bytes),
    0xD9: ("B", MessagePack.take_text), 0xDA: ("H", MessagePack.take_text), 0xDB: ("I", MessagePack.take_text),
    0xDC: ("H", MessagePack.take_list), 0xDD: ("I", MessagePack.take_list),
    0xDE: ("H", MessagePack.take_map), 0xDF: ("I", MessagePack.take_map),
}  # fmt: skip
