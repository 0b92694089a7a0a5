"""Fits what an annotated file names to the codebook of a project: labels, fields and roles of one name are one.

A file of another tool has names and no ids. A name that the project knows means the project's own; one that it does not
know is proposed as an addition, read under another name, or left out, as a person chose. Nothing is changed in silence:
what is left out is refused by name, and an answer that a field cannot take stands in the span's note.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from annotator.core.codebook import Attribute, AttributeType, Codebook, Label, Layer, Role
from annotator.core.dates import Period
from annotator.core.draft import Draft, Refusal
from annotator.core.ids import derived_id
from annotator.core.model import ArticleRecord, Span, Value

_YES, _NO = frozenset({"true", "yes", "1"}), frozenset({"false", "no", "0"})


@dataclass(frozen=True, slots=True)
class LabelChoices:
    """What a person chose for labels, by the name in the file.

    `names` says which label of the project each is read as, or "" to leave it out; `add` says what becomes of all
    others that the project does not know: added, or left out.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    add: bool = True


class Fit:
    """How the ids of one file's codebook become a project's. Invariant: an id that the project knows stays as it is."""

    def __init__(self, here: Codebook, there: Codebook, choices: LabelChoices) -> None:
        self._here = here
        self._layers: dict[str, str] = {}
        self._labels: dict[str, str | None] = {}
        self._roles: dict[str, str] = {}
        self._attributes: dict[str, Attribute] = {}
        self._actors: frozenset[str] = frozenset()
        self._names = {label.id: label.name for label in there.labels}
        self._field_names = {attribute.id: attribute.name for attribute in there.attributes}
        self.codebook = self._codebook(there, choices)

    def label(self, id: str) -> Label | None:
        """Return the label that one of the file is read as, None where it is left out."""
        found = self._labels.get(id, id)
        return (self.codebook.label(found) or self._here.label(found)) if found is not None else None

    @property
    def changes_nothing(self) -> bool:
        """Whether every id stays what it is and every answer is one already."""
        same = all(key == value for part in (self._labels, self._roles) for key, value in part.items())
        return same and all(key == value.id for key, value in self._attributes.items()) and not self._known_fields()

    def _known_fields(self) -> bool:
        return any(value.id in self._here.by_id for value in self._attributes.values())

    def draft(self, draft: Draft) -> tuple[Draft, list[Refusal]]:
        """Return a draft in the project's ids, and a refusal for each label that is left out."""
        if draft.record is None or self.changes_nothing:
            return replace(draft, codebook=self.codebook), []
        self._actors = frozenset(actor.id for actor in draft.actors)
        record, left_out = self._record(draft.record)
        refused = [
            Refusal(
                draft.name or draft.title,
                f"“{draft.name or draft.title}”: {count} × “{self._names.get(label, label)}” left out.",
                "The codebook has no such label; add it, or choose another for it when you import.",
            )
            for label, count in left_out.items()
        ]
        return replace(draft, record=record, codebook=self.codebook), refused

    def _codebook(self, there: Codebook, choices: LabelChoices) -> Codebook:
        """Return the parts that the project is to get, with the project's ids where it has their likes."""
        layers = [self._layer(layer) for layer in there.layers]
        labels = [label for x in there.labels if (label := self._label(x, there, choices)) is not None]
        attributes = [x for attribute in there.attributes if (x := self._attribute(attribute)) is not None]
        roles = [made for role in there.roles if (made := self._role(role)) is not None]
        used = {label.layer for label in labels}
        return replace(
            there,
            layers=tuple(layer for layer in layers if layer.id in used),
            labels=tuple(labels),
            attributes=tuple(attributes),
            roles=tuple(roles),
        )

    def _layer(self, layer: Layer) -> Layer:
        mine = next((x for x in self._here.layers if x.name.casefold() == layer.name.casefold()), None)
        found = layer if layer.id in self._here.by_id or mine is None else mine
        self._layers[layer.id] = found.id
        return found

    def _label(self, label: Label, there: Codebook, choices: LabelChoices) -> Label | None:
        derived = label.id == derived_id("label", label.layer, label.name)
        mine = self._here.label(label.id)
        chosen = choices.names.get(label.name)
        if derived and chosen == "":
            found = None
        elif derived and (mine is None or chosen):
            layer = there.layer(label.layer)
            found = self._named(chosen or label.name, layer.name if layer else "")
            if found is None and (choices.add or chosen):
                id = label.id if not chosen else derived_id("label", label.layer, chosen)
                found = replace(label, id=id, name=chosen or label.name, layer=self._layers[label.layer])
        else:
            found = mine or label
        self._labels[label.id] = found.id if found else None
        return found

    def _named(self, name: str, layer: str) -> Label | None:
        """Return the project's label of a name: the one in the group of that name, else the only one there is."""
        fitting = [x for x in self._here.labels if x.name.casefold() == name.casefold() and not x.retired]
        layers = {x.id: x.name.casefold() for x in self._here.layers}
        same = [x for x in fitting if layers.get(x.layer) == layer.casefold()]
        return same[0] if same else fitting[0] if fitting else None

    def _attribute(self, attribute: Attribute) -> Attribute | None:
        label = self._labels.get(attribute.label, attribute.label)
        if label is None:
            return None
        wanted = attribute.name.casefold()
        mine = next((x for x in self._here.attributes_of(label) if x.name.casefold() == wanted), None)
        if mine is None and label != attribute.label:
            mine = replace(attribute, id=derived_id("attribute", label, attribute.name), label=label)
        self._attributes[attribute.id] = mine or attribute
        return self._attributes[attribute.id]

    def _role(self, role: Role) -> Role | None:
        label = self._labels.get(role.label, role.label)
        if label is None:
            return None
        mine = next((x for x in self._here.roles_of(label) if x.name.casefold() == role.name.casefold()), None)
        if mine is None and label != role.label:
            mine = replace(role, id=derived_id("role", label, role.name), label=label)
        self._roles[role.id] = (mine or role).id
        return mine or role

    def _record(self, record: ArticleRecord) -> tuple[ArticleRecord, Counter[str]]:
        left_out: Counter[str] = Counter()
        spans: list[Span] = []
        for span in record.spans:
            label = self._labels.get(span.label, span.label)
            if label is None:
                left_out[span.label] += 1
            else:
                spans.append(self._span(span, label))
        kept = {span.id for span in spans}
        labels = []
        for item in record.labels:
            label = self._labels.get(item.label, item.label)
            if label is None:
                left_out[item.label] += 1
            else:
                labels.append(replace(item, label=label))
        relations = [
            replace(x, role=self._roles.get(x.role, x.role))
            for x in record.relations
            if x.source in kept and (not x.to.span or x.to.span in kept)
        ]
        accepted = tuple(x for x in record.accepted if not x.span or x.span in kept)
        fitted = replace(
            record, spans=tuple(spans), labels=tuple(labels), relations=tuple(relations), accepted=accepted
        )
        return fitted, left_out

    def _span(self, span: Span, label: str) -> Span:
        answers: dict[str, Value] = {}
        told: list[str] = []
        for id, value in span.attributes.items():
            attribute = self._attributes.get(id)
            answer = answer_for(attribute, value, self._actors) if attribute is not None else value
            if answer is None:
                told.append(f"{self._field_names.get(id, id)}: {value}")
            else:
                answers[attribute.id if attribute is not None else id] = answer
        note = "\n".join(part for part in (span.note, *told) if part)
        return replace(span, label=label, attributes=answers, note=note)


def answer_for(attribute: Attribute, value: Value, actors: frozenset[str] = frozenset()) -> Value | None:
    """Return a value as an answer that a field takes, or None where it takes no such answer.

    `actors` are the ids of the people and organisations that come with the file.
    """
    text = str(value).strip()
    plain = ("yes" if value else "no") if isinstance(value, bool) else text.casefold()
    choices = {choice.name.casefold(): choice.id for choice in attribute.choices}
    ids = {choice.id for choice in attribute.choices}
    match attribute.type:
        case AttributeType.CHOICE:
            return text if text in ids else choices.get(plain)
        case AttributeType.CHOICES if not isinstance(value, tuple):
            found = [choices.get(part.strip().casefold(), "") for part in text.split(";")]
            return tuple(found) if all(found) else None
        case AttributeType.YES_NO if not isinstance(value, bool):
            return plain in _YES if plain in _YES | _NO else None
        case AttributeType.NUMBER if not isinstance(value, int):
            return int(text) if text.isascii() and text.lstrip("-").isdigit() and len(text) < 18 else None  # noqa: PLR2004
        case AttributeType.TEXT:
            return value if isinstance(value, str) else plain if isinstance(value, bool) else text
        case AttributeType.ACTOR:
            return value if value in actors else None
        case AttributeType.DATE:
            return value if isinstance(value, str) and Period.parse(value) is not None else None
    return value
