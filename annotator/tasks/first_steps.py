"""The five steps of the first day in the example: which of them a person has done. It reads; it never writes.

A step that was done once stays done: undo takes back what was tagged, not that someone has tried it.
"""

from collections.abc import Iterator
from enum import StrEnum

from annotator.core.change import Action, ActionKind, Change
from annotator.core.model import Status
from annotator.store.store import Store

SPEAKER = "4731dc63-1dae-47c8-9df4-d7957dde5cdd"
COMMITMENT = "4a9ea580-1840-43c7-ad10-654befda3967"
"""Labels of the codebook of the example; the id of a label never changes."""

PAGE = 200


class Step(StrEnum):
    """What somebody new does once, in this order."""

    READ = "read"
    SPEAKER = "speaker"
    COMMITMENT = "commitment"
    FIELD = "field"
    DONE = "done"


def done_by(action: Action) -> frozenset[Step]:
    """Return the steps that an action (with its changes) does; an import, a setup and an undo do none."""
    if action.kind is not ActionKind.EDIT:
        return frozenset()
    made = {change.id for change in action.changes if change.kind == "span" and change.before is None}
    return frozenset(step for change in action.changes for step in _done_by(change, made))


def done_so_far(store: Store) -> frozenset[Step]:
    """Return the steps that the history knows of. It is read from the newest action on, until all are found."""
    done: frozenset[Step] = frozenset()
    for action in _edits(store):
        done |= done_by(store.action(action.id))
        if len(done) == len(Step):
            break
    return done


def _edits(store: Store) -> Iterator[Action]:
    page = store.actions(PAGE)
    while page:
        yield from (action for action in page if action.kind is ActionKind.EDIT)
        page = store.actions(PAGE, before=page[-1].id) if len(page) == PAGE else []


def _done_by(change: Change, made: set[str]) -> Iterator[Step]:
    """Yield the steps of one row; `made` are the spans that the same action inserted."""
    after = change.after
    if after is None:
        return
    if change.kind == "review" and change.before is None:
        yield Step.READ
    elif change.kind == "work" and after.get("status") == Status.DONE:
        yield Step.DONE
    elif change.kind == "relation" and after["source"] not in made:
        yield Step.FIELD
    elif change.kind == "span":
        if change.before is None and after["label"] in _TAGGED:
            yield _TAGGED[after["label"]]
        elif _is_answer(change):
            yield Step.FIELD


def _is_answer(change: Change) -> bool:
    """Whether a span that was there has an answer more, or another one, under the same label."""
    before, after = change.before or {}, change.after or {}
    if not change.before or before["label"] != after["label"]:
        return False
    old = before.get("attributes", {})
    return any(old.get(id) != value for id, value in after.get("attributes", {}).items())


_TAGGED = {SPEAKER: Step.SPEAKER, COMMITMENT: Step.COMMITMENT}
