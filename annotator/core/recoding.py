"""Safe changes of a codebook that spans already use, as plans: what becomes of parts, spans, answers and relations.

A plan is pure: it reads a codebook and touches no project. `store.recoding` counts what it would do, and does it.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

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
    label = _label(codebook, id)
    moved = replace(label, layer=layer, parent=parent)
    _check_part(codebook, moved)
    below = _subtree_moved(codebook, moved)
    changed: dict[str, Label] = {x.id: x for x in (moved, *below)}
    order = [x.id for x in codebook.labels if x.id != id]
    order.insert(order.index(before) if before in order else len(order), id)
    put = []
    for position, x in enumerate(order):
        now = replace(changed.get(x) or _label(codebook, x), position=position)
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
    label = _label(codebook, id)
    key = "" if not retired and codebook.label_for_key(label.key) else label.key
    verb = "Retire" if retired else "Use again"
    return _only_parts(codebook, f"{verb} {label.name}", (replace(label, retired=retired, key=key),))


def merge_labels(codebook: Codebook, source: str, target: str, *, keep_fields: bool = True) -> Recoding:
    """Return the merge of one label into another: its spans become the other's, and it is gone.

    A field goes into the target's field of the same name and type (choices by name). One that the target does not
    have goes along with its answers (`keep_fields`), or is let go.
    """
    old, new = _label(codebook, source), _label(codebook, target)
    if source == target:
        raise UserError("A label cannot be merged into itself.", hint="Choose another label.")
    fields = _MergedFields(codebook, old, new, keep=keep_fields)
    retargeted = [x for x in _retargeted(codebook, source, target) if x.id not in fields.touched]
    children = [replace(x, parent="" if x.id == target else target) for x in codebook.labels if x.parent == source]
    return Recoding(
        f"Merge {old.name} into {new.name}",
        codebook.version,
        label=source,
        into=target,
        answers=tuple(fields.answers),
        fillers=tuple(fields.fillers),
        put=(*children, *fields.put, *retargeted),
        remove=(*fields.remove, old),
    )


class _MergedFields:
    """Where each field of a merged label goes; `touched` are the ids of roles that it has dealt with."""

    def __init__(self, codebook: Codebook, old: Label, new: Label, *, keep: bool) -> None:
        self._old, self._new, self._keep = old, new, keep
        self._targets = {x.name.casefold(): x for x in fields_of(codebook, new.id)}
        self._core = sum(x.core for x in self._targets.values())
        self._position = len(self._targets)
        self.put: list[Attribute | Role] = []
        self.remove: list[Attribute | Role] = []
        self.answers: list[Answers] = []
        self.fillers: list[Fillers] = []
        for part in fields_of(codebook, old.id):
            self._take(part)
        self.touched = {x.id for x in (*self.put, *self.remove)}

    def _take(self, part: Attribute | Role) -> None:
        target = self._targets.get(part.name.casefold())
        if isinstance(part, Attribute) and isinstance(target, Attribute) and part.type is target.type:
            self._into_attribute(part, target)
        elif isinstance(part, Role) and isinstance(target, Role):
            targets = tuple(dict.fromkeys((*target.targets, *part.targets)))
            targets = tuple(dict.fromkeys(self._new.id if x == self._old.id else x for x in targets))
            self.put.append(replace(target, targets=targets, many=target.many or part.many))
            self.fillers.append(Fillers(part.id, target.id))
            self.remove.append(part)
        elif self._keep:
            self._take_along(part, clashes=target is not None)
        else:
            if isinstance(part, Attribute):
                self.answers.append(Answers(part.id, None))
            else:
                self.fillers.append(Fillers(part.id, None))
            self.remove.append(part)

    def _take_along(self, part: Attribute | Role, *, clashes: bool) -> None:
        core = part.core and self._core < MOST_CORE
        self._core += core
        name = f"{part.name} ({self._old.name})" if clashes else part.name
        moved = replace(part, label=self._new.id, name=name[:200], core=core, position=self._position)
        if isinstance(moved, Role):
            targets = (self._new.id if x == self._old.id else x for x in moved.targets)
            moved = replace(moved, targets=tuple(dict.fromkeys(targets)))
        self.put.append(moved)
        self._position += 1

    def _into_attribute(self, part: Attribute, target: Attribute) -> None:
        names = {choice.name.casefold(): choice for choice in target.choices}
        added = tuple(choice for choice in part.choices if choice.name.casefold() not in names)
        if added:
            self.put.append(replace(target, choices=(*target.choices, *added)))
        moved = {choice.id: names.get(choice.name.casefold(), choice).id for choice in part.choices}
        self.answers.append(Answers(part.id, target.id, _choice_values(part, moved)))
        self.remove.append(part)


def _choice_values(part: Attribute, moved: Mapping[str, str]) -> Mapping[str, Value] | None:
    """Return what the answers to a choice become when its choices get other ids; None where nothing changes.

    The answers to a multiple choice are sets of ids: they are mapped by `ChoiceSets`.
    """
    if part.type is AttributeType.CHOICE:
        return {value_key(old): new for old, new in moved.items()}
    if part.type is AttributeType.CHOICES:
        return ChoiceSets(dict(moved))
    return None


class ChoiceSets(Mapping[str, Value]):
    """What each set of choices becomes when the choices get other ids; a choice without one drops out of its set."""

    def __init__(self, moved: Mapping[str, str]) -> None:
        self._moved = moved

    def __getitem__(self, key: str) -> Value:
        ids = tuple(dict.fromkeys(self._moved[id] for id in json.loads(key) if id in self._moved))
        if not ids:
            raise KeyError(key)
        return ids

    def __iter__(self) -> Iterator[str]:
        return iter(value_key((id,)) for id in self._moved)

    def __len__(self) -> int:
        return len(self._moved)


def _retargeted(codebook: Codebook, old: str, *new: str) -> list[Role]:
    """Return the roles that point to a label, pointing to others in its place."""
    found = []
    for role in codebook.roles:
        if old in role.targets:
            targets = [x for target in role.targets for x in (new if target == old else (target,))]
            found.append(replace(role, targets=tuple(dict.fromkeys(targets))))
    return found


def split_label(codebook: Codebook, source: str, name: str, which: Which) -> Recoding:
    """Return the split of a label: the chosen spans get a new label `name` with the same fields, answers and relations.

    Roles that point to the label point to the new one as well.
    """
    old = _label(codebook, source)
    if not name.strip():
        raise UserError("The new label needs a name.", hint="Write one.")
    made = replace(old, id=new_id(), name=name.strip(), key="", position=old.position, examples=())
    parts: list[Part] = [made]
    answers: list[Answers] = []
    fillers: list[Fillers] = []
    for part in fields_of(codebook, source):
        if isinstance(part, Role):
            copy = replace(part, id=new_id(), label=made.id)
            parts.append(copy)
            fillers.append(Fillers(part.id, copy.id))
        else:
            choices = tuple(Choice(new_id(), choice.name) for choice in part.choices)
            moved = {a.id: b.id for a, b in zip(part.choices, choices, strict=True)}
            default = moved.get(part.default, part.default)
            twin = replace(part, id=new_id(), label=made.id, choices=choices, default=default)
            parts.append(twin)
            answers.append(Answers(part.id, twin.id, _choice_values(part, moved)))
    both = [_pointing_to_both(part, source, made.id) for part in (*codebook.roles, *parts) if isinstance(part, Role)]
    roles = {role.id: role for role in both if role is not None}
    rest = [role for role in roles.values() if role.id not in {part.id for part in parts}]
    return Recoding(
        f"Split {made.name} off {old.name}",
        codebook.version,
        label=source,
        which=which,
        into=made.id,
        answers=tuple(answers),
        fillers=tuple(fillers),
        put=(*(roles.get(part.id, part) for part in parts), *rest),
    )


def _pointing_to_both(role: Role, old: str, new: str) -> Role | None:
    if old not in role.targets:
        return None
    at = role.targets.index(old) + 1
    return replace(role, targets=(*role.targets[:at], new, *role.targets[at:]))


def delete_label(codebook: Codebook, id: str) -> Recoding:
    """Return the deleting of a label with its spans and their relations; labels below it move up."""
    label = _label(codebook, id)
    children = [replace(x, parent=label.parent) for x in codebook.labels if x.parent == id]
    mine = fields_of(codebook, id)
    roles = [role for role in _retargeted(codebook, id) if role.label != id]
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
        remove=(part,),
    )


def change_choices(codebook: Codebook, id: str, choices: Sequence[Choice]) -> Recoding:
    """Return the change of an attribute's choices; answers that name a choice that goes are let go."""
    part = _attribute(codebook, id)
    kept = {choice.id for choice in choices}
    gone = [choice for choice in part.choices if choice.id not in kept]
    moved = {choice.id: choice.id for choice in part.choices if choice.id in kept}
    new = replace(part, choices=tuple(choices), default=part.default if part.default in kept else "")
    return Recoding(
        f"Change choices of {part.name}",
        codebook.version,
        label=part.label,
        answers=(Answers(id, id, _choice_values(part, moved)),) if gone else (),
        put=(new,),
    )


def _label(codebook: Codebook, id: str) -> Label:
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
