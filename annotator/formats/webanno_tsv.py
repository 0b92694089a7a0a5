"""WebAnno TSV 3. The record; the work is in `webanno_tsv_writing` and `webanno_reading`."""

from annotator.formats.base import Format
from annotator.formats.incoming import reading
from annotator.formats.webanno_reading import take
from annotator.formats.webanno_tsv_writing import CARRIES, write

FORMAT = Format(
    name="webanno-tsv",
    title="WebAnno TSV 3.3",
    suffixes=(".tsv",),
    target="folder",
    description=(
        "A folder with one .tsv an article for WebAnno and INCEpTION. Prefer UIMA CAS where the program reads it: this "
        "format keeps white space between sentences only as line breaks."
    ),
    carries=CARRIES,
    read=reading(take),
    write=write,
    single=False,
    ending=".tsv",
    words=True,
    take=take,
    knows=lambda head: head.removeprefix(b"\xef\xbb\xbf").startswith(b"#FORMAT=WebAnno TSV"),
)
