"""Files made to do harm, and files that are merely broken: an import ends in articles or in a sentence, and soon."""

import io
import json
import os
import struct
import sys
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.core.draft import Draft, Refusal
from annotator.formats import FORMATS, format_for, format_named
from annotator.formats.base import Format
from annotator.formats.incoming import Input, ReadOptions, taken
from tests.formats import plain_sources as sources
from tests.formats.plain_sources import packed, written
from tests.formats.samples import DATA

FIXTURES = DATA / "fixtures"
TEXTS = {name: (FIXTURES / "brat" / name).read_bytes() for name in ("a.txt", "b.txt")}
READERS = [form for form in FORMATS if form.take is not None]
MOST_SECONDS = 2
MOST_BYTES = 500_000_000
EXAMPLES = int(os.environ.get("ANNOTATOR_FUZZ", "1500")) // 25
"""How many files of each kind hypothesis makes; `ANNOTATOR_FUZZ=25000` asks for a thousand."""

LABELBUDDY = (
    '{"text":"Li said","annotations":[{"start_char":0,"end_char":2,"label_name":"A"}],"metadata":{"title":"x"}}'
)
POTATO = (
    '{"id":"1","displayed_text":"Li said","label_annotations":{"s":{"a":"1"}},"span_annotations":{"e:P:0:2":"true"}}\n'
    '{"id":"2","displayed_text":"Li said","span_annotations":{"e":[{"start":0,"end":2,"label":"P","text":"Li"}]}}'
)
ARGILLA = (
    '{"fields":{"text":"Li said"},"responses":{"q":[{"value":[{"start":0,"end":2,"label":"P"}],"user_id":"u"}]}}\n'
    '{"text":"Li said","annotation":[["P",0,2]],"annotation_agent":"u","status":"Validated"}'
)
HF = json.dumps(
    {
        "offset_unit": "codepoint", "text": "Li said so", "labels": ["A"], "tokens": ["Li"], "token_starts": [0],
        "ner_tags": ["B-A"], "relations": [{"id": "r", "role": "by", "from": "s", "to_span": "s", "to_actor": "Li"}],
        "spans": [{"id": "s", "label": "A", "start": 0, "end": 7, "text": "Li said", "fragments": [[0, 2], [3, 7]],
                   "attributes": '{"sure": true}', "note": "n", "annotator": "Ana", "origin": "human"}],
    }
)  # fmt: skip
_PLAIN: dict[str, list[bytes | str]] = {
    "text": ["Li said so.\n"],
    "html": [sources.PAGE],
    "docx": [sources.docx()],
    "odt": [sources.odt()],
    "rtf": [sources.RTF],
    "pdf": [sources.pdf(["China will", "cut."])],
    "eml": [sources.MAIL],
    "mbox": [sources.MAILBOX],
    "feed": [sources.RSS, sources.ATOM],
    "newsml": [sources.NEWSML, sources.NITF],
    "xlsx": [sources.sheet([["title", "text"], ["a", "b c"]])],
    "csv": ['title,text\na,"b\nc"\n'],
    "tsv": ["title\ttext\na\tb\n"],
    "json": ['[{"text": "a b", "title": "x"}]'],
    "zip": [packed({"a.txt": "Li.", "b.docx": sources.docx(), "c.ann": "T1\tA 0 2\tLi", "c.txt": "Li said"})],
    "labelbuddy": [LABELBUDDY],
    "potato": [POTATO],
    "argilla": [ARGILLA],
    "hf": [HF],
}
_ANNOTATED = {
    "brat": "brat/*.ann", "conll": "conll/*.conll", "conllu": "conll/*.conllu", "webanno-tsv": "webanno/*.tsv",
    "uima-xmi": "uima/*.xmi", "uima-json": "uima/*.json", "spacy": "spacy/*", "doccano": "doccano/*",
    "prodigy": "prodigy/*", "label-studio": "labelstudio/*", "w3c": "w3c/*.jsonld", "qdpx": "qdpx/*.qdpx",
    "tei": "tei/*",
}  # fmt: skip


def seeds(form: Format) -> list[bytes]:
    """Return good files of a format."""
    found = [item.encode() if isinstance(item, str) else item for item in _PLAIN.get(form.name, [])]
    if form.name in _ANNOTATED:
        found += [path.read_bytes() for path in sorted(FIXTURES.glob(_ANNOTATED[form.name]))]
    return found or [b"PAR1"]


def read(form: Format, data: bytes) -> list[Draft | Refusal]:
    """Read some bytes as a format does, and check what a reader promises."""
    assert form.take is not None
    name = {"brat": "a.ann", "w3c": "a.jsonld"}.get(form.name, f"x{form.suffixes[0]}")
    started = time.process_time()
    items = list(taken(form.take, Input(name, name, data, TEXTS.get), ReadOptions()))
    assert time.process_time() - started < MOST_SECONDS
    for item in items:
        assert isinstance(item, Draft | Refusal)
        if isinstance(item, Refusal):
            assert item.message.endswith(".")
            continue
        assert item.text.strip()
        item.text.encode()
        for span in item.record.spans if item.record else ():
            assert all(item.text[x.start : x.end] == x.quote for x in span.fragments)
    return items


@pytest.mark.parametrize("form", READERS, ids=lambda form: form.name)
@settings(
    max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(data=st.data())
def test_a_file_that_is_cut_changed_or_filled_with_noise_gives_drafts_or_refusals(
    form: Format, data: st.DataObject
) -> None:
    good = bytearray(data.draw(st.sampled_from(seeds(form))))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, max(0, len(good) - 1)))
        match data.draw(st.sampled_from(["cut", "delete", "insert", "change"])):
            case "cut":
                del good[at:]
            case "delete":
                del good[at : at + data.draw(st.sampled_from([1, 5, 50]))]
            case "insert":
                good[at:at] = data.draw(
                    st.sampled_from([b"<", b"&", b"\0", b"\xff", b'"', b"\n\n", b"\t", b"-1", b"9" * 20, b"\\u"])
                )
            case "change":
                good[at : at + 2] = data.draw(st.binary(max_size=3))
    read(form, bytes(good))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(
        st.sampled_from(
            ["text", "label", "labels", "spans", "start", "end", "annotations", "result", "data", "value", "entities",
             "relations", "id", "fields", "responses", "body", "target", "selector", "items", "%FEATURE_STRUCTURES",
             "%TYPE", "begin", "@sofa", "displayed_text", "span_annotations", "type", "motivation", "choices",
             "offset_unit", "fragments", "attributes"]
        ),
        inner,
        max_size=6,
    ),
    max_leaves=20,
)  # fmt: skip
OF_JSON = [form for form in READERS if {".json", ".jsonl", ".jsonld"} & set(form.suffixes)]


@pytest.mark.parametrize("form", OF_JSON, ids=lambda form: form.name)
@settings(max_examples=EXAMPLES, deadline=None)
@given(value=JSON)
def test_json_of_any_shape_gives_drafts_or_refusals(form: Format, value: object) -> None:
    read(form, json.dumps(value).encode())


def lying_zip() -> bytes:
    """A .docx of a few kilobytes that says its document has a few, too, and unpacks to 300 MB."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("word/document.xml", b" " * 300_000_000)
    raw = bytearray(data.getvalue())
    size = struct.pack("<I", 300_000_000)
    for place in [at for at in range(len(raw)) if raw[at : at + 4] == size]:
        raw[place : place + 4] = struct.pack("<I", 100_000)
    return bytes(raw)


def entities(levels: int) -> bytes:
    declared = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha"}">' for n in range(levels))
    return (
        f"<!DOCTYPE rss [{declared}]><rss><channel><item><title>&a{levels - 1};</title></item></channel></rss>".encode()
    )


def external() -> bytes:
    return b'<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><item><description>&x;</description></item></rss>'


def bombs() -> Iterator[tuple[str, str, Callable[[], bytes]]]:
    yield "x.docx", "lies about its size", lying_zip
    yield "x.docx", "is packed too tightly", lambda: packed({"word/document.xml": b" " * 60_000_000})
    yield "x.odt", "is packed too tightly", lambda: packed({"content.xml": b"<a>" * 20_000_000})
    yield "x.xlsx", "is packed too tightly", lambda: packed({"xl/workbook.xml": b" " * 60_000_000})
    yield "x.zip", "has too many members", lambda: packed({f"{n}.txt": "x" for n in range(20_001)})
    yield "x.zip", "is larger than it may", lambda: packed({f"{n}.txt": bytes(range(256)) * 200_000 for n in range(5)})
    yield "x.zip", "points outside", lambda: packed({"../../x.txt": "Li said."})
    yield "x.zip", "points to a root", lambda: packed({"/etc/x.txt": "Li said."})
    yield "x.zip", "points to a drive", lambda: packed({"C:\\x.txt": "Li said."})
    yield "x.zip", "has two of one name", lambda: packed({"A.txt": "Li said.", "a.txt": "Li left."})
    yield "x.zip", "is in itself", lambda: packed({"x.zip": packed({"a.txt": "Li said."})})
    yield "x.qdpx", "points outside", lambda: packed({"project.qde": "<Project/>", "../x": "y"})
    yield "x.xml", "laughs a billion times", lambda: entities(10)
    yield "x.xml", "reads a file of the machine", external
    yield "x.xml", "is nested deeply", lambda: b"<rss>" * 100_000
    yield "x.html", "is nested deeply", lambda: b"<div>" * 200_000 + b"text"
    yield "x.json", "is nested deeply", lambda: b"[" * 200_000
    yield "x.jsonl", "is nested deeply", lambda: b'{"text":' * 100_000 + b"\n{}"
    yield "x.json", "has a number of a million digits", lambda: b'[{"text": ' + b"9" * 1_000_000 + b"}]"
    yield "x.spacy", "unpacks to a quarter of a gigabyte", lambda: zlib.compress(b"\0" * 250_000_000, 1)
    yield "x.spacy", "claims four billion values", lambda: zlib.compress(b"\xdd\xff\xff\xff\xff")
    yield "x.rtf", "opens a million groups", lambda: b"{\\rtf1 " + b"{" * 1_000_000
    yield "x.mbox", "has no message", lambda: b"From \n" * 300_000
    yield (
        "x.tsv",
        "claims a place far away",
        lambda: b"#FORMAT=WebAnno TSV 3.3\n#T_SP=x|y\n\n\n#Text=Li\n1-1\t999999999-1000000001\tLi\t_\t\n",
    )
    yield "x.conllu", "claims a place far away", lambda: b"1\tLi" + b"\t_" * 7 + b"\tTokenRange=99999999:99999999\n"
    yield "x.pdf", "is only a head", lambda: b"%PDF-1.7\n" + b"\n" * 100_000


BOMBS = list(bombs())


def most_memory() -> int:
    """Return the most bytes that this process has had in memory, also outside Python; 0 where nothing tells."""
    if sys.platform != "linux":
        return 0
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


@pytest.mark.parametrize(("name", "what", "make"), BOMBS, ids=[f"{name} {what}" for name, what, _ in BOMBS])
def test_a_file_made_to_do_harm_ends_in_a_sentence_within_two_seconds_and_500_mb(
    tmp_path: Path, name: str, what: str, make: Callable[[], bytes]
) -> None:
    path = written(tmp_path, name, make())
    form = format_for(path)
    if form is None:
        return
    assert form.read is not None
    before = most_memory()
    started = time.process_time()
    items = list(form.read(path))
    assert time.process_time() - started < MOST_SECONDS
    assert most_memory() - before < MOST_BYTES
    for item in items:
        if isinstance(item, Refusal):
            assert item.hint
        else:
            assert name.startswith(("x.html", "x.conllu", "x.mbox"))
            assert "root:" not in item.text
    assert not (tmp_path.parent / "x.txt").exists()


LONG = 2_000_000
LONG_FILES = {
    "x.txt": b"word " * (LONG // 5),
    "x.csv": b"title,text\n" + b'a,"' + b"b" * LONG + b'"\n',
    "x.html": b"<p>" + b"a, b " * (LONG // 5) + b"</p>",
    "x2.html": b"<p>many short, ones that are there</p>" * (LONG // 200),
    "x.conll": b"Li B-Speaker\nsaid O\n\n" * (LONG // 40),
    "x.jsonl": b'{"text": "Li said so.", "label": [[0, 2, "Speaker"]]}\n' * (LONG // 200),
    "x.eml": b"Subject: x\n\n" + b">From " * (LONG // 6),
    "x.rtf": b"{\\rtf1 " + b"Li said so.\\par " * (LONG // 40) + b"}",
}


@pytest.mark.parametrize("name", LONG_FILES)
def test_a_long_file_costs_in_proportion_to_its_length(tmp_path: Path, name: str) -> None:
    """Twice the file, at most four times the time: nothing is quadratic. Small noise is left out of account."""
    data = LONG_FILES[name]
    form = format_for(written(tmp_path, name, data[:1000]))
    assert form is not None
    assert form.read is not None

    def seconds(content: bytes) -> float:
        path = written(tmp_path, name, content)
        started = time.process_time()
        assert form.read is not None
        list(form.read(path))
        return time.process_time() - started

    half = data[: len(data) // 2]
    assert seconds(data) < 4 * seconds(half) + 0.3


def test_nothing_in_a_folder_is_read_through_a_path_that_a_file_names(tmp_path: Path) -> None:
    outside = written(tmp_path, "secret.txt", "root:x")
    (tmp_path / "in").mkdir()
    annotation = {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "type": "Annotation",
        "body": "x",
        "target": {"source": f"../{outside.name}", "selector": {"type": "TextPositionSelector", "start": 0, "end": 2}},
    }
    path = written(tmp_path / "in", "x.jsonld", json.dumps(annotation))
    form = format_named("w3c")
    assert form.read is not None
    (refusal,) = form.read(path)
    assert isinstance(refusal, Refusal)
    assert "no text beside it" in refusal.message
