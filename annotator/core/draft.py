"""What a reader of files gives for one article before the store has it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from annotator.core.codebook import Codebook
from annotator.core.model import Accepted, Actor, Annotator, ArticleRecord


@dataclass(frozen=True, slots=True)
class Draft:
    """One article as read from a file; `text` is already normalised (`text.normalise`).

    `id` is the article's UUID where the file gives one, else empty. `original` are the bytes as they were read.
    `record` carries spans and all that belongs to them from an annotated format, already in normalised offsets, and
    `codebook`, `annotators` and `actors` what they refer to, `accepted` the problems of its whole project that were
    accepted. Empty title or dates are filled from the text's header.
    `remarks` are what a person should know of how the file was read, such as the unit of its offsets.
    `readings` has, where its offsets could count one thing or another, words of its spans by the name of each unit.
    """

    text: str
    title: str = ""
    date: str = ""
    source: str = ""
    place: str = ""
    dateline_date: str = ""
    author: str = ""
    language: str = ""
    link: str = ""
    id: str = ""
    name: str = ""
    original: bytes = b""
    encoding: str = ""
    newline: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)
    record: ArticleRecord | None = None
    codebook: Codebook | None = None
    annotators: tuple[Annotator, ...] = ()
    actors: tuple[Actor, ...] = ()
    accepted: tuple[Accepted, ...] = ()
    remarks: tuple[str, ...] = ()
    readings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refusal:
    """One input that could not be read: which, why, and what to do."""

    name: str
    message: str
    hint: str = ""
