"""JSON and JSONL of any kind as rows: one object a line, a list of objects, or an object that holds such a list."""

import json
from collections.abc import Iterator, Mapping

from annotator.core.errors import UserError
from annotator.formats.decoding import text_of
from annotator.formats.fields import Fields, checked, parse_object
from annotator.formats.incoming import Input, ReadOptions

_LISTS = ("data", "articles", "items", "records", "documents", "docs", "rows", "results", "examples", "response")
_HINT = "Correct the file, or export it again."

Row = tuple[int, Fields | UserError]
"""A line number (or the number in the list) and an object, or what is wrong with it."""


def rows_of(given: Input, options: ReadOptions) -> Iterator[Row]:
    """Yield the objects of a file. A bad line is an error beside the others; what is no JSON at all raises."""
    text = text_of(given, options).text.removeprefix("\ufeff")
    whole = text.lstrip()
    if whole.startswith("{") and _is_lines(whole):
        yield from _lines(given, text)
        return
    try:
        value = json.loads(whole)
    except json.JSONDecodeError as error:
        if whole.startswith("{"):
            yield from _lines(given, text)
            return
        raise given.refuse(f"is not JSON at line {error.lineno}: {error.msg}", _HINT) from error
    except (ValueError, RecursionError) as error:
        raise given.refuse("is JSON that is too deep or has too long a number", _HINT) from error
    yield from _listed(given, value)


def _is_lines(text: str) -> bool:
    """Say whether the first line is an object by itself and more follows."""
    line, _, rest = text.partition("\n")
    if not rest.strip():
        return False
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _lines(given: Input, text: str) -> Iterator[Row]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            where = f"“{given.name}”, line {number}"
            try:
                yield number, parse_object(line.strip().encode("utf-8", "surrogatepass"), where)
            except UserError as error:
                yield number, error


def _listed(given: Input, value: object) -> Iterator[Row]:
    if isinstance(value, dict):
        inner = next((value[key] for key in _LISTS if _is_rows(value.get(key))), None)
        value = inner if inner is not None else [value]
    if not isinstance(value, list):
        raise given.refuse("holds no list of articles", "A list of objects, or one object a line, is read.")
    for number, item in enumerate(value, start=1):
        where = f"“{given.name}”, number {number}"
        if isinstance(item, dict):
            yield number, Fields(checked(item), where)
        else:
            yield number, UserError(f"{where}: not a JSON object.", hint=_HINT)


def _is_rows(value: object) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], Mapping)
