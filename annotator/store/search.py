"""Full text: a contentless FTS5 index that the store writes in the same transaction as the article.

Words go in as `text.segment_for_search` cuts them, and the same words take them out again (a contentless table of
SQLite before 3.43 forgets a row only when it is told what the row said).
"""

import contextlib
import re
import sqlite3
from collections.abc import Iterator, Sequence

from annotator.core.searching import AllOf, AnyOf, Node, Not, Words, spellings
from annotator.core.text import segment_for_search

MOST = 1000
"""How many hits are counted, and how many are put in order where it is not the one they were added in."""

BEFORE = 16
"""Code points that are shown before the words that were found: few, as the list is narrow."""

_SQL_TEXT = """SELECT title, coalesce((SELECT text FROM texts JOIN article_texts ON text_id = texts.id
  WHERE article_id = articles.id ORDER BY version DESC LIMIT 1), '') FROM articles WHERE id = ?"""


TitleAndText = tuple[str, str]

_waiting: dict[int, dict[int, TitleAndText | None]] = {}
"""The keys of articles that are indexed at the end of `together`, by the id of the connection.

Each has its words where they are at hand, None where they are to be read.
"""


@contextlib.contextmanager
def together(connection: sqlite3.Connection) -> Iterator[None]:
    """Index what is added inside at the end, one after the other.

    FTS5 writes out what it has gathered at every savepoint, and each insert into a table with a trigger is one: article
    by article, an import would write a segment of the index for each and spend its time merging them.
    """
    keys = _waiting[id(connection)] = {}
    try:
        yield
    finally:
        del _waiting[id(connection)]
    for key, words in keys.items():
        add(connection, key, words)


def add(connection: sqlite3.Connection, key: int, words: TitleAndText | None = None) -> None:
    """Index the article with this integer key as it is stored now (inside `together`: as it is at its end).

    `words` are its title and newest text, for who has them already.
    """
    if id(connection) in _waiting:
        _waiting[id(connection)][key] = words
        return
    title, text = words or connection.execute(_SQL_TEXT, (key,)).fetchone()
    connection.execute(
        "INSERT INTO articles_fts(rowid, title, text) VALUES(?, ?, ?)",
        (key, segment_for_search(title), segment_for_search(text)),
    )


def remove(connection: sqlite3.Connection, key: int) -> None:
    """Take the article out of the index; to be called while it is still stored as it was indexed."""
    if key in _waiting.get(id(connection), {}):
        del _waiting[id(connection)][key]
        return
    title, text = connection.execute(_SQL_TEXT, (key,)).fetchone()
    connection.execute(
        "INSERT INTO articles_fts(articles_fts, rowid, title, text) VALUES('delete', ?, ?, ?)",
        (key, segment_for_search(title), segment_for_search(text)),
    )


def match_expression(node: Node) -> str:
    """Return an FTS5 expression for conditions on words alone; "" where one is of another kind, or all are negative."""
    match node:
        case Words(tokens, begins, title):
            forms = spellings(tokens[0]) if len(tokens) == 1 else (" ".join(tokens),)
            either = " OR ".join(f'"{form}"{"*" if begins else ""}' for form in forms)
            return f"title : ({either})" if title else f"({either})"
        case AnyOf(of):
            parts = [match_expression(part) for part in of]
            return f"({' OR '.join(parts)})" if all(parts) else ""
        case AllOf(of):
            parts = [match_expression(part) for part in of if not isinstance(part, Not)]
            without = [match_expression(part.of) for part in of if isinstance(part, Not)]
            if not (parts and all(parts) and all(without)):
                return ""
            wanted = f"({' AND '.join(parts)})"
            return f"({wanted} NOT ({' OR '.join(without)}))" if without else wanted
    return ""


def snippet(text: str, words: Sequence[Words], width: int = 90) -> str:
    """Return about `width` code points of `text` around the first words that were looked for; "" where none stand."""
    lower = text.lower()
    for wanted in words:
        at = _place(text, lower, wanted)
        if at >= 0:
            start = max(0, at - BEFORE)
            start = text.find(" ", start, at) + 1 or start if start else 0
            piece = " ".join(text[start : start + width].split())
            return f"{'…' if start else ''}{piece}{'…' if start + width < len(text) else ''}"
    return ""


def _place(text: str, lower: str, wanted: Words) -> int:
    """Return where words stand in a text, whatever their case, or -1."""
    if len(wanted.tokens) == 1 and len(lower) == len(text):
        return lower.find(wanted.tokens[0].lower())
    found = re.search(r"\W*".join(re.escape(token) for token in wanted.tokens), text, re.IGNORECASE)
    return found.start() if found else -1
