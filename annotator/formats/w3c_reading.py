"""Reads W3C Web Annotations (JSON-LD). The text itself is not in such a file: it lies beside it, or is in it as “text”.

A place is checked against the words that are quoted with it; where a file gives words alone, they must be in the text
just once with what stands before and after them.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from annotator.core.text import sha256_of
from annotator.formats.decoding import text_of
from annotator.formats.fields import checked
from annotator.formats.gathering import FoundArticle, FoundFiller, FoundRelation, FoundSpan, drafts_of, percent
from annotator.formats.incoming import Input, Items, ReadOptions
from annotator.formats.offsets import Range
from annotator.formats.shapes import first_row

_HINT = "Put the text beside it, under the same name with .txt at the end."
_RELATIONS = ("annotator:relation", "relation", "rel", "label")
_TEXTS = ("annotator:text", "text", "sourceText")


def take(given: Input, options: ReadOptions) -> Items:
    """Yield the article that the annotations of one file are of."""
    try:
        data = json.loads(given.data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise given.refuse("is not JSON in UTF-8", "Export it again.") from error
    whole = checked({"": data})[""]
    annotations = [item for item in _objects(whole) if item.get("type") in _ANNOTATION or "target" in item]
    if not annotations and not _is_collection(whole):
        raise given.refuse("holds no annotations", "A Web Annotation, a page or a collection of them is read.")
    text, name, original = _text(given, options, whole, annotations)
    reading = _Reading(given, text)
    for item in annotations:
        reading.read(item)
    article = reading.article
    article.fill(reading.fillers)
    article.name, article.original = name, original
    if isinstance(whole, dict) and isinstance(whole.get("label"), str):
        article.title = whole["label"]
    for key in ("title", "date", "source", "author", "language"):
        value = whole.get(f"annotator:{key}") if isinstance(whole, dict) else None
        if isinstance(value, str):
            setattr(article, key, value)
    yield from drafts_of(given, [article], options)
    yield from reading.refused


_PERCENT = re.compile(r"100|[0-9]{1,2}")
_LABELLING = ("tagging", "classifying", "identifying", "highlighting")
_ANNOTATION = ("Annotation", ["Annotation"])


def _is_collection(whole: Any) -> bool:
    """Say whether this holds annotations even where there are none: then nothing is said of the text."""
    types = whole.get("type") if isinstance(whole, dict) else None
    return bool(
        {"AnnotationCollection", "AnnotationPage"} & {str(x) for x in (types if isinstance(types, list) else [types])}
    )


def _objects(value: Any) -> Iterator[Mapping[str, Any]]:
    """Yield annotations wherever a collection, page or graph holds them."""
    if isinstance(value, list):
        for item in value:
            yield from _objects(item)
    elif isinstance(value, dict):
        inner = [value[key] for key in ("first", "items", "@graph", "annotations", "next") if key in value]
        if "target" in value:
            yield value
        for item in inner if "target" not in value else ():
            if not isinstance(item, str):
                yield from _objects(item)


def _text(
    given: Input, options: ReadOptions, whole: Any, annotations: list[Mapping[str, Any]]
) -> tuple[str, str, bytes]:
    """Return the text that the annotations are of, its name, and its bytes where it lay beside."""
    if isinstance(whole, dict):
        inside = next((whole[key] for key in _TEXTS if isinstance(whole.get(key), str)), "")
        if inside:
            return inside, given.name, b""
    stem = given.name.removesuffix(".jsonld").removesuffix(".json")
    sources = {source for item in annotations for source in _sources(item.get("target"))}
    names = [f"{stem}.txt", *sorted(source.rpartition("/")[2] for source in sources)]
    wanted = {source.rpartition(":")[2] for source in sources if source.startswith("urn:sha256:")}
    for name in names:
        data = given.beside(name) if name.endswith((".txt", ".text")) else None
        if data is None:
            continue
        decoded = text_of(Input(name, given.where, data), options)
        text = decoded.text.removeprefix("\ufeff")
        plain = text.replace("\r\n", "\n").replace("\r", "\n")
        if wanted and not wanted & {sha256_of(plain), sha256_of(text)}:
            raise given.refuse(f"was made for another text than “{name}”", "Put the text that was annotated beside it.")
        return text, name, data
    raise given.refuse("has no text beside it", _HINT)


def _sources(target: Any) -> Iterator[str]:
    if isinstance(target, list):
        for item in target:
            yield from _sources(item)
    elif isinstance(target, str):
        yield target
    elif isinstance(target, dict):
        if isinstance(target.get("source"), str):
            yield target["source"]
        elif isinstance(target.get("source"), dict):
            yield str(target["source"].get("id", ""))
        yield from _sources(target.get("items", []))


class _Reading:
    """Reads annotations one after another into an article."""

    def __init__(self, given: Input, text: str) -> None:
        self._given = given
        self._text = text
        self._number = 0
        self.article = FoundArticle(text)
        self.fillers: list[FoundFiller] = []
        self.refused = [given.refusal("") for _ in ()]

    def read(self, item: Mapping[str, Any]) -> None:
        """Take one annotation in."""
        self._number += 1
        id = str(item.get("id") or f"#{self._number}")
        who = _person(item.get("creator"))
        bodies = _listed(item.get("body", item.get("bodyValue")))
        if item.get("motivation") == "linking" or any(key in item for key in _RELATIONS[:1]):
            self._read_link(item, bodies)
            return
        sure = [x for x in bodies if _is_certainty(x)] if "annotator:origin" in item else []
        certainty = next((percent(int(x["value"])) for x in sure), None)
        labels, answers, notes = _said(item, [x for x in bodies if x not in sure])
        places = list(self._places(item.get("target"), id))
        if places:
            ranges, quotes = [place for place, _ in places], [quote for _, quote in places]
            for number, label in enumerate(labels or ["highlight"]):
                span = FoundSpan(label, ranges, id if not number else f"{id} {number}", quotes=quotes, annotator=who)
                span.answers, span.note, span.line = dict(answers), "\n".join(notes), self._number
                span.certainty = certainty
                self.article.spans.append(span)
        elif isinstance(item.get("target"), str) or "selector" not in json.dumps(item.get("target")):
            self.article.labels += [(label, "", who) for label in labels]
            self.article.notes += [(note, who) for note in notes]

    def _read_link(self, item: Mapping[str, Any], bodies: list[Any]) -> None:
        role = next((item[key] for key in _RELATIONS if isinstance(item.get(key), str)), "")
        for body in bodies:
            if isinstance(body, dict) and body.get("type") == "TextualBody" and isinstance(body.get("value"), str):
                role = role or body["value"]
        source = next(iter(_sources_of_link(item.get("target"))), "")
        target = next(iter(x for body in bodies for x in _sources_of_link(body)), "")
        filler = next((x["value"] for x in bodies if _is_filler(x)), "")
        if filler:
            self.fillers.append(FoundFiller(role, source, filler, self._number))
            return
        self.article.relations.append(FoundRelation(role or "linking", source, target, self._number))

    def _places(self, target: Any, id: str) -> Iterator[tuple[Range, str]]:
        """Yield place and words of each piece that an annotation is on."""
        for item in _listed(target):
            if not isinstance(item, dict):
                continue
            if isinstance(item.get("items"), list):
                yield from self._places(item["items"], id)
                continue
            selectors = [x for x in _listed(item.get("selector")) if isinstance(x, dict)]
            place = next((_position(x) for x in selectors if x.get("type") == "TextPositionSelector"), None)
            quote = next((x for x in selectors if x.get("type") == "TextQuoteSelector"), {})
            exact = quote.get("exact") if isinstance(quote.get("exact"), str) else ""
            place = place or (self._found(quote) if exact else None)
            if place is not None:
                yield place, exact or ""
            elif selectors:
                what = f"the words “{str(exact)[:60]}” of {id} are not in the text just once"
                self.refused.append(self._given.refusal(what, "Give their place, too.", line=self._number))

    def _found(self, quote: Mapping[str, Any]) -> Range | None:
        exact = quote["exact"]
        before, after = str(quote.get("prefix") or ""), str(quote.get("suffix") or "")
        for words, shift in ((before + exact + after, len(before)), (exact, 0)):
            at = self._text.find(words)
            if at >= 0 and self._text.find(words, at + 1) < 0:
                return at + shift, at + shift + len(exact)
        return None


def _position(selector: Mapping[str, Any]) -> Range | None:
    start, end = selector.get("start"), selector.get("end")
    if isinstance(start, int) and isinstance(end, int) and not isinstance(start, bool) and not isinstance(end, bool):
        return start, end
    return None


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _sources_of_link(value: Any) -> Iterator[str]:
    for item in _listed(value):
        if isinstance(item, str):
            yield item
        elif isinstance(item, dict) and item.get("type") != "TextualBody":
            yield str(item.get("id") or item.get("source") or "")


def _person(value: Any) -> str:
    person = _listed(value)[0] if _listed(value) else ""
    if isinstance(person, dict):
        person = person.get("name") or person.get("nickname") or person.get("id") or ""
    return person if isinstance(person, str) else ""


def _is_filler(body: Any) -> bool:
    return isinstance(body, dict) and body.get("purpose") == "identifying" and isinstance(body.get("value"), str)


def _is_certainty(body: Any) -> bool:
    value = body.get("value") if isinstance(body, dict) and body.get("purpose") == "assessing" else None
    return isinstance(value, str) and _PERCENT.fullmatch(value) is not None


def _said(item: Mapping[str, Any], bodies: list[Any]) -> tuple[list[str], dict[str, str | int | bool], list[str]]:
    """Return the labels, fields and notes that the bodies of an annotation are."""
    labels: list[str] = []
    answers: dict[str, str | int | bool] = {}
    notes: list[str] = []
    for body in bodies:
        value = body if isinstance(body, str) else body.get("value") if isinstance(body, dict) else None
        if not isinstance(value, str):
            continue
        purpose = (body.get("purpose") if isinstance(body, dict) else "") or item.get("motivation") or "tagging"
        if purpose in _LABELLING:
            labels.append(value)
        elif purpose == "describing" and "=" in value:
            name, _, answer = value.partition("=")
            answers[name] = _answer(answer)
        else:
            notes.append(value)
    return labels, answers, notes


def _answer(text: str) -> str | int | bool:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return (
        value
        if isinstance(value, str | int | bool) and abs(int(value) if not isinstance(value, str) else 0) < 1 << 62
        else text
    )


def knows(head: bytes) -> bool:
    """Say whether some JSON begins as Web Annotations do."""
    return b"www.w3.org/ns/anno" in head or (first_row(head).get("type") == "Annotation")


__all__ = ["knows", "take"]
