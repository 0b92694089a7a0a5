"""The labelling config of Label Studio: the controls of one project, and the names its results go by."""

from annotator.core.codebook import Attribute, AttributeType, Codebook
from annotator.formats.names import field_names, identifier, label_names
from annotator.formats.xml_text import element

LABELS, TEXT, NOTE, CERTAINTY, ARTICLE_LABELS, ARTICLE_NOTE = (
    "label", "text", "note", "certainty", "article_labels", "article_note",
)  # fmt: skip
CONTINUES = "continues"
"""The link from a piece of a span to the next."""

CHOICES = frozenset({AttributeType.CHOICE, AttributeType.CHOICES, AttributeType.YES_NO})


class Controls:
    """The names of labels, fields and roles in one config; no control has the name of another."""

    def __init__(self, codebook: Codebook) -> None:
        self.codebook = codebook
        self.labels = label_names(codebook)
        fixed = (LABELS, TEXT, NOTE, CERTAINTY, ARTICLE_LABELS, ARTICLE_NOTE)
        self.fields = field_names(codebook, identifier, taken=fixed)

    def config(self) -> str:
        """Return the config as XML."""
        text = {"name": TEXT, "value": "$text", "granularity": "symbol"}
        labels = [element("Label", {"value": name}) for name in self.labels.values()]
        roles = dict.fromkeys([*(role.name for role in self.codebook.roles), CONTINUES])
        parts = [
            element("Labels", {"name": LABELS, "toName": TEXT}, labels),
            element("Relations", None, [element("Relation", {"value": name}) for name in roles]),
            element("Text", text),
            *(self._field(field) for field in self.codebook.attributes),
            *(self._text_area(self.fields[role.id], role.label) for role in self.codebook.roles),
            element("TextArea", {"name": NOTE, "toName": TEXT, "perRegion": "true", "editable": "true"}),
            element("Number", {"name": CERTAINTY, "toName": TEXT, "perRegion": "true", "min": "0", "max": "100"}),
            element(
                "Choices",
                {"name": ARTICLE_LABELS, "toName": TEXT, "choice": "multiple"},
                [element("Choice", {"value": name}) for name in self.labels.values()],
            ),
            element("TextArea", {"name": ARTICLE_NOTE, "toName": TEXT, "editable": "true"}),
        ]
        return "<View>\n" + "".join(f"  {part}\n" for part in parts) + "</View>\n"

    def _region(self, name: str, label: str) -> dict[str, str]:
        region = {"name": name, "toName": TEXT, "perRegion": "true"}
        if label in self.labels:
            region |= {"whenTagName": LABELS, "whenLabelValue": self.labels[label]}
        return region

    def _text_area(self, name: str, label: str) -> str:
        return element("TextArea", {**self._region(name, label), "editable": "true"})

    def _field(self, field: Attribute) -> str:
        name = self.fields[field.id]
        region = self._region(name, field.label)
        if field.type in CHOICES:
            names = ["yes", "no"] if field.type is AttributeType.YES_NO else [x.name for x in field.choices]
            how = "multiple" if field.type is AttributeType.CHOICES else "single"
            return element("Choices", {**region, "choice": how}, [element("Choice", {"value": x}) for x in names])
        if field.type is AttributeType.NUMBER:
            return element("Number", region)
        return self._text_area(name, field.label)
