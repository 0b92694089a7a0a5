"""Child processes that are made to die: started quickly, listened to, killed at a moment, and never left behind.

What is under way in a child is told by `say`; what was said before it died is all that its parent knows of it.
"""

import multiprocessing
import os
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any

Say = Callable[..., None]
"""Sends a few plain values to the parent, whole or not at all."""

READY = "ready"
"""What a child says when the time to its death begins to run."""

BROKE = "broke"
"""What is said, with the traceback, of a child that raised what nobody caught."""

PATIENCE = 60.0
"""Seconds after which a child that says nothing hangs."""

# A server that has everything imported forks a child in milliseconds; where there is none, each child begins anew.
_METHOD = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
_context = multiprocessing.get_context(_METHOD)
_PRELOADED = ["tests.fault.parts", "annotator.tasks.importing", "annotator.store.recoding", "sqlite_utils.migrations"]


@dataclass
class Ended:
    """How a child ended: what it had said by then, whether it was killed by us, and its exit code."""

    said: list[tuple[Any, ...]] = field(default_factory=list)
    killed: bool = False
    exit_code: int | None = None

    def all(self, word: str) -> list[tuple[Any, ...]]:
        """Return what was said under one word."""
        return [line[1:] for line in self.said if line[0] == word]


def child(
    function: Callable[..., None], *arguments: Any, seconds: float | None = None, patience: float = PATIENCE
) -> Ended:
    """Run `function(say, *arguments)` in a process of its own and return how it ended.

    With `seconds` it is killed so long after it said `READY`, unless it has ended before. One that says nothing for
    `patience` seconds is killed, too: then `killed` is true although nobody asked for it. It has the folders that
    ANNOTATOR_HOME names here.
    """
    reader, writer = _context.Pipe(duplex=False)
    process = _context.Process(  # type: ignore[attr-defined]
        target=_live, args=(os.environ["ANNOTATOR_HOME"], writer, function, arguments)
    )
    if _METHOD == "forkserver":
        _context.set_forkserver_preload(_PRELOADED)
    process.start()
    writer.close()
    ended = Ended()
    try:
        ended.killed = _listen(reader, ended, seconds, patience)
    finally:
        process.kill()  # does nothing to one that has ended
        process.join()
        _drain(reader, ended)
        reader.close()
        ended.exit_code = process.exitcode
        process.close()
    return ended


def _listen(reader: Connection, ended: Ended, seconds: float | None, patience: float) -> bool:
    """Take in what is said until the child ends (False) or its time is over (True)."""
    until: float | None = None
    while True:
        left = patience if until is None else until - time.monotonic()
        try:
            if left <= 0 or not reader.poll(left):
                return True
            ended.said.append(reader.recv())
        except (EOFError, BrokenPipeError):  # the latter is how Windows says it
            return False
        if until is None and seconds is not None and ended.said[-1][0] == READY:
            until = time.monotonic() + seconds


def _drain(reader: Connection, ended: Ended) -> None:
    try:
        while True:
            ended.said.append(reader.recv())
    except (EOFError, OSError):
        return


def _live(home: str, writer: Connection, function: Callable[..., None], arguments: tuple[Any, ...]) -> None:
    os.environ["ANNOTATOR_HOME"] = home
    try:
        function(lambda *values: writer.send(values), *arguments)
    except BaseException:  # noqa: BLE001 - the parent must hear of whatever it was
        writer.send((BROKE, traceback.format_exc()))
    writer.close()
