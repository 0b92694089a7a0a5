"""What the codebook asks for and a record does not give: found and shown, never in the way. It changes nothing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from annotator.core.accepting import divided
from annotator.core.asking import Answered, in_words
from annotator.core.codebook import Attribute, AttributeType, Codebook, Role
from annotator.core.dates import Period
from annotator.core.fillers import ACTOR, says_who_speaks
from annotator.core.model import About, Accepted, ArticleRecord, Filler, Relation, Span, Value
from annotator.core.recoding import value_key


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about one span that the codebook forbids or misses; `about` is by what it is known again."""

    about: About
    message: str

    @property
    def span(self) -> str:
        """The id of the span."""
        return self.about.span


def problems(codebook: Codebook, record: ArticleRecord) -> tuple[Problem, ...]:
    """Return what is wrong with an article's spans and not accepted, in the order of the text."""
    return all_problems(codebook, record)[0]


def all_problems(
    codebook: Codebook, record: ArticleRecord
) -> tuple[tuple[Problem, ...], tuple[tuple[Problem, tuple[Accepted, ...]], ...]]:
    """Return what is wrong with the spans of an article's newest text: what is open, and what was accepted."""
    found: list[Problem] = []
    relations: dict[str, list[Relation]] = {}
    for relation in record.relations:
        relations.setdefault(relation.source, []).append(relation)
    spans = {span.id: span for span in record.spans}
    for span in record.current:
        found += span_problems(codebook, span, relations.get(span.id, ()), spans)
    found += _overlaps(codebook, record)
    order = {span.id: n for n, span in enumerate(record.spans)}
    still_open, stands = divided(sorted(found, key=lambda problem: order[problem.span]), record.accepted)
    return tuple(still_open), tuple(stands)


def span_problems(
    codebook: Codebook, span: Span, relations: Sequence[Relation], spans: Mapping[str, Span]
) -> Iterator[Problem]:
    """Yield what is wrong with one span; `relations` are those that it owns, `spans` those of its article by id."""
    for rule, key, message in _of_span(codebook, span, relations, spans):
        yield Problem(About(rule, span.article, span.id, key=key), message)


def _of_span(
    codebook: Codebook, span: Span, relations: Sequence[Relation], spans: Mapping[str, Span]
) -> Iterator[tuple[str, str, str]]:
    """Yield the rule, what tells its findings on one span apart, and the sentence."""
    label = codebook.label(span.label)
    if label is None:
        yield "label", span.label, "Its label is not in the codebook."
        return
    answered = Answered(codebook, span, relations, spans)
    yield from _of_attributes(codebook, span, answered)
    for role in codebook.roles_of(span.label):
        fillers = [relation.to for relation in relations if relation.role == role.id]
        if answered.is_asked(role):
            yield from _of_role(codebook, role, fillers, spans)
        elif fillers:
            yield "not shown", role.id, _not_shown(codebook, role)
    yield from _strangers(codebook, span, relations)
    yield from _twice(codebook, span, relations)
    for forbidden in label.forbidden:
        if answered.forbids(forbidden):
            given = (answer for x in forbidden.conditions for answer in answered.meets(x))
            yield "forbidden", " ".join((forbidden.id, *given)), forbidden.message


def _of_attributes(codebook: Codebook, span: Span, answered: Answered) -> Iterator[tuple[str, str, str]]:
    for attribute in codebook.attributes_of(span.label):
        value = span.attributes.get(attribute.id)
        if not answered.is_asked(attribute):
            if value is not None:
                yield "not shown", attribute.id, _not_shown(codebook, attribute)
        elif value is None:
            if attribute.required:
                yield "required", attribute.id, f"“{attribute.name}” is empty."
        elif not fits(attribute, value):
            key = f"{attribute.id} {value_key(value)}"
            yield "answer", key, f"“{attribute.name}” has an answer that the codebook does not offer."


def _not_shown(codebook: Codebook, field: Attribute | Role) -> str:
    when = f" ({in_words(codebook, field.shown_when)})" if field.shown_when is not None else ""
    return f"“{field.name}” is answered and is not asked here: what it depends on does not hold{when}."


def fits(attribute: Attribute, value: Value) -> bool:
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


def _of_role(
    codebook: Codebook, role: Role, fillers: Sequence[Filler], spans: Mapping[str, Span]
) -> Iterator[tuple[str, str, str]]:
    if role.required and not fillers:
        yield "required", role.id, f"“{role.name}” is empty."
    unstated = [filler for filler in fillers if filler.not_stated]
    if unstated and not role.not_stated:
        yield "not stated", role.id, f"“{role.name}” cannot be “not stated”."
    if unstated and len(fillers) > 1:
        yield "both", role.id, f"“{role.name}” is both answered and “not stated”."
    elif len(fillers) > 1 and not role.many:
        yield "one answer", f"{role.id} {len(fillers)}", f"“{role.name}” takes one answer and has {len(fillers)}."
    if len(set(fillers)) < len(fillers) and role.many:
        yield "same twice", role.id, f"“{role.name}” has the same answer twice."
    for filler in fillers:
        key = f"{role.id} {filler.actor or filler.span}"
        if filler.actor and ACTOR not in role.targets:
            yield "filler", key, f"“{role.name}” takes words of the article, not a name from the list."
        elif filler.span and (wrong := _wrong_span(codebook, role, spans.get(filler.span))):
            yield "filler", key, wrong


def _wrong_span(codebook: Codebook, role: Role, filler: Span | None) -> str:
    """Return what is wrong with the span that fills a role, or an empty string."""
    if filler is None:
        return f"“{role.name}” is answered with a span that is gone."
    if filler.label in role.targets:
        return ""
    label = codebook.label(filler.label)
    return f"“{role.name}” cannot be a span of “{label.name if label is not None else 'a label that is gone'}”."


def _strangers(codebook: Codebook, span: Span, relations: Sequence[Relation]) -> Iterator[tuple[str, str, str]]:
    """Answers to fields that the span's label does not ask, left from another label or codebook."""
    asked = {x.id for x in codebook.attributes_of(span.label)} | {x.id for x in codebook.roles_of(span.label)}
    for id in dict.fromkeys((*span.attributes, *(relation.role for relation in relations))):
        if id not in asked:
            part = codebook.attribute(id) or codebook.role(id)
            name = f"“{part.name}”" if part is not None else "a field that is gone"
            yield "not asked", id, f"It answers {name}, which is not asked."


def _twice(codebook: Codebook, span: Span, relations: Sequence[Relation]) -> Iterator[tuple[str, str, str]]:
    """One answer in two roles that exclude each other: nobody promises to himself. Who speaks may also be either."""
    first: dict[Filler, Role] = {}
    for role in codebook.roles_of(span.label):
        if says_who_speaks(codebook, role):
            continue
        for filler in dict.fromkeys(x.to for x in relations if x.role == role.id and not x.to.not_stated):
            if filler in first:
                key = f"{first[filler].id} {role.id} {filler.actor or filler.span}"
                yield "same answer", key, f"“{first[filler].name}” and “{role.name}” have the same answer."
            first.setdefault(filler, role)


def _overlaps(codebook: Codebook, record: ArticleRecord) -> Iterator[Problem]:
    """Spans of one annotator that overlap where their group does not allow it; each is told once."""
    reached: dict[tuple[str, str], Span] = {}
    for span in record.current:
        label = codebook.label(span.label)
        layer = codebook.layer(label.layer) if label is not None else None
        if layer is None or layer.overlap:
            continue
        key = (layer.id, span.annotator)
        before = reached.get(key)
        if before is not None and span.start < before.end:
            about = About("overlap", span.article, span.id, key=f"{layer.id} {before.id}")
            yield Problem(about, f"It overlaps another span of “{layer.name}”.")
        if before is None or span.end > before.end:
            reached[key] = span


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
