"""Writes UIMA CAS as JSON 0.4, one self-contained file an article. It reads nothing."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from annotator.core.model import Article
from annotator.formats.base import Dataset, WriteOptions, Written
from annotator.formats.losses import sound
from annotator.formats.output import article_folders, json_text, write_text
from annotator.formats.uima_cas import CARRIES, Cas, Structure, Type

Json = dict[str, object]


def write(dataset: Dataset, target: Path, options: WriteOptions) -> Iterator[Written]:
    """Write one .json an article; with a split a folder a part."""
    cas = Cas(dataset)
    types: Json = {type_.name: _type(type_) for type_ in cas.types}
    path_of = article_folders(dataset, target, options)
    for record in dataset.records():
        stem = path_of(record.article)
        found = sound(record, cas.labels, CARRIES)
        text = json_text(document(record.article, cas.structures(found), types))
        write_text(stem.with_name(f"{stem.name}.json"), text, "\n")
        yield Written(record.article.id, tuple(found.details(CARRIES)), len(found.spans))


def _type(type_: Type) -> Json:
    features = {name: {"%NAME": name, "%RANGE": of} for name, of in type_.features}
    return {"%NAME": type_.name, "%SUPER_TYPE": type_.base, **features}


def document(article: Article, structures: Sequence[Structure], types: Json) -> Json:
    """Return one article as a CAS."""
    sofa: Json = {
        "%ID": 1,
        "%TYPE": "uima.cas.Sofa",
        "sofaNum": 1,
        "sofaID": "_InitialView",
        "mimeType": "text",
        "sofaString": article.text,
    }
    return {
        "%TYPES": types,
        "%FEATURE_STRUCTURES": [sofa, *(_structure(structure) for structure in structures)],
        "%VIEWS": {"_InitialView": {"%SOFA": 1, "%MEMBERS": [structure.id for structure in structures]}},
    }


def _structure(structure: Structure) -> Json:
    row: Json = {"%ID": structure.id, "%TYPE": structure.type, "@sofa": 1}
    if structure.place is not None:
        row |= {"begin": structure.place[0], "end": structure.place[1]}
    return row | structure.texts | {f"@{name}": id for name, id in structure.links.items()}
