"""Text documents: Word (.docx), OpenDocument (.odt) and rich text (.rtf). It reads and never writes.

What was inserted under tracked changes is text, what was deleted is not. Headers, footers, footnotes and comments are
not part of the article.
"""

from collections.abc import Iterator

from annotator.core.draft import Draft
from annotator.core.text import normalise
from annotator.formats.base import Format
from annotator.formats.incoming import Input, Items, ReadOptions, reading
from annotator.formats.markup import Element, every, first, local, parse_xml, words
from annotator.formats.packed import Packed

MOST_BYTES = 64_000_000
_EMPTY_HINT = "Open it and see whether its text is in pictures."
_WORD_BREAKS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "nobreakhyphen": "\u2011", "softhyphen": ""}
_WORD_SKIPPED = frozenset({"del", "movefrom", "fallback", "ppr", "rpr", "instrtext", "deltext", "footnote", "sdtpr"})
_OPEN_SKIPPED = frozenset(
    {"tracked-changes", "annotation", "note", "sequence-decls", "forms", "variable-decls", "bookmark", "desc", "title"}
)


def take_docx(given: Input, options: ReadOptions) -> Items:  # noqa: ARG001 - a document says all itself
    """Yield the article in a Word document."""
    packed = Packed(given.data, given.name)
    root = parse_xml(packed.read(packed.find("word/document.xml") or "word/document.xml"), given.name)
    body = first(root, "body")
    lines = list(_word_lines(body)) if body is not None else []
    titled = next((words(x) for x in every(root, "p") if _word_style(x) == "title"), "")
    yield _draft(given, lines, titled, _properties(packed, "docProps/core.xml", given.name))


def _word_lines(parent: Element) -> Iterator[str]:
    """Yield the paragraphs and table rows in a part of a Word document."""
    for element in parent:
        name = local(element)
        if name in _WORD_SKIPPED:
            continue
        if name == "p":
            yield "".join(_word_runs(element))
        elif name == "tr":
            yield "\t".join(" ".join(line for line in _word_lines(x) if line) for x in element if local(x) in _CELLS)
        elif name:
            yield from _word_lines(element)


_CELLS = frozenset({"tc", "sdt"})


def _word_runs(parent: Element) -> Iterator[str]:
    for element in parent:
        name = local(element)
        if name == "t":
            yield element.text or ""
        elif name in _WORD_BREAKS:
            yield _WORD_BREAKS[name]
        elif name and name not in _WORD_SKIPPED:
            yield from _word_runs(element)


def _word_style(paragraph: Element) -> str:
    style = first(paragraph, "pstyle")
    return (
        next((str(value).lower() for key, value in style.items() if key.endswith("val")), "")
        if style is not None
        else ""
    )


def take_odt(given: Input, options: ReadOptions) -> Items:  # noqa: ARG001 - a document says all itself
    """Yield the article in an OpenDocument text."""
    packed = Packed(given.data, given.name)
    body = first(parse_xml(packed.read("content.xml"), given.name), "text")
    lines = list(_open_lines(body)) if body is not None else []
    yield _draft(given, lines, "", _properties(packed, "meta.xml", given.name))


def _open_lines(parent: Element) -> Iterator[str]:
    for element in parent:
        name = local(element)
        if name in {"p", "h"}:
            yield "".join(_open_runs(element))
        elif name == "table-row":
            yield "\t".join(" ".join(line for line in _open_lines(x) if line) for x in element)
        elif name and name not in _OPEN_SKIPPED:
            yield from _open_lines(element)


def _open_runs(parent: Element) -> Iterator[str]:
    yield parent.text or ""
    for element in parent:
        name = local(element)
        if name == "s":
            yield " " * min(_count(element), 1000)
        elif name == "tab":
            yield "\t"
        elif name == "line-break":
            yield "\n"
        elif name and name not in _OPEN_SKIPPED:
            yield from _open_runs(element)
        yield element.tail or ""


def _count(element: Element) -> int:
    value = next((str(value) for key, value in element.items() if key.endswith("}c")), "1")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 6 else 1  # noqa: PLR2004 - digits


def _properties(packed: Packed, part: str, name: str) -> dict[str, str]:
    """Return what a document says of itself. Its title and author are often the template's, so they only stand by."""
    if part not in packed:
        return {}
    root = parse_xml(packed.read(part), name)
    found = {"document title": words(first(root, "title")), "document author": words(first(root, "creator"))}
    return {key: value for key, value in found.items() if value}


def take_rtf(given: Input, options: ReadOptions) -> Items:  # noqa: ARG001 - a document says all itself
    """Yield the article in a rich text document."""
    from striprtf.striprtf import rtf_to_text

    if not given.data.lstrip().startswith(b"{\\rtf"):
        raise given.refuse("is not a rich text document", "Save it again in the program that made it.")
    try:
        text = rtf_to_text(given.data.decode("latin-1"), errors="replace")
    except (ValueError, LookupError, TypeError, AttributeError, OverflowError) as error:
        raise given.refuse("is a damaged rich text document", "Save it again as .docx or plain text.") from error
    yield _draft(given, text.split("\n"), "", {})


def _draft(given: Input, lines: list[str], title: str, known: dict[str, str]) -> Draft:
    text = normalise("\n".join(line.rstrip(" ") for line in lines)).text.strip("\n")
    if not text.strip():
        raise given.refuse("has no text", _EMPTY_HINT)
    return Draft(text=text + "\n", title=title, name=given.name, original=given.data, extra=known)


ODT = Format(
    name="odt",
    title="OpenDocument text (.odt)",
    suffixes=(".odt",),
    target="file",
    description="The text of a document of LibreOffice, as from Word.",
    carries=frozenset(),
    read=reading(take_odt, MOST_BYTES),
    take=take_odt,
)
RTF = Format(
    name="rtf",
    title="Rich text (.rtf)",
    suffixes=(".rtf",),
    target="file",
    description="The text of a rich text document.",
    carries=frozenset(),
    read=reading(take_rtf, 20_000_000),
    take=take_rtf,
)
