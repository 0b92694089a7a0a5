"""A zip of files of any format that can be read. It is read in memory; nothing is ever unpacked to a disk."""

from collections import defaultdict
from collections.abc import Sequence
from functools import partial

from annotator.formats.base import Format
from annotator.formats.companions import companions
from annotator.formats.incoming import Input, Items, ReadOptions, reading, taken
from annotator.formats.packed import Packed
from annotator.formats.shapes import HEAD

MOST_BYTES = 200_000_000


def take(given: Input, options: ReadOptions) -> Items:
    """Yield the articles of all files in a zip, in the order of their names."""
    from annotator.formats import reader_of

    packed = Packed(given.data, given.name)
    count = 0
    for name in _articles(packed):
        member = _member(given, packed, name)
        form = reader_of(member.name, partial(_head, member.data))
        count += 1
        if form is None or form.take is None or form is FORMAT:
            yield member.refusal("it is in no format that can be read", "Take it out of the zip.")
        else:
            yield from taken(form.take, member, options)
    if not count:
        raise given.refuse("has no files in it", "Put articles into it.")


def _head(data: bytes) -> bytes:
    return data[:HEAD]


def _articles(packed: Packed) -> list[str]:
    """Return the members to read in the order of their names, without what only belongs to others."""
    folders: dict[str, list[str]] = defaultdict(list)
    for name in packed:
        if not _hidden(name):
            folder, slash, own = name.rpartition("/")
            folders[folder + slash].append(own)
    return sorted(folder + own for folder, names in folders.items() for own in set(names) - companions(names))


def _hidden(name: str) -> bool:
    parts: Sequence[str] = name.split("/")
    return any(part.startswith(".") or part == "__MACOSX" for part in parts)


def _member(given: Input, packed: Packed, name: str) -> Input:
    folder, slash, own = name.rpartition("/")

    def beside(other: str) -> bytes | None:
        path = f"{folder}{slash}{other}"
        return packed.read(path) if path in packed else None

    return Input(own, f"{given.where}: {name}", packed.read(name), beside)


FORMAT = Format(
    name="zip",
    title="Zip of such files",
    suffixes=(".zip",),
    target="file",
    description="Files of any of these formats in one zip. It is read in memory, within limits.",
    carries=frozenset(),
    read=reading(take, MOST_BYTES),
    take=take,
)
