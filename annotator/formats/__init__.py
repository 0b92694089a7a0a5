"""Every way in and out, one module a format. A format is a record of functions; it never opens a project.

A new format is a new module with a `Format` in it and one line here.
"""

from pathlib import Path

from annotator.core.errors import UserError
from annotator.formats.base import Format
from annotator.formats.conll import FORMAT as CONLL
from annotator.formats.csv_table import FORMAT as CSV
from annotator.formats.frames import FORMAT as FRAMES
from annotator.formats.hf import FORMAT as HF
from annotator.formats.jsonl import FORMAT as JSONL
from annotator.formats.jsonl import is_export
from annotator.formats.spacy import FORMAT as SPACY
from annotator.formats.text import FORMAT as TEXT

FORMATS: tuple[Format, ...] = (JSONL, SPACY, HF, CONLL, CSV, FRAMES, TEXT)
"""All formats, in the order in which they are offered."""


def format_named(name: str) -> Format:
    """Return the format with this name, whatever its case; raise `UserError` that lists the names there are."""
    for form in FORMATS:
        if form.name == name.casefold():
            return form
    known = ", ".join(form.name for form in FORMATS)
    raise UserError(f"There is no format “{name}”.", hint=f"Choose one of: {known}.")


def format_for(path: Path) -> Format | None:
    """Return the format that a file's ending, or what a folder holds, belongs to; None where there is none."""
    if path.is_dir():
        return JSONL if is_export(path) else None
    return next((form for form in FORMATS if path.suffix.lower() in form.suffixes), None)
