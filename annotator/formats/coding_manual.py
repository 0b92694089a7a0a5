"""A codebook as a coding manual in HTML: one file without anything from outside, to read, to print, to hand out.

The markup is of the simplest kind, so that the window can print the same text as PDF.
"""

from html import escape

from annotator.core.asking import in_words
from annotator.core.codebook import Attribute, AttributeType, Codebook, Forbidden, Label, Role
from annotator.core.recoding import descendants, fields_of
from annotator.formats.colors import printed

_STYLE = """
body { font-family: Georgia, "Noto Serif", serif; font-size: 11pt; line-height: 1.45; color: #1b1f24; }
html { background: #fff; }
@media screen { html { display: flex; justify-content: center; } body { max-width: 46em; flex: 1; } }
h1 { font-size: 22pt; margin-top: 0px; margin-bottom: 4px; }
h2 { font-size: 16pt; margin-top: 34px; margin-bottom: 2px; }
h3 { font-size: 13pt; margin-top: 24px; margin-bottom: 2px; }
h4 { font-size: 10pt; margin-top: 12px; margin-bottom: 0px; color: #57606a; }
p { margin-top: 4px; margin-bottom: 4px; }
.quiet { color: #57606a; font-size: 9.5pt; }
ul { margin-top: 2px; margin-bottom: 4px; }
.field { margin-left: 18px; text-indent: -18px; }
table { margin-top: 4px; margin-bottom: 8px; margin-left: 0px; margin-right: 0px; }
td, th { text-align: left; vertical-align: top; font-size: 10pt; }
th { color: #57606a; font-weight: normal; }
@media print { h2, h3, h4 { break-after: avoid; } tr, li, p { break-inside: avoid; } }
"""

_CELLS = 'cellpadding="4" cellspacing="0"'

_TYPES = {
    AttributeType.TEXT: "text",
    AttributeType.NUMBER: "a number",
    AttributeType.DATE: "a date",
    AttributeType.YES_NO: "yes or no",
    AttributeType.ACTOR: "a person or organisation",
}


def html_manual(codebook: Codebook) -> str:
    """Return the whole page; every word of the codebook is escaped."""
    title = escape(codebook.name or "Codebook")
    parts = [
        "<!DOCTYPE html>",
        '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
        f"<title>{title}</title><style>{_STYLE}</style></head><body>",
        f"<h1>{title}</h1>",
        f'<p class="quiet">Coding manual · version {codebook.version[:8]}</p>',
        _paragraphs(codebook.description),
        _contents(codebook),
    ]
    for layer in codebook.layers:
        overlap = "Spans may overlap each other." if layer.overlap else "Spans do not overlap each other."
        parts.append(f'<h2>{escape(layer.name)}</h2><p class="quiet">{overlap}</p>')
        parts += [_label(codebook, label) for label in in_tree_order(codebook, layer.id)]
    return "\n".join((*(part for part in parts if part), "</body></html>\n"))


def in_tree_order(codebook: Codebook, layer: str) -> tuple[Label, ...]:
    """Return the labels of a group, each followed by those below it."""
    labels = codebook.labels_of(layer)
    inside = {label.id for label in labels}

    def below(label: Label) -> list[Label]:
        return [label, *(y for x in labels if x.parent == label.id for y in below(x))]

    return tuple(y for x in labels if x.parent not in inside for y in below(x))


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in text.splitlines() if line.strip())


def _contents(codebook: Codebook) -> str:
    rows = [
        f"<tr><td>{_name(label)}</td><td>{escape(label.key.upper())}</td><td>{escape(_first_sentence(label))}</td></tr>"
        for layer in codebook.layers
        for label in in_tree_order(codebook, layer.id)
        if not label.retired
    ]
    head = "<tr><th>Label</th><th>Key</th><th>Is</th></tr>"
    return f"<table {_CELLS}>{head}{''.join(rows)}</table>" if rows else ""


def _first_sentence(label: Label) -> str:
    first, stop, _rest = label.definition.partition(". ")
    return first + stop.strip()


def _name(label: Label) -> str:
    return f'<b style="color: {printed(label.color)}">{escape(label.name)}</b>'


def _label(codebook: Codebook, label: Label) -> str:
    parent = codebook.label(label.parent)
    facts = [f"key {escape(label.key.upper())}" if label.key else "no key", f"tags the {label.unit.value}"]
    facts += [f"under {escape(parent.name)}"] if parent is not None else []
    below = [x.name for x in descendants(codebook, label.id)]
    facts += [f"above {escape(', '.join(below))}"] if below else []
    facts += ["retired: nothing new is tagged with it"] if label.retired else []
    parts = [f"<h3>{_name(label)}</h3>", f'<p class="quiet">{" · ".join(facts)}</p>', _paragraphs(label.definition)]
    for heading, text in (("Belongs", label.includes), ("Does not belong", label.excludes)):
        if text:
            # In one paragraph, so that no heading is left alone at the foot of a page.
            said = _paragraphs(text).replace("<p>", f'<p><b class="quiet">{heading}</b> ', 1)
            parts.append(said)
    if label.examples:
        items = "".join(f"<li>{escape(example)}</li>" for example in label.examples)
        parts.append(f"<h4>Examples</h4><ul>{items}</ul>")
    fields = fields_of(codebook, label.id)
    if fields:
        rows = "".join(_field(codebook, field) for field in fields)
        parts.append(f"<h4>Fields</h4>{rows}")
    if label.forbidden:
        items = "".join(f"<li>{_forbidden(codebook, each)}</li>" for each in label.forbidden)
        parts.append(f"<h4>Not together</h4><ul>{items}</ul>")
    return "".join(parts)


def _forbidden(codebook: Codebook, forbidden: Forbidden) -> str:
    when = "; ".join(in_words(codebook, condition) for condition in forbidden.conditions)
    return f'{escape(forbidden.message)} <span class="quiet">({escape(when)})</span>'


def _field(codebook: Codebook, field: Attribute | Role) -> str:
    remarks = [word for word, on in (("asked first", field.core), ("required", field.required)) if on]
    if isinstance(field, Role):
        names = [x.name for target in field.targets if (x := codebook.label(target))]
        names += ["a person or organisation"] if "actor" in field.targets else []
        answer = " or ".join(names)
        remarks += ["several answers"] if field.many else []
        remarks += ["may be not stated"] if field.not_stated else []
    elif field.choices:
        names = [choice.name for choice in field.choices]
        answer = ("any of: " if field.type is AttributeType.CHOICES else "one of: ") + "; ".join(names)
    else:
        answer = _TYPES.get(field.type, field.type.value)
    remarks += [f"only if {in_words(codebook, field.shown_when)}"] if field.shown_when is not None else []
    said = f' <span class="quiet">({escape(", ".join(remarks))})</span>' if remarks else ""
    return f'<p class="field"><b>{escape(field.name)}</b> \u2003{escape(answer)}{said}</p>'
