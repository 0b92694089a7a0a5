"""brat's standoff files: a text and an .ann file with its spans, relations, attributes and notes."""

from annotator.formats.base import Carries, Format
from annotator.formats.brat_reading import take
from annotator.formats.incoming import reading

FORMAT = Format(
    name="brat",
    title="brat (.ann)",
    suffixes=(".ann",),
    target="folder",
    description="Text and .ann files side by side, with events, relations, attributes and notes.",
    carries=frozenset(
        {Carries.OVERLAP, Carries.PIECES, Carries.EDGES, Carries.ATTRIBUTES, Carries.NOTE, Carries.RELATIONS}
    ),
    read=reading(take),
    take=take,
)
