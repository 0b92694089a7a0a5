"""Reads exports of Argilla, of version 2 (fields, responses, suggestions) and of version 1 (annotation, prediction)."""

from annotator.formats.base import Format
from annotator.formats.fields import Fields
from annotator.formats.gathering import FoundArticle, FoundSpan
from annotator.formats.incoming import reading
from annotator.formats.json_articles import described, name_or_number, place_of, taking
from annotator.formats.shapes import first_row

_USED = frozenset(
    {"fields", "responses", "suggestions", "vectors", "text", "inputs", "tokens", "annotation", "prediction",
     "annotation_agent", "prediction_agent", "status", "metrics", "explanation", "search_keywords", "multi_label"}
)  # fmt: skip
_ACCEPTED = frozenset({"", "submitted", "Validated", "Default", "draft"})


def article_of(row: Fields, line: int) -> FoundArticle | None:
    """Return one record; None for one that was discarded."""
    if row.text("status") in {"Discarded", "discarded"}:
        return None
    text = _text(row)
    if not text.strip():
        raise row.refuse("it has no text")
    article = described(text, row, _USED)
    for question, items in row.row("responses").values.items() if isinstance(row.values.get("responses"), dict) else ():
        for item in Fields({question: items}, row.where).rows(question):
            if item.text("status") in _ACCEPTED:
                _add(article, question, item.values.get("value"), name_or_number(item, "user_id"), line)
    suggestions = row.values.get("suggestions")
    for question, item in suggestions.items() if isinstance(suggestions, dict) else ():
        if isinstance(item, dict):
            said = Fields(item, row.where)
            _add(article, question, item.get("value"), said.text("agent") or "suggestions", line, is_model=True)
    for key, agent, is_model in (("annotation", "annotation_agent", False), ("prediction", "prediction_agent", True)):
        _add(article, "", row.values.get(key), row.text(agent), line, is_model=is_model)
    for number, span in enumerate(article.spans):
        span.id = f"#{number}"
    return article


def _text(row: Fields) -> str:
    fields = row.values.get("fields")
    if isinstance(fields, dict):
        texts = {key: value for key, value in fields.items() if isinstance(value, str)}
        return texts.get("text") or max(texts.values(), key=len, default="")
    inputs = row.values.get("inputs")
    if isinstance(inputs, dict):
        return max((x for x in inputs.values() if isinstance(x, str)), key=len, default="")
    return row.text("text")


def _add(article: FoundArticle, question: str, value: object, who: str, line: int, *, is_model: bool = False) -> None:
    """Add an answer: spans where it is a list of places, labels of the article where it is names."""
    for item in value if isinstance(value, list) else [value]:
        match item:
            case str() if item.strip():
                article.labels.append((item, question, who))
            case [str() as label, int() as start, int() as end, *_]:
                article.spans.append(_span(label, (start, end), question, who, line, is_model=is_model))
            case {"start": int(), "end": int(), **rest} if isinstance(item, dict):
                said = Fields(item, f"line {line}")
                label = said.text("label") or question
                span = _span(label, place_of(said), question, who, line, is_model=is_model)
                score = rest.get("score")
                span.score = round(score * 100) if isinstance(score, float) and 0 <= score <= 1 else None
                article.spans.append(span)
            case {"label": str() as label}:
                article.labels.append((label, question, who))
            case int() if not isinstance(item, bool):
                article.labels.append((f"{question}: {item}", question, who))


def _span(label: str, place: tuple[int, int], layer: str, who: str, line: int, *, is_model: bool) -> FoundSpan:
    return FoundSpan(label, [place], layer=layer, annotator=who, model=is_model, line=line)


def knows(head: bytes) -> bool:
    """Say whether the first object is a record of Argilla."""
    row = first_row(head)
    if "fields" in row and row.keys() & {"responses", "suggestions"}:
        return True
    return bool(row.keys() & {"annotation_agent", "prediction_agent"}) and bool(row.keys() & {"text", "inputs"})


take = taking(article_of)


FORMAT = Format(
    name="argilla",
    title="Argilla (JSON)",
    suffixes=(".json", ".jsonl"),
    target="file",
    description="Records with responses and suggestions, of version 2 and of version 1.",
    carries=frozenset(),
    read=reading(take),
    take=take,
    knows=knows,
)
