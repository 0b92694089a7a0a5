"""Codebooks as files: those that are shipped, and a person's own, as TOML, `.qdc`, or a coding manual to read."""

import contextlib
from pathlib import Path

from annotator import places
from annotator.core.adopting import filled_in
from annotator.core.codebook import Codebook
from annotator.core.codebook_toml import dump, parse
from annotator.core.errors import UserError
from annotator.core.ids import new_id

QDC = ".qdc"
WRITTEN = (".toml", QDC, ".html")
"""The endings that `write_codebook` knows."""


def shipped_codebooks() -> tuple[Path, ...]:
    """Return the files of the codebooks that come with the program, by name."""
    return tuple(sorted((places.resources() / "codebooks").glob("*.toml")))


def read_codebook(name: str | Path) -> Codebook:
    """Return the codebook in a file (our TOML or a .qdc), or the shipped one of that name; raise `UserError` else."""
    path = Path(name)
    shipped = {file.stem: file for file in shipped_codebooks()}
    if not path.exists() and str(name) in shipped:
        path = shipped[str(name)]
    try:
        if path.suffix.lower() == QDC:
            from annotator.formats.qdc import read_qdc

            return read_qdc(path.read_bytes(), path.name)
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        hint = f"Give a file, or one of those that are shipped: {', '.join(shipped)}."
        raise UserError(f"There is no codebook “{name}”.", hint=hint) from error
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"The codebook “{name}” cannot be read.", hint="Check that it is a text file.") from error
    return parse(text, path.name)


def read_for(name: str | Path, project: Codebook) -> Codebook:
    """Return the codebook in a file as a new one for a project; what its format does not carry stays as it is there."""
    codebook = read_codebook(name)
    return filled_in(codebook, project) if Path(name).suffix.lower() == QDC else codebook


def write_codebook(codebook: Codebook, path: Path) -> tuple[str, ...]:
    """Write a codebook as its file's ending says, whole or not at all; return in words what could not be carried.

    Raises `UserError` for another ending, and where the file cannot be written.
    """
    suffix = path.suffix.lower()
    lost: tuple[str, ...] = ()
    if suffix == ".toml":
        data = dump(codebook).encode()
    elif suffix == QDC:
        from annotator.formats import qdc

        data, lost = qdc.write_qdc(codebook), qdc.lost(codebook)
    elif suffix in (".html", ".htm"):
        from annotator.formats.coding_manual import html_manual

        data = html_manual(codebook).encode()
    else:
        raise UserError(f"A codebook is not written as “{path.suffix}”.", hint=f"Choose one of {', '.join(WRITTEN)}.")
    write_whole(path, data)
    return lost


def write_whole(path: Path, data: bytes) -> None:
    """Put a file in place by renaming a finished one; raise `UserError` where that fails."""
    unfinished = path.with_name(f".{path.name}.{new_id()}")
    try:
        unfinished.write_bytes(data)
        unfinished.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise UserError(f"“{path}” cannot be written.", hint="Check its folder, or choose another.") from error
