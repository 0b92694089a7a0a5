"""Long work as a generator: it says how far it is, and closing it cancels it. It knows nothing of threads."""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a task is: `done` of `total` (None where that is not known), and what it is at."""

    done: int
    total: int | None = None
    text: str = ""


Task = Generator[Progress, None, T]
"""A long piece of work that yields `Progress` and returns its result."""


def run(task: Task[T], report: Callable[[Progress], None] | None = None) -> T:
    """Drive a task to its end on this thread and return its result."""
    while True:
        try:
            progress = next(task)
        except StopIteration as stop:
            result: T = stop.value
            return result
        if report is not None:
            report(progress)
