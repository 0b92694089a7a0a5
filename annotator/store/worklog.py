"""The rows of `work`: one for each article and person, which is "no row" in the history while new and not flagged."""

import sqlite3
from datetime import datetime
from typing import Any

from annotator.core.change import Row
from annotator.core.ids import derived_id
from annotator.core.model import Status
from annotator.store.tables import from_blob, gone, to_blob

_WHERE = """article_id = (SELECT id FROM articles WHERE uuid = ?)
  AND annotator_id = (SELECT id FROM annotators WHERE uuid = ?)"""


def work_id(article: str, annotator: str) -> str:
    """Return the id of the work of one annotator on one article."""
    return derived_id("work", article, annotator)


def save_work(
    connection: sqlite3.Connection, _kind: str, _id: str, before: Row | None, after: Row | None, at: int
) -> None:
    """Make the stored work equal to `after`; no row means new and not flagged. What was done stays done on its day.

    Raises `UserError` where the article or the person is gone.
    """
    row = after or before
    if row is None:
        return
    pair = (to_blob(row["article"]), to_blob(row["annotator"]))
    status = (after or {}).get("status", str(Status.NEW))
    done_on = datetime.fromtimestamp(at / 1_000_000).astimezone().date().isoformat() if status == Status.DONE else ""
    connection.execute(
        """INSERT INTO work SELECT articles.id, annotators.id, 'new', NULL, '', '', articles.date,
             (SELECT count(*) FROM spans WHERE article_id = articles.id AND annotator_id = annotators.id), ''
           FROM articles, annotators WHERE articles.uuid = ? AND annotators.uuid = ? ON CONFLICT DO NOTHING""",
        pair,
    )
    written = connection.execute(
        f"""UPDATE work SET status = ?, come_back = ?, reason = ?, assigned_by = ?,
            done_on = CASE WHEN status = 'done' AND ? <> '' THEN done_on ELSE ? END WHERE {_WHERE}""",
        (
            status,
            (after or {}).get("come_back"),
            (after or {}).get("reason", ""),
            (after or {}).get("assigned_by", ""),
            done_on,
            done_on,
            *pair,
        ),
    ).rowcount
    if not written:
        raise gone()


def load_work(connection: sqlite3.Connection, pair: tuple[str, str]) -> dict[str, Any] | None:
    """Return the work of (article, annotator), or None while it is new and not flagged."""
    found = connection.execute(
        f"SELECT status, come_back, reason, assigned_by FROM work WHERE {_WHERE}",
        (to_blob(pair[0]), to_blob(pair[1])),
    ).fetchone()
    return work_row(pair, found) if found is not None else None


def work_row(pair: tuple[str, str], values: tuple[Any, ...]) -> dict[str, Any] | None:
    """Return the JSON row of stored work, or None while it is new and not flagged."""
    status, come_back, reason, assigned_by = values
    row: dict[str, Any] = {"article": pair[0], "annotator": pair[1]}
    given = {"status": status, "come_back": come_back, "reason": reason, "assigned_by": assigned_by}
    empty = {"status": str(Status.NEW), "come_back": None, "reason": "", "assigned_by": ""}
    given = {key: value for key, value in given.items() if value != empty[key]}
    return row | given if given else None


def all_work(connection: sqlite3.Connection) -> dict[str, dict[str, Any]]:
    """Return every row of work that is not new, by its id."""
    found = {}
    for article, annotator, *values in connection.execute(
        """SELECT articles.uuid, annotators.uuid, status, come_back, reason, assigned_by FROM work
           JOIN articles ON articles.id = article_id JOIN annotators ON annotators.id = annotator_id"""
    ):
        pair = (from_blob(article), from_blob(annotator))
        row = work_row(pair, tuple(values))
        if row is not None:
            found[work_id(*pair)] = row
    return found
