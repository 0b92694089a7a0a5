"""W3C Web Annotation. The record; the work is in `w3c_writing` and `w3c_reading`."""

from annotator.formats.base import Format
from annotator.formats.incoming import reading
from annotator.formats.w3c_reading import knows, take
from annotator.formats.w3c_writing import CARRIES, write

FORMAT = Format(
    name="w3c",
    title="W3C Web Annotation (JSON-LD)",
    suffixes=(".jsonld", ".json"),
    target="folder",
    description=(
        "A folder with one .jsonld and one .txt an article. Each place is given by its position in code points and by "
        "its words with what stands around them."
    ),
    carries=CARRIES,
    read=reading(take),
    write=write,
    single=False,
    take=take,
    knows=knows,
)
