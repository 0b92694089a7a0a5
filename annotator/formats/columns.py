"""Rows with named fields as articles: which field is what, by the names they usually have or as a person says."""

import json
import re
from collections.abc import Iterable, Mapping
from uuid import UUID

from annotator.core.draft import Draft
from annotator.core.errors import UserError
from annotator.core.text import normalise
from annotator.formats.days import day_of

USUAL: Mapping[str, tuple[str, ...]] = {
    "text": (
        "text", "body", "content", "articletext", "fulltext", "maintext", "bodytext", "articlebody", "article",
        "story", "document", "texte", "texto", "inhalt", "contenu", "正文", "内容", "本文",
    ),
    "title": ("title", "headline", "heading", "hl1", "subject", "titre", "titulo", "titel", "标题", "見出し"),
    "date": (
        "date", "published", "pubdate", "publicationdate", "datepublished", "publishedat", "publishdate",
        "publishedon", "datetime", "timestamp", "createdat", "fecha", "datum", "日期",
    ),
    "source": (
        "source", "publisher", "outlet", "agency", "publication", "newspaper", "media", "sourcename", "site",
        "sitename", "domain", "quelle", "fuente", "来源",
    ),
    "author": ("author", "authors", "byline", "creator", "writer", "journalist", "auteur", "autor", "作者"),
    "link": ("url", "link", "href", "permalink", "uri", "canonicalurl", "articleurl", "sourceurl"),
    "language": ("language", "lang", "langue", "sprache"),
    "place": ("place", "location", "city", "dateline"),
    "id": ("id", "uuid", "guid", "docid", "articleid", "documentid"),
}  # fmt: skip
"""What of ours a field is taken for, by its name in lower case without spaces and signs; the first name counts most."""

PARTS = tuple(USUAL)
_MOST_EXTRA = 10_000


def found_fields(columns: Iterable[str], said: Mapping[str, str], name: str) -> dict[str, str]:
    """Return for each part of an article the field that it stands in.

    What a person said comes first, "" for a part that is in no field. Raises `UserError` for a part or a field that
    there is not, and where no field is the text.
    """
    known = list(columns)
    listed = ", ".join(f"“{column}”" for column in known[:20]) or "none"
    fields: dict[str, str] = {}
    for part, column in said.items():
        if part not in USUAL:
            raise UserError(f"An article has no “{part}”.", hint=f"It has: {', '.join(PARTS)}.")
        if not column:
            continue
        if column not in known and column.partition(".")[0] not in known:
            raise UserError(f"“{name}” has no field “{column}”.", hint=f"It has: {listed}.")
        fields[part] = column
    plain = {_plain(column): column for column in reversed(known)}
    taken = set(fields.values())
    for part, names in USUAL.items():
        if part in said:
            continue
        column = next((plain[x] for x in names if x in plain and plain[x] not in taken), "")
        if column:
            fields[part] = column
            taken.add(column)
    if "text" not in fields:
        raise UserError(
            f"“{name}” has no field that is known to be the text.",
            hint=f"Say which: choose it when you import, or give --map text=FIELD. It has: {listed}.",
        )
    return fields


def draft_of(row: Mapping[str, object], fields: Mapping[str, str], name: str) -> Draft | None:
    """Return the article in a row; None where it has no text. What is no part of an article goes into `extra`."""
    values = {part: _text(_value(row, column)) for part, column in fields.items()}
    text = normalise(values.get("text", "")).text
    if not text.strip():
        return None
    used = set(fields.values())
    extra = {str(key): _text(value)[:_MOST_EXTRA] for key, value in row.items() if key not in used}
    id = values.get("id", "")
    uuid = _uuid(id)
    if id and not uuid:
        extra[fields["id"]] = id
    return Draft(
        text=text,
        title=" ".join(values.get("title", "").split()),
        date=day_of(values.get("date", "")),
        source=values.get("source", ""),
        place=values.get("place", ""),
        author=values.get("author", ""),
        language=values.get("language", ""),
        link=values.get("link", ""),
        id=uuid,
        name=name,
        extra={key: value for key, value in extra.items() if value},
    )


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold())


def _value(row: Mapping[str, object], column: str) -> object:
    """Return the value of a field; a dot goes into an object where no field has the dotted name."""
    if column in row:
        return row[column]
    before, dot, rest = column.partition(".")
    inner = row.get(before)
    return _value(inner, rest) if dot and isinstance(inner, dict) else None


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ", ".join(value)
    if isinstance(value, dict) and isinstance(value.get("name"), str):
        return str(value["name"])
    return json.dumps(value, ensure_ascii=False, default=str)


def _uuid(value: str) -> str:
    try:
        return str(UUID(value))
    except ValueError:
        return ""
