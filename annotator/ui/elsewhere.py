"""Projects on a network drive or in a synchronised folder: opened as a copy here, put back as the work goes on.

It says so above the pages. What cannot be put back stays here, and is gone on with the next time.
"""

import contextlib
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from annotator.core.errors import UserError
from annotator.core.progress import Progress, Task, run
from annotator.store.away import Away, PutBack, leave, put_back, take
from annotator.ui import notices
from annotator.ui.banner import Banner
from annotator.ui.jobs import Jobs
from annotator.ui.keeping import Keeping
from annotator.ui.workspace import Workspace

T = TypeVar("T")


class Elsewhere(QObject):
    """At most one project of this window is worked on away from its place."""

    _arrived = Signal(object)

    def __init__(self, workspace: Workspace, banner: Banner, jobs: Jobs, keeping: Keeping, window: QWidget) -> None:
        super().__init__(window)
        self._workspace = workspace
        self._banner = banner
        self._jobs = jobs
        self._keeping = keeping
        self._window = window
        self._away: Away | None = None
        self._where = ""
        self._thread: threading.Thread | None = None
        self._arrived.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        workspace.closed.connect(self._end)

    def open(
        self, path: Path, where: str, then: Callable[[Path], object], failed: Callable[[UserError], object]
    ) -> None:
        """Copy a project here and call `then` with the copy; `where` ends the sentence about its place."""

        def taken(away: Away) -> None:
            then(away.copy)
            if away.damaged is not None:
                self._tell_of_damage(away.damaged)
            if not self._workspace.is_open or self._workspace.store.path != away.copy:
                leave(away)
                return
            self._away, self._where = away, where
            self._banner.say(
                f"This project lies {where}, where databases come to harm. You work on a copy on this computer; "
                "it is put back every ten minutes, and when you close it.",
                [("Put back now", self.put_back)],
            )

        self._jobs.run("Copying the project here", self.after(take(path)), taken, failed)

    def _tell_of_damage(self, copy: Path) -> None:
        notices.ask(
            self._window,
            "The copy that you worked on last is damaged.",
            f"You go on with the project as it lies in its place. What was not put back yet may be read from “{copy}”, "
            "with “Recover a damaged project” in the File menu.",
            notices.OK,
            lambda _answer: None,
            icon="warning",
        )

    def after(self, task: Task[T]) -> Task[T]:
        """Return a task that first waits for a project that is on its way back: it may be the same."""
        yield Progress(0, None, "")
        if self._thread is not None:
            self._thread.join()
        return (yield from task)

    @property
    def original(self) -> Path | None:
        """Where the open project lies, if it is worked on in a copy."""
        return self._away.original if self._away is not None else None

    @Slot()
    def put_back(self) -> None:
        """Put the copy back now, in a thread that nobody waits for."""
        away = self._away
        if away is not None and (self._thread is None or not self._thread.is_alive()):
            self._begin(lambda: self._report(_put(away)))

    def _report(self, outcome: PutBack | UserError | None) -> None:
        with contextlib.suppress(RuntimeError):  # the window is gone meanwhile: nobody is to be told any more
            self._arrived.emit(outcome)

    def _begin(self, work: Callable[[], object]) -> None:
        self._thread = threading.Thread(target=work, name="putting back")
        self._thread.start()

    @Slot()
    def _end(self) -> None:
        """The project was closed: put it back for the last time; the process ends only after that."""
        away, self._away = self._away, None
        if away is None:
            return
        before, backup = self._thread, self._keeping.last

        def last() -> None:
            if before is not None:
                before.join()
            _put(away)
            if backup is not None:
                backup.wait()
            leave(away)

        self._begin(last)

    @Slot(object)
    def _tell(self, outcome: PutBack | UserError | None) -> None:
        if isinstance(outcome, UserError):
            self._workspace.status_said.emit(f"The project could not be put back yet. {outcome.message}", "warning")
        elif outcome is not None and outcome.beside:
            notices.ask(
                self._window,
                "Somebody else changed the project in its place meanwhile.",
                f"Nothing was overwritten: your work is beside it, in “{outcome.path.name}”.",
                notices.OK,
                lambda _answer: None,
                icon="warning",
            )
        elif outcome is not None:
            self._workspace.status_said.emit(f"Put back to “{outcome.path}”.", "news")


def _put(away: Away) -> PutBack | UserError | None:
    try:
        return run(put_back(away))
    except UserError as error:
        return error
