"""UIMA CAS as XMI, as INCEpTION, DKPro and cassis write it."""

from annotator.formats.base import Carries, Format
from annotator.formats.incoming import reading
from annotator.formats.shapes import root_name
from annotator.formats.uima_reading import take_xmi

FORMAT = Format(
    name="uima-xmi",
    title="UIMA CAS (XMI)",
    suffixes=(".xmi", ".xml"),
    target="folder",
    description="One text with its annotations; types, features and relations as the file has them.",
    carries=frozenset(
        {Carries.OVERLAP, Carries.PIECES, Carries.EDGES, Carries.ATTRIBUTES, Carries.RELATIONS, Carries.ARTICLE_LABELS}
    ),
    read=reading(take_xmi),
    take=take_xmi,
    knows=lambda head: root_name(head) in {"xmi", "cas"},
)
