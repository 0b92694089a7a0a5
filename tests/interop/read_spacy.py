"""Runs under spaCy alone: reads all.spacy, trains a step on it, reads all.conll through spaCy's own converter.

Its one argument is the folder that `exported.py` filled. It prints what it compared, and raises where that differs.
"""

import json
import sys
from pathlib import Path

import spacy
from spacy.strings import get_string_id
from spacy.symbols import IDS
from spacy.tokens import Doc, DocBin
from spacy.training import Corpus
from spacy.training.converters import conll_ner_to_docs

folder = Path(sys.argv[1])
expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
articles = expected["articles"]


def check(condition: bool, what: str) -> None:
    """Stop with a sentence where a comparison fails."""
    if not condition:
        raise SystemExit(f"spaCy {spacy.__version__} reads something else: {what}")


def check_docs(docs: list[Doc]) -> int:
    """Compare texts, span groups, entities and cats."""
    compared = 0
    check(len(docs) == len(articles), f"{len(docs)} documents, not {len(articles)}")
    for doc, article in zip(docs, articles, strict=True):
        check(doc.text == article["text"], f"the text of {article['id']}")
        check(doc.user_data["article"] == article["id"], "the id of an article")
        got = {(x.start_char, x.end_char, x.label_, x.id_) for x in doc.spans["sc"]}
        for span in article["spans"]:
            for start, end in span["fragments"] if span["exact"] else ():
                check((start, end, span["label"], span["id"]) in got, f"{span['text']!r} in {article['id']}")
                compared += 1
        for entity in doc.ents:
            near = [
                x for x in doc.spans["sc"] if (x.start, x.end, x.label_) == (entity.start, entity.end, entity.label_)
            ]
            check(bool(near), f"the entity {entity.text!r} is no span")
        check({name for name, value in doc.cats.items() if value} == set(article["labels"]), "article labels")
    return compared


def check_training() -> None:
    """Take one step of training with everything that is in the file."""
    nlp = spacy.blank("xx")
    for name in ("ner", "spancat", "textcat_multilabel"):
        nlp.add_pipe(name)
    examples = list(Corpus(folder / "split" / "spacy" / "train.spacy")(nlp))
    check(len(examples) > 0, "no examples in the training part")
    nlp.initialize(lambda: examples)
    losses = nlp.update(examples)
    check(set(losses) >= {"ner", "spancat", "textcat_multilabel"}, f"losses {losses}")
    check(set(nlp.get_pipe("ner").labels) <= set(expected["labels"]), "the labels of ner")


def check_conll() -> int:
    """Compare the entities that spaCy's converter finds, by their words without white space."""
    docs = list(conll_ner_to_docs((folder / "all.conll").read_text(encoding="utf-8"), no_print=True))
    check(len(docs) == len(articles), f"{len(docs)} CoNLL documents, not {len(articles)}")
    compared = 0
    for doc, article in zip(docs, articles, strict=True):
        check(
            "".join("".join(token.text for token in doc).split()) == "".join(article["text"].split()),
            f"the words of {article['id']}",
        )
        kept = sorted((x for x in article["spans"] if x["conll"]), key=lambda span: span["start"])
        check(len(doc.ents) == len(kept), f"{len(doc.ents)} entities in {article['id']}, not {len(kept)}")
        for entity, span in zip(doc.ents, kept, strict=True):
            check(entity.label_ == span["conll"], f"the label of {span['text']!r}")
            words = "".join("".join(token.text for token in entity).split())
            check(words == "".join(span["text"].split()) or not span["conll_exact"], f"{span['text']!r} is {words!r}")
            compared += 1
    return compared


def check_symbols() -> None:
    """Compare our list of reserved strings with the installed one's."""
    sys.path.insert(0, str(Path(__file__).parents[2] / "annotator" / "formats"))
    import spacy_symbols

    check({key: IDS[key] for key in IDS if key} == spacy_symbols.SYMBOLS, "the reserved strings")
    check(all(get_string_id(name) == number for name, number in spacy_symbols.SYMBOLS.items()), "their numbers")


check_symbols()
whole = list(DocBin().from_disk(folder / "all.spacy").get_docs(spacy.blank("xx").vocab))
count = check_docs(whole)
parts = [
    doc
    for path in sorted((folder / "split" / "spacy").glob("*.spacy"))
    for doc in DocBin().from_disk(path).get_docs(spacy.blank("xx").vocab)
]
check({doc.user_data["article"] for doc in parts} == {article["id"] for article in articles}, "the parts together")
check_training()
found = check_conll()
sys.stdout.write(
    f"spaCy {spacy.__version__}: {len(whole)} documents, {count} pieces of spans; {found} entities from CoNLL\n"
)
