"""Finds what there is to read under the paths a person names. It opens no file; the formats do."""

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from annotator.core.draft import Draft, Refusal
from annotator.core.errors import UserError
from annotator.formats import file_format, folder_format
from annotator.formats.base import Format
from annotator.formats.companions import companions
from annotator.formats.incoming import DEFAULT, ReadOptions
from annotator.tasks.replacing import MANIFEST

READABLE = "Text, web pages, Word, PDF, mail, feeds, tables and JSON are read, and what other annotation tools write."
"""What people can do about a file that no format reads; the manual lists all endings."""

LOSSES = "-losses.jsonl"
"""How the report that goes beside an export ends; it is no article, so an import of its folder passes it by."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file or folder and the format that reads it."""

    path: Path
    format: Format

    def read(self, options: ReadOptions = DEFAULT) -> Iterator[Draft | Refusal]:
        """Read its articles, and a refusal for each input that is none; raise `UserError` for a format that cannot."""
        if self.format.read is None:
            raise UserError(
                f"The format “{self.format.name}” can only be written.", hint="`annotator formats` lists them."
            )
        return self.format.read(self.path, options)


class Sources:
    """Sources in the order in which they were added. Names in one folder are one text: there may be a million."""

    def __init__(self) -> None:
        # A name that is empty stands for the path itself; no name has a slash in it.
        self._packed: list[tuple[Path, Format, str]] = []
        self._count = 0

    def add(self, path: Path, form: Format, names: Sequence[str] = ()) -> None:
        """Add files of one folder by their names, or, without names, what is at the path itself."""
        self._packed.append((path, form, "/".join(names)))
        self._count += len(names) or 1

    @property
    def formats(self) -> set[str]:
        """The names of the formats that read them."""
        return {form.name for _, form, _ in self._packed}

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Source]:
        for path, form, names in self._packed:
            if not names:
                yield Source(path, form)
            for name in re.finditer("[^/]+", names):
                yield Source(path / name.group(), form)


def find_sources(paths: Sequence[Path], form: Format | None) -> tuple[Sources, list[Refusal]]:
    """Return what can be read under `paths`, in order, each once, and what cannot, with reasons.

    A folder is searched to its bottom in the order of names; hidden files are passed by. `form` is the format that a
    person chose, else each file's ending decides.
    """
    refused: list[Refusal] = []
    if len(paths) == 1:
        return _sources(paths[0], form, refused), refused
    found, seen = Sources(), set[Path]()
    for path in paths:
        for source in _sources(path, form, refused):
            # One walk finds nothing twice; only what is named besides may be the same by another way.
            resolved = source.path.resolve()
            if resolved not in seen:
                seen.add(resolved)
                found.add(source.path, source.format)
    return found, refused


def _sources(path: Path, form: Format | None, refused: list[Refusal]) -> Sources:
    if path.is_dir():
        return _in_folder(path, form, refused)
    found = Sources()
    if not path.exists():
        refused.append(Refusal(str(path), f"“{path.name}” is not there.", "Check the name and the folder."))
    elif not path.is_file():
        refused.append(Refusal(str(path), f"“{path.name}” is not a file.", "Choose a file or a folder of files."))
    else:
        reader = form or _reader(path)
        if reader is not None:
            found.add(path, reader)
        else:
            refused.append(Refusal(str(path), f"“{path.name}” is in no format that can be read.", READABLE))
    return found


def _in_folder(folder: Path, form: Format | None, refused: list[Refusal]) -> Sources:
    found = Sources()
    whole = form or _reader(folder)
    if whole is not None and whole.target == "folder" and _reader(folder) is whole:
        found.add(folder, whole)
        return found
    unread: dict[str, tuple[Path, int]] = {}
    # Neighbours in one folder that one format reads are added together.
    for (at, reader), files in groupby(_files(folder, form, refused), key=lambda file: (file[0], file[2])):
        if reader is not None:
            found.add(at, reader, [name for _, name, _ in files])
            continue
        for _, name, _ in files:
            suffix = Path(name).suffix.lower()
            first, count = unread.get(suffix, (at / name, 0))
            unread[suffix] = (first, count + 1)
    if not found:
        what = f"The folder “{folder.name}” has no articles that can be read."
        refused.append(Refusal(str(folder), what, f"Put articles into it first. {READABLE}"))
    else:
        refused.extend(_unread(folder, suffix, *files) for suffix, files in sorted(unread.items()))
    return found


def _files(top: Path, form: Format | None, refused: list[Refusal]) -> Iterator[tuple[Path, str, Format | None]]:
    """Yield the files under a folder in the order of names, each as its folder, its name and its reader."""
    waiting = [_listed(top, refused)]
    while waiting:
        path, is_folder = next(waiting[-1], (None, False))
        if path is None:
            waiting.pop()
            continue
        reader = _folder_reader(path) if is_folder else _file_reader(path)
        if is_folder and reader is None:
            if not path.name.startswith(".") and not _leads_elsewhere(path):
                waiting.append(_listed(path, refused))
            continue
        # Where several formats have this ending, a person may have said which it is.
        said = form is not None and reader is not form and path.suffix.lower() in form.suffixes
        fitting = form if said or reader is form else None
        yield path.parent, path.name, reader if form is None else fitting


def _listed(folder: Path, refused: list[Refusal]) -> Iterator[tuple[Path, bool]]:
    """Yield the files and folders to look at in a folder in the order of names; a folder that is shut is refused."""
    try:
        with os.scandir(folder) as entries:
            there = {entry.name: is_folder for entry in entries if (is_folder := _is_folder(entry)) is not None}
    except OSError as error:
        hint = "Ask for the right to read it, or copy it elsewhere."
        refused.append(Refusal(str(error.filename), f"The folder “{folder.name}” cannot be read.", hint))
        return
    passed, ours = companions(name for name, is_folder in there.items() if not is_folder), (LOSSES, f"-{MANIFEST}")
    names = sorted(there, key=os.path.normcase)
    folders = {name for name, is_folder in there.items() if is_folder}
    del there
    for name in names:
        if name in folders or not (name in passed or name.startswith(".") or name.endswith(ours)):
            yield folder / name, name in folders


def _is_folder(entry: os.DirEntry[str]) -> bool | None:
    """Whether it is a folder, if not a file; None for what is neither, as a pipe or a link to nothing."""
    try:
        return True if entry.is_dir() else False if entry.is_file() else None
    except OSError:
        return None


def _leads_elsewhere(folder: Path) -> bool:
    """Whether a folder is a link to another: what it leads to is not searched, or a search might never end."""
    is_junction = getattr(os.path, "isjunction", os.path.islink)
    return folder.is_symlink() or bool(is_junction(folder))


def _unread(folder: Path, suffix: str, first: Path, count: int) -> Refusal:
    """Return one refusal for all files of one ending: a folder may hold thousands."""
    ending = f"end in {suffix}" if suffix else "have no ending"
    names = f"“{first.name}”" if count == 1 else f"{count} files that {ending}"
    verb = "was" if count == 1 else "were"
    return Refusal(str(first if count == 1 else folder), f"{names} in “{folder.name}” {verb} not read.", READABLE)


def _reader(path: Path) -> Format | None:
    """Return the format that reads this file or folder by its name, or None."""
    return _folder_reader(path) if path.is_dir() else _file_reader(path)


def _folder_reader(path: Path) -> Format | None:
    return _if_read(folder_format(path))


def _file_reader(path: Path) -> Format | None:
    return _if_read(file_format(path))


def _if_read(form: Format | None) -> Format | None:
    return form if form is not None and form.read is not None else None
