"""Undo, redo and taking back, all from the stored history: without limit, across articles and restarts.

Ctrl+Z takes back the newest edit of this annotator on this replica that is in effect. An action whose rows another
has changed since is refused by name; nothing is ever overwritten in silence.
"""

import sqlite3
from collections.abc import Sequence

from annotator.core.change import Action, ActionKind, Change
from annotator.core.errors import UserError
from annotator.store import journal
from annotator.store.edit import Edit
from annotator.store.entities import load
from annotator.store.tables import to_blob

_SIDE = {"undo": ("done", "max"), "redo": ("undone", "min")}


def step_key(connection: sqlite3.Connection, annotator: str, replica: int, side: str) -> int | None:
    """Return the key of the edit that "undo" or "redo" would reach next, or None."""
    state, pick = _SIDE[side]
    found = connection.execute(
        f"""SELECT {pick}(action_id) FROM steps
            WHERE annotator = ? AND replica_id = ? AND state = ?""",
        (to_blob(annotator), replica, state),
    ).fetchone()
    return found[0] if found is not None else None


def note_step(connection: sqlite3.Connection, key: int, kind: ActionKind, annotator: str, replica: int) -> None:
    """Keep track of an action that was just finished: a new edit empties redo."""
    if kind is not ActionKind.EDIT:
        return
    connection.execute(
        "UPDATE steps SET state = 'gone' WHERE annotator = ? AND replica_id = ? AND state = 'undone'",
        (to_blob(annotator), replica),
    )
    connection.execute("INSERT INTO steps VALUES(?, ?, ?, 'done')", (key, to_blob(annotator), replica))


def mark(connection: sqlite3.Connection, key: int, state: str) -> None:
    """Set whether an edit is in effect ("done") or taken back ("undone")."""
    connection.execute("UPDATE steps SET state = ? WHERE action_id = ?", (state, key))


def replay_changes(connection: sqlite3.Connection, edit: Edit, action: Action, changes: Sequence[Change]) -> None:
    """Apply changes after making sure that each row is still as they expect it; refuse by name otherwise."""
    for change in changes:
        like = change.after or change.before or {}
        if load(connection, change.kind, change.id, like) != change.before:
            raise _refusal(connection, action, change)
        edit.apply(change)


def _refusal(connection: sqlite3.Connection, action: Action, change: Change) -> UserError:
    later = [x for x in journal.touching(connection, change.id, change.article) if x.at > action.at]
    by = f" by “{later[-1].name}”" if later else ""
    return UserError(
        f"“{action.name}” cannot be taken back: what it touched was changed since{by}.",
        hint="Take that step back first; History lists them.",
    )


def latest_undo(connection: sqlite3.Connection, action: str) -> str:
    """Return the id of the newest action that took `action` back, or an empty string."""
    found = connection.execute(
        "SELECT id FROM actions WHERE undoes = ? ORDER BY id DESC LIMIT 1", (to_blob(action),)
    ).fetchone()
    return journal.read(connection, found[0], changes=False).id if found is not None else ""
