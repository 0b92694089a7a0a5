"""Finds what there is to read under the paths a person names. It opens no file; the formats do."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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


def find_sources(paths: Sequence[Path], form: Format | None) -> tuple[list[Source], list[Refusal]]:
    """Return what can be read under `paths`, in order, each once, and what cannot, with reasons.

    A folder is searched to its bottom in the order of names; hidden files are passed by. `form` is the format that a
    person chose, else each file's ending decides.
    """
    found: dict[Path, Source] = {}
    refused: list[Refusal] = []
    for path in paths:
        sources = _sources(path, form, refused)
        for source in sources:
            # One walk finds nothing twice; only what is named besides may be the same by another way.
            found.setdefault(source.path if len(paths) == 1 else source.path.resolve(), source)
    return list(found.values()), refused


def _sources(path: Path, form: Format | None, refused: list[Refusal]) -> list[Source]:
    if path.is_dir():
        return _in_folder(path, form, refused)
    if not path.exists():
        refused.append(Refusal(str(path), f"“{path.name}” is not there.", "Check the name and the folder."))
    elif not path.is_file():
        refused.append(Refusal(str(path), f"“{path.name}” is not a file.", "Choose a file or a folder of files."))
    else:
        reader = form or _reader(path)
        if reader is not None:
            return [Source(path, reader)]
        refused.append(Refusal(str(path), f"“{path.name}” is in no format that can be read.", READABLE))
    return []


def _in_folder(folder: Path, form: Format | None, refused: list[Refusal]) -> list[Source]:
    whole = form or _reader(folder)
    if whole is not None and whole.target == "folder" and _reader(folder) is whole:
        return [Source(folder, whole)]
    found: list[Source] = []
    unread: dict[str, list[Path]] = {}
    for file, by_name in _files(folder, refused):
        # Where several formats have this ending, a person may have said which it is.
        said = form is not None and by_name is not form and file.suffix.lower() in form.suffixes
        reader = form if said else by_name
        if reader is None or (form is not None and reader is not form):
            unread.setdefault(file.suffix.lower(), []).append(file)
        else:
            found.append(Source(file, reader))
    if not found:
        what = f"The folder “{folder.name}” has no articles that can be read."
        refused.append(Refusal(str(folder), what, f"Put articles into it first. {READABLE}"))
        return []
    refused.extend(_unread(folder, suffix, files) for suffix, files in sorted(unread.items()))
    return found


def _files(folder: Path, refused: list[Refusal]) -> list[tuple[Path, Format | None]]:
    """Return the files under a folder in the order of names, each with its reader; a folder that is shut is refused."""

    def refuse(error: OSError) -> None:
        name = Path(str(error.filename)).name
        hint = "Ask for the right to read it, or copy it elsewhere."
        refused.append(Refusal(str(error.filename), f"The folder “{name}” cannot be read.", hint))

    found: list[tuple[tuple[str, ...], Path, Format | None]] = []
    for at, folders, names in os.walk(folder, onerror=refuse):
        here, inside = Path(at), Path(os.path.normcase(at)).parts
        whole = {name: form for name in folders if (form := _folder_reader(here / name)) is not None}
        found += (((*inside, os.path.normcase(name)), here / name, form) for name, form in whole.items())
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in whole)
        passed, ours = companions(names), (LOSSES, f"-{MANIFEST}")
        for name in names:
            if name in passed or name.startswith(".") or name.endswith(ours):
                continue
            path = here / name
            if path.is_file():
                found.append(((*inside, os.path.normcase(name)), path, _file_reader(path)))
    return [(path, form) for _, path, form in sorted(found, key=lambda item: item[0])]


def _unread(folder: Path, suffix: str, files: Sequence[Path]) -> Refusal:
    """Return one refusal for all files of one ending: a folder may hold thousands."""
    ending = f"end in {suffix}" if suffix else "have no ending"
    names = f"“{files[0].name}”" if len(files) == 1 else f"{len(files)} files that {ending}"
    verb = "was" if len(files) == 1 else "were"
    return Refusal(
        str(files[0] if len(files) == 1 else folder), f"{names} in “{folder.name}” {verb} not read.", READABLE
    )


def _reader(path: Path) -> Format | None:
    """Return the format that reads this file or folder by its name, or None."""
    return _folder_reader(path) if path.is_dir() else _file_reader(path)


def _folder_reader(path: Path) -> Format | None:
    return _if_read(folder_format(path))


def _file_reader(path: Path) -> Format | None:
    return _if_read(file_format(path))


def _if_read(form: Format | None) -> Format | None:
    return form if form is not None and form.read is not None else None
