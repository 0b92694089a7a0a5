"""Articles in JSON and JSONL that no program of annotation made: one object an article, its fields found by name."""

from collections.abc import Iterator, Mapping

from annotator.core.draft import Refusal
from annotator.core.errors import UserError
from annotator.formats.base import Format
from annotator.formats.columns import draft_of, found_fields
from annotator.formats.incoming import MOST_BYTES, Input, Items, ReadOptions, reading
from annotator.formats.json_lists import rows_of

_DEEPEST = 3


def take(given: Input, options: ReadOptions) -> Items:
    """Yield the article of each object."""
    count = 0
    fields: dict[str, str] = {}
    for number, row in rows_of(given, options):
        count += 1
        if isinstance(row, UserError):
            yield Refusal(f"{given.where}, line {number}", row.message, row.hint)
            continue
        if not fields or fields.get("text", "").partition(".")[0] not in row.values:
            fields = found_fields(_names(row.values), options.fields, given.name)
        draft = draft_of(row.values, fields, given.name)
        if draft is None:
            yield given.refusal(f"“{fields['text']}” is empty", "Fill it in, or leave the row out.", line=number)
        else:
            yield draft
    if not count:
        raise given.refuse("holds no articles", "A list of objects, or one object a line, is read.")


def columns(given: Input, options: ReadOptions) -> list[str]:
    """Return the names of the fields of the first objects."""
    names: dict[str, None] = {}
    for number, (_, row) in enumerate(rows_of(given, options)):
        if number >= 20:  # noqa: PLR2004 - enough to see what there is
            break
        if not isinstance(row, UserError):
            names.update(dict.fromkeys(_names(row.values)))
    return list(names)


def _names(values: Mapping[str, object], before: str = "", depth: int = 0) -> Iterator[str]:
    """Yield the names of the fields of an object, and with a dot those of the objects in it."""
    for name, value in values.items():
        yield f"{before}{name}"
        if isinstance(value, dict) and depth < _DEEPEST:
            yield from _names(value, f"{before}{name}.", depth + 1)


FORMAT = Format(
    name="json",
    title="JSON or JSONL",
    suffixes=(".json", ".jsonl", ".ndjson"),
    target="file",
    description="One object an article, in a list or one a line; say with a mapping where the text stands.",
    carries=frozenset(),
    read=reading(take, MOST_BYTES),
    take=take,
    columns=columns,
)
