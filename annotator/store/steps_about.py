"""The steps of the history that are about an article, a label or a person. It reads a stretch at a time, never all.

A step names what it touched in its events alone, so they are looked through; what each call looks through is bounded.
"""

import contextlib
import sqlite3
import zlib

from annotator.core.change import Action
from annotator.core.query import Page, StepFilter
from annotator.store import history, journal
from annotator.store.packing import unpacked_history
from annotator.store.reading import Reading
from annotator.store.tables import to_blob

STRETCH = 2000
"""Steps looked through by one call, so that the window never waits for a long history."""

SAMPLE = 200
"""Of how many articles of an import the labels are looked at."""


def steps_about(store: Reading, filter: StepFilter, *, before: str | None = None, limit: int = 200) -> Page[Action]:
    """Return steps that a filter lets through, newest first, without their changes.

    `before` is the step to go on below. A page may be empty and still go on: then nothing was found in that stretch.
    """
    connection = store._connection  # noqa: SLF001 - part of the store
    top = journal.key_of(connection, before) if before is not None else None
    newest = connection.execute("SELECT coalesce(max(id), 0) FROM actions").fetchone()[0]
    high = top - 1 if top is not None else newest
    low = max(0, high - STRETCH)
    keys = _found(connection, filter, low, high)
    shown = sorted(keys, reverse=True)[:limit]
    actions = tuple(journal.read(connection, key, changes=False) for key in shown)
    if len(keys) > limit:
        return Page(actions, actions[-1].id)
    return Page(actions, _action_at(connection, low + 1) if low else None)


def is_in_effect(store: Reading, action: str) -> bool:
    """Whether what a step did was not taken back, or brought back since."""
    return history.is_in_effect(store._connection, action)  # noqa: SLF001 - part of the store


def _action_at(connection: sqlite3.Connection, key: int) -> str | None:
    found = connection.execute("SELECT min(id) FROM actions WHERE id >= ?", (key,)).fetchone()[0]
    return journal.read(connection, found, changes=False).id if found is not None else None


def _found(connection: sqlite3.Connection, filter: StepFilter, low: int, high: int) -> set[int]:
    keys = {
        key
        for (key,) in connection.execute(
            "SELECT id FROM actions WHERE id > ? AND id <= ? AND (annotator = ? OR ?)",
            (low, high, to_blob(filter.person) if filter.person else b"", not filter.person),
        )
    }
    # An import keeps a set of rows for each article: its article is known, its labels stand in the first ones.
    if filter.article:
        keys &= _touching(connection, filter.article, low, high, "kind <> 'set' OR entity = :everywhere")
    if filter.label:
        keys &= _touching(connection, filter.label, low, high, f"kind <> 'set' OR n < {SAMPLE}")
    return keys


def _touching(connection: sqlite3.Connection, id: str, low: int, high: int, which: str) -> set[int]:
    """Return the steps with an event about a row, or with rows that name it in the events that `which` looks into."""
    connection.create_function("names_it", 2, _names, deterministic=True)
    return {
        key
        for (key,) in connection.execute(
            f"""SELECT DISTINCT action_id FROM events WHERE action_id > :low AND action_id <= :high
                AND (entity = :blob OR (({which}) AND names_it(payload, :id)))""",
            {"low": low, "high": high, "blob": to_blob(id), "id": id, "everywhere": to_blob(journal.EVERYWHERE)},
        )
    }


def _names(payload: str | bytes | None, id: str) -> bool:
    """Whether the changes of an event name an id, also within a sweep, where ids have no hyphens."""
    data = payload or ""
    if isinstance(data, bytes):
        text = ""
        with contextlib.suppress(zlib.error, UnicodeDecodeError):
            text = unpacked_history(data).decode()
        data = text
    return id in data or id.replace("-", "") in data
