"""People and organisations as a CSV table: one row each, to be edited in a spreadsheet and read back."""

import csv
import io
from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from annotator.core.actors import KINDS, merged, named, office_text, offices_from
from annotator.core.errors import UserError
from annotator.core.ids import new_id
from annotator.core.model import Actor

COLUMNS = ("id", "name", "kind", "also called", "offices", "links", "notes")
_BETWEEN = "; "


def write_actors(actors: Iterable[Actor]) -> str:
    """Return the table; several values of a cell stand with semicolons between them."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for actor in actors:
        cells = (
            actor.id,
            actor.name,
            actor.kind,
            _joined(actor.aliases),
            _joined(office_text(office) for office in actor.offices),
            _joined(actor.links),
            actor.notes,
        )
        writer.writerow(cells)
    return out.getvalue()


def _joined(values: Iterable[str]) -> str:
    return _BETWEEN.join(value.replace(";", ",") for value in values)


def read_actors(text: str, known: Iterable[Actor], name: str = "the table") -> list[Actor]:
    """Return the actors that a table adds or changes.

    A row is met by its id, and is then the whole truth about its columns; else by its name, and then adds to what is
    known. Only the name is needed. Raises `UserError` for a table without that column, for an id that is none, and for
    an unknown kind.
    """
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    titles = {title.strip().casefold(): title for title in rows.fieldnames or () if title}
    if "name" not in titles:
        raise UserError(f"“{name}” has no column “name”.", hint=f"Its first row names columns: {', '.join(COLUMNS)}.")
    here = {actor.id: actor for actor in known}
    before = dict(here)
    for number, row in enumerate(rows, 2):
        cells = {key: (row.get(title) or "").strip() for key, title in titles.items()}
        if cells["name"]:
            actor = _actor(cells, here, f"row {number} of “{name}”")
            here[actor.id] = actor
    return [actor for actor in here.values() if before.get(actor.id) != actor]


def _actor(cells: dict[str, str], here: dict[str, Actor], where: str) -> Actor:
    kind = cells.get("kind", "").casefold()
    if kind and kind not in KINDS:
        raise UserError(f"The kind “{kind}” in {where} is unknown.", hint=f"It is one of: {', '.join(KINDS)}.")
    id = cells.get("id", "")
    if id:
        try:
            id = str(UUID(id))
        except ValueError:
            raise UserError(f"The id “{id}” in {where} is not a UUID.", hint="Leave it empty for a new row.") from None
    match = here.get(id) if id else named(here.values(), cells["name"], kind)
    given = Actor(
        match.id if match is not None else id or new_id(),
        cells["name"],
        kind or (match.kind if match is not None else "person"),
        _several(cells.get("also called", "")),
        offices_from("\n".join(_several(cells.get("offices", "")))),
        _several(cells.get("links", "")),
        cells.get("notes", ""),
    )
    if match is None:
        return given
    if id:  # the row was written by us: it is the whole truth about this actor
        absent = {
            key: getattr(match, key)
            for key, column in (
                ("aliases", "also called"),
                ("offices", "offices"),
                ("links", "links"),
                ("notes", "notes"),
            )
            if column not in cells
        }
        return replace(given, **absent)
    return merged(replace(match, kind=given.kind), [given])


def _several(cell: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in cell.split(";") if part.strip()))
