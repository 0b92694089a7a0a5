"""Codebooks as REFI-QDA `.qdc`, which other programs for qualitative analysis read: codes, their tree, colours, words.

It carries no keys, units, fields and roles. A file that declares a document type is refused: entities could make it
grow without end, and no such codebook has one.
"""

import re
import uuid
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from annotator.core.codebook import Attribute, AttributeType, Choice, Codebook, Label, Layer
from annotator.core.errors import UserError
from annotator.core.ids import derived_id
from annotator.formats.colors import numbered, printed

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

NAMESPACE = "urn:QDA-XML:codebook:1.0"
_MOST_BYTES = 32 << 20
_DEEPEST = 64
_HEADINGS = {
    "includes": "Belongs:",
    "excludes": "Does not belong:",
    "examples": "Examples:",
    "forbidden": "Answers that may not be together:",
}


def lost(codebook: Codebook) -> tuple[str, ...]:
    """Return in words what of a codebook `.qdc` does not carry."""
    found = [
        (len(codebook.attributes) + len(codebook.roles), "fields"),
        (sum(bool(label.key) for label in codebook.labels), "keys"),
        (sum(label.retired for label in codebook.labels), "marks of retired labels"),
        (
            sum(len(label.forbidden) for label in codebook.labels),
            "combinations of answers that are forbidden (they stand as words)",
        ),
    ]
    return tuple(f"{n} {what}" for n, what in found if n)


def write_qdc(codebook: Codebook) -> bytes:
    """Return the codebook as the bytes of a `.qdc` file: a group is a code that cannot be used, above its labels."""
    from xml.etree import ElementTree as ET

    ET.register_namespace("", NAMESPACE)
    root = ET.Element(f"{{{NAMESPACE}}}CodeBook", {"origin": "Annotator"})
    codes = ET.SubElement(root, f"{{{NAMESPACE}}}Codes")
    for layer in codebook.layers:
        group = _code(codes, layer.id, layer.name, codable=False)
        labels = codebook.labels_of(layer.id)
        inside = {label.id for label in labels}
        _write_below(group, [x for x in labels if x.parent not in inside], labels)
    ET.indent(root)
    text = ET.tostring(root, encoding="unicode", xml_declaration=False)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode()


def _write_below(above: "Element", labels: list[Label], every: tuple[Label, ...]) -> None:
    for label in labels:
        code = _code(above, label.id, label.name, codable=True, color=printed(label.color), text=_description(label))
        _write_below(code, [x for x in every if x.parent == label.id], every)


def _code(above: "Element", id: str, name: str, *, codable: bool, color: str = "", text: str = "") -> "Element":
    from xml.etree import ElementTree as ET

    given = {"guid": id, "name": _plain(name), "isCodable": "true" if codable else "false"}
    code = ET.SubElement(above, f"{{{NAMESPACE}}}Code", given | ({"color": color} if color else {}))
    if text:
        ET.SubElement(code, f"{{{NAMESPACE}}}Description").text = _plain(text)
    return code


_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _plain(text: str) -> str:
    """Return text without the characters that XML cannot hold."""
    return _NOT_XML.sub("\ufffd", text)


def _description(label: Label) -> str:
    parts = [label.definition] if label.definition else []
    parts += [f"{_HEADINGS[x]}\n{getattr(label, x)}" for x in ("includes", "excludes") if getattr(label, x)]
    if label.examples:
        parts.append("\n".join((_HEADINGS["examples"], *(f"- {' '.join(x.split())}" for x in label.examples))))
    if label.forbidden:
        parts.append(
            "\n".join((_HEADINGS["forbidden"], *(f"- {' '.join(x.message.split())}" for x in label.forbidden)))
        )
    return "\n\n".join(parts)


def read_qdc(data: bytes, name: str) -> Codebook:
    """Return the codebook in the bytes of a `.qdc` file; `name` is the file's name, for messages and for its title.

    Codes at the top that have codes below and cannot be used are groups; any other stands in a group of the file's
    name. Bare codes “field=value” below a label are the answers of a field of it, as REFI-QDA projects have them.
    Raises `UserError` for what is no such file.
    """
    root = _parsed(data, name)
    if root.tag.rpartition("}")[2] != "CodeBook":
        raise _wrong(name, "it is no REFI-QDA codebook")
    reader = _Reader(name)
    reader.read(root)
    title = name.rpartition(".")[0] or name
    return Codebook(
        derived_id("qdc", *sorted(reader.ids)),
        title,
        layers=tuple(reader.layers),
        labels=tuple(reader.labels),
        attributes=reader.attributes(),
    )


def _parsed(data: bytes, name: str) -> "Element":
    from xml.etree import ElementTree as ET

    if len(data) > _MOST_BYTES:
        raise _wrong(name, "it is larger than any codebook")
    parser = ET.XMLParser(target=_Builder(ET.TreeBuilder(), name))  # noqa: S314 - a document type is refused
    try:
        parser.feed(data)
        root: Element = parser.close()
    except ET.ParseError as error:
        raise _wrong(name, str(error)) from error
    return root


class _Builder:
    """Builds the tree, but refuses a document type, which is where entities are declared."""

    def __init__(self, builder: "object", name: str) -> None:
        self._name = name
        self._depth = 0
        self._builder = builder
        self.data = builder.data  # type: ignore[attr-defined]
        self.close = builder.close  # type: ignore[attr-defined]

    def start(self, tag: str, attributes: dict[str, str]) -> object:
        """Begin an element."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise _wrong(self._name, "its codes are nested too deeply")
        return self._builder.start(tag, attributes)  # type: ignore[attr-defined]

    def end(self, tag: str) -> object:
        """End an element."""
        self._depth -= 1
        return self._builder.end(tag)  # type: ignore[attr-defined]

    def doctype(self, *_given: object) -> None:
        """Refuse."""
        raise _wrong(self._name, "it declares a document type")


class _Reader:
    """Gathers groups and labels in the order of the file; codes without a valid id get one from their place."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.ids: set[str] = set()
        self.layers: list[Layer] = []
        self.labels: list[Label] = []
        self._choices: dict[tuple[str, str], list[Choice]] = {}
        self._loose: Layer | None = None

    def attributes(self) -> tuple[Attribute, ...]:
        """Return the fields that codes “field=value” are answers of, in the order of the file."""
        return tuple(
            Attribute(derived_id("qdc field", label, name), label, name, AttributeType.CHOICE, number, tuple(choices))
            for number, ((label, name), choices) in enumerate(self._choices.items())
        )

    def read(self, root: "Element") -> None:
        """Read every code below the root."""
        for codes in _below(root, "Codes"):
            for code in _below(codes, "Code"):
                self._read_top(code)
        if not self.labels:
            raise _wrong(self._name, "it has no codes")

    def _read_top(self, code: "Element") -> None:
        inner = list(_below(code, "Code"))
        if inner and code.get("isCodable") == "false":
            layer = Layer(self._id(code), _name_of(code), position=len(self.layers))
            self.layers.append(layer)
            for one in inner:
                self._read_label(one, layer.id, "")
            return
        if self._loose is None:
            title = self._name.rpartition(".")[0] or self._name
            self._loose = Layer(derived_id("qdc", self._name), title[:200], position=len(self.layers))
            self.layers.append(self._loose)
        self._read_label(code, self._loose.id, "")

    def _read_label(self, code: "Element", layer: str, parent: str) -> None:
        label = Label(
            self._id(code),
            layer,
            _name_of(code),
            position=len(self.labels),
            color=_color(code.get("color", ""), len(self.labels)),
            parent=parent,
        )
        said = "".join(x.text or "" for x in _below(code, "Description")).strip()
        self.labels.append(_described(label, said.replace("\r\n", "\n")))
        for inner in _below(code, "Code"):
            answer = _answer(inner)
            if answer is None:
                self._read_label(inner, layer, label.id)
            else:
                choices = self._choices.setdefault((label.id, answer[0]), [])
                choices.append(Choice(self._id(inner), answer[1]))

    def _id(self, code: "Element") -> str:
        given = code.get("guid", "").strip("{} ")
        try:
            id = str(uuid.UUID(given))
        except ValueError:
            id = derived_id("qdc", self._name, given, str(len(self.ids)))
        if id in self.ids:
            raise _wrong(self._name, f"the id {id} is used twice")
        self.ids.add(id)
        return id


def _below(element: "Element", tag: str) -> "Iterator[Element]":
    return (x for x in element if x.tag.rpartition("}")[2] == tag)


def _name_of(code: "Element") -> str:
    return " ".join(code.get("name", "").split())[:200] or "Without a name"


def _answer(code: "Element") -> tuple[str, str] | None:
    """Return field and answer of a code “field=value”. A label has a colour, a description or codes below."""
    field, _, value = _name_of(code).partition("=")
    bare = not len(code) and not code.get("color")
    return (field.strip(), value.strip()) if bare and field.strip() and value.strip() else None


def _color(given: str, n: int) -> str:
    return numbered(given) if re.fullmatch("#[0-9a-fA-F]{6}", given) else str(n % 10 + 1)


def _described(label: Label, text: str) -> Label:
    """Return the label with a description taken apart at the headings that `write_qdc` puts between its parts."""
    rest = text
    found: dict[str, str] = {}
    for part in ("forbidden", "examples", "excludes", "includes"):
        before, heading, after = rest.rpartition(f"\n\n{_HEADINGS[part]}\n")
        if not heading and rest.startswith(f"{_HEADINGS[part]}\n"):
            before, after, heading = "", rest.removeprefix(f"{_HEADINGS[part]}\n"), "found"
        if heading:
            rest, found[part] = before, after.strip()
    examples = tuple(line.removeprefix("- ") for line in found.get("examples", "").split("\n") if line.strip())
    return replace(
        label,
        definition=rest.strip(),
        includes=found.get("includes", ""),
        excludes=found.get("excludes", ""),
        examples=examples,
    )


def _wrong(name: str, what: str) -> UserError:
    return UserError(f"“{name}” is not a codebook: {what}.", hint="Export it again from the program it comes from.")
