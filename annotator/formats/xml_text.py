"""XML as text: escaping, elements, and what to do with characters that no XML 1.0 file can hold. It parses nothing."""

import re
from collections.abc import Iterable, Mapping

from annotator.core.model import ArticleRecord
from annotator.formats.base import Loss

NOT_XML = "the text has control characters, which XML cannot hold; each is “�” in the file"

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CONTENT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_ATTRIBUTE = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
)


def sound_xml(text: str) -> str:
    """Return text in which each character that XML cannot hold is U+FFFD; its length stays."""
    return _NOT_XML.sub("\ufffd", text)


def content(text: str) -> str:
    """Return text for between tags."""
    return sound_xml(text).translate(_CONTENT)


def attribute(text: str) -> str:
    """Return text for between double quotes; tabs and line breaks survive."""
    return sound_xml(text).translate(_ATTRIBUTE)


def element(name: str, attributes: Mapping[str, str] | None = None, inside: Iterable[str] = ()) -> str:
    """Return an element; `inside` is XML already, attribute values are plain text."""
    shown = "".join(f' {key}="{attribute(value)}"' for key, value in (attributes or {}).items())
    body = "".join(inside)
    return f"<{name}{shown}>{body}</{name}>" if body else f"<{name}{shown}/>"


def text_losses(record: ArticleRecord) -> list[Loss]:
    """Return a loss where the article's text has characters that XML cannot hold."""
    return [Loss(record.article.id, "", NOT_XML)] if _NOT_XML.search(record.article.text) else []
