"""CoNLL-U with named entities in its last column."""

from annotator.formats.base import Format
from annotator.formats.conllu_reading import take
from annotator.formats.incoming import reading

FORMAT = Format(
    name="conllu",
    title="CoNLL-U",
    suffixes=(".conllu",),
    target="file",
    description="A word a line in ten columns, named entities in the last, the text exactly where the file tells it.",
    carries=frozenset(),
    read=reading(take),
    take=take,
)
