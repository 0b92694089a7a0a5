"""News in the formats of the agencies: NewsML-G2 and NITF. Each item is an article; a withdrawn one is refused."""

from collections.abc import Iterator

from annotator.core.draft import Draft, Refusal
from annotator.core.text import normalise
from annotator.formats.base import Format
from annotator.formats.days import day_of
from annotator.formats.incoming import Input, Items, ReadOptions, reading
from annotator.formats.markup import Element, block_text, every, first, local, parse_xml, words
from annotator.formats.shapes import root_name

_USABLE = "usable"


def take(given: Input, options: ReadOptions) -> Items:  # noqa: ARG001 - XML says all itself
    """Yield the news items of one file."""
    root = parse_xml(given.data, given.name)
    found = False
    for item in _items(root):
        found = True
        yield _newsml(given, item) if local(item) == "newsitem" else _nitf(given, item)
    if not found:
        raise given.refuse("has no news item in it", "NewsML-G2 and NITF are read.")


def _items(root: Element) -> Iterator[Element]:
    items = list(every(root, "newsitem"))
    if items:
        yield from items
    else:
        yield from every(root, "nitf")


def _newsml(given: Input, item: Element) -> Draft | Refusal:
    title = words(first(item, "headline", "title"))
    status = (_attribute(first(item, "pubstatus"), "qcode").rpartition(":")[2] or _USABLE).lower()
    if status != _USABLE:
        return given.refusal(f"“{title}” is {status}", "Its agency does not want it used.")
    content = first(item, "contentset")
    body = first(content, "inlinexml", "inlinedata") if content is not None else None
    text = _body(body) if body is not None else ""
    if not text:
        return given.refusal(f"“{title}” has no text", "Pictures and packages are not read.")
    return Draft(
        text=text + "\n",
        title=title,
        author=words(first(item, "by")),
        date=day_of(words(first(item, "versioncreated", "firstcreated", "contentcreated"))),
        source=words(first(item, "creditline")) or _name(first(item, "provider")),
        link=item.get("guid") or "",
        language=_attribute(first(item, "language"), "tag").split("-")[0],
        place=_name(first(item, "located")),
        name=given.name,
        original=given.data,
    )


def _nitf(given: Input, item: Element) -> Draft | Refusal:
    title = words(first(item, "hl1", "hedline")) or words(first(item, "title"))
    text = _body(item)
    if not text:
        return given.refusal(f"“{title}” has no text", "Pictures are not read.")
    issued = first(item, "date.issue")
    dated = first(item, "story.date")
    return Draft(
        text=text + "\n",
        title=title,
        author=words(first(item, "person")) or words(first(item, "byline")),
        date=day_of(_attribute(issued, "norm")) or day_of(_attribute(dated, "norm")),
        source=_attribute(first(item, "doc.copyright"), "holder") or words(first(item, "distributor")),
        link=_attribute(first(item, "doc-id"), "id-string"),
        language=(item.get("{http://www.w3.org/XML/1998/namespace}lang") or "").split("-")[0],
        name=given.name,
        original=given.data,
    )


def _body(element: Element) -> str:
    """Return the running text: the body's content where there is one, with its dateline before the first words."""
    if local(element) == "inlinedata" and not len(element):
        # Not marked up: its line breaks are all that parts its paragraphs.
        return normalise("".join(element.itertext())).text.strip("\n")
    body = first(element, "body.content", "body")
    text = block_text(body if body is not None else element)
    dateline = words(first(element, "dateline"))
    if dateline and body is not None and dateline not in text:
        text = f"{dateline}\n\n{text}"
    return normalise(text).text.strip("\n")


def _name(element: Element | None) -> str:
    if element is None:
        return ""
    return words(first(element, "name")) or element.get("literal") or ""


def _attribute(element: Element | None, name: str) -> str:
    return str(element.get(name) or "") if element is not None else ""


def knows(head: bytes) -> bool:
    """Say whether some XML begins as news does."""
    return root_name(head) in {"newsitem", "newsmessage", "packageitem", "nitf"}


FORMAT = Format(
    name="newsml",
    title="News item (NewsML-G2, NITF)",
    suffixes=(".xml", ".nitf", ".newsml"),
    target="file",
    description="Items of news agencies with headline, byline, day and provider. Withdrawn ones are refused.",
    carries=frozenset(),
    read=reading(take),
    take=take,
    knows=knows,
)
