"""XML and HTML as trees, and trees as text. Nothing outside the bytes is ever opened, no entity is ever expanded."""

import re
from collections.abc import Iterator
from typing import Any

from annotator.core.errors import UserError

Element = Any
"""An lxml element."""

_DAMAGED = "Save it again in the program that made it."
_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f]+")
_ROW_BREAKS = re.compile(r"[ \t]*\n[ \t]*")
_MANY_BREAKS = re.compile(r"\n{3,}")

BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt",
     "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
     "html", "li", "main", "nav", "ol", "p", "pre", "section", "table", "td", "tfoot", "th", "thead", "tr",
     "ul", "hl1", "hl2", "block", "byline", "dateline", "distributor", "tagline"}
)  # fmt: skip
_ENDS = {"li": "\n", "dt": "\n", "dd": "\n", "tr": "\n", "td": "\t", "th": "\t"}
SILENT = frozenset(
    {"script", "style", "noscript", "template", "svg", "math", "iframe", "object", "embed", "canvas", "audio",
     "video", "select", "button", "input", "textarea", "head", "media"}
)  # fmt: skip


def parse_xml(data: bytes, name: str) -> Element:
    """Return the root of some XML; raise `UserError` where it is not well formed or declares entities."""
    from lxml import etree

    if _ENTITY.search(data):
        raise UserError(f"“{name}” declares entities of its own.", hint="Save it without a DTD, then import it.")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        what = str(error).split(" (<string>")[0]
        raise UserError(f"“{name}” is not well-formed XML: {what}.", hint=_DAMAGED) from error
    dtd = root.getroottree().docinfo.internalDTD
    if dtd is not None and any(True for _ in dtd.iterentities()):
        raise UserError(f"“{name}” declares entities of its own.", hint="Save it without a DTD, then import it.")
    return root


def parse_html(text: str, name: str) -> Element:
    """Return the root of an HTML page; raise `UserError` where there is nothing in it."""
    from lxml import etree

    clean = re.sub(r"^\s*<\?xml[^>]*\?>", "", text.lstrip("\ufeff")).replace("\0", "")
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True)
    try:
        root = etree.fromstring(clean.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UserError(f"“{name}” is not an HTML page.", hint=_DAMAGED) from error
    if root is None:
        raise UserError(f"“{name}” is an empty page.", hint="Save the page again.")
    return root


def local(element: Element) -> str:
    """Return an element's name without its namespace, lower case; empty for a comment or instruction."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def first(root: Element, *names: str) -> Element | None:
    """Return the first descendant with one of the names, which are tried in order."""
    for name in names:
        for element in root.iter():
            if local(element) == name:
                return element
    return None


def every(root: Element, name: str) -> Iterator[Element]:
    """Yield all descendants (and the element itself) of a name."""
    return (element for element in root.iter() if local(element) == name)


def words(element: Element | None) -> str:
    """Return all text in an element on one line."""
    return " ".join(" ".join(element.itertext()).split()) if element is not None else ""


def block_text(root: Element) -> str:
    """Return the text in a tree as people read it: a blank line between paragraphs, one line a row or item."""
    parts: list[str] = []
    steps: list[tuple[Element, bool]] = [(root, False)]
    while steps:
        element, leaving = steps.pop()
        name = local(element)
        if leaving:
            parts.append(_ENDS.get(name) or _edge(name))
            parts.append(_flat(element.tail, element.getparent()) if element is not root else "")
            continue
        if not name or (name in SILENT and element is not root):
            parts.append(_flat(element.tail, element.getparent()) if element is not root else "")
            continue
        parts.append("\n" if name == "br" else _edge(name))
        parts.append(_flat(element.text, element))
        steps.append((element, True))
        steps.extend((child, False) for child in reversed(element))
    text = _ROW_BREAKS.sub("\n", _squeezed("".join(parts)))
    return _MANY_BREAKS.sub("\n\n", text).strip("\n ")


def _edge(name: str) -> str:
    return "\n\n" if name in BLOCKS and name not in _ENDS else ""


def _flat(text: str | None, parent: Element) -> str:
    if not text:
        return ""
    return text if local(parent) == "pre" else _SPACE.sub(" ", text)


def _squeezed(text: str) -> str:
    return re.sub(" {2,}", " ", text)
