"""Writes down what SQLite does to files: every write, cut, sync and removal, in the very library that the program uses.

SQLite asks the system through a table of functions, its VFS. Here that table is copied, the few functions that change
files are put in front of the real ones, and it is registered as the default, so that the program is recorded unchanged.
It is done in a child process, once, and never undone.
"""

import ctypes
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

OPENED, WRITTEN, CUT, SYNCED, REMOVED, SAVED = "opened", "written", "cut", "synced", "removed", "saved"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing done to a file: `at` is an offset or a size; of `SAVED`, `file` is what was called saved."""

    what: str
    file: str
    at: int = 0
    data: bytes = b""


class NoRecordingError(Exception):
    """Nothing can be recorded here: Python's SQLite is not a library of its own."""


_OK = 0
_POINTER = ctypes.c_void_p
_METHODS, _FUNCTIONS = 18, 18
_AT_WRITE, _AT_TRUNCATE, _AT_SYNC = 2, 3, 4
_AT_OPEN, _AT_DELETE = 0, 1

_Open = ctypes.CFUNCTYPE(ctypes.c_int, _POINTER, _POINTER, _POINTER, ctypes.c_int, _POINTER)
_Delete = ctypes.CFUNCTYPE(ctypes.c_int, _POINTER, _POINTER, ctypes.c_int)
_Write = ctypes.CFUNCTYPE(ctypes.c_int, _POINTER, _POINTER, ctypes.c_int, ctypes.c_int64)
_Truncate = ctypes.CFUNCTYPE(ctypes.c_int, _POINTER, ctypes.c_int64)
_Sync = ctypes.CFUNCTYPE(ctypes.c_int, _POINTER, ctypes.c_int)


class _Methods(ctypes.Structure):
    """sqlite3_io_methods, as far as its third version."""

    _fields_ = (("version", ctypes.c_int), ("functions", _POINTER * _METHODS))


class _File(ctypes.Structure):
    """sqlite3_file: where every kind of file begins."""

    _fields_ = (("methods", ctypes.POINTER(_Methods)),)


class _Vfs(ctypes.Structure):
    """sqlite3_vfs, as far as its third version."""

    _fields_ = (
        ("version", ctypes.c_int),
        ("file_size", ctypes.c_int),
        ("longest_path", ctypes.c_int),
        ("next", _POINTER),
        ("name", ctypes.c_char_p),
        ("own", _POINTER),
        ("functions", _POINTER * _FUNCTIONS),
    )


class Recording:
    """All that SQLite has done to files since it was made, in order, in `events`."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._names: dict[int, str] = {}
        self._tables: dict[int, _Methods] = {}
        self._kept: list[Any] = []
        library = _library()
        find, register = library.sqlite3_vfs_find, library.sqlite3_vfs_register
        find.restype = ctypes.POINTER(_Vfs)
        real = find(None).contents
        self._vfs = _Vfs.from_buffer_copy(real)
        self._vfs.name = b"recording"
        self._open, self._delete = _Open(real.functions[_AT_OPEN]), _Delete(real.functions[_AT_DELETE])
        self._put(self._vfs.functions, _AT_OPEN, _Open(self._opened))
        self._put(self._vfs.functions, _AT_DELETE, _Delete(self._removed))
        if register(ctypes.byref(self._vfs), 1) != _OK:
            raise NoRecordingError

    def saved(self, what: str) -> None:
        """Note that something was called saved at this moment."""
        self.events.append(Event(SAVED, what))

    def _put(self, table: Any, at: int, function: Any) -> None:
        self._kept.append(function)  # SQLite calls it for as long as the process lives
        table[at] = ctypes.cast(function, _POINTER).value

    def _opened(self, vfs: int, name: int | None, file: int, flags: int, given: int | None) -> int:
        # The name is passed on as the pointer it is: the real one keeps it, and reads behind its end.
        result = int(self._open(vfs, name, file, flags, given))
        if result == _OK and name:
            self._names[file] = _name_at(name)
            self.events.append(Event(OPENED, self._names[file]))
            opened = ctypes.cast(file, ctypes.POINTER(_File)).contents
            opened.methods = ctypes.pointer(self._recorded(opened.methods.contents))
        return result

    def _recorded(self, real: _Methods) -> _Methods:
        """Return the table that stands for `real`: the same but for what changes a file."""
        address = ctypes.addressof(real)
        if address not in self._tables:
            table = _Methods.from_buffer_copy(real)
            write = _Write(real.functions[_AT_WRITE])
            truncate, sync = _Truncate(real.functions[_AT_TRUNCATE]), _Sync(real.functions[_AT_SYNC])
            self._put(table.functions, _AT_WRITE, _Write(self._before(write, self._written)))
            self._put(table.functions, _AT_TRUNCATE, _Truncate(self._before(truncate, self._cut)))
            self._put(table.functions, _AT_SYNC, _Sync(self._after(sync)))
            self._tables[address] = table
        return self._tables[address]

    def _before(self, real: Any, note: Callable[..., None]) -> Callable[..., int]:
        def called(file: int, *values: Any) -> int:
            note(self._names[file], *values)
            return int(real(file, *values))

        return called

    def _after(self, real: Any) -> Callable[[int, int], int]:
        def called(file: int, flags: int) -> int:
            result = int(real(file, flags))
            self.events.append(Event(SYNCED, self._names[file]))
            return result

        return called

    def _written(self, file: str, data: int, size: int, at: int) -> None:
        self.events.append(Event(WRITTEN, file, at, ctypes.string_at(data, size)))

    def _cut(self, file: str, size: int) -> None:
        self.events.append(Event(CUT, file, size))

    def _removed(self, vfs: int, name: int, sync: int) -> int:
        self.events.append(Event(REMOVED, _name_at(name), sync))
        return int(self._delete(vfs, name, sync))


def _name_at(pointer: int) -> str:
    return Path(ctypes.string_at(pointer).decode()).name


def _library() -> ctypes.CDLL:
    """Return the SQLite that Python's own module calls; raise `NoRecordingError` where it cannot be reached."""
    maps = Path("/proc/self/maps")
    if sys.platform != "linux" or not maps.exists():
        raise NoRecordingError
    lines = maps.read_text(encoding="utf-8").splitlines()
    paths = {line.split(maxsplit=5)[-1] for line in lines if "/libsqlite3" in line}
    for path in paths:
        library = ctypes.CDLL(path)
        library.sqlite3_libversion.restype = ctypes.c_char_p
        if library.sqlite3_libversion().decode() == sqlite3.sqlite_version:
            return library
    raise NoRecordingError
