"""UIMA CAS as JSON (0.4), the form that INCEpTION recommends."""

from annotator.formats.base import Carries, Format
from annotator.formats.incoming import reading
from annotator.formats.uima_reading import take_json

FORMAT = Format(
    name="uima-json",
    title="UIMA CAS (JSON)",
    suffixes=(".json",),
    target="folder",
    description="One text with its annotations and their types, for INCEpTION.",
    carries=frozenset(
        {Carries.OVERLAP, Carries.PIECES, Carries.EDGES, Carries.ATTRIBUTES, Carries.RELATIONS, Carries.ARTICLE_LABELS}
    ),
    read=reading(take_json),
    take=take_json,
    knows=lambda head: b'"%FEATURE_STRUCTURES"' in head or b'"%TYPES"' in head,
)
