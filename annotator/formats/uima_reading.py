"""Reads UIMA CAS as XMI and as JSON (0.4), as INCEpTION and cassis write them. Offsets are UTF-16 units.

Each annotation that is not of the text's own structure (tokens, sentences) is a span; its label is the feature that
names it, the other plain features are its fields. Annotations of one type that share a `uid` are the pieces of one
span. What points to two annotations is a relation, what has no place in the text is a label of the article.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from annotator.core.errors import UserError
from annotator.formats.fields import checked
from annotator.formats.gathering import Answer, FoundArticle, FoundRelation, FoundSpan, drafts_of
from annotator.formats.incoming import Input, Items, ReadOptions
from annotator.formats.markup import Element, parse_xml
from annotator.formats.offsets import UTF16
from annotator.formats.uima_cas import ARTICLE

_STRUCTURE = ("segmentation.type.", "DocumentMetaData", "DocumentAnnotation", "TagsetDescription", "TagDescription")
_LABELS = ("label", "value", "identifier", "PosValue", "category", "tag", "type")
_FROM, _TO = ("Governor", "source", "from", "arg1", "head"), ("Dependent", "target", "to", "arg2", "tail")
_UID = "uid"
_NOTES = ("note", "comment", "remark")
_HINT = "Export it again as UIMA CAS JSON."


@dataclass(slots=True)
class _Thing:
    """A feature structure: its type, its plain features and its references by name."""

    type: str
    plain: dict[str, str] = field(default_factory=dict)
    links: dict[str, list[str]] = field(default_factory=dict)


@dataclass(slots=True)
class _Cas:
    text: str = ""
    things: dict[str, _Thing] = field(default_factory=dict)


def take_xmi(given: Input, options: ReadOptions) -> Items:
    """Yield the article of one XMI file."""
    yield from _drafts(_from_xmi(parse_xml(given.data, given.name), given), given, options)


def take_json(given: Input, options: ReadOptions) -> Items:
    """Yield the article of one CAS in JSON."""
    try:
        data = json.loads(given.data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise given.refuse("is not JSON in UTF-8", _HINT) from error
    if not isinstance(data, dict):
        raise given.refuse("is not a UIMA CAS", _HINT)
    yield from _drafts(_from_json(checked(data), given), given, options)


def _drafts(cas: _Cas, given: Input, options: ReadOptions) -> Items:
    """Yield the article. Where our own export left its mark, offsets are what UIMA says; elsewhere that is found."""
    ours = any(thing.type == ARTICLE for thing in cas.things.values())
    reading = replace(options, unit=UTF16.name) if ours and not options.unit else options
    yield from drafts_of(given, [_article(cas, given)], reading, UTF16)


_REFERENCES = frozenset((*_FROM, *_TO))


def _from_xmi(root: Element, given: Input) -> _Cas:
    cas = _Cas()
    sofas: dict[str, str] = {}
    for element in root:
        if not isinstance(element.tag, str):
            continue
        space, _, name = element.tag.rpartition("}")
        package = space.lstrip("{").removeprefix("http:///").removesuffix(".ecore").replace("/", ".")
        features = {key.rpartition("}")[2]: str(value) for key, value in element.items()}
        id = features.pop("id", "")
        if name == "Sofa" and package == "uima.cas":
            sofas[id] = features.get("sofaString", "")
            continue
        thing = _Thing(f"{package}.{name}" if package and package != "uima.noNamespace" else name)
        for key, value in features.items():
            many = value.split()
            if key in _REFERENCES and many and all(part.isdigit() for part in many):
                thing.links[key] = many
            elif key != "sofa":
                thing.plain[key] = value
        for child in element:
            if isinstance(child.tag, str) and child.text:
                thing.plain.setdefault(child.tag.rpartition("}")[2], child.text)
        if id:
            cas.things[id] = thing
    cas.text = _longest(sofas, given)
    return cas


def _longest(sofas: Mapping[str, str], given: Input) -> str:
    text = max(sofas.values(), key=len, default="")
    if not text.strip():
        raise given.refuse("holds no text", _HINT)
    return text


def _from_json(data: Mapping[str, object], given: Input) -> _Cas:
    structures = data.get("%FEATURE_STRUCTURES")
    rows: list[object] = []
    if isinstance(structures, list):
        rows = structures
    elif isinstance(structures, dict):
        rows = [{"%ID": key, **value} for key, value in structures.items() if isinstance(value, dict)]
    cas = _Cas()
    sofas: dict[str, str] = {}
    for row in rows:
        if not isinstance(row, dict):
            continue
        id, type_ = str(row.get("%ID", "")), str(row.get("%TYPE", ""))
        if type_ == "uima.cas.Sofa":
            sofas[id] = str(row.get("sofaString") or "")
            continue
        thing = _Thing(type_)
        for key, value in row.items():
            if key.startswith("@"):
                if key != "@sofa":
                    thing.links[key[1:]] = [str(x) for x in (value if isinstance(value, list) else [value])]
            elif not key.startswith(("%", "^")) and isinstance(value, str | int | float | bool):
                thing.plain[key] = json.dumps(value) if isinstance(value, bool) else str(value)
        if isinstance(row.get("%ELEMENTS"), list):
            thing.links["%ELEMENTS"] = [str(x) for x in row["%ELEMENTS"]]
        cas.things[id] = thing
    cas.text = _longest(sofas, given)
    return cas


def _article(cas: _Cas, given: Input) -> FoundArticle:
    article = FoundArticle(cas.text, original=given.data)
    known = next((x for x in cas.things.values() if x.type.endswith("DocumentMetaData")), None)
    if known is not None:
        article.title = known.plain.get("documentTitle", "").removesuffix(".txt")
        article.language = known.plain.get("language", "").replace("x-unspecified", "")
    owners: dict[str, str] = {}
    relations: list[tuple[_Thing, str, str]] = []
    for id, thing in cas.things.items():
        if any(part in thing.type for part in _STRUCTURE) or thing.type.startswith("uima.") or not thing.type:
            continue
        source, target = _end(thing, _FROM), _end(thing, _TO)
        if source and target:
            relations.append((thing, source, target))
        elif "begin" in thing.plain and "end" in thing.plain:
            _add_span(article, id, thing, owners)
        else:
            _add_label(article, thing)
    for thing, source, target in relations:
        role = next((thing.plain[name] for name in _LABELS if thing.plain.get(name)), _short(thing.type))
        article.relations.append(FoundRelation(role, owners.get(source, source), owners.get(target, target)))
    article.relations += list(_slots(cas, owners))
    return article


def _end(thing: _Thing, names: tuple[str, ...]) -> str:
    return next((thing.links[name][0] for name in names if len(thing.links.get(name, ())) == 1), "")


def _add_span(article: FoundArticle, id: str, thing: _Thing, owners: dict[str, str]) -> None:
    features = {key: value for key, value in thing.plain.items() if key not in {"begin", "end", "order"}}
    uid = features.pop(_UID, "")
    name = next((name for name in _LABELS if features.get(name)), "")
    label = features.pop(name) if name else _short(thing.type)
    note = next((features.pop(key) for key in _NOTES if key in features), "")
    try:
        piece = (int(thing.plain["begin"]), int(thing.plain["end"]))
    except ValueError as error:
        raise UserError(f"An annotation of {thing.type} has no place.", hint=_HINT) from error
    layer = _short(thing.type)
    owner = f"{thing.type} {uid}" if uid else id
    owners[id] = owner
    same = next((span for span in reversed(article.spans) if uid and span.id == owner), None)
    if same is not None:
        same.ranges = [*same.ranges, piece]
        return
    answers = {key: _answer(value) for key, value in features.items() if value not in {"", "null"}}
    layer = "" if layer in {"Span", "Custom"} else layer
    article.spans.append(FoundSpan(label, [piece], owner, layer=layer, answers=answers, note=note))


def _answer(value: str) -> Answer:
    return value == "true" if value in {"true", "false"} else value


def _add_label(article: FoundArticle, thing: _Thing) -> None:
    known = thing.type == ARTICLE  # what is known of the article; nothing in it is a label
    for key, value in thing.plain.items():
        if key.lower() in _NOTES:
            article.notes.append((value, ""))
        elif key in {"title", "date", "source", "author"} and not getattr(article, key):
            setattr(article, key, value)
        elif value and not known and key not in {"sofa", "order", "key", "begin", "end"}:
            article.labels.append((value, "", ""))


def _slots(cas: _Cas, owners: Mapping[str, str]) -> Iterator[FoundRelation]:
    """Yield the roles of link features: an annotation has a list of links, each with a role and a target."""
    for id, thing in cas.things.items():
        if id not in owners:
            continue
        for name, ids in thing.links.items():
            for link in _flattened(cas, ids):
                target = link.links.get("target", [""])[0]
                if target in owners:
                    yield FoundRelation(link.plain.get("role") or name, owners[id], owners[target])


def _flattened(cas: _Cas, ids: list[str]) -> Iterator[_Thing]:
    for id in ids:
        thing = cas.things.get(id)
        if thing is None:
            continue
        if "%ELEMENTS" in thing.links:
            yield from (cas.things[x] for x in thing.links["%ELEMENTS"] if x in cas.things)
        else:
            yield thing


def _short(type_: str) -> str:
    return type_.rpartition(".")[2]
