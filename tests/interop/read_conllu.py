"""Runs under conllu alone: reads all-conllu.conllu, rebuilds every text and finds every tag at its place."""

import re

from comparing import by_id, check, done, expected, folder, kept, wanted
from conllu import parse

KNOWN = {"s": " ", "n": "\n", "t": "\t", "r": "\r", "p": "|", "\\": "\\"}


def spaces(text: str) -> str:
    """Return white space from its escapes."""
    return re.sub(r"\\(?:u([0-9A-F]{4})|(.))", lambda x: chr(int(x[1], 16)) if x[1] else KNOWN[x[2]], text)


texts: dict[str, str] = {}
found: dict[str, list[list[object]]] = {}
id = ""
for sentence in parse((folder / "all-conllu.conllu").read_text(encoding="utf-8")):
    id = sentence.metadata.get("newdoc id", id)
    for token in sentence:
        misc = token["misc"]
        start, end = map(int, misc["TokenRange"].split(":"))
        check(by_id[id]["text"][start:end] == token["form"], f"the place of {token['form']!r}")
        after = "" if misc.get("SpaceAfter") == "No" else misc.get("SpacesAfter", " ")
        texts[id] = texts.get(id, "") + spaces(misc.get("SpacesBefore", "")) + token["form"] + spaces(after)
        tag = misc.get("NER", "O")
        if tag.startswith("B-"):
            found.setdefault(id, []).append([start, end, tag[2:]])
        elif tag.startswith("I-"):
            found[id][-1][1] = end
count = 0
for id, article in by_id.items():
    check(texts[id] == article["text"], f"the text of {id}")
    got = {tuple(x) for x in found.get(id, [])}
    want = {(x["start"], x["end"], x["label"].replace(" ", "_")) for x in wanted(article, "conllu")}
    check(want <= got, f"{sorted(want - got)[:2]} in {id}")
    check(len(got) == kept(article, "conllu"), f"the number of spans of {id}")
    count += len(got)
check(len(texts) == len(expected["articles"]), "the number of articles")
done("conllu", f"{len(texts)} texts, {count} spans")
