"""A page of annotated articles. The record; the work is in `html_writing`."""

from annotator.formats.base import Format
from annotator.formats.html_writing import CARRIES, SUFFIX, write

FORMAT = Format(
    name="html",
    title="Page to read (HTML)",
    suffixes=(SUFFIX,),
    target="file",
    description=(
        "One page that shows the articles as the window does, light or dark, for any browser: bars under the words, "
        "tags, fields and notes. It needs no network and runs no script."
    ),
    carries=CARRIES,
    write=write,
)
