"""Reads Prodigy's JSONL: spans, relations, choices, and the answer: only what was accepted is read."""

from annotator.formats.fields import Fields
from annotator.formats.gathering import Answer, FoundArticle, FoundRelation, FoundSpan
from annotator.formats.json_articles import answer_of, certainty_of, described, name_or_number, place_of, taking
from annotator.formats.shapes import first_row

_USED = frozenset(
    {"text", "tokens", "spans", "relations", "answer", "accept", "options", "label", "html", "session_id"}
)
_OWN = frozenset({"_input_hash", "_task_hash", "_view_id", "_session_id", "_annotator_id", "answer"})


def article_of(row: Fields, line: int) -> FoundArticle | None:
    """Return the article of one example; None for one that was rejected or ignored."""
    if row.text("answer", "accept") != "accept":
        return None
    text = row.text("text")
    if not text.strip():
        raise row.refuse("it has no text")
    article = described(text, row, _USED)
    who = row.text("_annotator_id") or row.text("_session_id")
    starts: dict[int, str] = {}
    for number, item in enumerate(row.rows("spans")):
        place = place_of(item)
        id = str(number)
        last = item.number("token_end")
        if last is not None:
            starts[last] = id
        quotes = [item.text("text")] if "text" in item else []
        span = FoundSpan(item.text("label") or "span", [place], id, quotes=quotes, annotator=who, line=line)
        span.note, span.certainty = item.text("note"), certainty_of(item)
        span.answers = _answers(item)
        article.spans.append(span)
    _read_relations(row, article, starts, line)
    chosen = [name for name in row.items("accept") if isinstance(name, str | int)]
    article.labels = [(str(name), "", who) for name in chosen]
    if row.text("label") and not row.items("spans") and not chosen:
        article.labels.append((row.text("label"), "", who))
    meta = row.values.get("meta")
    about = Fields(meta if isinstance(meta, dict) else {}, row.where)
    article.labels += [(name, "", who) for name in _texts(about, "labels")]
    article.notes += [(note, who) for note in _texts(about, "notes")]
    return article


def _answers(item: Fields) -> dict[str, Answer]:
    """Return the fields that Prodigy has passed through, and those that a person or organisation fills."""
    answers: dict[str, Answer] = {}
    for key in ("attributes", "roles"):
        for name, value in item.row(key).values.items():
            if value is not None:
                answers.setdefault(name, answer_of(value, key, item))
    return answers


def _texts(item: Fields, key: str) -> list[str]:
    value = item.values.get(key)
    return [part for part in value if isinstance(part, str)] if isinstance(value, list) else []


def _read_relations(row: Fields, article: FoundArticle, by_token: dict[int, str], line: int) -> None:
    """A relation names its ends by the place of each span, or by the last token of each."""
    places = {tuple(span.ranges[0]): span.id for span in article.spans}
    for item in row.rows("relations"):
        ends: list[str] = []
        for key, token in (("head_span", "head"), ("child_span", "child")):
            place = item.row(key)
            found = places.get((place.number("start") or 0, place.number("end") or 0)) if key in item else None
            ends.append(found or by_token.get(item.number(token) or 0, name_or_number(item, token)))
        article.relations.append(FoundRelation(item.text("label"), ends[0], ends[1], line))


def knows(head: bytes) -> bool:
    """Say whether the first object is one of Prodigy's."""
    row = first_row(head)
    return "text" in row and (
        bool(_OWN & row.keys()) or ("spans" in row and ("tokens" in row or "relations" in row) and "id" not in row)
    )


take = taking(article_of)
