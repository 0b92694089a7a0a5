"""One row of our JSONL as a draft, with every offset, quote and reference checked. It opens no file.

What is wrong with a row is a `UserError` that names the span or role; nothing of such a row is used.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256

from annotator.core.codebook import Codebook
from annotator.core.draft import Draft
from annotator.core.errors import UserError
from annotator.core.ids import derived_id
from annotator.core.model import (
    Accepted,
    Actor,
    Annotator,
    Article,
    ArticleLabel,
    ArticleRecord,
    Filler,
    Fragment,
    Note,
    Origin,
    OriginKind,
    Relation,
    Review,
    Span,
    Status,
    TextVersion,
    Value,
    Work,
)
from annotator.core.text import Normalised, normalise, sha256_of
from annotator.formats.fields import Fields, uuid_of
from annotator.formats.jsonl_plain import plain_span
from annotator.formats.jsonl_rows import FORMAT_NAME, OFFSET_UNIT, VERSION
from annotator.formats.jsonl_terms import IMPORTER, Terms, answers_of, label_id, role_id, who

_CERTAIN = 100
_DIGEST = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside the rows of a file: the codebook, all annotators and actors, what was accepted of them all."""

    codebook: Codebook
    annotators: tuple[Annotator, ...] = ()
    actors: tuple[Actor, ...] = ()
    accepted: tuple[Accepted, ...] = ()


NOTHING = Beside(Codebook("", ""))
"""Beside a file that stands alone: what its rows name is all there is."""


def check_header(row: Fields) -> None:
    """Raise `UserError` for a row that is not ours, or of a version that this program does not know."""
    if row.text("format") != FORMAT_NAME:
        raise row.refuse(f"“format” is not “{FORMAT_NAME}”")
    version = row.number("version")
    if version is None or not 1 <= version <= VERSION:
        raise UserError(
            f"{row.where}: it is of version {version}, and this program reads up to version {VERSION}.",
            hint="Update Annotator, then import again.",
        )
    if row.text("offset_unit", OFFSET_UNIT) != OFFSET_UNIT:
        raise row.refuse(f"“offset_unit” is not “{OFFSET_UNIT}”")


def draft_of(row: Fields, beside: Beside) -> Draft:
    """Return the article in a row (of today's shape); raise `UserError` for anything that does not hold."""
    record = _Reader(row).record()
    if not beside.codebook.id:
        Terms().gather(row)  # nothing but the rows says what they name, so the names must do
    article = record.article
    return Draft(
        text=article.text,
        title=article.title,
        date=article.date,
        source=article.source,
        place=article.place,
        dateline_date=article.dateline_date,
        author=article.author,
        language=article.language,
        link=article.link,
        id=article.id,
        name=article.name,
        encoding=article.encoding,
        newline=article.newline,
        extra=article.extra,
        record=record,
        codebook=beside.codebook,
        annotators=beside.annotators,
        actors=beside.actors,
        accepted=beside.accepted,
    )


class _Reader:
    """Reads one row; offsets go from the row's text to the normalised one."""

    def __init__(self, row: Fields) -> None:
        self._row = row
        self._raw = row.text("text")
        if not self._raw.strip():
            raise row.refuse("it has no text")
        self._whole: Normalised = normalise(self._raw)
        self._as_stored = self._whole.text == self._raw
        self._article = self._article_of()
        self._earlier = self._earlier_texts()

    def record(self) -> ArticleRecord:
        row = self._row
        spans = tuple(self._span(item) for item in row.rows("spans"))
        labels = {span.id: span.label for span in spans}
        record = ArticleRecord(
            article=self._article,
            spans=spans,
            relations=tuple(self._relation(item, labels) for item in row.rows("relations")),
            labels=tuple(
                ArticleLabel(self._id(item, "article label"), self._article.id, label_id(item), who(item).id)
                for item in row.rows("labels")
            ),
            notes=tuple(
                Note(self._id(item, "note"), self._article.id, who(item).id, item.text("text"))
                for item in row.rows("notes")
            ),
            work=tuple(self._work(item) for item in row.rows("work")),
            reviews=tuple(self._review(item) for item in row.rows("reviews")),
            accepted=tuple(self._accepted(item, labels) for item in row.rows("accepted")),
            earlier=self._earlier,
        )
        for kind in (record.spans, record.relations, record.labels, record.notes, record.work, record.reviews):
            self._refuse_twice([item.id for item in kind])
        self._refuse_twice([item.id for item in record.accepted])
        return record

    def _article_of(self) -> Article:
        row = self._row
        digest = sha256_of(self._whole.text)
        id = row.text("id")
        return Article(
            id=uuid_of(id, "article") if id else derived_id("article", digest),
            title=row.text("title"),
            date=row.day("date"),
            source=row.text("source"),
            place=row.text("place"),
            dateline_date=row.day("dateline_date"),
            author=row.text("author"),
            language=row.text("language"),
            link=row.text("link"),
            name=row.text("name"),
            original=self._original(),
            encoding=row.text("encoding"),
            newline=row.text("newline"),
            texts=self._texts(digest),
            extra=row.mapping("extra"),
            text=self._whole.text,
        )

    def _original(self) -> str:
        digest = self._row.text("original")
        if digest and not _DIGEST.fullmatch(digest):
            raise self._row.wrong("original", "a SHA-256 in hexadecimal")
        return digest

    def _texts(self, digest: str) -> tuple[TextVersion, ...]:
        """Return the text versions, the last of which is the text in the row; its digest must be the one given."""
        row = self._row
        texts = tuple(TextVersion(item.number("version") or 0, item.text("sha256")) for item in row.rows("texts"))
        said = row.text("sha256") or (texts[-1].sha256 if texts else "")
        if said and said != digest and said != sha256(self._raw.encode("utf-8", "surrogatepass")).hexdigest():
            raise row.refuse("its text is not the one it was exported with, so no offset can be trusted")
        numbers = [text.version for text in texts]
        if numbers != sorted(set(numbers)) or min(numbers, default=1) < 1:
            raise row.wrong("texts", "a list of versions, numbered upwards from 1")
        if not texts:
            return (TextVersion(1, digest),)
        return (*texts[:-1], replace(texts[-1], sha256=digest))

    def _earlier_texts(self) -> dict[int, str]:
        """Return the earlier texts that the row has, by version; each must be the one that its digest names."""
        found: dict[int, str] = {}
        for version, item in zip(self._article.texts, list(self._row.rows("texts"))[:-1], strict=False):
            if "text" in item:
                text = item.text("text")
                if normalise(text).text != text or sha256_of(text) != version.sha256:
                    raise item.refuse("it is not the text that it was exported with")
                found[version.version] = text
        return found

    def _id(self, item: Fields, kind: str) -> str:
        id = item.text("id")
        if not id:
            raise item.refuse("it has no id")
        return uuid_of(id, kind, self._article.id)

    def _version(self, item: Fields) -> int:
        number = item.number("text_version")
        if number is None:
            return self._article.version
        if all(text.version != number for text in self._article.texts):
            raise item.refuse(f"its text version {number} is not one of the article's")
        return number

    def _span(self, item: Fields) -> Span:
        plain = plain_span(item.values, self._article, self._raw) if self._as_stored else None
        return plain or self._any_span(item)

    def _any_span(self, item: Fields) -> Span:
        id, label, version = self._id(item, "span"), label_id(item), self._version(item)
        return Span(
            id=id,
            article=self._article.id,
            text_version=version,
            label=label,
            annotator=who(item).id,
            fragments=self._fragments(item, current=version == self._article.version),
            attributes=dict(_answer(answer) for answer in answers_of(item, label)),
            note=item.text("note"),
            certainty=_percent(item, "certainty"),
            origin=_origin(item),
        )

    def _fragments(self, item: Fields, *, current: bool) -> tuple[Fragment, ...]:
        """Return the fragments; quotes of an earlier text, which the row does not hold, come from the span's text."""
        start, end = item.number("start"), item.number("end")
        ranges = item.ranges("fragments")
        if not ranges and start is not None and end is not None:
            ranges = ((start, end),)
        if not ranges:
            raise item.refuse(f"{_named(item)} has no place")
        before = 0
        for first, last in ranges:
            if first < before or first >= last or (current and last > len(self._raw)):
                raise item.refuse(f"{_named(item)} is at {first}-{last}, which is not in the text or not in order")
            before = last
        hull = (ranges[0][0], ranges[-1][1])
        if (hull[0] if start is None else start, hull[1] if end is None else end) != hull:
            raise item.refuse(f"{_named(item)} says {start}-{end}, and its fragments say {hull[0]}-{hull[1]}")
        quotes = [self._raw[a:b] for a, b in ranges] if current else _cut(item.text("text"), ranges)
        if current and "text" in item and item.text("text") != " ".join(quotes):
            raise item.refuse(f"{_named(item)} is not what the text says at {hull[0]}-{hull[1]}")
        if [len(quote) for quote in quotes] != [b - a for a, b in ranges]:
            raise item.refuse(f"{_named(item)} does not have the length of its fragments")
        if not current:
            earlier = self._earlier.get(self._version(item))
            if earlier is not None and [earlier[a:b] for a, b in ranges] != quotes:
                raise item.refuse(f"{_named(item)} is not what the text says at {hull[0]}-{hull[1]}")
            return tuple(Fragment(a, b, quote) for (a, b), quote in zip(ranges, quotes, strict=True))
        return tuple(self._fragment(item, a, b) for a, b in ranges)

    def _fragment(self, item: Fields, start: int, end: int) -> Fragment:
        first, last = self._whole.offsets.to_normalised(start), self._whole.offsets.to_normalised(end)
        if first >= last:
            raise item.refuse(f"the piece {start}-{end} has no character that is kept")
        return Fragment(first, last, self._whole.text[first:last])

    def _relation(self, item: Fields, labels: dict[str, str]) -> Relation:
        id = self._id(item, "relation")
        to = item.row("to")
        if len([key for key in ("span", "actor", "not_stated") if key in to]) != 1:
            raise to.refuse("it has not exactly one of span, actor, not_stated")
        source = uuid_of(item.text("from"), "span", self._article.id)
        filler = Filler(
            span=uuid_of(to.text("span"), "span", self._article.id) if "span" in to else "",
            actor=uuid_of(to.text("actor"), "actor") if "actor" in to else "",
        )
        for span in (source, filler.span):
            if span and span not in labels:
                raise item.refuse(f"the role “{item.text('role')}” names a span that is not in the row")
        return Relation(id, self._article.id, role_id(item, labels[source]), source, filler)

    def _work(self, item: Fields) -> Work:
        annotator = who(item).id
        try:
            status = Status(item.text("status", "new"))
        except ValueError:
            raise item.wrong("status", "one of " + ", ".join(Status)) from None
        return Work(
            id=derived_id("work", self._article.id, annotator),
            article=self._article.id,
            annotator=annotator,
            status=status,
            come_back=item.text("come_back") if "come_back" in item else None,
            reason=item.text("reason"),
            assigned_by=item.text("assigned_by"),
        )

    def _review(self, item: Fields) -> Review:
        id, version = self._id(item, "review"), self._version(item)
        start, end = item.number("start"), item.number("end")
        current = version == self._article.version
        if start is None or end is None or not 0 <= start < end or (current and end > len(self._raw)):
            raise item.refuse(f"the paragraph {start}-{end} is not in the text")
        move = self._whole.offsets.to_normalised
        return Review(
            id=id,
            article=self._article.id,
            text_version=version,
            annotator=who(item).id,
            start=move(start) if current else start,
            end=move(end) if current else end,
            state=item.text("state", "read"),
            layers=tuple(uuid_of(layer.text("id"), "layer") for layer in item.rows("layers")),
            codebook_version=item.text("codebook_version"),
        )

    def _accepted(self, item: Fields, labels: dict[str, str]) -> Accepted:
        found = accepted_of(item, self._article.id)
        if found.span and found.span not in labels:
            raise item.refuse("an accepted problem is of a span that is not in the row")
        return found

    def _refuse_twice(self, ids: Collection[str]) -> None:
        seen: set[str] = set()
        if len(set(ids)) == len(ids):
            return
        for id in ids:
            if id in seen:
                raise self._row.refuse(f"the id {id} is there twice")
            seen.add(id)


def accepted_of(item: Fields, article: str = "") -> Accepted:
    """Read a problem that somebody let stand: of an article, or of the project as a whole."""
    span = item.text("span")
    if not item.text("id") or not item.text("rule"):
        raise item.refuse("an accepted problem has no id or no rule")
    return Accepted(
        id=uuid_of(item.text("id"), "accepted", article),
        rule=item.text("rule"),
        annotator=who(item).id,
        reason=item.text("reason"),
        article=article,
        span=uuid_of(span, "span", article) if span else "",
        subject=item.text("subject"),
        key=item.text("key"),
        message=item.text("message"),
        day=item.day("day"),
    )


def _named(span: Fields) -> str:
    return f"the span “{span.text('text')[:60]}” ({span.text('id')})"


def _cut(text: str, ranges: tuple[tuple[int, int], ...]) -> list[str]:
    """Return the quotes that were joined by one space each, by their lengths."""
    quotes: list[str] = []
    at = 0
    for start, end in ranges:
        quotes.append(text[at : at + end - start])
        at += end - start + 1
    return quotes


def _answer(answer: Fields) -> tuple[str, Value]:
    value, id = answer.values.get("value"), answer.text("id")
    if not id:
        raise answer.refuse("it has no id")
    id = uuid_of(id, "attribute")
    if isinstance(value, list):
        return id, answer.texts("value")
    if isinstance(value, str | bool):
        return id, value
    if isinstance(value, int):
        return id, answer.number("value") or 0
    raise answer.wrong("value", "text, a whole number, true or false, or a list of choices")


def _origin(item: Fields) -> Origin:
    origin = item.row("origin")
    default = OriginKind.IMPORT if who(item) == IMPORTER else OriginKind.HUMAN
    try:
        kind = OriginKind(origin.text("kind", default))
    except ValueError:
        raise origin.wrong("kind", "one of " + ", ".join(OriginKind)) from None
    return _origin_of(kind, origin.text("run"), origin.text("suggestion"), _percent(origin, "score"))


@lru_cache(maxsize=256)
def _origin_of(kind: OriginKind, run: str, suggestion: str, score: int | None) -> Origin:
    return Origin(kind, run, suggestion, score)


def _percent(item: Fields, key: str) -> int | None:
    value = item.number(key)
    if value is not None and not 0 <= value <= _CERTAIN:
        raise item.wrong(key, f"from 0 to {_CERTAIN}")
    return value
