"""A thread that reads the project beside the window: one question at a time, the newest one, stopped when it changes.

It has a connection of its own and writes nothing. Answers are delivered on the thread of the window.
"""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot

from annotator.core.errors import UserError
from annotator.core.progress import Task
from annotator.store.connection import plain_errors
from annotator.store.store import Store

Question = Callable[[Store], Task[Any]]
Answer = Callable[[Any], object]


class Reader(QObject):
    """Invariant: an answer is given only to the newest question; an earlier one is stopped and its answer dropped.

    The thread exists from the first question on until `close`.
    """

    _arrived = Signal(int, object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._pool: ThreadPoolExecutor | None = None
        self._store: Store | None = None
        self._guard = threading.Lock()
        self._asked = 0
        self._answer: Answer | None = None
        # Connected once, before there is a thread that emits it.
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether a question has no answer yet."""
        return self._answer is not None

    def ask(self, path: Path, annotator: str, question: Question, answer: Answer) -> None:
        """Put a question about a project; `answer` gets what it returns, or the `UserError`, on the window's thread."""
        self.stop()
        if self._pool is None:
            self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix=self._name)
        self._answer = answer
        self._pool.submit(self._work, self._asked, path, annotator, question)

    def stop(self) -> None:
        """Stop the question that is under way; nobody gets its answer."""
        with self._guard:
            self._asked += 1
            self._answer = None
            if self._store is not None:
                self._store.interrupt()

    def close(self) -> None:
        """Stop, wait for the thread, and let go of the connection."""
        self.stop()
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.submit(self._leave)
            pool.shutdown(wait=True)

    def _work(self, number: int, path: Path, annotator: str, question: Question) -> None:
        if number != self._asked:
            return
        try:
            found = self._drive(number, path, annotator, question)
        except UserError as error:
            found = error
        if number == self._asked:
            self._arrived.emit(number, found)

    def _drive(self, number: int, path: Path, annotator: str, question: Question) -> Any:
        if self._store is None or self._store.path != path:
            self._leave()
            opened = Store.open(path, annotator=annotator)
            with self._guard:
                self._store = opened
        with plain_errors(path):
            task = question(self._store)
            while number == self._asked:
                try:
                    next(task)
                except StopIteration as stop:
                    return stop.value
            task.close()
        return None

    def _leave(self) -> None:
        with self._guard:
            store, self._store = self._store, None
        if store is not None:
            store.close()

    @Slot(int, object)
    def _deliver(self, number: int, found: object) -> None:
        answer = self._answer
        if number == self._asked and answer is not None:
            self._answer = None
            answer(found)
