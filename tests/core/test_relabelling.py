"""A span with another label keeps the answers that the fields of the other can take."""

from annotator.core.codebook import Attribute, AttributeType, Choice, Codebook, Label, Layer
from annotator.core.ids import new_id
from annotator.core.model import Fragment, Span
from annotator.core.relabelling import relabelled


def test_choices_go_along_by_their_names() -> None:
    layer = Layer(new_id(), "Topics")
    old, new = Label(new_id(), layer.id, "Old"), Label(new_id(), layer.id, "New")

    def field(label: Label, *names: str) -> Attribute:
        choices = tuple(Choice(new_id(), name) for name in names)
        return Attribute(new_id(), label.id, "Kinds", AttributeType.CHOICES, choices=choices)

    before, after = field(old, "trade", "health", "sport"), field(new, "health", "climate", "trade")
    book = Codebook(new_id(), "Book", layers=(layer,), labels=(old, new), attributes=(before, after))
    chosen = tuple(choice.id for choice in before.choices)
    span = Span("s", "a", 1, old.id, "p", (Fragment(0, 1, "x"),), {before.id: chosen})
    moved = relabelled(span, new.id, book)
    by_name = {choice.name: choice.id for choice in after.choices}
    assert moved.attributes == {after.id: (by_name["trade"], by_name["health"])}
    none = Span("s", "a", 1, old.id, "p", (Fragment(0, 1, "x"),), {before.id: (chosen[2],)})
    assert relabelled(none, new.id, book).attributes == {}
