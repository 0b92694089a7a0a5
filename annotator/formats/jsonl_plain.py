"""A span as this program writes it, read in one go, since a file may have hundreds of thousands of them.

It answers only where all is as it should be. Every other shape, and all that is wrong, is left to `jsonl_reading`,
which knows them and says what is wrong; both give the same span.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from annotator.core.model import BY_HUMAN, Article, Fragment, Origin, OriginKind, Span, Value

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_IDS = re.compile(rf"{_UUID.pattern} {_UUID.pattern} {_UUID.pattern}")
_HUMAN = {"kind": "human"}
_KINDS = {str(kind): kind for kind in OriginKind}
_MOST = (1 << 63) - 1
_CERTAIN = 100


def plain_span(row: Mapping[str, object], article: Article, text: str) -> Span | None:
    """Return the span in a row, or None where it takes a closer look.

    `text` is the row's own text where normalising left it as it is, so that offsets need no moving.
    """
    get = row.get
    id, label, annotator, note, certainty = (
        get("id"),
        get("label_id"),
        get("annotator_id"),
        get("note"),
        get("certainty"),
    )
    if not isinstance(id, str) or not isinstance(label, str) or not isinstance(annotator, str):
        return None
    if not isinstance(note, str) or not isinstance(get("annotator"), str) or get("text_version") != article.version:
        return None
    if not _IDS.fullmatch(f"{id} {label} {annotator}"):
        return None
    certainty = get("certainty")
    fragments, origin, answers = _fragments(row, text), _origin(get("origin")), _answers(row)
    if fragments is None or origin is None or answers is None or not _is_percent(certainty):
        return None
    number = certainty if isinstance(certainty, int) else None
    return Span(id, article.id, article.version, label, annotator, fragments, answers, note, number, origin)


def _fragments(row: Mapping[str, object], text: str) -> tuple[Fragment, ...] | None:
    start, end, ranges = row.get("start"), row.get("end"), row.get("fragments")
    if type(start) is not int or type(end) is not int or not isinstance(ranges, list) or not ranges:
        return None
    if ranges == [[start, end]]:
        quote = text[start:end]
        sound = 0 <= start < end <= len(text) and quote == row.get("text")
        return (Fragment(start, end, quote),) if sound else None
    pieces, before = [], 0
    for pair in ranges:
        match pair:
            case [int(first), int(last)] if before <= first < last <= len(text):
                pieces.append(Fragment(first, last, text[first:last]))
                before = last
            case _:
                return None
    whole = (pieces[0].start, pieces[-1].end) == (start, end)
    return tuple(pieces) if whole and " ".join(piece.quote for piece in pieces) == row.get("text") else None


def _origin(row: object) -> Origin | None:
    if row == _HUMAN:
        return BY_HUMAN
    if not isinstance(row, dict):
        return None
    kind, run, suggestion, score = row.get("kind"), row.get("run", ""), row.get("suggestion", ""), row.get("score")
    if not isinstance(kind, str) or not isinstance(run, str) or not isinstance(suggestion, str) or kind not in _KINDS:
        return None
    return _made(kind, run, suggestion, score if isinstance(score, int) else None) if _is_percent(score) else None


@lru_cache(maxsize=256)
def _made(kind: str, run: str, suggestion: str, score: int | None) -> Origin:
    return Origin(_KINDS[kind], run, suggestion, score)


def _is_percent(value: object) -> bool:
    return value is None or (type(value) is int and 0 <= value <= _CERTAIN)


def _answers(row: Mapping[str, object]) -> dict[str, Value] | None:
    rows = row.get("attribute_values")
    if rows is None:
        return None if row.get("attributes") else {}
    answers: dict[str, Value] = {}
    for answer in rows if isinstance(rows, list) else [rows]:
        match answer:
            case {"id": str(id), "value": str(value)} if _UUID.fullmatch(id):
                answers[id] = value
            case {"id": str(id), "value": bool(value)} if _UUID.fullmatch(id):
                answers[id] = value
            case {"id": str(id), "value": int(value)} if _UUID.fullmatch(id) and abs(value) <= _MOST:
                answers[id] = value
            case {"id": str(id), "value": [*values]} if _UUID.fullmatch(id) and all(isinstance(x, str) for x in values):
                answers[id] = tuple(str(value) for value in values)
            case _:
                return None
    return answers
