"""What the codebook asks for and a record does not give: found and shown, never in the way. It changes nothing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from annotator.core.codebook import Attribute, AttributeType, Codebook, Role
from annotator.core.dates import Period
from annotator.core.fillers import ACTOR, says_who_speaks
from annotator.core.model import ArticleRecord, Filler, Relation, Span, Value


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about one span that the codebook forbids or misses. `span` is its id."""

    span: str
    message: str


def problems(codebook: Codebook, record: ArticleRecord) -> tuple[Problem, ...]:
    """Return what is wrong with an article's spans, in the order of the text."""
    found: list[Problem] = []
    relations: dict[str, list[Relation]] = {}
    for relation in record.relations:
        relations.setdefault(relation.source, []).append(relation)
    spans = {span.id: span for span in record.spans}
    for span in record.spans:
        messages = span_problems(codebook, span, relations.get(span.id, ()), spans)
        found += (Problem(span.id, message) for message in messages)
    found += _overlaps(codebook, record)
    order = {span.id: n for n, span in enumerate(record.spans)}
    return tuple(sorted(found, key=lambda problem: order[problem.span]))


def span_problems(
    codebook: Codebook, span: Span, relations: Sequence[Relation], spans: Mapping[str, Span]
) -> Iterator[str]:
    """Yield what is wrong with one span; `relations` are those that it owns, `spans` those of its article by id."""
    if codebook.label(span.label) is None:
        yield "Its label is not in the codebook."
        return
    for attribute in codebook.attributes_of(span.label):
        value = span.attributes.get(attribute.id)
        if value is None:
            if attribute.required:
                yield f"“{attribute.name}” is empty."
        elif not _fits(attribute, value):
            yield f"“{attribute.name}” has an answer that the codebook does not offer."
    for role in codebook.roles_of(span.label):
        fillers = [relation.to for relation in relations if relation.role == role.id]
        yield from _of_role(codebook, role, fillers, spans)
    yield from _strangers(codebook, span, relations)
    yield from _twice(codebook, span, relations)


def _fits(attribute: Attribute, value: Value) -> bool:
    """Whether a value is one that the attribute can have; who an actor is, only the project knows."""
    choices = {choice.id for choice in attribute.choices}
    match attribute.type:
        case AttributeType.CHOICE:
            return value in choices
        case AttributeType.CHOICES:
            return isinstance(value, tuple) and set(value) <= choices
        case AttributeType.NUMBER:
            return isinstance(value, int) and not isinstance(value, bool)
        case AttributeType.YES_NO:
            return isinstance(value, bool)
        case AttributeType.DATE:
            return isinstance(value, str) and Period.parse(value) is not None
    return isinstance(value, str)


def _of_role(codebook: Codebook, role: Role, fillers: Sequence[Filler], spans: Mapping[str, Span]) -> Iterator[str]:
    if role.required and not fillers:
        yield f"“{role.name}” is empty."
    unstated = [filler for filler in fillers if filler.not_stated]
    if unstated and not role.not_stated:
        yield f"“{role.name}” cannot be “not stated”."
    if unstated and len(fillers) > 1:
        yield f"“{role.name}” is both answered and “not stated”."
    elif len(fillers) > 1 and not role.many:
        yield f"“{role.name}” takes one answer and has {len(fillers)}."
    if len(set(fillers)) < len(fillers) and role.many:
        yield f"“{role.name}” has the same answer twice."
    for filler in fillers:
        if filler.actor and ACTOR not in role.targets:
            yield f"“{role.name}” takes words of the article, not a name from the list."
        elif filler.span:
            yield from _wrong_span(codebook, role, spans.get(filler.span))


def _wrong_span(codebook: Codebook, role: Role, filler: Span | None) -> Iterator[str]:
    if filler is None:
        yield f"“{role.name}” is answered with a span that is gone."
    elif filler.label not in role.targets:
        label = codebook.label(filler.label)
        yield f"“{role.name}” cannot be a span of “{label.name if label is not None else 'a label that is gone'}”."


def _strangers(codebook: Codebook, span: Span, relations: Sequence[Relation]) -> Iterator[str]:
    """Answers to fields that the span's label does not ask, left from another label or codebook."""
    asked = {x.id for x in codebook.attributes_of(span.label)} | {x.id for x in codebook.roles_of(span.label)}
    for id in dict.fromkeys((*span.attributes, *(relation.role for relation in relations))):
        if id not in asked:
            part = codebook.attribute(id) or codebook.role(id)
            yield f"It answers {f'“{part.name}”' if part is not None else 'a field that is gone'}, which is not asked."


def _twice(codebook: Codebook, span: Span, relations: Sequence[Relation]) -> Iterator[str]:
    """One answer in two roles that exclude each other: nobody promises to himself. Who speaks may also be either."""
    first: dict[Filler, Role] = {}
    for role in codebook.roles_of(span.label):
        if says_who_speaks(codebook, role):
            continue
        for filler in dict.fromkeys(x.to for x in relations if x.role == role.id and not x.to.not_stated):
            if filler in first:
                yield f"“{first[filler].name}” and “{role.name}” have the same answer."
            first.setdefault(filler, role)


def _overlaps(codebook: Codebook, record: ArticleRecord) -> Iterator[Problem]:
    """Spans of one annotator that overlap where their group does not allow it; each is told once."""
    reached: dict[tuple[str, str], int] = {}
    for span in record.spans:
        label = codebook.label(span.label)
        layer = codebook.layer(label.layer) if label is not None else None
        if layer is None or layer.overlap:
            continue
        key = (layer.id, span.annotator)
        if span.start < reached.get(key, 0):
            yield Problem(span.id, f"It overlaps another span of “{layer.name}”.")
        reached[key] = max(reached.get(key, 0), span.end)


def same_names(codebook: Codebook) -> tuple[str, ...]:
    """Return a sentence for each name that two labels of one group share."""
    seen: set[tuple[str, str]] = set()
    found = []
    for label in codebook.labels:
        key = (label.layer, label.name.casefold())
        if key in seen:
            found.append(f"Two labels are called “{label.name}”.")
        seen.add(key)
    return tuple(found)
