"""The one thread that writes, without Qt: edits run in order on its own connection, each whole, committed in groups.

Callbacks are called on the writer thread, after the commit; whoever needs another thread passes them on.
"""

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

from annotator.core.change import Action
from annotator.core.errors import UserError
from annotator.store.edit import Edit
from annotator.store.store import Store

T = TypeVar("T")

IDLE_SECONDS = 2.0
"""How long nothing must be written before the log is folded into the file."""


class Writes(Protocol):
    """Whatever runs a function with the store that writes: directly, or on the writer thread."""

    def run(self, function: Callable[[Store], T]) -> T:
        """Run `function` and return its result; an exception comes back to the caller."""
        ...


@dataclass(frozen=True, slots=True)
class Direct:
    """Writes on the thread that calls: for the command line."""

    store: Store

    def run(self, function: Callable[[Store], T]) -> T:
        """Run `function` with the store."""
        return function(self.store)


@dataclass(frozen=True, slots=True)
class _Gesture:
    ticket: int
    name: str
    function: Callable[[Edit], None]


@dataclass(frozen=True, slots=True)
class _Step:
    """Undo, redo or taking back: an action that the store makes itself."""

    ticket: int
    name: str
    function: Callable[[Store], Action | None]


@dataclass(frozen=True, slots=True)
class _Call:
    function: Callable[[Store], Any]
    future: "Future[Any]"


_Work = _Gesture | _Step | _Call

OnDone = Callable[[int, Action | None], None]
OnFailed = Callable[[int, str, UserError], None]


class Writer:
    """Owns the store that writes. Invariant: an edit is reported once, after its commit, or as failed."""

    def __init__(self, path: Path, annotator: str, on_done: OnDone, on_failed: OnFailed) -> None:
        self._path = path
        self._annotator = annotator
        self._on_done = on_done
        self._on_failed = on_failed
        self._queue: deque[_Work] = deque()
        self._ready = threading.Condition()
        self._closing = False
        self._tickets = 0
        self._pending = 0
        opened: Future[int] = Future()
        self._thread = threading.Thread(target=self._live, args=(opened,), name="writer")
        self._thread.start()
        try:
            self.missing = opened.result()
        except BaseException:
            self._thread.join()
            raise

    @property
    def pending(self) -> int:
        """How many edits are not on disk yet."""
        return self._pending

    def submit(self, name: str, function: Callable[[Edit], None]) -> int:
        """Queue one gesture and return its ticket; `function` fills the edit, on the writer thread."""
        return self._add(lambda ticket: _Gesture(ticket, name, function))

    def step(self, name: str, function: Callable[[Store], Action | None]) -> int:
        """Queue an undo, a redo or a taking back and return its ticket."""
        return self._add(lambda ticket: _Step(ticket, name, function))

    def _add(self, make: Callable[[int], _Gesture | _Step]) -> int:
        with self._ready:
            if self._closing:
                raise UserError("The project is being closed.", hint="Open it again to go on.")
            self._tickets += 1
            self._pending += 1
            self._queue.append(make(self._tickets))
            self._ready.notify()
            return self._tickets

    def run(self, function: Callable[[Store], T]) -> T:
        """Run `function` with the store between two groups of edits, and wait for its result.

        To be called from a task's own thread, never from the one that draws.
        """
        future: Future[T] = Future()
        self._later(_Call(function, future))
        return future.result()

    def quietly(self, function: Callable[[Store], object]) -> None:
        """Run `function` with the store some time soon, for what is no action (places, window state)."""
        self._later(_Call(function, Future()))

    def _later(self, call: _Call) -> None:
        with self._ready:
            if self._closing:
                raise UserError("The project is being closed.", hint="Open it again to go on.")
            self._queue.append(call)
            self._ready.notify()

    def close(self) -> None:
        """Write all that is queued, close the file and end the thread."""
        with self._ready:
            self._closing = True
            self._ready.notify()
        self._thread.join()

    def _live(self, opened: "Future[int]") -> None:
        try:
            store = Store.open(self._path, write=True, annotator=self._annotator)
        except BaseException as error:  # noqa: BLE001 - it is raised again where the writer was made
            opened.set_exception(error)
            return
        with store:
            opened.set_result(store.missing)
            rested = True
            while True:
                batch = self._next(wait=None if rested else IDLE_SECONDS)
                if batch is None:
                    return
                rested = not batch
                if batch:
                    self._write(store, batch)
                else:
                    store.rest()

    def _next(self, wait: float | None) -> list[_Work] | None:
        """Return what is queued: gestures together, anything else by itself; [] after `wait`, None at the end."""
        with self._ready:
            if not self._queue and not self._closing:
                self._ready.wait(wait)
            if not self._queue:
                return None if self._closing else []
            batch = [self._queue.popleft()]
            while isinstance(batch[-1], _Gesture) and self._queue and isinstance(self._queue[0], _Gesture):
                batch.append(self._queue.popleft())
            return batch

    def _write(self, store: Store, batch: list[_Work]) -> None:
        first = batch[0]
        if isinstance(first, _Call):
            _answer(first, store)
        elif isinstance(first, _Step):
            self._take(first, store)
        else:
            self._commit([work for work in batch if isinstance(work, _Gesture)], store)

    def _take(self, step: _Step, store: Store) -> None:
        try:
            action = step.function(store)
        except UserError as error:
            self._report_failed(step, error)
        else:
            self._report_done(step.ticket, action)

    def _commit(self, gestures: list[_Gesture], store: Store) -> None:
        made: list[tuple[int, Action | None]] = []
        refused: list[tuple[_Gesture, UserError]] = []
        try:
            with store.group():
                for gesture in gestures:
                    try:
                        with store.edit(gesture.name) as edit:
                            gesture.function(edit)
                    except UserError as error:
                        refused.append((gesture, error))
                    else:
                        made.append((gesture.ticket, edit.action))
        except UserError as error:  # the commit itself failed: nothing of the group is on disk
            for gesture in gestures:
                self._report_failed(gesture, error)
            return
        for ticket, action in made:
            self._report_done(ticket, action)
        for gesture, refusal in refused:
            self._report_failed(gesture, refusal)

    def _report_done(self, ticket: int, action: Action | None) -> None:
        with self._ready:
            self._pending -= 1
        self._on_done(ticket, action)

    def _report_failed(self, work: _Gesture | _Step, error: UserError) -> None:
        with self._ready:
            self._pending -= 1
        self._on_failed(work.ticket, work.name, error)


def _answer(call: _Call, store: Store) -> None:
    try:
        call.future.set_result(call.function(store))
    except BaseException as error:  # noqa: BLE001 - it is raised again where the result is waited for
        call.future.set_exception(error)
