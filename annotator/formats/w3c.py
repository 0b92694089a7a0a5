"""W3C Web Annotations (JSON-LD)."""

from annotator.formats.base import Carries, Format
from annotator.formats.incoming import reading
from annotator.formats.w3c_reading import knows, take

FORMAT = Format(
    name="w3c",
    title="W3C Web Annotation (JSON-LD)",
    suffixes=(".jsonld", ".json"),
    target="folder",
    description="Annotations with place and words; the text lies beside them.",
    carries=frozenset(
        {Carries.OVERLAP, Carries.PIECES, Carries.EDGES, Carries.ATTRIBUTES, Carries.NOTE, Carries.RELATIONS}
    ),
    read=reading(take),
    take=take,
    knows=knows,
)
