"""Undo, redo and taking back, all from the stored history: without limit, across articles and restarts.

Ctrl+Z takes back the newest edit, or bulk step, of this annotator on this replica that is in effect. An action
whose rows another has changed since is refused by name; nothing is ever overwritten in silence.
"""

import sqlite3
from collections.abc import Sequence

from annotator.core.change import Action, ActionKind, ActionState, Change
from annotator.core.errors import UserError
from annotator.store import journal, many
from annotator.store.edit import Edit
from annotator.store.sweeping import UnlikeError
from annotator.store.tables import to_blob

_SIDE = {"undo": "done", "redo": "undone"}


def step_key(connection: sqlite3.Connection, annotator: str, replica: int, side: str) -> int | None:
    """Return the key of the edit that "undo" or "redo" would reach next, or None."""
    found = connection.execute(
        """SELECT action_id FROM steps WHERE annotator = ? AND replica_id = ? AND state = ?
           ORDER BY moved DESC LIMIT 1""",
        (to_blob(annotator), replica, _SIDE[side]),
    ).fetchone()
    return found[0] if found is not None else None


def note_step(connection: sqlite3.Connection, key: int, kind: ActionKind, annotator: str, replica: int) -> None:
    """Keep track of an action that was just finished: a new edit empties redo."""
    if kind not in (ActionKind.EDIT, ActionKind.BULK):
        return
    connection.execute(
        "UPDATE steps SET state = 'gone' WHERE annotator = ? AND replica_id = ? AND state = 'undone'",
        (to_blob(annotator), replica),
    )
    connection.execute("INSERT INTO steps VALUES(?, ?, ?, 'done', ?)", (key, to_blob(annotator), replica, key))


def note_reversal(connection: sqlite3.Connection, key: int, made: int) -> None:
    """Keep track of an action `key` that was just reversed by the action `made`.

    Reversing an undo brings the edit back that it took back, and so on down to the edit itself.
    """
    state = "undone"
    while (below := _undone_by(connection, key)) is not None:
        key, state = below, "done" if state == "undone" else "undone"
    connection.execute("UPDATE steps SET state = ?, moved = ? WHERE action_id = ?", (state, made, key))


def _undone_by(connection: sqlite3.Connection, key: int) -> int | None:
    """Return the key of the action that this one reversed, or None."""
    found = connection.execute(
        "SELECT id FROM actions WHERE uuid = (SELECT undoes FROM actions WHERE id = ?)", (key,)
    ).fetchone()
    return found[0] if found is not None else None


def refuse_unless_in_effect(connection: sqlite3.Connection, key: int) -> None:
    """Raise `UserError` where an action cannot be taken back: it is not whole yet, was taken back already, or is setup.

    An action is in effect unless the newest action that reversed it is.
    """
    action = journal.read(connection, key, changes=False)
    if action.state is ActionState.RUNNING:
        raise UserError(f"“{action.name}” is still under way.", hint="Cancel it, or wait until it has ended.")
    if action.kind is ActionKind.SETUP:
        raise UserError(
            f"“{action.name}” is what the project began with: it cannot be taken back.",
            hint="Change the codebook or remove articles instead.",
        )
    if not is_in_effect(connection, action.id) or action.state is ActionState.TAKEN_BACK:
        raise UserError(f"“{action.name}” was taken back already.", hint="History shows the step that did.")


def is_in_effect(connection: sqlite3.Connection, action: str) -> bool:
    """Whether an action was never reversed, or its newest reversal is not in effect itself."""
    in_effect = True
    while action := latest_undo(connection, action):
        in_effect = not in_effect
    return in_effect


def replay_changes(
    connection: sqlite3.Connection, edit: Edit, action: Action, changes: Sequence[Change], verb: str = "taken"
) -> None:
    """Apply changes after making sure that each row is still as they expect it; refuse by name otherwise.

    `verb` is "taken" or "brought": which way the action goes back.
    """
    for run in many.runs(changes):
        if run[0].is_sweep:
            try:
                edit.apply(run[0])
            except UnlikeError as error:
                raise _refusal(connection, action, error.id, "", verb) from error
            continue
        unlike = many.first_unlike(connection, run)
        if unlike is not None:
            raise _refusal(connection, action, unlike.id, unlike.article, verb)
        edit.apply_run(run)


def _refusal(connection: sqlite3.Connection, action: Action, id: str, article: str, verb: str) -> UserError:
    later = [x for x in journal.touching(connection, id, article) if x.at > action.at]
    by = f" by “{later[-1].name}”" if later else ""
    return UserError(
        f"“{action.name}” cannot be {verb} back: what it touched was changed since{by}.",
        hint="Take that step back first; History lists them.",
    )


def latest_undo(connection: sqlite3.Connection, action: str) -> str:
    """Return the id of the newest action that took `action` back, or an empty string."""
    found = connection.execute(
        "SELECT id FROM actions WHERE undoes = ? ORDER BY id DESC LIMIT 1", (to_blob(action),)
    ).fetchone()
    return journal.read(connection, found[0], changes=False).id if found is not None else ""
