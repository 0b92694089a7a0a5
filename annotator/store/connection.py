"""Opening a project file safely, and turning what SQLite says into sentences.

It never opens the file but through SQLite: closing any other handle to it would drop the locks that this process
holds, and the next program would take away the write-ahead log (sqlite.org, howtocorrupt, section 2.2).
"""

import contextlib
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePath
from typing import Any, Self

from annotator.core.errors import UserError

APPLICATION_ID = 0x414E5431
"""“ANT1” in the header: how `file` and we know our own."""

BUSY_MILLISECONDS = 4000


class DamagedError(UserError):
    """What stands in a file is not what a project is: recover it, or open a backup."""


class DiskFullError(UserError):
    """The disk did not take what was to be written; nothing of it is in the file."""


class MovedError(UserError):
    """The file is not where it was opened any more; nothing more is written to it."""


class UnknownFileError(DamagedError):
    """A file that says nothing of having been a project: it is one only if it is known from elsewhere."""


_SAID = (sqlite3.Error, UnicodeDecodeError)


class PlainCursor(sqlite3.Cursor):
    """Reads rows; whatever SQLite finds wrong with the file meanwhile is said as a `UserError`."""

    def execute(self, sql: str, parameters: Any = (), /) -> Self:
        """Execute one statement."""
        try:
            return super().execute(sql, parameters)
        except _SAID as error:
            self._say_plainly(error)
            raise

    def executemany(self, sql: str, parameters: Iterable[Any], /) -> Self:
        """Execute one statement for each of many values."""
        try:
            return super().executemany(sql, parameters)
        except _SAID as error:
            self._say_plainly(error)
            raise

    def fetchone(self) -> Any:
        """Return the next row, or None."""
        try:
            return super().fetchone()
        except _SAID as error:
            self._say_plainly(error)
            raise

    def fetchmany(self, size: int | None = 1) -> list[Any]:
        """Return at most `size` further rows."""
        try:
            return super().fetchmany(size)
        except _SAID as error:
            self._say_plainly(error)
            raise

    def fetchall(self) -> list[Any]:
        """Return all further rows."""
        try:
            return super().fetchall()
        except _SAID as error:
            self._say_plainly(error)
            raise

    def __iter__(self) -> Iterator[Any]:  # type: ignore[override]
        """Yield all further rows."""
        step = super().__next__
        while True:
            try:
                row = step()
            except StopIteration:
                return
            except _SAID as error:
                self._say_plainly(error)
                raise
            yield row

    def _say_plainly(self, error: Exception) -> None:
        """Raise a `UserError` for what can happen to people's files; return for what is a bug."""
        connection = self.connection
        if not isinstance(connection, PlainConnection) or connection.path is None:
            return
        # SQLite's own message can hold damaged bytes.
        told = said_plainly(error, connection.path) if isinstance(error, sqlite3.Error) else damaged(connection.path)
        if told is not error:
            self.close()  # else whoever keeps the error keeps the file open
            raise told from error


class PlainConnection(sqlite3.Connection):
    """A connection that says what SQLite finds wrong as a `UserError`, from the moment that `path` names its file.

    Whoever opens a file is told by SQLite itself; whoever works on an open project, in sentences.
    """

    path: Path | None = None
    last_text: tuple[bytes, str] = (b"", "")
    """The text that was read or kept last, by its SHA-256: a thousand spans of one article read its text once.

    It is of this file alone: in a damaged one, what is kept under a hash may be another text than it was.
    """

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        """Execute one statement on a cursor of its own."""
        return self.cursor(PlainCursor).execute(sql, parameters)

    def executemany(self, sql: str, parameters: Iterable[Any], /) -> sqlite3.Cursor:
        """Execute one statement for each of many values, on a cursor of its own."""
        return self.cursor(PlainCursor).executemany(sql, parameters)


def connect(path: Path, *, write: bool, create: bool = False) -> sqlite3.Connection:
    """Return a connection to an existing project file, or to a new one with `create`.

    Raises `UserError` when the file is missing, empty, or not an SQLite file. Transactions are begun by hand.
    """
    if not create:
        _look_at(path)
    try:
        return _connected(path, "mode=rwc" if create else "mode=rw", write=write)
    except sqlite3.Error as error:
        if write or not _is_still(path, error):
            raise said_plainly(error, path) from error
    # Nobody writes there, as that would leave a log: SQLite may take the file as it is, which needs no file beside it.
    with plain_errors(path):
        return _connected(path, "immutable=1", write=False)


def uri_of(path: PurePath) -> str:
    """Return the URI of an absolute path as SQLite reads it: the name of another computer is a part of the path."""
    uri = path.as_uri()
    return uri if uri.startswith("file:///") else uri.replace("file://", "file:////", 1)


def _connected(path: Path, mode: str, *, write: bool) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{uri_of(path.absolute())}?{mode}",
        uri=True,
        isolation_level=None,
        timeout=BUSY_MILLISECONDS / 1000,
        factory=PlainConnection,
    )
    try:
        _set_up(connection, write=write)
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def _is_still(path: Path, error: sqlite3.Error) -> bool:
    """Whether a file could not be read only because there is no room or right for its log, and no log is left."""
    name = getattr(error, "sqlite_errorname", "") or ""
    beside = Path(f"{path}-wal")
    without_log = not beside.exists() or beside.stat().st_size == 0
    return without_log and name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_IOERR_SHM"))


def exists(path: Path) -> bool:
    """Whether there is such a file or folder; raise `UserError` for a name that no disk can hold."""
    try:
        path.stat()
    except FileNotFoundError:
        return False
    except NotADirectoryError:
        return False
    except (OSError, ValueError) as error:
        raise UserError(f"“{path.name[:60]}” cannot be a file: {error}.", hint="Choose another name.") from error
    return True


def _look_at(path: Path) -> None:
    """Refuse what is plainly not a project, by its name and size alone."""
    if not exists(path):
        raise UserError(f"There is no file “{path}”.", hint="Check the name, or make a new project.")
    if path.is_dir():
        raise UserError(f"“{path}” is a folder, not a project.", hint="Choose a file that ends in “.annotator”.")
    size = path.stat().st_size
    if size < _LEAST_BYTES and not Path(f"{path}-wal").exists():
        what = "is empty: it has no bytes at all" if size == 0 else f"is not an Annotator project: it has {size} bytes"
        raise UnknownFileError(f"“{path.name}” {what}.", hint="Open a backup of it, or another file.")


_LEAST_BYTES = 512
"""A database has at least one page, and a page has at least so many bytes."""


def _set_up(connection: sqlite3.Connection, *, write: bool) -> None:
    connection.execute("PRAGMA trusted_schema=OFF")
    connection.execute("PRAGMA cell_size_check=ON")
    connection.execute("PRAGMA mmap_size=0")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA recursive_triggers=ON")
    connection.execute("PRAGMA cache_size=-4096")  # KiB; a larger one is no quicker, and fills as people work
    if sys.version_info >= (3, 12):
        connection.setconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE, True)  # noqa: FBT003 - sqlite3 takes no name here
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    if not write:  # opened like a writer all the same: a reader that closes last then takes its log away with it
        connection.execute("PRAGMA query_only=ON")
    if write:
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA fullfsync=ON")  # macOS, where fsync alone does not reach the disk
        connection.execute("PRAGMA checkpoint_fullfsync=ON")


@contextlib.contextmanager
def plain_errors(path: Path) -> Iterator[None]:
    """Turn what SQLite raises inside the block into a `UserError` about the file at `path`."""
    try:
        yield
    except sqlite3.Error as error:
        raise said_plainly(error, path) from error
    except UnicodeDecodeError as error:  # SQLite's own message can hold damaged bytes
        raise damaged(path) from error


def damaged(path: Path, detail: str = "") -> DamagedError:
    """Return the sentence about a file that is damaged."""
    return DamagedError(
        f"“{path.name}” is damaged{': ' + detail if detail else ''}.",
        hint="Keep the file: `annotator recover` rebuilds what can be read, `annotator restore` lists its backups.",
    )


_SENTENCES = (
    (
        ("SQLITE_READONLY_DIRECTORY",),
        "“{name}” cannot be written: its folder is read-only.",
        "Copy the project to a folder of your own.",
    ),
    (
        ("SQLITE_BUSY", "SQLITE_LOCKED"),
        "“{name}” is being written by another program.",
        "Close the other program, then try again. Nothing was lost.",
    ),
    (
        ("SQLITE_READONLY",),
        "“{name}” cannot be written: the file or its folder is read-only.",
        "Copy the project to a folder of your own.",
    ),
    (
        ("SQLITE_CANTOPEN", "SQLITE_PERM"),
        "“{name}” cannot be opened: this user may not read it, or not write into its folder.",
        "Check who may use the file and its folder.",
    ),
)


_DAMAGE = ("unsupported file format", "invalid fts5 file format")
"""What SQLite says of damage without a code of its own."""


def disk_full(path: Path) -> DiskFullError:
    """Return the sentence about a disk that takes no more."""
    return DiskFullError(
        f"The disk that holds “{path.name}” is full or does not answer.",
        hint="Free some space, then try again. What was saved before is safe.",
    )


def moved(path: Path) -> MovedError:
    """Return the sentence about a file that is somewhere else."""
    return MovedError(
        f"“{path.name}” is not in its place any more: it was moved or renamed, or its disk was unplugged.",
        hint="Put it back, or save what is open to another place. What was saved before is in the file.",
    )


def said_plainly(error: sqlite3.Error, path: Path) -> Exception:
    """Return a `UserError` for what can happen to people's files, and the error itself for what is a bug."""
    name = getattr(error, "sqlite_errorname", "") or ""
    for prefixes, message, hint in _SENTENCES:
        if name.startswith(prefixes):
            return UserError(message.format(name=path.name), hint=hint)
    if name.startswith(("SQLITE_FULL", "SQLITE_IOERR")):
        return disk_full(path)
    if name.startswith("SQLITE_NOTADB"):
        return UnknownFileError(
            f"“{path.name}” is not an Annotator project.", hint="To add it as an article, import it into a project."
        )
    if name.startswith("SQLITE_CORRUPT") or any(words in str(error) for words in _DAMAGE):
        return damaged(path, str(error))
    if "Could not decode to UTF-8" in str(error):
        return damaged(path, "it holds text that is not UTF-8")
    return error
