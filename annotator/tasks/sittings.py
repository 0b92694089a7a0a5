"""Marks that a window is open, and finds the marks of windows that ended without closing: by a crash or a power cut.

What it finds stays on this computer. It looks at nothing but its own marks and the logs.
"""

import contextlib
import faulthandler
import json
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from filelock import FileLock, Timeout

from annotator import places

FATAL = "fatal.log"
"""Where the interpreter writes what each thread was at when the process died."""

CRASHES = "crashes.log"
_MOST = 20_000


@dataclass(frozen=True, slots=True)
class Ended:
    """A window that ended without closing: when it began (seconds), its project or "", and what the logs say of it."""

    began: float
    project: str
    report: str


class Sitting:
    """One open window. The system lets go of its mark's lock however the process ends; `leave` takes the mark away."""

    def __init__(self) -> None:
        folder = _folder()
        name = f"{time.time_ns()}-{os.getpid()}"
        self._mark = folder / f"{name}.json"
        self._lock = FileLock(folder / f"{name}.lock", timeout=0, is_singleton=False)
        with contextlib.suppress(OSError, Timeout):  # without a folder of one's own nothing is told afterwards
            folder.mkdir(parents=True, exist_ok=True)
            self._lock.acquire()
        self._began = time.time()
        self._fatal = _fatal_log()
        self.note("")

    def note(self, project: str) -> None:
        """Keep which project is open, "" for none."""
        with contextlib.suppress(OSError):
            self._mark.write_text(json.dumps({"began": self._began, "project": project}), encoding="utf-8")

    def leave(self) -> None:
        """The window was closed."""
        with contextlib.suppress(OSError):
            self._mark.unlink(missing_ok=True)
        if self._fatal is not None:
            faulthandler.disable()
            self._fatal.close()
            self._fatal = None
        self._lock.release()
        with contextlib.suppress(OSError):
            Path(self._lock.lock_file).unlink(missing_ok=True)


def _folder() -> Path:
    return places.data_dir() / "sittings"


def _fatal_log() -> TextIO | None:
    """Let the interpreter write where it died; return the file, which must stay open."""
    try:
        places.log_dir().mkdir(parents=True, exist_ok=True)
        file = (places.log_dir() / FATAL).open("w", encoding="utf-8")
        faulthandler.enable(file)
    except OSError:
        return None
    return file


def ended_badly() -> Sequence[Ended]:
    """Return the windows that ended without closing since somebody last asked, the newest last, and forget them.

    To be asked before a `Sitting` is begun, which begins the logs anew.
    """
    found = []
    with contextlib.suppress(OSError):
        for mark in sorted(_folder().glob("*.json")):
            lock = FileLock(mark.with_suffix(".lock"), timeout=0, is_singleton=False)
            try:
                lock.acquire()
            except (Timeout, OSError):
                continue  # that window is open
            found.append(_read(mark))
            mark.unlink(missing_ok=True)
            lock.release()
            mark.with_suffix(".lock").unlink(missing_ok=True)
    return [ended for ended in found if ended is not None]


def _read(mark: Path) -> Ended | None:
    try:
        row = json.loads(mark.read_text(encoding="utf-8"))
        began, project = float(row["began"]), str(row["project"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return Ended(began, project, _report(began))


def _report(began: float) -> str:
    """Return what the logs got since a moment; an empty string where they say nothing."""
    parts = []
    for name in (CRASHES, FATAL):
        path = places.log_dir() / name
        with contextlib.suppress(OSError):
            if path.stat().st_mtime >= began:
                parts.append(path.read_text(encoding="utf-8", errors="replace")[-_MOST:].strip())
    return "\n\n".join(part for part in parts if part)
