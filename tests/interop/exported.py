"""Writes datasets that are hard to read, and beside them what a reader must find. It takes nothing from the readers."""

import json
import re
from pathlib import Path
from random import Random
from typing import Any

from annotator.core.model import ArticleRecord, Filler, Relation
from annotator.core.text import normalise
from annotator.core.tokens import tokens
from annotator.formats import FORMATS, format_named
from annotator.formats.base import Carries, Dataset, Split, WriteOptions, Written
from annotator.formats.brat_writing import LINE_CROSSED
from annotator.formats.flat import NO_WORD
from annotator.formats.names import label_names, without_spaces
from tests.formats.records import LABELS, PIECES
from tests.formats.samples import CHINA, CODEBOOK, SPEAKER_ROLE, article, dataset, sample, span, write

ARTICLES = 60
SEED = 20230908
MOVED = (Carries.EDGES.value, NO_WORD, LINE_CROSSED)
MORE = (
    ("bioes", "conll", ".conll", {"tags": "bioes"}),
    ("nvivo", "qdpx", ".qdpx", {"profile": "nvivo"}),
    ("predictions", "label-studio", "", {"rows": "predictions"}),
    ("fields", "xlsx", ".xlsx", {"rows": "fields"}),
)
"""More of some formats: what it is called, the format, its ending, what is chosen."""

SPLIT = WriteOptions(split=Split.parse("train=80,dev=10,test=10"), seed=SEED)


NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def hard_dataset() -> Dataset:
    """Return the sample and many articles of random pieces: emoji, Arabic, Chinese, odd spaces, spaCy's own words."""
    random = Random(SEED)  # noqa: S311 - the same pieces each time, not a secret
    records = [*sample().records(), *(_random_record(random, number) for number in range(ARTICLES))]
    return dataset(records)


def _random_record(random: Random, number: int) -> ArticleRecord:
    pieces = random.choices([*PIECES, "China will act. ", "mark case PERSON "], k=random.randint(5, 40))
    of = article(f"Random {number}", normalise("one word".join(pieces)).text)
    spans = []
    for index in range(random.randint(0, 8)):
        count = random.choice([2, 2, 2, 4])
        if index % 4:
            chosen = sorted(random.sample(tokens(of.text), k=count))
            places = tuple((first[0], last[1]) for first, last in zip(chosen[::2], chosen[1::2], strict=True))
        else:
            edges = sorted(random.sample(range(len(of.text) + 1), k=count))
            places = tuple(zip(edges[::2], edges[1::2], strict=True))
        spans.append(span(str(index), of, random.choice(LABELS), *places))
    ends = random.sample(spans, k=2) if len(spans) > 1 else []
    links = [Relation(of.id, of.id, SPEAKER_ROLE, ends[0].id, Filler(span=ends[1].id))] if ends else []
    return ArticleRecord(of, tuple(spans), tuple(links))


def export_all(folder: Path) -> dict[str, Any]:
    """Write every format into an empty folder, and return (and keep in expected.json) what must be found in it."""
    data = hard_dataset()
    (folder / "split").mkdir()
    lost: dict[str, dict[str, set[str]]] = {}
    for name, suffix in (("conll", ".conll"), ("spacy", ".spacy"), ("hf", "")):
        form = format_named(name)
        written = write(form, data, folder / f"all{suffix}" if suffix else folder / "hf")
        lost[f"{name} moved"] = {x.article_id: {y.span for y in x.losses if y.what in MOVED} for x in written}
        lost[f"{name} whole"] = {x.article_id: {y.span for y in x.losses if y.whole} for x in written}
        write(form, data, folder / "split" / name, SPLIT)
    fates = {}
    for form in FORMATS:
        if form.write is not None and form.name not in ("conll", "spacy", "hf"):
            written = write(form, data, folder / f"all-{form.name}{form.extension}")
            fates[form.name] = _fates(written)
    for name, form_name, extension, values in MORE:
        form = format_named(form_name)
        written = write(form, data, folder / f"{name}{extension}", WriteOptions(chosen=values))
        fates[name] = _fates(written)
    write(format_named("hf"), dataset(list(sample().records())[:1]), folder / "one", SPLIT)
    write(format_named("hf"), dataset([record for record in data.records() if not record.spans]), folder / "bare")
    expected: dict[str, Any] = {
        "articles": [_expected(record, lost) for record in data.records()],
        "labels": sorted(_names(" ")),
        "fates": fates,
    }
    expected["conll_labels"] = sorted(_names("_"))
    expected["actor"] = CHINA.name
    (folder / "expected.json").write_text(json.dumps(expected), encoding="utf-8")
    return expected


def _fates(written: list[Written]) -> dict[str, str]:
    """Return by span whether it is not in the file at all ("whole") or at another place ("moved")."""
    fates = {y.span: "moved" for x in written for y in x.losses if y.what in MOVED}
    return fates | {y.span: "whole" for x in written for y in x.losses if y.whole}


def _names(space: str) -> list[str]:
    names = label_names(CODEBOOK) if space == " " else label_names(CODEBOOK, without_spaces)
    return list(names.values())


def _expected(record: ArticleRecord, lost: dict[str, dict[str, set[str]]]) -> dict[str, Any]:
    """Return an article's text and spans; those with a loss are told apart, since their place may have been moved."""
    id, names = record.article.id, label_names(CODEBOOK)
    columns = label_names(CODEBOOK, without_spaces)
    return {
        "id": id,
        "text": record.article.text,
        "spans": [
            {
                "id": x.id,
                "label": names[x.label],
                "start": x.start,
                "end": x.end,
                "text": x.text,
                "fragments": [list(place) for place in x.ranges],
                "exact": x.id not in lost["spacy moved"][id],
                "conll": None if x.id in lost["conll whole"][id] else columns[x.label],
                "conll_exact": x.id not in lost["conll moved"][id],
            }
            for x in record.spans
        ],
        "relations": len(record.relations),
        "links": [[x.source, x.to.span] for x in record.relations if x.to.span],
        "control": bool(NOT_XML.search(record.article.text)),
        "labels": [names[x.label] for x in record.labels],
    }
