"""Reads the rows of a Hugging Face dataset that `hf` wrote, from JSON lines or Parquet: spans, roles and labels."""

import json

from annotator.formats.fields import Fields
from annotator.formats.gathering import Answer, FoundArticle, FoundFiller, FoundRelation, FoundSpan
from annotator.formats.json_articles import answer_of, certainty_of, described, place_of, taking
from annotator.formats.shapes import has_keys

_USED = frozenset(
    {"id", "offset_unit", "sha256", "text", "labels", "spans", "relations", "tokens", "token_starts", "ner_tags"}
)
OWN = ("offset_unit", "token_starts", "ner_tags", "spans", "text")
"""The columns that tell such a dataset from another."""
_NOT_STATED = "not stated"


def article_of(row: Fields, line: int) -> FoundArticle:
    """Return one article; raise `UserError` for a row that does not hold."""
    if row.text("offset_unit") != "codepoint":
        raise row.refuse("its “offset_unit” is not “codepoint”")
    article = described(row.text("text"), row, _USED)
    article.labels += [(label, "", "") for label in row.texts("labels")]
    article.spans += {span.id: span for span in (_span(item, line) for item in row.rows("spans"))}.values()
    fillers: list[FoundFiller] = []
    for item in row.rows("relations"):
        role, source = item.text("role"), item.text("from")
        if item.text("to_span"):
            article.relations.append(FoundRelation(role, source, item.text("to_span"), line=line))
        else:
            fillers.append(FoundFiller(role, source, item.text("to_actor") or _NOT_STATED, line))
    article.fill(fillers)
    return article


def _span(item: Fields, line: int) -> FoundSpan:
    ranges = item.ranges("fragments") or (place_of(item),)
    words, at, quotes = item.text("text"), 0, []
    for start, end in ranges:
        quotes.append(words[at : at + end - start])
        at += end - start + 1
    return FoundSpan(
        item.text("label"),
        ranges,
        item.text("id"),
        quotes=quotes,
        answers=_answers(item),
        note=item.text("note"),
        certainty=certainty_of(item),
        annotator=item.text("annotator"),
        model=item.text("origin") == "model",
        line=line,
    )


def _answers(item: Fields) -> dict[str, Answer]:
    """Return the fields of a span, which stand in one text of JSON; several choices become one text."""
    try:
        values = json.loads(item.text("attributes", "{}"))
    except (ValueError, RecursionError) as error:
        raise item.wrong("attributes", "an object in JSON") from error
    if not isinstance(values, dict):
        raise item.wrong("attributes", "an object in JSON")
    return {name: answer_of(value, "attributes", item) for name, value in values.items() if value is not None}


def knows(head: bytes) -> bool:
    """Say whether the first row is one of a dataset that `hf` wrote."""
    return has_keys(head, *OWN)


take = taking(article_of)
