"""CoNLL-U. The record; the work is in `conllu_writing` and `conllu_reading`."""

from annotator.formats.base import Format
from annotator.formats.conll_writing import TAGS
from annotator.formats.conllu_reading import take
from annotator.formats.conllu_writing import CARRIES, SUFFIX, write
from annotator.formats.cutting import WORDS
from annotator.formats.incoming import reading

FORMAT = Format(
    name="conllu",
    title="CoNLL-U",
    suffixes=(SUFFIX,),
    target="file",
    description=(
        "One word a line in ten columns, with NER= in the last one, as ParlaMint has it. Every space and each word’s "
        "place are recorded, so that the text can be rebuilt. Spans cannot overlap: the longest is kept."
    ),
    carries=CARRIES,
    read=reading(take),
    write=write,
    words=True,
    choices=(TAGS, WORDS),
    take=take,
)
