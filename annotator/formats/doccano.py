"""doccano's JSONL and JSON."""

from annotator.formats.base import Carries, Format
from annotator.formats.doccano_reading import knows, take
from annotator.formats.incoming import reading

FORMAT = Format(
    name="doccano",
    title="doccano (JSONL)",
    suffixes=(".jsonl", ".json"),
    target="file",
    description="Examples of sequence labelling, relations or classification, in every shape that doccano has written.",
    carries=frozenset({Carries.OVERLAP, Carries.RELATIONS}),
    read=reading(take),
    take=take,
    knows=knows,
)
