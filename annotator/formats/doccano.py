"""doccano's JSONL. The record; the work is in `doccano_writing` and `doccano_reading`."""

from annotator.formats.base import Format
from annotator.formats.doccano_reading import knows, take
from annotator.formats.doccano_writing import CARRIES, ENDING, SHAPE, UNIT, write
from annotator.formats.incoming import reading

FORMAT = Format(
    name="doccano",
    title="doccano (JSONL)",
    suffixes=(ENDING, ".json"),
    target="file",
    description=(
        "One row an article for a doccano project. Allow overlapping spans in the project, or doccano drops them "
        "without a word. The pieces of a span are linked by “continues”."
    ),
    carries=CARRIES,
    read=reading(take),
    write=write,
    ending=ENDING,
    choices=(SHAPE, UNIT),
    take=take,
    knows=knows,
)
