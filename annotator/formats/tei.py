"""TEI P5 with stand-off spans."""

from annotator.formats.base import Carries, Format
from annotator.formats.incoming import reading
from annotator.formats.tei_reading import knows, take

FORMAT = Format(
    name="tei",
    title="TEI (XML)",
    suffixes=(".xml", ".tei"),
    target="folder",
    description="Text with anchors and stand-off spans, links, fields and notes; names marked in the text, too.",
    carries=frozenset(
        {
            Carries.OVERLAP,
            Carries.PIECES,
            Carries.EDGES,
            Carries.ATTRIBUTES,
            Carries.NOTE,
            Carries.RELATIONS,
            Carries.ARTICLE_LABELS,
        }
    ),
    read=reading(take),
    take=take,
    knows=knows,
)
