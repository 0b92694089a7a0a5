"""What may fill a role of a span, read from its sentence: who speaks there, whom it names and in which place, by when.

It only proposes and never stores. It knows of a codebook only which labels say who speaks and which hold a date.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from annotator.core.codebook import Attribute, AttributeType, Codebook, Role
from annotator.core.countries import countries_in, kind_of
from annotator.core.dates import Anchor, Reading, dates_in, readings
from annotator.core.header import Range
from annotator.core.ids import derived_id
from annotator.core.model import Actor, Article, Filler, Span
from annotator.core.patterns import Pattern
from annotator.core.segment import paragraph_at, sentence_at
from annotator.core.speakers import governor_at, said_by, speaker_labels
from annotator.core.units import cue_of, statement_of

ACTOR = "actor"
_PAIR = Pattern(r"(?i)\b(?:both|the two) (?:sides|countries|nations|parties|peoples)\b")
_JOINED = Pattern(r"\s*(?:,|,?\s*and|,?\s*as well as|&)\s*")


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody whom a text names: where, and who. `is_new` is True for a country that nobody has entered yet."""

    range: Range
    actor: Actor
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class Deadline:
    """Words that name days ahead, which no span marks yet, and what they mean."""

    range: Range
    reading: Reading


def says_who_speaks(codebook: Codebook, role: Role) -> bool:
    """Whether a role asks for the speaker: what fills it first is a label that says who speaks."""
    return bool(role.targets) and any(label.id == role.targets[0] for label in speaker_labels(codebook))


def date_field(codebook: Codebook, role: Role) -> Attribute | None:
    """Return the date that the first label which fills a role asks for, None where it asks for none."""
    fields = codebook.attributes_of(role.targets[0]) if role.targets else ()
    return next((field for field in fields if field.type is AttributeType.DATE), None)


def speaker_of(
    article: Article,
    codebook: Codebook,
    span: Span,
    spans: Sequence[Span],
    actors: Sequence[Actor],
    cuts: Collection[int] = (),
) -> tuple[bool, Filler | None]:
    """Return who says a span, and whether that is settled: then nobody said to speak elsewhere may be proposed.

    A span of the paragraph that says so comes first, that in the cue of the span's own sentence before all. Without one
    it is the person whom the cue names: the last span before that means this person, or an actor of that name. Where no
    cue names anybody it is whoever spoke last before.
    """
    labels = {label.id for label in speaker_labels(codebook)}
    paragraph = paragraph_at(article.text, span.start)
    here = [x for x in spans if x.label in labels and x.id != span.id and _inside(x, paragraph)]
    if here:
        cue = cue_of(article.text, sentence_at(article.text, span.start))
        subject = cue.subject_range if cue is not None else (0, 0)
        in_cue = [x for x in here if x.start < subject[1] and subject[0] < x.end]
        nearest = min(in_cue or here, key=lambda x: max(0, x.start - span.end, span.start - x.end))
        return True, Filler(span=nearest.id)
    said = said_by(spans, codebook, actors)
    governor = governor_at(article.text, span.start, said, cuts)
    if governor is None:
        return paragraph[0] in cuts, None
    if not governor.expected:
        return True, Filler(span=governor.span)
    name = governor.name.casefold()
    before = [x for x in said if x.name.casefold() == name and x.words[0] < span.end]
    if before:
        return True, Filler(span=before[-1].span)
    found = {known.casefold(): x for x in reversed(actors) for known in (*x.aliases, x.name)}.get(name)
    return True, Filler(actor=found.id) if found is not None else None


def _inside(span: Span, paragraph: Range) -> bool:
    return paragraph[0] <= span.start and span.end <= paragraph[1]


def named_in(text: str, actors: Iterable[Actor]) -> Iterator[Actor]:
    """Yield the actors whose name or alias stands in a text as whole words."""
    for actor in actors:
        if next(_places(text, actor), None) is not None:
            yield actor


def _places(text: str, actor: Actor) -> Iterator[Range]:
    names = "|".join(re.escape(name) for name in sorted((actor.name, *actor.aliases), key=len, reverse=True) if name)
    if names:
        yield from (match.span() for match in re.finditer(rf"(?<!\w)(?:{names})(?!\w)", text))


def parties(article: Article, span: Span, actors: Sequence[Actor]) -> tuple[tuple[Named, ...], tuple[Named, ...]]:
    """Return whom the statement around a span names as its subject, and whom it names besides; each once.

    "China and South Korea should ..." has two in its subject, and so has "both sides": the first two countries that the
    article names. A country that no actor is called is named as a new one.
    """
    pieces = statement_of(article.text, sentence_at(article.text, span.start)) or span.ranges
    found = [x for start, end in pieces for x in _named(article, start, end, actors)]
    subject: list[Named] = []
    for named in found:
        between = article.text[subject[-1].range[1] : named.range[0]] if subject else ""
        before = article.text[pieces[0][0] : named.range[0]] if not subject else ""
        if before.strip() not in ("", "The", "the", "Both", "both") or (subject and not _JOINED.fullmatch(between)):
            break
        subject.append(named)
    first = _once(subject) or _both_sides(article, span, actors)
    besides = _once(x for x in found if all(x.actor.id != other.actor.id for other in first))
    return first, besides


def _both_sides(article: Article, span: Span, actors: Sequence[Actor]) -> tuple[Named, ...]:
    """Return whom "both sides" of a span's sentence are, at those words; nobody where it does not say so."""
    words = _PAIR.search(article.text, *sentence_at(article.text, span.start))
    if words is None:
        return ()
    countries = (x for x in _named(article, 0, words.start(), actors) if x.actor.kind == "country")
    pair = _once(countries)[:2]
    return tuple(replace(x, range=words.span()) for x in pair) if pair[1:] else ()


def _once(found: Iterable[Named]) -> tuple[Named, ...]:
    first: dict[str, Named] = {}
    for named in found:
        first.setdefault(named.actor.id, named)
    return tuple(first.values())


def _named(article: Article, start: int, end: int, actors: Sequence[Actor]) -> list[Named]:
    text = article.text[start:end]
    places = [Named((start + a, start + b), actor) for actor in actors for a, b in _places(text, actor)]
    known = {name.casefold(): actor for actor in reversed(actors) for name in (*actor.aliases, actor.name)}
    by_id = {actor.id: actor for actor in actors}
    for (a, b), name in countries_in(text):
        # The same country has the same id in every project, so that two of them can be put together.
        id = derived_id("country", name)
        actor = known.get(name.casefold()) or by_id.get(id)
        country = actor or Actor(id, name, kind_of(name))
        places.append(Named((start + a, start + b), country, is_new=actor is None))
    taken: list[Named] = []
    for named in sorted(places, key=lambda x: (x.range[0], -x.range[1])):
        if not taken or named.range[0] >= taken[-1].range[1]:
            taken.append(named)
    return taken


def deadline_of(article: Article, span: Span, anchors: Sequence[Anchor]) -> Deadline | None:
    """Return the first words of a span's statement that name days ahead of what it is counted from, None for none."""
    day = anchors[0].day if anchors else ""
    for start, end in statement_of(article.text, sentence_at(article.text, span.start)):
        for dated in dates_in(article.text[start:end], day):
            ahead = not dated.period.last or dated.period.last > day
            place = (start + dated.range[0], start + dated.range[1])
            known = readings(article.text[slice(*place)], anchors)
            if known and ahead and not _past(dated.period.first, day):
                return Deadline(place, known[0])
    return None


def _past(first: str, day: str) -> bool:
    """Whether an interval began before the day it is counted from: "since 2022", "over the past 30 years"."""
    return bool(first and day) and first < day
