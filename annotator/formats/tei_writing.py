"""Writes TEI P5: the text verbatim with an anchor at each edge, spans, links, fields in stand-off. It reads nothing."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from annotator.core.codebook import Codebook
from annotator.core.model import ArticleRecord, Relation, Span
from annotator.formats.base import EVERYTHING, Carries, Dataset, WriteOptions, Written
from annotator.formats.losses import Sound, sound
from annotator.formats.names import Names, field_names, identifier, label_names
from annotator.formats.output import article_folders, write_text
from annotator.formats.xml_text import HEAD, content, element, text_losses

CARRIES = EVERYTHING - {Carries.WORK, Carries.REVIEWS, Carries.ACCEPTED}
NAMESPACE = "http://www.tei-c.org/ns/1.0"


def write(dataset: Dataset, target: Path, options: WriteOptions) -> Iterator[Written]:
    """Write one .xml an article; with a split a folder a part."""
    writer = _Tei(dataset)
    path_of = article_folders(dataset, target, options)
    for record in dataset.records():
        stem = path_of(record.article)
        found = sound(record, writer.labels, CARRIES)
        write_text(stem.with_name(f"{stem.name}.xml"), *writer.document(found))
        yield Written(record.article.id, (*found.details(CARRIES), *text_losses(record)), len(found.spans))


class _Tei:
    """The names of one export, and documents that use them."""

    def __init__(self, dataset: Dataset) -> None:
        self.codebook: Codebook = dataset.codebook
        self.names = Names(dataset)
        self.labels = label_names(self.codebook)
        self.fields = field_names(self.codebook, identifier)

    def document(self, found: Sound) -> Iterator[str]:
        """Yield the pieces of one document."""
        record = found.record
        yield f'{HEAD}<TEI xmlns="{NAMESPACE}">{self._header(record)}<text><body>'
        yield f'<ab xml:id="article" xml:space="preserve">{anchored(record.article.text, found.spans)}</ab>'
        yield f"</body></text>{self._stand_off(found)}</TEI>\n"

    def _header(self, record: ArticleRecord) -> str:
        article = record.article
        when = {"when": article.date} if article.date else {}
        source = [
            f"<title>{content(article.title)}</title>",
            f"<author>{content(article.author)}</author>" if article.author else "",
            f"<publisher>{content(article.source)}</publisher>" if article.source else "",
            element("date", when, [content(article.date)]) if article.date else "",
        ]
        told = (
            "<p>Edges are anchors in the text; each xml:id ends in its offset in Unicode code points, from 0. "
            f"The plain text has the SHA-256 {article.sha256}.</p>"
        )
        categories = [
            element("category", {"xml:id": f"label-{id}"}, [f"<catDesc>{content(name)}</catDesc>"])
            for id, name in self.labels.items()
        ]
        refs = [element("catRef", {"target": f"#label-{x.label}"}) for x in record.labels if x.label in self.labels]
        taxonomy = element("taxonomy", {"xml:id": "labels"}, categories)
        return "".join((
            f"<teiHeader><fileDesc><titleStmt><title>{content(article.title)}</title></titleStmt>",
            "<publicationStmt><p>Exported by Annotator</p></publicationStmt>",
            f"<sourceDesc>{element('bibl', {'n': article.id}, source)}</sourceDesc></fileDesc>",
            f"<encodingDesc>{told}{f'<classDecl>{taxonomy}</classDecl>' if categories else ''}</encodingDesc>",
            f"<profileDesc>{element('textClass', None, refs)}</profileDesc>" if refs else "",
            "</teiHeader>",
        ))  # fmt: skip

    def _stand_off(self, found: Sound) -> str:
        parts = []
        spans = [xml for span in found.spans for xml in self._span(span)]
        if spans:
            parts.append(element("spanGrp", {"type": "labels"}, spans))
        if found.relations:
            links = [self._link(relation) for relation in found.relations]
            parts += [element("linkGrp", {"type": "roles"}, links), self._others(found.relations)]
        for span in found.spans:
            parts += self._details(span)
        parts += [element("note", {"target": "#article"}, [content(note.text)]) for note in found.record.notes]
        return element("standOff", None, parts) if parts else ""

    def _span(self, span: Span) -> Iterator[str]:
        ids = _ids(span)
        for number, (id, (start, end)) in enumerate(zip(ids, span.ranges, strict=True)):
            places = {"from": f"#c{start}", "to": f"#c{end}", "ana": f"#label-{span.label}"}
            around = {"prev": f"#{ids[number - 1]}"} if number else {}
            if number + 1 < len(ids):
                around["next"] = f"#{ids[number + 1]}"
            yield element("span", {"xml:id": id, **places, **around}, [content(self.labels[span.label])])

    def _link(self, relation: Relation) -> str:
        """Return a link from the first piece of the owner to what fills the role."""
        to = _other(relation) if not relation.to.span else _first(relation.to.span)
        role = identifier(self.names.role_name(relation.role))
        return element("link", {"type": role, "target": f"#{_first(relation.source)} #{to}"})

    def _others(self, relations: Sequence[Relation]) -> str:
        """Return the list of persons and organisations that fill roles, and of "not stated"."""
        items = {_other(relation): self.names.filler(relation.to, {}) for relation in relations if not relation.to.span}
        inside = [element("item", {"xml:id": id}, [content(name)]) for id, name in items.items()]
        return element("list", {"type": "fillers"}, inside) if inside else ""

    def _details(self, span: Span) -> Iterator[str]:
        target = f"#{_first(span.id)}"
        if span.attributes:
            values = [
                element("f", {"name": self.fields.get(id, identifier(id))}, [self._value(self.names.shown(id, value))])
                for id, value in span.attributes.items()
            ]
            yield element("fs", {"type": "fields", "corresp": target}, values)
        if span.certainty is not None:
            yield element("certainty", {"target": target, "locus": "value", "degree": f"{span.certainty / 100:.2f}"})
        if span.note:
            yield element("note", {"target": target}, [content(span.note)])

    def _value(self, shown: object) -> str:
        if isinstance(shown, bool):
            return element("binary", {"value": "true" if shown else "false"})
        if isinstance(shown, int):
            return element("numeric", {"value": str(shown)})
        if isinstance(shown, list):
            return element("vColl", {"org": "set"}, [self._value(one) for one in shown])
        return f"<string>{content(str(shown))}</string>"


def anchored(text: str, spans: Sequence[Span]) -> str:
    """Return a text as XML with an anchor at every edge of a span."""
    pieces, at = [], 0
    for edge in sorted({edge for span in spans for place in span.ranges for edge in place}):
        pieces += [content(text[at:edge]), f'<anchor xml:id="c{edge}"/>']
        at = edge
    return "".join((*pieces, content(text[at:])))


def _ids(span: Span) -> list[str]:
    return [f"{_first(span.id)}{f'.{n}' if n else ''}" for n in range(len(span.fragments))]


def _first(span: str) -> str:
    return f"span-{span}"


def _other(relation: Relation) -> str:
    return f"filler-{relation.to.actor}" if relation.to.actor else "filler-none"
