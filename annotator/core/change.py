"""What a gesture did: an action and its changes, each one row before and after.

Undo, history, refresh and exchange are all this one value. A row is plain JSON (see `rows`) and names
everything by UUID; it never holds article text.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Row = Mapping[str, Any]


class ActionKind(StrEnum):
    """What kind of step an action is; Ctrl+Z takes back `EDIT` alone, the rest only from History."""

    EDIT = "edit"
    UNDO = "undo"
    REDO = "redo"
    IMPORT = "import"
    SETUP = "setup"
    BULK = "bulk"


class ActionState(StrEnum):
    """Whether an action is whole yet."""

    RUNNING = "running"
    DONE = "done"
    TAKEN_BACK = "taken back"


@dataclass(frozen=True, slots=True)
class Change:
    """One row before and after. No `before` is an insertion; no `after`, a deletion.

    `kind` names the table (see `rows.KINDS`), `id` the row.
    """

    kind: str
    id: str
    before: Row | None
    after: Row | None

    def inverse(self) -> "Change":
        """Return the change that takes this one back."""
        return Change(self.kind, self.id, before=self.after, after=self.before)

    @property
    def article(self) -> str:
        """The article this row belongs to, or an empty string."""
        if self.kind == "article":
            return self.id
        row = self.after or self.before or {}
        return str(row.get("article", ""))


@dataclass(frozen=True, slots=True)
class Action:
    """One gesture. `number` counts the actions of one replica; `at` is microseconds since 1970 by the hybrid clock.

    `undoes` is the id of the action that this one takes back, or empty.
    """

    id: str
    name: str
    kind: ActionKind
    annotator: str
    number: int
    at: int
    state: ActionState = ActionState.DONE
    undoes: str = ""
    changes: tuple[Change, ...] = ()

    @property
    def articles(self) -> tuple[str, ...]:
        """The articles it touched, each once, in order."""
        return tuple(dict.fromkeys(change.article for change in self.changes if change.article))

    def touches(self, *kinds: str) -> bool:
        """Whether any row of these kinds changed."""
        return any(change.kind in kinds for change in self.changes)
