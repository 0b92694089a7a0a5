"""UIMA CAS as JSON. The record; the work is in `uima_json_writing` and `uima_reading`."""

from annotator.formats.base import Format
from annotator.formats.incoming import reading
from annotator.formats.uima_cas import CARRIES
from annotator.formats.uima_json_writing import write
from annotator.formats.uima_reading import take_json

FORMAT = Format(
    name="uima-json",
    title="UIMA CAS (JSON)",
    suffixes=(".json",),
    target="folder",
    description=(
        "A folder with one self-contained .json an article, what INCEpTION recommends: the same as XMI, without a type "
        "system beside it, and with every character."
    ),
    carries=CARRIES,
    read=reading(take_json),
    write=write,
    single=False,
    ending=".json",
    take=take_json,
    knows=lambda head: b'"%FEATURE_STRUCTURES"' in head or b'"%TYPES"' in head,
)
