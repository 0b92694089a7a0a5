"""Counts the spans in an exported file by the file's own words, without the code that wrote it. It changes nothing."""

import csv
import json
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from annotator.core.errors import UserError


def spans_in(form: str, files: Sequence[Path]) -> int:
    """Return how many spans the files of one export hold; raise `UserError` where they cannot be read."""
    count = _COUNTERS.get(form)
    if count is None:
        raise UserError(f"Nothing here can read “{form}” back.", hint="Export another format.")
    try:
        return sum(count(file) for file in files)
    except (
        ValueError,
        KeyError,
        IndexError,
        TypeError,
        StopIteration,
        zlib.error,
        struct.error,
        zipfile.BadZipFile,
    ) as error:
        raise UserError(f"An export as “{form}” cannot be read back: {error}.", hint="Please report this.") from error


def _in_json_lines(file: Path) -> int:
    if file.suffix != ".jsonl":
        return 0
    lines = file.read_text(encoding="utf-8").split("\n")
    return sum(len(json.loads(line)["spans"]) for line in lines if line)


def _in_table(file: Path) -> int:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return len({row["span"] for row in csv.DictReader(stream)})


def _in_tabbed_table(file: Path) -> int:
    with file.open(encoding="utf-8", newline="") as stream:
        return len({row["span"] for row in csv.DictReader(stream, delimiter="\t")})


def _in_columns(file: Path) -> int:
    lines = file.read_text(encoding="utf-8").split("\n")
    return sum(line.split(" ")[-1].startswith(("B-", "S-")) for line in lines)


def _in_conllu(file: Path) -> int:
    return len(re.findall(r"NER=[BS]-", file.read_text(encoding="utf-8")))


def _in_json(file: Path) -> Any:
    return json.loads(file.read_bytes())


def _in_rows(file: Path) -> Iterator[dict[str, Any]]:
    return (json.loads(line) for line in file.read_text(encoding="utf-8").split("\n") if line)


def _in_chat(file: Path) -> int:
    return sum(len(json.loads(row["messages"][2]["content"])["spans"]) for row in _in_rows(file))


def _in_prodigy(file: Path) -> int:
    return sum(len({span["id"] for span in row["spans"]}) for row in _in_rows(file))


def _in_doccano(file: Path) -> int:
    """Count entities, less the links from a piece of a span to the next."""
    rows = list(_in_rows(file))
    links = [link for row in rows for link in row["relations"] if link["type"] == "continues"]
    return sum(len(row["entities"]) for row in rows) - len(links)


def _in_label_studio(file: Path) -> int:
    if file.suffix != ".json":
        return 0
    results: list[dict[str, Any]] = [
        result for task in _in_json(file) for x in task["annotations"] for result in x["result"]
    ]
    regions = [x for x in results if x["type"] == "labels"]
    return len(regions) - len([x for x in results if x.get("labels") == ["continues"]])


def _in_cas(file: Path) -> int:
    structures = _in_json(file)["%FEATURE_STRUCTURES"]
    return len({x["uid"] for x in structures if x["%TYPE"] == "custom.Span"})


def _in_annotations(file: Path) -> int:
    if file.suffix != ".jsonld":
        return 0
    return sum(item["motivation"] == "tagging" for item in _in_json(file)["first"]["items"])


def _in_webanno(file: Path) -> int:
    lines = file.read_text(encoding="utf-8").split("\n")
    column = next(x for x in lines if x.startswith("#T_SP=")).split("|").index("identifier") + 2
    cells = (line.split("\t")[column] for line in lines if line[:1].isdigit())
    return len({re.sub(r"\[[0-9]+\]$", "", part) for cell in cells if cell != "_" for part in cell.split("|")})


def _matching(pattern: str, less: str = "", suffix: str = "") -> Callable[[Path], int]:
    """Return a counter of what matches one pattern and not another, each once, in files with an ending."""

    def count(file: Path) -> int:
        if suffix and file.suffix != suffix:
            return 0
        text = file.read_text(encoding="utf-8")
        return len(set(re.findall(pattern, text, re.MULTILINE))) - (len(re.findall(less, text)) if less else 0)

    return count


def _in_archive(file: Path, part: str) -> str:
    with zipfile.ZipFile(file) as archive:
        return archive.read(part).decode()


def _in_workbook(file: Path) -> int:
    return _in_archive(file, "xl/worksheets/sheet1.xml").count("<row ") - 1


def _in_project(file: Path) -> int:
    text = _in_archive(file, "project.qde")
    return text.count("<PlainTextSelection ") - len(re.findall(r'<Link [^>]*name="continues"', text))


def _in_word(file: Path) -> int:
    """Count comments on words, less those on later pieces of a span; one on the article is on no words."""
    begun = re.findall(r'<w:commentRangeStart w:id="([0-9]+)"/>(?!<w:commentRangeEnd w:id="\1"/>)', _in_archive(
        file, "word/document.xml"
    ))  # fmt: skip
    later = re.findall(r"\(span [0-9]+, piece (?!1 )[0-9]+ of ", _in_archive(file, "word/comments.xml"))
    return len(begun) - len(later)


def _in_doc_bin(file: Path) -> int:
    """Count spans by their ids: a span in several pieces has several rows, which share one."""
    message = _Unpacker(zlib.decompress(file.read_bytes())).value()
    ids: set[tuple[int, int]] = set()
    for document, packed in enumerate(message["span_groups"]):
        for group in _Unpacker(packed).value():
            rows = _Unpacker(group).value()["spans"]
            ids |= {(document, struct.unpack(">QQQllll", row)[0]) for row in rows}
    return len(ids)


_COUNTERS: Mapping[str, Callable[[Path], int]] = {
    "jsonl": _in_json_lines,
    "hf": _in_json_lines,
    "csv": _in_table,
    "tsv": _in_tabbed_table,
    "xlsx": _in_workbook,
    "frames": _in_table,
    "conll": _in_columns,
    "conllu": _in_conllu,
    "spacy": _in_doc_bin,
    "chat": _in_chat,
    "html": _matching(r'<li id="s-([^"]+)"'),
    "docx": _in_word,
    "brat": _matching(r"^(T[0-9]+)\t", suffix=".ann"),
    "uima-json": _in_cas,
    "uima-xmi": _matching(r'<custom:Span [^>]*uid="([^"]+)"', suffix=".xmi"),
    "webanno-tsv": _in_webanno,
    "label-studio": _in_label_studio,
    "doccano": _in_doccano,
    "prodigy": _in_prodigy,
    "qdpx": _in_project,
    "tei": _matching(r'<span xml:id="span-([0-9a-f-]+)'),
    "w3c": _in_annotations,
}


_CONSTANTS = {b"\xc0": None, b"\xc2": False, b"\xc3": True}
_NUMBERS = {b"\xcb": ">d", b"\xcf": ">Q", b"\xd3": ">q"}


class _Unpacker:
    """Reads the long forms of MessagePack, from front to back; raises `ValueError` for any other."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def value(self) -> Any:
        """Return the next value."""
        kind = self._take(1)
        if kind in _CONSTANTS:
            return _CONSTANTS[kind]
        if kind in _NUMBERS:
            return struct.unpack(_NUMBERS[kind], self._take(8))[0]
        if kind not in b"\xc6\xdb\xdd\xdf":
            raise ValueError(f"a value begins with {kind.hex()}")
        size = int(struct.unpack(">I", self._take(4))[0])
        match kind:
            case b"\xc6":
                return self._take(size)
            case b"\xdb":
                return self._take(size).decode()
            case b"\xdd":
                return [self.value() for _ in range(size)]
            case _:
                return {self.value(): self.value() for _ in range(size)}

    def _take(self, size: int) -> bytes:
        piece = self._data[self._at : self._at + size]
        if len(piece) != size:
            raise ValueError("it is cut short")
        self._at += size
        return piece
