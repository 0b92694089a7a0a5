"""Every way in and out, one module a format. A format is a record of functions; it never opens a project.

A new format is a new module with a `Format` in it and one line here. Others come from `plug_ins`.
"""

from pathlib import Path

from annotator.core.errors import UserError
from annotator.formats.base import Format
from annotator.formats.brat import FORMAT as BRAT
from annotator.formats.chat import FORMAT as CHAT
from annotator.formats.conll import FORMAT as CONLL
from annotator.formats.conllu import FORMAT as CONLLU
from annotator.formats.csv_table import FORMAT as CSV
from annotator.formats.doccano import FORMAT as DOCCANO
from annotator.formats.docx import FORMAT as DOCX
from annotator.formats.frames import FORMAT as FRAMES
from annotator.formats.hf import FORMAT as HF
from annotator.formats.html import FORMAT as HTML
from annotator.formats.jsonl import FORMAT as JSONL
from annotator.formats.jsonl import is_export
from annotator.formats.label_studio import FORMAT as LABEL_STUDIO
from annotator.formats.plug_ins import added
from annotator.formats.prodigy import FORMAT as PRODIGY
from annotator.formats.qdpx import FORMAT as QDPX
from annotator.formats.spacy import FORMAT as SPACY
from annotator.formats.tei import FORMAT as TEI
from annotator.formats.text import FORMAT as TEXT
from annotator.formats.tsv_table import FORMAT as TSV
from annotator.formats.uima_json import FORMAT as UIMA_JSON
from annotator.formats.uima_xmi import FORMAT as UIMA_XMI
from annotator.formats.w3c import FORMAT as W3C
from annotator.formats.webanno_tsv import FORMAT as WEBANNO_TSV
from annotator.formats.xlsx_table import FORMAT as XLSX

FORMATS: tuple[Format, ...] = (
    JSONL, SPACY, HF, CONLL, CONLLU, CHAT, CSV, TSV, XLSX, FRAMES, HTML, DOCX, BRAT, UIMA_JSON, UIMA_XMI, WEBANNO_TSV,
    LABEL_STUDIO, DOCCANO, PRODIGY, QDPX, TEI, W3C, TEXT,
)  # fmt: skip
"""The formats that ship, in the order in which they are offered."""


def all_formats() -> tuple[Format, ...]:
    """Return the formats that ship, and those that others have added, each name once."""
    shipped = {form.name for form in FORMATS}
    return (*FORMATS, *(form for form in added().formats if form.name not in shipped))


def format_named(name: str) -> Format:
    """Return the format with this name, whatever its case; raise `UserError` that lists the names there are."""
    for form in FORMATS:
        if form.name == name.casefold():
            return form
    formats = all_formats()
    for form in formats:
        if form.name == name.casefold():
            return form
    known = ", ".join(form.name for form in formats)
    raise UserError(f"There is no format “{name}”.", hint=f"Choose one of: {known}.")


def format_for(path: Path) -> Format | None:
    """Return the format that a file's ending, or what a folder holds, belongs to; None where there is none."""
    if path.is_dir():
        return JSONL if is_export(path) else None
    suffix = path.suffix.lower()
    return next((form for form in all_formats() if suffix in form.suffixes), None)
