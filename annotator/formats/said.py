"""What is said of a span beside its label, in words, for pages and documents that people read."""

from annotator.core.model import Span
from annotator.formats.losses import Sound
from annotator.formats.names import Names

MOST_OF_QUOTE = 120


def said_of(span: Span, found: Sound, names: Names) -> list[tuple[str, str]]:
    """Return fields, roles, certainty and note of a span as pairs of name and words, in this order."""
    said = [(names.attribute(id)[0], names.answer(id, value)) for id, value in span.attributes.items()]
    quotes = {other.id: f"“{short(other.text)}”" for other in found.spans}
    for role, fillers in names.fillers(found.relations, span.id).items():
        said += [(names.role_name(role), names.filler(filler, quotes)) for filler in fillers]
    if span.certainty is not None:
        said.append(("Certainty", f"{span.certainty} %"))
    if span.note:
        said.append(("Note", span.note))
    return said


def short(text: str) -> str:
    """Return text on one line, cut where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= MOST_OF_QUOTE else f"{line[: MOST_OF_QUOTE - 1]}…"
