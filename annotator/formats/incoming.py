"""What a reader is given: the bytes of one file with its name, and how to read them. It decides nothing of a format.

A reader works on bytes, never on a path, so that a file in a zip is read like one in a folder.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from annotator.core.draft import Draft, Refusal
from annotator.core.errors import UserError

DETECT = "detect"
"""The encoding that means: guess it."""

MOST_BYTES = 64_000_000
"""A file of many articles may be this long; `ReadOptions.most_bytes` raises it."""

_RIGHTS = "Ask for the right to read it, or copy it elsewhere."


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read.

    `encoding` is what a person says the text is in, or `DETECT`; empty takes only UTF-8 and what a file says of itself.
    `fields` says where what of ours stands ("text" in "body"). `unit` names the unit of offsets (`offsets.UNITS`),
    empty where it is to be found; `tie` the one to take where several do equally well. `join_lines` puts wrapped lines
    of a page together. `most_bytes` raises the limit of a file.
    """

    encoding: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    unit: str = ""
    tie: str = ""
    join_lines: bool = False
    most_bytes: int = 0


DEFAULT = ReadOptions()


def _nothing(_: str) -> bytes | None:
    return None


@dataclass(frozen=True, slots=True)
class Input:
    """One file: its own name, how to name it in messages, its bytes, and what lies beside it by name."""

    name: str
    where: str
    data: bytes
    beside: Callable[[str], bytes | None] = _nothing

    @property
    def stem(self) -> str:
        """The name without its ending."""
        return self.name.rpartition(".")[0] or self.name

    @property
    def suffix(self) -> str:
        """The ending with its dot, lower case; empty where there is none."""
        before, dot, ending = self.name.rpartition(".")
        return f".{ending.lower()}" if before and dot else ""

    def refuse(self, what: str, hint: str = "") -> UserError:
        """Return the error that says `what` of this file."""
        return UserError(f"“{self.name}” {what}.", hint=hint)

    def refusal(self, what: str, hint: str = "", *, line: int = 0) -> Refusal:
        """Return a refusal of a part of this file."""
        at = f", line {line}" if line else ""
        return Refusal(f"{self.where}{at}", f"“{self.name}”{at}: {what}.", hint)


Items = Iterator[Draft | Refusal]

Take = Callable[[Input, ReadOptions], Items]
"""Gives the articles in the bytes of one file. It may raise `UserError` for the file as a whole, and nothing else."""


class Read(Protocol):
    """Gives the articles of a file or folder, and a refusal for each input that is none. Never raises for a bad one."""

    def __call__(self, path: Path, options: ReadOptions = DEFAULT, /) -> Items:
        """Read what is at `path`."""


def reading(take: Take, most: int = MOST_BYTES, *, bare: bool = False) -> Read:
    """Return the function that reads a file at a path with `take`, if it has at most `most` bytes.

    `bare` says that an empty file says something, too: that there is nothing to say of the text beside it.
    """

    def read(path: Path, options: ReadOptions = DEFAULT, /) -> Items:
        try:
            given = opened(path, max(most, options.most_bytes), bare=bare)
        except UserError as error:
            yield Refusal(str(path), error.message, error.hint)
        except OSError as error:
            yield Refusal(str(path), f"“{path.name}” cannot be read: {error.strerror or error}.", _RIGHTS)
        else:
            yield from taken(take, given, options)

    return read


def taken(take: Take, given: Input, options: ReadOptions) -> Items:
    """Yield what `take` makes of some bytes; what it raises for them as a whole becomes a refusal."""
    try:
        yield from take(given, options)
    except UserError as error:
        yield Refusal(given.where, error.message, error.hint)
    except (RecursionError, MemoryError):
        yield given.refusal("it is nested too deeply or too large", "Cut it into smaller files.")


def opened(path: Path, most: int, *, bare: bool = False) -> Input:
    """Return the file at a path; raise `UserError` where it has more than `most` bytes or, unless `bare`, none."""
    with path.open("rb", buffering=0) as file:
        size = os.fstat(file.fileno()).st_size
        if size > most:
            raise UserError(
                f"“{path.name}” has {size / 1e6:,.0f} MB; {most / 1e6:,.0f} MB are read.",
                hint="Cut it into smaller files, or raise the limit with --most-mb.",
            )
        data = file.readall()
    if not bare and not data.strip(b"\xef\xbb\xbf \t\r\n"):
        raise UserError(f"“{path.name}” is empty.", hint="Leave it out, or put the article's text into it.")

    def beside(name: str) -> bytes | None:
        other = path.with_name(Path(name).name)
        try:
            return other.read_bytes() if other.is_file() and other.stat().st_size <= most else None
        except OSError:
            return None

    return Input(path.name, str(path), data, beside)
