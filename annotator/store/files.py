"""Putting a project file in its place as a whole, with what SQLite keeps beside it. It never opens one."""

import contextlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from annotator.core.errors import UserError
from annotator.core.ids import new_id

BESIDE = ("-wal", "-shm", "-journal")
"""Endings of the files that belong to a project while it is open."""

_UNFINISHED = ".new"
_LEFT = tuple(_UNFINISHED + beside for beside in ("", *BESIDE))


@contextlib.contextmanager
def made_whole(path: Path) -> Iterator[Path]:
    """Give a hidden name to make a file under; it gets the name `path` once the block has ended well.

    So a kill leaves no half of a file where people look for a whole one. What earlier kills left for this name goes:
    nobody else may be making a file there meanwhile.
    """
    try:
        _remove_unfinished(path)
        unfinished = path.with_name(f".{path.name}.{new_id()[-12:]}{_UNFINISHED}")
        yield unfinished
        try:
            log_aside(path)
            unfinished.rename(path)
        except OSError as error:
            message = f"“{path.name}” cannot be made: {error.strerror or error}."
            raise UserError(message, hint="Choose another name, or another folder.") from error
    finally:
        _remove_unfinished(path)


def _remove_unfinished(path: Path) -> None:
    with contextlib.suppress(OSError):  # a folder that cannot be listed
        for beside in path.parent.iterdir():
            if beside.name.startswith(f".{path.name}.") and beside.name.endswith(_LEFT):
                beside.unlink(missing_ok=True)


def has_log(path: Path) -> bool:
    """Whether anything lies beside a project that SQLite would read with it."""
    return any(path.with_name(path.name + ending).exists() for ending in BESIDE)


def log_aside(path: Path) -> None:
    """Rename what a file that is gone left beside its name: SQLite would take that for a part of the next one."""
    _rename_beside(path, _name_aside(path, "left over"))


def set_aside(path: Path) -> Path:
    """Rename a damaged project, with what belongs to it, and return its new path. Nobody may have it open."""
    aside = _name_aside(path, "damaged")
    _rename_beside(path, aside)  # first: a log that is left behind is taken for that of the next file
    if path.exists():
        path.rename(aside)
    return aside


def _name_aside(path: Path, what: str) -> Path:
    return path.with_name(f"{path.stem} ({what} {datetime.now().astimezone():%Y-%m-%d %H-%M-%S}){path.suffix}")


def _rename_beside(path: Path, aside: Path) -> None:
    for ending in BESIDE:
        old = path.with_name(path.name + ending)
        if old.exists():
            old.rename(aside.with_name(aside.name + ending))
