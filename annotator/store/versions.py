"""Versions of the codebook as the history has them, and which spans are older than one. It changes nothing."""

import json
import sqlite3
from dataclasses import dataclass

from annotator.store import journal
from annotator.store.reading import Reading
from annotator.store.tables import from_blob, to_blob

_KINDS = "('codebook', 'layer', 'label', 'attribute', 'role')"
_GUIDELINE = ("definition", "includes", "excludes")


@dataclass(frozen=True, slots=True)
class Version:
    """One state of the codebook: its number from 1, when it came to be (microseconds), and by which step."""

    number: int
    at: int
    name: str
    action: str


def codebook_versions(store: Reading) -> tuple[Version, ...]:
    """Return every version of the codebook, oldest first."""
    rows = store._connection.execute(  # noqa: SLF001 - part of the store
        f"""SELECT uuid, at, name FROM actions WHERE id IN
            (SELECT action_id FROM events WHERE kind IN {_KINDS}) ORDER BY id"""
    ).fetchall()
    return tuple(Version(n, at, name, from_blob(uuid)) for n, (uuid, at, name) in enumerate(rows, 1))


def version_of(store: Reading, span: str, article: str) -> Version | None:
    """Return the version of the codebook under which a span was made or last changed; None where there is none."""
    actions = journal.touching(store._connection, span, article)  # noqa: SLF001 - part of the store
    if not actions:
        return None
    made = max(action.at for action in actions)
    return next((x for x in reversed(codebook_versions(store)) if x.at <= made), None)


def guideline_changes(connection: sqlite3.Connection) -> dict[int, int]:
    """Return the event that last changed the guideline of each label, by the label's key, where one did."""
    found: dict[int, int] = {}
    for key, uuid in connection.execute("SELECT id, uuid FROM labels").fetchall():
        for event, payload in connection.execute(
            "SELECT id, payload FROM events WHERE entity = ? AND kind = 'label' ORDER BY id DESC", (uuid,)
        ):
            row = json.loads(journal.unpacked(payload)) if payload is not None else {}
            before, after = row.get("before"), row.get("after")
            if before and after and any(before.get(x) != after.get(x) for x in _GUIDELINE):
                found[key] = event
                break
    return found


def outdated(connection: sqlite3.Connection) -> tuple[str, list[int]]:
    """Return the SQL condition for spans older than the guideline of their label, and its values."""
    changes = guideline_changes(connection)
    if not changes:
        return "0", []
    newer = "events.id > (CASE spans.label_id" + " WHEN ? THEN ?" * len(changes) + " END)"
    marks = ", ".join("?" for _ in changes)
    pairs = [value for pair in changes.items() for value in pair]
    condition = f"""(spans.label_id IN ({marks})
      AND NOT EXISTS (SELECT 1 FROM events WHERE entity = spans.uuid AND {newer})
      AND NOT EXISTS (SELECT 1 FROM events WHERE entity = articles.uuid AND kind = 'set' AND {newer}))"""
    return condition, [*changes, *pairs, *pairs]


def outdated_count(store: Reading, label: str) -> int:
    """Return how many spans of a label are older than its guideline."""
    connection = store._connection  # noqa: SLF001 - part of the store
    condition, values = outdated(connection)
    found = connection.execute(
        f"""SELECT count(*) FROM spans CROSS JOIN articles ON articles.id = spans.article_id
            WHERE spans.label_id = (SELECT id FROM labels WHERE uuid = ?) AND {condition}""",
        [to_blob(label), *values],
    ).fetchone()
    return int(found[0])
