"""A span with the answers to its fields: whether each was looked at, what it says, and how it will be once answered.

A field is an attribute or a role of the span's label. It offers nothing (see `frames`) and stores nothing.
"""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Self

from annotator.core.asking import Answered
from annotator.core.codebook import Attribute, AttributeType, Codebook, Role
from annotator.core.ids import new_id
from annotator.core.model import Accepted, Actor, Article, Filler, Relation, Span, Value
from annotator.ui.panels.words import one_line, period

Field = Attribute | Role
NOT_STATED = Filler()


class State(StrEnum):
    """Whether a field was looked at, and what came of it."""

    EMPTY = "empty"
    FILLED = "filled"
    NOT_STATED = "not stated"


@dataclass(frozen=True, slots=True)
class Option:
    """One answer on offer. `answer` is an attribute's value or a role's filler, `also` more fillers given with it.

    `new` are the people, countries and spans that it names and that are yet to be made.
    """

    words: str
    answer: Value | Filler
    hint: str = ""
    also: tuple[Filler, ...] = ()
    new: tuple[Actor | Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Answers:
    """One span, the spans and relations of its article, and the people known; a picture of one moment."""

    article: Article
    codebook: Codebook
    span: Span
    spans: tuple[Span, ...] = ()
    relations: tuple[Relation, ...] = ()
    actors: tuple[Actor, ...] = field(default=())
    cuts: frozenset[int] = frozenset()
    """The starts of the paragraphs in which the annotator says that nobody speaks."""
    accepted: tuple[Accepted, ...] = ()
    """The problems of the article that somebody let stand."""

    def fields(self) -> tuple[tuple[Field, ...], tuple[Field, ...]]:
        """Return the core fields that are asked of the span and the rest, both in the order of the codebook.

        One that is not asked, because of the answer to another, is among them while it has an answer.
        """
        label = self.span.label
        every: list[Field] = [*self.codebook.attributes_of(label), *self.codebook.roles_of(label)]
        every.sort(key=lambda x: x.position)
        if any(x.shown_when is not None for x in every):
            answered = Answered(self.codebook, self.span, self.owned(), {x.id: x for x in self.spans})
            every = [x for x in every if answered.is_asked(x) or self.state(x) is not State.EMPTY]
        return tuple(x for x in every if x.core), tuple(x for x in every if not x.core)

    def owned(self) -> tuple[Relation, ...]:
        """Return the relations that the span owns."""
        return tuple(x for x in self.relations if x.source == self.span.id)

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

    def answered(self, part: Field, option: Option) -> Self:
        """Return the frame as it will be once an option is stored."""
        actors = (*self.actors, *(x for x in option.new if isinstance(x, Actor)))
        spans = (*self.spans, *(x for x in option.new if isinstance(x, Span)))
        if isinstance(part, Attribute):
            value = self.value_with(part, option.answer)
            attributes = {id: kept for id, kept in self.span.attributes.items() if id != part.id}
            if value is not None:
                attributes[part.id] = value
            return replace(self, actors=actors, span=replace(self.span, attributes=attributes))
        fillers = self.fillers_with(part, option.answer)
        fillers += tuple(x for x in option.also if x not in fillers)
        return replace(self.refilled(part, fillers), actors=actors, spans=spans)

    def emptied(self, part: Field) -> Self:
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

    def refilled(self, role: Role, fillers: tuple[Filler, ...]) -> Self:
        """Return the frame with exactly these fillers of a role."""
        now = self.filled_by(role)
        kept = {x.to: x for x in now}
        wanted = tuple(kept.get(to) or Relation(new_id(), self.article.id, role.id, self.span.id, to) for to in fillers)
        return replace(self, relations=(*(x for x in self.relations if x not in now), *wanted))

    def _value_words(self, part: Attribute, value: Value | None) -> str:
        if value is None:
            return ""
        if part.type is AttributeType.YES_NO:
            return "yes" if value else "no"
        if part.type is AttributeType.ACTOR:
            return self._actor_name(str(value))
        if part.type is AttributeType.DATE:
            return period(str(value))
        names = {choice.id: choice.name for choice in part.choices}
        if isinstance(value, tuple):
            return ", ".join(names.get(one, one) for one in value)
        return names.get(str(value), str(value))

    def _actor_name(self, id: str) -> str:
        return next((actor.name for actor in self.actors if actor.id == id), "somebody unknown")
