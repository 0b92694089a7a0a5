"""How stored spans look in the article: their colour, the tag that identifies them, who speaks where. No widgets."""

from collections.abc import Iterable, Mapping

from annotator.core.codebook import Attribute, AttributeType, Codebook
from annotator.core.model import Actor, Annotator, Span, Value
from annotator.core.speakers import speaker_labels
from annotator.ui.article.geometry import MarkSpan, Speaker

_LONGEST = 28


def mark_of(span: Span, codebook: Codebook, actors: Mapping[str, Actor], people: Mapping[str, Annotator]) -> MarkSpan:
    """Return a span as the view shows it."""
    label = codebook.label(span.label)
    layer = codebook.layer(label.layer) if label else None
    by = people.get(span.annotator)
    return MarkSpan(
        id=span.id,
        ranges=span.ranges,
        color=label.color if label else "1",
        tag=_shortened(tag_of(span, codebook, actors)),
        name=label.name if label else "Unknown label",
        tint=layer.tint if layer else True,
        note=span.note,
        by=by.name if by else "",
    )


def tag_of(span: Span, codebook: Codebook, actors: Mapping[str, Actor]) -> str:
    """Return what identifies a span: who, or its first answered core choice, else the name of its label."""
    for attribute in codebook.attributes_of(span.label):
        if attribute.core and attribute.id in span.attributes:
            words = _answer(attribute, span.attributes[attribute.id], actors)
            if words:
                return words
    label = codebook.label(span.label)
    return label.name if label else "Unknown label"


def _answer(attribute: Attribute, value: Value, actors: Mapping[str, Actor]) -> str:
    """Return an answer that can stand for the whole span, or an empty string: people and choices can, dates cannot."""
    if attribute.type is AttributeType.ACTOR:
        actor = actors.get(str(value))
        return actor.name if actor else ""
    if attribute.type is AttributeType.CHOICE:
        return next((choice.name for choice in attribute.choices if choice.id == value), "")
    return ""


def _shortened(words: str) -> str:
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1].rstrip() + "…"


def speakers_of(spans: Iterable[Span], codebook: Codebook, actors: Mapping[str, Actor]) -> dict[int, Speaker]:
    """Return who is said to speak, by the offset of the span that says so; later ones of a paragraph come later."""
    labels = {label.id: label for label in speaker_labels(codebook)}
    found: dict[int, Speaker] = {}
    for span in spans:
        label = labels.get(span.label)
        if label is not None:
            who = tag_of(span, codebook, actors)
            found[span.start] = Speaker(_shortened(span.text if who == label.name else who), color=label.color)
    return found
