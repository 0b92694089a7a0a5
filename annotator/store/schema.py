"""The schema of a project file: how it is made, brought up to date, and recognised. It never changes a row of data."""

import contextlib
import hashlib
import sqlite3
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.core.errors import UserError
from annotator.store.connection import APPLICATION_ID, PlainConnection, damaged

if TYPE_CHECKING:
    from sqlite_utils import Database
    from sqlite_utils.migrations import Migrations

VERSION = 4
"""`user_version` of the files this program writes."""

FINGERPRINT = "8053016c7902840c4617ba4f66bfa0c68e9ac761e0d7322f1d62f3865341f13d"
"""SHA-256 over the schema of version `VERSION`; printed by `python -m annotator.store.schema`."""


def migrations() -> "Migrations":
    """Return every step from an empty file to `VERSION`, each in SQL, recorded with its name in one transaction.

    sqlite-utils takes as long to import as Qt, so it is loaded only where a step may be pending.
    """
    from sqlite_utils.migrations import Migrations

    steps = Migrations("annotator")

    @steps(name="001_first")
    def first(db: "Database") -> None:
        _run(db.conn, files("annotator.store").joinpath("schema.sql").read_text(encoding="utf-8"))
        db.conn.execute(f"PRAGMA application_id={APPLICATION_ID}")
        db.conn.execute("PRAGMA user_version=1")

    @steps(name="002_actors")
    def actors(db: "Database") -> None:
        _run(db.conn, _SECOND)
        db.conn.execute("PRAGMA user_version=2")

    @steps(name="003_accepted")
    def accepted(db: "Database") -> None:
        _run(db.conn, _THIRD)
        db.conn.execute("PRAGMA user_version=3")

    @steps(name="004_orders")
    def orders(db: "Database") -> None:
        _run(db.conn, _FOURTH)
        db.conn.execute("PRAGMA user_version=4")

    return steps


_SECOND = """
ALTER TABLE actors ADD COLUMN offices TEXT NOT NULL DEFAULT '[]';
ALTER TABLE actors ADD COLUMN links TEXT NOT NULL DEFAULT '[]';
ALTER TABLE actors ADD COLUMN notes TEXT NOT NULL DEFAULT '';
CREATE INDEX events_codebook ON events(action_id)
  WHERE kind IN ('codebook', 'layer', 'label', 'attribute', 'role');
"""

_THIRD = """
ALTER TABLE labels ADD COLUMN forbidden TEXT NOT NULL DEFAULT '[]';
ALTER TABLE attributes ADD COLUMN shown_when TEXT NOT NULL DEFAULT 'null';
ALTER TABLE roles ADD COLUMN shown_when TEXT NOT NULL DEFAULT 'null';
CREATE TABLE accepted(
  id INTEGER PRIMARY KEY,
  uuid BLOB NOT NULL UNIQUE CHECK(length(uuid) = 16),
  rule TEXT NOT NULL CHECK(length(rule) BETWEEN 1 AND 200),
  annotator_id INTEGER NOT NULL REFERENCES annotators(id),
  reason TEXT NOT NULL,
  article_id INTEGER REFERENCES articles(id),
  span_id INTEGER REFERENCES spans(id),
  subject TEXT NOT NULL,
  "key" TEXT NOT NULL,
  message TEXT NOT NULL,
  day TEXT NOT NULL,
  CHECK(span_id IS NULL OR article_id IS NOT NULL)
) STRICT;
CREATE INDEX accepted_article ON accepted(article_id);
CREATE INDEX accepted_span ON accepted(span_id) WHERE span_id IS NOT NULL;
CREATE INDEX accepted_rule ON accepted(rule, subject);
"""

_FOURTH = """
CREATE INDEX articles_source ON articles(source COLLATE NOCASE, id);
CREATE INDEX work_spans ON work(annotator_id, spans, article_id);
CREATE INDEX work_progress ON work(
  annotator_id, CASE status WHEN 'new' THEN 0 WHEN 'open' THEN 1 WHEN 'done' THEN 2 ELSE 3 END, article_id
);
DROP TRIGGER work_counted;
CREATE TRIGGER work_counted AFTER INSERT ON work BEGIN
  INSERT INTO counters VALUES('status.' || new.annotator_id || '.' || new.status, 1)
    ON CONFLICT(name) DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER work_counted_flagged AFTER INSERT ON work WHEN new.come_back IS NOT NULL BEGIN
  INSERT INTO counters VALUES('flagged.' || new.annotator_id, 1) ON CONFLICT(name) DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER work_counted_done AFTER INSERT ON work WHEN new.done_on <> '' BEGIN
  INSERT INTO counters VALUES('done.' || new.annotator_id || '.' || new.done_on, 1)
    ON CONFLICT(name) DO UPDATE SET n = n + 1;
END;
DROP TRIGGER work_recounted;
CREATE TRIGGER work_recounted AFTER UPDATE OF status, come_back, done_on ON work BEGIN
  UPDATE counters SET n = n - 1 WHERE name = 'status.' || old.annotator_id || '.' || old.status;
  INSERT INTO counters VALUES('status.' || new.annotator_id || '.' || new.status, 1)
    ON CONFLICT(name) DO UPDATE SET n = n + 1;
  INSERT INTO counters VALUES('flagged.' || new.annotator_id, (new.come_back IS NOT NULL) - (old.come_back IS NOT NULL))
    ON CONFLICT(name) DO UPDATE SET n = n + excluded.n;
  UPDATE counters SET n = n - 1 WHERE old.done_on <> '' AND name = 'done.' || old.annotator_id || '.' || old.done_on;
  INSERT INTO counters SELECT 'done.' || new.annotator_id || '.' || new.done_on, 1 WHERE new.done_on <> ''
    ON CONFLICT(name) DO UPDATE SET n = n + 1;
END;
"""


def _run(connection: sqlite3.Connection, script: str) -> None:
    """Execute the statements of a script inside the transaction that is under way (`executescript` would end it)."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            connection.execute(statement)
            statement = ""


def migrate(connection: sqlite3.Connection) -> None:
    """Bring a new or older file up to `VERSION`: each step whole or not at all. WAL is switched on afterwards."""
    from sqlite_utils import Database

    database = Database(connection, execute_plugins=False, strict=True)
    migrations().apply(database)
    with_log(connection)


def with_log(connection: sqlite3.Connection) -> None:
    """Have what is written go to a write-ahead log, also where another program switched that off in the file."""
    with contextlib.suppress(sqlite3.OperationalError):  # somebody reads it without one: the next to open it will do
        connection.execute("PRAGMA journal_mode=WAL").fetchall()


def migrated_copy(connection: sqlite3.Connection) -> sqlite3.Connection:
    """Return an older file's rows in memory, brought up to `VERSION`, for reading; the file stays as it is."""
    memory = sqlite3.connect(":memory:", isolation_level=None, factory=PlainConnection)
    connection.backup(memory)
    connection.close()
    migrate(memory)
    return memory


def identify(connection: sqlite3.Connection, path: Path) -> int:
    """Return the file's schema version, asked through SQLite (the header's bytes may still be in the WAL).

    Raises `UserError` where the file is another program's, a newer version's, or has a schema that is not ours.
    """
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if application != APPLICATION_ID:
        raise UserError(
            f"“{path.name}” is a database of another program, not an Annotator project.",
            hint="Choose a file that ends in “.annotator”.",
        )
    if version > VERSION:
        raise UserError(
            f"“{path.name}” was made by a newer version of Annotator (its format is {version}, this program "
            f"knows {VERSION}).",
            hint="Update Annotator, then open it again. The file was not changed.",
        )
    if version == VERSION and fingerprint(connection) != FINGERPRINT:
        raise damaged(path, "its tables are not those that Annotator makes")
    return version


def fingerprint(connection: sqlite3.Connection) -> str:
    """Return a digest of the schema: without FTS shadow tables, statistics and the list of migrations."""
    rows = connection.execute(
        "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema ORDER BY type, name"
    ).fetchall()
    digest = hashlib.sha256()
    for kind, name, table, sql in rows:
        if str(table).startswith(("articles_fts_", "sqlite_", "_sqlite_migrations")):
            continue
        digest.update(f"{kind}\x1f{name}\x1f{table}\x1f{sql}".encode() + b"\x1e")
    return digest.hexdigest()


if __name__ == "__main__":
    memory = sqlite3.connect(":memory:", isolation_level=None)
    migrate(memory)
    print(fingerprint(memory))  # noqa: T201 - what this line is for
