"""The least that any program must ask of the project file for the same rows: plain statements by integer keys."""

import sqlite3
from pathlib import Path
from typing import Any

_ROW = "articles.id, articles.uuid, articles.title, articles.date, source, status, come_back, spans"

_TEXTS = "article_texts JOIN texts ON id = text_id"
_ANSWERS = "spans JOIN attribute_values ON span_id = id"


class Raw:
    """A bare connection with the statements. It makes nothing of what it reads, and keeps no names."""

    def __init__(self, path: Path) -> None:
        self.connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
        self.connection.execute("PRAGMA cache_size=-32768")

    def all(self, statement: str, *values: Any) -> list[Any]:
        return self.connection.execute(statement, values).fetchall()

    def page(self, after: int) -> list[Any]:
        return self.all(
            f"""SELECT {_ROW} FROM articles CROSS JOIN work ON article_id = articles.id
                WHERE annotator_id = 1 AND articles.id > ? ORDER BY articles.id LIMIT 61""",  # noqa: S608
            after,
        )

    def filtered(self) -> list[Any]:
        counts = [
            self.all("SELECT n FROM counters WHERE name = ?", f"status.1.{status}")
            for status in ("new", "open", "done", "not relevant")
        ]
        self.all("SELECT n FROM counters WHERE name = 'flagged.1'")
        return counts + self.all(
            f"""SELECT {_ROW} FROM work CROSS JOIN articles ON articles.id = article_id WHERE annotator_id = 1
                AND status = 'done' ORDER BY work.date DESC, article_id DESC LIMIT 61"""  # noqa: S608
        )

    def article(self, key: int) -> list[Any]:
        spans = """SELECT spans.*, labels.uuid, annotators.uuid FROM spans JOIN labels ON labels.id = label_id
          JOIN annotators ON annotators.id = annotator_id WHERE article_id = ?"""
        return [
            self.all("SELECT * FROM articles WHERE id = ?", key),
            self.all(f"SELECT version, sha256, text FROM {_TEXTS} WHERE article_id = ?", key),  # noqa: S608
            self.all(spans, key),
            self.all("SELECT fragments.* FROM spans JOIN fragments ON span_id = id WHERE article_id = ?", key),
            self.all(f"SELECT attribute_values.* FROM {_ANSWERS} WHERE article_id = ?", key),  # noqa: S608
            self.all("SELECT * FROM relations WHERE article_id = ?", key),
            self.all("SELECT * FROM article_labels WHERE article_id = ?", key),
            self.all("SELECT * FROM notes WHERE article_id = ?", key),
            self.all("SELECT * FROM reviews WHERE article_id = ?", key),
            self.all("SELECT * FROM work WHERE article_id = ?", key),
        ]  # fmt: skip

    def following(self, key: int) -> list[Any]:
        ((uuid,),) = self.all("SELECT uuid FROM articles WHERE id = ?", key)
        ((now,),) = self.all("SELECT id FROM articles WHERE uuid = ?", uuid)
        return self.all(
            f"""SELECT {_ROW} FROM articles CROSS JOIN work ON article_id = articles.id
                WHERE annotator_id = 1 AND articles.id > ? ORDER BY articles.id LIMIT 2""",  # noqa: S608
            now,
        )

    def label_page(self, label: int) -> list[Any]:
        rows = self.all(
            """SELECT spans.*, articles.uuid, title, articles.date, labels.uuid, annotators.uuid, text_id FROM spans
               CROSS JOIN articles ON articles.id = spans.article_id JOIN labels ON labels.id = label_id
               JOIN annotators ON annotators.id = annotator_id
               JOIN article_texts ON article_texts.article_id = articles.id AND version = text_version
               WHERE label_id = ? ORDER BY spans.article_id, spans.start, spans.id LIMIT 201""",
            label,
        )[:200]
        text, kept = -1, ""
        for row in rows:
            if row[-1] != text:
                ((kept,),) = self.all("SELECT text FROM texts WHERE id = ?", row[-1])
                text = row[-1]
            assert kept
        keys = ", ".join(str(row[0]) for row in rows)
        answers = """SELECT span_id, name, type, choices, value FROM attribute_values
          JOIN attributes ON attributes.id = attribute_id"""
        relations = "SELECT relations.*, roles.name FROM relations JOIN roles ON roles.id = role_id"
        return [
            rows,
            self.all(f"SELECT * FROM fragments WHERE span_id IN ({keys})"),  # noqa: S608
            self.all(f"{answers} WHERE span_id IN ({keys})"),
            self.all(f"{relations} WHERE source_id IN ({keys})"),
            self.all("SELECT id, uuid, name FROM actors"),
        ]

    def hits(self, match: str) -> list[Any]:
        """The first 60 hits with the text from which their words are shown."""
        rows = self.all(
            f"""SELECT {_ROW} FROM articles_fts CROSS JOIN articles ON articles.id = articles_fts.rowid
                CROSS JOIN work ON article_id = articles.id WHERE articles_fts MATCH ? AND annotator_id = 1
                ORDER BY articles_fts.rowid LIMIT 61""",  # noqa: S608
            match,
        )
        texts = [
            self.all("SELECT text FROM texts JOIN article_texts ON text_id = id WHERE article_id = ?", row[0])
            for row in rows[:60]
        ]
        return rows + texts

    def hit_count(self, match: str) -> list[Any]:
        return self.all("SELECT count(*) FROM (SELECT 1 FROM articles_fts(?) LIMIT 1001)", match)

    def close(self) -> None:
        self.connection.close()
