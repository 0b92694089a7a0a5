"""Making another codebook that of a project, as one plan: nothing that spans use is lost without being said.

It is for a newer state of the same codebook (met by UUID) as for another one.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

from annotator.core.codebook import Attribute, Codebook, Label, Part, Role
from annotator.core.conversion import becoming
from annotator.core.model import Actor, Value
from annotator.core.recoding import Answers, Fillers, Recoding
from annotator.core.rows import CodebookHead


def adopt(
    old: Codebook,
    new: Codebook,
    used: Iterable[str],
    answers: Callable[[str], Iterable[Value]],
    actors: Iterable[Actor] = (),
) -> Recoding:
    """Return the change of a project's codebook into `new`.

    A label that `new` does not name is deleted where no span uses it, and retired where one does (`used` are their
    ids); a retired label keeps its group and its fields. `answers` tells the different answers to an attribute: where
    its type or choices change, they are converted as far as they fit. What is answered to a field that goes is let go.
    """
    retired = _retired(old, new, frozenset(used))
    kept = {label.id for label in retired}
    fields: tuple[Attribute | Role, ...] = (*old.attributes, *old.roles)
    kept_fields = [_pointing_within(x, kept, new) for x in fields if x.label in kept and x.id not in new.by_id]
    layers = {label.layer for label in retired} - {layer.id for layer in new.layers}
    kept_layers = [replace(x, position=len(new.layers) + n) for n, x in enumerate(old.layers) if x.id in layers]
    wanted: list[Part] = [*new.layers, *kept_layers, *new.labels, *retired]
    wanted += [*new.attributes, *new.roles, *kept_fields]
    ids = {part.id for part in wanted}
    every: tuple[Part, ...] = (*fields, *old.labels, *old.layers)
    gone = [part for part in every if part.id not in ids]
    people = tuple(actors)
    moved = [_moved(old, part, answers, people) for part in new.attributes]
    heads = (CodebookHead(old.id, old.name, old.description),) if old.id and old.id != new.id else ()
    return Recoding(
        f"Set codebook {new.name}".strip(),
        old.version,
        answers=(
            *(x for x in moved if x is not None),
            *(Answers(part.id, None) for part in gone if isinstance(part, Attribute)),
        ),
        fillers=tuple(Fillers(part.id, None) for part in gone if isinstance(part, Role)),
        put=(CodebookHead(new.id, new.name, new.description), *wanted),
        remove=(*gone, *heads),
    )


def _retired(old: Codebook, new: Codebook, used: frozenset[str]) -> list[Label]:
    found: list[Label] = []
    for label in old.labels:
        if label.id not in new.by_id and label.id in used:
            parent = label.parent if label.parent in new.by_id else ""
            position = len(new.labels) + len(found)
            found.append(replace(label, retired=True, key="", parent=parent, position=position))
    return found


def _pointing_within(field: Attribute | Role, kept: set[str], new: Codebook) -> Attribute | Role:
    if isinstance(field, Attribute):
        return field
    targets = tuple(x for x in field.targets if x == "actor" or x in kept or new.label(x) is not None)
    return replace(field, targets=targets)


def _moved(
    old: Codebook, part: Attribute, answers: Callable[[str], Iterable[Value]], actors: Iterable[Actor]
) -> Answers | None:
    before = old.attribute(part.id)
    return becoming(before, part, answers(part.id), actors) if before is not None else None


def filled_in(sparse: Codebook, known: Codebook) -> Codebook:
    """Return a codebook whose format carries no keys, units and fields, with those that `known` has for its parts.

    What is not known stays as it came. Without a label in common nothing is filled in.
    """
    if not any(known.label(label.id) for label in sparse.labels):
        return sparse
    labels = []
    for label in sparse.labels:
        mine = known.label(label.id)
        if mine is not None:
            label = replace(  # noqa: PLW2901
                label,
                key=mine.key,
                unit=mine.unit,
                pinned=mine.pinned,
                retired=mine.retired,
                forbidden=mine.forbidden,
            )
        labels.append(label)
    ids = {label.id for label in labels}
    layers = []
    for layer in sparse.layers:
        same = known.layer(layer.id)
        layers.append(replace(layer, overlap=same.overlap, tint=same.tint) if same is not None else layer)
    roles = tuple(role for role in known.roles if role.label in ids)
    return Codebook(
        known.id,
        known.name,
        known.description,
        tuple(layers),
        tuple(labels),
        tuple(x for x in known.attributes if x.label in ids),
        tuple(replace(x, targets=tuple(t for t in x.targets if t in ids or t == "actor")) for x in roles),
    )
