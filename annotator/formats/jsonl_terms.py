"""What the rows of a JSONL file name: its labels, fields, roles and people, gathered from the rows themselves.

A file that stands alone has no codebook beside it. What it names is enough to read it, not a definition: the
`Codebook` made here has an empty id, and a project that knows an id already keeps its own words.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from annotator.core.codebook import Attribute, AttributeType, Choice, Codebook, Label, Layer, Role
from annotator.core.codebook_toml import MOST_IN_A_NAME
from annotator.core.ids import derived_id
from annotator.core.model import Actor, Annotator, AnnotatorKind, Office
from annotator.formats.fields import Fields, uuid_of

IMPORTED = "Imported"
IMPORTER = Annotator(derived_id("annotator", IMPORTED), IMPORTED, AnnotatorKind.IMPORT)
"""Who says so where a row does not say who."""


@dataclass(slots=True)
class Terms:
    """Everything that rows name, by id, in the order in which it was first named."""

    layers: dict[str, Layer] = field(default_factory=dict)
    labels: dict[str, Label] = field(default_factory=dict)
    attributes: dict[str, Attribute] = field(default_factory=dict)
    roles: dict[str, Role] = field(default_factory=dict)
    annotators: dict[str, Annotator] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)

    def codebook(self) -> Codebook:
        """Return the layers, labels, attributes and roles as a codebook without an id."""
        return Codebook(
            id="",
            name="",
            layers=tuple(self.layers.values()),
            labels=tuple(self.labels.values()),
            attributes=tuple(self.attributes.values()),
            roles=tuple(self.roles.values()),
        )

    def gather(self, row: Fields) -> None:
        """Take in what one row (of today's shape) names; raise `UserError` where it cannot be read."""
        for annotator in row.rows("annotators"):
            self._add_annotator(annotator_of(annotator))
        for actor in row.rows("actors"):
            found = actor_of(actor)
            self.actors.setdefault(found.id, found)
        for key in ("spans", "labels", "notes", "work", "reviews", "accepted"):
            for item in row.rows(key):
                self._add_annotator(who(item))
        for item in row.rows("labels"):
            self._label(item)
        owners: dict[str, str] = {}
        for span in row.rows("spans"):
            owners[span.text("id")] = label = self._label(span)
            for answer in answers_of(span, label):
                self._attribute(answer, label)
        for relation in row.rows("relations"):
            self._role(relation, owners.get(relation.text("from"), ""))

    def _add_annotator(self, annotator: Annotator) -> None:
        self.annotators.setdefault(annotator.id, annotator)

    def _label(self, item: Fields) -> str:
        id, layer = label_id(item), layer_id(item)
        name = _name(item, "layer", IMPORTED)
        self.layers.setdefault(layer, Layer(layer, name, position=len(self.layers)))
        color = str(len(self.labels) % 10 + 1)
        self.labels.setdefault(id, Label(id, layer, _name(item, "label"), len(self.labels), color))
        return id

    def _attribute(self, answer: Fields, label: str) -> None:
        id = uuid_of(answer.text("id"), "attribute")
        made = Attribute(id, label, _name(answer, "name"), type_of(answer), position=len(self.attributes))
        known = self.attributes.setdefault(id, made)
        choices = {choice.id: choice for choice in known.choices}
        for choice in answer.rows("choices"):
            choices.setdefault(choice.text("id"), Choice(choice.text("id"), choice.text("name")))
        self.attributes[id] = replace(known, choices=tuple(choices.values()))

    def _role(self, relation: Fields, label: str) -> None:
        id = role_id(relation, label)
        self.roles.setdefault(id, Role(id, label, _name(relation, "role"), position=len(self.roles), many=True))


def _name(item: Fields, key: str, default: str = "") -> str:
    """Return a name that the codebook can hold."""
    name = item.text(key) or default
    if not 1 <= len(name) <= MOST_IN_A_NAME:
        raise item.wrong(key, f"a name of 1 to {MOST_IN_A_NAME} characters")
    return name


def who(item: Fields) -> Annotator:
    """Return who said something: by id, or by name alone; `IMPORTER` where neither is given."""
    return _called(item.text("annotator"), item.text("annotator_id"))


@lru_cache(maxsize=256)
def _called(name: str, id: str) -> Annotator:
    if not name and not id:
        return IMPORTER
    return Annotator(uuid_of(id, "annotator") if id else derived_id("annotator", name), name or id)


def annotator_of(item: Fields) -> Annotator:
    """Read an annotator."""
    try:
        kind = AnnotatorKind(item.text("kind", "person"))
    except ValueError:
        raise item.wrong("kind", "person, model or import") from None
    return Annotator(uuid_of(item.text("id"), "annotator"), item.text("name"), kind)


def actor_of(item: Fields) -> Actor:
    """Read a person, organisation or country."""
    id = uuid_of(item.text("id"), "actor")
    offices = []
    for row in item.items("offices"):
        if not isinstance(row, Mapping):
            raise item.wrong("offices", "a list of objects")
        office = Fields(row, f"an office of {item.where}")
        offices.append(Office(office.text("title"), office.text("since"), office.text("until")))
    return Actor(
        id,
        item.text("name"),
        item.text("kind", "person"),
        item.texts("aliases"),
        tuple(offices),
        item.texts("links"),
        item.text("notes"),
    )


def layer_id(item: Fields) -> str:
    """Return the id of the layer that a span or article label names."""
    id = item.text("layer_id")
    return uuid_of(id, "layer") if id else derived_id("layer", item.text("layer") or IMPORTED)


def label_id(item: Fields) -> str:
    """Return the id of the label that a span or article label names."""
    id = item.text("label_id")
    if id:
        return uuid_of(id, "label")
    if not item.text("label"):
        raise item.refuse("it has no label")
    return derived_id("label", layer_id(item), item.text("label"))


def role_id(relation: Fields, label: str) -> str:
    """Return the id of the role that a relation names; `label` is the label of the span that owns it."""
    id = relation.text("role_id")
    if id:
        return uuid_of(id, "role")
    if not relation.text("role"):
        raise relation.refuse("it has no role")
    return derived_id("role", label, relation.text("role"))


def answers_of(span: Fields, label: str) -> list[Fields]:
    """Return a span's attributes as objects with id, name, type, value; names alone are given ids and a type."""
    if "attribute_values" in span:
        return list(span.rows("attribute_values"))
    return [
        Fields({"id": derived_id("attribute", label, name), "name": name, "value": value}, f"{span.where}: “{name}”")
        for name, value in span.row("attributes").values.items()
    ]


def type_of(answer: Fields) -> AttributeType:
    """Return the type of an attribute: as the row says, else by its value."""
    if answer.text("type"):
        try:
            return AttributeType(answer.text("type"))
        except ValueError:
            raise answer.wrong("type", "a type of field") from None
    value = answer.values.get("value")
    if isinstance(value, bool):
        return AttributeType.YES_NO
    return AttributeType.NUMBER if isinstance(value, int) else AttributeType.TEXT
