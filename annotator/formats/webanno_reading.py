"""Reads WebAnno TSV 3, which INCEpTION writes, too: a row a word, a column a feature, offsets in UTF-16 units.

What stands between sentences and before the first is not in such a file: a line break for each character of a gap is
put in, a space before the first word.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from annotator.formats.decoding import text_of
from annotator.formats.gathering import FoundArticle, FoundRelation, FoundSpan, drafts_of
from annotator.formats.incoming import Input, Items, ReadOptions
from annotator.formats.offsets import UTF16

_DECLARED = re.compile(r"#T_(SP|CH|RL)=(.*)")
_ROW = re.compile(r"(\d{1,9})-(\d{1,9})(?:\.(\d{1,4}))?\t(\d{1,10})-(\d{1,10})\t")
_STACKED = re.compile(r"(?<!\\)\[(\d{1,9})\]$")
_SOURCE = re.compile(r"^(\d{1,9}-\d{1,9}(?:\.\d{1,4})?)(?:\[(\d{1,9})_(\d{1,9})\])?$")
_ESCAPED = {"t": "\t", "n": "\n", "r": "\r"}
_LABELS = ("value", "label", "identifier", "posvalue", "tag", "type")
_MOST_GAP = 100_000
_HINT = "Export it again as WebAnno TSV 3 or, better, as UIMA CAS JSON."


@dataclass(slots=True)
class _Column:
    kind: str
    layer: str
    feature: str


@dataclass(slots=True)
class _Span:
    layer: str
    start: int
    end: int
    features: dict[str, str] = field(default_factory=dict)
    line: int = 0


@dataclass(slots=True)
class _Sheet:
    columns: list[_Column] = field(default_factory=list)
    text: str = ""
    units: int = 0
    spans: dict[str, _Span] = field(default_factory=dict)
    ends: list[tuple[str, str, str, int]] = field(default_factory=list)


def take(given: Input, options: ReadOptions) -> Items:
    """Yield the article of one file."""
    text = text_of(given, options).text.removeprefix("\ufeff").replace("\r\n", "\n")
    if not text.startswith("#FORMAT=WebAnno TSV 3"):
        raise given.refuse("is not WebAnno TSV 3", _HINT)
    sheet = _Sheet()
    rows = list(_blocks(given, text, sheet))
    for sentence, block in rows:
        _place(given, sheet, sentence, block)
    for _, block in rows:
        for line, row in block:
            _read_row(sheet, line, row)
    article = FoundArticle(sheet.text + "\n", spans=_spans(sheet), relations=list(_relations(sheet)))
    article.original = given.data
    remarks = ["White space before and between sentences is not in it; line breaks stand for it."]
    yield from drafts_of(given, [article], options, UTF16, remarks)


_Block = list[tuple[int, Sequence[str]]]


def _blocks(given: Input, text: str, sheet: _Sheet) -> Iterator[tuple[str, _Block]]:
    """Yield each sentence's text with its rows; the columns that are declared go into the sheet."""
    sentence: list[str] = []
    block: _Block = []
    for number, line in enumerate([*text.split("\n"), "#Text="], start=1):
        declared = _DECLARED.match(line)
        if declared:
            sheet.columns += _columns(declared[1], declared[2])
        elif line.startswith("#Text="):
            if block:
                yield "\n".join(sentence), block
                sentence, block = [], []
            sentence.append(_plain(line[6:]))
        elif _ROW.match(line):
            cells = line.split("\t")
            if not sentence:
                raise given.refuse(f"has a word without a sentence at line {number}", _HINT)
            block.append((number, cells))


def _columns(kind: str, declared: str) -> list[_Column]:
    layer, *features = declared.split("|")
    if kind == "RL":
        features = [name for name in features if not name.startswith("BT_")]
        return [_Column(kind, layer, name or "value") for name in features or [""]] + [_Column("END", layer, "")]
    if kind == "CH":
        return [_Column(kind, layer, name) for name in ("referenceType", "referenceRelation")]
    return [_Column(kind, layer, name) for name in features or [""]]


def _place(given: Input, sheet: _Sheet, sentence: str, block: _Block) -> None:
    """Put a sentence at the place that its first word has in the file."""
    first = int(_parts(block[0][1])[4])
    gap = first - sheet.units
    if not 0 <= gap <= _MOST_GAP:
        raise given.refuse(f"has sentences that overlap at line {block[0][0]}", _HINT)
    sheet.text += ("\n" if sheet.text else " ") * gap + sentence
    sheet.units += gap + len(sentence.encode("utf-16-le", "surrogatepass")) // 2


def _parts(cells: Sequence[str]) -> re.Match[str]:
    found = _ROW.match("\t".join(cells[:2]) + "\t")
    assert found is not None  # noqa: S101 - only such rows were kept
    return found


def _read_row(sheet: _Sheet, line: int, cells: Sequence[str]) -> None:
    row = _parts(cells)
    start, end = int(row[4]), int(row[5])
    for column, cell in zip(sheet.columns, cells[3:], strict=False):
        if cell in {"_", ""}:
            continue
        for number, value in enumerate(_split(cell, "|")):
            stacked = _STACKED.search(value)
            plain = value[: stacked.start()] if stacked else value
            if column.kind == "SP":
                key = f"{column.layer} {stacked[1]}" if stacked else f"{column.layer} {cells[0]} {number}"
                span = sheet.spans.setdefault(key, _Span(column.layer, start, end, line=line))
                span.start, span.end = min(span.start, start), max(span.end, end)
                if plain not in {"*", "_", ""}:
                    span.features[column.feature] = _plain(plain)
            elif column.kind in {"RL", "END"}:
                sheet.ends.append((column.kind, f"{cells[0]}|{number}|{column.layer}", value, line))


def _spans(sheet: _Sheet) -> list[FoundSpan]:
    found: list[FoundSpan] = []
    for key, span in sheet.spans.items():
        features = dict(span.features)
        name = next((x for x in _LABELS if x in {key.lower() for key in features}), "")
        real = next((key for key in features if key.lower() == name), "")
        label = features.pop(real) if real else span.layer.rpartition(".")[2]
        found.append(
            FoundSpan(
                label,
                [(span.start, span.end)],
                key,
                layer=_layer(span.layer),
                answers=dict(features),
                line=span.line,
            )
        )
    return found


def _layer(name: str) -> str:
    """Return a layer's own name without its package; the one that holds all sorts has none."""
    own = name.rpartition(".")[2]
    return "" if own in {"Span", "Custom"} else own


def _relations(sheet: _Sheet) -> Iterator[FoundRelation]:
    roles = {place: value for kind, place, value, _ in sheet.ends if kind == "RL"}
    by_row: dict[str, list[str]] = defaultdict(list)
    for key in sheet.spans:
        parts = key.split(" ")
        if len(parts) == 3:  # noqa: PLR2004 - layer, row, number
            by_row[parts[1]].append(key)
    stacked = {key.rpartition(" ")[2]: key for key in sheet.spans if len(key.split(" ")) == 2}  # noqa: PLR2004
    for kind, place, value, line in sheet.ends:
        match = _SOURCE.match(value)
        if kind != "END" or match is None:
            continue
        row = place.partition("|")[0]
        source = stacked.get(match[2] or "0") or next(iter(by_row.get(match[1], [])), "")
        target = stacked.get(match[3] or "0") or next(iter(by_row.get(row, [])), "")
        role = roles.get(place, "*")
        name = place.rpartition("|")[2].rpartition(".")[2]
        yield FoundRelation(_plain(role) if role not in {"*", "_", ""} else name, source, target, line)


def _plain(text: str) -> str:
    """Return a text without the backslashes that escape it."""
    if "\\" not in text:
        return text
    return re.sub(r"\\(->|.)", lambda match: _ESCAPED.get(match[1], match[1]), text, flags=re.DOTALL)


def _split(text: str, by: str) -> list[str]:
    """Split at a character that no backslash stands before."""
    parts = [""]
    escaped = False
    for letter in text:
        if letter == by and not escaped:
            parts.append("")
            continue
        parts[-1] += letter
        escaped = letter == "\\" and not escaped
    return parts
