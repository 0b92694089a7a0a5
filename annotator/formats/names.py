"""The names by which a dataset calls labels, layers, people and answers. They are looked up once an export."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping

from annotator.core.codebook import Attribute, Codebook, Label, Role
from annotator.core.model import Actor, Annotator, Filler, Relation, Span, Value
from annotator.formats.base import Dataset

NOT_STATED = "not stated"
"""What stands for a role that the article was read for and does not fill."""


def label_names(codebook: Codebook, clean: Callable[[str], str] = str) -> dict[str, str]:
    """Return one name for each label id, in codebook order, no two the same whatever their case.

    Where two labels share a name, all of them are called "group: name"; where that is not enough a number follows.
    """
    layers = {layer.id: layer.name for layer in codebook.layers}

    def qualified(label: Label) -> str:
        return clean(f"{layers.get(label.layer, '')}: {label.name}")

    return _unique({x.id: (clean(x.name), qualified(x)) for x in codebook.labels})


def without_spaces(name: str) -> str:
    """Return a name that fits a column: each run of white space becomes "_"."""
    return re.sub(r"\s+", "_", name.strip())


def identifier(name: str) -> str:
    """Return a name of ASCII letters, digits and "_" that begins with a letter; accents fall off."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    word = re.sub(r"[^A-Za-z0-9]+", "_", plain).strip("_")
    return word if word[:1].isalpha() else f"x{'_' if word else ''}{word}"


def field_names(codebook: Codebook, clean: Callable[[str], str] = str, taken: Iterable[str] = ()) -> dict[str, str]:
    """Return one name for each attribute and role by id, no two the same, none of them in `taken`."""
    labels = {label.id: label.name for label in codebook.labels}
    parts: tuple[Attribute | Role, ...] = (*codebook.attributes, *codebook.roles)
    candidates = {x.id: (clean(x.name), clean(f"{labels.get(x.label, '')} {x.name}")) for x in parts}
    return _unique(candidates, taken)


def _unique(candidates: Mapping[str, tuple[str, str]], used: Iterable[str] = ()) -> dict[str, str]:
    plain = [name.casefold() for name, _ in candidates.values()]
    names: dict[str, str] = {}
    taken = {name.casefold() for name in used}
    for id, (name, qualified) in candidates.items():
        wanted = name if name and plain.count(name.casefold()) == 1 else qualified
        free, number = wanted, 1
        while free.casefold() in taken:
            number += 1
            free = f"{wanted}_{number}"
        taken.add(free.casefold())
        names[id] = free
    return names


class Names:
    """Looks up what an id means in one dataset. An id that nothing knows is its own name."""

    def __init__(self, dataset: Dataset) -> None:
        self._layers = {layer.id: layer.name for layer in dataset.codebook.layers}
        self._labels = {label.id: label for label in dataset.codebook.labels}
        self._attributes = {x.id: (x.name, str(x.type)) for x in dataset.codebook.attributes}
        self._roles = {role.id: role.name for role in dataset.codebook.roles}
        self._choices = {
            choice.id: choice.name for attribute in dataset.codebook.attributes for choice in attribute.choices
        }
        self._annotators = {annotator.id: annotator for annotator in dataset.annotators}
        self._facts: dict[str, tuple[str, str, str]] = {}
        self._actors = {actor.id: actor for actor in dataset.actors}

    def label(self, id: str) -> str:
        """Return a label's name as the codebook has it."""
        label = self._labels.get(id)
        return label.name if label else id

    def label_facts(self, id: str) -> tuple[str, str, str]:
        """Return a label's name, its layer's name and its layer's id; looked up once for each label."""
        facts = self._facts.get(id)
        if facts is None:
            layer = self.layer_id(id)
            facts = self._facts[id] = (self.label(id), self.layer(layer), layer)
        return facts

    def layer_id(self, label: str) -> str:
        """Return the id of the layer a label belongs to."""
        found = self._labels.get(label)
        return found.layer if found else ""

    def layer(self, id: str) -> str:
        """Return a layer's name."""
        return self._layers.get(id, id)

    def role_name(self, id: str) -> str:
        """Return a role's name."""
        return self._roles.get(id, id)

    def annotator(self, id: str) -> Annotator:
        """Return an annotator; one that nothing knows has its id for a name."""
        return self._annotators.get(id) or Annotator(id, id)

    def actor(self, id: str) -> Actor:
        """Return a person or organisation; one that nothing knows has its id for a name."""
        return self._actors.get(id) or Actor(id, id)

    def attribute(self, id: str) -> tuple[str, str]:
        """Return an attribute's name and type."""
        return self._attributes.get(id) or (id, "")

    def choice(self, id: str) -> str | None:
        """Return the name of a choice, None where it is no choice."""
        return self._choices.get(id)

    def shown(self, attribute: str, value: Value) -> str | int | bool | list[str]:
        """Return an attribute's value as people read it: choices and actors by name."""
        _, type_ = self.attribute(attribute)
        if isinstance(value, tuple):
            return [self._choices.get(part, part) for part in value]
        if isinstance(value, str) and type_ == "actor":
            return self.actor(value).name
        return self._choices.get(value, value) if isinstance(value, str) else value

    def answers(self, span: Span) -> dict[str, str | int | bool | list[str]]:
        """Return a span's attributes by name with readable values; a second of one name gets its id behind it."""
        answers: dict[str, str | int | bool | list[str]] = {}
        for id, value in span.attributes.items():
            name, _ = self.attribute(id)
            answers[f"{name} ({id})" if name in answers else name] = self.shown(id, value)
        return answers

    def answer(self, attribute: str, value: Value) -> str:
        """Return an attribute's value as words: "yes", "weak", "trade; peace"."""
        shown = self.shown(attribute, value)
        if isinstance(shown, bool):
            return "yes" if shown else "no"
        return "; ".join(shown) if isinstance(shown, list) else str(shown)

    def filler(self, filler: Filler, quotes: Mapping[str, str]) -> str:
        """Return what fills a role as words; `quotes` are the words of spans by their ids."""
        if filler.span:
            return quotes.get(filler.span, filler.span)
        return self.actor(filler.actor).name if filler.actor else NOT_STATED

    def fillers(self, relations: Iterable[Relation], source: str) -> dict[str, list[Filler]]:
        """Return what fills the roles of one span, by the id of the role."""
        found: dict[str, list[Filler]] = {}
        for relation in relations:
            if relation.source == source:
                found.setdefault(relation.role, []).append(relation.to)
        return found
