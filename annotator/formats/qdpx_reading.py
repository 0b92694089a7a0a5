"""Reads REFI-QDA projects (.qdpx), as the standard has them and as NVivo writes them.

The standard counts code points, NVivo UTF-16 units with two for a line break: which it is, is found by how the
selections land. A code below a label whose name is “field=value” is a field of the label's span.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from annotator.core.draft import Refusal
from annotator.core.errors import UserError
from annotator.formats.days import day_of
from annotator.formats.decoding import text_of
from annotator.formats.gathering import FoundArticle, FoundRelation, FoundSpan, drafts_of
from annotator.formats.incoming import Input, Items, ReadOptions
from annotator.formats.markup import Element, every, local, parse_xml, words
from annotator.formats.packed import Packed

_HINT = "Export the project again as REFI-QDA (.qdpx)."
_CONTINUES = "continues"
_OURS = "annotator"


@dataclass(frozen=True, slots=True)
class _Code:
    """A code: its name, its group, the code above it, and what it says of a span of that one ("" for nothing)."""

    name: str
    layer: str
    parent: str
    field: str = ""
    value: str | bool = ""


@dataclass(slots=True)
class _Project:
    codes: dict[str, _Code] = field(default_factory=dict)
    users: dict[str, str] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)


def take(given: Input, options: ReadOptions) -> Items:
    """Yield the text sources of one project."""
    packed = Packed(given.data, given.name)
    roots = [name for name in packed if "/" not in name and name.lower().endswith(".qde")]
    if len(roots) != 1:
        raise given.refuse("is not a REFI-QDA project: it has no one .qde file", _HINT)
    root = parse_xml(packed.read(roots[0]), given.name)
    project = _read_project(root, packed)
    found: list[FoundArticle] = []
    refused: list[Refusal] = []
    owners: dict[str, str] = {}
    for number, source in enumerate(every(root, "textsource"), start=1):
        try:
            found.append(_article(source, project, packed, options, owners))
            found[-1].line = number
        except UserError as error:
            refused.append(Refusal(f"{given.where}, source {number}", error.message, error.hint))
    if not found and not refused:
        raise given.refuse("has no text sources", "Pictures, sound and PDF pages are not read.")
    _link(root, found, owners)
    yield from drafts_of(given, found, options)
    yield from refused


def _read_project(root: Element, packed: Packed) -> _Project:
    ours = (root.get("origin") or "").lower().startswith(_OURS)
    project = _Project(codes=_codes(root, ours=ours))
    project.users = {_guid(x, "guid"): x.get("name") or x.get("id") or "" for x in every(root, "user")}
    project.variables = {_guid(x, "guid"): x.get("name") or "" for x in every(root, "variable")}
    for note in every(root, "note"):
        text = next((x.text or "" for x in note if local(x) == "plaintextcontent"), "")
        path = note.get("plainTextPath") or ""
        if not text and path:
            text = _inner(packed, path).decode("utf-8-sig", "replace").replace("\r\n", "\n")
        project.notes[_guid(note, "guid")] = text or note.get("name") or ""
    return project


def _codes(root: Element, *, ours: bool) -> dict[str, _Code]:
    codes: dict[str, _Code] = {}
    for element in every(root, "code"):
        id, name = _guid(element, "guid"), element.get("name") or ""
        above = element.getparent()
        parent = _guid(above, "guid") if local(above) == "code" else ""
        layer = next((x.get("name") or "" for x in element.iterancestors() if _is_group(x)), "")
        key, equals, value = name.partition("=")
        is_field = bool(parent) and not _is_group(above) and (bool(equals) or ours)
        codes[id] = _Code(name, "" if layer == "Spans" and ours else layer, parent)
        if is_field:
            codes[id] = _Code(name, layer, parent, key if equals else name, value if equals else True)
    counts: dict[tuple[str, str], int] = {}
    for code in codes.values():
        counts[code.layer, code.name] = counts.get((code.layer, code.name), 0) + 1
    for id, code in codes.items():
        if counts[code.layer, code.name] > 1 and code.parent in codes and not code.field:
            codes[id] = _Code(f"{codes[code.parent].name}: {code.name}", code.layer, code.parent)
    return codes


def _is_group(element: Element) -> bool:
    return local(element) == "code" and (element.get("isCodable") or "true").lower() in {"false", "0"}


def _guid(element: Element, name: str) -> str:
    return str(element.get(name) or "").strip("{} ").lower()


def _inner(packed: Packed, path: str) -> bytes:
    """Return a file inside the project; the folder's name may be written in any case."""
    if "://" in path and not path.startswith("internal://"):
        raise UserError(f"The source “{path[:80]}” lies outside the project.", hint="Export it with its sources.")
    name = path.removeprefix("internal://").lstrip("/")
    found = packed.find(f"sources/{name}") or packed.find(name)
    if not found:
        raise UserError(f"The source “{name[:80]}” is missing from the project.", hint=_HINT)
    return packed.read(found)


def _article(
    source: Element, project: _Project, packed: Packed, options: ReadOptions, owners: dict[str, str]
) -> FoundArticle:
    name = source.get("name") or "source"
    content = next((x.text or "" for x in source if local(x) == "plaintextcontent"), "")
    path = source.get("plainTextPath") or ""
    article = FoundArticle(content, title=name, name=name)
    if path:
        data = _inner(packed, path)
        decoded = text_of(Input(name, name, data), options)
        article.text, article.original = decoded.text.removeprefix("\ufeff"), data
        article.encoding, article.newline = decoded.encoding, decoded.newline
    if not article.text.strip():
        raise UserError(f"The source “{name}” has no plain text.", hint="Pictures, sound and PDF pages are not read.")
    for child in source:
        kind = local(child)
        if kind == "plaintextselection":
            _add_selection(article, child, project, owners)
        elif kind == "coding":
            article.labels += [
                (code.name, code.layer, _user(child, project)) for code in _coded(child, project) if not code.field
            ]
        elif kind == "variablevalue":
            _add_value(article, child, project)
        elif kind == "noteref":
            article.notes.append((project.notes.get(_guid(child, "targetGUID"), ""), _user(source, project)))
        elif kind == "description" and words(child):
            article.notes.append((child.text or "", _user(source, project)))
    return article


def _add_selection(article: FoundArticle, element: Element, project: _Project, owners: dict[str, str]) -> None:
    """Add a span for each label that a selection is coded with; fields go to the span of the label above them."""
    id = _guid(element, "guid")
    start, end = element.get("startPosition") or "", element.get("endPosition") or ""
    if not (start.isdigit() and end.isdigit() and len(start) < 12 and len(end) < 12):  # noqa: PLR2004 - digits
        raise UserError(f"A selection in “{article.title}” has no place.", hint=_HINT)
    notes = [project.notes.get(_guid(x, "targetGUID"), "") for x in every(element, "noteref")]
    notes += [x.text or "" for x in element if local(x) == "description"]
    spans: dict[str, FoundSpan] = {}
    for coding in (x for x in element if local(x) == "coding"):
        for key, code in _coded_with_ids(coding, project):
            if not code.field:
                span = FoundSpan(code.name, [(int(start), int(end))], f"{id} {key}", layer=code.layer)
                span.annotator = _user(coding, project) or _user(element, project)
                span.note = "\n".join(note for note in notes if note)
                spans[key] = span
                owners.setdefault(id, span.id)
    for coding in (x for x in element if local(x) == "coding"):
        for key, code in _coded_with_ids(coding, project):
            if code.field and code.parent in spans:
                _add_answer(spans[code.parent], code)
            elif code.field:
                spans[key] = FoundSpan(code.name, [(int(start), int(end))], f"{id} {key}", layer=code.layer)
    article.spans += spans.values()


def _add_answer(span: FoundSpan, code: _Code) -> None:
    """Give a span one more value of a field: several, as of a role that two persons fill, become one answer."""
    before = span.answers.get(code.field)
    if before is None:
        span.answers[code.field] = code.value
    elif str(code.value) not in str(before).split("; "):
        span.answers[code.field] = f"{before}; {code.value}"


def _coded_with_ids(coding: Element, project: _Project) -> Iterator[tuple[str, _Code]]:
    for reference in every(coding, "coderef"):
        id = _guid(reference, "targetGUID")
        if id in project.codes:
            yield id, project.codes[id]


def _coded(coding: Element, project: _Project) -> Iterator[_Code]:
    return (code for _, code in _coded_with_ids(coding, project))


def _user(element: Element, project: _Project) -> str:
    return project.users.get(_guid(element, "creatingUser"), "")


def _add_value(article: FoundArticle, element: Element, project: _Project) -> None:
    name = next((project.variables.get(_guid(x, "targetGUID"), "") for x in every(element, "variableref")), "")
    value = next((x.text or "" for x in element if local(x) != "variableref" and local(x)), "")
    if name.lower() == "date" and day_of(value):
        article.date = day_of(value)
    elif name.lower() in {"source", "author", "language", "link"}:
        setattr(article, name.lower(), value)
    elif name and value:
        article.extra[name] = value


def _link(root: Element, found: list[FoundArticle], owners: Mapping[str, str]) -> None:
    """Join the pieces of spans, and make every other link between two selections a role."""
    home = {span.id: article for article in found for span in article.spans}
    joined: dict[str, str] = {}
    links = [
        (x.get("name") or "link", owners.get(_guid(x, "originGUID"), ""), owners.get(_guid(x, "targetGUID"), ""))
        for x in every(root, "link")
    ]
    for name, source, target in links:
        first = joined.get(source, source)
        if name != _CONTINUES or first not in home or home.get(target) is not home[first] or target in joined:
            continue
        article = home[first]
        spans = {span.id: span for span in article.spans}
        spans[first].ranges = [*spans[first].ranges, *spans[target].ranges]
        article.spans.remove(spans[target])
        joined[target] = first
    for name, source, target in links:
        if name != _CONTINUES and source in home:
            relation = FoundRelation(name, joined.get(source, source), joined.get(target, target))
            home[source].relations.append(relation)
