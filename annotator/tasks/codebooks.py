"""Codebooks as files: those that are shipped, and a person's own. It never writes one."""

from pathlib import Path

from annotator import places
from annotator.core.codebook import Codebook
from annotator.core.codebook_toml import parse
from annotator.core.errors import UserError
from annotator.formats.qdpx_reading import codebook_of


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
        if path.suffix.lower() == ".qdc":
            return codebook_of(path.read_bytes(), path.name)
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        hint = f"Give a file, or one of those that are shipped: {', '.join(shipped)}."
        raise UserError(f"There is no codebook “{name}”.", hint=hint) from error
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"The codebook “{name}” cannot be read.", hint="Check that it is a text file.") from error
    return parse(text, path.name)
