"""Names for what leaves the file: UUIDs, written as lower-case text with hyphens."""

import secrets
import threading
import time
import uuid

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
