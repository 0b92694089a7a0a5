"""Putting a project file in its place as a whole, with what SQLite keeps beside it. It never opens one."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from annotator.core.errors import UserError
from annotator.core.ids import new_id

_UNFINISHED = ".new"
_LEFT = tuple(_UNFINISHED + beside for beside in ("", "-wal", "-shm", "-journal"))


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
