"""Finds the article in a web page: its text, and what the page says of title, author, day and site.

It works from the tree of a page and fetches nothing. trafilatura does the finding where it is installed; what is here
scores paragraphs by their words and links, as Readability does.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from annotator.core.patterns import Pattern
from annotator.formats.days import day_of
from annotator.formats.markup import Element, block_text, every, first, local, words

_AWAY = frozenset(
    {"nav", "header", "footer", "aside", "form", "script", "style", "noscript", "template", "svg", "iframe",
     "button"}
)  # fmt: skip
_UNLIKELY = Pattern(
    r"(?i)comment|related|share|social|promo|sponsor|advert|\bad[s-]|cookie|newsletter|breadcrumb|sidebar|footer|subscribe|"
    r"recommend|popup|banner|navbar|\bmenu|byline-share|outbrain|taboola"
)
_LIKELY = Pattern(r"(?i)article|body|content|entry|main|story|post|text")
_PARAGRAPHS = frozenset({"p", "pre", "blockquote", "td", "li", "h2", "h3"})
_LEAST_PARAGRAPH = 25
_LEAST_ARTICLE = 140
_MOST_LINKS = 0.5
_SHARE_OF_BEST = 0.2


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says; each part is empty where it does not say."""

    text: str
    title: str = ""
    author: str = ""
    date: str = ""
    site: str = ""
    link: str = ""
    language: str = ""
    finder: str = ""


def read_page(root: Element, source: str) -> Page:
    """Return the article of a page, given as a tree and as text (which trafilatura reads itself)."""
    known = _known(root)
    text, finder = _by_trafilatura(source), "trafilatura"
    if len(text) < _LEAST_ARTICLE:
        own = article_text(root)
        if len(own) > len(text):
            text, finder = own, "paragraphs"
    return Page(
        text=text,
        title=known.get("title", ""),
        author=known.get("author", ""),
        date=known.get("date", ""),
        site=known.get("site", ""),
        link=known.get("link", ""),
        language=(root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or "").split("-")[0],
        finder=finder if text else "",
    )


def _by_trafilatura(source: str) -> str:
    try:
        import trafilatura
    except ImportError:
        return ""
    found = trafilatura.extract(source, favor_precision=True, include_comments=False, include_tables=True)
    return str(found or "").replace("\n", "\n\n") if found else ""


def article_text(root: Element) -> str:
    """Return the text of the part of a page that most of its running text stands in; empty for a page without any."""
    body = first(root, "body")
    if body is None:
        return ""
    _drop(body)
    best = _best(body)
    if best is None:
        return block_text(body)
    parent = best.getparent()
    if parent is None or best is body:
        return block_text(best)
    scores = _scores(body)
    least = max(10.0, scores[best] * _SHARE_OF_BEST)
    kept = [x for x in parent if x is best or scores.get(x, 0) >= least or _is_paragraph(x)]
    return "\n\n".join(text for text in (block_text(x) for x in kept) if text)


def _drop(body: Element) -> None:
    """Take out what is never part of an article; the page's tree is ours alone."""
    for element in list(body.iter()):
        name = local(element)
        marks = f"{element.get('class') or ''} {element.get('id') or ''}" if name else ""
        unlikely = name in {"div", "section", "ul", "p", "figure"} and _UNLIKELY.search(marks)
        whole = first(element, "article") is not None or _LIKELY.search(marks) if unlikely else False
        if (name in _AWAY and not (name == "header" and _is_in_article(element))) or (unlikely and not whole):
            parent = element.getparent()
            if parent is not None:
                element.clear(keep_tail=True)


def _is_in_article(element: Element) -> bool:
    return any(local(parent) == "article" for parent in element.iterancestors())


def _is_paragraph(element: Element) -> bool:
    text = words(element)
    return local(element) == "p" and len(text) > _LEAST_PARAGRAPH and _links(element, text) < _MOST_LINKS


def _links(element: Element, text: str) -> float:
    """Return the share of an element's text that is links."""
    return sum(len(words(link)) for link in every(element, "a")) / max(1, len(text))


def _scores(body: Element) -> dict[Element, float]:
    scores: dict[Element, float] = defaultdict(float)
    for element in body.iter():
        if local(element) not in _PARAGRAPHS:
            continue
        text = words(element)
        if len(text) < _LEAST_PARAGRAPH:
            continue
        commas = sum(text.count(comma) for comma in ",，、،")
        worth = (1 + commas + min(len(text) / 100, 3)) * (1 - min(1.0, _links(element, text)))
        parent = element.getparent()
        if parent is not None:
            scores[parent] += worth
            if parent.getparent() is not None:
                scores[parent.getparent()] += worth / 2
    for element in scores:
        marks = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('itemprop') or ''}"
        if local(element) == "article" or _LIKELY.search(marks):
            scores[element] *= 1.5
    return scores


def _best(body: Element) -> Element | None:
    scores = _scores(body)
    return max(scores, key=lambda element: scores[element]) if scores else None


def _known(root: Element) -> dict[str, str]:
    """Return what a page says of its article: linked data first, then meta tags, then what is shown."""
    known: dict[str, str] = {}

    def add(name: str, value: object) -> None:
        text = " ".join(value.split()) if isinstance(value, str) else ""
        text = day_of(text) if name == "date" else text
        if text:
            known.setdefault(name, text[:1000])

    for data in _linked_data(root):
        add("title", data.get("headline"))
        add("author", _people(data.get("author")))
        add("date", data.get("datePublished"))
        add("site", _people(data.get("publisher")))
        add("link", data.get("url") if isinstance(data.get("url"), str) else None)
    meta = _meta(root)
    for name, keys in _META.items():
        for key in keys:
            add(name, meta.get(key))
    for link in every(root, "link"):
        if (link.get("rel") or "").lower() == "canonical":
            add("link", link.get("href"))
    add("title", words(first(root, "h1")) or words(first(root, "title")))
    for time in every(root, "time"):
        add("date", time.get("datetime") or words(time))
    if not known.get("link", "").startswith(("http://", "https://")):
        known.pop("link", None)
    return known


_META = {
    "title": ("og:title", "twitter:title", "dc.title", "title"),
    "author": ("author", "article:author", "dc.creator", "parsely-author", "byl"),
    "date": ("article:published_time", "datepublished", "pubdate", "publishdate", "date", "dc.date", "dc.date.issued"),
    "site": ("og:site_name", "application-name", "dc.publisher", "source"),
    "link": ("og:url",),
}


def _meta(root: Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in every(root, "meta"):
        key = element.get("property") or element.get("name") or element.get("itemprop") or ""
        if key and element.get("content"):
            found.setdefault(key.lower(), element.get("content"))
    return found


def _linked_data(root: Element) -> Iterator[Mapping[str, Any]]:
    """Yield the JSON-LD objects that describe an article."""
    for script in every(root, "script"):
        if (script.get("type") or "").lower() != "application/ld+json" or not script.text:
            continue
        try:
            data = json.loads(script.text)
        except (ValueError, RecursionError):
            continue
        items = data if isinstance(data, list) else data.get("@graph", [data]) if isinstance(data, dict) else []
        for item in items if isinstance(items, list) else []:
            if isinstance(item, dict) and "headline" in item:
                yield item


def _people(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(name for name in (_people(item) for item in value) if name)
    if isinstance(value, dict):
        return _people(value.get("name"))
    return value if isinstance(value, str) and not value.startswith("http") else ""
