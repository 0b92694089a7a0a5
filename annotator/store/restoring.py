"""Putting a backup in the place of a project: what stands there is backed up first, and the swap is one rename.

Killed at any moment it leaves the project as it was before or as it is after. It never deletes a damaged file.
"""

import contextlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from annotator.core.change import ActionKind
from annotator.core.errors import UserError
from annotator.core.ids import new_id
from annotator.core.progress import Progress, Task
from annotator.store import anchor
from annotator.store.backup import Backup, Facts, Why, back_up, facts, project_at
from annotator.store.connection import DamagedError, connect, exists, plain_errors
from annotator.store.copying import connect_still, copied, force, nobody_else
from annotator.store.files import set_aside
from annotator.store.lock import Lock
from annotator.store.schema import identify
from annotator.store.store import Store


@dataclass(frozen=True, slots=True)
class Restored:
    """What came of a restore: what the project holds now, the backup of what it held before, or where that lies."""

    facts: Facts
    before: Backup | None
    set_aside: Path | None


def restore(project: Path, source: Path, *, annotator: str = "") -> Task[Restored]:
    """Put the backup `source` in the place of `project`, which nobody may have open; note it in its history.

    What the project held is backed up first; where it is too damaged for that, the file is renamed and stays beside it.
    Raises `UserError` where the backup is damaged or of another project, and where the project is open somewhere.
    """
    there = _checked(project, source)
    lock = Lock(project)
    lock.take()
    partial = project.with_name(f".{project.name}.{new_id()[-12:]}.restoring")
    try:
        before: Backup | None = None
        damaged = False
        try:
            before = (yield from back_up(project, Why.RESTORE, sparing=source)) if exists(project) else None
        except DamagedError:
            damaged = True
        yield from copied(source, partial)
        yield Progress(0, None, "Putting it in place")
        aside = set_aside(project) if damaged else None
        _swap(partial, project)
        _forget(project, there)
    finally:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
        lock.release()
    _note(project, source, annotator)
    return Restored(there, before, aside)


def _checked(project: Path, source: Path) -> Facts:
    if not exists(source):
        raise UserError(f"There is no backup “{source}”.", hint="Without --from, `annotator restore` lists them.")
    if exists(project) and source.samefile(project):
        raise UserError("A project cannot be restored from itself.", hint="Choose one of its backups.")
    there = facts(source)
    if there is None:
        raise UserError(f"The backup “{source.name}” is damaged.", hint="Choose another one. Nothing was changed.")
    with contextlib.closing(connect_still(source)) as connection:
        identify(connection, source)  # one that could not be opened must not take the place of anything
    known = project_at(project)
    if known and known != there.project:
        raise UserError(
            f"“{source.name}” is a backup of another project.",
            hint=f"Open it by itself, or restore it under a new name. “{project.name}” was not changed.",
        )
    return there


def _swap(partial: Path, project: Path) -> None:
    """Rename the new file into place, with the old one locked against everybody, its log folded in and gone."""
    force(partial)
    with nobody_else(project):
        try:
            partial.replace(project)
        except OSError as error:
            raise UserError(
                f"“{project.name}” could not be replaced: {error.strerror or error}.",
                hint="Close it in other programs, then try again. Nothing was changed.",
            ) from error
    force(project.parent)


def _forget(project: Path, there: Facts) -> None:
    """Let the file that is there now begin a line of its own, without a word about what it lacks: that was wanted."""
    with contextlib.closing(connect(project, write=False)) as connection, plain_errors(project):
        found = connection.execute("SELECT value FROM meta WHERE key = 'replica'").fetchone()
    if found is not None:
        anchor.forget(there.project, found[0])


def _note(project: Path, source: Path, annotator: str) -> None:
    """Write into the history that this was restored, and from when."""
    made = facts(source)
    when = datetime.fromtimestamp((made.last_at if made else 0) / 1_000_000).astimezone()
    with Store.open(project, write=True, annotator=annotator) as store:
        long = store.begin(f"Restore the backup of {when:%d %B %Y, %H:%M}", ActionKind.SETUP)
        store.finish(long)
