"""What differs between two codebooks, in words, part by part and met by UUID. It changes neither."""

from collections.abc import Iterator
from dataclasses import dataclass, fields

from annotator.core.asking import in_words
from annotator.core.codebook import Attribute, Choice, Codebook, Condition, Forbidden, Label, Layer, Part, Role

ADDED, REMOVED, CHANGED = "added", "removed", "changed"

_NOUNS = {Layer: "group", Label: "label", Attribute: "field", Role: "field"}
_WORDS = {
    "layer": "group",
    "overlap": "spans may overlap",
    "tint": "tinted",
    "color": "color",
    "unit": "tags",
    "parent": "under",
    "includes": "belongs",
    "excludes": "does not belong",
    "core": "asked first",
    "many": "several answers",
    "not_stated": "may be not stated",
    "targets": "points to",
    "position": "place",
    "shown_when": "shown when",
}


@dataclass(frozen=True, slots=True)
class Detail:
    """One property of a part before and after, in words."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One part that is added, removed or changed; `name` says where it stands ("Commitment › Strength")."""

    what: str
    noun: str
    name: str
    id: str
    details: tuple[Detail, ...] = ()

    def lines(self) -> tuple[str, ...]:
        """Return it as lines of plain text, with + - ~ before added, removed and changed parts."""
        sign = {ADDED: "+", REMOVED: "-", CHANGED: "~"}[self.what]
        head = f"{sign} {self.noun} {self.name}"
        return (head, *(f"    {x.what}: {x.before or '–'} → {x.after or '–'}" for x in self.details))


def compare(old: Codebook, new: Codebook) -> tuple[Difference, ...]:
    """Return what `new` adds to, takes from and changes in `old`, in the order of the codebooks."""
    found: list[Difference] = []
    head = tuple(
        Detail(word, before, after)
        for word, before, after in (
            ("name", old.name, new.name),
            ("description", old.description, new.description),
            ("id", old.id, new.id),
        )
        if before != after
    )
    if head:
        found.append(Difference(CHANGED, "codebook", new.name or old.name, new.id, head))
    for part in _in_order(new):
        before = old.by_id.get(part.id)
        if before is None or type(before) is not type(part):
            found.append(Difference(ADDED, _NOUNS[type(part)], _full_name(new, part), part.id))
        elif details := tuple(_details(old, new, before, part)):
            found.append(Difference(CHANGED, _NOUNS[type(part)], _full_name(new, part), part.id, details))
    for part in _in_order(old):
        after = new.by_id.get(part.id)
        if after is None or type(after) is not type(part):
            found.append(Difference(REMOVED, _NOUNS[type(part)], _full_name(old, part), part.id))
    return tuple(found)


def _in_order(codebook: Codebook) -> Iterator[Part]:
    for layer in codebook.layers:
        yield layer
        for label in codebook.labels_of(layer.id):
            yield label
            yield from codebook.attributes_of(label.id)
            yield from codebook.roles_of(label.id)


def _full_name(codebook: Codebook, part: Part) -> str:
    if isinstance(part, Attribute | Role):
        label = codebook.label(part.label)
        return f"“{label.name} › {part.name}”" if label is not None else f"“{part.name}”"
    return f"“{part.name}”"


def _details(old: Codebook, new: Codebook, before: Part, after: Part) -> Iterator[Detail]:
    for item in fields(after):
        a, b = getattr(before, item.name), getattr(after, item.name)
        if a == b or item.name == "id":
            continue
        if item.name == "choices":
            yield from _choices(a, b)
            continue
        if item.name == "forbidden":
            yield Detail("not together", _together(old, a), _together(new, b))
            continue
        yield Detail(_WORDS.get(item.name, item.name), _said(old, item.name, a), _said(new, item.name, b))


def _choices(before: tuple[Choice, ...], after: tuple[Choice, ...]) -> Iterator[Detail]:
    yield Detail("choices", ", ".join(x.name for x in before), ", ".join(x.name for x in after))


def _together(codebook: Codebook, forbidden: tuple[Forbidden, ...]) -> str:
    said = (f"{' and '.join(in_words(codebook, x) for x in each.conditions)}: {each.message}" for each in forbidden)
    return "; ".join(said)


def _said(codebook: Codebook, name: str, value: object) -> str:
    if isinstance(value, Condition):
        return in_words(codebook, value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(_named(codebook, str(item)) for item in value)
    return _named(codebook, str(value)) if name in ("layer", "parent", "label") else str(value)


def _named(codebook: Codebook, id: str) -> str:
    part = codebook.by_id.get(id)
    return part.name if part is not None else "a person or organisation" if id == "actor" else id
