"""Label Studio. The record; the work is in `label_studio_writing` and `label_studio_reading`."""

from annotator.formats.base import Format
from annotator.formats.incoming import reading
from annotator.formats.label_studio_reading import knows, take
from annotator.formats.label_studio_writing import CARRIES, ROWS, write

FORMAT = Format(
    name="label-studio",
    title="Label Studio (JSON)",
    suffixes=(".json",),
    target="folder",
    description=(
        "A folder with tasks.json and config.xml, the labelling config that the project needs. The pieces of a span "
        "are linked by “continues”; fields and notes are on the region."
    ),
    carries=CARRIES,
    read=reading(take),
    write=write,
    single=False,
    ending=".json",
    choices=(ROWS,),
    take=take,
    knows=knows,
)
