"""Bytes of a file as text: what is certain is taken, what is a guess is offered and never taken unasked."""

from dataclasses import dataclass

from annotator.core.errors import UserError
from annotator.core.text import Decoded, decode, looks_binary
from annotator.formats.incoming import DETECT, Input, ReadOptions

_SAMPLE_BYTES = 200_000
_SAMPLE_LETTERS = 40

ENCODINGS = (
    ("utf-8", "Unicode (UTF-8)"),
    ("cp1252", "Western European (Windows-1252)"),
    ("cp1250", "Central European (Windows-1250)"),
    ("cp1251", "Cyrillic (Windows-1251)"),
    ("koi8-r", "Cyrillic (KOI8-R)"),
    ("cp1256", "Arabic (Windows-1256)"),
    ("gb18030", "Chinese, simplified (GB 18030)"),
    ("big5hkscs", "Chinese, traditional (Big5)"),
    ("cp932", "Japanese (Shift JIS)"),
    ("euc_jp", "Japanese (EUC-JP)"),
    ("cp949", "Korean (EUC-KR)"),
    ("cp1253", "Greek (Windows-1253)"),
    ("cp1254", "Turkish (Windows-1254)"),
    ("cp1255", "Hebrew (Windows-1255)"),
    ("cp874", "Thai (Windows-874)"),
    ("utf-16", "Unicode (UTF-16)"),
)
"""Encodings that a person can choose, each with its name for people."""


@dataclass(frozen=True, slots=True)
class Guess:
    """An encoding that some bytes may be in, and the first words that it makes of what is not ASCII."""

    encoding: str
    sample: str


def guessed(data: bytes) -> Guess | None:
    """Return what a detector takes some bytes for, or None where it has no idea or is wrong."""
    import chardet

    name = chardet.detect(data[:_SAMPLE_BYTES]).get("encoding") or ""
    if not name or name.lower() in {"ascii", "utf-8"}:
        return None
    try:
        decoded = decode(data, name)
    except UserError:
        return None
    return Guess(decoded.encoding, _sample(decoded.text))


def text_of(given: Input, options: ReadOptions, declared: str = "") -> Decoded:
    """Return a file's text; `declared` is what the file says of its encoding. What a person says counts for more.

    Raises `UserError` for a binary file, and for text that is not UTF-8 and says nothing, with what it may be.
    """
    if looks_binary(given.data):
        raise given.refuse("is a binary file, not text", "Save it as plain text (UTF-8) and import that.")
    said = options.encoding if options.encoding not in {"", DETECT} else _known(declared)
    try:
        return decode(given.data, said)
    except UserError as error:
        guess = guessed(given.data)
        if options.encoding == DETECT and guess is not None:
            return decode(given.data, guess.encoding)
        hint = error.hint
        if guess is not None:
            hint = (
                f"It may be {guess.encoding}, which reads “{guess.sample}”: choose that encoding when you import, "
                f"or give --encoding {guess.encoding}."
            )
        raise UserError(f"“{given.name}” cannot be read: {error.message}", hint=hint) from error


def _known(declared: str) -> str:
    """Return what a file says of its encoding where that names one; mails say “unknown-8bit” of UTF-8, too."""
    try:
        "a".encode(declared)
    except (LookupError, ValueError):
        return ""
    return declared


def _sample(text: str) -> str:
    """Return a few words around the first character that is not ASCII, on one line."""
    at = next((number for number, letter in enumerate(text) if ord(letter) > 127), 0)  # noqa: PLR2004 - end of ASCII
    return " ".join(text[max(0, at - _SAMPLE_LETTERS // 2) : at + _SAMPLE_LETTERS].split())
