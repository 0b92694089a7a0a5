"""Label Studio's JSON."""

from annotator.formats.base import Carries, Format
from annotator.formats.incoming import reading
from annotator.formats.label_studio_reading import knows, take

FORMAT = Format(
    name="label-studio",
    title="Label Studio (JSON)",
    suffixes=(".json",),
    target="file",
    description="Tasks with annotations and predictions: regions, choices of a region or of the text, relations.",
    carries=frozenset({Carries.OVERLAP, Carries.PIECES, Carries.ATTRIBUTES, Carries.RELATIONS, Carries.ARTICLE_LABELS}),
    read=reading(take),
    take=take,
    knows=knows,
)
