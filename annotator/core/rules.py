"""What the codebook asks for and a record does not give: found and shown, never in the way. It changes nothing."""

from collections.abc import Iterator
from dataclasses import dataclass

from annotator.core.codebook import Attribute, Codebook, Role
from annotator.core.model import ArticleRecord, Relation, Span


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
    for span in record.spans:
        label = codebook.label(span.label)
        if label is None:
            found.append(Problem(span.id, "Its label is not in the codebook."))
            continue
        found += (Problem(span.id, message) for message in _missing(codebook, span, relations.get(span.id, [])))
    found += _overlaps(codebook, record)
    order = {span.id: n for n, span in enumerate(record.spans)}
    return tuple(sorted(found, key=lambda problem: order[problem.span]))


def _missing(codebook: Codebook, span: Span, relations: list[Relation]) -> Iterator[str]:
    fields: tuple[Attribute | Role, ...] = (*codebook.attributes_of(span.label), *codebook.roles_of(span.label))
    filled = {relation.role for relation in relations} | span.attributes.keys()
    for field in fields:
        if field.required and field.id not in filled:
            yield f"“{field.name}” is empty."
        fillers = [relation for relation in relations if relation.role == field.id]
        if isinstance(field, Role) and not field.many and len(fillers) > 1:
            yield f"“{field.name}” takes one answer and has {len(fillers)}."


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
