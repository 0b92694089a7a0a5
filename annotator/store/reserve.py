"""A little room kept beside an open project: given up when its disk is full, so that the last saves succeed.

It is there only while somebody edits; the project itself is never touched.
"""

import contextlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from annotator.store.connection import DiskFullError

T = TypeVar("T")

SIZE = 2_000_000
"""Bytes: some tens of edits, with the log that they need."""


class Reserve:
    """One file of random bytes, which no file system makes smaller."""

    def __init__(self, project: Path) -> None:
        self._path = project.with_name(f".{project.name}.reserve")

    def keep(self) -> None:
        """Make the room, where there is none yet and the disk has it."""
        if self._path.exists():
            return
        try:
            self._path.write_bytes(os.urandom(SIZE))
        except OSError:
            self.spend()

    def spend(self) -> bool:
        """Give the room up; return whether there was any."""
        try:
            size = self._path.stat().st_size
            self._path.unlink()
        except OSError:
            return False
        return size == SIZE

    def used_by(self, function: Callable[[], T]) -> T:
        """Return what `function` gives; where the disk is full, of a second try in the room that was kept."""
        try:
            return function()
        except DiskFullError:
            if not self.spend():
                raise
            return function()

    def release(self) -> None:
        """Take the file away: the project is being closed."""
        with contextlib.suppress(OSError):
            self._path.unlink(missing_ok=True)
