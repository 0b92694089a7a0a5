"""brat stand-off: texts with .ann files beside them. The record; the work is in `brat_writing` and `brat_reading`."""

from annotator.formats.base import Format
from annotator.formats.brat_reading import take
from annotator.formats.brat_writing import CARRIES, write
from annotator.formats.incoming import reading

FORMAT = Format(
    name="brat",
    title="brat (.txt and .ann)",
    suffixes=(".ann",),
    target="folder",
    description=(
        "A folder for brat: each article as .txt with an .ann file of the same name, and annotation.conf and "
        "visual.conf. Spans that cross the end of a line are cut there, as brat itself does."
    ),
    carries=CARRIES,
    read=reading(take, bare=True),
    write=write,
    single=False,
    take=take,
)
