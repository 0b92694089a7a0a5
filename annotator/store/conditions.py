"""Turns conditions on fields into SQL over the state tables. It runs nothing; people's words go in as values alone."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from annotator.core.codebook import Attribute, AttributeType, Codebook, Role
from annotator.core.conditions import fields_named
from annotator.core.model import Actor
from annotator.core.query import EMPTY, FILLED, NOT_STATED, FieldIs
from annotator.store.tables import to_blob

_VALUE = "SELECT 1 FROM attribute_values WHERE span_id = spans.id AND attribute_id = {field}"
_FILLER = "SELECT 1 FROM relations WHERE source_id = spans.id AND role_id = {field}"
_WORDS = "(SELECT group_concat(quote, ' ') FROM fragments WHERE span_id = relations.span_id)"
_OF_FILLER = """EXISTS (SELECT 1 FROM attribute_values JOIN attributes ON attributes.id = attribute_id
  WHERE attribute_values.span_id = relations.span_id AND type = '{type}' AND {test})"""
_LIKE = r"LIKE ? ESCAPE '\'"
_PLAIN = "json_extract(attribute_values.value, '$')"


@dataclass(slots=True)
class _Sql:
    """Parts of a condition, one of which must hold, and their values in order."""

    parts: list[str] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)

    def add(self, part: str, *values: Any) -> None:
        """Add one more way in which the condition holds."""
        self.parts.append(part)
        self.values += values


def field_conditions(
    codebook: Codebook, actors: Sequence[Actor], wanted: Sequence[FieldIs]
) -> tuple[list[str], list[Any]]:
    """Return SQL conditions on a row of `spans`, all of which must hold, and their values."""
    conditions: list[str] = []
    values: list[Any] = []
    for condition in wanted:
        sql = _Sql()
        for part in fields_named(codebook, condition.name):
            for answer in condition.wanted:
                _add(sql, part, answer, actors)
        conditions.append(f"({' OR '.join(sql.parts) or '0'})")
        values += sql.values
    return conditions, values


def _add(sql: _Sql, part: Attribute | Role, answer: str, actors: Sequence[Actor]) -> None:
    """Add the condition that one field has this state or answer."""
    table = "roles" if isinstance(part, Role) else "attributes"
    key = f"(SELECT id FROM {table} WHERE uuid = ?)"
    id = to_blob(part.id)
    answered = (_FILLER if isinstance(part, Role) else _VALUE).format(field=key)
    if answer == EMPTY:
        label = "spans.label_id = (SELECT id FROM labels WHERE uuid = ?)"
        sql.add(f"({label} AND NOT EXISTS ({answered}))", to_blob(part.label), id)
    elif isinstance(part, Role):
        if answer in (FILLED, NOT_STATED):
            sql.add(f"EXISTS ({answered} AND not_stated = {int(answer == NOT_STATED)})", id)
        else:
            test, values = _filler_is(answer, actors)
            sql.add(f"EXISTS ({answered} AND {test})", id, *values)
    elif answer == FILLED:
        sql.add(f"EXISTS ({answered})", id)
    elif answer != NOT_STATED:
        test, values = _value_is(part, answer, actors)
        sql.add(f"EXISTS ({answered} AND {test})", id, *values)


def _meant(answer: str, actors: Sequence[Actor]) -> list[str]:
    """Return the ids of the people and organisations of this name."""
    wanted = answer.casefold()
    return [x.id for x in actors if wanted in (name.casefold() for name in (x.name, *x.aliases))]


def _filler_is(answer: str, actors: Sequence[Actor]) -> tuple[str, list[Any]]:
    """Return the test that a filler is an actor of this name, a span that means one, has these words, or this date."""
    ids = _meant(answer, actors)
    marks = ", ".join("?" for _ in ids)
    said = _OF_FILLER.format(type="actor", test=f"{_PLAIN} IN ({marks})")
    dated = _OF_FILLER.format(type="date", test=f"{_PLAIN} {_LIKE}")
    meant = f"actor_id IN (SELECT id FROM actors WHERE uuid IN ({marks}))"
    test = f"({meant} OR {said} OR {dated} OR {_WORDS} {_LIKE})"
    values = [*(to_blob(id) for id in ids), *ids, f"{_escaped(answer)}%", _escaped(answer)]
    return test, values


def _value_is(part: Attribute, answer: str, actors: Sequence[Actor]) -> tuple[str, list[Any]]:
    """Return the test that the value of an attribute is this answer."""
    wanted = answer.casefold()
    choices = [choice.id for choice in part.choices if choice.name.casefold() == wanted]
    if part.type is AttributeType.CHOICES:
        test = " OR ".join("instr(attribute_values.value, ?)" for _ in choices) or "0"
        return f"({test})", [json.dumps(choice) for choice in choices]
    if part.type in (AttributeType.CHOICE, AttributeType.ACTOR):
        ids = choices if part.type is AttributeType.CHOICE else _meant(answer, actors)
        return f"{_PLAIN} IN ({', '.join('?' for _ in ids)})", list(ids)
    if part.type is AttributeType.YES_NO:
        return "attribute_values.value = ?", [json.dumps(wanted in ("yes", "true"))]
    if part.type is AttributeType.NUMBER:
        return f"CAST({_PLAIN} AS TEXT) = ?", [answer]
    end = "%" if part.type is AttributeType.DATE else ""
    return f"{_PLAIN} {_LIKE}", [f"{_escaped(answer)}{end}"]


def _escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
