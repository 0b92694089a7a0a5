"""Runs under lxml alone: QDA projects fit the schema; TEI, XMI, Word documents and config are what they should be."""

import zipfile
from pathlib import Path

from comparing import article_of, articles, check, compare, done, folder, text_in_xml
from lxml import etree

HERE = Path(__file__).parent
TEI = "{http://www.tei-c.org/ns/1.0}"
QDA = "{urn:QDA-XML:project:1.0}"
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ID = "{http://www.w3.org/XML/1998/namespace}id"
safe = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
count = 0

schema = etree.XMLSchema(etree.parse(HERE / "data" / "qda-project-1.0.xsd"))
for name in ("all-qdpx.qdpx", "nvivo.qdpx"):
    with zipfile.ZipFile(folder / name) as archive:
        project = etree.fromstring(archive.read("project.qde"), safe)
        check(schema.validate(project), f"{name}: {schema.error_log.last_error}")
        sources = {Path(x).stem for x in archive.namelist() if x != "project.qde"}
    check({x.get("guid") for x in project.iter(f"{QDA}TextSource")} == sources, f"{name}: its texts")
    guids = [x.get("guid") for x in project.iter() if x.get("guid")]
    check(len(guids) == len(set(guids)), f"{name}: a GUID twice")
    targets = {x.get("targetGUID") for x in project.iter() if x.get("targetGUID")}
    check(targets <= set(guids), f"{name}: a reference to nothing")
    count += len(list(project.iter(f"{QDA}PlainTextSelection")))

for path in sorted((folder / "all-tei").glob("*.xml")):
    article = article_of(path)
    root = etree.parse(path, safe).getroot()
    (body,) = root.iter(f"{TEI}ab")
    check("".join(body.itertext()) == text_in_xml(article), f"TEI: the text of {article['id']}")
    ids = [x.get(ID) for x in root.iter() if x.get(ID)]
    check(len(ids) == len(set(ids)), "TEI: an xml:id twice")
    for element in root.iter():
        for name in ("from", "to", "ana", "next", "prev", "target", "corresp"):
            for reference in (element.get(name) or "").split():
                check(reference.removeprefix("#") in ids, f"TEI: {name} {reference} leads nowhere")
    places, at = {}, len(body.text or "")
    for anchor in body:
        places[f"#{anchor.get(ID)}"] = at
        at += len(anchor.tail or "")
    found = (
        (x.get(ID).removeprefix("span-").split(".")[0], places[x.get("from")], places[x.get("to")], x.text)
        for x in root.iter(f"{TEI}span")
    )
    count += compare(article, "tei", found)

for path in sorted((folder / "all-docx").glob("*.docx")):
    article = article_of(path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: etree.fromstring(archive.read(name), safe) for name in archive.namelist()}
    kinds = {x.get("PartName") for x in parts["[Content_Types].xml"] if x.get("PartName")}
    check(kinds <= {f"/{name}" for name in parts}, "Word: a part that is not there")
    lines = [
        "".join(x.text or "" if x.tag == f"{WORD}t" else "\t" for x in line.iter(f"{WORD}t", f"{WORD}tab"))
        for line in parts["word/document.xml"].iter(f"{WORD}p")
    ]
    check("\n".join(lines) == text_in_xml(article), f"Word: the text of {article['id']}")
    comments = {x.get(f"{WORD}id") for x in parts["word/comments.xml"]}
    for mark in ("commentRangeStart", "commentRangeEnd", "commentReference"):
        used = [x.get(f"{WORD}id") for x in parts["word/document.xml"].iter(f"{WORD}{mark}")]
        check(sorted(used) == sorted(comments), f"Word: {mark}")
    count += len(comments)

for path in [*(folder / "all-uima-xmi").glob("*.xm*"), folder / "all-label-studio" / "config.xml"]:
    etree.parse(path, safe)
check(len(list((folder / "all-tei").glob("*.xml"))) == len(articles), "the number of files")
done("lxml", f"2 QDA projects valid, {count} spans and comments")
