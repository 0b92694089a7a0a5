"""Merging a label into another, and splitting one: plans of `core.recoding` that give fields other labels and ids."""

from dataclasses import replace

from annotator.core import asking
from annotator.core.codebook import Attribute, Choice, Codebook, Forbidden, Label, Part, Role
from annotator.core.errors import UserError
from annotator.core.ids import new_id
from annotator.core.recoding import (
    MOST_CORE,
    Answers,
    Fillers,
    Recoding,
    Which,
    choice_values,
    fields_of,
    known_label,
    retargeted,
    shown_when_moved,
)


def merge_labels(codebook: Codebook, source: str, target: str, *, keep_fields: bool = True) -> Recoding:
    """Return the merge of one label into another: its spans become the other's, and it is gone.

    A field goes into the target's field of the same name and type (choices by name). One that the target does not
    have goes along with its answers (`keep_fields`), or is let go.
    """
    old, new = known_label(codebook, source), known_label(codebook, target)
    if source == target:
        raise UserError("A label cannot be merged into itself.", hint="Choose another label.")
    fields = _MergedFields(codebook, old, new, keep=keep_fields)
    pointing = [x for x in retargeted(codebook, source, target) if x.id not in fields.touched]
    into = replace(new, parent="" if new.parent == source else new.parent, forbidden=fields.forbidden())
    children = [replace(x, parent=target) for x in codebook.labels if x.parent == source and x.id != target]
    children += [into] if into != new else []
    return Recoding(
        f"Merge {old.name} into {new.name}",
        codebook.version,
        label=source,
        into=target,
        answers=tuple(fields.answers),
        fillers=tuple(fields.fillers),
        put=(*children, *fields.put, *pointing),
        remove=(*fields.remove, old),
    )


class _MergedFields:
    """Where each field of a merged label goes; `touched` are the ids of roles that it has dealt with."""

    def __init__(self, codebook: Codebook, old: Label, new: Label, *, keep: bool) -> None:
        self._old, self._new, self._keep = old, new, keep
        self._targets = {x.name.casefold(): x for x in fields_of(codebook, new.id)}
        self._core = sum(x.core for x in self._targets.values())
        self._position = len(self._targets)
        self._ids: dict[str, str | None] = {}
        self._choices: dict[tuple[str, str], str | None] = {}
        self.put: list[Attribute | Role] = []
        self.remove: list[Attribute | Role] = []
        self.answers: list[Answers] = []
        self.fillers: list[Fillers] = []
        for part in fields_of(codebook, old.id):
            self._take(part)
        # A condition may name a field that comes after its own.
        mine = {x.id for x in fields_of(codebook, old.id)}
        self.put = [
            replace(x, shown_when=asking.moved(x.shown_when, self._ids, self._choices)) if x.id in mine else x
            for x in self.put
        ]
        self.touched = {x.id for x in (*self.put, *self.remove)}

    def forbidden(self) -> tuple[Forbidden, ...]:
        """Return what the label may not have after the merge: what it may not now, and what the other might not."""
        here = {(x.message, x.conditions) for x in self._new.forbidden}
        added = asking.all_moved(self._old.forbidden, self._ids, self._choices)
        return (*self._new.forbidden, *(x for x in added if (x.message, x.conditions) not in here))

    def _take(self, part: Attribute | Role) -> None:
        target = self._targets.get(part.name.casefold())
        if isinstance(part, Attribute) and isinstance(target, Attribute) and part.type is target.type:
            self._into_attribute(part, target)
        elif isinstance(part, Role) and isinstance(target, Role):
            targets = tuple(dict.fromkeys((*target.targets, *part.targets)))
            targets = tuple(dict.fromkeys(self._new.id if x == self._old.id else x for x in targets))
            self.put.append(replace(target, targets=targets, many=target.many or part.many))
            self._ids[part.id] = target.id
            self.fillers.append(Fillers(part.id, target.id))
            self.remove.append(part)
        elif self._keep:
            self._take_along(part, clashes=target is not None)
        else:
            self._ids[part.id] = None
            if isinstance(part, Attribute):
                self.answers.append(Answers(part.id, None))
            else:
                self.fillers.append(Fillers(part.id, None))
            self.remove.append(part)

    def _take_along(self, part: Attribute | Role, *, clashes: bool) -> None:
        core = part.core and self._core < MOST_CORE
        self._core += core
        name = f"{part.name} ({self._old.name})" if clashes else part.name
        taken = replace(part, label=self._new.id, name=name[:200], core=core, position=self._position)
        if isinstance(taken, Role):
            targets = (self._new.id if x == self._old.id else x for x in taken.targets)
            taken = replace(taken, targets=tuple(dict.fromkeys(targets)))
        self.put.append(taken)
        self._position += 1

    def _into_attribute(self, part: Attribute, target: Attribute) -> None:
        names = {choice.name.casefold(): choice for choice in target.choices}
        added = tuple(choice for choice in part.choices if choice.name.casefold() not in names)
        if added:
            self.put.append(replace(target, choices=(*target.choices, *added)))
        ids = {choice.id: names.get(choice.name.casefold(), choice).id for choice in part.choices}
        self._ids[part.id] = target.id
        self._choices |= {(part.id, old): new for old, new in ids.items()}
        self.answers.append(Answers(part.id, target.id, choice_values(part, ids)))
        self.remove.append(part)


def split_label(codebook: Codebook, source: str, name: str, which: Which) -> Recoding:
    """Return the split of a label: the chosen spans get a new label `name` with the same fields, answers and relations.

    Roles that point to the label point to the new one as well.
    """
    old = known_label(codebook, source)
    if not name.strip():
        raise UserError("The new label needs a name.", hint="Write one.")
    made = replace(old, id=new_id(), name=name.strip(), key="", position=old.position, examples=())
    parts: list[Part] = []
    answers: list[Answers] = []
    fillers: list[Fillers] = []
    ids: dict[str, str | None] = {}
    new_choices: dict[tuple[str, str], str | None] = {}
    for part in fields_of(codebook, source):
        if isinstance(part, Role):
            copy = replace(part, id=new_id(), label=made.id)
            ids[part.id] = copy.id
            parts.append(copy)
            fillers.append(Fillers(part.id, copy.id))
        else:
            choices = tuple(Choice(new_id(), choice.name) for choice in part.choices)
            twins = {a.id: b.id for a, b in zip(part.choices, choices, strict=True)}
            default = twins.get(part.default, part.default)
            twin = replace(part, id=new_id(), label=made.id, choices=choices, default=default)
            ids[part.id] = twin.id
            new_choices |= {(part.id, a): b for a, b in twins.items()}
            parts.append(twin)
            answers.append(Answers(part.id, twin.id, choice_values(part, twins)))
    copied = (replace(x, id=new_id()) for x in asking.all_moved(old.forbidden, ids, new_choices))
    parts = [replace(made, forbidden=tuple(copied)), *(shown_when_moved(x, ids, new_choices) for x in parts)]
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
