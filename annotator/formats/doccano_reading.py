"""Reads doccano's JSONL and JSON in every shape that its versions wrote; the unit of offsets is found, not believed.

Today's `label` and the older `labels` are lists of [start, end, label]; the first versions wrote `annotations` with the
number of a label; projects with relations write `entities` and `relations`, those of intents `cats` and `entities` of
[start, end, label]; classification writes names alone.
"""

from collections import Counter

from annotator.formats.fields import Fields
from annotator.formats.gathering import FoundArticle, FoundRelation, FoundSpan
from annotator.formats.json_articles import described, name_or_number, place_of, taking
from annotator.formats.pieces import join_pieces
from annotator.formats.shapes import first_row

_USED = frozenset(
    {"text", "data", "label", "labels", "annotations", "entities", "relations", "Comments", "comments", "cats",
     "annotation_approver"}
)  # fmt: skip


def article_of(row: Fields, line: int) -> FoundArticle:
    """Return the article of one example."""
    text = row.values.get("text")
    text = text if isinstance(text, str) else row.text("data")
    if not text.strip():
        raise row.refuse("it has no text")
    article = described(text, row, _USED - {"data"} if isinstance(row.values.get("data"), dict) else _USED)
    for key in ("label", "labels", "cats", *(("entities",) if _are_triples(row) else ())):
        if isinstance(row.values.get(key), str):
            article.labels.append((row.text(key), "", ""))
        else:
            for item in row.items(key):
                _add(article, item, row, line)
    for item in row.rows("annotations"):
        _add_old(article, item, line)
    for item in () if _are_triples(row) else row.rows("entities"):
        span = FoundSpan(item.text("label"), [place_of(item, "start_offset", "end_offset")], name_or_number(item, "id"))
        span.line = line
        article.spans.append(span)
    for item in row.rows("relations"):
        source, target = name_or_number(item, "from_id"), name_or_number(item, "to_id")
        article.relations.append(FoundRelation(item.text("type"), source, target, line))
    _join(article)
    for key in ("Comments", "comments"):
        article.notes += [(note, "") for note in row.items(key) if isinstance(note, str)]
    return article


def _join(article: FoundArticle) -> None:
    """Put the pieces of a span, which “continues” links, together again, where ids say which spans are meant."""
    times = Counter(span.id for span in article.spans)
    into, article.relations = join_pieces(
        {span.id: span for span in article.spans if span.id and times[span.id] == 1}, article.relations
    )
    article.spans = [span for span in article.spans if span.id not in into]


def _are_triples(row: Fields) -> bool:
    """Whether entities are [start, end, label], as projects of intents with slots write them."""
    return all(isinstance(item, list) for item in row.items("entities"))


def _add(article: FoundArticle, item: object, row: Fields, line: int) -> None:
    match item:
        case [int() as start, int() as end, str() as label]:
            article.spans.append(FoundSpan(label, [(start, end)], f"#{len(article.spans)}", line=line))
        case str():
            article.labels.append((item, "", ""))
        case _:
            raise row.refuse("a label is not [start, end, name]")


def _add_old(article: FoundArticle, item: Fields, line: int) -> None:
    """The first versions wrote the number of a label, whose name is in another file."""
    number = item.values.get("label")
    name = number if isinstance(number, str) else f"label {number}"
    who = name_or_number(item, "user")
    who = f"user {who}" if who else ""
    if "start_offset" in item:
        place = place_of(item, "start_offset", "end_offset")
        article.spans.append(FoundSpan(name, [place], f"#{len(article.spans)}", annotator=who, line=line))
    else:
        article.labels.append((name, "", who))


def knows(head: bytes) -> bool:
    """Say whether the first object is one of doccano's."""
    row = first_row(head)
    if not ("text" in row or isinstance(row.get("data"), str)):
        return False
    if "entities" in row or "annotation_approver" in row or "Comments" in row:
        return True
    lists = [row[key] for key in ("label", "labels", "annotations") if key in row]
    return any(x is None or _is_ours(x) for x in lists)


def _is_ours(value: object) -> bool:
    match value:
        case [[int(), int(), str()], *_] | [str(), *_] | []:
            return True
        case [{"start_offset": _}, *_] | [{"label": int()}, *_]:
            return True
    return False


take = taking(article_of)
