"""Writes UIMA CAS as XMI, one file an article, with the type system beside them. It reads nothing."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from annotator.core.model import Article
from annotator.formats.base import Dataset, WriteOptions, Written
from annotator.formats.losses import sound
from annotator.formats.output import article_folders, write_text
from annotator.formats.uima_cas import CARRIES, SEGMENTATION, Cas, Structure, Type
from annotator.formats.xml_text import HEAD, content, element, text_losses

TYPE_SYSTEM = "TypeSystem.xml"
_PREFIXES = {SEGMENTATION: "type", "custom": "custom"}
_NAMESPACES = {
    "xmlns:xmi": "http://www.omg.org/XMI",
    "xmlns:cas": "http:///uima/cas.ecore",
    "xmlns:type": "http:///de/tudarmstadt/ukp/dkpro/core/api/segmentation/type.ecore",
    "xmlns:custom": "http:///custom.ecore",
    "xmi:version": "2.0",
}


def write(dataset: Dataset, target: Path, options: WriteOptions) -> Iterator[Written]:
    """Write the type system, then one .xmi an article; with a split a folder a part, each with the type system."""
    cas = Cas(dataset)
    path_of = article_folders(dataset, target, options)
    for folder in (target, *(path for path in sorted(target.iterdir()))):
        write_text(folder / TYPE_SYSTEM, type_system(cas.types))
    for record in dataset.records():
        stem = path_of(record.article)
        found = sound(record, cas.labels, CARRIES)
        write_text(stem.with_name(f"{stem.name}.xmi"), *document(record.article, cas.structures(found)))
        yield Written(record.article.id, (*found.details(CARRIES), *text_losses(record)), len(found.spans))


def document(article: Article, structures: Sequence[Structure]) -> Iterator[str]:
    """Yield the lines of an XMI file."""
    yield HEAD + element("xmi:XMI", _NAMESPACES).removesuffix("/>") + ">\n"
    yield '<cas:NULL xmi:id="0"/>\n'
    for structure in structures:
        package, _, name = structure.type.rpartition(".")
        values = {"xmi:id": str(structure.id), "sofa": "1"}
        if structure.place is not None:
            values |= {"begin": str(structure.place[0]), "end": str(structure.place[1])}
        values |= structure.texts | {key: str(id) for key, id in structure.links.items()}
        yield f"{element(f'{_PREFIXES[package]}:{name}', values)}\n"
    sofa = {"xmi:id": "1", "sofaNum": "1", "sofaID": "_InitialView", "mimeType": "text", "sofaString": article.text}
    yield f"{element('cas:Sofa', sofa)}\n"
    members = " ".join(str(structure.id) for structure in structures)
    yield f"{element('cas:View', {'sofa': '1', 'members': members})}\n</xmi:XMI>\n"


def type_system(types: Sequence[Type]) -> str:
    """Return the type system as XML."""

    def described(type_: Type) -> str:
        features = [
            element(
                "featureDescription",
                None,
                (f"<name>{content(name)}</name>", "<description/>", f"<rangeTypeName>{of}</rangeTypeName>"),
            )
            for name, of in type_.features
        ]
        parts = (f"<name>{type_.name}</name>", "<description/>", f"<supertypeName>{type_.base}</supertypeName>")
        return element("typeDescription", None, (*parts, element("features", None, features) if features else ""))

    body = element("types", None, (f"\n{described(type_)}" for type_ in types))
    return f'{HEAD}<typeSystemDescription xmlns="http://uima.apache.org/resourceSpecifier">{body}</typeSystemDescription>\n'
