"""Word documents with comments. The record; the work is in `docx_writing`."""

from annotator.formats.base import Format
from annotator.formats.docx_writing import CARRIES, ENDING, write

FORMAT = Format(
    name="docx",
    title="Word with comments (.docx)",
    suffixes=(),
    target="folder",
    description=(
        "A folder with one Word document an article: the text as it is, and each span as a comment with its label, "
        "fields and note. For people who read in Word; it is not read back."
    ),
    carries=CARRIES,
    write=write,
    single=False,
    ending=ENDING,
)
