"""Copying a project through SQLite alone: as of one moment, checked, forced to disk, then renamed.

A copy is whole or not there at all, whoever writes to the project meanwhile. It never changes what it copies.
"""

import contextlib
import os
import sqlite3
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TypeVar

from annotator.core.errors import UserError
from annotator.core.ids import new_id
from annotator.core.progress import Progress, Task
from annotator.store.connection import DamagedError, connect, damaged, exists, plain_errors, uri_of
from annotator.store.files import has_log, log_aside
from annotator.store.lock import Lock, ReadOnlyFolderError

T = TypeVar("T")

PAGES = 1000
"""Pages copied between two reports: four megabytes."""

_PARTIAL = ".part"
_PATIENCE = 0.2
"""Seconds until a copy that says nothing yields all the same."""


def copied(source: Path, target: Path, *, held: bool = False) -> Task[None]:
    """Copy the project at `source` to `target`, in place of what is there. Closing the task leaves that as it was.

    Raises `UserError` where the project cannot be read or is damaged, where there is no room for the copy, and where
    somebody edits what is there, unless the caller holds its lock (`held`).
    """
    if not target.parent.is_dir():
        raise UserError(f"There is no folder “{target.parent}”.", hint="Make the folder first, or choose another.")
    partial = target.with_name(f".{target.name}.{new_id()[-12:]}{_PARTIAL}")
    try:
        with contextlib.nullcontext() if held else _locked(target):
            yield from _in_thread(_Copying(source, partial))
            with _disk_errors(target):
                put_in_place(partial, target)
    finally:
        for name in (partial.name, f"{partial.name}-journal"):
            with contextlib.suppress(OSError):
                partial.with_name(name).unlink(missing_ok=True)


def copy_open(reading: sqlite3.Connection, source: Path, target: Path) -> None:
    """Copy what an open connection reads, on its own thread, to `target`; whole or not at all."""
    partial = target.with_name(f".{target.name}.{new_id()[-12:]}{_PARTIAL}")
    copying = _Copying(source, partial)
    try:
        with _locked(target), _disk_errors(target):
            copying.copy_from(reading)
            put_in_place(partial, target)
    finally:
        partial.unlink(missing_ok=True)


def put_in_place(partial: Path, target: Path) -> None:
    """Force a finished file to disk and give it its name, in place of what has that name.

    A log that lies there is folded into what is replaced, or renamed: else it would be taken for the new file's own.
    """
    force(partial)
    with contextlib.ExitStack() as stack:
        if has_log(target):
            try:
                stack.enter_context(nobody_else(target))
            except DamagedError:
                log_aside(target)
        partial.replace(target)
    force(target.parent)


@contextlib.contextmanager
def _locked(target: Path) -> Iterator[None]:
    """Make sure that nobody edits the file that is going to be replaced, where there is one."""
    if not exists(target):
        yield
        return
    lock = Lock(target)
    with contextlib.suppress(ReadOnlyFolderError):  # the copy will say so
        lock.take()
    try:
        yield
    finally:
        lock.release()


@contextlib.contextmanager
def nobody_else(project: Path) -> Iterator[None]:
    """Make sure that nobody has the project open, not even to read, and that no log of it is left.

    A log that stayed beside the new file would be taken for its own. Windows cannot replace a file that is open: there
    the lock is let go before.
    """
    if not exists(project):
        log_aside(project)
        yield
        return
    connection = connect(project, write=True)
    with contextlib.closing(connection), plain_errors(project):
        try:
            connection.execute("PRAGMA journal_mode=DELETE").fetchall()
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            raise UserError(
                f"“{project.name}” is open in another window or program.",
                hint="Close it there, then try again. Nothing was changed.",
            ) from error
        if sys.platform == "win32":
            connection.close()
        yield


def force(path: Path) -> None:
    """Force a file or a folder to disk; Windows cannot do that for a folder, and needs a writable file."""
    if path.is_dir() and sys.platform == "win32":
        return
    descriptor = os.open(path, os.O_RDONLY if sys.platform != "win32" else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _disk_errors(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UserError(
            f"“{target.name}” could not be written: {error.strerror or error}.",
            hint="What was there before is unchanged. Check the free space and the folder's rights.",
        ) from error


class _StoppedError(Exception):
    """The copy is not wanted any more."""


class _Copying:
    """One copy on a thread of its own; `stop` may be called from any other."""

    def __init__(self, source: Path, partial: Path) -> None:
        self._source = source
        self._partial = partial
        self._stopped = threading.Event()
        self._connections: list[sqlite3.Connection] = []

    def stop(self) -> None:
        """Have the copy end soon, with an exception."""
        self._stopped.set()
        for connection in list(self._connections):
            with contextlib.suppress(sqlite3.Error):  # it may be closed already
                connection.interrupt()

    def __call__(self, report: Callable[[Progress], None]) -> None:
        """Copy and check."""
        with self._kept(connect(self._source, write=False)) as reading:
            with plain_errors(self._source):
                reading.execute("BEGIN")  # one moment: without it the copy begins anew at each write of others
                reading.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            with _disk_errors(self._partial), self._writing() as writing:
                self._copy(reading, writing, report)
        report(Progress(0, None, "Checking the copy"))
        self._check()

    def copy_from(self, reading: sqlite3.Connection) -> None:
        """Copy what a connection reads now, and check it."""
        with self._writing() as writing:
            self._copy(reading, writing, lambda _progress: None)
        self._check()

    def _copy(
        self, reading: sqlite3.Connection, writing: sqlite3.Connection, report: Callable[[Progress], None]
    ) -> None:
        def at(_status: int, remaining: int, total: int) -> None:
            if self._stopped.is_set():
                raise _StoppedError
            report(Progress(total - remaining, total, "Copying"))

        try:
            reading.backup(writing, pages=PAGES, progress=at)
        except sqlite3.Error as error:
            of_target = (getattr(error, "sqlite_errorname", "") or "").startswith(_OF_THE_TARGET)
            with plain_errors(self._partial if of_target else self._source):
                raise

    @contextlib.contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with plain_errors(self._partial):
            made = sqlite3.connect(self._partial, isolation_level=None)
        with self._kept(made) as writing:
            writing.execute("PRAGMA journal_mode=OFF")  # it is forced to disk as a whole, or thrown away
            writing.execute("PRAGMA synchronous=OFF")
            yield writing

    @contextlib.contextmanager
    def _kept(self, connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
        self._connections.append(connection)
        try:
            yield connection
        finally:
            self._connections.remove(connection)
            connection.close()

    def _check(self) -> None:
        with self._kept(connect_still(self._partial)) as checking, plain_errors(self._source):
            found = checking.execute("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok":
            raise damaged(self._source, str(found))


_OF_THE_TARGET = ("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_READONLY")


def connect_still(path: Path) -> sqlite3.Connection:
    """Return a connection to a file that nobody writes, which leaves nothing beside it."""
    uri = f"{uri_of(path.absolute())}?mode=ro&immutable=1"
    with plain_errors(path):
        connection = sqlite3.connect(uri, uri=True, isolation_level=None)
        connection.execute("PRAGMA trusted_schema=OFF")
        connection.execute("PRAGMA cell_size_check=ON")
    return connection


def _in_thread(work: _Copying) -> Task[None]:
    """Run a copy on a thread of its own, since SQLite copies in one call; yield what it reports."""
    told: SimpleQueue[Progress | None] = SimpleQueue()
    outcome: Future[None] = Future()

    def live() -> None:
        try:
            work(told.put)
            outcome.set_result(None)
        except BaseException as error:  # noqa: BLE001 - it is raised again on the thread that asked
            outcome.set_exception(error)
        told.put(None)

    thread = threading.Thread(target=live, name="copying")
    thread.start()
    try:
        progress: Progress | None = Progress(0, None, "Copying")
        while progress is not None:
            yield progress
            with contextlib.suppress(Empty):  # a long check says nothing for a while, but may be stopped
                progress = told.get(timeout=_PATIENCE)
    finally:
        if not outcome.done():
            work.stop()
        thread.join()
    outcome.result()
