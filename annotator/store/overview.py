"""Counts of the Overview that no counter keeps: by month and answer, and of paragraphs that were read. It only reads.

A thread asks them, since they walk every span of a label, or every paragraph that one person has read.
"""

import json
from typing import NamedTuple

from annotator.store.reading import Reading
from annotator.store.tables import to_blob


class MonthCount(NamedTuple):
    """Spans of one label in articles of one month (YYYY-MM, or "") with one answer to a field, or "" for none."""

    month: str
    answer: str
    spans: int


class ReadCount(NamedTuple):
    """Paragraphs that one person marked as read: those in which the same person has a span, and those without."""

    tagged: int
    bare: int


def by_month(store: Reading, label: str, field: str) -> list[MonthCount]:
    """Return the counts of a label by month of publication and the answer to a choice field, the oldest first.

    `field` may be empty: then every answer is.
    """
    value = "NULL"
    given: list[bytes] = []
    if field:
        value = """(SELECT value FROM attribute_values WHERE span_id = spans.id
          AND attribute_id = (SELECT id FROM attributes WHERE uuid = ?))"""
        given.append(to_blob(field))
    rows = store._connection.execute(  # noqa: SLF001 - part of the store
        f"""SELECT substr(articles.date, 1, 7) AS month, {value} AS answer, count(*)
            FROM spans CROSS JOIN articles ON articles.id = spans.article_id
            WHERE spans.label_id = (SELECT id FROM labels WHERE uuid = ?)
            GROUP BY month, answer ORDER BY month""",
        [*given, to_blob(label)],
    ).fetchall()
    return [MonthCount(month, str(json.loads(answer)) if answer else "", n) for month, answer, n in rows]


def read_paragraphs(store: Reading) -> ReadCount:
    """Return how many paragraphs this annotator has read, with a span of theirs and without."""
    total, tagged = store._connection.execute(  # noqa: SLF001 - part of the store
        """SELECT count(*), coalesce(sum(EXISTS (SELECT 1 FROM spans WHERE spans.article_id = reviews.article_id
             AND spans.start < reviews."end" AND spans."end" > reviews.start
             AND spans.annotator_id = reviews.annotator_id AND spans.text_version = reviews.text_version)), 0)
           FROM reviews JOIN annotators ON annotators.id = annotator_id
           WHERE annotators.uuid = ? AND state = 'read' AND text_version =
             (SELECT max(version) FROM article_texts WHERE article_texts.article_id = reviews.article_id)""",
        (to_blob(store.annotator.id),),
    ).fetchone()
    return ReadCount(tagged, total - tagged)
