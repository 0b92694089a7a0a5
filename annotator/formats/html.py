"""Web pages, written and read. The records; the work is in `html_writing` and `html_reading`."""

from annotator.formats.base import Format
from annotator.formats.html_reading import MOST_BYTES, take, take_archive
from annotator.formats.html_writing import CARRIES, SUFFIX, write
from annotator.formats.incoming import reading

FORMAT = Format(
    name="html",
    title="Page (HTML)",
    suffixes=(SUFFIX, ".htm", ".xhtml"),
    target="file",
    description=(
        "One page that shows the articles as the window does, light or dark, for any browser: bars under the words, "
        "tags, fields and notes. It needs no network and runs no script. Read, a saved page is an article, without "
        "menus and advertisements; the page is kept as it was."
    ),
    carries=CARRIES,
    read=reading(take, MOST_BYTES),
    write=write,
    take=take,
)
MHTML = Format(
    name="mhtml",
    title="Web page in one file (MHTML)",
    suffixes=(".mhtml", ".mht"),
    target="file",
    description="The article of a page that a browser saved as one file, read as from HTML.",
    carries=frozenset(),
    read=reading(take_archive, MOST_BYTES),
    take=take_archive,
)
