"""Which columns hold which row: the state tables as one description, from which the statements are made.

Rows are those of `core.rows`: they name everything by UUID, tables by integer keys. Nothing here writes history.
"""

import json
import sqlite3
from collections.abc import Callable, Collection
from dataclasses import MISSING, dataclass, fields
from functools import cached_property, lru_cache
from typing import Any

from annotator.core.change import Row
from annotator.core.errors import UserError
from annotator.core.rows import KINDS


def to_blob(id: str) -> bytes:
    """Return the 16 bytes of a UUID's text; raise `UserError` for any other text."""
    try:
        blob = bytes.fromhex(id.replace("-", ""))
    except ValueError:
        blob = b""
    if len(blob) != _UUID_BYTES:
        raise UserError(f"“{id}” is not the identifier of anything in a project.", hint="Nothing was changed.")
    return blob


_UUID_BYTES = 16


def gone() -> UserError:
    """Return the error for something that a row refers to and that is not there."""
    return UserError("What this belongs to is no longer in the project.", hint="Look in History for who removed it.")


def from_blob(blob: bytes) -> str:
    """Return the text of a UUID's 16 bytes."""
    digits = blob.hex()
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


known_blob = lru_cache(maxsize=4096)(to_blob)
known_id = lru_cache(maxsize=4096)(from_blob)
"""The same both ways for UUIDs that come again and again: of labels, people, the article."""


def canonical(value: Any) -> str:
    """Return JSON that is the same for the same value: sorted keys, no spaces, UTF-8 as it is."""
    return _CANONICAL.encode(value)


_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


@dataclass(frozen=True)
class Column:
    """One field of a row. `refers` is the table whose UUID the row names; `as_json` a list or an object."""

    key: str
    refers: str = ""
    as_json: bool = False
    column: str = ""

    @property
    def name(self) -> str:
        """The quoted name of the column."""
        return f'"{self.column or self.key}"'


@dataclass(frozen=True)
class Table:
    """The state table of one kind, with the statements for a single row."""

    kind: str
    name: str
    columns: tuple[Column, ...]

    @cached_property
    def defaults(self) -> dict[str, Any]:
        """What a field is when its row leaves it out, as the column holds it."""
        found = {}
        for item in fields(KINDS[self.kind]):
            default = item.default_factory() if item.default_factory is not MISSING else item.default
            found[item.name] = None if default is MISSING else default
        return found

    @cached_property
    def json_defaults(self) -> dict[str, Any]:
        """The defaults of the columns that hold JSON, as they are read from JSON."""
        return {c.key: json.loads(canonical(self.defaults[c.key])) for c in self.columns if c.as_json}

    @cached_property
    def _slots(self) -> list[str]:
        return [f"(SELECT id FROM {c.refers} WHERE uuid = ?)" if c.refers else "?" for c in self.columns]

    @cached_property
    def insert(self) -> str:
        """Statement that inserts one row: UUID first, then the columns."""
        names = ", ".join(c.name for c in self.columns)
        return f"INSERT INTO {self.name}(uuid, {names}) VALUES(?, {', '.join(self._slots)})"

    @cached_property
    def update(self) -> str:
        """Statement that changes one row: the columns, then the UUID."""
        pairs = ", ".join(f"{c.name} = {slot}" for c, slot in zip(self.columns, self._slots, strict=True))
        return f"UPDATE {self.name} SET {pairs} WHERE uuid = ?"

    @cached_property
    def select(self) -> str:
        """Statement that reads rows as (uuid, columns...), without a WHERE."""
        return self.select_without(())

    def select_without(self, missing: Collection[str]) -> str:
        """Return `select` for a file of an older format, whose table lacks some columns: they are at their defaults."""
        names = ", ".join(self._read(column, missing) for column in self.columns)
        return f"SELECT uuid, {names} FROM {self.name}"

    def _read(self, column: Column, missing: Collection[str]) -> str:
        if column.name.strip('"') in missing:
            return _literal(self._value(column, self.defaults[column.key]))
        if column.refers:
            return f"(SELECT uuid FROM {column.refers} WHERE id = {self.name}.{column.name})"
        return f"{self.name}.{column.name}"

    def values(self, row: Row) -> list[Any]:
        """Return the row as the values of its columns."""
        given = row.get
        return [
            self._value(column, given(column.key)) if column.key in row else missing
            for column, missing in self._columns_missing
        ]

    @cached_property
    def _columns_missing(self) -> list[tuple[Column, Any]]:
        """The columns, each with its value where the row leaves its field out."""
        return [(column, self._value(column, self.defaults[column.key])) for column in self.columns]

    def _value(self, column: Column, value: Any) -> Any:
        if column.refers:
            return to_blob(value) if value else None
        if column.as_json:
            return canonical(value)
        return int(value) if isinstance(value, bool) else value

    def row(self, values: tuple[Any, ...]) -> dict[str, Any]:
        """Return the JSON row of the values that `select` gave after the UUID, without what is at its default."""
        row = {}
        for column, value in zip(self.columns, values, strict=True):
            default = self.defaults[column.key]
            plain = value
            if column.refers:
                plain = from_blob(value) if value is not None else ""
            elif column.as_json:
                plain = json.loads(value)
                default = self.json_defaults[column.key]
            elif isinstance(default, bool):
                plain = bool(value)
            if plain != default:
                row[column.key] = plain
        return row


def _literal(value: Any) -> str:
    """Return a default of a column as SQL writes it."""
    if value is None:
        return "NULL"
    return str(value) if isinstance(value, int | float) else "'" + value.replace("'", "''") + "'"


def _columns(*names: str) -> tuple[Column, ...]:
    """Return columns from short names: "key", "key>table" for a reference, "key{}" for JSON."""
    made = []
    for name in names:
        key, _, refers = name.partition(">")
        as_json = key.endswith("{}")
        key = key.removesuffix("{}")
        made.append(Column(key, refers=refers, as_json=as_json, column=f"{key}_id" if refers else ""))
    return tuple(made)


TABLES = {
    table.kind: table
    for table in (
        Table("annotator", "annotators", _columns("name", "kind")),
        Table("actor", "actors", _columns("name", "kind", "aliases{}", "offices{}", "links{}", "notes")),
        Table("codebook", "codebooks", _columns("name", "description")),
        Table("layer", "layers", _columns("name", "position", "overlap", "tint")),
        Table(
            "label",
            "labels",
            _columns(
                "layer>layers",
                "name",
                "position",
                "color",
                "key",
                "unit",
                "parent",
                "definition",
                "includes",
                "excludes",
                "examples{}",
                "pinned",
                "retired",
                "forbidden{}",
            ),
        ),
        Table(
            "attribute",
            "attributes",
            _columns(
                "label>labels", "name", "type", "position", "choices{}", "required", "core", "default", "shown_when{}"
            ),
        ),
        Table(
            "role",
            "roles",
            _columns(
                "label>labels",
                "name",
                "position",
                "targets{}",
                "many",
                "required",
                "not_stated",
                "core",
                "shown_when{}",
            ),
        ),
        Table(
            "article",
            "articles",
            _columns(
                "title",
                "date",
                "source",
                "place",
                "dateline_date",
                "author",
                "language",
                "link",
                "name",
                "original",
                "encoding",
                "newline",
                "extra{}",
            ),
        ),
        Table(
            "article_label",
            "article_labels",
            _columns("article>articles", "label>labels", "annotator>annotators"),
        ),
        Table("note", "notes", _columns("article>articles", "annotator>annotators", "text")),
        Table(
            "review",
            "reviews",
            _columns(
                "article>articles",
                "text_version",
                "annotator>annotators",
                "start",
                "end",
                "state",
                "layers{}",
                "codebook_version",
            ),
        ),
        Table(
            "accepted",
            "accepted",
            _columns(
                "rule",
                "annotator>annotators",
                "reason",
                "article>articles",
                "span>spans",
                "subject",
                "key",
                "message",
                "day",
            ),
        ),
    )
}
"""The kinds whose row is one row of one table. Spans, relations, work and the texts of an article are in `entities`."""

Connection = sqlite3.Connection
Loader = Callable[[Connection, str], dict[str, Any] | None]
