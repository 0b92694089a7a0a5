"""UIMA CAS as JSON. The record; the work is in `uima_json_writing`."""

from annotator.formats.base import Format
from annotator.formats.uima_cas import CARRIES
from annotator.formats.uima_json_writing import write

FORMAT = Format(
    name="uima-json",
    title="UIMA CAS (JSON)",
    suffixes=(),
    target="folder",
    description=(
        "A folder with one self-contained .json an article, what INCEpTION recommends: the same as XMI, without a type "
        "system beside it, and with every character."
    ),
    carries=CARRIES,
    write=write,
    single=False,
    ending=".json",
)
