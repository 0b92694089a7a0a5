"""Formats that others have made: installed beside the program, or dropped as a wheel or zip into the plug-in folder.

An installed package names its formats in the entry point group `annotator.formats`. A wheel does the same; a zip
without entry points has modules at its top, each with a `FORMAT`. The folder is off unless it is there. What cannot be
loaded is a sentence, never an error that stops the program. Nothing here is looked at before somebody asks.
"""

import importlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from annotator import places
from annotator.formats.base import Format

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "annotator.formats"
FOLDER = "plug-ins"
_ENDINGS = (".whl", ".zip")

# What code of others raises when it is loaded: anything a mistake in it can be. What stops the program goes through.
_FAILURES = (
    ArithmeticError, AssertionError, AttributeError, BufferError, EOFError, ImportError, LookupError, MemoryError,
    NameError, OSError, RuntimeError, SyntaxError, TypeError, ValueError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Added:
    """The formats that others have added, and a sentence for each that could not be loaded."""

    formats: tuple[Format, ...] = ()
    problems: tuple[str, ...] = ()


def folder() -> Path:
    """Return the plug-in folder of this person; it need not be there."""
    return places.data_dir() / FOLDER


@cache
def added() -> Added:
    """Return what others have added; it is looked for once."""
    return load(folder())


def load(plug_ins: Path) -> Added:
    """Load every format that is installed, and those in a folder where that is there."""
    formats: dict[str, Format] = {}
    problems: list[str] = []
    for name, loaded in (*_installed(), *_dropped(plug_ins)):
        if isinstance(loaded, str):
            problems.append(f"The format “{name}” could not be loaded: {loaded}.")
        elif loaded.name in formats:
            problems.append(f"“{name}” has a format “{loaded.name}”, which is there already.")
        else:
            formats[loaded.name] = loaded
    return Added(tuple(formats.values()), tuple(problems))


def _installed() -> Iterator[tuple[str, Format | str]]:
    from importlib.metadata import entry_points

    for point in entry_points(group=GROUP):
        yield point.name, _from_point(point)


def _dropped(plug_ins: Path) -> Iterator[tuple[str, Format | str]]:
    if not plug_ins.is_dir():
        return
    for path in sorted(plug_ins.iterdir()):
        if path.suffix.lower() in _ENDINGS:
            yield from _from_archive(path)


def _from_archive(path: Path) -> Iterator[tuple[str, Format | str]]:
    import zipfile
    from importlib.metadata import distributions

    try:
        with zipfile.ZipFile(path) as archive:
            modules = sorted(name[:-3] for name in archive.namelist() if "/" not in name and name.endswith(".py"))
    except (*_FAILURES, zipfile.BadZipFile) as error:
        yield path.name, _reason(error)
        return
    if str(path) not in sys.path:
        sys.path.append(str(path))
    points = [
        point for found in distributions(path=[str(path)]) for point in found.entry_points if point.group == GROUP
    ]
    for point in points:
        yield path.name, _from_point(point)
    for module in modules if not points else ():
        yield path.name, _from_module(module)
    if not points and not modules:
        yield path.name, "it has no modules"


def _from_point(point: "EntryPoint") -> Format | str:
    try:
        return _checked(point.load())
    except _FAILURES as error:
        return _reason(error)


def _from_module(name: str) -> Format | str:
    try:
        return _checked(importlib.import_module(name).FORMAT)
    except _FAILURES as error:
        return _reason(error)


def _checked(found: object) -> Format | str:
    return found if isinstance(found, Format) else f"it gives a {type(found).__name__}, not a Format"


def _reason(error: BaseException) -> str:
    words = " ".join(str(error).split()).rstrip(".")
    return f"{type(error).__name__}: {words}" if words else type(error).__name__
