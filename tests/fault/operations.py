"""kill -9 in the middle of what takes long: each is found as before, as after, or to be finished or taken back."""

import os
import random
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from tests.fault.children import BROKE, READY, Say, child
from tests.fault.results import Part, Result, Sizes

_LAST = 60
"""So many of the last steps of an operation are where new things take the place of old ones."""


class HalfDoneError(Exception):
    """What was found is neither as before nor as after, and cannot be finished or taken back."""


@dataclass(frozen=True)
class Operation:
    """Something long. `prepare` makes a folder to do it in, `act` does it, `look` says in words what a kill left.

    `look` finishes or takes back what is under way, and raises `HalfDoneError` where the promise is broken.
    """

    name: str
    prepare: Callable[[Path], None]
    act: Callable[[Path], None]
    look: Callable[[Path, random.Random], str]

    def run(self, count: int, seed: int) -> Result:
        """Do it so many times, each time in the same folder as it was prepared, and kill it.

        Every second time at any moment, else just before some statement of SQL or something that is done to a file:
        one of all, or one of the last, where new things take the place of old ones.
        """
        dice = random.Random(seed)  # noqa: S311 - moments are no secret
        result = Result()
        with tempfile.TemporaryDirectory(prefix="fault-") as folder, _home(Path(folder) / "work" / "home"):
            work, kept = Path(folder) / "work", Path(folder) / "kept"
            work.mkdir()
            self.prepare(work)
            shutil.copytree(work, kept)
            took, steps = child(_timed, self.act, work, 0).all("took")[0]
            for n in range(count):
                shutil.rmtree(work)
                shutil.copytree(kept, work)
                step = (0, dice.randrange(steps) + 1, 0, max(1, steps - dice.randrange(_LAST)))[n % 4]
                took = self._once(work, took, step, dice, result)
        return result

    def _once(self, work: Path, took: float, step: int, dice: random.Random, result: Result) -> float:
        """Kill it before its `step`, or at any moment; return how long it takes, as far as that is known now."""
        seconds = None if step else dice.uniform(0, 1.05 * took)
        ended = child(_timed, self.act, work, step, seconds=seconds)
        where = f"{self.name}, kill {result.runs} ({f'step {step}' if step else f'{seconds} s'})"
        result.broken += [f"{where}: {words[0]}" for words in ended.all(BROKE)]
        try:
            found = self.look(work, dice)
        except HalfDoneError as error:
            result.broken.append(f"{where}: {error}")
        else:
            result.counts[found] += 1
        result.runs += 1
        return next((seconds for seconds, _steps in ended.all("took")), took)

    def part(self) -> Part:
        """Return it as a part of the kit."""
        promise = "kill -9 in it: every article whole; finished or taken back, never half"
        return Part(f"kill-{self.name}", promise, self.run, Sizes(short=3, middle=20, full=500), piece=5)


def _timed(say: Say, act: Callable[[Path], None], work: Path, last: int) -> None:
    steps = _Steps(last)
    sys.addaudithook(steps.heard)
    with patch.object(sqlite3, "connect", steps.connect):
        started = time.monotonic()
        say(READY)
        act(work)
        say("took", time.monotonic() - started, steps.count)


class _Steps:
    """Counts statements of SQL and what is done to files, and ends the process as kill -9 does before the last."""

    def __init__(self, last: int) -> None:
        self.count = 0
        self._last = last

    def heard(self, event: str, _arguments: tuple[Any, ...]) -> None:
        """Take note of what Python says that it is about to do."""
        if event in _STEPS:
            self._step(event)

    def connect(self, *arguments: Any, **named: Any) -> sqlite3.Connection:
        """Connect as `sqlite3.connect` does, and take note of every statement."""
        connection: sqlite3.Connection = _connect(*arguments, **named)
        connection.set_trace_callback(self._step)
        return connection

    def _step(self, _what: str) -> None:
        self.count += 1
        if self.count == self._last:
            os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))


_connect = sqlite3.connect
_STEPS = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.truncate", "os.utime"}


@contextmanager
def _home(path: Path) -> Iterator[None]:
    """Let the program's own folders be under `path`, here and in the children."""
    before = os.environ.get("ANNOTATOR_HOME")
    os.environ["ANNOTATOR_HOME"] = str(path)
    try:
        yield
    finally:
        if before is None:
            del os.environ["ANNOTATOR_HOME"]
        else:
            os.environ["ANNOTATOR_HOME"] = before
