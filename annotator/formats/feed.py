"""Saved feeds (RSS, Atom): each entry that holds text is an article. It fetches nothing and never writes."""

import html
from collections.abc import Iterator

from annotator.core.draft import Draft
from annotator.core.text import normalise
from annotator.formats.base import Format
from annotator.formats.days import day_of
from annotator.formats.incoming import Input, Items, ReadOptions, reading
from annotator.formats.markup import Element, block_text, local, parse_html, parse_xml, words
from annotator.formats.shapes import root_name

_BODIES = ("encoded", "content", "description", "summary")
_DAYS = ("pubdate", "published", "issued", "date", "updated", "modified")


def take(given: Input, options: ReadOptions) -> Items:  # noqa: ARG001 - XML says all itself
    """Yield the entries of one feed."""
    root = parse_xml(given.data, given.name)
    if local(root) not in {"rss", "feed", "rdf"}:
        raise given.refuse("is not a feed", "Save the feed itself (RSS or Atom), not the page that shows it.")
    site = _channel(root)
    found = False
    for number, entry in enumerate((x for x in root.iter() if local(x) in {"item", "entry"}), start=1):
        found = True
        parts = {local(child): child for child in reversed(list(entry)) if local(child)}
        text = _text(parts)
        title = _shown(words(parts.get("title")))
        if not text:
            yield given.refusal(f"entry {number}, “{title}”, has no text", "Open its page and save that.")
            continue
        yield Draft(
            text=text + "\n",
            title=title,
            date=next((day for name in _DAYS if (day := day_of(words(parts.get(name))))), ""),
            source=words(parts.get("source")) or site,
            author=words(parts.get("creator")) or _author(parts.get("author")),
            link=_link(entry),
            language=(root.get("{http://www.w3.org/XML/1998/namespace}lang") or "").split("-")[0],
            name=given.name,
        )
    if not found:
        raise given.refuse("has no entries", "Save the feed again.")


def _channel(root: Element) -> str:
    for parent in (*(x for x in root if local(x) == "channel"), root):
        for child in parent:
            if local(child) == "title":
                return _shown(words(child))
    return ""


def _text(parts: dict[str, Element]) -> str:
    """Return the longest text of an entry: a summary stands in where there is no whole article."""
    found = ""
    for name in _BODIES:
        element = parts.get(name)
        if element is None:
            continue
        if len(element):
            text = block_text(element)
        else:
            raw = element.text or ""
            text = block_text(parse_html(raw, "entry")) if "<" in raw else html.unescape(raw).strip()
        found = text if len(text) > len(found) else found
    return normalise(found).text.strip("\n")


def _shown(title: str) -> str:
    """Return a title without the markup and entities that many feeds escape twice."""
    text = html.unescape(title)
    return block_text(parse_html(text, "title")).replace("\n", " ") if "<" in text and ">" in text else text


def _author(element: Element | None) -> str:
    if element is None:
        return ""
    return next((words(child) for child in element if local(child) == "name"), "") or words(element)


def _link(entry: Element) -> str:
    links = [child for child in entry if local(child) == "link"]
    for link in links:
        if link.get("rel", "alternate") == "alternate" and (link.get("href") or words(link)):
            return str(link.get("href") or words(link))
    return next(_guids(entry), "")


def _guids(entry: Element) -> Iterator[str]:
    return (words(child) for child in entry if local(child) in {"guid", "id"} and words(child).startswith("http"))


def knows(head: bytes) -> bool:
    """Say whether some XML begins as a feed does."""
    return root_name(head) in {"rss", "feed", "rdf"}


FORMAT = Format(
    name="feed",
    title="Feed (RSS, Atom)",
    suffixes=(".rss", ".atom", ".xml"),
    target="file",
    description="Each entry of a saved feed that holds text is an article.",
    carries=frozenset(),
    read=reading(take),
    take=take,
    knows=knows,
)
