"""Backups of a project in the user's own folder: made, listed, thinned. A backup is a whole project file by itself.

They are never beside the project: what takes that folder away must not take them too. No backup that somebody asked
for is ever thinned, and never the newest.
"""

import contextlib
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from annotator import places
from annotator.core.errors import UserError
from annotator.core.progress import Progress, Task
from annotator.store import anchor, copies, journal
from annotator.store.connection import APPLICATION_ID, connect, exists, plain_errors
from annotator.store.copies import place_of
from annotator.store.copying import connect_still, copied
from annotator.store.schema import identify

SUFFIX = ".annotator"
_TIME = "%Y%m%dT%H%M%S"
_DAMAGE = (UserError, sqlite3.Error, UnicodeDecodeError, ValueError, TypeError)


class Why(StrEnum):
    """What a backup was made for; the value is part of its file's name."""

    WORKING = "working"
    CLOSING = "closing"
    UPDATE = "update"
    MERGE = "merge"
    REMOVAL = "removal"
    RESTORE = "restore"
    ASKED = "asked"


REASONS = {
    Why.WORKING: "while you worked",
    Why.CLOSING: "when it was closed",
    Why.UPDATE: "before the file was brought up to date",
    Why.MERGE: "before a merge",
    Why.REMOVAL: "before much was removed",
    Why.RESTORE: "before a backup was restored",
    Why.ASKED: "because you asked for it",
}
"""Each reason as the end of a sentence that begins with “Made”."""

_BY_THE_WAY = (Why.WORKING, Why.CLOSING)
"""Backups that are thinned by the clock alone."""

_ALWAYS = (Why.ASKED, Why.RESTORE)
"""Backups that are made also where nothing changed since the last one."""


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup: its file, when it was made (UTC), what for, and how many bytes it has.

    `place` tells of which copy of the project it is: all copies share one folder. "" is of none that is known.
    """

    path: Path
    made: datetime
    why: Why
    size: int
    place: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a project file holds, in a few numbers. `last` is its newest step, done at `last_at` (microseconds)."""

    project: str
    articles: int
    spans: int
    last: str
    last_at: int
    state: str
    events: int


def facts_of(connection: sqlite3.Connection) -> Facts:
    """Return the facts of an open file of any version of ours."""
    counters = dict(connection.execute("SELECT name, n FROM counters").fetchall())
    last = connection.execute("SELECT name, at FROM actions ORDER BY id DESC LIMIT 1").fetchone()
    project = connection.execute("SELECT value FROM meta WHERE key = 'project'").fetchone()
    events = connection.execute("SELECT coalesce(max(id), 0) FROM events").fetchone()[0]
    return Facts(
        project=project[0] if project is not None else "",
        articles=counters.get("articles", 0),
        spans=sum(n for name, n in counters.items() if name.startswith("label.")),
        last=last[0] if last is not None else "",
        last_at=last[1] if last is not None else 0,
        state=journal.state(connection),
        events=events,
    )


def facts(path: Path) -> Facts | None:
    """Return what a closed file holds, or None where it is damaged or is no project."""
    try:
        with contextlib.closing(connect_still(path)) as connection:
            if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
                return None
            return facts_of(connection)
    except _DAMAGE:
        return None


def folder_of(project: str) -> Path:
    """Return where the backups of the project with this id lie, whether or not there are any."""
    return places.data_dir() / "backups" / project


def back_up(path: Path, why: Why, *, sparing: Path | None = None) -> Task[Backup | None]:
    """Make a backup of the project at `path`, then thin the older ones, but not `sparing`; return it.

    Those of a name that it had before are its own. Those of its other copies are thinned apart, as each set by itself.

    Where nothing changed since the newest backup and nobody asked for one, that becomes one made for `why` if it was
    made by the way, so that it stays as long; else None is returned. Raises `UserError` where the
    project is damaged (then all older backups stay) or there is no room. It reads on a connection of its own: the work
    goes on meanwhile.
    """
    yield Progress(0, None, "Backing up")
    with contextlib.closing(connect(path, write=False)) as connection, plain_errors(path):
        identify(connection, path)
        now = facts_of(connection)
        size = _size(connection)
        place = place_of(path)
        _take_over(now.project, place, connection, sparing)
    existing = [backup for backup in backups(now.project) if backup.place in (place, "")]
    if why not in _ALWAYS and existing and _is_same(existing[0], now):
        return _promoted(existing[0], why)
    folder = folder_of(now.project)
    _make_room(folder, path, size)
    made = datetime.now(UTC)
    target = _name(folder, made, why, place)
    while target.exists():
        made += timedelta(milliseconds=1)
        target = _name(folder, made, why, place)
    yield from copied(path, target)
    copies.note(folder, path, {backup.place for backup in backups(now.project)})
    backup = Backup(target, _to_milliseconds(made), why, target.stat().st_size, place)
    _thin(now.project, backup, sparing)
    return backup


def _size(connection: sqlite3.Connection) -> int:
    pages: int = connection.execute("PRAGMA page_count").fetchone()[0]
    return pages * int(connection.execute("PRAGMA page_size").fetchone()[0])


def _is_same(backup: Backup, now: Facts) -> bool:
    then = facts(backup.path)
    return then is not None and (then.state, then.events) == (now.state, now.events)


def _promoted(backup: Backup, why: Why) -> Backup | None:
    """Give a backup that the clock would thin the stronger reason that it has come to serve; None where it is none."""
    if why in _BY_THE_WAY or backup.why not in _BY_THE_WAY:
        return None
    path = _name(backup.path.parent, backup.made, why, backup.place)
    with contextlib.suppress(OSError):  # it stays what it is
        return replace(backup, path=backup.path.rename(path), why=why)
    return None


_SPARE = 16_000_000
"""Bytes that a backup leaves free: the projects themselves may lie on the same disk."""


def _make_room(folder: Path, path: Path, size: int) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise UserError(
            f"No backup of “{path.name}” could be made: {error.strerror or error}.",
            hint=f"Check the folder “{folder}”. The project itself is safe.",
        ) from error
    if free < size + _SPARE:
        raise UserError(
            f"No backup of “{path.name}” could be made: there is too little room on the disk of “{folder}”.",
            hint="Free some space. The project itself is safe.",
        )


def _name(folder: Path, made: datetime, why: Why, place: str) -> Path:
    of = f"-{place}" if place else ""
    return folder / f"{made:{_TIME}}{made.microsecond // 1000:03d}Z-{why}{of}{SUFFIX}"


def _to_milliseconds(made: datetime) -> datetime:
    return made.replace(microsecond=made.microsecond // 1000 * 1000)


def _take_over(project: str, place: str, connection: sqlite3.Connection, sparing: Path | None) -> None:
    """Make the backups of a file that is gone, and that the one at `place` goes on from, backups of that one."""
    lay, found = copies.known(folder_of(project)), backups(project)
    newest = {backup.place: backup for backup in reversed(found) if backup.place not in (place, "")}
    gone = {other for other in newest if other in lay and not exists(Path(lay[other]))}
    before = {other for other in gone if _goes_on_from(connection, newest[other])}
    for backup in found:
        if backup.place in before and not _is_spared(backup, sparing):
            with contextlib.suppress(OSError):  # it stays what it is
                backup.path.rename(_name(backup.path.parent, backup.made, backup.why, place))


def _goes_on_from(connection: sqlite3.Connection, backup: Backup) -> bool:
    """Whether the newest step of a backup is one of the open file's own."""
    with contextlib.suppress(*_DAMAGE), contextlib.closing(connect_still(backup.path)) as reading:
        last = reading.execute("SELECT uuid, hash FROM actions ORDER BY id DESC LIMIT 1").fetchone()
        return connection.execute("SELECT 1 FROM actions WHERE uuid = ? AND hash IS ?", last).fetchone() is not None
    return False


def backups(project: str) -> list[Backup]:
    """Return the backups of a project, the newest first."""
    found = []
    with contextlib.suppress(OSError):
        for path in folder_of(project).iterdir():
            backup = _read_name(path)
            if backup is not None:
                found.append(backup)
    return sorted(found, key=lambda backup: (backup.made, backup.path.name), reverse=True)


def _read_name(path: Path) -> Backup | None:
    when, _, rest = path.name.removesuffix(SUFFIX).partition("Z-")
    why, _, place = rest.partition("-")
    if path.suffix != SUFFIX or path.name.startswith(".") or why not in list(Why):
        return None
    try:
        made = datetime.strptime(f"{when[:-3]}.{when[-3:]}", f"{_TIME}.%f").replace(tzinfo=UTC)
        return Backup(path, made, Why(why), path.stat().st_size, place)
    except (OSError, ValueError):
        return None


def project_at(path: Path) -> str:
    """Return the id of the project at `path`, also where the file is damaged or gone but was once known here, or ""."""
    with contextlib.suppress(*_DAMAGE), contextlib.closing(connect(path, write=False)) as connection:
        found = connection.execute("SELECT value FROM meta WHERE key = 'project'").fetchone()
        if found is not None:
            return str(found[0])
    known = [anchor.known_at(path)]
    with contextlib.suppress(OSError):
        noted = [(copies.noted_at(folder, path), folder.name) for folder in (places.data_dir() / "backups").iterdir()]
        known += [(when, id) for when, id in noted if when]
    return max(known)[1]


def own_first(found: Sequence[Backup], *paths: Path) -> list[tuple[Backup, str]]:
    """Return backups of a project, those of the file at `paths` before those of its other copies.

    Each has "" beside it, or where the other copy lay, "?" where that is not known.
    """
    own = {"", *map(place_of, paths)}
    lay = copies.known(found[0].path.parent) if found else {}
    told = [(backup, "" if backup.place in own else lay.get(backup.place, "?")) for backup in found]
    return sorted(told, key=lambda pair: pair[1] != "")


def _is_spared(backup: Backup, sparing: Path | None) -> bool:
    return sparing is not None and sparing.exists() and sparing.samefile(backup.path)


def _thin(project: str, newest: Backup, sparing: Path | None) -> None:
    sets: dict[str, list[Backup]] = {}
    for backup in backups(project):
        sets.setdefault(backup.place or newest.place, []).append(backup)
    for own in sets.values():
        for backup in superfluous(own, datetime.now(UTC), most=max(_MOST, 3 * own[0].size)):
            if backup.path != newest.path and not _is_spared(backup, sparing):
                with contextlib.suppress(OSError):
                    backup.path.unlink(missing_ok=True)


_MOST = 5_000_000_000
"""Bytes that the backups of one project may take, or three times the project where that is more."""

_SPECIAL = timedelta(days=30)
"""How long a backup that was made before something is kept, whatever else there is."""

_STEPS = (
    (timedelta(hours=1), timedelta(0)),
    (timedelta(days=2), timedelta(hours=1)),
    (timedelta(days=14), timedelta(days=1)),
    (timedelta(days=90), timedelta(weeks=1)),
    (timedelta.max, timedelta(days=30)),
)
"""Up to which age how far backups lie apart: all, then hourly, daily, weekly, monthly."""


def superfluous(all: Sequence[Backup], now: datetime, most: int = _MOST) -> list[Backup]:
    """Return which backups may go at the moment `now`, the oldest first.

    Of each hour, day, week or month, counted by the clock, the newest stays, as far as its age asks. What was made
    before something is kept for a month, what somebody asked for always, and the newest. A backup from the future (a
    clock that jumped) stays. Where they take more than `most` bytes, the oldest of the others go as well.
    """
    newest_first = sorted(all, key=lambda backup: (backup.made, backup.path.name), reverse=True)
    kept: list[Backup] = []
    seen: set[tuple[timedelta, int]] = set()
    for backup in newest_first:
        age = now - backup.made
        apart = next(apart for most_age, apart in _STEPS if age <= most_age)
        slot = (apart, int(backup.made.timestamp() // apart.total_seconds())) if apart else None
        if slot is None or slot not in seen or _is_precious(backup, age):
            kept.append(backup)
        if slot is not None:
            seen.add(slot)
    staying = {backup.path for backup in _within(kept, most)}
    return [backup for backup in reversed(newest_first) if backup.path not in staying]


def _is_precious(backup: Backup, age: timedelta) -> bool:
    return backup.why is Why.ASKED or (backup.why not in _BY_THE_WAY and age <= _SPECIAL)


def _within(newest_first: Sequence[Backup], most: int) -> Iterator[Backup]:
    """Yield what fits into `most` bytes, newest first, together with what must stay."""
    used = 0
    for n, backup in enumerate(newest_first):
        used += backup.size
        if used <= most or n == 0 or backup.why is Why.ASKED:
            yield backup
