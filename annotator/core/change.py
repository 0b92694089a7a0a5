"""What a gesture did: an action and its changes, each one row before and after.

Undo, history, refresh and exchange are all this one value. A row is plain JSON (see `rows`) and names
everything by UUID; it never holds article text.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Row = Mapping[str, Any]

SWEEPS = {"spans": "span", "relations": "relation"}
"""Kinds of a change to many rows at once (a sweep), and the kind of those rows."""

_DIGITS = 32


class ActionKind(StrEnum):
    """What kind of step an action is; Ctrl+Z takes back `EDIT` and, once asked, `BULK`; the rest only from History."""

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

    A sweep (`SWEEPS`) changes one thing of many rows: its `id` is the digits of their UUIDs one after another, and
    `before` and `after` say only what changes: {"label": id} of spans, {"role": id} or {"actor": id} of relations, or
    an answer of spans: {"field": attribute id} with "value" (the same for all), with "values" (one each, in order), or
    with neither where every span keeps its answer; {} is no answer.
    """

    kind: str
    id: str
    before: Row | None
    after: Row | None

    def inverse(self) -> "Change":
        """Return the change that takes this one back."""
        return Change(self.kind, self.id, before=self.after, after=self.before)

    @property
    def is_sweep(self) -> bool:
        """Whether it changes many rows at once."""
        return self.kind in SWEEPS

    @property
    def row_kind(self) -> str:
        """The kind of the rows that change."""
        return SWEEPS.get(self.kind, self.kind)

    @property
    def ids(self) -> tuple[str, ...]:
        """The rows that change."""
        if not self.is_sweep:
            return (self.id,)
        return tuple(_hyphened(self.id[n : n + _DIGITS]) for n in range(0, len(self.id), _DIGITS))

    @property
    def count(self) -> int:
        """How many rows change."""
        return len(self.id) // _DIGITS if self.is_sweep else 1

    def about(self, id: str) -> "Change | None":
        """Return what happens to one row, or None where it is not touched; a sweep tells only what it changes."""
        if not self.is_sweep:
            return self if self.id == id else None
        digits = id.replace("-", "")
        at = self.id.find(digits)
        while at % _DIGITS > 0:
            at = self.id.find(digits, at + 1)
        if at < 0:
            return None
        n = at // _DIGITS
        return Change(self.row_kind, id, _one_of(self.before, n), _one_of(self.after, n))

    @property
    def article(self) -> str:
        """The article this row belongs to, or an empty string."""
        if self.kind == "article":
            return self.id
        row = self.after or self.before or {}
        return str(row.get("article", ""))


def sweep(kind: str, ids: Iterable[bytes], before: Row, after: Row) -> Change:
    """Return one change of many rows; `ids` are the 16 bytes of each UUID."""
    return Change(kind, b"".join(ids).hex(), before, after)


def _hyphened(digits: str) -> str:
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def _one_of(side: Row | None, n: int) -> Row | None:
    if side is None or "values" not in side:
        return side
    return {"field": side["field"], "value": side["values"][n]}


def swept(row: Row, change: Change, n: int) -> Row:
    """Return what a sweep makes of the whole row of its `n`th span or relation."""
    before, after = change.before or {}, change.after or {}
    if "actor" in after:
        return {**row, "to": {"actor": after["actor"]}}
    if "field" not in before and "field" not in after:
        return {**row, **after}
    answers = dict(row.get("attributes", {}))
    kept = answers.pop(before["field"], None) if before else None
    if after:
        given = (_one_of(after, n) or {}).get("value", kept)
        answers[after["field"]] = given
    rest = {key: value for key, value in row.items() if key != "attributes"}
    return rest | {"attributes": answers} if answers else rest


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
        return any(change.row_kind in kinds for change in self.changes)

    @property
    def is_wide(self) -> bool:
        """Whether it touched more than its changes list one by one: whoever shows rows reads them all anew."""
        return not self.changes or any(change.is_sweep for change in self.changes)
