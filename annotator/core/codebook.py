"""The codebook: layers, labels, attributes and roles with their definitions, as flat frozen values.

Each carries a fixed UUID that is made once and kept through renames, so that two people who start from the
same codebook can merge their work.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cached_property


class Unit(StrEnum):
    """What a label's key tags at the caret when nothing is selected."""

    NAME = "name"
    CLAUSE = "clause"
    STATEMENT = "statement"
    SENTENCE = "sentence"
    PARAGRAPH = "paragraph"


class AttributeType(StrEnum):
    """What kind of answer an attribute takes."""

    CHOICE = "choice"
    CHOICES = "choices"
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    YES_NO = "yes/no"
    ACTOR = "actor"


@dataclass(frozen=True, slots=True)
class Condition:
    """That a field has one of some answers. `field` is the id of an attribute or a role of the same label.

    An answer is the id of a choice, "yes" or "no", the id of an actor, or a text, number or date as text; or one of the
    states "empty", "filled" and, of a role, "not stated".
    """

    field: str
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Forbidden:
    """Answers that no span of a label may have together, with the sentence that says so: what is shown as the problem.

    `id` is a UUID that is made once and kept, as of any part.
    """

    id: str
    message: str
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Layer:
    """A purpose: Speakers, Commitments, Topics. `overlap` says whether its own spans may overlap each other.

    `tint` is False where spans show by underline and gutter alone.
    """

    id: str
    name: str
    position: int = 0
    overlap: bool = True
    tint: bool = True


@dataclass(frozen=True, slots=True)
class Label:
    """One choice of a layer. `color` is the number of a palette colour (1 to 10) or "#rrggbb"; `key` one character.

    `forbidden` are combinations of answers that its spans may not have.
    """

    id: str
    layer: str
    name: str
    position: int = 0
    color: str = "1"
    key: str = ""
    unit: Unit = Unit.CLAUSE
    parent: str = ""
    definition: str = ""
    includes: str = ""
    excludes: str = ""
    examples: tuple[str, ...] = ()
    pinned: bool = True
    retired: bool = False
    forbidden: tuple[Forbidden, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to a choice attribute."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Attribute:
    """A typed question asked of a label's spans. `core` fields are asked in the card, the rest fold.

    With `shown_when` it is asked only of spans for which that condition holds, and whose field it names is asked.
    """

    id: str
    label: str
    name: str
    type: AttributeType = AttributeType.TEXT
    position: int = 0
    choices: tuple[Choice, ...] = ()
    required: bool = False
    core: bool = False
    default: str = ""
    shown_when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Role:
    """A named relation that spans of `label` own. `targets` are label ids, or "actor" for people and organisations.

    `shown_when` as of an attribute.
    """

    id: str
    label: str
    name: str
    position: int = 0
    targets: tuple[str, ...] = ()
    many: bool = False
    required: bool = False
    not_stated: bool = True
    core: bool = False
    shown_when: Condition | None = None


Part = Layer | Label | Attribute | Role


@dataclass(frozen=True)
class Codebook:
    """All layers, labels, attributes and roles of a project, each tuple in the order it is shown."""

    id: str
    name: str
    description: str = ""
    layers: tuple[Layer, ...] = ()
    labels: tuple[Label, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    roles: tuple[Role, ...] = ()

    @cached_property
    def by_id(self) -> dict[str, Part]:
        """Every layer, label, attribute and role by its id."""
        parts: Iterable[Part] = (*self.layers, *self.labels, *self.attributes, *self.roles)
        return {part.id: part for part in parts}

    def label(self, id: str) -> Label | None:
        """Return the label with this id, or None."""
        part = self.by_id.get(id)
        return part if isinstance(part, Label) else None

    def layer(self, id: str) -> Layer | None:
        """Return the layer with this id, or None."""
        part = self.by_id.get(id)
        return part if isinstance(part, Layer) else None

    def role(self, id: str) -> Role | None:
        """Return the role with this id, or None."""
        part = self.by_id.get(id)
        return part if isinstance(part, Role) else None

    def attribute(self, id: str) -> Attribute | None:
        """Return the attribute with this id, or None."""
        part = self.by_id.get(id)
        return part if isinstance(part, Attribute) else None

    def labels_of(self, layer: str) -> tuple[Label, ...]:
        """Return the labels of one layer in order."""
        return tuple(label for label in self.labels if label.layer == layer)

    def attributes_of(self, label: str) -> tuple[Attribute, ...]:
        """Return the attributes asked of one label's spans, in order."""
        return tuple(attribute for attribute in self.attributes if attribute.label == label)

    def roles_of(self, label: str) -> tuple[Role, ...]:
        """Return the roles that one label's spans own, in order."""
        return tuple(role for role in self.roles if role.label == label)

    def label_for_key(self, key: str) -> Label | None:
        """Return the label that this key tags, whatever its case, or None."""
        wanted = key.casefold()
        return next((x for x in self.labels if x.key and x.key.casefold() == wanted and not x.retired), None)

    def label_named(self, name: str) -> Label | None:
        """Return the first label with this name, whatever its case, or None."""
        wanted = name.casefold()
        return next((label for label in self.labels if label.name.casefold() == wanted), None)

    @cached_property
    def version(self) -> str:
        """A short digest of everything in the codebook: it changes when a definition does.

        What codebooks did not have at first counts only where it is used, so that older ones keep their digest.
        """
        table = asdict(self)
        for part in (*table["labels"], *table["attributes"], *table["roles"]):
            for key in _LATER & part.keys():
                if not part[key]:
                    del part[key]
        text = json.dumps(table, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


_LATER = frozenset({"forbidden", "shown_when"})
