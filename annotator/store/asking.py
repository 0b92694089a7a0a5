"""Questions to a project from a thread of their own, without Qt: only the newest one is answered.

One that is overtaken by the next is stopped in the middle of its query. It reads and never writes.
"""

import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from annotator.core.errors import UserError
from annotator.store.connection import said_plainly
from annotator.store.store import Store

_EVERY = 20_000
"""Steps of SQLite between two looks at whether a question was overtaken: a fraction of a millisecond."""


class Asker:
    """One thread with its own reading connection; both exist only between the first question and `close`."""

    def __init__(self) -> None:
        self._thread: ThreadPoolExecutor | None = None
        self._reader: Store | None = None
        self._asked = 0
        self._read = 0

    def ask(self, path: Path, annotator: str, question: Callable[[Store], Any], answer: Callable[[Any], Any]) -> None:
        """Put a question; `answer` gets the result, or the `UserError`, on the thread, unless it is overtaken."""
        if self._thread is None:
            self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="asker")
        self._asked += 1
        self._thread.submit(self._find, self._asked, path, annotator, question, answer)

    def forget(self) -> None:
        """Stop the question that is under way, if any; nobody wants its answer any more."""
        self._asked += 1

    def close(self) -> None:
        """Stop what is under way, wait for the thread and let go of its connection."""
        thread, self._thread = self._thread, None
        self._asked += 1
        if thread is not None:
            thread.submit(self._leave)
            thread.shutdown(wait=True)

    def _find(
        self, number: int, path: Path, annotator: str, question: Callable[[Store], Any], answer: Callable[[Any], Any]
    ) -> None:
        if number != self._asked:
            return
        self._read = number
        try:
            if self._reader is None:
                self._reader = Store.open(path, annotator=annotator)
                self._reader.stop_when(self._is_overtaken, _EVERY)
            found: Any = question(self._reader)
        except UserError as error:
            found = error
        except sqlite3.Error as error:
            found = said_plainly(error, path)
            if not isinstance(found, UserError):
                found = UserError(f"The project could not be read: {error}.", hint="Nothing was changed. Try again.")
        if number == self._asked:
            answer(found)

    def _is_overtaken(self) -> bool:
        return self._read != self._asked

    def _leave(self) -> None:
        reader, self._reader = self._reader, None
        if reader is not None:
            reader.close()
