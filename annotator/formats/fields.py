"""Typed access to decoded JSON. A value of the wrong kind is a `UserError` that names its place, never a crash."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from annotator.core.errors import UserError
from annotator.core.ids import derived_id

_HINT = "Correct the file, or export it again."
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOST = (1 << 63) - 1
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SURROGATE = re.compile("[\ud800-\udfff]")
_ESCAPED_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


class Fields:
    """One JSON object. A missing or null value is the default; `where` says which object it is, in messages."""

    __slots__ = ("_where", "values")

    def __init__(self, values: Mapping[str, object], where: "str | tuple[Fields, str, int]") -> None:
        self.values = values
        self._where = where

    @property
    def where(self) -> str:
        """Which object this is; put together only for a message, as there is one for each span of a file."""
        if isinstance(self._where, str):
            return self._where
        owner, key, number = self._where
        return f"{owner.where}: number {number} of {key}" if number else f"{owner.where}: {key}"

    def __contains__(self, key: str) -> bool:
        return self.values.get(key) is not None

    def text(self, key: str, default: str = "") -> str:
        """Return text."""
        value = self.values.get(key)
        if value is None:
            return default
        if not isinstance(value, str):
            raise self.wrong(key, "text")
        return value

    def day(self, key: str) -> str:
        """Return a day, ISO (YYYY-MM-DD)."""
        value = self.text(key)
        if value and not (_DAY.fullmatch(value) and _is_day(value)):
            raise self.wrong(key, "a day like 2023-09-08")
        return value

    def number(self, key: str) -> int | None:
        """Return a whole number of at most 64 bits."""
        value = self.values.get(key)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or abs(value) > _MOST:
            raise self.wrong(key, "a whole number")
        return value

    def items(self, key: str) -> list[object]:
        """Return a list of anything."""
        value = self.values.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            raise self.wrong(key, "a list")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts."""
        values = self.items(key)
        texts = tuple(value for value in values if isinstance(value, str))
        if len(texts) != len(values):
            raise self.wrong(key, "a list of texts")
        return texts

    def ranges(self, key: str) -> tuple[tuple[int, int], ...]:
        """Return a list of [start, end], two whole numbers each; their order is not checked."""
        ranges: list[tuple[int, int]] = []
        for value in self.items(key):
            match value:
                case [int() as start, int() as end] if not isinstance(start, bool) and not isinstance(end, bool):
                    ranges.append((start, end))
                case _:
                    raise self.wrong(key, "a list of [start, end]")
        return tuple(ranges)

    def row(self, key: str) -> "Fields":
        """Return an object, an empty one where it is missing."""
        value = self.values.get(key)
        if value is None:
            return Fields({}, self._where)
        if not isinstance(value, dict):
            raise self.wrong(key, "an object")
        return Fields(value, (self, key, 0))

    def rows(self, key: str) -> Iterator["Fields"]:
        """Yield the objects of a list."""
        for number, value in enumerate(self.items(key), start=1):
            if not isinstance(value, dict):
                raise self.wrong(key, "a list of objects")
            yield Fields(value, (self, key, number))

    def mapping(self, key: str) -> dict[str, str]:
        """Return an object of texts."""
        row = self.row(key)
        return {name: row.text(name) for name in row.values}

    def wrong(self, key: str, wanted: str) -> UserError:
        """Return the error for a value of the wrong kind."""
        return UserError(f"{self.where}: “{key}” is not {wanted}.", hint=_HINT)

    def refuse(self, what: str) -> UserError:
        """Return an error about this object."""
        return UserError(f"{self.where}: {what}.", hint=_HINT)


def _is_day(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def parse_object(line: bytes, where: str) -> Fields:
    """Return the JSON object in some UTF-8; raise `UserError` that says where it goes wrong."""
    try:
        value = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise UserError(f"{where}: byte {error.start + 1} is not UTF-8.", hint="Save the file as UTF-8.") from error
    except json.JSONDecodeError as error:
        raise UserError(f"{where}: not JSON at character {error.pos + 1}: {error.msg}.", hint=_HINT) from error
    except (ValueError, RecursionError) as error:
        raise UserError(f"{where}: JSON that is too deep or has too long a number.", hint=_HINT) from error
    if not isinstance(value, dict):
        raise UserError(f"{where}: not a JSON object.", hint="Each line is one object in { }.")
    if _ESCAPED_SURROGATE.search(line):
        value = _without_surrogates(value)
    return Fields(value, where)


def checked(value: dict[str, object]) -> dict[str, object]:
    """Return an object that was read elsewhere without half characters in it."""
    clean: dict[str, object] = _without_surrogates(value)
    return clean


def _without_surrogates(value: Any) -> Any:
    """Replace half characters, which JSON can escape and no file or database can hold, by U+FFFD; lengths stay."""
    if isinstance(value, str):
        return _SURROGATE.sub("\ufffd", value)
    if isinstance(value, list):
        return [_without_surrogates(item) for item in value]
    if isinstance(value, dict):
        return {_without_surrogates(key): _without_surrogates(item) for key, item in value.items()}
    return value


def uuid_of(value: str, *context: str) -> str:
    """Return a UUID as it is, in lower case; for another name the UUID it has in its context, always the same."""
    if _UUID.fullmatch(value):
        return value
    try:
        return str(UUID(value))
    except ValueError:
        return derived_id(*context, value)
