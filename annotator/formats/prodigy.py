"""Prodigy's JSONL. The record; the work is in `prodigy_writing`."""

from annotator.formats.base import Format
from annotator.formats.cutting import WORDS
from annotator.formats.prodigy_writing import CARRIES, ENDING, write

FORMAT = Format(
    name="prodigy",
    title="Prodigy (JSONL)",
    suffixes=(),
    target="file",
    description=(
        "One row an article with tokens, spans and links, for Prodigy’s db-in and its spans and relations recipes. "
        "Every piece of a span is a span of its own; fields and notes ride along."
    ),
    carries=CARRIES,
    write=write,
    ending=ENDING,
    words=True,
    choices=(WORDS,),
)
