"""CoNLL columns. The record; the work is in `conll_writing` and `conll_reading`."""

from annotator.formats.base import Format
from annotator.formats.conll_reading import take
from annotator.formats.conll_writing import FLAT, SUFFIX, TAGS, write
from annotator.formats.cutting import WORDS
from annotator.formats.incoming import reading

FORMAT = Format(
    name="conll",
    title="CoNLL (IOB2 or BIOES)",
    suffixes=(SUFFIX, ".iob2", ".iob", ".bio", ".bioes"),
    target="file",
    description=(
        "One word a line with its tag, for sequence taggers. Spans cannot overlap in one file: the longest is kept, or "
        "each group has a file. White space between words is not in the file."
    ),
    carries=frozenset(),
    read=reading(take),
    write=write,
    words=True,
    choices=(TAGS, FLAT, WORDS),
    folder_for=(("flat", "groups"),),
    take=take,
)
