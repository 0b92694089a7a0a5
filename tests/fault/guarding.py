"""Watches a child that handles what was made to do harm: what it touches, how long it works, how much it needs."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.fault.children import Say

MOST_SECONDS = 2.0
MOST_BYTES = 500_000_000
_ADDRESS_SPACE = 6_000_000_000
"""What a child may ask for at all, so that a mistake does not take the machine along."""

_CHANGES = {
    "os.remove", "os.rename", "os.link", "os.symlink", "os.mkdir", "os.rmdir", "os.truncate", "os.chmod", "os.chown",
    "os.utime", "shutil.rmtree", "shutil.move", "shutil.copyfile", "shutil.unpack_archive",
}  # fmt: skip
_FORBIDDEN = ("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "webbrowser.")
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class Guard:
    """Collects, in `touched`, whatever Python is about to change outside one folder, or to start or to connect to."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self.touched: list[str] = []

    def heard(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Take note of an audit event."""
        if event.startswith(_FORBIDDEN):
            self.touched.append(f"{event} {arguments!r:.200}")
        elif event == "open":
            if isinstance(arguments[2], int) and arguments[2] & _WRITING:
                self._look_at(event, arguments[0])
        elif event == "sqlite3.connect":
            self._look_at(event, _plain(arguments[0]))
        elif event in _CHANGES:
            for path in arguments[:2]:
                self._look_at(event, path)

    def _look_at(self, event: str, path: object) -> None:
        if not isinstance(path, str | bytes | os.PathLike) or path in (":memory:", os.devnull):
            return
        whole = Path(os.fsdecode(path))
        if not whole.parent.resolve().is_relative_to(self._folder):
            self.touched.append(f"{event} {whole}")


def _plain(path: object) -> object:
    from urllib.parse import unquote, urlsplit

    return unquote(urlsplit(path).path) if isinstance(path, str) and path.startswith("file:") else path


@contextmanager
def guarded(say: Say, folder: Path) -> Iterator[None]:
    """Say ("cost", seconds of CPU, bytes of memory, what was touched outside `folder`) of what is done in the block."""
    _limit()
    guard = Guard(folder)
    sys.addaudithook(guard.heard)
    before, started = _most_memory(), time.process_time()
    try:
        yield
    finally:
        say("cost", time.process_time() - started, _most_memory() - before, list(guard.touched))


def _limit() -> None:
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_ADDRESS_SPACE, _ADDRESS_SPACE))


def _most_memory() -> int:
    if sys.platform != "linux":
        return 0
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


Watched = Callable[[Path], tuple[str, str]]


def costs(words: tuple[Any, ...]) -> Iterator[str]:
    """Yield what of a ("cost", ...) is more than it may be."""
    seconds, memory, touched = words
    if seconds > MOST_SECONDS:
        yield f"it took {seconds:.1f} s of CPU"
    if memory > MOST_BYTES:
        yield f"it took {memory / 1e6:.0f} MB"
    yield from (f"it touched {what}" for what in touched)
