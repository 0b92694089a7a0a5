"""Every way in and out, one module a format. A format is a record of functions; it never opens a project.

A new format is a new module with a `Format` in it and one line here. Others come from `plug_ins`. The line says what is
asked of every file, so that a format's module is loaded when it is used, and not when the window opens.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import overload

from annotator.core.errors import UserError
from annotator.formats.base import Format
from annotator.formats.plug_ins import added
from annotator.formats.shapes import HEAD


@dataclass(frozen=True, slots=True)
class Shipped:
    """A format that ships: its name, its endings, whether it can be read, and which module has it under which name."""

    name: str
    suffixes: tuple[str, ...]
    reads: bool
    module: str
    record: str = "FORMAT"

    def load(self) -> Format:
        """Return the format."""
        return _loaded(self.module, self.record)


@cache
def _loaded(module: str, record: str) -> Format:
    found = getattr(import_module(f"annotator.formats.{module}"), record)
    assert isinstance(found, Format)  # noqa: S101 - the table below says so
    return found


SHIPPED: tuple[Shipped, ...] = (
    Shipped("jsonl", (".jsonl",), reads=True, module="jsonl"),
    Shipped("spacy", (".spacy",), reads=True, module="spacy"),
    Shipped("hf", (".jsonl",), reads=True, module="hf"),
    Shipped("conll", (".conll", ".iob2", ".iob", ".bio", ".bioes"), reads=True, module="conll"),
    Shipped("conllu", (".conllu",), reads=True, module="conllu"),
    Shipped("chat", (), reads=False, module="chat"),
    Shipped("csv", (".csv",), reads=True, module="csv_table"),
    Shipped("tsv", (".tsv", ".tab"), reads=True, module="tsv_table"),
    Shipped("xlsx", (".xlsx", ".xlsm", ".ods", ".xls"), reads=True, module="xlsx_table"),
    Shipped("frames", (".csv", ".jsonl"), reads=False, module="frames"),
    Shipped("text", (".txt", ".text"), reads=True, module="text"),
    Shipped("html", (".html", ".htm", ".xhtml"), reads=True, module="html"),
    Shipped("mhtml", (".mhtml", ".mht"), reads=True, module="html", record="MHTML"),
    Shipped("docx", (".docx", ".docm"), reads=True, module="docx"),
    Shipped("odt", (".odt",), reads=True, module="documents", record="ODT"),
    Shipped("rtf", (".rtf",), reads=True, module="documents", record="RTF"),
    Shipped("pdf", (".pdf",), reads=True, module="pdf"),
    Shipped("eml", (".eml",), reads=True, module="mail", record="EML"),
    Shipped("mbox", (".mbox",), reads=True, module="mail", record="MBOX"),
    Shipped("feed", (".rss", ".atom", ".xml"), reads=True, module="feed"),
    Shipped("newsml", (".xml", ".nitf", ".newsml"), reads=True, module="news"),
    Shipped("json", (".json", ".jsonl", ".ndjson"), reads=True, module="json_rows"),
    Shipped("parquet", (".parquet",), reads=True, module="parquet"),
    Shipped("zip", (".zip",), reads=True, module="zipped"),
    Shipped("brat", (".ann",), reads=True, module="brat"),
    Shipped("uima-json", (".json",), reads=True, module="uima_json"),
    Shipped("uima-xmi", (".xmi", ".xml"), reads=True, module="uima_xmi"),
    Shipped("webanno-tsv", (".tsv",), reads=True, module="webanno_tsv"),
    Shipped("label-studio", (".json",), reads=True, module="label_studio"),
    Shipped("doccano", (".jsonl", ".json"), reads=True, module="doccano"),
    Shipped("prodigy", (".jsonl",), reads=True, module="prodigy"),
    Shipped("qdpx", (".qdpx",), reads=True, module="qdpx"),
    Shipped("tei", (".xml", ".tei"), reads=True, module="tei"),
    Shipped("w3c", (".jsonld", ".json"), reads=True, module="w3c"),
    Shipped("labelbuddy", (".json", ".jsonl"), reads=True, module="labelbuddy"),
    Shipped("potato", (".jsonl", ".json"), reads=True, module="potato"),
    Shipped("argilla", (".json", ".jsonl"), reads=True, module="argilla"),
)
"""The formats that ship, in the order in which they are offered."""


class _Formats(Sequence[Format]):
    """The formats that ship as they are wanted: each is loaded when it is reached."""

    @overload
    def __getitem__(self, index: int) -> Format: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Format]: ...

    def __getitem__(self, index: int | slice) -> Format | Sequence[Format]:
        if isinstance(index, slice):
            return tuple(shipped.load() for shipped in SHIPPED[index])
        return SHIPPED[index].load()

    def __len__(self) -> int:
        return len(SHIPPED)

    def __iter__(self) -> Iterator[Format]:
        return (shipped.load() for shipped in SHIPPED)


FORMATS: Sequence[Format] = _Formats()
"""The formats that ship, in the order in which they are offered; going through them all loads them all."""


def all_formats() -> tuple[Format, ...]:
    """Return the formats that ship, and those that others have added, each name once."""
    shipped = {form.name for form in SHIPPED}
    return (*FORMATS, *(form for form in added().formats if form.name not in shipped))


def format_named(name: str) -> Format:
    """Return the format with this name, whatever its case; raise `UserError` that lists the names there are."""
    for shipped in SHIPPED:
        if shipped.name == name.casefold():
            return shipped.load()
    formats = all_formats()
    for form in formats:
        if form.name == name.casefold():
            return form
    known = ", ".join(form.name for form in formats)
    raise UserError(f"There is no format “{name}”.", hint=f"Choose one of: {known}.")


def format_for(path: Path) -> Format | None:
    """Return the format that a file or folder is in: by its ending, and by its first bytes where several have that."""
    if path.is_dir():
        return folder_format(path)
    return file_format(path)


def folder_format(path: Path) -> Format | None:
    """Return the format that a folder is in as a whole, or None."""
    from annotator.formats.jsonl import FORMAT, is_export

    return FORMAT if is_export(path) else None


def file_format(path: Path) -> Format | None:
    """Return the format that a file is in, for who knows that it is one."""
    return _chosen(path.name, lambda: _head(path))


def reader_of(name: str, head: Callable[[], bytes]) -> Format | None:
    """Return the format that reads a file of this name, or None.

    `head` gives its first bytes; it is called only where several formats have the ending.
    """
    form = _chosen(name, head)
    return form if form is not None and form.read is not None else None


def _chosen(name: str, head: Callable[[], bytes]) -> Format | None:
    fitting = _fitting(_suffix(name))
    if len(fitting) < 2:  # noqa: PLR2004 - nothing to choose
        return fitting[0] if fitting else None
    data = head()
    if not data:
        return fitting[0]
    known = (form for form in fitting if form.knows is not None and form.knows(data))
    return next(known, None) or next((form for form in fitting if form.knows is None), None)


def _suffix(name: str) -> str:
    """Return the ending with its dot, lower case; empty where there is none, or nothing before it."""
    before, dot, ending = name.rpartition(".")
    return f".{ending.lower()}" if before and ending and dot else ""


def _fitting(suffix: str) -> tuple[Format, ...]:
    """Return the formats of files with this ending; what only goes out may share it, as a table of commitments does."""
    shipped, others = _shipped_with(suffix), added().formats
    if not others:
        return shipped
    names = {form.name for form in SHIPPED}
    fitting = (*shipped, *(form for form in others if suffix in form.suffixes and form.name not in names))
    return tuple(form for form in fitting if form.read is not None) or fitting


@cache
def _shipped_with(suffix: str) -> tuple[Format, ...]:
    fitting = [shipped for shipped in SHIPPED if suffix in shipped.suffixes]
    return tuple(shipped.load() for shipped in ([x for x in fitting if x.reads] or fitting))


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(HEAD)
    except OSError:
        return b""
