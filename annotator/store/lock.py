"""One writer for each project: a lock held in a file of its own beside the project, and a note of who holds it."""

import contextlib
import getpass
import json
import os
import platform
from pathlib import Path

from filelock import FileLock, Timeout

from annotator.core.errors import UserError


class ReadOnlyFolderError(UserError):
    """Nobody can edit a project there: its folder takes no lock."""


class Lock:
    """Held from `take` to `release`. The system lets go of it when the process ends, however it ends."""

    def __init__(self, project: Path) -> None:
        self._project = project
        self._lock = FileLock(project.with_name(f".{project.name}.lock"), timeout=0, is_singleton=False)
        self._note = project.with_name(f".{project.name}.writer")

    def take(self) -> None:
        """Take the lock, or raise `UserError` naming who holds it."""
        try:
            self._lock.acquire()
        except Timeout:
            raise UserError(
                f"“{self._project.name}” is being edited {self._holder()}.",
                hint="Close it there, or open it here to read only.",
            ) from None
        except OSError as error:
            raise ReadOnlyFolderError(
                f"“{self._project.name}” cannot be edited: its folder is read-only.",
                hint="Copy the project to a folder of your own, or open it to read only.",
            ) from error
        holder = {"pid": os.getpid(), "user": _user(), "computer": platform.node()}
        with contextlib.suppress(OSError):  # on a full disk nobody is named, but the lock is held all the same
            self._note.write_text(json.dumps(holder), encoding="utf-8")

    def _holder(self) -> str:
        try:
            holder = json.loads(self._note.read_text(encoding="utf-8"))
            return f"by {holder['user']} on {holder['computer']} (process {holder['pid']})"
        except (OSError, ValueError, KeyError, TypeError):
            return "in another window"

    def release(self) -> None:
        """Let go of the lock and take its files away."""
        if self._lock.is_locked:
            with contextlib.suppress(OSError):
                self._note.unlink(missing_ok=True)
            self._lock.release()


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # no account entry, or Windows without the variables
        return "someone"
