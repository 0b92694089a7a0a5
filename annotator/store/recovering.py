"""Rebuilding a damaged project into a new file: from its history, its tables and its backups. It touches none of them.

The history comes first, since each of its steps proves itself; what it lacks is taken from the tables and entered as
one step of its own. The new file passes `check`, or the result says where it does not.
"""

import contextlib
import tempfile
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from annotator.core.change import Change, Row, swept
from annotator.core.errors import UserError
from annotator.core.ids import is_uuid, new_id
from annotator.core.progress import Progress, Task
from annotator.store import anchor, journal
from annotator.store.backup import backups, project_at
from annotator.store.check import check
from annotator.store.connection import exists
from annotator.store.copies import place_of
from annotator.store.copying import put_in_place
from annotator.store.lock import Lock, ReadOnlyFolderError
from annotator.store.rebuilding import Making, State
from annotator.store.salvage import UNREADABLE, RawAction, Salvage, private_copy
from annotator.store.store import Store
from annotator.store.tables import from_blob, to_blob


@dataclass(frozen=True, slots=True)
class Recovered:
    """What a recovery brought back, and what not. `lost` and `problems` are sentences without a stop."""

    project: str
    new: str
    articles: int
    spans: int
    steps: int
    missing_steps: int
    from_backups: int
    from_tables: int
    lost: tuple[str, ...]
    problems: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether all of it is back, as far as anybody can tell."""
        return not (self.lost or self.problems or self.missing_steps)

    def lines(self) -> list[str]:
        """Return what came of it, a sentence a line, the first with the counts."""
        said = [f"Recovered {self.articles} articles, {self.spans} spans and {self.steps} steps to “{self.new}”."]
        if self.from_backups:
            said.append(f"{self.from_backups} of the steps and texts came from backups.")
        if self.from_tables:
            said.append(f"{self.from_tables} rows came from the tables, because the history of them could not be read.")
        if self.missing_steps:
            said.append(f"{self.missing_steps} steps could not be read; what they did may be missing.")
        said += [f"Lost: {line}." for line in self.lost[:_SHOWN]]
        if len(self.lost) > _SHOWN:
            said.append(f"Lost: {len(self.lost) - _SHOWN} more.")
        said += [f"Not as it should be: {line}." for line in self.problems[:_SHOWN]]
        if self.whole:
            said.append("Everything that the file held is back.")
        return said


_SHOWN = 20


@dataclass(slots=True)
class _Found:
    """All that could be read, from the damaged file first, then from backups."""

    project: str = ""
    steps: dict[tuple[bytes, int], RawAction] = field(default_factory=dict)
    running: list[RawAction] = field(default_factory=list)
    keys: dict[int, bytes] = field(default_factory=dict)
    unsound: bool = False
    newest: dict[bytes, int] = field(default_factory=dict)
    from_backups: int = 0


def recover(damaged: Path, new: Path) -> Task[Recovered]:
    """Rebuild `damaged` into `new`, which must not exist; return what is back and what is not.

    Raises `UserError` where nothing can be read and there is no backup, and where somebody edits the file.
    """
    if exists(new):
        raise UserError(f"“{new.name}” exists already.", hint="Choose another name.")
    if not exists(damaged):
        raise UserError(f"There is no file “{damaged}”.", hint="`annotator restore` lists the backups of it.")
    if damaged.is_dir() or not new.parent.is_dir():
        raise UserError(
            f"“{damaged.name}” is a folder." if damaged.is_dir() else f"There is no folder “{new.parent}”.",
            hint="Choose a file that ends in “.annotator”.",
        )
    lock = Lock(damaged)
    with contextlib.suppress(ReadOnlyFolderError):  # nobody writes there
        lock.take()
    try:
        known = project_at(damaged)
        with tempfile.TemporaryDirectory(dir=new.parent, prefix=".recover-") as name:
            folder = Path(name)
            yield Progress(0, 6, "Reading the damaged file")
            reading = Salvage(private_copy(damaged, folder))
            try:
                return (yield from _rebuild(reading, known, folder / "new.annotator", damaged, new))
            finally:
                reading.close()
    finally:
        lock.release()


def _rebuild(reading: Salvage, known: str, partial: Path, damaged: Path, new: Path) -> Task[Recovered]:
    found = _Found(project=_id_in(reading) or known)
    _take_steps(found, reading, backup=False)
    yield Progress(1, 6, "Reading the backups")
    lines = reading.replicas()
    others = [Salvage(backup) for backup in _backups_of(damaged, found.project, lines)]
    try:
        for other in others:
            found.project = found.project or _id_in(other)
            _take_steps(found, other, backup=True, lines=lines)
        chained, loose = _chains(found)
        missing = _missing(found, reading)
        yield Progress(2, 6, "Replaying the history")
        begun = _replayed(chained)
        state = _replayed([*chained, *loose]) if loose else dict(begun)
        from_tables = 0
        if missing or loose or found.unsound or reading.gaps:
            yield Progress(3, 6, "Reading the tables")
            from_tables = _reconcile(state, reading)
        if not state:
            raise UserError(
                f"Nothing in “{damaged.name}” can be read, and there is no backup of it here.",
                hint="Look for a copy of it elsewhere. The file was not touched.",
            )
        yield Progress(4, 6, "Writing the new file")
        made = Making(partial, found.project or new_id())
        try:
            found.from_backups += made.write(chained, begun, state, reading, others)
        finally:
            made.close()
    finally:
        for other in others:
            other.close()
    yield Progress(5, 6, "Checking the new file")
    with Store.open(partial) as store:
        problems = yield from check(store)
        articles, spans = store.article_count(), sum(store.label_counts().values())
    put_in_place(partial, new)
    return Recovered(
        project=damaged.name,
        new=str(new),
        articles=articles,
        spans=spans,
        steps=len(chained),
        missing_steps=missing,
        from_backups=found.from_backups,
        from_tables=from_tables,
        lost=tuple(made.lost),
        problems=tuple(f"{problem.promise}: {problem.found}" for problem in problems),
    )


def _backups_of(damaged: Path, project: str, lines: set[bytes]) -> list[Path]:
    """Return the backups to read: of all copies where the file tells its own steps from theirs, else its own first."""
    found = backups(project) if project else []
    own = [backup for backup in found if backup.place in (place_of(damaged), "")]
    return [backup.path for backup in (found if lines else own or found)]


def _id_in(source: Salvage) -> str:
    id = source.meta().get("project", "")
    return id if is_uuid(id) else ""


def _take_steps(found: _Found, source: Salvage, *, backup: bool, lines: Collection[bytes] = ()) -> None:
    """Take the steps that prove themselves, of `lines` alone where any are given.

    Nothing is taken from a backup that a step of the file contradicts.
    """
    try:
        actions = source.actions()
    except UNREADABLE:
        found.unsound = True
        return
    sound = [action for action in actions if action.is_sound()]
    if backup and any(found.keys.get(action.key, action.uuid) != action.uuid for action in sound):
        return
    found.unsound |= not backup and len(sound) < len(actions)
    for action in actions:
        if isinstance(action.number, int) and not backup:
            found.newest[action.replica] = max(found.newest.get(action.replica, 0), action.number)
    for action in sound:
        if lines and action.replica not in lines:  # done in another copy of the project
            continue
        if action.number is None:
            if not backup:
                found.running.append(action)
                found.keys[action.key] = action.uuid
            continue
        step = (action.replica, action.number)
        if step not in found.steps:
            found.steps[step] = action
            found.keys[action.key] = action.uuid
            found.from_backups += backup


def _chains(found: _Found) -> tuple[list[RawAction], list[RawAction]]:
    """Return the steps that follow one another from the first, and those behind a gap, both in the file's order."""
    chained = list(found.running)
    taken = set()
    for replica in {replica for replica, _number in found.steps}:
        previous, number = journal.ZERO, 1
        while (step := found.steps.get((replica, number))) is not None and step.previous == previous:
            chained.append(step)
            taken.add((replica, number))
            previous, number = step.hash or b"", number + 1
    loose = [step for at, step in found.steps.items() if at not in taken]
    running_too = {step.key for step in found.running} & {step.key for at, step in found.steps.items() if at in taken}
    chained = [step for step in chained if step.number is not None or step.key not in running_too]
    return sorted(chained, key=lambda step: step.key), sorted(loose, key=lambda step: step.key)


def _missing(found: _Found, reading: Salvage) -> int:
    """Return how many steps are known to have been written and are nowhere to be read."""
    newest = dict(found.newest)
    for replica, number in found.steps:
        newest[replica] = max(newest.get(replica, 0), number)
    own = reading.meta().get("replica", "")
    known = anchor.read(found.project, own) if is_uuid(own) and found.project else None
    if known is not None:
        blob = to_blob(own)
        newest[blob] = max(newest.get(blob, 0), known.number)
    return sum(newest.values()) - len(found.steps)


def _replayed(actions: Sequence[RawAction]) -> State:
    """Return what the steps add up to; one that changes what is not there changes nothing."""
    state: State = {}
    events = [(event, action.at) for action in actions for event in action.events]
    for event, at in sorted(events, key=lambda pair: pair[0].id):
        for change in journal.changes_of(event.kind, from_blob(event.entity), event.payload):
            _apply(state, change, at)
    return state


def _apply(state: State, change: Change, at: int) -> None:
    if change.is_sweep:
        for n, id in enumerate(change.ids):
            key = (change.row_kind, id)
            if key in state:
                state[key] = (swept(state[key][0], change, n), at)
    elif change.after is None:
        state.pop((change.kind, change.id), None)
    else:
        state[change.kind, change.id] = (change.after, at)


def _reconcile(state: State, reading: Salvage) -> int:
    """Take from the tables what the history, which has gaps, does not know or knows otherwise; return how many rows."""
    taken = 0
    rows: Iterator[tuple[str, str, Row]] = reading.state()
    while True:
        try:
            kind, id, row = next(rows)
        except StopIteration:
            return taken
        except UNREADABLE:
            return taken
        now = state.get((kind, id))
        if now is None or now[0] != row:
            state[kind, id] = (row, now[1] if now is not None else 0)
            taken += 1
