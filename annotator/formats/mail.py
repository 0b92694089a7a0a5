"""Mails as articles: one message (.eml) or a mailbox (.mbox). It reads and never writes.

Each part is decoded by our own rules: `get_content` fails on an unknown charset and is silent about a wrong one.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from annotator.core.draft import Draft, Refusal
from annotator.core.errors import UserError
from annotator.core.text import Decoded, normalise
from annotator.formats.base import Format
from annotator.formats.days import day_of
from annotator.formats.decoding import text_of
from annotator.formats.html_reading import body_of, declared_in
from annotator.formats.incoming import Input, Items, ReadOptions, reading
from annotator.formats.markup import block_text, parse_html

if TYPE_CHECKING:
    from email.message import Message

MOST_BYTES = 200_000_000
_FROM_LINE = re.compile(rb"(?:\A|(?<=\n\n)|(?<=\r\n\r\n))From [^\r\n]*\r?\n")
_QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
_SIGNATURE = re.compile(r"^-- $.*", re.MULTILINE | re.DOTALL)
_HEADERS = re.compile(rb"(?im)^(from|to|subject|date|message-id|received|return-path|mime-version)\s*:")


def take(given: Input, options: ReadOptions) -> Items:
    """Yield one message."""
    if not _HEADERS.search(given.data[:65536]):
        raise given.refuse("is not a mail", "Save the message again.")
    yield _draft(given, given.data, options)


def take_box(given: Input, options: ReadOptions) -> Items:
    """Yield the messages of a mailbox; one that has no text is refused by its subject."""
    found = False
    for number, data in enumerate(_messages(given.data), start=1):
        found = True
        where = f"{given.where}, message {number}"
        try:
            yield _draft(Input(given.name, where, data), data, options)
        except UserError as error:
            yield Refusal(where, f"Message {number}: {error.message}", error.hint)
    if not found:
        raise given.refuse("is not a mailbox", "Export the mailbox again as mbox.")


def _messages(data: bytes) -> Iterator[bytes]:
    starts = list(_FROM_LINE.finditer(data))
    for number, match in enumerate(starts):
        end = starts[number + 1].start() if number + 1 < len(starts) else len(data)
        message = data[match.end() : end]
        if message.strip():
            yield _QUOTED_FROM.sub(rb"\1", message)


def _draft(given: Input, data: bytes, options: ReadOptions) -> Draft:
    import email
    import email.policy
    from email.utils import parseaddr

    message = email.message_from_bytes(data, policy=email.policy.compat32)
    decoded = _body(given, message, options)
    text = normalise(_SIGNATURE.sub("", decoded.text)).text.strip("\n")
    subject = _header(message, "Subject")
    if not text.strip():
        raise given.refuse(f"has no text in “{subject or 'a message'}”", "Paste the article instead.")
    name, address = parseaddr(_header(message, "From"))
    id = _header(message, "Message-ID").strip("<> ")
    return Draft(
        text=text + "\n",
        title=subject,
        author=name or address,
        date=day_of(_header(message, "Date")),
        source=_header(message, "List-Id").split("<")[0].strip(' "'),
        link=f"mid:{id}" if id else "",
        name=given.name,
        original=data,
        encoding=decoded.encoding,
        newline=decoded.newline,
    )


def _body(given: Input, message: "Message", options: ReadOptions) -> Decoded:
    """Return the text of the first plain part, else that of the first page."""
    parts = [part for part in message.walk() if not part.is_multipart() and not part.get_filename()]
    for kind in ("text/plain", "text/html"):
        for part in parts:
            data = body_of(part) if part.get_content_type() == kind else b""
            if not data.strip():
                continue
            declared = str(part.get_content_charset("") or "")
            if kind == "text/html":
                decoded = text_of(Input(given.name, given.where, data), options, declared or declared_in(data))
                text = block_text(parse_html(decoded.text, given.name))
                return Decoded(text, decoded.encoding, decoded.newline)
            decoded = text_of(Input(given.name, given.where, data), options, declared)
            flowed = str(part.get_param("format", "")).lower() == "flowed"
            text = _unflowed(decoded.text) if flowed else decoded.text
            return Decoded(text, decoded.encoding, decoded.newline)
    return Decoded("", "", "")


def _unflowed(text: str) -> str:
    """Join the lines of format=flowed: one that ends in a space goes on in the next."""
    lines: list[str] = []
    open_line = False
    for line in text.replace("\r\n", "\n").split("\n"):
        clean = line.removeprefix(" ")
        if open_line:
            lines[-1] += clean
        else:
            lines.append(clean)
        open_line = clean.endswith(" ") and clean != "-- "
    return "\n".join(lines)


def _header(message: "Message", name: str) -> str:
    import email.errors
    from email.header import decode_header, make_header

    value = message.get(name)
    if value is None:
        return ""
    try:
        text = str(make_header(decode_header(str(value))))
    except (UnicodeError, LookupError, ValueError, email.errors.MessageError):
        text = str(value)
    return " ".join(text.encode("utf-8", "replace").decode().split())


EML = Format(
    name="eml",
    title="Mail (.eml)",
    suffixes=(".eml",),
    target="file",
    description="The text of a message, with its subject, sender and day, without the signature.",
    carries=frozenset(),
    read=reading(take, 64_000_000),
    take=take,
)
MBOX = Format(
    name="mbox",
    title="Mailbox (.mbox)",
    suffixes=(".mbox",),
    target="file",
    description="Every message of a mailbox as an article.",
    carries=frozenset(),
    read=reading(take_box, MOST_BYTES),
    take=take_box,
)
