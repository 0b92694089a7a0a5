"""UIMA CAS as XMI. The record; the work is in `uima_xmi_writing`."""

from annotator.formats.base import Format
from annotator.formats.uima_cas import CARRIES
from annotator.formats.uima_xmi_writing import write

FORMAT = Format(
    name="uima-xmi",
    title="UIMA CAS (XMI)",
    suffixes=(".xmi",),
    target="folder",
    description=(
        "A folder with one .xmi an article and TypeSystem.xml, for INCEpTION and other UIMA programs. Every piece of a "
        "span is a structure of its own with the span’s id; links, fields, notes and article labels are there."
    ),
    carries=CARRIES,
    write=write,
    single=False,
)
