"""Readers of our own for the formats of rows and columns. They share no line with the code that writes."""

import csv
import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from annotator.core.model import ArticleRecord
from annotator.formats.docbin import string_hash
from annotator.formats.names import label_names
from tests.formats.found import Found, Place, chained, file_of, found_of, from_utf16, joined, plain
from tests.formats.mini_readers import read_conll, read_lines, read_spacy
from tests.formats.samples import CODEBOOK

Records = Sequence[ArticleRecord]
Finder = Callable[[Path, Records], list[Found]]


def rows(path: Path) -> list[dict[str, Any]]:
    return read_lines(path)


def jsonl(path: Path, records: Records) -> list[Found]:
    return [
        found_of(
            row["text"],
            joined((x["id"], a, b, x["label"]) for x in row["spans"] for a, b in x["fragments"]),
            [(x["role"], x["from"], x["to"]["span"]) for x in row["relations"] if "span" in x["to"]],
        )
        for row in rows(path / "articles.jsonl")
    ]


def hf(path: Path, records: Records) -> list[Found]:
    return [
        found_of(
            row["text"],
            joined((x["id"], a, b, x["label"]) for x in row["spans"] for a, b in x["fragments"]),
            [(x["role"], x["from"], x["to_span"]) for x in row["relations"] if x["to_span"]],
        )
        for row in rows(path / "data" / "train.jsonl")
    ]


def spacy(path: Path, records: Records) -> list[Found]:
    words = set(label_names(CODEBOOK).values()) | {span.id for x in records for span in x.spans}
    for record in records:
        text = record.article.text
        words |= {text[a:b] for a in range(len(text)) for b in range(a + 1, min(len(text), a + 40) + 1)}
    docs = read_spacy(path, {string_hash(word): word for word in words})
    return [found_of(doc.text, joined((id, a, b, label) for a, b, label, id in doc.group)) for doc in docs]


def conll(path: Path, records: Records) -> list[Found]:
    found = read_conll(path, [record.article.text for record in records])
    return [Found(None, sorted((((a, b),), plain(label)) for a, b, label in spans)) for spans in found]


def conllu(path: Path, records: Records) -> list[Found]:
    documents: list[tuple[list[str], list[list[Any]]]] = []
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line.startswith("# newdoc id = "):
            documents.append(([], []))
        if not line or line.startswith("#"):
            continue
        columns = line.split("\t")
        assert len(columns) == 10
        misc = dict(part.split("=", 1) for part in columns[9].split("|"))
        text, spans = documents[-1]
        start, end = map(int, misc["TokenRange"].split(":"))
        spaces = misc.get("SpacesAfter", "" if misc.get("SpaceAfter") == "No" else " ")
        text += [_unescaped(misc.get("SpacesBefore", "")), columns[1], _unescaped(spaces)]
        tag = misc.get("NER", "O")
        if tag.startswith("B-"):
            spans.append([start, end, tag[2:]])
        elif tag.startswith("I-"):
            spans[-1][1] = end
    return [
        Found("".join(text), sorted((((a, b),), plain(label)) for a, b, label in spans)) for text, spans in documents
    ]


def _unescaped(spaces: str) -> str:
    known = {"s": " ", "n": "\n", "t": "\t", "r": "\r", "p": "|", "\\": "\\"}
    return re.sub(
        r"\\(?:u([0-9A-F]{4})|(.))", lambda match: chr(int(match[1], 16)) if match[1] else known[match[2]], spaces
    )


def chat(path: Path, records: Records) -> list[Found]:
    found = []
    for row in rows(path):
        assert list(row) == ["messages"]
        _system, user, assistant = (message["content"] for message in row["messages"])
        spans: dict[str, Place] = {}
        links = []
        for span in json.loads(assistant)["spans"]:
            places = []
            for piece in span["pieces"]:
                start = -1
                for _ in range(piece["occurrence"]):
                    start = user.index(piece["text"], start + 1)
                places.append((start, start + len(piece["text"])))
            spans[str(span["id"])] = (tuple(places), plain(span["label"]))
            for role, value in span.get("fields", {}).items():
                fillers = value if isinstance(value, list) else [value]
                links += [(role, str(span["id"]), str(x["span"])) for x in fillers if isinstance(x, dict)]
        found.append(found_of(user, spans, links))
    return found


def frames(path: Path, records: Records) -> list[Found]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        cells = list(csv.DictReader(stream))
    found = []
    for record in records:
        mine = [row for row in cells if row["article"] == record.article.id]
        found.append(found_of(None, joined((x["span"], int(x["start"]), int(x["end"]), x["label"]) for x in mine)))
    return found


def _table(cells: Sequence[dict[str, str]], records: Records) -> list[Found]:
    found = []
    for record in records:
        mine = [row for row in cells if row["article"] == record.article.id]
        assert all(row["text"] in _joined(record, json.loads(row["fragments"])) for row in mine)
        spans = joined((row["span"], a, b, row["label"]) for row in mine for a, b in json.loads(row["fragments"]))
        links = [
            (role, row["span"], filler["span"])
            for row in mine
            for role, fillers in json.loads(row["roles"]).items()
            for filler in fillers
            if "span" in filler
        ]
        found.append(found_of(None, spans, links))
    return found


def _joined(record: ArticleRecord, ranges: list[list[int]]) -> str:
    return " ".join(record.article.text[start:end] for start, end in ranges)


def csv_table(path: Path, records: Records) -> list[Found]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return _table(list(csv.DictReader(file)), records)


def tsv_table(path: Path, records: Records) -> list[Found]:
    with path.open(encoding="utf-8", newline="") as file:
        return _table(list(csv.DictReader(file, delimiter="\t")), records)


def brat(path: Path, records: Records) -> list[Found]:
    found = []
    for record in records:
        text = file_of(path, record, ".txt").read_bytes().decode()
        pieces, links = [], []
        for line in file_of(path, record, ".ann").read_bytes().decode().split("\n"):
            id, _, rest = line.partition("\t")
            if id.startswith("T"):
                head, _, words = rest.partition("\t")
                label, _, places = head.partition(" ")
                ranges = [tuple(map(int, x.split())) for x in places.split(";")]
                assert " ".join(text[a:b] for a, b in ranges) == words
                assert re.fullmatch(r"[a-zA-Z0-9_-]+", label)
                pieces += [(id, a, b, label) for a, b in ranges]
            elif id.startswith("R"):
                role, one, other = rest.split(" ")
                links.append((role, one.removeprefix("Arg1:"), other.removeprefix("Arg2:")))
        found.append(found_of(text, joined(pieces), links))
    return found


def uima_json(path: Path, records: Records) -> list[Found]:
    found = []
    for record in records:
        cas = json.loads(file_of(path, record, ".json").read_bytes())
        structures = {x["%ID"]: x for x in cas["%FEATURE_STRUCTURES"]}
        text = structures[1]["sofaString"]
        at = from_utf16(text)
        spans = {id: x for id, x in structures.items() if x["%TYPE"] == "custom.Span"}
        links = [
            (x["label"], spans[x["@Governor"]]["uid"], spans[x["@Dependent"]]["uid"])
            for x in structures.values()
            if x["%TYPE"] == "custom.Relation"
        ]
        pieces = joined((x["uid"], at[x["begin"]], at[x["end"]], x["label"]) for x in spans.values())
        assert sorted(cas["%VIEWS"]["_InitialView"]["%MEMBERS"]) == sorted(structures)[1:]
        found.append(found_of(text, pieces, links))
    return found


def label_studio(path: Path, records: Records) -> list[Found]:
    found = []
    for task in json.loads((path / "tasks.json").read_bytes()):
        text = task["data"]["text"]
        (annotation,) = task["annotations"]
        pieces, continues, links = {}, [], []
        for result in annotation["result"]:
            if result["type"] == "labels":
                value = result["value"]
                assert text[value["start"] : value["end"]] == value["text"]
                pieces[result["id"]] = (value["start"], value["end"], value["labels"][0])
            elif result["type"] == "relation" and result["labels"] == ["continues"]:
                continues.append((result["from_id"], result["to_id"]))
            elif result["type"] == "relation":
                links.append((result["labels"][0], result["from_id"], result["to_id"]))
        found.append(found_of(text, chained(pieces, continues), links))
    return found


def doccano(path: Path, records: Records) -> list[Found]:
    found = []
    for row in rows(path):
        pieces = {str(x["id"]): (x["start_offset"], x["end_offset"], x["label"]) for x in row["entities"]}
        links = [(x["type"], str(x["from_id"]), str(x["to_id"])) for x in row["relations"]]
        spans = chained(pieces, [link[1:] for link in links if link[0] == "continues"])
        found.append(found_of(row["text"], spans, [link for link in links if link[0] != "continues"]))
    return found


def prodigy(path: Path, records: Records) -> list[Found]:
    found = []
    for row in rows(path):
        for span in row["spans"]:
            first, last = row["tokens"][span["token_start"]], row["tokens"][span["token_end"]]
            assert (first["start"], last["end"]) == (span["start"], span["end"])
        spans = joined((x["id"], x["start"], x["end"], x["label"]) for x in row["spans"])
        links = [(x["label"], x["head_span"]["id"], x["child_span"]["id"]) for x in row["relations"]]
        found.append(found_of(row["text"], spans, links))
    return found


def w3c(path: Path, records: Records) -> list[Found]:
    found = []
    for record in records:
        text = file_of(path, record, ".txt").read_bytes().decode()
        pieces, links = [], []
        for item in json.loads(file_of(path, record, ".jsonld").read_bytes())["first"]["items"]:
            if item["motivation"] == "linking" and "id" in item["body"]:
                links.append((item["annotator:relation"], item["target"], item["body"]["id"]))
            if item["motivation"] != "tagging":
                continue
            target = item["target"]
            for one in target.get("items", [target]):
                position, quote = one["selector"]
                assert text[position["start"] : position["end"]] == quote["exact"]
                pieces.append((item["id"], position["start"], position["end"], item["body"][0]["value"]))
        found.append(found_of(text, joined(pieces), links))
    return found
