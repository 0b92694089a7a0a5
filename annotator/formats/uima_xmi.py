"""UIMA CAS as XMI. The record; the work is in `uima_xmi_writing` and `uima_reading`."""

from annotator.formats.base import Format
from annotator.formats.incoming import reading
from annotator.formats.shapes import root_name
from annotator.formats.uima_cas import CARRIES
from annotator.formats.uima_reading import take_xmi
from annotator.formats.uima_xmi_writing import write

FORMAT = Format(
    name="uima-xmi",
    title="UIMA CAS (XMI)",
    suffixes=(".xmi", ".xml"),
    target="folder",
    description=(
        "A folder with one .xmi an article and TypeSystem.xml, for INCEpTION and other UIMA programs. Every piece of a "
        "span is a structure of its own with the span’s id; links, fields, notes and article labels are there."
    ),
    carries=CARRIES,
    read=reading(take_xmi),
    write=write,
    single=False,
    take=take_xmi,
    knows=lambda head: root_name(head) in {"xmi", "cas"},
)
