"""Putting a file or a folder in place whole: written under another name beside it, forced to disk, then renamed.

It never removes what a person put there: a folder is replaced only where every file in it is one we wrote.
"""

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from annotator.core.errors import UserError
from annotator.core.ids import new_id

MANIFEST = "manifest.json"
"""Lists the files of an exported folder with their SHA-256, so that the next export knows which are its own."""

Describe = Callable[[Mapping[str, str]], str]
"""Makes a manifest from the SHA-256 of each file by its name."""

_PARTIAL = ".partial"
_OLD = "before"


class Replacement:
    """One target being written at `temporary`. Leaving the block without `commit` leaves the target as it was."""

    def __init__(self, target: Path, *, folder: bool) -> None:
        self._target = target
        self._folder = folder
        self._old = target.with_name(f".{target.name}.{_OLD}")
        self.temporary = target.with_name(f".{target.name}.{new_id()[-12:]}{_PARTIAL}{target.suffix}")

    def __enter__(self) -> Self:
        """Make sure there is a folder to write in."""
        parent = self._target.parent
        if not parent.is_dir():
            raise UserError(f"There is no folder “{parent}”.", hint="Make it first, or choose another place.")
        if self._folder and self._old.is_dir() and not os.path.lexists(self._target):
            self._old.rename(self._target)  # an export was killed between its two renames
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Remove what was not put in place, and turn a failing disk into a sentence."""
        _remove(self.temporary)
        if isinstance(error, OSError):
            raise UserError(
                f"“{self._target.name}” could not be written: {error.strerror or error}.",
                hint="What was there before is unchanged. Check the free space and the folder's rights.",
            ) from error

    def check(self, project: Path, *, overwrite: bool) -> None:
        """Raise `UserError` where the target must not be replaced; never is `project`, or a folder around it."""
        target = self._target
        if not os.path.lexists(target):
            return
        inside = project.resolve().is_relative_to(target.resolve())
        if inside or target.suffix == project.suffix:
            raise UserError(f"An export must not replace a project: “{target.name}”.", hint="Choose another name.")
        if target.is_dir() != self._folder or target.is_symlink():
            kind = "a folder" if self._folder else "a file"
            raise UserError(f"“{target.name}” is there and is not {kind}.", hint="Choose another name.")
        if overwrite:
            return
        stranger = _stranger(target) if self._folder else ""
        if stranger:
            raise UserError(
                f"The folder “{target.name}” has “{stranger}” in it, which is not as an export wrote it.",
                hint="Choose another folder, or use --overwrite to replace all of it.",
            )

    def commit(self, describe: Describe | None = None) -> tuple[Path, ...]:
        """Put what was written in place of the target and return its files, sorted.

        In a folder `describe` makes the text of its manifest from the SHA-256 of each file.
        """
        if not self._folder:
            _sync(self.temporary)
            self.temporary.replace(self._target)
            _sync(self._target.parent)
            self._sweep()
            return (self._target,)
        files = files_in(self.temporary)
        digests = {name: digest_of(self.temporary / name) for name in files}
        text = describe(digests) if describe else json.dumps({"files": digests}, indent=1, ensure_ascii=False) + "\n"
        (self.temporary / MANIFEST).write_text(text, encoding="utf-8", newline="\n")
        for name in (*files, MANIFEST):
            _sync(self.temporary / name)
        _sync(self.temporary)
        self._swap()
        return tuple(self._target / name for name in files)

    def _swap(self) -> None:
        """Rename the new folder into place; the old one goes only after that, and comes back if it fails."""
        old = self._old
        there = self._target.is_dir()
        if there:
            _remove(old)
            self._target.rename(old)
        try:
            self.temporary.rename(self._target)
        except OSError:
            if there:
                old.rename(self._target)
            raise
        _sync(self._target.parent)
        _remove(old)
        self._sweep()

    def _sweep(self) -> None:
        """Remove what a killed export to the same target left beside it."""
        for path in self._target.parent.iterdir():
            if path.name.startswith(f".{self._target.name}.") and path.name.endswith(_PARTIAL + self._target.suffix):
                _remove(path)


def files_in(folder: Path) -> list[str]:
    """Return the files under a folder by their names from there, with forward slashes, sorted."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())


def _stranger(folder: Path) -> str:
    """Return the name of a file in the folder that is not as an export wrote it, or an empty string."""
    try:
        known = dict(json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"])
    except (OSError, ValueError, KeyError, TypeError):
        known = {}
    names = (name for name in files_in(folder) if name != MANIFEST)
    return next((name for name in names if name not in known or known[name] != digest_of(folder / name)), "")


def digest_of(file: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    """Force a file or a folder to disk; Windows cannot do that for a folder, and needs a writable file."""
    if path.is_dir() and sys.platform == "win32":
        return
    descriptor = os.open(path, os.O_RDONLY if sys.platform != "win32" else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
