"""People and organisations as files: a CSV table read into a project in one step, and written from it."""

from pathlib import Path

from annotator.core.errors import UserError
from annotator.core.text import decode
from annotator.formats.actors_csv import read_actors, write_actors
from annotator.store.store import Store
from annotator.tasks.codebooks import write_whole


def import_actors(store: Store, path: Path) -> int:
    """Add and change the actors of a table as one step of Undo; return how many.

    Raises `UserError` for a file that cannot be read or is no such table.
    """
    try:
        text = decode(path.read_bytes()).text
    except OSError as error:
        raise UserError(f"“{path}” cannot be read.", hint="Check its name, and who may read it.") from error
    changed = read_actors(text, store.actors(), path.name)
    with store.edit(f"Import people and organisations from {path.name}") as edit:
        for actor in changed:
            edit.put(actor)
    return len(changed)


def export_actors(store: Store, path: Path) -> int:
    """Write all actors as a table, whole or not at all; return how many."""
    actors = store.actors()
    write_whole(path, write_actors(actors).encode("utf-8-sig"))
    return len(actors)
