"""Word documents with comments. The record; the work is in `docx_writing` and `documents`."""

from annotator.formats.base import Format
from annotator.formats.documents import MOST_BYTES, take_docx
from annotator.formats.docx_writing import CARRIES, ENDING, write
from annotator.formats.incoming import reading

FORMAT = Format(
    name="docx",
    title="Word with comments (.docx)",
    suffixes=(ENDING, ".docm"),
    target="folder",
    description=(
        "A folder with one Word document an article: the text as it is, and each span as a comment with its label, "
        "fields and note. For people who read in Word. Read, a document is an article, and its comments are not read."
    ),
    carries=CARRIES,
    read=reading(take_docx, MOST_BYTES),
    write=write,
    single=False,
    ending=ENDING,
    take=take_docx,
)
