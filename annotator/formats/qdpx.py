"""REFI-QDA projects. The record; the work is in `qdpx_writing`."""

from annotator.formats.base import Format
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
    write=write,
    choices=(PROFILE,),
)
