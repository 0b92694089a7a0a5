"""How a second start finds the window that is open and hands its wish over: by files, without Qt or sockets.

The first window holds a lock for as long as it lives; the system lets go of it however the process ends. A wish is one
small file in a folder beside the lock, which the first window takes away when it carries it out.
"""

import hashlib
import json
import os
import platform
import sys
import time
import uuid
from dataclasses import asdict, dataclass
from pathlib import Path

from annotator import places

PATIENCE = 4.0
"""Seconds that the first window has to take a wish; one that hangs must not keep anybody from working."""
LOOK_EVERY = 0.02
SCREENS = ("DISPLAY", "WAYLAND_DISPLAY", "XDG_SESSION_ID", "SESSIONNAME")
ENDING = ".wish"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a second start was asked for; without a project and the example, only that the window comes forward."""

    project: str = ""
    example: bool = False


def folder() -> Path:
    """Return where lock and wishes lie: one place for each person, computer and screen.

    A home folder may be shared by several computers; a window on the screen of another one is of no use here.
    """
    here = "|".join([platform.node(), *(os.environ.get(name, "") for name in SCREENS)])
    return places.data_dir() / "window" / hashlib.sha256(here.encode()).hexdigest()[:12]


def hand_over(wish: Wish, patience: float = PATIENCE) -> bool:
    """Give a wish to the window that is open; return False where there is none or it does not answer."""
    from filelock import FileLock, Timeout

    place = folder()
    if not place.is_dir():
        return False
    lock = FileLock(place / "lock", timeout=0, is_singleton=False)
    try:
        lock.acquire()
    except Timeout:
        return _sent(wish, place, patience)
    except OSError:
        return False
    lock.release()
    return False


def _sent(wish: Wish, place: Path, patience: float) -> bool:
    name = place / f"{uuid.uuid4().hex}{ENDING}"
    writing = name.with_suffix(".writing")
    try:
        writing.write_text(json.dumps(asdict(wish)), encoding="utf-8")
        _let_it_come_forward()
        writing.replace(name)
    except OSError:
        return False
    until = time.monotonic() + patience
    while name.exists():
        if time.monotonic() > until:
            try:
                name.unlink()
            except FileNotFoundError:
                return True  # taken at the last moment
            return False
        time.sleep(LOOK_EVERY)
    return True


def _let_it_come_forward() -> None:
    """Windows lets a program show itself only where the one that was just started allows it."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.AllowSetForegroundWindow(-1)


def take(place: Path) -> list[Wish]:
    """Return the wishes that have come, the oldest first, and take them away; nonsense is taken away unheeded."""
    wishes = []
    for path in sorted(place.glob(f"*{ENDING}"), key=lambda path: path.stat().st_mtime_ns):
        try:
            said = json.loads(path.read_text(encoding="utf-8"))
            wishes.append(Wish(str(said["project"]), bool(said["example"])))
        except (OSError, ValueError, KeyError, TypeError):
            pass
        path.unlink(missing_ok=True)
    return wishes
