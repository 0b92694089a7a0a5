"""Project files made to do harm: each is refused in a sentence, or does nothing but hold nonsense."""

import random
import sqlite3
import zlib
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

Attack = Callable[[sqlite3.Connection], None]
HUGE = 2_000_000_000
_LOOPS = "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r)"


def _script(*statements: str) -> Attack:
    def attack(connection: sqlite3.Connection) -> None:
        for statement in statements:
            connection.execute(statement)

    return attack


def _without_guards(*statements: str) -> Attack:
    """Change what triggers keep from being changed: they are taken away, and put back as they were."""

    def attack(connection: sqlite3.Connection) -> None:
        triggers = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
        for _, sql in triggers:
            connection.execute(sql)

    return attack


def _in_the_schema(what: str, old: str, new: str) -> Attack:
    return _script(
        "PRAGMA writable_schema=ON",
        f"UPDATE sqlite_schema SET sql = replace(sql, '{old}', '{new}') WHERE name = '{what}'",
        "PRAGMA writable_schema=RESET",
    )


def _packed_zeros(column: str, where: str) -> Attack:
    """Put a gigabyte of zeros, packed into a megabyte, where the program unpacks."""

    def attack(connection: sqlite3.Connection) -> None:
        packer = zlib.compressobj(9)
        zeros = bytes(10_000_000)
        packed = b"".join(packer.compress(zeros) for _ in range(100)) + packer.flush()
        connection.create_function("packed", 0, lambda: packed)
        _without_guards(f"UPDATE {where} SET {column} = packed()")(connection)

    return attack


def _nested_payload(connection: sqlite3.Connection) -> None:
    data = b'{"before":' + b"[" * 200_000
    connection.create_function("payload", 0, data.decode)
    connection.create_function("digest", 0, lambda: sha256(data).digest())
    _without_guards("UPDATE events SET payload = payload(), digest = digest() WHERE id % 3 = 0")(connection)


def _brackets(connection: sqlite3.Connection) -> None:
    data = b"[" + b"[]," * 20_000_000 + b"[]]"
    connection.create_function("payload", 0, lambda: zlib.compress(data, 1))
    connection.create_function("digest", 0, lambda: sha256(data).digest())
    _without_guards(
        "UPDATE events SET kind = 'set', payload = payload(), digest = digest() WHERE id = (SELECT max(id) FROM events)"
    )(connection)


def _many_columns(connection: sqlite3.Connection) -> None:
    columns = ", ".join(f"c{n}" for n in range(1, 2000))
    for n in range(20):
        connection.execute(f"CREATE TABLE wide{n}({columns})")


def _noise_in_the_index(connection: sqlite3.Connection) -> None:
    dice = random.Random(3)  # noqa: S311 - no secret
    connection.create_function("noise", 1, dice.randbytes)
    connection.execute("UPDATE articles_fts_data SET block = noise(length(block))")


ATTACKS: dict[str, Attack] = {
    "a trigger eats spans": _script(
        "CREATE TRIGGER eat AFTER INSERT ON spans BEGIN DELETE FROM spans WHERE id = new.id; END"
    ),
    "a trigger keeps what is noted": _script(
        "CREATE TABLE loot(x)", "CREATE TRIGGER keep AFTER INSERT ON notes BEGIN INSERT INTO loot VALUES(new.text); END"
    ),
    "a trigger loads a library": _script(
        "CREATE TRIGGER load AFTER INSERT ON notes BEGIN SELECT load_extension('evil'); END"
    ),
    "an endless view for a table": _script(
        "DROP VIEW tagged", f"CREATE VIEW tagged AS {_LOOPS} SELECT n AS article FROM r"
    ),
    "an endless view under a new name": _script(f"CREATE VIEW endless AS {_LOOPS} SELECT n FROM r"),
    "an endless generated column": _script("ALTER TABLE meta ADD COLUMN x TEXT AS (hex(zeroblob(100000000))) VIRTUAL"),
    "an index over a costly expression": _script("CREATE INDEX costly ON articles(hex(zeroblob(1000 * id)))"),
    "a table that is not strict": _in_the_schema("spans", "STRICT", ""),
    "a check that is gone": _in_the_schema("spans", 'CHECK("end" > start)', ""),
    "many wide tables": _many_columns,
    "a module that is not there": _script(
        "PRAGMA writable_schema=ON",
        "INSERT INTO sqlite_schema VALUES('table', 'evil', 'evil', 0, 'CREATE VIRTUAL TABLE evil USING evil(a)')",
        "PRAGMA writable_schema=RESET",
    ),
    "a schema that loops": _script(
        "PRAGMA writable_schema=ON",
        "UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'events')",
        "PRAGMA writable_schema=RESET",
    ),
    "a name of the user's that is code": _script("UPDATE labels SET name = '''; DROP TABLE spans; --' WHERE id = 1"),
    "a label that is no text": _script("UPDATE labels SET name = CAST(x'c328ff' AS TEXT) WHERE id = 1"),
    "a title of 20 MB": _script("UPDATE articles SET title = hex(zeroblob(10000000)) WHERE id = 1"),
    "a fact of 200 MB": _script("INSERT INTO meta VALUES('x', hex(zeroblob(100000000)))"),
    "a project that has no id": _script("DELETE FROM meta"),
    "a replica that is another": _script("UPDATE meta SET value = '../../../../evil' WHERE key = 'replica'"),
    "an id that is a path": _script("UPDATE meta SET value = '../../../evil' WHERE key = 'project'"),
    "an original of a gigabyte": _packed_zeros("compressed", "originals"),
    "a step of a gigabyte": _packed_zeros("payload", "events"),
    "examples nested deeply": _script("UPDATE labels SET examples = replace(hex(zeroblob(100000)), '0', '[')"),
    "a step nested deeply": _nested_payload,
    "a step of twenty million empty lists": _brackets,
    "an answer that is no JSON": _script("UPDATE attribute_values SET value = '{'", "UPDATE roles SET targets = '7'"),
    "a kind that there is not": _without_guards(
        "UPDATE actions SET kind = 'evil'", "UPDATE annotators SET kind = 'model'"
    ),
    "times beyond all calendars": _without_guards(f"UPDATE actions SET at = {1 << 62}, wall = -{1 << 62}"),
    "counters that are huge": _script(f"UPDATE counters SET n = {1 << 62}"),
    "offsets far away": _script(f'UPDATE spans SET start = {HUGE}, "end" = {HUGE + 1}'),
    "pieces without a span": _script("PRAGMA foreign_keys=OFF", "UPDATE fragments SET span_id = span_id + 1000000"),
    "spans without pieces": _script("DELETE FROM fragments"),
    "noise in the index of words": _noise_in_the_index,
    "an index of words of another version": _script("UPDATE articles_fts_config SET v = 99"),
    "a steps table that points nowhere": _script(
        "PRAGMA foreign_keys=OFF", "UPDATE steps SET action_id = action_id + 1000000"
    ),
    "fifty thousand running steps": _script(
        f"INSERT INTO actions(uuid, replica_id, annotator, name, kind, state, at, wall, program) "
        f"{_LOOPS} SELECT randomblob(16), 1, randomblob(16), 'x', 'import', 'running', n, n, 'x' FROM r LIMIT 50000"
    ),
    "a vacuum that never ends": _script("PRAGMA auto_vacuum=2"),
    "a version that is negative": _script("PRAGMA user_version=-1"),
}
"""What is done to a project, by name; triggers are part of the schema, which has a fingerprint."""


def attacked(path: Path, name: str) -> None:
    """Do one of them to a closed project."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        ATTACKS[name](connection)
    finally:
        connection.close()
