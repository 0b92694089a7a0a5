"""Saved web pages (HTML, MHTML): the article's text and what the page says of it; the page itself is kept as it was.

It reads and never writes, and fetches nothing.
"""

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from annotator.core.draft import Draft
from annotator.core.text import Decoded, normalise
from annotator.formats.decoding import text_of
from annotator.formats.incoming import Input, Items, ReadOptions
from annotator.formats.markup import parse_html
from annotator.formats.pages import Page, read_page

if TYPE_CHECKING:
    from email.message import Message

MOST_BYTES = 20_000_000
_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_XML = re.compile(rb"""<\?xml[^>]{0,100}encoding\s*=\s*["']([A-Za-z0-9_.:-]{2,40})""")
_HEAD = 8192
_NO_ARTICLE = "Open the page, copy the article, and use Paste as article."


def take(given: Input, options: ReadOptions) -> Items:
    """Yield the article of one page."""
    yield draft_of(given, text_of(given, options, declared_in(given.data)), given.data)


def take_archive(given: Input, options: ReadOptions) -> Items:
    """Yield the article of the first page in an MHTML file."""
    import email
    import email.policy

    message = email.message_from_bytes(given.data, policy=email.policy.compat32)
    for part in message.walk():
        if part.get_content_type() in {"text/html", "application/xhtml+xml"}:
            data = body_of(part)
            page = Input(given.name, given.where, data)
            declared = str(part.get_content_charset("") or declared_in(data))
            draft = draft_of(page, text_of(page, options, declared), given.data)
            yield replace(draft, link=draft.link or _saved_from(message, part))
            return
    raise given.refuse("has no page in it", "Save the page again.")


def _saved_from(message: "Message", part: "Message") -> str:
    """Return the address that the browser saved a page from; empty where it names none of the web."""
    named = (message.get("Snapshot-Content-Location"), part.get("Content-Location"))
    return next((link for x in named if (link := str(x or "").strip()).startswith(("http://", "https://"))), "")


def body_of(part: "Message") -> bytes:
    """Return the bytes of a part of a message, as they were before they were packed for the mail."""
    try:
        data = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError, UnicodeError):
        return b""
    return data if isinstance(data, bytes) else b""


def declared_in(data: bytes) -> str:
    """Return the encoding that a page names in its first lines, or an empty string."""
    found = _XML.search(data[:_HEAD]) or _CHARSET.search(data[:_HEAD])
    return found[1].decode("ascii") if found else ""


def draft_of(given: Input, decoded: Decoded, original: bytes) -> Draft:
    """Return the article in a page; raise `UserError` where it has none."""
    page = page_of(decoded.text, given.name)
    if not page.text.strip():
        raise given.refuse("has no running text", _NO_ARTICLE)
    return Draft(
        text=normalise(page.text).text,
        title=page.title,
        date=page.date,
        source=page.site,
        author=page.author,
        language=page.language,
        link=page.link,
        name=given.name,
        original=original,
        encoding=decoded.encoding,
        newline=decoded.newline,
        extra={"text found by": page.finder} if page.finder else {},
    )


def page_of(text: str, name: str) -> Page:
    """Return the article in the text of a page."""
    return read_page(parse_html(text, name), text)
