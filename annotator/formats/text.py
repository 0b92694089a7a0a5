"""Plain text files: one file, one article. It reads and never writes; title and dates are found by the import."""

from annotator.core.draft import Draft
from annotator.core.errors import UserError
from annotator.core.text import normalise
from annotator.formats.base import Format
from annotator.formats.decoding import text_of
from annotator.formats.incoming import Input, Items, ReadOptions, reading
from annotator.formats.wrapped import unwrapped

MOST_BYTES = 20_000_000
"""A text file may be this long; a novel is a twentieth of it, and the window reads one article at a time."""

_KINDS = (
    (b"%PDF-", "a PDF", "Rename it to end in .pdf and import that."),
    (b"PK\x03\x04", "a Word document or another packed file", "Give it its own ending (.docx, .odt, .zip) back."),
    (b"\xd0\xcf\x11\xe0", "an old Office document", "Save it as .docx and import that."),
    (b"{\\rtf", "a rich text document", "Rename it to end in .rtf and import that."),
)


def take(given: Input, options: ReadOptions) -> Items:
    """Yield the article in the bytes of one text file."""
    for signature, kind, hint in _KINDS:
        if given.data.startswith(signature):
            raise given.refuse(f"is {kind}, not plain text", hint)
    decoded = text_of(given, options)
    text = normalise(decoded.text).text
    if options.join_lines:
        text = unwrapped(text)
    if not text.strip():
        raise UserError(f"“{given.name}” is empty.", hint="Leave it out, or put the article's text into it.")
    yield Draft(text=text, name=given.name, original=given.data, encoding=decoded.encoding, newline=decoded.newline)


read = reading(take, MOST_BYTES)

FORMAT = Format(
    name="text",
    title="Plain text",
    suffixes=(".txt", ".text"),
    target="file",
    description="One .txt file is one article. UTF-8 or UTF-16; any other encoding when you choose it.",
    carries=frozenset(),
    read=read,
    take=take,
)
