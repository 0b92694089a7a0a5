"""Every way in and out, one module a format. A format is a record of functions; it never opens a project.

A new format is a new module with a `Format` in it and one line here. Others come from `plug_ins`.
"""

from collections.abc import Callable
from pathlib import Path

from annotator.core.errors import UserError
from annotator.formats.argilla import FORMAT as ARGILLA
from annotator.formats.base import Format
from annotator.formats.brat import FORMAT as BRAT
from annotator.formats.chat import FORMAT as CHAT
from annotator.formats.conll import FORMAT as CONLL
from annotator.formats.conllu import FORMAT as CONLLU
from annotator.formats.csv_table import FORMAT as CSV
from annotator.formats.doccano import FORMAT as DOCCANO
from annotator.formats.documents import ODT, RTF
from annotator.formats.docx import FORMAT as DOCX
from annotator.formats.feed import FORMAT as FEED
from annotator.formats.frames import FORMAT as FRAMES
from annotator.formats.hf import FORMAT as HF
from annotator.formats.html import FORMAT as HTML
from annotator.formats.html import MHTML
from annotator.formats.json_rows import FORMAT as JSON
from annotator.formats.jsonl import FORMAT as JSONL
from annotator.formats.jsonl import is_export
from annotator.formats.label_studio import FORMAT as LABEL_STUDIO
from annotator.formats.labelbuddy import FORMAT as LABELBUDDY
from annotator.formats.mail import EML, MBOX
from annotator.formats.news import FORMAT as NEWS
from annotator.formats.parquet import FORMAT as PARQUET
from annotator.formats.pdf import FORMAT as PDF
from annotator.formats.plug_ins import added
from annotator.formats.potato import FORMAT as POTATO
from annotator.formats.prodigy import FORMAT as PRODIGY
from annotator.formats.qdpx import FORMAT as QDPX
from annotator.formats.shapes import HEAD
from annotator.formats.spacy import FORMAT as SPACY
from annotator.formats.tei import FORMAT as TEI
from annotator.formats.text import FORMAT as TEXT
from annotator.formats.tsv_table import FORMAT as TSV
from annotator.formats.uima_json import FORMAT as UIMA_JSON
from annotator.formats.uima_xmi import FORMAT as UIMA_XMI
from annotator.formats.w3c import FORMAT as W3C
from annotator.formats.webanno_tsv import FORMAT as WEBANNO_TSV
from annotator.formats.xlsx_table import FORMAT as XLSX
from annotator.formats.zipped import FORMAT as ZIP

FORMATS: tuple[Format, ...] = (
    JSONL, SPACY, HF, CONLL, CONLLU, CHAT, CSV, TSV, XLSX, FRAMES, TEXT,
    HTML, MHTML, DOCX, ODT, RTF, PDF, EML, MBOX, FEED, NEWS, JSON, PARQUET, ZIP,
    BRAT, UIMA_JSON, UIMA_XMI, WEBANNO_TSV, LABEL_STUDIO, DOCCANO, PRODIGY, QDPX, TEI, W3C,
    LABELBUDDY, POTATO, ARGILLA,
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
    """Return the format that a file or folder is in: by its ending, and by its first bytes where several have that."""
    if path.is_dir():
        return JSONL if is_export(path) else None
    return _chosen(path.name, lambda: _head(path))


def reader_of(name: str, head: Callable[[], bytes]) -> Format | None:
    """Return the format that reads a file of this name, or None.

    `head` gives its first bytes; it is called only where several formats have the ending.
    """
    form = _chosen(name, head)
    return form if form is not None and form.read is not None else None


def _chosen(name: str, head: Callable[[], bytes]) -> Format | None:
    suffix = Path(name).suffix.lower()
    fitting = [form for form in all_formats() if suffix in form.suffixes]
    # What only goes out may share its ending with what is read, as the table of commitments does.
    fitting = [form for form in fitting if form.read is not None] or fitting
    if len(fitting) < 2:  # noqa: PLR2004 - nothing to choose
        return next(iter(fitting), None)
    data = head()
    if not data:
        return fitting[0]
    known = (form for form in fitting if form.knows is not None and form.knows(data))
    return next(known, None) or next((form for form in fitting if form.knows is None), None)


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(HEAD)
    except OSError:
        return b""
