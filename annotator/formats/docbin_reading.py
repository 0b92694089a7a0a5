"""Reads spaCy's DocBin (.spacy) without spaCy: MessagePack, word hashes, entities, span groups and categories.

The layout is told in `docbin`. Nothing is trusted: sizes are limited, and a number that no string of the file has is
refused.
"""

import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotator.formats.docbin import string_hash
from annotator.formats.gathering import FoundArticle, FoundSpan, drafts_of
from annotator.formats.incoming import Input, Items, ReadOptions
from annotator.formats.message_pack import BrokenError, MessagePack
from annotator.formats.spacy_symbols import SYMBOLS

MOST_PACKED = 100_000_000
MOST_UNPACKED = 200_000_000
_ORTH, _SPACY, _ENT_IOB, _ENT_TYPE, _ENT_ID = 65, 76, 77, 78, 454
_INSIDE, _BEGIN = 1, 3
_LEAST_CAT = 0.5
_SPAN = struct.Struct(">QQQllll")
_OLD_SPAN = struct.Struct(">QQllll")
_DAMAGE = (BrokenError, zlib.error, struct.error, ValueError, KeyError, IndexError, TypeError, AttributeError)
_HINT = "Write it again with DocBin(store_user_data=True).to_disk()."


def take(given: Input, options: ReadOptions) -> Items:
    """Yield the documents of one .spacy file."""
    try:
        message = MessagePack(_unpacked(given.data)).value()
        found = list(_documents(message, given))
    except _DAMAGE as error:
        raise given.refuse("is not a .spacy file that can be read", _HINT) from error
    if not found:
        raise given.refuse("has no documents in it", _HINT)
    yield from drafts_of(given, found, options)


def _unpacked(data: bytes) -> bytes:
    packer = zlib.decompressobj()
    unpacked = packer.decompress(data, MOST_UNPACKED)
    if packer.unconsumed_tail:
        raise BrokenError
    return unpacked


@dataclass(frozen=True, slots=True)
class _Bin:
    columns: Mapping[int, int]
    width: int
    numbers: tuple[int, ...]
    names: Mapping[int, str]
    message: Mapping[str, Any]


def _documents(message: Any, given: Input) -> Iterator[FoundArticle]:
    attrs = list(message["attrs"])
    tokens = message["tokens"]
    numbers = struct.unpack(f"<{len(tokens) // 8}Q", tokens)
    names = {0: "", **{number: name for name, number in SYMBOLS.items()}}
    names.update({string_hash(text): text for text in message["strings"] if isinstance(text, str)})
    whole = _Bin({attr: n for n, attr in enumerate(attrs)}, len(attrs), numbers, names, message)
    lengths = struct.unpack(f"<{len(message['lengths']) // 4}i", message["lengths"])
    if min(lengths, default=0) < 0 or sum(lengths) * len(attrs) != len(numbers):
        raise BrokenError
    at = 0
    for index, length in enumerate(lengths):
        yield _document(whole, index, at, length, given)
        at += length


def _document(whole: _Bin, index: int, at: int, length: int, given: Input) -> FoundArticle:
    rows = [whole.numbers[n * whole.width : (n + 1) * whole.width] for n in range(at, at + length)]
    words = [whole.names[row[whole.columns[_ORTH]]] for row in rows]
    spaces = whole.message["spaces"][at : at + length]
    if len(spaces) != length:
        raise BrokenError
    starts, text, place = [], [], 0
    for word, space in zip(words, spaces, strict=True):
        starts.append(place)
        text.append(word + " " * bool(space))
        place += len(word) + bool(space)
    places = [(start, start + len(word)) for start, word in zip(starts, words, strict=True)]
    article = FoundArticle("".join(text), name=f"{given.stem} {index + 1}", line=index + 1)
    grouped = list(_grouped(whole, index, places))
    known = {(span.label, tuple(span.ranges)) for span in grouped}
    pieces = {(span.label, piece) for span in grouped for piece in span.ranges}
    article.spans = grouped + [
        span
        for span in _entities(whole, rows, places)
        if (span.label, tuple(span.ranges)) not in known and (span.label, span.ranges[0]) not in pieces
    ]
    cats = _at(whole.message.get("cats"), index)
    if isinstance(cats, dict):
        article.labels = [
            (str(name), "", "")
            for name, score in cats.items()
            if isinstance(score, int | float) and score >= _LEAST_CAT
        ]
    _add_data(article, _at(whole.message.get("user_data"), index))
    return article


def _at(items: Any, index: int) -> Any:
    return items[index] if isinstance(items, list) and index < len(items) else None


def _entities(whole: _Bin, rows: Sequence[Sequence[int]], places: Sequence[tuple[int, int]]) -> list[FoundSpan]:
    found: list[FoundSpan] = []
    if _ENT_IOB not in whole.columns or _ENT_TYPE not in whole.columns:
        return found
    iob, kind = whole.columns[_ENT_IOB], whole.columns[_ENT_TYPE]
    open_span = False
    for row, (start, end) in zip(rows, places, strict=True):
        label = whole.names.get(row[kind], "")
        if row[iob] == _INSIDE and open_span and found[-1].label == label:
            found[-1].ranges = [(found[-1].ranges[0][0], end)]
        elif row[iob] in {_BEGIN, _INSIDE} and label:
            found.append(FoundSpan(label, [(start, end)]))
            open_span = True
            continue
        open_span = open_span and row[iob] == _INSIDE
    return found


def _grouped(whole: _Bin, index: int, places: Sequence[tuple[int, int]]) -> Iterator[FoundSpan]:
    """Yield the spans of all groups; those of one group that share an id and a label are pieces of one."""
    data = _at(whole.message.get("span_groups"), index)
    if not isinstance(data, bytes) or data in {b"", b"\x90", b"\x80"}:
        return
    groups = MessagePack(data).value()
    pairs = groups.items() if isinstance(groups, dict) else ((x, []) for x in groups)
    for packed, keys in pairs:
        group = MessagePack(packed).value()
        key = str(_at(keys, 0) or group.get("name") or "")
        by_id: dict[tuple[str, str], FoundSpan] = {}
        for number, row in enumerate(group.get("spans", [])):
            id, label, first, last = _row(whole, row)
            if not 0 <= first < last <= len(places):
                raise BrokenError
            piece = (places[first][0], places[last - 1][1])
            same = by_id.get((id, label)) if id else None
            if same is not None:
                same.ranges = [*same.ranges, piece]
            else:
                layer = "" if key in {"sc", "spans", ""} else key
                by_id[(id or f"#{number}", label)] = FoundSpan(label, [piece], layer=layer)
        yield from by_id.values()


def _row(whole: _Bin, row: bytes) -> tuple[str, str, int, int]:
    if len(row) == _SPAN.size:
        id, _, label, first, last, _, _ = _SPAN.unpack(row)
    else:
        id = 0
        _, label, first, last, _, _ = _OLD_SPAN.unpack(row)
    return whole.names.get(id, ""), whole.names[label], first, last


def _add_data(article: FoundArticle, data: Any) -> None:
    if not isinstance(data, bytes):
        return
    known = MessagePack(data).value()
    if isinstance(known, dict):
        values = {str(key): value for key, value in known.items() if isinstance(value, str)}
        article.title, article.date = values.get("title", ""), values.get("date", "")
        article.source = values.get("source", "")
