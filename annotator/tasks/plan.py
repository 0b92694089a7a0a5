"""What the demo says of the seed article: which words, which label, which fields. It writes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from annotator.core.codebook import Attribute, AttributeType, Codebook, Label
from annotator.core.errors import UserError
from annotator.core.model import Value


@dataclass(frozen=True, slots=True)
class Tag:
    """Words to tag. Each of `quotes` is one fragment, looked for behind the one before, the first behind `after`.

    `fields` are by name: a choice by its name, an actor by its name. `roles` name another tag by `name`.
    """

    name: str
    label: str
    quotes: tuple[str, ...]
    after: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)

    def ranges(self, text: str) -> tuple[tuple[int, int], ...]:
        """Return where the words are, in code points; raise `UserError` where the text does not have them."""
        at = 0
        found: list[tuple[int, int]] = []
        for quote in (self.after, *self.quotes):
            start = text.find(quote, at)
            if start < 0:
                raise UserError(f"The seed article does not say “{quote}”.", hint="Restore the folder “seeds”.")
            at = start + len(quote)
            found.append((start, at))
        return tuple(found[1:])

    def label_in(self, codebook: Codebook) -> Label:
        """Return the label; raise `UserError` where the codebook has none of that name."""
        label = codebook.label_named(self.label)
        if label is None:
            raise UserError(f"The codebook has no label “{self.label}”.", hint="Restore the folder “resources”.")
        return label


SEED = "000_dd8cb0211319b2e1.txt"
"""The article that the demo and the example are made from."""

DEMO = (
    Tag("li", "Speaker", ("Chinese Premier Li Qiang",), fields={"Person": "Li Qiang"}),
    Tag(
        "resist",
        "Commitment",
        ("China is ready to work with South Korea to resist interference",),
        fields={"Strength": "is ready to"},
        roles={"Speaker": "li"},
    ),
    Tag("halfway", "Commitment", ("meet each other halfway",)),
    Tag("advance", "Commitment", ("advance bilateral relations so as to reflect the changes of the times",)),
    Tag("relations", "Topic", ("bilateral relations",)),
    Tag("li said", "Speaker", ("Li",), after="exchange of views on bilateral relations, Li said.\n\n"),
    Tag("consensus", "Demand", ("implement the important consensus",)),
    Tag("phase two", "Demand", ("speed up the second phase of China-South Korea free trade agreement negotiations",)),
    Tag("free trade", "Topic", ("free trade agreement negotiations",)),
    Tag("high-tech", "Topic", ("high-tech, green and low-carbon industries",)),
    Tag("peace talks", "Commitment", ("will continue to promote peace talks",)),
    Tag("peninsula", "Topic", ("peace and stability on the peninsula",)),
    Tag("yoon", "Speaker", ("the South Korean president",), after="For his part, "),
    Tag("he", "Speaker", ("he",), after="South Korea, ", fields={"Person": "Yoon Suk-yeol"}),
    Tag(
        "coordination",
        "Commitment",
        (
            "South Korea",
            "is willing to strengthen coordination with China",
        ),
        after="foster world peace and prosperity, said Yoon.\n\n",
        fields={"Strength": "is willing to"},
        roles={"Speaker": "he"},
    ),
)
"""What the demo tags by mouse and keys, in this order."""


def field_value(codebook: Codebook, label: Label, name: str, shown: str) -> tuple[Attribute, Value]:
    """Return the attribute called `name` and the value that `shown` stands for: a choice is its id.

    Raises `UserError` where the codebook does not have them.
    """
    for attribute in codebook.attributes_of(label.id):
        if attribute.name != name:
            continue
        if attribute.type is not AttributeType.CHOICE:
            return attribute, shown
        for choice in attribute.choices:
            if choice.name == shown:
                return attribute, choice.id
    raise UserError(f"The label “{label.name}” has no field “{name}” that can be “{shown}”.")
