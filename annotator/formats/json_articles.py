"""What readers of annotated JSON share: going through the rows, and what a row says of its article beside spans."""

from collections.abc import Callable, Container
from hashlib import md5

from annotator.core.draft import Refusal
from annotator.core.errors import UserError
from annotator.formats.days import day_of
from annotator.formats.fields import Fields
from annotator.formats.gathering import WHOLE, Answer, FoundArticle, drafts_of, percent
from annotator.formats.incoming import Input, Items, ReadOptions, Take
from annotator.formats.json_lists import rows_of
from annotator.formats.offsets import POINTS, Unit

_META = ("meta", "metadata", "data", "_meta")
_PARTS = {
    "title": "title", "headline": "title", "list_title": "title", "display_title": "title", "date": "date",
    "published": "date", "source": "source", "publisher": "source", "author": "author", "url": "link", "link": "link",
    "language": "language", "lang": "language",
}  # fmt: skip
_MOST_EXTRA = 2_000

ArticleOf = Callable[[Fields, int], FoundArticle | None]
"""Makes the article of a row; None where it is to be passed by. Raises `UserError` for a row that does not hold."""


def taking(article_of: ArticleOf, usual: Unit = POINTS) -> Take:
    """Return the reader of files whose rows `article_of` understands, with offsets in `usual` units by their rules."""

    def take(given: Input, options: ReadOptions) -> Items:
        found: list[FoundArticle] = []
        passed = 0
        bad: list[Refusal] = []
        for line, row in rows_of(given, options):
            try:
                if isinstance(row, UserError):
                    raise row
                article = article_of(row, line)
            except UserError as error:
                bad.append(Refusal(f"{given.where}, line {line}", error.message, error.hint))
                continue
            if article is None:
                passed += 1
            else:
                article.line = line
                found.append(article)
        if not found and not bad:
            what = f"holds {passed} articles that nobody accepted" if passed else "holds no articles"
            raise given.refuse(what, "Export it again with its texts.")
        remarks = [f"{passed} of its rows were rejected or ignored and are not read."] if passed else []
        yield from drafts_of(given, found, options, usual, remarks)
        yield from bad

    return take


def described(text: str, row: Fields, used: Container[str]) -> FoundArticle:
    """Return an article with what a row and the objects of metadata in it say; what has no place goes into `extra`."""
    article = FoundArticle(text)
    values = dict(row.values)
    for key in _META:
        inner = values.pop(key, None)
        if isinstance(inner, dict):
            values = {**values, **inner}
    for key, value in values.items():
        if key in used or key.startswith("_") or value is None or isinstance(value, list | dict):
            continue
        shown = str(value)
        part = _PARTS.get(key.casefold(), "")
        if part == "date" and not day_of(shown):
            part = ""
        if part and not getattr(article, part):
            setattr(article, part, day_of(shown) if part == "date" else shown)
        elif shown:
            article.extra[key] = shown[:_MOST_EXTRA]
    return article


def place_of(item: Fields, start: str = "start", end: str = "end") -> tuple[int, int]:
    """Return two offsets; raise `UserError` where one is missing."""
    first, last = item.number(start), item.number(end)
    if first is None or last is None:
        raise item.refuse("it has no start and end")
    return first, last


def certainty_of(item: Fields) -> int | None:
    """Return how sure a span is, in percent; raise `UserError` for anything else."""
    certainty = percent(item.number("certainty"))
    if certainty is None and "certainty" in item:
        raise item.wrong("certainty", f"a whole number from 0 to {WHOLE}")
    return certainty


def answer_of(value: object, key: str, item: Fields) -> Answer:
    """Return the answer in a field, several choices as one text; raise `UserError` for what no field can hold."""
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return "; ".join(value)
    if isinstance(value, str | int | bool):
        return value
    raise item.wrong(key, "an object of texts, whole numbers, and yes or no")


def short_hash(text: str) -> str:
    """Return the MD5 that some tools write beside a text to recognise it; it guards nothing."""
    return md5(text.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()


def name_or_number(item: Fields, key: str) -> str:
    """Return an id that may be text or a number, as text."""
    value = item.values.get(key)
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return str(value)
