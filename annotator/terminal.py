"""How the command line speaks: exit codes, messages, JSON, a progress bar, aligned tables. It decides nothing."""

import contextlib
import json
import shutil
import sys
import time
import unicodedata
from collections.abc import Mapping, Sequence
from typing import TextIO, TypeVar

from annotator.core.progress import Progress, Task, run

T = TypeVar("T")

DONE, PROBLEMS, NOTHING = 0, 1, 2
"""Exit codes: done; done, but some inputs had problems; nothing done."""

_WIDE = frozenset({"W", "F"})
_INVISIBLE = frozenset({"Mn", "Me", "Cf"})


class Bar:
    """A progress bar on standard error; it shows only where that is a terminal, and at most ten times a second."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = sys.stderr if stream is None else stream
        self._shown = self._stream.isatty()
        self._due = 0.0
        self._length = 0

    def __call__(self, progress: Progress) -> None:
        """Draw how far the task is."""
        now = time.monotonic()
        if not self._shown or (now < self._due and progress.done != progress.total):
            return
        self._due = now + 0.1
        if progress.total:
            filled = 24 * min(progress.done, progress.total) // progress.total
            head = f"[{'#' * filled}{'.' * (24 - filled)}] {progress.done}/{progress.total}"
        else:
            head = f"{progress.done}"
        line = clip(f"{head} {plain(progress.text)}", shutil.get_terminal_size().columns - 1)
        self._stream.write("\r" + line + " " * max(0, self._length - width(line)))
        self._stream.flush()
        self._length = width(line)

    def clear(self) -> None:
        """Wipe the bar, so that what is printed next begins on a clean line."""
        if self._length:
            self._stream.write("\r" + " " * self._length + "\r")
            self._stream.flush()
            self._length = 0


def plain(text: str) -> str:
    """Return text on one line, without the characters that would steer a terminal (escapes, line breaks)."""
    return " ".join("".join(" " if unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} else c for c in text).split())


def width(text: str) -> int:
    """Return how many columns a terminal gives to text: two to a Han character, none to a combining mark."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.category(c) in _INVISIBLE else 2 if unicodedata.east_asian_width(c) in _WIDE else 1
        for c in text
    )


def clip(text: str, columns: int) -> str:
    """Return text cut to `columns` columns, with an ellipsis where something is left out."""
    if width(text) <= columns:
        return text
    kept = ""
    used = 0
    for character in text:
        used += width(character)
        if used > columns - 1:
            break
        kept += character
    return kept + "…"


def table(headings: Sequence[str], rows: Sequence[Sequence[str]], limits: Sequence[int]) -> str:
    """Return rows as aligned columns under their headings; `limits` is the most columns of the screen each may take.

    The last column is not padded. Without rows the table is its headings.
    """
    cells = [[clip(plain(cell), limit) for cell, limit in zip(row, limits, strict=True)] for row in (headings, *rows)]
    widths = [max(width(row[n]) for row in cells) for n in range(len(headings))]
    lines = ("  ".join(cell + " " * (widths[n] - width(cell)) for n, cell in enumerate(row)).rstrip() for row in cells)
    return "\n".join(lines)


def say(text: str) -> None:
    """Print one message on standard error."""
    sys.stderr.write(plain(text) + "\n")


def answer(text: str) -> None:
    """Print what was asked for on standard output."""
    sys.stdout.write(text + "\n")


def print_json(result: Mapping[str, object]) -> None:
    """Print the one JSON object of a command on standard output."""
    answer(json.dumps(result, ensure_ascii=False, indent=1))


def drive(task: Task[T]) -> T:
    """Run a task to its end under a progress bar; whatever stops it closes it, which takes back what is half done."""
    bar = Bar()
    with contextlib.closing(task):
        try:
            return run(task, bar)
        finally:
            bar.clear()


def number(count: int, noun: str) -> str:
    """Return “1 article” or “3 articles”."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
