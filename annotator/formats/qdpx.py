"""REFI-QDA projects (.qdpx), the exchange format of programs for qualitative analysis."""

from annotator.formats.base import Carries, Format
from annotator.formats.incoming import reading
from annotator.formats.qdpx_reading import take

FORMAT = Format(
    name="qdpx",
    title="REFI-QDA project (.qdpx)",
    suffixes=(".qdpx",),
    target="file",
    description="Text sources with codings, notes and links, as the standard has them and as NVivo writes them.",
    carries=frozenset(
        {
            Carries.OVERLAP,
            Carries.PIECES,
            Carries.EDGES,
            Carries.ATTRIBUTES,
            Carries.NOTE,
            Carries.RELATIONS,
            Carries.ARTICLE_LABELS,
            Carries.ARTICLE_NOTES,
        }
    ),
    read=reading(take, 200_000_000),
    take=take,
)
