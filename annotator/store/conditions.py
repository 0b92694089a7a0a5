"""Turns conditions on fields into SQL over the state tables. It runs nothing; people's words go in as values alone."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from annotator.core.asking import YES
from annotator.core.codebook import Attribute, AttributeType, Codebook, Role
from annotator.core.conditions import fields_named
from annotator.core.ids import is_uuid
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
                _add(sql, codebook, part, answer, actors)
        conditions.append(f"({' OR '.join(sql.parts) or '0'})")
        values += sql.values
    return conditions, values


def _add(sql: _Sql, codebook: Codebook, part: Attribute | Role, answer: str, actors: Sequence[Actor]) -> None:
    """Add the condition that one field has this state or answer; where it is not asked, it is not empty either."""
    key = f"(SELECT id FROM {_table(part)} WHERE uuid = ?)"
    id = to_blob(part.id)
    answered = (_FILLER if isinstance(part, Role) else _VALUE).format(field=key)
    if answer == EMPTY:
        label = "spans.label_id = (SELECT id FROM labels WHERE uuid = ?)"
        asked, values = _asked(codebook, part)
        sql.add(f"({label} AND NOT EXISTS ({answered}){asked})", to_blob(part.label), id, *values)
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


def _asked(codebook: Codebook, part: Attribute | Role) -> tuple[str, list[Any]]:
    """Return the conditions, each after an AND, that a field is asked of a span (as `core.asking` says), and values."""
    conditions, values = "", []
    seen: set[str] = set()
    while part.shown_when is not None and part.id not in seen:
        seen.add(part.id)
        above = codebook.by_id.get(part.shown_when.field)
        if not isinstance(above, Attribute | Role) or above.label != part.label:
            break
        sql = _Sql()
        for answer in part.shown_when.answers:
            _add_answer(sql, above, answer)
        conditions += f" AND ({' OR '.join(sql.parts) or '0'})"
        values += sql.values
        part = above
    return conditions, values


def _add_answer(sql: _Sql, part: Attribute | Role, answer: str) -> None:
    """Add that a field has an answer, named as in a condition of the codebook: by id, as text, or as a state."""
    is_role = isinstance(part, Role)
    answered = (_FILLER if is_role else _VALUE).format(field=f"(SELECT id FROM {_table(part)} WHERE uuid = ?)")
    id = to_blob(part.id)
    said = f"EXISTS ({answered}"
    if answer == EMPTY:
        sql.add(f"NOT {said})", id)
    elif answer == FILLED:
        sql.add(f"{said}{' AND not_stated = 0' if is_role else ''})", id)
    elif is_role and answer == NOT_STATED:
        sql.add(f"{said} AND not_stated = 1)", id)
    elif is_role:
        meant = "actor_id IN (SELECT id FROM actors WHERE uuid = ?)"
        value = "SELECT 1 FROM attribute_values WHERE span_id = relations.span_id AND value = ?"
        test = f"{meant} OR EXISTS ({value}) OR {_WORDS} = ?"
        sql.add(f"{said} AND ({test}))", id, to_blob(answer) if is_uuid(answer) else b"", json.dumps(answer), answer)
    elif isinstance(part, Attribute) and part.type is AttributeType.CHOICES:
        sql.add(f"{said} AND instr(attribute_values.value, ?))", id, json.dumps(answer))
    elif isinstance(part, Attribute) and part.type is AttributeType.YES_NO:
        sql.add(f"{said} AND attribute_values.value = ?)", id, json.dumps(answer == YES))
    else:
        sql.add(f"{said} AND CAST({_PLAIN} AS TEXT) = ? COLLATE NOCASE)", id, answer)


def _table(part: Attribute | Role) -> str:
    return "roles" if isinstance(part, Role) else "attributes"


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
