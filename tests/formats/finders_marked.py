"""Readers of our own for XML, HTML, zips of XML and WebAnno's columns. They share no line with the code that writes."""

import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

from tests.formats.finders import Records, _table
from tests.formats.found import Found, chained, file_of, found_of, from_utf16, joined

XML = "{http://www.w3.org/XML/1998/namespace}"
TEI = "{http://www.tei-c.org/ns/1.0}"
QDA = "{urn:QDA-XML:project:1.0}"
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def uima_xmi(path: Path, records: Records) -> list[Found]:
    found = []
    types = ET.parse(path / "TypeSystem.xml").getroot()
    assert len(list(types.iter("{http://uima.apache.org/resourceSpecifier}typeDescription"))) == 6
    for record in records:
        root = ET.parse(file_of(path, record, ".xmi")).getroot()
        (sofa,) = (x for x in root if x.tag.endswith("}Sofa"))
        text = sofa.get("sofaString") or ""
        at = from_utf16(text)
        id_of = "{http://www.omg.org/XMI}id"
        spans = {x.get(id_of): x for x in root if x.tag.endswith("}Span")}
        pieces = joined(
            (x.attrib["uid"], at[int(x.attrib["begin"])], at[int(x.attrib["end"])], x.attrib["label"])
            for x in spans.values()
        )
        links = [
            (x.attrib["label"], spans[x.attrib["Governor"]].attrib["uid"], spans[x.attrib["Dependent"]].attrib["uid"])
            for x in root
            if x.tag.endswith("}Relation")
        ]
        found.append(found_of(text, pieces, links))
    return found


def tei(path: Path, records: Records) -> list[Found]:
    found = []
    for record in records:
        root = ET.parse(file_of(path, record, ".xml")).getroot()
        (ab,) = root.iter(f"{TEI}ab")
        text, places = ab.text or "", {}
        for anchor in ab:
            places[f"#{anchor.get(f'{XML}id')}"] = len(text)
            text += anchor.tail or ""
        pieces = [
            (x.attrib[f"{XML}id"].split(".")[0], places[x.attrib["from"]], places[x.attrib["to"]], x.text or "")
            for x in root.iter(f"{TEI}span")
        ]
        links = []
        for link in root.iter(f"{TEI}link"):
            one, other = link.attrib["target"].replace("#", "").split()
            if not other.startswith("filler-"):
                links.append((link.attrib["type"], one, other))
        found.append(found_of(text, joined(pieces), links))
    return found


def qdpx(path: Path, records: Records) -> list[Found]:
    found = []
    with zipfile.ZipFile(path) as archive:
        (name,) = (x for x in archive.namelist() if x.endswith(".qde"))
        root = ET.fromstring(archive.read(name))
        texts = {Path(x).stem: archive.read(x) for x in archive.namelist() if x.lower().startswith("sources/")}
    nvivo = any(data.startswith(b"\xef\xbb\xbf") for data in texts.values())
    codes = {x.attrib["guid"]: x.attrib["name"] for x in root.iter(f"{QDA}Code")}
    links = [(x.attrib["name"], x.attrib["originGUID"], x.attrib["targetGUID"]) for x in root.iter(f"{QDA}Link")]
    for source in root.iter(f"{QDA}TextSource"):
        text = texts[source.attrib["guid"]].decode("utf-8-sig").replace("\r\n", "\n")
        at = from_utf16(text, line_end=2) if nvivo else dict(zip(*[range(len(text) + 1)] * 2, strict=True))
        pieces = {}
        for one in source.iter(f"{QDA}PlainTextSelection"):
            (code, *_) = (x.attrib["targetGUID"] for x in one.iter(f"{QDA}CodeRef"))
            start, end = int(one.attrib["startPosition"]), int(one.attrib["endPosition"])
            pieces[one.attrib["guid"]] = (at[start], at[end], codes[code])
        mine = [x for x in links if x[1] in pieces]
        spans = chained(pieces, [x[1:] for x in mine if x[0] == "continues"])
        found.append(found_of(text, spans, [x for x in mine if x[0] != "continues"]))
    return found


class _Page(HTMLParser):
    """Collects the text of each article and which spans each piece of it is in."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.runs: list[dict[str, list[tuple[int, int]]]] = []
        self.labels: dict[str, str] = {}
        self._open: list[tuple[str, str]] = []
        self._item = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag in ("meta", "br"):
            return
        if values.get("class") == "text":
            self.texts.append("")
            self.runs.append({})
        if tag == "li":
            self._item = values["id"].removeprefix("s-")
        self._open.append((tag, values.get("data-spans", "text" if values.get("class") == "text" else "")))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if not any(what == "text" for _, what in self._open):
            if self._open and self._open[-1][0] == "strong":
                self.labels[self._item] = data
            return
        start = len(self.texts[-1])
        self.texts[-1] += data
        spans = [what for tag, what in self._open if tag == "span"]
        for id in spans[-1].split() if spans else ():
            pieces = self.runs[-1].setdefault(id, [])
            if pieces and pieces[-1][1] == start:
                pieces[-1] = (pieces[-1][0], start + len(data))
            else:
                pieces.append((start, start + len(data)))


def html(path: Path, records: Records) -> list[Found]:
    page = _Page()
    page.feed(path.read_bytes().decode())
    page.close()
    return [
        found_of(text, joined((id, a, b, page.labels[id]) for id, pieces in runs.items() for a, b in pieces))
        for text, runs in zip(page.texts, page.runs, strict=True)
    ]


def docx(path: Path, records: Records) -> list[Found]:
    found = []
    for record in records:
        with zipfile.ZipFile(file_of(path, record, ".docx")) as archive:
            body = ET.fromstring(archive.read("word/document.xml"))
            comments = ET.fromstring(archive.read("word/comments.xml"))
        names = {x.attrib[f"{WORD}id"]: "".join(t.text or "" for t in list(x.iter(f"{WORD}t"))[:1]) for x in comments}
        text, begun, pieces = "", {}, []
        for number, paragraph in enumerate(body.iter(f"{WORD}p")):
            text += "\n" if number else ""
            for part in paragraph.iter():
                kind = part.tag.removeprefix(WORD)
                if kind == "t":
                    text += part.text or ""
                elif kind == "tab":
                    text += "\t"
                elif kind == "commentRangeStart":
                    begun[part.attrib[f"{WORD}id"]] = len(text)
                elif kind == "commentRangeEnd":
                    id = part.attrib[f"{WORD}id"]
                    if not names[id].startswith("The article: ") and len(text) > begun[id]:
                        label, _, told = names[id].partition(" (span ")
                        span = f"span {told.split(',')[0]}" if told else id
                        pieces.append((span, begun[id], len(text), label))
        found.append(found_of(text, joined(pieces)))
    return found


def xlsx(path: Path, records: Records) -> list[Found]:
    with zipfile.ZipFile(path) as archive:
        root = ET.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    table = []
    for row in root.iter(f"{SHEET}row"):
        cells = {}
        for cell in row.iter(f"{SHEET}c"):
            column = re.sub(r"[0-9]", "", cell.attrib["r"])
            cells[column] = "".join(x.text or "" for x in cell.iter() if x.tag in (f"{SHEET}t", f"{SHEET}v"))
        table.append(cells)
    heads = table[0]
    rows = [{name: _cell(cells.get(column, "")) for column, name in heads.items()} for cells in table[1:]]
    return _table(rows, records)


def _cell(text: str) -> str:
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), text)


def webanno(path: Path, records: Records) -> list[Found]:
    return [_tsv(file_of(path, record, ".tsv"), record.article.text) for record in records]


def _tsv(path: Path, text: str) -> Found:
    lines = path.read_bytes().decode().split("\n")
    features = next(x for x in lines if x.startswith("#T_SP=")).split("|")[1:]
    at = from_utf16(text)
    pieces: dict[tuple[str, str], list[object]] = {}
    firsts: dict[str, list[tuple[str, str]]] = {}
    links = []
    for line in lines:
        if not re.match(r"[0-9]+-[0-9]+\t", line):
            continue
        id, place, word, *cells = line.split("\t")
        start, end = (at[int(x)] for x in place.split("-"))
        assert word.replace("\\\\", "\\") == text[start:end]
        units = [_split(cell) for cell in cells[: len(features)]]
        keys = [(number or id, "" if number else id) for _, number in units[0]] if cells[0] != "_" else []
        for n, key in enumerate(keys):
            values = {name: unit[n][0] for name, unit in zip(features, units, strict=True)}
            known = pieces.setdefault(key, [start, end, values["value"], values["identifier"]])
            known[1] = end
            firsts.setdefault(id, []).append(key)
        roles, owners = cells[len(features) : len(features) + 2]
        if roles != "_":
            for (role, _), owner in zip(_split(roles), owners.split("|"), strict=True):
                links.append((role, owner, id))
    spans = joined((str(x[3]), int(str(x[0])), int(str(x[1])), str(x[2])) for x in pieces.values())
    ends = []
    for role, owner, dependent in links:
        match = re.fullmatch(r"([0-9]+-[0-9]+)(?:\[([0-9]+)_([0-9]+)\])?", owner)
        assert match
        one = _unit(match[1], match[2], pieces)
        other = _unit(dependent, match[3], pieces)
        ends.append((role, one, other))
    return found_of(None, spans, ends)


def _unit(word: str, number: str | None, pieces: dict[tuple[str, str], list[object]]) -> str:
    key = (number, "") if number and number != "0" else (word, word)
    return str(pieces[key][3])


def _split(cell: str) -> list[tuple[str, str]]:
    """Return the stacked values of a cell with their numbers."""
    values = []
    for part in re.findall(r"(?:\\.|[^|\\])+", cell):
        match = re.fullmatch(r"((?:\\.|[^\\])*?)(?:\[([0-9]+)\])?", part, flags=re.DOTALL)
        assert match
        values.append((re.sub(r"\\(->|.)", r"\1", match[1]), match[2] or ""))
    return values
