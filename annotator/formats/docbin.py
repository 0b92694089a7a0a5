"""Writes spaCy's DocBin (.spacy) without spaCy: its MessagePack, its string hashes, its arrays. It knows no articles.

The layout is that of spacy/tokens/_serialize.py, span_group.pyx and _dict_proxies.py in spaCy 3.8: zlib over a
MessagePack map; tokens are unsigned 64-bit little-endian rows, one column an attribute; a span is `>QQQllll`.
"""

import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from annotator.formats.spacy_symbols import SYMBOLS

_ORTH, _ENT_IOB, _ENT_TYPE = 65, 77, 78
_INSIDE, _OUTSIDE, _BEGIN = 1, 2, 3
_MASK = (1 << 64) - 1


def string_hash(text: str) -> int:
    """Return the number that spaCy gives a string: its own for reserved ones, else MurmurHash64A with seed 1."""
    if not text:
        return 0
    return SYMBOLS.get(text) or _murmur64(text.encode(), 1)


def _murmur64(data: bytes, seed: int) -> int:
    """MurmurHash64A (Austin Appleby, public domain), as spaCy's murmurhash package has it."""
    factor, shift = 0xC6A4A7935BD1E995, 47
    value = seed ^ (len(data) * factor & _MASK)
    whole = len(data) & ~7
    for (block,) in struct.iter_unpack("<Q", data[:whole]):
        mixed = block * factor & _MASK
        mixed ^= mixed >> shift
        value = (value ^ (mixed * factor & _MASK)) * factor & _MASK
    if whole < len(data):
        value = (value ^ int.from_bytes(data[whole:], "little")) * factor & _MASK
    value ^= value >> shift
    value = value * factor & _MASK
    return value ^ value >> shift


def pack(value: object) -> bytes:
    """Return a value as MessagePack, in the long form of every type: one reader reads all, and it is simple."""
    match value:
        case None:
            return b"\xc0"
        case bool():
            return b"\xc3" if value else b"\xc2"
        case int():
            return b"\xcf" + struct.pack(">Q", value)
        case float():
            return b"\xcb" + struct.pack(">d", value)
        case str():
            data = value.encode()
            return b"\xdb" + struct.pack(">I", len(data)) + data
        case bytes() | bytearray():
            return b"\xc6" + struct.pack(">I", len(value)) + value
        case list() | tuple():
            return b"\xdd" + struct.pack(">I", len(value)) + b"".join(map(pack, value))
        case Mapping():
            items = b"".join(pack(key) + pack(item) for key, item in value.items())
            return b"\xdf" + struct.pack(">I", len(value)) + items
        case _:
            raise TypeError(type(value))


@dataclass(frozen=True, slots=True)
class DocSpan:
    """A labelled stretch: tokens [first, last), characters [start, end) in code points, the span's own id."""

    first: int
    last: int
    start: int
    end: int
    label: str
    id: str


@dataclass(frozen=True, slots=True)
class Doc:
    """One text as words, each with whether one space follows; joined so they are the text exactly.

    `entities` do not overlap; `spans` may; `cats` gives labels of the whole text.
    """

    words: Sequence[str]
    spaces: Sequence[bool]
    entities: Sequence[DocSpan]
    spans: Sequence[DocSpan]
    cats: Sequence[str]
    data: Mapping[str, str]


class DocBin:
    """Collects documents and gives the bytes of one .spacy file. About 30 bytes a token stay in memory."""

    def __init__(self, span_key: str) -> None:
        self._span_key = span_key
        self._tokens = bytearray()
        self._spaces = bytearray()
        self._lengths: list[int] = []
        self._cats: list[Sequence[str]] = []
        self._groups: list[bytes] = []
        self._data: list[bytes] = []
        self._strings: dict[str, int] = {}

    def add(self, doc: Doc) -> None:
        """Add one document."""
        count = len(doc.words)
        inside, kinds = [_OUTSIDE] * count, [0] * count
        for entity in doc.entities:
            inside[entity.first : entity.last] = [_INSIDE] * (entity.last - entity.first)
            inside[entity.first] = _BEGIN
            kinds[entity.first : entity.last] = [self._number(entity.label)] * (entity.last - entity.first)
        for word, place, kind in zip(doc.words, inside, kinds, strict=True):
            self._tokens += struct.pack("<3Q", self._number(word), place, kind)
        self._spaces += bytes(doc.spaces)
        self._lengths.append(count)
        self._cats.append(doc.cats)
        self._groups.append(self._group(doc.spans))
        self._data.append(pack(doc.data))

    def to_bytes(self, cats: Sequence[str]) -> bytes:
        """Return the file. Every document gets every one of `cats`, 1.0 where it has it and 0.0 where not."""
        count = len(self._lengths)
        message = {
            "version": "0.1",
            "attrs": [_ORTH, _ENT_IOB, _ENT_TYPE],
            "tokens": self._tokens,
            "spaces": self._spaces,
            "lengths": struct.pack(f"<{count}i", *self._lengths),
            "strings": sorted(self._strings),
            "cats": [{cat: float(cat in mine) for cat in cats} for mine in self._cats],
            "flags": [{"has_unknown_spaces": False}] * count,
            "span_groups": self._groups,
            "user_data": self._data,
        }
        return zlib.compress(pack(message))

    def _number(self, text: str) -> int:
        number = self._strings.get(text)
        if number is None:
            number = self._strings[text] = string_hash(text)
        return number

    def _group(self, spans: Sequence[DocSpan]) -> bytes:
        rows = [
            struct.pack(">QQQllll", self._number(x.id), 0, self._number(x.label), x.first, x.last, x.start, x.end)
            for x in spans
        ]
        return pack({pack({"name": self._span_key, "attrs": {}, "spans": rows}): [self._span_key]})
