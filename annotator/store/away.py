"""Working on a copy of a project that lies where a database is not safe, and putting the copy back whole.

The project in its place is only ever replaced by one rename, and only while it is as it was taken; else the copy is
put beside it. A copy with changes that were not put back is never deleted.
"""

import contextlib
import hashlib
import json
import platform
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from annotator import places
from annotator.core.errors import UserError
from annotator.core.progress import Progress, Task
from annotator.store.backup import Facts, facts_of, project_at
from annotator.store.connection import DamagedError, connect, exists, moved, plain_errors
from annotator.store.copying import connect_still, copied
from annotator.store.lock import Lock

_ABOUT = "about.json"


@dataclass(slots=True)
class Away:
    """A project that is worked on elsewhere: where it lies, its copy, and the state in which both were the same.

    `damaged` is an earlier copy that had changes and cannot be read any more: it was renamed, and a fresh one taken.
    """

    original: Path
    copy: Path
    base: str
    lock: Lock
    damaged: Path | None = None

    @property
    def has_changes(self) -> bool:
        """Whether the copy has what the project in its place has not."""
        return _state(self.copy) != self.base


@dataclass(frozen=True, slots=True)
class PutBack:
    """Where the copy was put: in the project's place, or beside it, because somebody else had changed that."""

    path: Path
    beside: bool


def folder() -> Path:
    """Return where copies of projects that lie elsewhere are."""
    return places.data_dir() / "working"


def take(original: Path) -> Task[Away]:
    """Lock a project in its place and copy it here; a copy with changes that were not put back is gone on with.

    Raises `UserError` as opening it would.
    """
    lock = Lock(original)
    lock.take()
    try:
        id = _id_of(original)
        name = hashlib.sha256(str(original.absolute()).encode()).hexdigest()[:8]
        place = folder() / f"{id}-{name}"
        place.mkdir(parents=True, exist_ok=True)
        known, base = _noted(place)
        away = Away(original, place / original.name, base, lock)
        if base and away.copy.exists() and _is_ahead(away):
            away.original = Path(known)
        else:
            yield from copied(original, away.copy)
            away.base = _state(away.copy)
            _note(away)
    except BaseException:
        lock.release()
        raise
    return away


def _is_ahead(away: Away) -> bool:
    """Whether a copy that was left has changes; one that is damaged is put aside, where nothing takes it away."""
    try:
        return away.has_changes
    except DamagedError:
        place = away.copy.parent
        aside = place.with_name(f"{place.name} (damaged {datetime.now().astimezone():%Y-%m-%d %H-%M-%S})")
        place.rename(aside)
        place.mkdir()
        away.damaged = aside / away.copy.name
        return False


def _id_of(original: Path) -> str:
    id = project_at(original)
    if not id:
        raise UserError(f"“{original.name}” is not an Annotator project.", hint="Choose another file.")
    return id


def put_back(away: Away) -> Task[PutBack | None]:
    """Put the copy in the place of the project, or beside it where that was changed; None where there is nothing new.

    Raises `UserError` where the place cannot be reached; the copy stays then.
    """
    yield Progress(0, None, "Putting the project back")
    if not away.has_changes:
        return None
    if not exists(away.original):
        raise moved(away.original)
    there = ""
    with contextlib.suppress(DamagedError):
        there = _state(away.original)
    beside = there != away.base
    target = away.original
    if beside:
        stem = f"{target.stem} (from {platform.node() or 'here'}, {datetime.now().astimezone():%Y-%m-%d %H.%M.%S})"
        target = target.with_name(stem + target.suffix)
    yield from copied(away.copy, target, held=not beside)
    away.original, away.base = target, _state(target)  # put beside once, it goes on there
    _note(away)
    return PutBack(target, beside)


def leave(away: Away) -> None:
    """Let go of the project; the copy here goes, unless it has what the project has not."""
    with contextlib.suppress(OSError, UserError):
        if not away.has_changes:
            shutil.rmtree(away.copy.parent, ignore_errors=True)
    away.lock.release()


def _state(path: Path) -> str:
    alone = not path.with_name(f"{path.name}-wal").exists()
    made = connect_still(path) if alone else connect(path, write=False)
    with contextlib.closing(made) as connection, plain_errors(path):
        found: Facts = facts_of(connection)
    return f"{found.state} {found.events}"


def _note(away: Away) -> None:
    row = {"original": str(away.original.absolute()), "base": away.base}
    partial = away.copy.parent / f".{_ABOUT}.part"
    partial.write_text(json.dumps(row), encoding="utf-8")
    partial.replace(away.copy.parent / _ABOUT)


def _noted(place: Path) -> tuple[str, str]:
    """Return where a copy that was left belongs, and the state that is there; "" where none was left."""
    try:
        row = json.loads((place / _ABOUT).read_text(encoding="utf-8"))
        return str(row["original"]), str(row["base"])
    except (OSError, ValueError, KeyError, TypeError):
        return "", ""
