"""A backup in a thread of its own, which nobody waits for: while the work goes on, and once the project is closed.

It never holds up whoever closes the window: the process ends when it is done, or has had its time.
"""

import contextlib
import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path

from annotator.core.errors import UserError
from annotator.store.backup import Backup, Why, back_up

log = logging.getLogger("annotator")

PATIENCE = 30.0
"""Seconds that a backup may take after the window has gone; one that takes longer is left to the next day's work."""

Told = Callable[[Backup | UserError | None], object]


class BackgroundBackup:
    """One backup under way. `told` is called once, on its thread: with the backup, why there is none, or None."""

    def __init__(self, project: Path, why: Why, told: Told, patience: float | None = None) -> None:
        self._project = project
        self._why = why
        self._told = told
        self._patience = patience
        self._stop = threading.Event()
        self.seconds = 0.0
        self.complete = False
        """Whether it came to its end: there is a backup now, or none was needed."""
        self._thread = threading.Thread(target=self._live, name="backup")

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    @property
    def running(self) -> bool:
        """Whether it is under way."""
        return self._thread.is_alive()

    def stop(self) -> None:
        """Have it end soon, without a backup, and wait for that."""
        self._stop.set()
        self.wait()

    def wait(self) -> None:
        """Wait until it has ended."""
        if self._thread.is_alive():
            self._thread.join()

    def _live(self) -> None:
        outcome: Backup | UserError | None
        began = time.monotonic()
        try:
            outcome = self._made(began)
        except UserError as error:
            log.info("No backup: %s", error)
            outcome = error
        except (OSError, RuntimeError) as error:  # the last: there is no thread to copy on
            log.info("No backup: %s", error)
            name = self._project.name
            outcome = UserError(f"No backup of “{name}” could be made: {error}.", hint="The project itself is safe.")
        self.seconds = time.monotonic() - began
        self._told(outcome)

    def _made(self, began: float) -> Backup | None:
        task = back_up(self._project, self._why)
        with contextlib.closing(task):
            while True:
                try:
                    next(task)
                except StopIteration as stop:
                    made: Backup | None = stop.value
                    self.complete = True
                    return made
                late = self._patience is not None and time.monotonic() - began > self._patience
                if late or self._stop.is_set():
                    return None
