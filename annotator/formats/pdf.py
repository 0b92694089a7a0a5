"""PDF files that hold text: one file, one article. A scan is said to be one; no text is ever made up for it."""

import re
import threading
from collections.abc import Iterator

from annotator.core.draft import Draft
from annotator.core.text import normalise
from annotator.formats.base import Format
from annotator.formats.incoming import Input, Items, ReadOptions, reading
from annotator.formats.wrapped import unwrapped

MOST_BYTES = 100_000_000
MOST_PAGES = 3_000
_ONE_AT_A_TIME = threading.Lock()
"""PDFium keeps global state: only one thread may be in it."""

_SPLIT_WORD = re.compile("[\ufffe\x02](?:\r?\n)?")
_LEAST_LETTERS = 8


def take(given: Input, options: ReadOptions) -> Items:
    """Yield the article in a PDF."""
    if b"%PDF-" not in given.data[:1024]:
        raise given.refuse("is not a PDF", "Save it again, or give it its own ending back.")
    with _ONE_AT_A_TIME:
        pages, title = _pages(given)
    if sum(letter.isalnum() for page in pages for letter in page) < _LEAST_LETTERS:
        hint = "Run text recognition (OCR) on it, or paste the article."
        raise given.refuse("is a scan: its pages are pictures without text", hint)
    raw = "\n".join(_clean(page, join=options.join_lines) for page in pages)
    text = normalise(raw).text
    text = unwrapped(text) if options.join_lines else text.strip("\n")
    extra = {"document title": title} if title else {}
    yield Draft(text=text + "\n", name=given.name, original=given.data, extra=extra)


def _clean(page: str, *, join: bool) -> str:
    """Return a page's text; PDFium marks a word that was split at a line's end with a character of its own."""
    text = page.replace("\r\n", "\n").replace("\r", "\n")
    return _SPLIT_WORD.sub("" if join else "-\n", text)


def _pages(given: Input) -> tuple[list[str], str]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(given.data)
    except (pypdfium2.PdfiumError, ValueError, TypeError, OSError) as error:
        locked = "password" in str(error).lower()
        what = "is locked with a password" if locked else "is a damaged PDF"
        raise given.refuse(what, "Save it without one." if locked else "Save or download it again.") from error
    try:
        if len(document) > MOST_PAGES:
            raise given.refuse(f"has {len(document):,} pages", f"Cut it into files of at most {MOST_PAGES:,} pages.")
        return list(_texts(document)), str(document.get_metadata_dict().get("Title") or "")
    except pypdfium2.PdfiumError as error:
        raise given.refuse("is a damaged PDF", "Save or download it again.") from error
    finally:
        document.close()


def _texts(document: "pypdfium2.PdfDocument") -> Iterator[str]:  # type: ignore[name-defined]  # noqa: F821 - lazy
    for page in document:
        text_page = page.get_textpage()
        yield text_page.get_text_range()
        text_page.close()
        page.close()


FORMAT = Format(
    name="pdf",
    title="PDF",
    suffixes=(".pdf",),
    target="file",
    description="The text of a PDF, page after page. Lines stay as printed unless you ask for them to be joined.",
    carries=frozenset(),
    read=reading(take, MOST_BYTES),
    take=take,
)
