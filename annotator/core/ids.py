"""Names for what leaves the file: UUIDs, written as lower-case text with hyphens."""

import secrets
import threading
import time
import uuid
from collections.abc import Iterable, Sequence
from typing import overload

NAMESPACE = uuid.UUID("6b0c0a34-5a0f-5f6e-9f0e-6c6a3d0a51c1")

_lock = threading.Lock()
_last = 0


def new_id() -> str:
    """Return a new UUID version 7 (RFC 9562): time-ordered, and never earlier than the one before it."""
    global _last  # noqa: PLW0603 - the last time handed out is what keeps the order
    with _lock:
        _last = max(time.time_ns() // 1_000_000, _last)
        millis = _last
    number = (millis & ((1 << 48) - 1)) << 80 | secrets.randbits(80)
    number = number & ~(0xF << 76) | 0x7 << 76
    number = number & ~(0x3 << 62) | 0x2 << 62
    digits = f"{number:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def is_uuid(text: str) -> bool:
    """Whether a text is a UUID as it is written here."""
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False


def derived_id(*parts: str) -> str:
    """Return the UUID version 5 that the same parts give on every machine."""
    return str(uuid.uuid5(NAMESPACE, "\x1f".join(parts)))


class Ids(Sequence[str]):
    """Ids in the order in which they were added, sixteen bytes each, since there may be a million; equal to a tuple."""

    __slots__ = ("_packed",)

    def __init__(self, ids: Iterable[str] = ()) -> None:
        self._packed = bytearray()
        self.extend(ids)

    def extend(self, ids: Iterable[str]) -> None:
        """Add some at the end; raise `ValueError` for one that is no UUID."""
        for id in ids:
            self._packed += uuid.UUID(id).bytes

    def __len__(self) -> int:
        return len(self._packed) // 16

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> "Ids": ...
    def __getitem__(self, at: int | slice) -> "str | Ids":
        if isinstance(at, slice):
            return Ids(self[number] for number in range(len(self))[at])
        start = 16 * range(len(self))[at]
        return str(uuid.UUID(bytes=bytes(self._packed[start : start + 16])))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"Ids({list(self)!r})"
