"""Prodigy's JSONL."""

from annotator.formats.base import Carries, Format
from annotator.formats.incoming import reading
from annotator.formats.prodigy_reading import knows, take

FORMAT = Format(
    name="prodigy",
    title="Prodigy (JSONL)",
    suffixes=(".jsonl",),
    target="file",
    description="Examples with spans and relations; only those that were accepted are read.",
    carries=frozenset({Carries.OVERLAP, Carries.RELATIONS}),
    read=reading(take),
    take=take,
    knows=knows,
)
