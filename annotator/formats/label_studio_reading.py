"""Reads Label Studio's JSON: annotations and predictions of tasks, their regions, choices, relations and notes.

Regions that the relation “continues” joins are the pieces of one span. A region of a web page is found by its words,
since its numbers belong to the page and not to the text. The short export (JSON-MIN) has a row an annotation; a plain
value in it is an answer or a part of the task, which cannot be told apart, and becomes a further field of the article.
"""

from collections.abc import Iterator, Mapping

from annotator.formats.fields import Fields
from annotator.formats.gathering import FoundArticle, FoundRelation, FoundSpan
from annotator.formats.json_articles import described, name_or_number, place_of, taking
from annotator.formats.pieces import join_pieces
from annotator.formats.shapes import first_row

_TEXT_KEYS = ("text", "article", "content", "body", "dialogue", "html")
_OF_A_RESULT = ("annotation_id", "annotator", "lead_time", "created_at", "updated_at", "agreement")
_REGIONS = ("labels", "hypertextlabels", "paragraphlabels")
_ANSWERS = ("choices", "taxonomy")
_VALUES = ("rating", "number", "datetime")


def article_of(row: Fields, line: int) -> FoundArticle:
    """Return the article of one task with all annotations and predictions."""
    data = row.row("data") if "data" in row else row
    results = [*_results(row)]
    key = _text_key(data, [item for _, _, _, items in results for item in items])
    text = data.text(key)
    if not text.strip():
        raise row.refuse("it has no text")
    article = described(text, Fields(data.values, row.where), {key, "annotations", "predictions", *_OF_A_RESULT})
    for number, (who, is_model, score, items) in enumerate(results):
        _Result(article, str(number), who, line, is_model=is_model, score=score).read(items)
    return article


def _results(row: Fields) -> Iterator[tuple[str, bool, int | None, list[Fields]]]:
    """Yield who, whether a model, its score and the regions of each annotation that was not cancelled."""
    if "annotation_id" in row:
        yield _person(row, "annotator"), False, None, [*_regions_of_a_short_row(row)]
    for key in ("annotations", "completions"):
        for item in row.rows(key):
            if item.values.get("was_cancelled") is not True:
                yield _person(item), False, None, list(item.rows("result"))
    for item in row.rows("predictions"):
        score = item.values.get("score")
        percent = round(float(score) * 100) if isinstance(score, int | float) and 0 <= score <= 1 else None
        yield item.text("model_version") or "predictions", True, percent, list(item.rows("result"))


def _regions_of_a_short_row(row: Fields) -> Iterator[Fields]:
    """Yield the regions of a row of the short export (JSON-MIN): the values under the name of their control."""
    number = 0
    for name, values in row.values.items():
        for item in values if isinstance(values, list) else [values]:
            value = {"text": [item]} if isinstance(values, list) and isinstance(item, str) else item
            kind = _kind(value) if isinstance(value, dict) else ""
            if kind:
                number += 1
                region = {"type": kind, "from_name": name, "value": value, "id": str(number)}
                yield Fields(region, f"{row.where}: {name}")


def _kind(value: Mapping[str, object]) -> str:
    """Return the kind of a region by what is in its value; empty for an object that is none, like a turn of a talk."""
    kinds = [kind for kind in (*_REGIONS, *_ANSWERS, *_VALUES) if kind in value]
    return kinds[0] if kinds else "textarea" if isinstance(value.get("text"), list) else ""


def _person(item: Fields, key: str = "completed_by") -> str:
    who = item.values.get(key)
    if isinstance(who, dict):
        person = Fields(who, item.where)
        return person.text("email") or name_or_number(person, "id")
    return f"user {who}" if isinstance(who, int) and not isinstance(who, bool) else who if isinstance(who, str) else ""


def _text_key(data: Fields, items: list[Fields]) -> str:
    named = {item.text("to_name") for item in items}
    keys = [key for key in _TEXT_KEYS if isinstance(data.values.get(key), str)]
    keys += [key for key in data.values if key in named and isinstance(data.values[key], str)]
    strings = [key for key, value in data.values.items() if isinstance(value, str)]
    found = keys or sorted(strings, key=lambda key: -len(str(data.values[key])))
    if not found:
        raise data.refuse("it has no text")
    return found[0]


class _Result:
    """Reads the regions of one annotation into an article."""

    def __init__(
        self, article: FoundArticle, number: str, who: str, line: int, *, is_model: bool, score: int | None
    ) -> None:
        self._article = article
        self._number = number
        self._who = who
        self._line = line
        self._is_model = is_model
        self._score = score
        self._spans: dict[str, FoundSpan] = {}

    def read(self, items: list[Fields]) -> None:
        """Take in all regions, then what belongs to them, then relations."""
        for item in items:
            if item.text("type") in _REGIONS:
                self._read_region(item)
        links: list[FoundRelation] = []
        for item in items:
            kind = item.text("type")
            if kind == "relation":
                names = item.texts("labels") or ("relation",)
                ends = item.text("from_id"), item.text("to_id")
                links += [FoundRelation(name, *ends, self._line) for name in names]
            elif kind not in _REGIONS:
                self._read_answer(item, kind)
        into, links = join_pieces(self._spans, links)
        self._article.spans += [span for id, span in self._spans.items() if id not in into]
        for link in links:
            link.source, link.target = f"{self._number}/{link.source}", f"{self._number}/{link.target}"
        self._article.relations += links

    def _read_region(self, item: Fields) -> None:
        value = item.row("value")
        words = value.text("text")
        place = self._place(value, words)
        for name in value.texts("labels") or value.texts("hypertextlabels") or value.texts("paragraphlabels"):
            key = self._free(item.text("id"))
            layer = item.text("from_name")
            self._spans[key] = FoundSpan(
                name,
                [place],
                f"{self._number}/{key}",
                layer="" if layer in {"label", "labels", "ner"} else layer,
                quotes=[words] if words else [],
                annotator=self._who,
                model=self._is_model,
                score=self._score,
                line=self._line,
            )

    def _free(self, id: str) -> str:
        """Return a key for a region's span that no other has: a region with two labels, or an id used twice."""
        key, number = id, len(self._spans)
        while key in self._spans:
            key, number = f"{id} {number}", number + 1
        return key

    def _place(self, value: Fields, words: str) -> tuple[int, int]:
        if isinstance(value.values.get("start"), int):
            return place_of(value)
        at = self._article.text.find(words) if words else -1
        if at < 0 or self._article.text.find(words, at + 1) >= 0:
            raise value.refuse(f"the words “{words[:60]}” of a web page are not in the text just once")
        return at, at + len(words)

    def _read_answer(self, item: Fields, kind: str) -> None:
        """An answer with the id of a region is its field; one of its own is a label or a note of the article."""
        value = item.row("value")
        name = item.text("from_name") or kind
        values = [*value.texts("choices"), *_paths(value)]
        texts = [value.text("text")] if isinstance(value.values.get("text"), str) else list(_strings(value, "text"))
        answers = values or (texts if kind == "textarea" else [])
        answers = answers or [str(value.values[x]) for x in _VALUES if x in value]
        span = self._spans.get(item.text("id"))
        if span is not None and answers:
            if name in {"note", "notes", "comment"}:
                span.note = "\n".join(answers)
            else:
                span.answers[name] = _answer(answers)
        elif kind in _ANSWERS:
            self._article.labels += [(x, "" if name in {"topics", "label"} else name, self._who) for x in answers]
        else:
            self._article.notes += [(x, self._who) for x in answers]


def _strings(value: Fields, key: str) -> Iterator[str]:
    items = value.values.get(key)
    return (x for x in (items if isinstance(items, list) else []) if isinstance(x, str))


def _paths(value: Fields) -> Iterator[str]:
    """Yield what was chosen in a taxonomy, each with all that it is under."""
    for item in value.items("taxonomy"):
        path = item if isinstance(item, list) else [item]
        names = [name for name in path if isinstance(name, str)]
        if len(names) != len(path):
            raise value.wrong("taxonomy", "a list of names, or of lists of names")
        yield " / ".join(names)


def _answer(answers: list[str]) -> str | bool:
    text = "; ".join(answers)
    return text == "true" if text in {"true", "false"} else text


def knows(head: bytes) -> bool:
    """Say whether the first object is a task of Label Studio."""
    row = first_row(head)
    if isinstance(row.get("data"), dict) and row.keys() & {"annotations", "predictions", "completions", "file_upload"}:
        return True
    if {"annotation_id", "lead_time"} <= row.keys() and "data" not in row:
        return True
    return "data" in row and row["data"] is None and "result" in row


take = taking(article_of)
