"""The one thread that writes, without Qt: edits run in order on its own connection, each whole, committed in groups.

Callbacks are called on the writer thread, after the commit; whoever needs another thread passes them on.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol, TypeVar

from annotator.core.change import Action
from annotator.core.errors import UserError
from annotator.core.progress import run
from annotator.store.backup import Why, back_up
from annotator.store.connection import DiskFullError, moved
from annotator.store.edit import Edit
from annotator.store.removal import LargeRemovalError
from annotator.store.reserve import Reserve
from annotator.store.store import Store

T = TypeVar("T")

log = logging.getLogger("annotator")

IDLE_SECONDS = 2.0
"""How long nothing must be written before the log is folded into the file."""


class Writes(Protocol):
    """Whatever runs a function with the store that writes: directly, or on the writer thread."""

    def run(self, function: Callable[[Store], T], *, anywhere: bool = False) -> T:
        """Run `function` and return its result; an exception comes back to the caller.

        Raises `MovedError` where the file is not in its place any more, unless it may be `anywhere`: to be read.
        """
        ...


@dataclass(frozen=True, slots=True)
class Direct:
    """Writes on the thread that calls: for the command line."""

    store: Store

    def run(self, function: Callable[[Store], T], *, anywhere: bool = False) -> T:  # noqa: ARG002 - of the protocol
        """Run `function` with the store."""
        return function(self.store)


@dataclass(frozen=True, slots=True)
class _Gesture:
    ticket: int
    name: str
    function: Callable[[Edit], None]
    asked: bool = False


@dataclass(frozen=True, slots=True)
class _Step:
    """Undo, redo or taking back: an action that the store makes itself."""

    ticket: int
    name: str
    function: Callable[[Store], Action | None]
    asked: bool = False
    backup: Why | None = None


@dataclass(frozen=True, slots=True)
class _Call:
    function: Callable[[Store], Any]
    future: "Future[Any]"
    anywhere: bool = False


_Work = _Gesture | _Step | _Call

OnDone = Callable[[int, Action | None], None]
OnFailed = Callable[[int, str, UserError], None]
OnLow = Callable[[UserError], None]


class Writer:
    """Owns the store that writes. Invariant: an edit is reported once, after its commit, or as failed.

    The thread ends in `close` alone: what a mistake of the program raises fails the edit in which it was made, goes to
    the log, and the next edit is written.
    """

    def __init__(
        self, path: Path, annotator: str, on_done: OnDone, on_failed: OnFailed, on_low: OnLow | None = None
    ) -> None:
        """Open the project for writing, on a thread of its own.

        `on_low` is called when the disk is full and edits were saved only because room had been kept for them.
        """
        self._path = path
        self._on_low = on_low
        self._reserve = Reserve(path)
        self._place: tuple[int, int] | None = None
        self._annotator = annotator
        self._on_done = on_done
        self._on_failed = on_failed
        self._queue: deque[_Work] = deque()
        self._ready = threading.Condition()
        self._closing = False
        self._tickets = 0
        self._pending = 0
        self._refused: dict[int, _Gesture | _Step] = {}
        opened: Future[tuple[int, int]] = Future()
        self._thread = threading.Thread(target=self._live, args=(opened,), name="writer")
        self._thread.start()
        try:
            self.missing, self.missing_since = opened.result()
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

    def step(
        self,
        name: str,
        function: Callable[[Store], Action | None],
        *,
        asked: bool = False,
        backup: Why | None = None,
    ) -> int:
        """Queue an undo, a redo or a taking back and return its ticket.

        With `asked`, somebody has agreed to what it removes: where that is much, a backup is made before. With
        `backup`, one is made in any case.
        """
        return self._add(lambda ticket: _Step(ticket, name, function, asked, backup))

    def again(self, ticket: int) -> int:
        """Queue once more what failed with `LargeRemovalError`, after a backup; return its new ticket."""
        refused = self._refused.pop(ticket)
        return self._add(lambda new: replace(refused, ticket=new, asked=True))

    def forget(self, ticket: int) -> None:
        """Let go of what failed with `LargeRemovalError`."""
        self._refused.pop(ticket, None)

    def _add(self, make: Callable[[int], _Gesture | _Step]) -> int:
        with self._ready:
            if self._closing:
                raise _closing()
            self._tickets += 1
            self._pending += 1
            self._queue.append(make(self._tickets))
            self._ready.notify()
            return self._tickets

    def run(self, function: Callable[[Store], T], *, anywhere: bool = False) -> T:
        """Run `function` with the store between two groups of edits, and wait for its result.

        To be called from a task's own thread, never from the one that draws. Raises `MovedError` where the file is not
        in its place any more, unless it may be `anywhere`: what only reads still gets all that was saved.
        """
        future: Future[T] = Future()
        self._later(_Call(function, future, anywhere))
        return future.result()

    def quietly(self, function: Callable[[Store], object]) -> None:
        """Run `function` with the store some time soon, for what is no action (places, window state)."""
        self._later(_Call(function, Future()))

    def _later(self, call: _Call) -> None:
        with self._ready:
            if self._closing:
                raise _closing()
            self._queue.append(call)
            self._ready.notify()

    def close(self) -> None:
        """Write all that is queued, close the file and end the thread."""
        with self._ready:
            self._closing = True
            self._ready.notify()
        self._thread.join()

    def _live(self, opened: "Future[tuple[int, int]]") -> None:
        try:
            store = Store.open(self._path, write=True, annotator=self._annotator)
        except BaseException as error:  # noqa: BLE001 - it is raised again where the writer was made
            opened.set_exception(error)
            return
        try:
            with store:
                self._place = place_of(self._path)
                opened.set_result((store.missing, store.missing_since))
                self._work(store)
        finally:
            self._reserve.release()
            self._refuse_rest()

    def _work(self, store: Store) -> None:
        rested = True
        while True:
            batch = self._next(wait=None if rested else IDLE_SECONDS)
            if batch is None:
                return
            rested = not batch
            if batch:
                self._write(store, batch)
            else:
                _note_failure("The project could not rest; its log stays beside it.", store.rest)
                self._reserve.keep()

    def _refuse_rest(self) -> None:
        """However the thread ended, nobody waits for it: what is queued still is answered, and nothing new is taken."""
        with self._ready:
            self._closing = True
            left = list(self._queue)
            self._queue.clear()
        for work in left:
            if isinstance(work, _Call):
                work.future.set_exception(_closing())
            else:
                self._report_failed(work, _closing())

    def _next(self, wait: float | None) -> list[_Work] | None:
        """Return what is queued: gestures together, anything else by itself; [] after `wait`, None at the end."""
        with self._ready:
            if not self._queue and not self._closing:
                self._ready.wait(wait)
            if not self._queue:
                return None if self._closing else []
            batch = [self._queue.popleft()]
            while _is_usual(batch[-1]) and self._queue and _is_usual(self._queue[0]):
                batch.append(self._queue.popleft())
            return batch

    def _write(self, store: Store, batch: list[_Work]) -> None:
        first = batch[0]
        if isinstance(first, _Call):
            call = first
            if call.anywhere or self._is_in_place(store):
                _tried(lambda: call.function(store), call.future)
            else:
                call.future.set_exception(moved(self._path))
        elif isinstance(first, _Step) or first.asked:
            self._report(first, self._with_reserve(store, lambda: _done(first, store)))
        else:
            self._commit([work for work in batch if isinstance(work, _Gesture)], store)

    def _commit(self, gestures: list[_Gesture], store: Store) -> None:
        group = self._with_reserve(store, lambda: _written(gestures, store))
        if group.exception() is not None:  # the commit itself failed: nothing of the group is on disk
            lost: Future[Action | None] = Future()
            lost.set_exception(group.exception())
            outcomes = [lost] * len(gestures)
        else:
            outcomes = group.result()
        for gesture, outcome in zip(gestures, outcomes, strict=True):
            self._report(gesture, outcome)

    def _with_reserve(self, store: Store, function: Callable[[], T]) -> "Future[T]":
        """Write, unless the file is elsewhere; on a full disk once more, in the room that was kept for that."""
        if not self._is_in_place(store):
            refused: Future[T] = Future()
            refused.set_exception(moved(self._path))
            return refused
        outcome = _tried(function)
        error = outcome.exception()
        if isinstance(error, DiskFullError) and self._reserve.spend():
            outcome = _tried(function)
            if outcome.exception() is None and self._on_low is not None:
                low, told = self._on_low, error
                _note_failure("Nobody could be told that the disk is full.", lambda: low(told))
        return outcome

    def _is_in_place(self, store: Store) -> bool:
        """Whether the file is where it was opened; one that is elsewhere gets its log folded in at once."""
        if place_of(self._path) == self._place:
            return True
        _note_failure("The log of a project that was moved stays beside it.", store.rest)
        return False

    def _report(self, work: _Gesture | _Step, outcome: "Future[Action | None]") -> None:
        error = outcome.exception()
        if isinstance(error, LargeRemovalError):
            self._refused[work.ticket] = work
        if error is None:
            self._report_done(work.ticket, outcome.result())
        else:
            self._report_failed(work, _told(work.name, error))

    def _report_done(self, ticket: int, action: Action | None) -> None:
        with self._ready:
            self._pending -= 1
        _note_failure("Nobody could be told what was saved.", lambda: self._on_done(ticket, action))

    def _report_failed(self, work: _Gesture | _Step, error: UserError) -> None:
        with self._ready:
            self._pending -= 1
        _note_failure(
            "Nobody could be told what was not saved.", lambda: self._on_failed(work.ticket, work.name, error)
        )


def place_of(path: Path) -> tuple[int, int] | None:
    """Return which file lies at a path, or None for none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _written(gestures: list[_Gesture], store: Store) -> "list[Future[Action | None]]":
    """Write gestures in one commit and return what came of each; raise where nothing of the group is on disk."""
    outcomes = []
    with store.group():
        for gesture in gestures:
            outcome = _tried(lambda gesture=gesture: _edited(gesture, store))  # type: ignore[misc]
            if store.is_lost:
                outcome.result()
            outcomes.append(outcome)
    return outcomes


def _edited(gesture: _Gesture, store: Store) -> Action | None:
    with store.edit(gesture.name) as edit:
        gesture.function(edit)
    return edit.action


def _is_usual(work: _Work) -> bool:
    """Whether it may share a commit with others."""
    return isinstance(work, _Gesture) and not work.asked


def _done(work: _Gesture | _Step, store: Store) -> Action | None:
    """Do something by itself; where it removes much and somebody was asked, once more after a backup."""
    if isinstance(work, _Step) and work.backup is not None:
        run(back_up(store.path, work.backup))
    try:
        return _alone(work, store)
    except LargeRemovalError:
        if not work.asked:
            raise
    run(back_up(store.path, Why.REMOVAL))
    with store.large_removals():
        return _alone(work, store)


def _alone(work: _Gesture | _Step, store: Store) -> Action | None:
    return _edited(work, store) if isinstance(work, _Gesture) else work.function(store)


def _tried(function: Callable[[], T], future: "Future[T] | None" = None) -> "Future[T]":
    """Return what came of a function, in `future` where one is given: whatever it raises must not end the thread."""
    future = future or Future()
    try:
        future.set_result(function())
    except BaseException as error:  # noqa: BLE001 - it is raised again, or reported, where the result is asked for
        future.set_exception(error)
    return future


def _note_failure(what: str, function: Callable[[], object]) -> None:
    """Do something beside the edits; where it fails (a listener whose window is gone), the log says so."""
    error = _tried(function).exception()
    if error is not None:
        log.error(what, exc_info=error)


def _closing() -> UserError:
    return UserError("The project is being closed.", hint="Open it again to go on.")


def _told(name: str, error: BaseException) -> UserError:
    """Return the error to report: a mistake of the program goes to the log, and people are told that it was one."""
    if isinstance(error, UserError):
        return error
    log.error("“%s” failed by a mistake of the program.", name, exc_info=error)
    told = UserError(
        f"“{name}” could not be done: a mistake in Annotator ({type(error).__name__}: {error}).",
        hint="Nothing of it was changed, and all else is saved. Please report it; the log has the details.",
    )
    told.__cause__ = error
    return told
