"""CoNLL columns. The record; the work is in `conll_writing`."""

from annotator.formats.base import Format
from annotator.formats.conll_writing import FLAT, SUFFIX, TAGS, write
from annotator.formats.cutting import WORDS

FORMAT = Format(
    name="conll",
    title="CoNLL (IOB2 or BIOES)",
    suffixes=(SUFFIX, ".iob2"),
    target="file",
    description=(
        "One word a line with its tag, for sequence taggers. Spans cannot overlap in one file: the longest is kept, or "
        "each group has a file. White space between words is not in the file."
    ),
    carries=frozenset(),
    write=write,
    words=True,
    choices=(TAGS, FLAT, WORDS),
    folder_for=(("flat", "groups"),),
)
