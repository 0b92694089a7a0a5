"""The nouns of the glossary as frozen values. They know nothing of Qt, SQL or files.

Offsets are code points, half-open: `article.text[start:end]` is what a fragment quotes. Identifiers are
UUIDs as text (see `ids`). Times are not kept here; the history has them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from annotator.core.errors import UserError

Value = str | int | bool | tuple[str, ...]
"""The value of an attribute: text, ISO date, choice id or actor id (str); whole number (int); yes or no (bool);
several choice ids (tuple). Never a float: a payload in the history has none."""


class Status(StrEnum):
    """How far one annotator is with one article."""

    NEW = "new"
    OPEN = "open"
    DONE = "done"
    NOT_RELEVANT = "not relevant"


class OriginKind(StrEnum):
    """What a span comes from."""

    HUMAN = "human"
    IMPORT = "import"
    RULE = "rule"
    MODEL = "model"


class AnnotatorKind(StrEnum):
    """What kind of annotator says so."""

    PERSON = "person"
    MODEL = "model"
    IMPORT = "import"


@dataclass(frozen=True, slots=True)
class Annotator:
    """Who says so: a person, a model, an import."""

    id: str
    name: str
    kind: AnnotatorKind = AnnotatorKind.PERSON


@dataclass(frozen=True, slots=True)
class Office:
    """What somebody was, and when: ISO days, months or years, empty where it is not known or goes on."""

    title: str
    since: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, organisation or country that articles speak of. `links` are ids and addresses elsewhere, as text."""

    id: str
    name: str
    kind: str = "person"
    aliases: tuple[str, ...] = ()
    offices: tuple[Office, ...] = ()
    links: tuple[str, ...] = ()
    notes: str = ""


@dataclass(frozen=True, slots=True)
class TextVersion:
    """One frozen text of an article: its number (from 1) and the SHA-256 of its UTF-8, in hexadecimal."""

    version: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Article:
    """One work with what is known of it. Its text is `text`, normalised once at import and immutable.

    `date` is the day of publication and `dateline_date` the day the dateline names, both ISO (YYYY-MM-DD)
    or empty; `dateline_date` is often the day before. `original` is the SHA-256 of the imported bytes, which the
    store keeps together with `encoding` and `newline` ("\\n", "\\r\\n", "\\r", "mixed" or empty).
    A list row has an empty `text`: only `Store.article` reads it.
    """

    id: str
    title: str
    date: str = ""
    source: str = ""
    place: str = ""
    dateline_date: str = ""
    author: str = ""
    language: str = ""
    link: str = ""
    name: str = ""
    original: str = ""
    encoding: str = ""
    newline: str = ""
    texts: tuple[TextVersion, ...] = ()
    extra: Mapping[str, str] = field(default_factory=dict)
    text: str = ""

    @property
    def version(self) -> int:
        """Number of the newest text version, 0 when there is none yet."""
        return self.texts[-1].version if self.texts else 0

    @property
    def sha256(self) -> str:
        """SHA-256 of the newest text."""
        return self.texts[-1].sha256 if self.texts else ""

    def quote(self, start: int, end: int) -> str:
        """Return the text between two offsets; raise `UserError` where they are not inside the text."""
        if not 0 <= start < end <= len(self.text):
            raise UserError(
                f"The range {start}-{end} is not inside “{self.title}”, which has {len(self.text)} characters.",
                hint="Select the words again.",
            )
        return self.text[start:end]


@dataclass(frozen=True, slots=True)
class Fragment:
    """One unbroken piece of a span: [start, end) in code points and the words there."""

    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a span comes from; `score` is 0 to 100 where a model gave one."""

    kind: OriginKind = OriginKind.HUMAN
    run: str = ""
    suggestion: str = ""
    score: int | None = None


BY_HUMAN = Origin()
"""Where nearly every span comes from."""


@dataclass(frozen=True, slots=True)
class Span:
    """A labelled stretch as one annotator sees it.

    Invariant (checked by `fragments_of` and by the store): at least one fragment, in order, not overlapping, not empty.
    """

    id: str
    article: str
    text_version: int
    label: str
    annotator: str
    fragments: tuple[Fragment, ...]
    attributes: Mapping[str, Value] = field(default_factory=dict)
    note: str = ""
    certainty: int | None = None
    origin: Origin = BY_HUMAN

    @property
    def start(self) -> int:
        """First offset of the hull."""
        return self.fragments[0].start

    @property
    def end(self) -> int:
        """End of the hull."""
        return self.fragments[-1].end

    @property
    def text(self) -> str:
        """The fragments' quotes joined by one space."""
        return " ".join(fragment.quote for fragment in self.fragments)

    @property
    def ranges(self) -> tuple[tuple[int, int], ...]:
        """The fragments as (start, end)."""
        return tuple((fragment.start, fragment.end) for fragment in self.fragments)


def fragments_of(article: Article, ranges: tuple[tuple[int, int], ...]) -> tuple[Fragment, ...]:
    """Return fragments in order with their quotes; ranges that touch or overlap become one.

    Raises `UserError` when there is none, or one lies outside the text.
    """
    merged: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    if not merged:
        raise UserError("A span needs at least one piece of text.", hint="Select some words first.")
    return tuple(Fragment(start, end, article.quote(start, end)) for start, end in merged)


@dataclass(frozen=True, slots=True)
class Filler:
    """What fills a role: exactly one of a span, an actor, or an explicit "not stated" (both ids empty)."""

    span: str = ""
    actor: str = ""

    @property
    def not_stated(self) -> bool:
        """True where the article was looked at and does not say."""
        return not self.span and not self.actor


@dataclass(frozen=True, slots=True)
class Relation:
    """A named role, from the span that owns it (the commitment) to its filler (the speaker)."""

    id: str
    article: str
    role: str
    source: str
    to: Filler


@dataclass(frozen=True, slots=True)
class ArticleLabel:
    """A label on the whole article."""

    id: str
    article: str
    label: str
    annotator: str


@dataclass(frozen=True, slots=True)
class Note:
    """A note on a whole article. (A span's note is part of the span.)"""

    id: str
    article: str
    annotator: str
    text: str


@dataclass(frozen=True, slots=True)
class Work:
    """How far one annotator is with one article. `come_back` is a line of text, or None when not flagged.

    Its id is `derived_id("work", article, annotator)`: there is one a pair. New and not flagged means no row at all.
    """

    id: str
    article: str
    annotator: str
    status: Status = Status.NEW
    come_back: str | None = None
    reason: str = ""
    assigned_by: str = ""


@dataclass(frozen=True, slots=True)
class Review:
    """A paragraph that one annotator has read, with the layers shown and the codebook it was read under."""

    id: str
    article: str
    text_version: int
    annotator: str
    start: int
    end: int
    state: str = "read"
    layers: tuple[str, ...] = ()
    codebook_version: str = ""


@dataclass(frozen=True, slots=True)
class About:
    """What a problem is, so that it is known again: two findings with an equal `About` are the same problem.

    `rule` names what finds it (of `core.rules` or of any other check). `article` and `span` are ids: of what lies in
    several articles both are empty. `subject` are the words that it is about, folded, or empty. `key` is the rest of
    what was found (a field and its answer, two labels): when that changes, it is another problem.
    """

    rule: str
    article: str = ""
    span: str = ""
    subject: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Accepted:
    """A problem that somebody looked at and lets stand, with the reason; it is no longer listed among the problems.

    `message` is the sentence that was shown, `day` the ISO day. A span's or an article's goes with it.
    """

    id: str
    rule: str
    annotator: str
    reason: str
    article: str = ""
    span: str = ""
    subject: str = ""
    key: str = ""
    message: str = ""
    day: str = ""

    @property
    def about(self) -> About:
        """The problem that it accepts."""
        return About(self.rule, self.article, self.span, self.subject, self.key)


@dataclass(frozen=True, slots=True)
class ArticleRecord:
    """Everything that is known about one article: what formats read and write."""

    article: Article
    spans: tuple[Span, ...] = ()
    relations: tuple[Relation, ...] = ()
    labels: tuple[ArticleLabel, ...] = ()
    notes: tuple[Note, ...] = ()
    work: tuple[Work, ...] = ()
    reviews: tuple[Review, ...] = ()
    accepted: tuple[Accepted, ...] = ()
    earlier: Mapping[int, str] = field(default_factory=dict)
    """The texts of the article's earlier versions by number; spans and reviews of those quote them."""

    @property
    def current(self) -> tuple[Span, ...]:
        """The spans of the newest text."""
        return tuple(span for span in self.spans if span.text_version >= self.article.version)

    @property
    def waiting(self) -> tuple[Span, ...]:
        """The spans that still belong to an earlier text."""
        return tuple(span for span in self.spans if span.text_version < self.article.version)

    def text_of(self, version: int) -> str:
        """Return the text of a version; the newest where it is none of the earlier ones."""
        return self.earlier.get(version, self.article.text)
