"""Which fields are asked of a span, and which of its answers a codebook forbids together. It changes nothing.

A condition that names a field which is not of the span's own label (any more) is passed by: the field that it hides is
asked, and what it forbids is allowed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from annotator.core.codebook import Attribute, Codebook, Condition, Forbidden, Role
from annotator.core.model import Filler, Relation, Span, Value
from annotator.core.query import EMPTY, FILLED, NOT_STATED

YES, NO = "yes", "no"
STATES = (FILLED, EMPTY, NOT_STATED)


class Answered:
    """One span with its answers. `relations` are those that it owns, `spans` the spans of its article by id."""

    def __init__(
        self,
        codebook: Codebook,
        span: Span,
        relations: Sequence[Relation] = (),
        spans: Mapping[str, Span] | None = None,
    ) -> None:
        self._codebook = codebook
        self._span = span
        self._relations = relations
        self._spans = spans or {}
        parts: list[Attribute | Role] = [*codebook.attributes_of(span.label), *codebook.roles_of(span.label)]
        self._fields = {part.id: part for part in parts}

    def is_asked(self, field: Attribute | Role) -> bool:
        """Whether a field is asked of the span; what depends on a field that is not asked itself is not asked."""
        seen: set[str] = set()
        part: Attribute | Role | None = field
        while part is not None and part.shown_when is not None and part.id not in seen:
            seen.add(part.id)
            above = self._fields.get(part.shown_when.field)
            if above is not None and not self.meets(part.shown_when):
                return False
            part = above
        return True

    def forbids(self, forbidden: Forbidden) -> bool:
        """Whether the span has all the answers that may not be together."""
        return bool(forbidden.conditions) and all(self.meets(x) for x in forbidden.conditions)

    def meets(self, condition: Condition) -> tuple[str, ...]:
        """Return which answers of a condition the span has, sorted; what else it says is nothing to the condition."""
        part = self._fields.get(condition.field)
        given = set() if part is None else {answer.casefold() for answer in self._answers_to(part)}
        return tuple(sorted(answer for answer in condition.answers if answer.casefold() in given))

    def _answers_to(self, part: Attribute | Role) -> frozenset[str]:
        if isinstance(part, Attribute):
            value = self._span.attributes.get(part.id)
            return frozenset((EMPTY,)) if value is None else frozenset((FILLED, *_named(value)))
        fillers = [relation.to for relation in self._relations if relation.role == part.id]
        return frozenset(answer for filler in fillers for answer in self._filled(filler)) or frozenset((EMPTY,))

    def _filled(self, filler: Filler) -> tuple[str, ...]:
        if filler.not_stated:
            return (NOT_STATED,)
        span = self._spans.get(filler.span)
        if span is None:
            return (FILLED, filler.actor) if filler.actor else (FILLED,)
        said = [named for value in span.attributes.values() for named in _named(value)]
        return (FILLED, span.text, *said)


def _named(value: Value) -> tuple[str, ...]:
    if isinstance(value, bool):
        return (YES if value else NO,)
    return value if isinstance(value, tuple) else (str(value),)


Fields = Mapping[str, str | None]
"""What the ids of fields become; None for one that goes. A field that is not named stays as it is."""

Answers = Mapping[tuple[str, str], str | None]
"""The same of the answers to a field, by the id that the field had and the answer."""


def moved(condition: Condition | None, fields: Fields, answers: Answers) -> Condition | None:
    """Return a condition after fields and answers got other ids; None where the field, or every answer, is gone."""
    if condition is None:
        return None
    field = fields.get(condition.field, condition.field)
    kept = [new for x in condition.answers if (new := answers.get((condition.field, x), x)) is not None]
    return Condition(field, tuple(dict.fromkeys(kept))) if field is not None and kept else None


def all_moved(forbidden: Sequence[Forbidden], fields: Fields, answers: Answers) -> tuple[Forbidden, ...]:
    """Return forbidden combinations after fields and answers got other ids, without those that lost a condition."""
    found = []
    for each in forbidden:
        conditions = tuple(new for x in each.conditions if (new := moved(x, fields, answers)) is not None)
        if len(conditions) == len(each.conditions):
            found.append(replace(each, conditions=conditions))
    return tuple(found)


def in_a_circle(fields: Sequence[Attribute | Role]) -> Attribute | Role | None:
    """Return a field that is shown only when, by way of others, it has an answer itself; None where there is none."""
    above = {x.id: x.shown_when.field for x in fields if x.shown_when is not None}
    for field in fields:
        at, steps = field.id, 0
        while at in above and steps <= len(above):
            at, steps = above[at], steps + 1
        if at in above:
            return field
    return None


def in_words(codebook: Codebook, condition: Condition) -> str:
    """Return a condition as people read it: “Strength is will or is ready to”, “Deadline is not stated”."""
    part = codebook.attribute(condition.field) or codebook.role(condition.field)
    names = {choice.id: choice.name for choice in part.choices} if isinstance(part, Attribute) else {}
    said = " or ".join(names.get(answer, answer) for answer in condition.answers)
    return f"{part.name if part is not None else 'a field that is gone'} is {said}"
