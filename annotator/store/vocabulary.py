"""The words that the index of a project has, beside those that its articles have. It changes nothing in the file."""

import contextlib
import sqlite3
from collections.abc import Iterator

from annotator.core.text import segment_for_search


def differences(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield, in words, what the index has otherwise than a new one of the same articles would.

    Compared are the articles in it and, for each word, in how many articles it stands and how often.
    """
    articles = {key for (key,) in connection.execute("SELECT id FROM articles")}
    indexed = {key for (key,) in connection.execute("SELECT rowid FROM articles_fts")}
    if articles - indexed:
        yield f"{len(articles - indexed)} articles are not in it"
    if indexed - articles:
        yield f"{len(indexed - articles)} articles are in it that are no longer here"
    words, expected = _vocabulary(connection), _vocabulary_of(connection)
    wrong = [word for word in words.keys() | expected.keys() if words.get(word) != expected.get(word)]
    if wrong:
        named = "”, “".join(sorted(wrong)[:3])
        yield f"{len(wrong)} words are not where they stand, such as “{named}”"


_WORDS = "SELECT term, doc, cnt FROM temp.words"


def _vocabulary(connection: sqlite3.Connection) -> dict[str, tuple[int, int]]:
    reading = connection.execute("PRAGMA query_only").fetchone()[0]
    connection.execute("PRAGMA query_only=OFF")  # the table that shows the words is no row of the file
    try:
        connection.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab('main', 'articles_fts', 'row')")
        return {term: (documents, count) for term, documents, count in connection.execute(_WORDS)}
    finally:
        connection.execute("DROP TABLE IF EXISTS temp.words")
        connection.execute(f"PRAGMA query_only={int(reading)}")


def _vocabulary_of(connection: sqlite3.Connection) -> dict[str, tuple[int, int]]:
    """Return the words that the articles have, counted by an index in memory, some articles at a time."""
    total: dict[str, tuple[int, int]] = {}
    last = 0
    while rows := connection.execute(_BATCH, (last, _TOGETHER)).fetchall():
        last = rows[-1][0]
        with contextlib.closing(sqlite3.connect(":memory:")) as memory:
            memory.execute("CREATE VIRTUAL TABLE articles_fts USING fts5(title, text, content='')")
            memory.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab('main', 'articles_fts', 'row')")
            memory.executemany(
                "INSERT INTO articles_fts(rowid, title, text) VALUES(?, ?, ?)",
                [(key, segment_for_search(title), segment_for_search(text)) for key, title, text in rows],
            )
            for term, documents, count in memory.execute(_WORDS):
                before = total.get(term, (0, 0))
                total[term] = (before[0] + documents, before[1] + count)
    return total


_TOGETHER = 500
_BATCH = """SELECT id, title, coalesce((SELECT text FROM texts JOIN article_texts ON text_id = texts.id
  WHERE article_id = articles.id ORDER BY version DESC LIMIT 1), '') FROM articles WHERE id > ? ORDER BY id LIMIT ?"""
