"""Reads what Potato writes (annotated_instances.jsonl): labels of the text and spans of each scheme; it never writes.

Its versions wrote spans as a list, as lists by scheme, and as keys like “scheme:name:start:end”.
"""

from collections.abc import Iterator

from annotator.formats.base import Format
from annotator.formats.fields import Fields
from annotator.formats.gathering import FoundArticle, FoundSpan
from annotator.formats.incoming import reading
from annotator.formats.json_articles import described, name_or_number, place_of, taking
from annotator.formats.shapes import first_row

_USED = frozenset(
    {"displayed_text", "text", "label_annotations", "span_annotations", "behavioral_data", "user_id", "annotator"}
)
_NAMES = ("name", "label", "annotation", "title")
_NO = frozenset({"", "0", "false", "none", "null"})


def article_of(row: Fields, line: int) -> FoundArticle:
    """Return one instance as one person annotated it."""
    text = row.text("displayed_text") or row.text("text")
    if not text.strip():
        raise row.refuse("it has no text; its key is “displayed_text”")
    article = described(text, row, _USED)
    who = name_or_number(row, "user_id") or name_or_number(row, "annotator")
    for scheme, answers in row.row("label_annotations").values.items():
        article.labels += [(label, scheme, who) for label in _chosen(answers)]
    for span in _spans(row):
        span.annotator, span.line, span.id = who, line, f"#{len(article.spans)}"
        article.spans.append(span)
    return article


def _chosen(answers: object) -> Iterator[str]:
    if isinstance(answers, str):
        yield answers
    for label, value in answers.items() if isinstance(answers, dict) else ():
        if str(value).casefold() in _NO:
            continue
        plain = str(value).casefold() in {"true", "1", "on", str(label).casefold()}
        yield str(label) if plain else f"{label}: {value}"


def _spans(row: Fields) -> Iterator[FoundSpan]:
    value = row.values.get("span_annotations")
    if isinstance(value, list):
        yield from (_span(item) for item in row.rows("span_annotations"))
    elif isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(inner, list):
                for item in Fields(value, row.where).rows(key):
                    span = _span(item)
                    span.layer = span.layer or key
                    yield span
                continue
            parts = key.rsplit(":", 3)
            if len(parts) == 4 and parts[2].isdigit() and parts[3].isdigit() and len(key) < 500:  # noqa: PLR2004
                if str(inner).casefold() not in _NO:
                    yield FoundSpan(parts[1], [(int(parts[2][:12]), int(parts[3][:12]))], layer=parts[0])
            else:
                raise row.refuse(f"the span “{key[:60]}” is not scheme:name:start:end")


def _span(item: Fields) -> FoundSpan:
    name = next((item.text(key) for key in _NAMES if isinstance(item.values.get(key), str) and item.text(key)), "")
    quotes = [item.text(key) for key in ("span", "text") if isinstance(item.values.get(key), str)][:1]
    return FoundSpan(name, [place_of(item)], layer=item.text("schema"), quotes=quotes)


def knows(head: bytes) -> bool:
    """Say whether the first object is an instance of Potato."""
    row = first_row(head)
    return "label_annotations" in row or ("span_annotations" in row and "displayed_text" in row)


take = taking(article_of)

FORMAT = Format(
    name="potato",
    title="Potato (JSONL)",
    suffixes=(".jsonl", ".json"),
    target="file",
    description="Annotated instances with the labels and spans of every scheme.",
    carries=frozenset(),
    read=reading(take),
    take=take,
    knows=knows,
)
