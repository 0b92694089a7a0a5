"""Runs under dkpro-cassis alone: reads all-uima-xmi and all-uima-json and compares texts, spans and links."""

from collections.abc import Iterator
from typing import Any

from cassis import load_cas_from_json, load_cas_from_xmi, load_typesystem
from comparing import article_of, articles, check, compare, done, folder, text_in_xml


def cases() -> Iterator[tuple[str, Any, dict[str, Any]]]:
    """Yield each file as a CAS, with its article."""
    with (folder / "all-uima-xmi" / "TypeSystem.xml").open("rb") as file:
        types = load_typesystem(file)
    for path in sorted((folder / "all-uima-xmi").glob("*.xmi")):
        with path.open("rb") as file:
            yield "uima-xmi", load_cas_from_xmi(file, typesystem=types), article_of(path)
    for path in sorted((folder / "all-uima-json").glob("*.json")):
        with path.open("rb") as file:
            yield "uima-json", load_cas_from_json(file), article_of(path)


count = files = 0
for form, cas, article in cases():
    text = text_in_xml(article) if form == "uima-xmi" else article["text"]
    check(cas.sofa_string == text, f"{form}: the text of {article['id']}")
    spans = cas.select("custom.Span")
    count += compare(article, form, ((x.uid, x.begin, x.end, x.label) for x in spans))
    links = {(x.Governor.uid, x.Dependent.uid) for x in cas.select("custom.Relation")}
    check(links == {tuple(link) for link in article["links"]}, f"{form}: the links of {article['id']}")
    topics = [x.topic for x in cas.select("custom.Metadata") if x.topic]
    check(topics == article["labels"], f"{form}: the labels of {article['id']}")
    tokens = cas.select("de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token")
    check(all(not x.get_covered_text().isspace() for x in tokens), f"{form}: the tokens of {article['id']}")
    files += 1
check(files == 2 * len(articles), "the number of files")
done("dkpro-cassis", f"{files} files, {count} pieces of spans")
