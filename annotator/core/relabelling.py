"""A span with another label: which of its answers go along. It stores nothing."""

from collections.abc import Sequence
from dataclasses import replace

from annotator.core.codebook import AttributeType, Codebook
from annotator.core.ids import new_id
from annotator.core.model import Relation, Span, Value


def relabelled(span: Span, label: str, codebook: Codebook) -> Span:
    """Return a span with another label and the answers that fields of the same name and kind take."""
    return replace(span, label=label, attributes=_carried(span, label, codebook))


def moved_relations(relations: Sequence[Relation], label: str, codebook: Codebook) -> list[Relation]:
    """Return the relations of a span as those of one with another label, under new ids; the rest is let go."""
    roles = {role.name: role for role in codebook.roles_of(label)}
    moved = []
    for relation in relations:
        old = codebook.role(relation.role)
        new = roles.get(old.name) if old is not None else None
        if new is not None:
            moved.append(replace(relation, id=new_id(), role=new.id))
    return moved


def _carried(span: Span, label: str, codebook: Codebook) -> dict[str, Value]:
    """Return the answers of a span that the fields of another label can take."""
    kept: dict[str, Value] = {}
    wanted = {(x.name, x.type): x for x in codebook.attributes_of(label)}
    for id, value in span.attributes.items():
        old = codebook.attribute(id)
        new = wanted.get((old.name, old.type)) if old is not None else None
        if old is None or new is None:
            continue
        names = {choice.id: choice.name for choice in old.choices}
        there = {choice.name: choice.id for choice in new.choices}
        if new.type is AttributeType.CHOICE:
            match = there.get(names.get(str(value), ""))
            if match is not None:
                kept[new.id] = match
        elif isinstance(value, tuple):
            matches = tuple(there[name] for id in value if (name := names.get(id)) in there)
            if matches:
                kept[new.id] = matches
        else:
            kept[new.id] = value
    return kept
