"""A span with its fields as the card sees it: what is answered, what may be answered, what is proposed. No widgets.

A field is an attribute or a role of the span's label. Nothing is answered here unasked: a proposal is only offered.
"""

import heapq
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum

from annotator.core.codebook import Attribute, AttributeType, Codebook, Role
from annotator.core.ids import new_id
from annotator.core.model import Actor, Article, Filler, Relation, Span, Value
from annotator.core.segment import paragraph_at
from annotator.core.speakers import governor_at, said_by, speaker_labels
from annotator.ui.panels.words import day, one_line

Field = Attribute | Role
ACTOR = "actor"
MOST_OPTIONS = 9
"""As many as there are digits to choose with."""
NEAREST = 60
"""Of more spans than this, however long the article, only the nearest are looked at."""
ACTOR_KINDS = ("person", "organisation", "country")
PRONOUNS = frozenset(("he", "she", "they", "it", "we", "i", "his", "her", "their", "who", "him", "them"))
NOT_STATED = Filler()


class State(StrEnum):
    """Whether a field was looked at, and what came of it."""

    EMPTY = "empty"
    FILLED = "filled"
    NOT_STATED = "not stated"


@dataclass(frozen=True, slots=True)
class Option:
    """One answer on offer. `answer` is an attribute's value or a role's filler; `actor` is one yet to be made."""

    words: str
    answer: Value | Filler
    hint: str = ""
    actor: Actor | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """One span, the spans and relations of its article, and the people known; a picture of one moment."""

    article: Article
    codebook: Codebook
    span: Span
    spans: tuple[Span, ...] = ()
    relations: tuple[Relation, ...] = ()
    actors: tuple[Actor, ...] = field(default=())
    cuts: frozenset[int] = frozenset()
    """The starts of the paragraphs in which the annotator says that nobody speaks."""

    def fields(self) -> tuple[tuple[Field, ...], tuple[Field, ...]]:
        """Return the core fields of the span's label and the rest, both in the order of the codebook."""
        label = self.span.label
        every: list[Field] = [*self.codebook.attributes_of(label), *self.codebook.roles_of(label)]
        every.sort(key=lambda x: x.position)
        return tuple(x for x in every if x.core), tuple(x for x in every if not x.core)

    def fillers(self, role: Role) -> tuple[Filler, ...]:
        """Return what fills a role of the span."""
        return tuple(relation.to for relation in self.filled_by(role))

    def filled_by(self, role: Role) -> tuple[Relation, ...]:
        """Return the relations of one role of the span."""
        return tuple(x for x in self.relations if x.source == self.span.id and x.role == role.id)

    def state(self, part: Field) -> State:
        """Return whether a field is empty, filled, or explicitly not stated."""
        if isinstance(part, Attribute):
            return State.FILLED if part.id in self.span.attributes else State.EMPTY
        fillers = self.fillers(part)
        if not fillers:
            return State.EMPTY
        return State.NOT_STATED if NOT_STATED in fillers else State.FILLED

    def words(self, part: Field) -> str:
        """Return the answer of a field as people read it; empty where there is none."""
        if isinstance(part, Role):
            return ", ".join(self.filler_words(x) for x in self.fillers(part) if not x.not_stated)
        return self._value_words(part, self.span.attributes.get(part.id))

    def filler_words(self, filler: Filler) -> str:
        """Return a span's quote or an actor's name."""
        if filler.span:
            span = next((x for x in self.spans if x.id == filler.span), None)
            return one_line(span.text) if span is not None else "a span that is gone"
        return self._actor_name(filler.actor)

    def answered(self, part: Field, option: Option) -> "Frame":
        """Return the frame as it will be once an option is stored."""
        actors = self.actors if option.actor is None else (*self.actors, option.actor)
        if isinstance(part, Attribute):
            value = self.value_with(part, option.answer)
            attributes = {id: kept for id, kept in self.span.attributes.items() if id != part.id}
            if value is not None:
                attributes[part.id] = value
            return replace(self, actors=actors, span=replace(self.span, attributes=attributes))
        return replace(self.refilled(part, self.fillers_with(part, option.answer)), actors=actors)

    def emptied(self, part: Field) -> "Frame":
        """Return the frame without an answer to a field."""
        if isinstance(part, Role):
            return self.refilled(part, ())
        attributes = {id: value for id, value in self.span.attributes.items() if id != part.id}
        return replace(self, span=replace(self.span, attributes=attributes))

    def value_with(self, part: Attribute, answer: Value | Filler) -> Value | None:
        """Return the value of an attribute once an answer is given; of several choices, one that is there goes."""
        plain = answer.actor if isinstance(answer, Filler) else answer
        if part.type is not AttributeType.CHOICES:
            return plain
        now = self.span.attributes.get(part.id, ())
        chosen = now if isinstance(now, tuple) else ()
        new = tuple(x for x in chosen if x != plain) if plain in chosen else (*chosen, str(plain))
        return tuple(choice.id for choice in part.choices if choice.id in new) or None

    def fillers_with(self, role: Role, answer: Value | Filler) -> tuple[Filler, ...]:
        """Return the fillers of a role once an answer is added; one that is there already is taken out again."""
        if not isinstance(answer, Filler):
            return self.fillers(role)
        now = tuple(x for x in self.fillers(role) if not x.not_stated)
        if answer.not_stated or not role.many:
            return (answer,)
        return tuple(x for x in now if x != answer) if answer in now else (*now, answer)

    def refilled(self, role: Role, fillers: tuple[Filler, ...]) -> "Frame":
        """Return the frame with exactly these fillers of a role."""
        now = self.filled_by(role)
        kept = {x.to: x for x in now}
        wanted = tuple(kept.get(to) or Relation(new_id(), self.article.id, role.id, self.span.id, to) for to in fillers)
        return replace(self, relations=(*(x for x in self.relations if x not in now), *wanted))

    def options(self, part: Field, typed: str = "") -> tuple[Option, ...]:
        """Return the answers on offer, the nearest or first first; `typed` narrows people and organisations."""
        if isinstance(part, Attribute):
            return self._attribute_options(part, typed)
        spans = [] if typed else self._span_options(part)
        people = self._actor_options(typed) if ACTOR in part.targets else []
        return tuple([*spans, *people][:MOST_OPTIONS])

    def _span_options(self, role: Role) -> list[Option]:
        return [Option(one_line(x.text), Filler(span=x.id), self._label_name(x)) for x in self.near(role)]

    def may_type(self, part: Field) -> bool:
        """Whether a field takes the name of a person or organisation."""
        return ACTOR in part.targets if isinstance(part, Role) else part.type is AttributeType.ACTOR

    def near(self, role: Role) -> list[Span]:
        """Return the spans that may fill a role, the nearest first, one for each wording."""
        allowed = (x for x in self.spans if x.label in role.targets and x.id != self.span.id)
        nearest = heapq.nsmallest(NEAREST, allowed, key=self._gap)
        nearest.sort(key=lambda x: (self._breaks_to(x), role.targets.index(x.label), self._gap(x)))
        first: dict[str, Span] = {}
        for span in nearest:
            first.setdefault(one_line(span.text).casefold(), span)
        return list(first.values())

    def proposal(self, part: Field) -> Option | None:
        """Return the answer that Enter would accept, or None. Only an empty field has one."""
        if self.state(part) is not State.EMPTY:
            return None
        if isinstance(part, Attribute):
            actor = self._actor_of_span() if part.type is AttributeType.ACTOR else None
            return Option(actor.name, actor.id, actor.kind) if actor is not None else None
        used = {x.to for x in self.relations if x.source == self.span.id and not x.to.not_stated}
        for filler in self._likely(part):
            if filler not in used:
                return Option(self.filler_words(filler), filler)
        return None

    def _likely(self, role: Role) -> Iterator[Filler]:
        """Yield fillers from the likeliest on: a span of this paragraph, the one of a like span before, a name here."""
        first = role.targets[0] if role.targets else ""
        for span in self.near(role):
            if span.label == first and not self._breaks_to(span):
                yield Filler(span=span.id)
        if any(label.id == first for label in speaker_labels(self.codebook)):
            governing = self._governing()
            if governing is not None:
                # Whoever spoke before is wrong where the text names somebody else, or nobody.
                yield from governing
                return
        yield from self._precedents(role)
        if ACTOR in role.targets:
            here = named_in(self._paragraph(), self.actors)
            yield from (Filler(actor=actor.id) for actor in here if self._suits(actor, first))

    def _suits(self, actor: Actor, label: str) -> bool:
        """Whether an actor may be proposed where spans of `label` are: one who is mentioned by others alone is not.

        Li Qiang, whom Speaker spans mention, speaks; he is not proposed as the party that commits.
        """
        mentions = {span.label for span in self.spans if actor.id in span.attributes.values()}
        return not mentions or label in mentions

    def _governing(self) -> tuple[Filler, ...] | None:
        """Return who speaks in the paragraph: the span it inherits, or the one or the person its cue lets one expect.

        Nothing where a speaker was refused, or is expected whom nobody has tagged; None where nobody is known at all.
        """
        text, start = self.article.text, self.span.start
        said = said_by(self.spans, self.codebook, self.actors)
        governor = governor_at(text, start, said, self.cuts)
        if governor is None:
            return () if paragraph_at(text, start)[0] in self.cuts else None
        if governor.span:
            return (Filler(span=governor.span),)
        name = governor.name.casefold()
        before = [x for x in said if x.name.casefold() == name and x.words[0] < self.span.end]
        if before:
            return (Filler(span=before[-1].span),)
        return tuple(Filler(actor=x.id) for x in self.actors if x.name.casefold() == name)

    def _precedents(self, role: Role) -> Iterator[Filler]:
        """Yield what fills this role in earlier spans of the same label that share a filler with this one."""
        mine = {self.filler_words(x.to) for x in self.relations if x.source == self.span.id}
        before = (x for x in self.spans if x.label == self.span.label and x.start < self.span.start)
        siblings = heapq.nsmallest(NEAREST, before, key=self._gap)
        filled: dict[str, list[Relation]] = {sibling.id: [] for sibling in siblings}
        for relation in self.relations:
            if relation.source in filled and not relation.to.not_stated:
                filled[relation.source].append(relation)
        for relations in filled.values():
            shared = {self.filler_words(x.to) for x in relations} & mine
            if shared or not mine:
                yield from (x.to for x in relations if x.role == role.id)

    def _gap(self, span: Span) -> int:
        return max(0, span.start - self.span.end, self.span.start - span.end)

    def _breaks_to(self, span: Span) -> int:
        start, end = min(span.end, self.span.end), max(span.start, self.span.start)
        return self.article.text.count("\n", start, end) if start < end else 0

    def _paragraph(self) -> str:
        text = self.article.text
        start = text.rfind("\n", 0, self.span.start) + 1
        end = text.find("\n", self.span.end)
        return text[start:] if end < 0 else text[start:end]

    def _attribute_options(self, part: Attribute, typed: str) -> tuple[Option, ...]:
        if part.type in (AttributeType.CHOICE, AttributeType.CHOICES):
            return tuple(Option(choice.name, choice.id) for choice in part.choices[:MOST_OPTIONS])
        if part.type is AttributeType.YES_NO:
            return (Option("yes", True), Option("no", False))
        if part.type is AttributeType.ACTOR:
            found = self._actor_options(typed)
            return tuple(replace(x, answer=x.answer.actor) if isinstance(x.answer, Filler) else x for x in found)
        return ()

    def _actor_options(self, typed: str) -> list[Option]:
        """Return people and organisations: those of this article first, or those that what was typed may mean."""
        if not typed:
            here = self._actors_here()
            others = () if len(here) >= MOST_OPTIONS else self.actors
            known = list({actor.id: actor for actor in (*here, *others)}.values())
        else:
            wanted = typed.casefold()
            known = [x for x in self.actors if any(wanted in name.casefold() for name in (x.name, *x.aliases))]
        options = [Option(x.name, Filler(actor=x.id), x.kind) for x in known[: MOST_OPTIONS - 3 if typed else None]]
        if typed and all(typed.casefold() != x.name.casefold() for x in known):
            for kind in ACTOR_KINDS:
                made = Actor(new_id(), typed, kind)
                options.append(Option(typed, Filler(actor=made.id), f"new {kind}", made))
        return options

    def _actors_here(self) -> list[Actor]:
        """Return the actors that fill something in this article or are named in its paragraph."""
        ids = [x.to.actor for x in reversed(self.relations) if x.to.actor]
        ids += [str(value) for span in self.spans for value in span.attributes.values() if isinstance(value, str)]
        known = {actor.id: actor for actor in self.actors}
        here = [*named_in(self._paragraph(), self.actors), *(known[id] for id in ids if id in known)]
        return list({actor.id: actor for actor in here}.values())

    def _actor_of_span(self) -> Actor | None:
        """Return who a span like this one was said to be in this article, or whose name it contains."""
        text = one_line(self.span.text)
        if text.casefold() in PRONOUNS:
            return None
        known = {actor.id: actor for actor in self.actors}
        for other in self.spans:
            if other.id != self.span.id and one_line(other.text).casefold() == text.casefold():
                answers = (known.get(str(value)) for value in other.attributes.values())
                found = next((actor for actor in answers if actor is not None), None)
                if found is not None:
                    return found
        named = next(named_in(text, self.actors), None)
        if named is not None:
            return named
        return next((x for x in self._actors_here() if text in x.name.split()), None)

    def _value_words(self, part: Attribute, value: Value | None) -> str:
        if value is None:
            return ""
        if part.type is AttributeType.YES_NO:
            return "yes" if value else "no"
        if part.type is AttributeType.ACTOR:
            return self._actor_name(str(value))
        if part.type is AttributeType.DATE:
            return day(str(value))
        names = {choice.id: choice.name for choice in part.choices}
        if isinstance(value, tuple):
            return ", ".join(names.get(one, one) for one in value)
        return names.get(str(value), str(value))

    def _actor_name(self, id: str) -> str:
        return next((actor.name for actor in self.actors if actor.id == id), "somebody unknown")

    def _label_name(self, span: Span) -> str:
        label = self.codebook.label(span.label)
        return label.name if label is not None else ""


def named_in(text: str, actors: Iterable[Actor]) -> Iterator[Actor]:
    """Yield the actors whose name or alias stands in a text as whole words."""
    for actor in actors:
        names = "|".join(re.escape(name) for name in (actor.name, *actor.aliases) if name)
        if names and re.search(rf"(?<!\w)(?:{names})(?!\w)", text):
            yield actor
