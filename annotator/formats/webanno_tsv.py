"""WebAnno TSV 3. The record; the work is in `webanno_tsv_writing`."""

from annotator.formats.base import Format
from annotator.formats.webanno_tsv_writing import CARRIES, write

FORMAT = Format(
    name="webanno-tsv",
    title="WebAnno TSV 3.3",
    suffixes=(),
    target="folder",
    description=(
        "A folder with one .tsv an article for WebAnno and INCEpTION. Prefer UIMA CAS where the program reads it: this "
        "format keeps white space between sentences only as line breaks."
    ),
    carries=CARRIES,
    write=write,
    single=False,
    ending=".tsv",
    words=True,
)
