"""Prodigy's JSONL. The record; the work is in `prodigy_writing` and `prodigy_reading`."""

from annotator.formats.base import Format
from annotator.formats.cutting import WORDS
from annotator.formats.incoming import reading
from annotator.formats.prodigy_reading import knows, take
from annotator.formats.prodigy_writing import CARRIES, ENDING, write

FORMAT = Format(
    name="prodigy",
    title="Prodigy (JSONL)",
    suffixes=(ENDING,),
    target="file",
    description=(
        "One row an article with tokens, spans and links, for Prodigy’s db-in and its spans and relations recipes. "
        "Every piece of a span is a span of its own; fields and notes ride along."
    ),
    carries=CARRIES,
    read=reading(take),
    write=write,
    ending=ENDING,
    words=True,
    choices=(WORDS,),
    take=take,
    knows=knows,
)
