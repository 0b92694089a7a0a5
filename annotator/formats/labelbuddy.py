"""Reads labelbuddy's JSON and JSONL, of today and of its first versions; it never writes."""

from annotator.formats.base import Format
from annotator.formats.fields import Fields
from annotator.formats.gathering import FoundArticle, FoundSpan
from annotator.formats.incoming import reading
from annotator.formats.json_articles import described, place_of, short_hash, taking
from annotator.formats.shapes import first_row

_USED = frozenset({"text", "annotations", "labels", "utf8_text_md5_checksum", "id"})


def article_of(row: Fields, line: int) -> FoundArticle:
    """Return one document; raise `UserError` for one without its text, or with another than was annotated."""
    text = row.text("text")
    if not text.strip():
        raise row.refuse("it has no text; export it with “include document text”")
    article = described(text, row, _USED)
    said = row.text("utf8_text_md5_checksum")
    if said and said.lower() != short_hash(text):
        raise row.refuse("its text is not the one that was annotated, so no offset can be trusted")
    for item in row.rows("annotations"):
        span = FoundSpan(item.text("label_name"), [place_of(item, "start_char", "end_char")], line=line)
        span.id = f"#{len(article.spans)}"
        if item.text("extra_data"):
            span.note = item.text("extra_data")
        article.spans.append(span)
    for entry in row.items("labels"):
        match entry:
            case [int() as start, int() as end, str() as label, *rest]:
                span = FoundSpan(label, [(start, end)], f"#{len(article.spans)}", line=line)
                span.note = rest[0] if rest and isinstance(rest[0], str) else ""
                article.spans.append(span)
            case _:
                raise row.refuse("a label is not [start, end, name]")
    return article


def knows(head: bytes) -> bool:
    """Say whether the first object is a document of labelbuddy."""
    row = first_row(head)
    items = row.get("annotations")
    first = items[0] if isinstance(items, list) and items else None
    return "utf8_text_md5_checksum" in row or (isinstance(first, dict) and "start_char" in first and "text" in row)


take = taking(article_of)

FORMAT = Format(
    name="labelbuddy",
    title="labelbuddy (JSON)",
    suffixes=(".json", ".jsonl"),
    target="file",
    description="Documents with their annotations, exported with their text.",
    carries=frozenset(),
    read=reading(take),
    take=take,
    knows=knows,
)
