"""What becomes of a text on its way in and for searching: decoding, normalising, folding. It never opens a file."""

import codecs
import hashlib
import re
import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from annotator.core.characters import HAN, HANGUL, KANA, UNSPACED
from annotator.core.errors import UserError
from annotator.core.patterns import Pattern

_TO_REPLACE = Pattern("[\0\ud800-\udfff]")
_TO_SPACE_OUT = Pattern(f"[{HAN}{KANA}{HANGUL}{UNSPACED}]")
_ALTERED_IN_DISPLAY = {0x2028: " ", 0x2029: " ", 0xFDD0: "\ufffd", 0xFDD1: "\ufffd"}


@dataclass(frozen=True, slots=True)
class OffsetMap:
    """Offsets of a raw text against those of its normalised text, both in code points.

    Invariant: `removed` holds the raw offsets of the characters that were taken out, ascending. Of CR LF it is the
    LF that counts as taken out, so that a range which ends before a line break does so on both sides.
    """

    removed: tuple[int, ...] = ()

    def to_normalised(self, raw_offset: int) -> int:
        """Return the normalised offset; one of a removed character becomes that of the next character kept."""
        return raw_offset - bisect_left(self.removed, raw_offset)

    def to_raw(self, offset: int) -> int:
        """Return the raw offset of the character at a normalised offset (or the raw length for the end)."""
        count = len(self.removed)
        return offset + bisect_right(range(count), offset, key=lambda index: self.removed[index] - index)


@dataclass(frozen=True, slots=True)
class Normalised:
    """A text as it is stored, and how offsets into what was read become offsets into it."""

    text: str
    offsets: OffsetMap


@dataclass(frozen=True, slots=True)
class Decoded:
    """Bytes as text, not yet normalised (a BOM is still there), the Python name of the encoding, the newline style."""

    text: str
    encoding: str
    newline: str


def normalise(raw: str) -> Normalised:
    """Return the text to store: BOM removed, CR LF and CR to LF, NUL and lone surrogates to U+FFFD, nothing else.

    Normalising twice changes nothing more. Everything that comes with offsets into `raw` goes through `offsets`.
    """
    text = raw.lstrip("\ufeff")
    skipped = len(raw) - len(text)
    removed: tuple[int, ...] = tuple(range(skipped))
    if "\r" in text:
        removed += tuple(match.start() + 1 + skipped for match in re.finditer("\r\n", text))
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.isascii() or "\0" in text:
        text = _TO_REPLACE.sub("\ufffd", text)
    return Normalised(text, OffsetMap(removed))


def newline_style(raw: str) -> str:
    """Return "\\n", "\\r\\n" or "\\r" where all line breaks are alike, "mixed" where not, "" where there are none."""
    if "\r" not in raw:
        return "\n" if "\n" in raw else ""
    both = raw.count("\r\n")
    counts = {"\r\n": both, "\n": raw.count("\n") - both, "\r": raw.count("\r") - both}
    used = [style for style, count in counts.items() if count]
    if not used:
        return ""
    return used[0] if len(used) == 1 else "mixed"


_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# Pages and mails name an old standard and mean the superset that everyone's software really wrote.
_WIDER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}

_UNREADABLE_HINT = "Save it as UTF-8 text in the program that made it, and import that."


def decode(data: bytes, declared: str = "") -> Decoded:
    """Return the text of `data`: by its BOM, as strict UTF-8, or in the declared encoding or its superset.

    Raises `UserError` that names the first byte which does not decode, or the declared name when it is unknown.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _decoded(data, encoding)
    name = _codec_name(declared) if declared else ""
    if _seven_bit(name):
        return _decoded(data, name)
    wide = _wide_order(data)
    if wide:
        return _decoded(data, wide)
    try:
        return _decoded(data, "utf-8")
    except UserError:
        if not name or name == "utf-8":
            raise
    wider = _WIDER.get(name, name)
    try:
        return _decoded(data, wider)
    except UserError:
        if wider == name:
            raise
    return _decoded(data, name)


def _decoded(data: bytes, encoding: str) -> Decoded:
    """Decode strictly, keeping a BOM as a character so that raw offsets count it."""
    try:
        text = data.decode("utf-8" if encoding == "utf-8-sig" else encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UserError(
            f"The text is not {encoding}: byte 0x{data[error.start]:02X} at position {error.start} "
            f"(line {line}) does not decode.",
            hint=_UNREADABLE_HINT,
        ) from error
    except UnicodeError as error:
        raise UserError(f"The text does not decode as {encoding}.", hint=_UNREADABLE_HINT) from error
    return Decoded(text, encoding, newline_style(text))


def _codec_name(declared: str) -> str:
    """Return Python's name of a declared encoding; raise `UserError` where it is no text encoding."""
    name = declared.strip().strip("\"'").lower()
    try:
        name = codecs.lookup({"ks_c_5601": "cp949", "x-sjis": "cp932", "x-gbk": "gbk"}.get(name, name)).name
        # Python also calls things like "hex" and "rot13" codecs; a try at decoding tells them apart.
        b"0".decode(name)
    except UnicodeDecodeError:
        return name
    except (LookupError, ValueError) as error:
        raise UserError(f"“{declared}” is not a known text encoding.", hint=_UNREADABLE_HINT) from error
    return name


def _seven_bit(name: str) -> bool:
    """True for encodings whose bytes are all ASCII, which strict UTF-8 would wrongly accept."""
    return name.startswith(("iso2022", "hz", "utf-7"))


_LEAST_PAIRS = 4
"""Fewer characters than this show no pattern: a letter and a stray NUL are no UTF-16."""


def _wide_order(data: bytes) -> str:
    """Return "utf-16-le" or "utf-16-be" for two-byte text that carries no BOM, else "".

    Western text in UTF-16 has a NUL in nearly every second byte and none in the others.
    """
    sample = data[: 4096 & ~1]
    if b"\0" not in sample:
        return ""
    pairs = len(sample) // 2
    if pairs < _LEAST_PAIRS or len(data) % 2:
        return ""
    high_first, high_second = sample[0::2].count(0), sample[1::2].count(0)
    if high_second > 0.6 * pairs and high_first <= 0.02 * pairs:
        return "utf-16-le"
    if high_first > 0.6 * pairs and high_second <= 0.02 * pairs:
        return "utf-16-be"
    return ""


_SIGNATURES = (
    b"%PDF-",
    b"PK\x03\x04",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ",
    b"7z\xbc\xaf",
    b"Rar!",
    b"\x7fELF",
    b"MZ\x90",
    b"SQLite format 3\x00",
    b"\xd0\xcf\x11\xe0",
)
_SAMPLE = 65536
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1a\x1b")) + b"\x7f"


def looks_binary(data: bytes) -> bool:
    """True for what is no text in any encoding: a known file signature, or many control bytes. A stray NUL is text."""
    if data.startswith(_SIGNATURES):
        return True
    if data.startswith(tuple(bom for bom, _ in _BOMS)) or _wide_order(data):
        return False
    sample = data[:_SAMPLE]
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    return controls > max(2, 0.03 * len(sample))


def sha256_of(text: str) -> str:
    """Return the SHA-256 of a normalised text's UTF-8, in hexadecimal: the text's identity."""
    return hashlib.sha256(text.encode()).hexdigest()


# Canonical combining classes (Unicode, table of fixed-position classes).
_OVERLAY = 1
_FIRST_POINT = 10
_VOWEL_AND_TONE_CLASSES = range(84, 133)


def fold(text: str) -> str:
    """Return the text for comparing in a search: without case, accents and compatibility forms.

    The length may change, so offsets into the result mean nothing in `text`.
    """
    if text.isascii():
        return text.lower()
    loose = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return unicodedata.normalize("NFC", "".join(c for c in loose if not _is_accent(unicodedata.combining(c))))


def _is_accent(combining_class: int) -> bool:
    """True for accents, Hebrew points and Arabic vowels; False for vowels and tones of Indic, Thai, Tibetan, kana."""
    if combining_class in _VOWEL_AND_TONE_CLASSES:
        return False
    return combining_class == _OVERLAY or combining_class >= _FIRST_POINT


def segment_for_search(text: str) -> str:
    """Return the text with a space around each Chinese, Japanese, Korean or Thai character.

    The full-text index then finds any run of them as a phrase. What is stored in the index and what is looked up both
    go through here.
    """
    return text if text.isascii() else _TO_SPACE_OUT.sub(r" \g<0> ", text)


def to_display(text: str) -> str:
    """Return the copy a text widget can show: same length, without the characters that the widget breaks lines at."""
    return text.translate(_ALTERED_IN_DISPLAY)
