"""TEI P5. The record; the work is in `tei_writing` and `tei_reading`."""

from annotator.formats.base import Format
from annotator.formats.incoming import reading
from annotator.formats.tei_reading import knows, take
from annotator.formats.tei_writing import CARRIES, write

FORMAT = Format(
    name="tei",
    title="TEI P5 (XML)",
    suffixes=(".xml", ".tei"),
    target="folder",
    description=(
        "A folder with one .xml an article: the text as it is with an anchor at each edge, and spans, links, fields "
        "and notes in stand-off, so that anything may overlap."
    ),
    carries=CARRIES,
    read=reading(take),
    write=write,
    single=False,
    ending=".xml",
    take=take,
    knows=knows,
)
