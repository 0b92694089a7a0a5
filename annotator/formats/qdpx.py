"""REFI-QDA projects. The record; the work is in `qdpx_writing` and `qdpx_reading`."""

from annotator.formats.base import Format
from annotator.formats.incoming import reading
from annotator.formats.qdpx_reading import take
from annotator.formats.qdpx_writing import CARRIES, PROFILE, SUFFIX, write

FORMAT = Format(
    name="qdpx",
    title="REFI-QDA project (.qdpx)",
    suffixes=(SUFFIX,),
    target="file",
    description=(
        "For NVivo, MAXQDA, ATLAS.ti, QualCoder and others. Labels are codes under their groups, fields are codes "
        "under the label, roles are links, the pieces of a span are linked by “continues”."
    ),
    carries=CARRIES,
    read=reading(take, 200_000_000),
    write=write,
    choices=(PROFILE,),
    take=take,
)
