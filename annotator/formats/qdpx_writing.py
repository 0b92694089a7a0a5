"""Writes REFI-QDA projects (.qdpx): a zip of project.qde and the texts, as the standard has it or as NVivo reads it.

The standard counts code points; NVivo counts UTF-16 units, a line's end as two. What a code cannot say by itself
(fields, persons) is a code under it: “Strength=weak”. It reads nothing.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

from annotator import __version__
from annotator.core.codebook import Label
from annotator.core.ids import derived_id
from annotator.core.model import ArticleRecord, Relation, Span
from annotator.formats.base import EVERYTHING, Carries, Choice, Dataset, WriteOptions, Written
from annotator.formats.label_colors import colors
from annotator.formats.losses import Sound, sound
from annotator.formats.names import Names, label_names
from annotator.formats.output import add_member, assigner, member, part_paths
from annotator.formats.utf16_positions import positions
from annotator.formats.xml_text import HEAD, content, element, sound_xml, text_losses

SUFFIX = ".qdpx"
CARRIES = EVERYTHING - {Carries.WORK, Carries.REVIEWS, Carries.ACCEPTED}
NAMESPACE = "urn:QDA-XML:project:1.0"
CONTINUES = "continues"
"""The link from a piece of a span to the next."""

PROFILE = Choice(
    "profile",
    "For",
    (("spec", "Programs that keep to the standard"), ("nvivo", "NVivo")),
    "NVivo counts characters in another way than the standard says.",
)
_VARIABLES = (("date", "Date"), ("source", "Text"), ("author", "Text"), ("link", "Text"))


def write(dataset: Dataset, target: Path, options: WriteOptions) -> Iterator[Written]:
    """Write one project, or one a part. Texts go into the zip at once, all else to a temporary file till the end."""
    paths = part_paths(target, options, SUFFIX)
    part_of = assigner(dataset, options, "")
    projects = {part: _Project(dataset, path, nvivo=options.value(PROFILE) == "nvivo") for part, path in paths.items()}
    try:
        for record in dataset.records():
            yield projects[part_of(record.article.id)].add(record)
        for project in projects.values():
            project.finish()
    finally:
        for project in projects.values():
            project.close()


class _Project:
    """One .qdpx being written."""

    def __init__(self, dataset: Dataset, path: Path, *, nvivo: bool) -> None:
        import tempfile
        import zipfile

        self._dataset = dataset
        self._names = Names(dataset)
        self._labels = label_names(dataset.codebook)
        self._nvivo = nvivo
        self._archive = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED)
        self._parts: dict[str, IO[bytes]] = {}
        for name in ("Sources", "Notes", "Links"):
            self._parts[name] = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `close`
        self._under: dict[str, dict[str, str]] = {}

    def close(self) -> None:
        """Close all files."""
        self._archive.close()
        for file in self._parts.values():
            file.close()

    def add(self, record: ArticleRecord) -> Written:
        """Add one article with all that is on it."""
        article = record.article
        found = sound(record, self._labels, CARRIES)
        guid = derived_id("qdpx source", article.id)
        text = sound_xml(article.text)
        raw = b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode() if self._nvivo else text.encode()
        add_member(self._archive, f"{'Sources' if self._nvivo else 'sources'}/{guid}.txt", raw)
        at: Sequence[int] = positions(text, line_end=2) if self._nvivo else range(len(text) + 1)
        inside = [selection for span in found.spans for selection in self._selections(span, found, at)]
        inside += [self._coding(f"al {label.id}", label.label, label.annotator) for label in record.labels]
        for note in record.notes:
            inside.append(self._note(note.id, "Note", note.text, note.annotator))
        inside += self._variables(record)
        source = {"guid": guid, "name": article.title or article.name, "plainTextPath": f"internal://{guid}.txt"}
        self._put("Sources", element("TextSource", source, inside))
        for relation in found.relations:
            if relation.to.span:
                self._put("Links", self._link(relation))
        return Written(article.id, (*found.details(CARRIES), *text_losses(record)), len(found.spans))

    def _put(self, part: str, xml: str) -> None:
        self._parts[part].write(f"{xml}\n".encode())

    def _selections(self, span: Span, found: Sound, at: Sequence[int]) -> Iterator[str]:
        user = {"creatingUser": self._user(span.annotator)}
        for number, piece in enumerate(span.fragments):
            inside = [self._coding(f"{span.id} {number}", span.label, span.annotator)]
            if number == 0:
                inside += [
                    self._coding(f"{span.id} {said}", self._code_under(span.label, said), span.annotator, known=True)
                    for said in self._said(span, found)
                ]
                if span.note:
                    inside.append(self._note(span.id, "Note", span.note, span.annotator))
            place = {"startPosition": str(at[piece.start]), "endPosition": str(at[piece.end])}
            name = " ".join(piece.quote.split())[:60]
            yield element(
                "PlainTextSelection", {"guid": _selection(span.id, number), "name": name, **place, **user}, inside
            )
            if number:
                ends = {"originGUID": _selection(span.id, number - 1), "targetGUID": _selection(span.id, number)}
                guid = derived_id("qdpx continues", span.id, str(number))
                self._put("Links", element("Link", {"guid": guid, "name": CONTINUES, "direction": "OneWay", **ends}))

    def _said(self, span: Span, found: Sound) -> list[str]:
        """Return what is said of a span beside its label, each as the name of a code: "Strength=weak"."""
        said = []
        for id, value in span.attributes.items():
            shown = self._names.shown(id, value)
            name, _ = self._names.attribute(id)
            values = shown if isinstance(shown, list) else [self._names.answer(id, value)]
            said += [f"{name}={one}" for one in values]
        for role, fillers in self._names.fillers(found.relations, span.id).items():
            name = self._names.role_name(role)
            said += [f"{name}={self._names.filler(filler, {})}" for filler in fillers if not filler.span]
        if span.certainty is not None:
            said.append(f"certainty={span.certainty}")
        return list(dict.fromkeys(said))

    def _code_under(self, label: str, name: str) -> str:
        return self._under.setdefault(label, {}).setdefault(name, derived_id("qdpx code", label, name))

    def _coding(self, key: str, code: str, annotator: str, *, known: bool = False) -> str:
        target = code if known else derived_id("qdpx code", code)
        guid = derived_id("qdpx coding", key, target)
        ref = element("CodeRef", {"targetGUID": target})
        return element("Coding", {"guid": guid, "creatingUser": self._user(annotator)}, [ref])

    def _note(self, owner: str, name: str, text: str, annotator: str) -> str:
        guid = derived_id("qdpx note", owner)
        inside = [f"<PlainTextContent>{content(text)}</PlainTextContent>"]
        self._put("Notes", element("Note", {"guid": guid, "name": name, "creatingUser": self._user(annotator)}, inside))
        return element("NoteRef", {"targetGUID": guid})

    def _variables(self, record: ArticleRecord) -> Iterator[str]:
        for name, kind in _VARIABLES:
            value = str(getattr(record.article, name))
            if value:
                ref = element("VariableRef", {"targetGUID": derived_id("qdpx variable", name)})
                yield element("VariableValue", None, [ref, f"<{kind}Value>{content(value)}</{kind}Value>"])

    def _link(self, relation: Relation) -> str:
        ends = {"originGUID": _selection(relation.source, 0), "targetGUID": _selection(relation.to.span, 0)}
        name = self._names.role_name(relation.role)
        guid = derived_id("qdpx link", relation.id)
        return element("Link", {"guid": guid, "name": name, "direction": "OneWay", **ends})

    def _user(self, annotator: str) -> str:
        return derived_id("qdpx user", annotator)

    def finish(self) -> None:
        """Write project.qde."""
        book = self._dataset.codebook
        head = {"xmlns": NAMESPACE, "name": book.name or "Annotator", "origin": f"Annotator {__version__}"}
        shown = element("Project", head, [" "]).removesuffix(" </Project>")
        users = [element("User", {"guid": self._user(x.id), "name": x.name}) for x in self._dataset.annotators]
        with self._archive.open(member("project.qde"), "w") as file:
            file.write(f"{HEAD}{shown}\n".encode())
            if users:
                file.write(f"{element('Users', None, users)}\n".encode())
            if book.labels:
                codes = element("Codes", None, [self._group(layer.id, layer.name) for layer in book.layers])
                file.write(f"{element('CodeBook', None, [codes])}\n".encode())
            variables = [
                element("Variable", {"guid": derived_id("qdpx variable", name), "name": name, "typeOfVariable": kind})
                for name, kind in _VARIABLES
            ]
            file.write(f"{element('Variables', None, variables)}\n".encode())
            for name, part in self._parts.items():
                self._copy(name, part, file)
            file.write(b"</Project>\n")

    def _copy(self, name: str, part: IO[bytes], file: IO[bytes]) -> None:
        if not part.tell():
            return
        part.seek(0)
        file.write(f"<{name}>\n".encode())
        while piece := part.read(1 << 16):
            file.write(piece)
        file.write(f"</{name}>\n".encode())

    def _group(self, id: str, name: str) -> str:
        codes = [self._code(label) for label in self._dataset.codebook.labels_of(id)]
        return element("Code", {"guid": derived_id("qdpx group", id), "name": name, "isCodable": "false"}, codes)

    def _code(self, label: Label) -> str:
        described = [f"<Description>{content(label.definition)}</Description>"] if label.definition else []
        under = [
            element("Code", {"guid": guid, "name": name, "isCodable": "true"})
            for name, guid in sorted(self._under.get(label.id, {}).items())
        ]
        head = {"guid": derived_id("qdpx code", label.id), "name": self._labels[label.id], "isCodable": "true"}
        return element("Code", {**head, "color": colors(label.color).bar}, [*described, *under])


def _selection(span: str, number: int) -> str:
    return derived_id("qdpx selection", span, str(number))
