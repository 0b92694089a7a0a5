"""Codebooks as TOML text: read with clear errors, written so that two versions can be compared line by line.

The text names everything by UUID as well as by name: `id` is made once and never changes.
"""

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from annotator.core import asking
from annotator.core.codebook import (
    Attribute,
    AttributeType,
    Choice,
    Codebook,
    Condition,
    Forbidden,
    Label,
    Layer,
    Role,
    Unit,
)
from annotator.core.errors import UserError
from annotator.core.rows import storable

Table = Mapping[str, Any]

ACTOR = "actor"

MOST_IN_A_NAME = 200
"""Characters in the name of a group, a label or a field."""


def parse(text: str, name: str = "codebook") -> Codebook:
    """Return the codebook that `text` describes; `name` is the file's name, for messages.

    Raises `UserError` for text that is not TOML, for a missing or doubled id, and for a word that is not known.
    """
    try:
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # beside TOML's own errors: numbers too long, brackets too deep
        raise UserError(f"“{name}” is not a codebook: {error}.", hint="Check the file in a text editor.") from error
    return _Parser(name).codebook(table)


class _Parser:
    """Reads one codebook; `name` stands in every message."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._seen: set[str] = set()

    def codebook(self, table: Table) -> Codebook:
        layers: list[Layer] = []
        labels: list[Label] = []
        attributes: list[Attribute] = []
        roles: list[tuple[str, Table]] = []
        for position, layer in enumerate(self._tables(table, "groups")):
            layers.append(self._layer(layer, position))
            for label in self._tables(layer, "labels"):
                labels.append(self._label(label, layers[-1].id, len(labels)))
                owner = labels[-1].id
                fields = self._tables(label, "fields")
                attributes.extend(self._attribute(x, owner, n) for n, x in enumerate(fields) if x.get("type") != "role")
                roles.extend((owner, {**x, "position": n}) for n, x in enumerate(fields) if x.get("type") == "role")
        book = Codebook(
            id=self._id(table, "the codebook"),
            name=self._text(table, "name"),
            description=self._text(table, "description"),
            layers=tuple(layers),
            labels=self._with_parents(labels),
            attributes=tuple(attributes),
            roles=tuple(self._role(owner, x, labels) for owner, x in roles),
        )
        self._check_names(book)
        return self._with_conditions(book, table)

    def _layer(self, table: Table, position: int) -> Layer:
        return Layer(
            id=self._id(table, "a group"),
            name=self._text(table, "name"),
            position=position,
            overlap=bool(table.get("overlap", True)),
            tint=bool(table.get("tint", True)),
        )

    def _label(self, table: Table, layer: str, position: int) -> Label:
        return Label(
            id=self._id(table, "a label"),
            layer=layer,
            name=self._text(table, "name"),
            position=position,
            color=str(table.get("color", "1")),
            key=self._text(table, "key"),
            unit=self._word(table, "unit", Unit, Unit.CLAUSE),
            parent=self._text(table, "parent"),
            definition=self._text(table, "definition"),
            includes=self._text(table, "includes"),
            excludes=self._text(table, "excludes"),
            examples=self._texts(table, "examples"),
            pinned=bool(table.get("pinned", True)),
            retired=bool(table.get("retired", False)),
        )

    def _attribute(self, table: Table, label: str, position: int) -> Attribute:
        return Attribute(
            id=self._id(table, "a field"),
            label=label,
            name=self._text(table, "name"),
            type=self._word(table, "type", AttributeType, AttributeType.TEXT),
            position=position,
            choices=tuple(
                Choice(self._id(x, "a choice"), self._text(x, "name")) for x in self._tables(table, "choices")
            ),
            required=bool(table.get("required", False)),
            core=bool(table.get("core", False)),
            default=self._text(table, "default"),
        )

    def _role(self, label: str, table: Table, labels: Sequence[Label]) -> Role:
        known = {x.id: x.id for x in labels} | {x.name: x.id for x in labels} | {ACTOR: ACTOR}
        targets = self._texts(table, "to")
        for target in targets:
            if target not in known:
                raise self._error(f"the field “{table.get('name', '')}” points to “{target}”, which is not a label")
        return Role(
            id=self._id(table, "a field"),
            label=label,
            name=self._text(table, "name"),
            position=int(table["position"]),
            targets=tuple(known[target] for target in targets),
            many=bool(table.get("many", False)),
            required=bool(table.get("required", False)),
            not_stated=bool(table.get("not_stated", True)),
            core=bool(table.get("core", False)),
        )

    def _with_parents(self, labels: Sequence[Label]) -> tuple[Label, ...]:
        known = {label.id for label in labels}
        for label in labels:
            if label.parent and label.parent not in known:
                raise self._error(f"the label “{label.name}” stands under “{label.parent}”, which is not a label's id")
        above = {label.id: label.parent for label in labels}
        for label in labels:
            at, steps = label.parent, 0
            while at and steps <= len(labels):
                at, steps = above[at], steps + 1
            if at:
                raise self._error(f"the label “{label.name}” stands under itself")
        return tuple(labels)

    def _with_conditions(self, book: Codebook, table: Table) -> Codebook:
        """Return the codebook with what its fields depend on and what is forbidden, now that every field is known."""
        forbidden: dict[str, tuple[Forbidden, ...]] = {}
        shown: dict[str, Condition] = {}
        for label in (x for layer in self._tables(table, "groups") for x in self._tables(layer, "labels")):
            owner = str(UUID(str(label["id"])))
            fields: list[Attribute | Role] = [*book.attributes_of(owner), *book.roles_of(owner)]
            for field in self._tables(label, "fields"):
                if "shown_when" in field:
                    shown[str(UUID(str(field["id"])))] = self._condition(field["shown_when"], fields)
            changed = [replace(x, shown_when=shown.get(x.id)) for x in fields]
            circle = asking.in_a_circle(changed)
            if circle is not None:
                raise self._error(f"the field “{circle.name}” depends on its own answer")
            forbidden[owner] = tuple(self._forbidden(x, fields) for x in self._tables(label, "forbidden"))
        return replace(
            book,
            labels=tuple(replace(x, forbidden=forbidden.get(x.id, ())) for x in book.labels),
            attributes=tuple(replace(x, shown_when=shown.get(x.id)) for x in book.attributes),
            roles=tuple(replace(x, shown_when=shown.get(x.id)) for x in book.roles),
        )

    def _forbidden(self, table: Table, fields: Sequence[Attribute | Role]) -> Forbidden:
        message = self._text(table, "message").strip()
        if not message:
            raise self._error("a forbidden combination has no “message” that says so")
        conditions = tuple(self._condition(x, fields) for x in self._tables(table, "all_of"))
        if not conditions:
            raise self._error(f"“{message}” forbids nothing: “all_of” is empty")
        return Forbidden(self._id({**table, "name": message}, "the combination"), message, conditions)

    def _condition(self, value: Any, fields: Sequence[Attribute | Role]) -> Condition:
        """Read {field = ..., answers = [...]}; fields and choices of the label may be called by id or by name.

        An id that is not known is kept: it says nothing until there is such a field or choice.
        """
        if not isinstance(value, dict):
            raise self._error(f"“{value}” is no condition: it needs “field” and “answers”")
        name = self._text(value, "field")
        found = next((x for x in fields if name in (x.id, x.name)), None)
        if found is None and not _is_id(name):
            raise self._error(f"a condition names the field “{name}”, which is not one of the same label")
        choices = {x.name: x.id for x in found.choices} if isinstance(found, Attribute) else {}
        answers = tuple(choices.get(x, x) for x in self._texts(value, "answers"))
        unknown = [x for x in answers if x not in asking.STATES and not _is_id(x)]
        if choices and unknown:
            raise self._error(f"“{name}” has no answer “{unknown[0]}”, which a condition names")
        if not answers:
            raise self._error(f"a condition on “{name}” names no answers")
        return Condition(found.id if found is not None else name, answers)

    def _tables(self, table: Table, key: str) -> Sequence[Table]:
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(x, dict) for x in value):
            raise self._error(f"“{key}” is not a list of tables")
        return value

    def _text(self, table: Table, key: str) -> str:
        value = table.get(key, "")
        if not isinstance(value, str):
            raise self._error(f"“{key}” is not text: {value!r}")
        return storable(value)

    def _texts(self, table: Table, key: str) -> tuple[str, ...]:
        values = table.get(key, [])
        if not isinstance(values, list):
            raise self._error(f"“{key}” is not a list of texts: {values!r}")
        return tuple(storable(str(value)) for value in values)

    def _check_names(self, codebook: Codebook) -> None:
        for part in codebook.by_id.values():
            if not 1 <= len(part.name) <= MOST_IN_A_NAME:
                raise self._error(f"the name “{part.name[:60]}” has not 1 to {MOST_IN_A_NAME} characters")

    def _word(self, table: Table, key: str, words: Any, default: Any) -> Any:
        value = table.get(key, default)
        try:
            return words(value)
        except ValueError:
            known = ", ".join(str(word) for word in words)
            raise self._error(f"“{value}” is not one of {known}") from None

    def _id(self, table: Table, what: str) -> str:
        value = str(table.get("id", ""))
        name = str(table.get("name", ""))
        try:
            id = str(UUID(value))
        except ValueError:
            raise self._error(f"{what} “{name}” has no valid id (a UUID): “{value}”") from None
        if id in self._seen:
            raise self._error(f"the id {id} of “{name}” is used twice")
        self._seen.add(id)
        return id

    def _error(self, what: str) -> UserError:
        return UserError(f"“{self._name}” is not a valid codebook: {what}.", hint="Correct the file and try again.")


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def dump(codebook: Codebook) -> str:
    """Return the codebook as TOML that `parse` reads back to an equal value."""
    import tomli_w

    groups = [_layer_table(codebook, layer) for layer in codebook.layers]
    table = {"id": codebook.id, "name": codebook.name, "description": codebook.description, "groups": groups}
    # A text over several lines would come back without the CR of its CR LF.
    return tomli_w.dumps(table, multiline_strings="\\r\\n" not in json.dumps(table))


def _layer_table(codebook: Codebook, layer: Layer) -> dict[str, Any]:
    return {
        "id": layer.id,
        "name": layer.name,
        "overlap": layer.overlap,
        "tint": layer.tint,
        "labels": [_label_table(codebook, label) for label in codebook.labels_of(layer.id)],
    }


def _label_table(codebook: Codebook, label: Label) -> dict[str, Any]:
    fields: list[Attribute | Role] = [*codebook.attributes_of(label.id), *codebook.roles_of(label.id)]
    table = {
        "id": label.id,
        "name": label.name,
        "color": label.color,
        "key": label.key,
        "unit": str(label.unit),
        "parent": label.parent,
        "pinned": label.pinned,
        "retired": label.retired,
        "definition": label.definition,
        "includes": label.includes,
        "excludes": label.excludes,
        "examples": list(label.examples),
        "fields": [_field_table(field) for field in sorted(fields, key=lambda field: field.position)],
    }
    forbidden = [
        {"id": x.id, "message": x.message, "all_of": [_condition_table(condition) for condition in x.conditions]}
        for x in label.forbidden
    ]
    return table | ({"forbidden": forbidden} if forbidden else {})


def _condition_table(condition: Condition) -> dict[str, Any]:
    return {"field": condition.field, "answers": list(condition.answers)}


def _field_table(field: Attribute | Role) -> dict[str, Any]:
    table: dict[str, Any] = {"id": field.id, "name": field.name, "required": field.required, "core": field.core}
    if field.shown_when is not None:
        table["shown_when"] = _condition_table(field.shown_when)
    if isinstance(field, Role):
        return table | {
            "type": "role",
            "to": list(field.targets),
            "many": field.many,
            "not_stated": field.not_stated,
        }
    choices = [{"id": choice.id, "name": choice.name} for choice in field.choices]
    return table | {"type": str(field.type), "default": field.default} | ({"choices": choices} if choices else {})
