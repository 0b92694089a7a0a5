"""WebAnno TSV 3, which INCEpTION reads and writes."""

from annotator.formats.base import Carries, Format
from annotator.formats.incoming import reading
from annotator.formats.webanno_reading import take

FORMAT = Format(
    name="webanno-tsv",
    title="WebAnno TSV 3",
    suffixes=(".tsv",),
    target="folder",
    description="A word a line with spans, fields and relations in columns, for WebAnno and INCEpTION.",
    carries=frozenset({Carries.OVERLAP, Carries.ATTRIBUTES, Carries.RELATIONS}),
    read=reading(take),
    take=take,
    knows=lambda head: head.removeprefix(b"\xef\xbb\xbf").startswith(b"#FORMAT=WebAnno TSV"),
)
