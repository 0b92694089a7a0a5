"""Plain text files: one file, one article. It reads and never writes; title and dates are found by the import."""

from collections.abc import Iterator
from pathlib import Path

from annotator.core.draft import Draft, Refusal
from annotator.core.errors import UserError
from annotator.core.text import decode, looks_binary, normalise
from annotator.formats.base import Format

MOST_BYTES = 20_000_000
"""A text file may be this long; a novel is a twentieth of it, and the window reads one article at a time."""

_KINDS = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a Word document or another packed file"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"{\\rtf", "a rich text document"),
)
_TEXT_HINT = "Save it as plain text (UTF-8) and import that."


def read(path: Path) -> Iterator[Draft | Refusal]:
    """Yield the article in one text file, or why there is none."""
    try:
        yield _draft(path)
    except UserError as error:
        yield Refusal(str(path), error.message, error.hint)
    except OSError as error:
        message = f"“{path.name}” cannot be read: {error.strerror or error}."
        yield Refusal(str(path), message, "Ask for the right to read it, or copy it elsewhere.")


def _draft(path: Path) -> Draft:
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise UserError(
            f"“{path.name}” has {size / 1e6:.0f} MB; an article may have {MOST_BYTES / 1e6:.0f} MB.",
            hint="Cut it into articles, one file each.",
        )
    data = path.read_bytes()
    if not data.strip():
        raise UserError(f"“{path.name}” is empty.", hint="Leave it out, or put the article's text into it.")
    kind = _kind_of(data)
    if kind:
        raise UserError(f"“{path.name}” is {kind}, not plain text.", hint=_TEXT_HINT)
    try:
        decoded = decode(data)
    except UserError as error:
        raise UserError(f"“{path.name}” cannot be read: {error.message}", hint=error.hint) from error
    text = normalise(decoded.text).text
    if not text.strip():
        raise UserError(f"“{path.name}” is empty.", hint="Leave it out, or put the article's text into it.")
    return Draft(text=text, name=path.name, original=data, encoding=decoded.encoding, newline=decoded.newline)


def _kind_of(data: bytes) -> str:
    """Return what a file that is not plain text is ("a PDF", "a binary file"), or "" where it may be plain text."""
    for signature, kind in _KINDS:
        if data.startswith(signature):
            return kind
    return "a binary file" if looks_binary(data) else ""


FORMAT = Format(
    name="text",
    title="Plain text",
    suffixes=(".txt",),
    target="file",
    description="One .txt file is one article. UTF-8, or UTF-16 with a byte order mark.",
    carries=frozenset(),
    read=read,
)
