"""The rules of the codebook for very many spans: each shape of a span is looked at once.

What `rules` says of a span depends on its label, on what it answers, and on what kinds of things fill its roles. Spans
that agree in all this have the same problems. It knows keys, not rows.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from annotator.core.codebook import Attribute, AttributeType, Codebook, Condition, Role
from annotator.core.model import Filler, Fragment, Relation, Span, Value
from annotator.core.query import EMPTY, FILLED, NOT_STATED
from annotator.core.rules import fits, span_problems

BY_ACTOR, UNSTATED = -1, -2
"""What fills a role, where it is no span: then it is the key of the span's label."""

Answers = Sequence[tuple[int, str]]
"""The answers of one span: the key of the field, and the value as canonical JSON."""
Fillers = Sequence[tuple[int, int, int]]
"""What fills the roles of one span: the key of the role, what kind of thing, and its own key."""

_FREE = (AttributeType.TEXT, AttributeType.ACTOR, AttributeType.NUMBER, AttributeType.DATE)
_VALUED = ("answer", "filler", "same answer", "one answer")
"""Rules whose findings are told apart by what a span answers, which its shape leaves out."""


class Broken(NamedTuple):
    """A rule that spans of a shape break. `exact` says that `key` holds for each span of it."""

    rule: str
    key: str
    message: str
    exact: bool


@dataclass(frozen=True, slots=True)
class Keys:
    """The ids behind the keys of what a project has."""

    labels: Mapping[int, str]
    fields: Mapping[int, str]
    roles: Mapping[int, str]
    actors: Mapping[int, str] = field(default_factory=dict)


class Shapes:
    """Answers what is wrong with a span from its keys. `filler` gives the words and answers of a span by its key."""

    def __init__(self, codebook: Codebook, keys: Keys, filler: Callable[[int], tuple[str, Answers]]) -> None:
        self._codebook, self._keys, self._filler = codebook, keys, filler
        self._known: dict[tuple[object, ...], tuple[Broken, ...]] = {}
        self._bare: dict[int, tuple[Broken, ...]] = {}
        told = _told(codebook)
        types = {key: x.type for key, id in keys.fields.items() if (x := codebook.attribute(id)) is not None}
        self._free = {key for key, type in types.items() if type in _FREE and keys.fields[key] not in told}
        self._told = {key for key, id in keys.roles.items() if id in told}
        self._fits = lru_cache(maxsize=20_000)(self._fits_slowly)

    @property
    def reads_fillers(self) -> bool:
        """Whether any rule depends on what the spans say that fill a role."""
        return bool(self._told)

    def broken(self, label: int, answers: Answers = (), fillers: Fillers = ()) -> tuple[Broken, ...]:
        """Return what the codebook forbids or misses in a span."""
        if not answers and not fillers:
            bare = self._bare.get(label)
            if bare is None:
                bare = self._bare[label] = self._look(label, answers, fillers)
            return bare
        shape: tuple[object, ...] = (label,)
        if answers:
            free = self._free
            told_of = [(x, str(self._fits(x, text)) if x in free else text) for x, text in answers]
            shape += tuple(told_of if len(told_of) == 1 else sorted(told_of))
        if fillers:
            first: dict[tuple[int, int], int] = {}
            told = self._told
            shape += tuple(
                (role, kind, first.setdefault((kind, key), len(first)), self._said(kind, key) if role in told else None)
                for role, kind, key in sorted(fillers)
            )
        found = self._known.get(shape)
        if found is None:
            found = self._known[shape] = self._look(label, answers, fillers)
        return found

    def _said(self, kind: int, key: int) -> object:
        if kind < 0:
            return key
        words, answers = self._filler(key)
        return words, tuple(answers)

    def _fits_slowly(self, attribute: int, text: str) -> bool:
        part = self._codebook.attribute(self._keys.fields[attribute])
        return part is not None and fits(part, _value(text))

    def _look(self, label: int, answers: Answers, fillers: Fillers) -> tuple[Broken, ...]:
        keys = self._keys
        span = Span("span", "", 1, keys.labels[label], "", (), {keys.fields[x]: _value(text) for x, text in answers})
        spans: dict[str, Span] = {}
        relations = []
        for n, (role, kind, key) in enumerate(sorted(fillers)):
            to = Filler()
            if kind == BY_ACTOR:
                to = Filler(actor=keys.actors.get(key, str(key)))
            elif kind != UNSTATED:
                to = Filler(span=str(key))
                words, said = self._filler(key) if role in self._told else ("", ())
                given = {keys.fields[x]: _value(text) for x, text in said}
                pieces = (Fragment(0, max(1, len(words)), words),)
                spans[to.span] = Span(to.span, "", 1, keys.labels.get(kind, ""), "", pieces, given)
            relations.append(Relation(str(n), "", keys.roles[role], "span", to))
        found = span_problems(self._codebook, span, relations, spans)
        return tuple(Broken(x.about.rule, x.about.key, x.message, x.about.rule not in _VALUED) for x in found)


def _told(codebook: Codebook) -> set[str]:
    """Return the ids of the fields and roles on whose answers a condition depends, beyond whether there is one."""
    parts: list[Attribute | Role] = [*codebook.attributes, *codebook.roles]
    conditions: list[Condition] = [x.shown_when for x in parts if x.shown_when is not None]
    conditions += [x for label in codebook.labels for forbidden in label.forbidden for x in forbidden.conditions]
    states = {EMPTY, FILLED, NOT_STATED}
    return {x.field for x in conditions if not states.issuperset(x.answers)}


def _value(text: str) -> Value:
    value = json.loads(text)
    found: Value = tuple(value) if isinstance(value, list) else value
    return found
