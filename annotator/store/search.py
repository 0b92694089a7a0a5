"""Full text: a contentless FTS5 index that the store writes in the same transaction as the article.

Words go in as `text.segment_for_search` cuts them, and the same words take them out again (a contentless table of
SQLite before 3.43 forgets a row only when it is told what the row said).
"""

import contextlib
import re
import sqlite3
from collections.abc import Iterator

from annotator.core.text import segment_for_search

MOST = 1000
"""How many hits a search looks at; more are told as “1,000+”."""

_SQL_TEXT = """SELECT title, coalesce((SELECT text FROM texts JOIN article_texts ON text_id = texts.id
  WHERE article_id = articles.id ORDER BY version DESC LIMIT 1), '') FROM articles WHERE id = ?"""


_waiting: dict[int, dict[int, None]] = {}
"""The keys of articles that are indexed at the end of `together`, by the id of the connection."""


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
    for key in keys:
        add(connection, key)


def add(connection: sqlite3.Connection, key: int) -> None:
    """Index the article with this integer key as it is stored now (inside `together`: as it is at its end)."""
    if id(connection) in _waiting:
        _waiting[id(connection)][key] = None
        return
    title, text = connection.execute(_SQL_TEXT, (key,)).fetchone()
    connection.execute(
        "INSERT INTO articles_fts(rowid, title, text) VALUES(?, ?, ?)",
        (key, segment_for_search(title), segment_for_search(text)),
    )


def remove(connection: sqlite3.Connection, key: int) -> None:
    """Take the article out of the index; to be called while it is still stored as it was indexed."""
    if _waiting.get(id(connection), {}).pop(key, key) is None:
        return
    title, text = connection.execute(_SQL_TEXT, (key,)).fetchone()
    connection.execute(
        "INSERT INTO articles_fts(articles_fts, rowid, title, text) VALUES('delete', ?, ?, ?)",
        (key, segment_for_search(title), segment_for_search(text)),
    )


def match_expression(words: str) -> str:
    """Return an FTS5 expression for what a person typed: every word, the last one as a beginning; "" for no word.

    Words in double quotes are looked for as they stand, one after the other. What was typed is never read as syntax.
    """
    parts = []
    pieces = re.findall(r'"([^"]*)"?|(\S+)', words.replace("\0", " "))
    for n, (phrase, word) in enumerate(pieces):
        tokens = re.findall(r"\w+", segment_for_search(phrase or word))
        if not tokens:
            continue
        begins = not phrase and n == len(pieces) - 1 and not words[-1:].isspace() and len(tokens[-1]) > 1
        parts.append(f'"{" ".join(tokens)}"{"*" if begins else ""}')
    return " ".join(parts)


def hits(connection: sqlite3.Connection, words: str) -> list[int]:
    """Return the keys of matching articles, newest first, at most `MOST` + 1."""
    expression = match_expression(words)
    if not expression:
        return []
    rows = connection.execute(
        "SELECT rowid FROM articles_fts WHERE articles_fts MATCH ? ORDER BY rowid DESC LIMIT ?",
        (expression, MOST + 1),
    ).fetchall()
    return [row[0] for row in rows]


def snippet(text: str, words: str, width: int = 90) -> str:
    """Return about `width` code points of `text` around the first word that was looked for; "" where none stands."""
    for token in re.findall(r"\w+", words):
        found = re.search(re.escape(token), text, re.IGNORECASE)
        if found:
            start = max(0, found.start() - width // 3)
            piece = " ".join(text[start : start + width].split())
            return f"{'…' if start else ''}{piece}{'…' if start + width < len(text) else ''}"
    return ""
