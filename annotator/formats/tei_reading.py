"""Reads TEI: text with anchors and stand-off spans, links, fields and notes; names that are marked in the text, too.

White space counts where the file says xml:space="preserve"; elsewhere lines are joined and blocks set apart.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from annotator.core.draft import Refusal
from annotator.formats.days import day_of
from annotator.formats.gathering import WHOLE, FoundArticle, FoundFiller, FoundRelation, FoundSpan, drafts_of, percent
from annotator.formats.incoming import Input, Items, ReadOptions
from annotator.formats.markup import Element, every, first, local, parse_xml, words
from annotator.formats.offsets import Range
from annotator.formats.shapes import root_name

_XML = "{http://www.w3.org/XML/1998/namespace}"
_BLOCKS = frozenset(
    {"p", "ab", "head", "l", "lg", "div", "item", "list", "row", "cell", "table", "opener", "closer",
     "byline", "dateline", "salute", "sp", "u", "body"}
)  # fmt: skip
_SILENT = frozenset({"note", "figure", "fw", "standoff", "teiheader", "del", "orig", "sic", "abbr"})
_NAMES = frozenset(
    {"persname", "placename", "orgname", "geogname", "rs", "name", "term", "date", "measure", "roledesc"}
)  # fmt: skip
_ID = f"{_XML}id"
_DEGREE = re.compile(r"[01](?:\.[0-9]{1,6})?")
_INTEGER = re.compile(r"-?[0-9]{1,15}")
_HINT = "Everything else in the article is read."


@dataclass(slots=True)
class _Text:
    """The text so far, where each id begins and ends in it, and the names marked in it.

    `broken` says that its last part only sets two blocks apart.
    """

    parts: list[str] = field(default_factory=list)
    broken: bool = False
    length: int = 0
    at: dict[str, Range] = field(default_factory=dict)
    names: list[tuple[str, Range, Element]] = field(default_factory=list)

    def add(self, text: str) -> None:
        self.broken = False
        self.parts.append(text)
        self.length += len(text)

    def ends_with_space(self) -> bool:
        last = next((part for part in reversed(self.parts) if part), "\n")
        return last[-1].isspace()


def take(given: Input, options: ReadOptions) -> Items:
    """Yield the texts of one file: a document, or all of a corpus."""
    root = parse_xml(given.data, given.name)
    found: list[FoundArticle] = []
    refused: list[Refusal] = []
    for number, document in enumerate(x for x in every(root, "tei") if first(x, "body") is not None):
        article = _article(document, given, refused)
        article.line = number + 1
        article.original = given.data if not number else b""
        found.append(article)
    if not found:
        raise given.refuse("has no TEI text in it", "A TEI document with a body is read.")
    yield from drafts_of(given, found, options)
    yield from refused


def _article(document: Element, given: Input, refused: list[Refusal]) -> FoundArticle:
    text = _Text()
    body = first(document, "body")
    _walk(body, text, keep=False)
    if text.broken:
        text.parts.pop()
    whole = "".join(text.parts)
    article = FoundArticle(whole, name=given.name)
    _describe(article, first(document, "teiheader"))
    categories = {
        x.get(f"{_XML}id") or "": words(first(x, "catdesc", "gloss", "desc")) or (x.get(f"{_XML}id") or "")
        for x in every(document, "category")
    }
    owners = _add_spans(article, document, text, categories, given, refused)
    for number, (name, place, element) in enumerate(text.names):
        kind = element.get("type")
        answers: dict[str, str | int | bool] = {"ref": element.get("ref")} if element.get("ref") else {}
        article.spans.append(FoundSpan(f"{name} {kind}" if kind else name, [place], f"name {number}", answers=answers))
    _add_rest(article, document, owners, categories)
    return article


def _walk(element: Element, text: _Text, *, keep: bool) -> None:
    """Add the text in an element; nesting is limited by the parser."""
    name = local(element)
    keep = (element.get(f"{_XML}space") or ("preserve" if keep else "")) == "preserve"
    block = name in _BLOCKS
    if block and text.length and not keep:
        _break(text)
    start = text.length
    _add(text, element.text, keep=keep)
    for child in element:
        inner = local(child)
        if inner in {"lb", "pb", "cb"}:
            if inner == "lb":
                text.add("\n")
        elif inner and inner not in _SILENT:
            _walk(child, text, keep=keep)
        _add(text, child.tail, keep=keep)
    place = (start, text.length)
    if element.get(f"{_XML}id"):
        text.at[element.get(f"{_XML}id")] = place
    if name in _NAMES and start < text.length:
        text.names.append((element.tag.rpartition("}")[2], place, element))
    if block and text.length and not keep:
        _break(text)


def _break(text: _Text) -> None:
    if not text.parts or not text.parts[-1].endswith("\n\n"):
        text.add("\n\n")
        text.broken = True


def _add(text: _Text, raw: str | None, *, keep: bool) -> None:
    if not raw:
        return
    if keep:
        text.add(raw)
        return
    plain = re.sub(r"\s+", " ", raw)
    plain = plain.lstrip(" ") if text.ends_with_space() else plain
    if plain:
        text.add(plain)


def _describe(article: FoundArticle, header: Element | None) -> None:
    if header is None:
        return
    article.title = words(first(header, "title"))
    bibl = first(header, "sourcedesc")
    source = bibl if bibl is not None else header
    article.source = words(first(source, "publisher"))
    article.author = words(first(source, "author"))
    dated = first(source, "date")
    article.date = day_of((dated.get("when") or words(dated)) if dated is not None else "")
    language = first(header, "language")
    article.language = str(language.get("ident") or "") if language is not None else ""


def _ids(value: str | None) -> list[str]:
    return [part.removeprefix("#") for part in (value or "").split()]


def _add_spans(
    article: FoundArticle,
    document: Element,
    text: _Text,
    categories: Mapping[str, str],
    given: Input,
    refused: list[Refusal],
) -> dict[str, str]:
    """Add the stand-off spans; return for each id of a span or a piece of one the id of the span."""
    owners: dict[str, str] = {}
    spans: dict[str, FoundSpan] = {}
    for number, element in enumerate(every(document, "span"), start=1):
        id = element.get(f"{_XML}id") or f"span {number}"
        place = _place(element, text)
        if place is None:
            refused.append(given.refusal(f"the span “{id}” points to no place in the text", _HINT))
            continue
        named = [categories.get(x, x) for x in _ids(element.get("ana"))]
        label = named[0] if named else words(element) or element.getparent().get("type") or "span"
        before = _ids(element.get("prev"))
        owner = owners.get(before[0], "") if before else ""
        owners[id] = owner or id
        if owner:
            spans[owner].ranges = [*spans[owner].ranges, place]
        else:
            kind = element.getparent().get("type") or ""
            layer = "" if kind in {"tags", "annotations"} else kind
            spans[id] = FoundSpan(label, [place], id, layer=layer, annotator=(element.get("resp") or "").lstrip("#"))
    article.spans += spans.values()
    return owners


def _place(element: Element, text: _Text) -> Range | None:
    begin, end = _ids(element.get("from")), _ids(element.get("to"))
    if begin and end:
        start, last = text.at.get(begin[0]), text.at.get(end[0])
        return (start[0], last[1]) if start and last else None
    targets = [text.at[x] for x in _ids(element.get("target")) if x in text.at]
    return (targets[0][0], targets[-1][1]) if targets else None


def _add_rest(
    article: FoundArticle, document: Element, owners: Mapping[str, str], categories: Mapping[str, str]
) -> None:
    spans = {span.id: span for span in article.spans}
    fillers = _fillers(document)
    found: list[FoundFiller] = []
    for link in every(document, "link"):
        ends = _ids(link.get("target"))
        if len(ends) == 2:  # noqa: PLR2004 - from and to
            role = link.get("type") or (link.getparent().get("type") or "link")
            source = owners.get(ends[0], ends[0])
            if ends[1] in fillers:
                found.append(FoundFiller(role, source, fillers[ends[1]]))
            else:
                article.relations.append(FoundRelation(role, source, owners.get(ends[1], ends[1])))
    article.fill(found)
    for structure in every(document, "fs"):
        for owner in (owners.get(x, "") for x in _ids(structure.get("corresp"))):
            if owner in spans:
                spans[owner].answers.update(_features(structure))
    _add_certainty(spans, document, owners)
    for note in every(document, "note"):
        targets = [owners[x] for x in _ids(note.get("target")) if x in owners]
        said = " ".join(note.itertext()).strip() if len(note) else (note.text or "").strip()
        for owner in targets:
            spans[owner].note = f"{spans[owner].note}\n{said}" if spans[owner].note else said
        if not targets and said:
            article.notes.append((said, ""))
    article.labels += [
        (categories.get(x, x), "", "") for element in every(document, "catref") for x in _ids(element.get("target"))
    ]


def _add_certainty(spans: Mapping[str, FoundSpan], document: Element, owners: Mapping[str, str]) -> None:
    for mark in every(document, "certainty"):
        for owner in (owners.get(x, "") for x in _ids(mark.get("target"))):
            if owner in spans and _DEGREE.fullmatch(mark.get("degree") or ""):
                spans[owner].certainty = percent(round(float(mark.get("degree")) * WHOLE))


def _fillers(document: Element) -> dict[str, str]:
    """Return the names of the persons and organisations that links may point to, and of “not stated”, by id."""
    lists = (x for x in every(document, "list") if x.get("type") == "fillers")
    return {item.get(_ID) or "": words(item) for found in lists for item in every(found, "item")}


def _features(structure: Element) -> Iterator[tuple[str, str | int | bool]]:
    for feature in every(structure, "f"):
        value = next(iter(feature), None)
        name = feature.get("name") or "value"
        if value is None:
            yield name, words(feature)
        elif local(value) == "binary":
            yield name, (value.get("value") or "").lower() in {"true", "1"}
        elif local(value) == "numeric" and _INTEGER.fullmatch(value.get("value") or ""):
            yield name, int(value.get("value"))
        else:
            yield name, value.get("value") or words(value)


def knows(head: bytes) -> bool:
    """Say whether some XML begins as TEI does."""
    return root_name(head) in {"tei", "teicorpus"}
