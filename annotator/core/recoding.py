"""Safe changes of a codebook that spans already use, as plans: what becomes of parts, spans, answers and relations.

A plan is pure: it reads a codebook and touches no project. `store.recoding` counts what it would do, and does it.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from annotator.core import asking
from annotator.core.codebook import Attribute, AttributeType, Choice, Codebook, Label, Layer, Part, Role
from annotator.core.errors import UserError
from annotator.core.ids import new_id
from annotator.core.model import Value
from annotator.core.rows import CodebookHead

MOST_CORE = 5
"""How many fields of a label the card may ask."""


def value_key(value: Value) -> str:
    """Return the canonical JSON of an answer, by which `Answers.values` finds what it becomes."""
    plain = list(value) if isinstance(value, tuple) else value
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Which:
    """Which spans of a label: all, or those that meet every condition given.

    `field` is an attribute and `value` its answer (None: those without one); `words` stand in the quote, whatever
    their case; `spans` are ids.
    """

    field: str = ""
    value: Value | None = None
    words: str = ""
    spans: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answers:
    """What becomes of the answers to one attribute: they go to `to` (None: they are let go).

    `values` maps the canonical JSON of an answer to the new one; an answer that it does not name does not fit and is
    let go. Without `values` each stays as it is.
    """

    of: str
    to: str | None
    values: Mapping[str, Value] | None = None


@dataclass(frozen=True, slots=True)
class Fillers:
    """What becomes of the relations of one role: they get the role `to` (None: they are let go)."""

    of: str
    to: str | None


@dataclass(frozen=True)
class Recoding:
    """One safe change. Invariant: carried out whole, it leaves nothing that refers to a part of `remove`.

    The chosen spans of `label` (empty: of any) get the label `into` (empty: they keep theirs), or go with their
    relations where `removes_spans`. `put` are parts as they will be, groups before labels before fields.
    `base` is the version of the codebook that it was made from. A plan that touches no span says in `before` what the
    parts were: only what differs is changed then, so that two quick ones never overwrite each other.
    """

    name: str
    base: str
    label: str = ""
    which: Which = Which()
    into: str = ""
    removes_spans: bool = False
    answers: tuple[Answers, ...] = ()
    fillers: tuple[Fillers, ...] = ()
    put: tuple[Part | CodebookHead, ...] = ()
    remove: tuple[Part | CodebookHead, ...] = ()
    before: tuple[Part, ...] = ()

    @property
    def touches_spans(self) -> bool:
        """Whether any span could change."""
        return bool(self.into or self.removes_spans or self.answers or self.fillers or self.remove)


def put_part(codebook: Codebook, part: Part, name: str) -> Recoding:
    """Return the change of one part to `part`, or its addition; refuse a key, name or parent that cannot be."""
    _check_part(codebook, part)
    moved = _subtree_moved(codebook, part) if isinstance(part, Label) else ()
    return _only_parts(codebook, name, (part, *moved))


def _only_parts(codebook: Codebook, name: str, put: tuple[Part, ...]) -> Recoding:
    """Return a plan that changes parts and touches no span."""
    before = tuple(known for part in put if (known := codebook.by_id.get(part.id)) is not None)
    return Recoding(name, codebook.version, put=put, before=before)


def _check_part(codebook: Codebook, part: Part) -> None:
    if not part.name.strip():
        raise UserError("A name is needed.", hint="Write one.")
    if isinstance(part, Label):
        taken = codebook.label_for_key(part.key) if part.key and not part.retired else None
        if taken is not None and taken.id != part.id:
            raise UserError(f"The key “{part.key}” is that of “{taken.name}”.", hint="Choose another key.")
        if part.parent and part.parent in {label.id for label in descendants(codebook, part.id)} | {part.id}:
            raise UserError(f"“{part.name}” cannot stand under itself.", hint="Choose another place.")
    if isinstance(part, Attribute | Role) and part.core:
        others = [x for x in fields_of(codebook, part.label) if x.core and x.id != part.id]
        if len(others) >= MOST_CORE:
            raise UserError(
                f"The card asks at most {MOST_CORE} fields first.", hint="Take another one out of the first ones."
            )
    if isinstance(part, Attribute | Role) and part.shown_when is not None:
        _check_shown_when(codebook, part)


def _check_shown_when(codebook: Codebook, part: Attribute | Role) -> None:
    others = [x for x in fields_of(codebook, part.label) if x.id != part.id]
    if part.shown_when is not None and part.shown_when.field not in {x.id for x in others}:
        raise UserError(
            f"“{part.name}” can only depend on another field of the same label.", hint="Choose another field."
        )
    if asking.in_a_circle([*others, part]) is not None:
        raise UserError(f"“{part.name}” would depend on its own answer.", hint="Choose another field.")


def fields_of(codebook: Codebook, label: str) -> list[Attribute | Role]:
    """Return the attributes and roles of a label in the order in which they are shown."""
    parts: list[Attribute | Role] = [*codebook.attributes_of(label), *codebook.roles_of(label)]
    return sorted(parts, key=lambda part: part.position)


def descendants(codebook: Codebook, label: str) -> tuple[Label, ...]:
    """Return the labels below a label, nearest first."""
    found: list[Label] = []
    above = {label}
    while above:
        below = [x for x in codebook.labels if x.parent in above and x not in found]
        found += below
        above = {x.id for x in below}
    return tuple(found)


def _subtree_moved(codebook: Codebook, label: Label) -> tuple[Label, ...]:
    """Labels below one that changes its group go along."""
    below = descendants(codebook, label.id)
    return tuple(replace(x, layer=label.layer) for x in below if x.layer != label.layer)


def move_label(codebook: Codebook, id: str, layer: str, parent: str, before: str) -> Recoding:
    """Return the move of a label into a group, under a parent ("" for none), before another label ("" for last)."""
    label = known_label(codebook, id)
    moved = replace(label, layer=layer, parent=parent)
    _check_part(codebook, moved)
    below = _subtree_moved(codebook, moved)
    changed: dict[str, Label] = {x.id: x for x in (moved, *below)}
    order = [x.id for x in codebook.labels if x.id != id]
    order.insert(order.index(before) if before in order else len(order), id)
    put = []
    for position, x in enumerate(order):
        now = replace(changed.get(x) or known_label(codebook, x), position=position)
        if now != codebook.by_id[x]:
            put.append(now)
    return _only_parts(codebook, f"Move {label.name}", tuple(put))


def move_layer(codebook: Codebook, id: str, step: int) -> Recoding:
    """Return the move of a group up (-1) or down (1)."""
    order = [layer.id for layer in codebook.layers]
    at = order.index(id)
    order.insert(max(0, at + step), order.pop(at))
    by_id = {layer.id: layer for layer in codebook.layers}
    new = [replace(by_id[x], position=n) for n, x in enumerate(order)]
    put = tuple(layer for layer in new if layer != by_id[layer.id])
    return _only_parts(codebook, f"Move {by_id[id].name}", put)


def move_field(codebook: Codebook, id: str, step: int) -> Recoding:
    """Return the move of a field up (-1) or down (1) among those of its label."""
    part = codebook.by_id[id]
    if not isinstance(part, Attribute | Role):
        raise UserError("Only a field can be moved among fields.")
    order = fields_of(codebook, part.label)
    at = [x.id for x in order].index(id)
    order.insert(max(0, at + step), order.pop(at))
    new = [replace(x, position=n) for n, x in enumerate(order)]
    return _only_parts(codebook, f"Move {part.name}", tuple(x for x in new if x != codebook.by_id[x.id]))


def retire(codebook: Codebook, id: str, *, retired: bool = True) -> Recoding:
    """Return the retiring of a label: its spans stay, and nothing new is tagged with it; or its taking back."""
    label = known_label(codebook, id)
    key = "" if not retired and codebook.label_for_key(label.key) else label.key
    verb = "Retire" if retired else "Use again"
    return _only_parts(codebook, f"{verb} {label.name}", (replace(label, retired=retired, key=key),))


def choice_values(part: Attribute, ids: Mapping[str, str]) -> Mapping[str, Value] | None:
    """Return what the answers to a choice become when its choices get other ids; None where nothing changes.

    The answers to a multiple choice are sets of ids: they are mapped by `ChoiceSets`.
    """
    if part.type is AttributeType.CHOICE:
        return {value_key(old): new for old, new in ids.items()}
    if part.type is AttributeType.CHOICES:
        return ChoiceSets(dict(ids))
    return None


class ChoiceSets(Mapping[str, Value]):
    """What each set of choices becomes when the choices get other ids; a choice without one drops out of its set."""

    def __init__(self, ids: Mapping[str, str]) -> None:
        self._ids = ids

    def __getitem__(self, key: str) -> Value:
        ids = tuple(dict.fromkeys(self._ids[id] for id in json.loads(key) if id in self._ids))
        if not ids:
            raise KeyError(key)
        return ids

    def __iter__(self) -> Iterator[str]:
        return iter(value_key((id,)) for id in self._ids)

    def __len__(self) -> int:
        return len(self._ids)


def retargeted(codebook: Codebook, old: str, *new: str) -> list[Role]:
    """Return the roles that point to a label, pointing to others in its place."""
    found = []
    for role in codebook.roles:
        if old in role.targets:
            targets = [x for target in role.targets for x in (new if target == old else (target,))]
            found.append(replace(role, targets=tuple(dict.fromkeys(targets))))
    return found


def shown_when_moved(part: Part, fields: asking.Fields, answers: asking.Answers) -> Part:
    """Return a part whose condition follows fields and answers that get other ids, or go."""
    if isinstance(part, Attribute | Role) and part.shown_when is not None:
        return replace(part, shown_when=asking.moved(part.shown_when, fields, answers))
    return part


def without_answers(codebook: Codebook, label: str, fields: asking.Fields, answers: asking.Answers) -> tuple[Part, ...]:
    """Return the parts of a label whose conditions change when fields or answers get other ids or go (None)."""
    owner = known_label(codebook, label)
    kept = replace(owner, forbidden=asking.all_moved(owner.forbidden, fields, answers))
    parts: list[Part] = [kept] if kept != owner else []
    for part in fields_of(codebook, label):
        new = shown_when_moved(part, fields, answers)
        if new != part:
            parts.append(new)
    return tuple(parts)


def delete_label(codebook: Codebook, id: str) -> Recoding:
    """Return the deleting of a label with its spans and their relations; labels below it move up."""
    label = known_label(codebook, id)
    children = [replace(x, parent=label.parent) for x in codebook.labels if x.parent == id]
    mine = fields_of(codebook, id)
    roles = [role for role in retargeted(codebook, id) if role.label != id]
    return Recoding(
        f"Delete {label.name}",
        codebook.version,
        label=id,
        removes_spans=True,
        put=(*children, *roles),
        remove=(*mine, label),
    )


def delete_layer(codebook: Codebook, id: str) -> Recoding:
    """Return the deleting of an empty group."""
    layer = codebook.layer(id)
    if layer is None or codebook.labels_of(id):
        raise UserError("Only a group without labels can be deleted.", hint="Move or delete its labels first.")
    return Recoding(f"Delete {layer.name}", codebook.version, remove=(layer,))


def delete_field(codebook: Codebook, id: str) -> Recoding:
    """Return the deleting of a field with what was answered."""
    part = codebook.by_id[id]
    if not isinstance(part, Attribute | Role):
        raise UserError("This is not a field.")
    return Recoding(
        f"Delete {part.name}",
        codebook.version,
        label=part.label,
        answers=(Answers(id, None),) if isinstance(part, Attribute) else (),
        fillers=(Fillers(id, None),) if isinstance(part, Role) else (),
        put=tuple(x for x in without_answers(codebook, part.label, {id: None}, {}) if x.id != id),
        remove=(part,),
    )


def change_choices(codebook: Codebook, id: str, choices: Sequence[Choice]) -> Recoding:
    """Return the change of an attribute's choices; answers that name a choice that goes are let go."""
    part = _attribute(codebook, id)
    kept = {choice.id for choice in choices}
    gone = [choice for choice in part.choices if choice.id not in kept]
    stay = {choice.id: choice.id for choice in part.choices if choice.id in kept}
    others = without_answers(codebook, part.label, {}, {(id, choice.id): None for choice in gone}) if gone else ()
    new = replace(part, choices=tuple(choices), default=part.default if part.default in kept else "")
    return Recoding(
        f"Change choices of {part.name}",
        codebook.version,
        label=part.label,
        answers=(Answers(id, id, choice_values(part, stay)),) if gone else (),
        put=(*(x for x in others if x.id != id), new),
    )


def known_label(codebook: Codebook, id: str) -> Label:
    """Return a label; raise `UserError` where it is gone."""
    label = codebook.label(id)
    if label is None:
        raise UserError("This label is no longer in the codebook.", hint="Undo brings it back.")
    return label


def _attribute(codebook: Codebook, id: str) -> Attribute:
    attribute = codebook.attribute(id)
    if attribute is None:
        raise UserError("This field is no longer in the codebook.", hint="Undo brings it back.")
    return attribute


def new_layer(codebook: Codebook, name: str) -> Layer:
    """Return a new group that stands last."""
    return Layer(new_id(), name, position=len(codebook.layers))


def new_label(codebook: Codebook, layer: str, name: str) -> Label:
    """Return a new label that stands last in its group, in the colour that is used least."""
    used = [label.color for label in codebook.labels if not label.retired]
    color = min((str(n) for n in range(1, 11)), key=lambda x: (used.count(x), int(x)))
    last = max((label.position for label in codebook.labels), default=-1)
    return Label(new_id(), layer, name, position=last + 1, color=color)
