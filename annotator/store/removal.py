"""How much one action may take away before somebody is asked. It counts; it removes nothing."""

import sqlite3
from collections.abc import Sequence

from annotator.core.change import Change
from annotator.core.errors import UserError

LEAST = 10
"""Fewer spans than that are no matter, however small the project."""

_ONE_IN = 20


class LargeRemovalError(UserError):
    """One action would remove more than a twentieth of the spans; nothing was done. Asked about, it may be repeated."""

    def __init__(self, name: str, removed: int, total: int) -> None:
        super().__init__(
            f"“{name}” would remove {removed:,} of {total:,} spans.",
            hint="Nothing was changed: it asks to be confirmed, and a backup is made before.",
        )
        self.name = name
        self.removed = removed
        self.total = total


def is_large(removed: int, total: int) -> bool:
    """Whether so many of so many spans are enough to ask."""
    return removed >= LEAST and removed * _ONE_IN > total


def refuse_if_large(connection: sqlite3.Connection, name: str, changes: Sequence[Change]) -> None:
    """Raise `LargeRemovalError` where changes that were just made took away too many spans.

    What one action removes and puts back elsewhere counts for nothing.
    """
    removed = sum((change.after is None) - (change.before is None) for change in changes if change.kind == "span")
    if removed < LEAST:
        return
    refuse_count(name, removed, spans_left(connection) + removed)


def refuse_count(name: str, removed: int, total: int) -> None:
    """Raise `LargeRemovalError` where so many of so many spans are enough to ask."""
    if is_large(removed, total):
        raise LargeRemovalError(name, removed, total)


def spans_left(connection: sqlite3.Connection) -> int:
    """Return how many spans there are now, from the store's counters."""
    found = connection.execute(
        "SELECT coalesce(sum(n), 0) FROM counters WHERE name >= 'label.' AND name < 'label/'"
    ).fetchone()
    return int(found[0])
