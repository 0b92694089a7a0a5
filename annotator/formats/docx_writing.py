"""Writes Word documents with the spans as comments, one an article: for people who read and answer in Word.

The document's paragraphs are the article's lines. The package is written by hand: a zip of six small parts. It reads
nothing.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from annotator.core.model import Span
from annotator.formats.base import EVERYTHING, Carries, Dataset, WriteOptions, Written
from annotator.formats.label_colors import colors
from annotator.formats.losses import Sound, sound
from annotator.formats.names import Names, label_names
from annotator.formats.output import add_member, article_folders
from annotator.formats.said import said_of
from annotator.formats.xml_text import HEAD, content, element, text_losses

ENDING = ".docx"
CARRIES = EVERYTHING - {Carries.WORK, Carries.REVIEWS, Carries.ACCEPTED}

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_CORE = "application/vnd.openxmlformats-package.core-properties+xml"
_TYPES = (
    f'{HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_KIND}.document.main+xml"/>'
    f'<Override PartName="/word/comments.xml" ContentType="{_KIND}.comments+xml"/>'
    f'<Override PartName="/docProps/core.xml" ContentType="{_CORE}"/>'
    "</Types>"
)
_RELATIONS = (
    f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="r2" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
    "</Relationships>"
)
_DOCUMENT_RELATIONS = (
    f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}/comments" Target="comments.xml"/></Relationships>'
)


def write(dataset: Dataset, target: Path, options: WriteOptions) -> Iterator[Written]:
    """Write one .docx an article; with a split a folder a part."""
    import zipfile

    writer = _Documents(dataset)
    path_of = article_folders(dataset, target, options)
    for record in dataset.records():
        stem = path_of(record.article)
        found = sound(record, writer.labels, CARRIES)
        with zipfile.ZipFile(stem.with_name(f"{stem.name}{ENDING}"), "x", zipfile.ZIP_DEFLATED) as archive:
            for name, xml in writer.parts(found).items():
                add_member(archive, name, xml.encode())
        yield Written(record.article.id, (*found.details(CARRIES), *text_losses(record)), len(found.spans))


class _Documents:
    """The words of one export."""

    def __init__(self, dataset: Dataset) -> None:
        self._names = Names(dataset)
        self.labels = label_names(dataset.codebook)
        self._colors = {label.id: colors(label.color) for label in dataset.codebook.labels}

    def parts(self, found: Sound) -> dict[str, str]:
        """Return the parts of one document by their names."""
        pieces = [(span, number) for span in found.spans for number in range(len(span.fragments))]
        comments = self._of_article(found)
        first = len(comments)
        comments += [self._comment(span, number, found) for span, number in pieces]
        texts = "".join(_comment(id, *comment) for id, comment in enumerate(comments))
        return {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": _RELATIONS,
            "docProps/core.xml": _core(found),
            "word/document.xml": f'{HEAD}<w:document xmlns:w="{_WORD}"><w:body>{self._body(found, pieces, first)}'
            "</w:body></w:document>",
            "word/comments.xml": f'{HEAD}<w:comments xmlns:w="{_WORD}">{texts}</w:comments>',
            "word/_rels/document.xml.rels": _DOCUMENT_RELATIONS,
        }

    def _of_article(self, found: Sound) -> list[tuple[str, str]]:
        record = found.record
        said = [(label.annotator, f"The article: {self._names.label(label.label)}") for label in record.labels]
        said += [(note.annotator, note.text) for note in record.notes]
        return [(self._names.annotator(id).name, text) for id, text in said]

    def _comment(self, span: Span, number: int, found: Sound) -> tuple[str, str]:
        """Return who says what of one piece of a span."""
        count = len(span.fragments)
        lines = [self.labels[span.label]]
        if count > 1:
            lines[0] += f" (span {found.spans.index(span) + 1}, piece {number + 1} of {count})"
        if number == 0:
            lines += [f"{name}: {words}" for name, words in said_of(span, found, self._names)]
        return self._names.annotator(span.annotator).name, "\n".join(lines)

    def _body(self, found: Sound, pieces: Sequence[tuple[Span, int]], first: int) -> str:
        text = found.record.article.text
        begins: dict[int, list[int]] = {}
        ends: dict[int, list[int]] = {}
        for id, (span, number) in enumerate(pieces, start=first):
            start, end = span.ranges[number]
            begins.setdefault(start, []).append(id)
            ends.setdefault(end, []).append(id)
        lines = {at for at, character in enumerate(text) if character == "\n"}
        edges = sorted({0, len(text), *begins, *ends, *lines, *(at + 1 for at in lines)})
        body = ["<w:p>", *(f"{_begin(id)}{_end(id)}" for id in range(first))]
        on: list[int] = []
        for at, after in zip(edges, [*edges[1:], len(text)], strict=True):
            for id in ends.get(at, ()):
                on.remove(id)
                body.append(_end(id))
            for id in begins.get(at, ()):
                on.append(id)
                body.append(_begin(id))
            if at in lines:
                body.append("</w:p><w:p>")
            elif at < after:
                body.append(self._run(text[at:after], [pieces[id - first][0] for id in on]))
        return "".join((*body, "</w:p>"))

    def _run(self, text: str, on: Sequence[Span]) -> str:
        look = ""
        if on:
            found = self._colors[on[-1].label]
            shade = {"w:val": "clear", "w:color": "auto", "w:fill": found.tint[1:].upper()}
            line = {"w:val": "single", "w:color": found.bar[1:].upper()}
            look = element("w:rPr", None, [element("w:u", line), element("w:shd", shade)])
        return element("w:r", None, [look, _text(text)])


def _begin(id: int) -> str:
    return f'<w:commentRangeStart w:id="{id}"/>'


def _end(id: int) -> str:
    return f'<w:commentRangeEnd w:id="{id}"/><w:r><w:commentReference w:id="{id}"/></w:r>'


def _text(text: str) -> str:
    """Return text of one line for a run; a tab is an element of its own there."""
    pieces = [f'<w:t xml:space="preserve">{content(piece)}</w:t>' if piece else "" for piece in text.split("\t")]
    return "<w:tab/>".join(pieces)


def _comment(id: int, author: str, text: str) -> str:
    head = {"w:id": str(id), "w:author": author, "w:initials": "".join(word[0] for word in author.split())[:3]}
    lines = [element("w:p", None, [element("w:r", None, [_text(line)])]) for line in text.split("\n")]
    return element("w:comment", head, lines)


def _core(found: Sound) -> str:
    article = found.record.article
    return (
        f'{HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{content(article.title)}</dc:title><dc:creator>{content(article.author)}</dc:creator>"
        f"<dc:identifier>{article.id}</dc:identifier></cp:coreProperties>"
    )
