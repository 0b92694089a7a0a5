"""The files of an export: which article goes into which, and how a line of JSON is written. It never renames."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from annotator.core.model import Article
from annotator.formats.base import Dataset, WriteOptions

if TYPE_CHECKING:
    from zipfile import ZipFile, ZipInfo

MOST_OF_TITLE = 60
"""How many characters of a title go into the name of a file."""

_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False)


@dataclass(frozen=True, slots=True)
class Ready:
    """A value that is JSON already."""

    text: str


def json_value(value: object) -> str:
    """Return JSON as a part of a line, which `json_row` makes fit for all readers."""
    return _ENCODER.encode(value)


def json_text(value: object) -> str:
    """Return JSON on one line, with the characters that some readers take for a line's end escaped."""
    return _escaped(_ENCODER.encode(value))


def json_line(value: object) -> bytes:
    """Return one line of a .jsonl file."""
    return f"{json_text(value)}\n".encode()


def json_row(row: Mapping[str, object]) -> bytes:
    """Return an object, some of whose values may be `Ready`, as one line of a .jsonl file, like `json_line`."""
    items = [
        f'"{key}": {value.text if isinstance(value, Ready) else _ENCODER.encode(value)}' for key, value in row.items()
    ]
    return _escaped(f"{{{', '.join(items)}}}\n").encode()


def _escaped(line: str) -> str:
    """Return JSON with the characters escaped that some readers take for a line's end."""
    # Looked for in text: among bytes of UTF-8 it takes fifty times as long.
    for character in "\u2028\u2029\x85":
        if character in line:
            line = line.replace(character, f"\\u{ord(character):04x}")
    return line


def part_names(options: WriteOptions, whole: str) -> tuple[str, ...]:
    """Return the names of the parts; `whole` is what the one part is called when there is no split."""
    return options.split.names if options.split is not None else (whole,)


def assigner(dataset: Dataset, options: WriteOptions, whole: str) -> Callable[[str], str]:
    """Return what tells the part of an article by its id."""
    if options.split is None:
        return lambda _: whole
    if options.stratified:
        return options.split.assign((), options.seed, rarest_labels(dataset)).__getitem__
    return options.split.assign(dataset.all_ids(), options.seed).__getitem__


def rarest_labels(dataset: Dataset) -> dict[str, str]:
    """Return for each article the one of its labels that the fewest articles have; empty where it has none."""
    labels = {x.article.id: {span.label for span in x.spans} for x in dataset.records()}
    counts = Counter(label for found in labels.values() for label in found)
    return {
        article: min(found, key=lambda label: (counts[label], label), default="") for article, found in labels.items()
    }


def part_paths(target: Path, options: WriteOptions, suffix: str) -> dict[str, Path]:
    """Return where each part goes: the target itself, or with a split one file a part in a folder there."""
    if options.split is None:
        return {"": target}
    target.mkdir()
    return {name: target / f"{name}{suffix}" for name in options.split.names}


@contextmanager
def open_parts(
    paths: Mapping[str, Path], part_of: Callable[[str], str], head: bytes = b""
) -> Iterator[Callable[[str], BinaryIO]]:
    """Open every part and begin it with `head`; give what returns the file that an article goes into.

    All are closed at the end.
    """
    with ExitStack() as stack:
        files = {name: stack.enter_context(path.open("wb")) for name, path in paths.items()}
        for file in files.values():
            file.write(head)
        yield lambda article: files[part_of(article)]


def article_folders(dataset: Dataset, target: Path, options: WriteOptions) -> Callable[[Article], Path]:
    """Make the folder, with a split one a part in it; give what returns an article's path there, without an ending."""
    target.mkdir()
    for name in part_names(options, ""):
        if name:
            (target / name).mkdir()
    part_of = assigner(dataset, options, "")
    return lambda article: target / part_of(article.id) / file_stem(article)


def file_stem(article: Article) -> str:
    """Return a name for an article's file that any system takes, with the end of its id, so that no two are equal."""
    words = re.sub(r"[^\w]+", "-", article.title or article.name).strip("-_")[:MOST_OF_TITLE].rstrip("-_")
    return "-".join(part for part in (article.date, words, article.id.replace("-", "")[-12:]) if part)


def write_text(path: Path, *pieces: str) -> None:
    """Write UTF-8 with plain line ends."""
    with path.open("xb") as file:
        for piece in pieces:
            file.write(piece.encode())


def add_member(archive: "ZipFile", name: str, data: bytes) -> None:
    """Add a file to a zip with a date that is always the same, so that the same content gives the same bytes."""
    archive.writestr(member(name), data)


def member(name: str) -> "ZipInfo":
    """Return a zip's entry for a compressed file, dated as early as a zip can say."""
    import zipfile

    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    return info
