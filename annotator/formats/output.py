"""The files of an export: which article goes into which, and how a line of JSON is written. It never renames."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO

from annotator.formats.base import Dataset, WriteOptions

_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False)


def json_text(value: object) -> str:
    """Return JSON on one line, with the characters that some readers take for a line's end escaped."""
    line = _ENCODER.encode(value)
    return line.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").replace("\x85", "\\u0085")


def json_line(value: object) -> bytes:
    """Return one line of a .jsonl file."""
    return f"{json_text(value)}\n".encode()


def part_names(options: WriteOptions, whole: str) -> tuple[str, ...]:
    """Return the names of the parts; `whole` is what the one part is called when there is no split."""
    return options.split.names if options.split is not None else (whole,)


def assigner(dataset: Dataset, options: WriteOptions, whole: str) -> Callable[[str], str]:
    """Return what tells the part of an article by its id."""
    if options.split is None:
        return lambda _: whole
    return options.split.assign(dataset.all_ids(), options.seed).__getitem__


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
