"""Keeps backups coming while somebody works, and makes one when the project is closed. It never asks and never waits.

What goes wrong with one is said once in the status line; the work goes on.
"""

import time
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from annotator.core.change import Action
from annotator.core.errors import UserError
from annotator.store.backup import Backup, Why
from annotator.tasks.backing import PATIENCE, BackgroundBackup
from annotator.ui.workspace import Workspace

EVERY = 600.0
"""Seconds of work between two backups."""
SHARE = 20
"""A backup takes at most one of so many seconds."""
LOOK_EVERY = 60_000


class Keeping(QObject):
    """Invariant: at most one backup is under way, and none without a change since the last."""

    backed_up = Signal(object)
    """The `Backup` that was made, on the thread of the window."""
    _arrived = Signal(object)

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._path: Path | None = None
        self._changed = False
        self._complained = False
        self._is_let_go = False
        self._last = time.monotonic()
        self._backup: BackgroundBackup | None = None
        self.last: BackgroundBackup | None = None
        """The backup that was begun when a project was closed."""
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY)
        self._timer.timeout.connect(self.look)
        self._arrived.connect(self._take, Qt.ConnectionType.QueuedConnection)
        workspace.opened.connect(self._begin)
        workspace.changed.connect(self._note)
        workspace.closed.connect(self._end)

    @property
    def every(self) -> float:
        """Seconds between two backups: longer where one takes long."""
        return max(EVERY, SHARE * self._backup.seconds if self._backup is not None else 0.0)

    @Slot()
    def look(self) -> None:
        """Begin a backup where it is time for one."""
        if self._changed and time.monotonic() - self._last >= self.every:
            self.begin(Why.WORKING)

    def begin(self, why: Why) -> None:
        """Begin a backup now, unless one is under way."""
        if self._path is None or (self._backup is not None and self._backup.running):
            return
        self._changed = False
        self._last = time.monotonic()
        self._backup = BackgroundBackup(self._path, why, self._arrived.emit)
        self._backup.start()

    def let_go(self) -> None:
        """End what is under way and make no backup on closing: somebody else makes one, or the file moves.

        To be called right before the project is closed; what is saved while it closes makes none either.
        """
        self._is_let_go = True
        if self._backup is not None:
            self._backup.stop()

    @Slot()
    def _begin(self) -> None:
        self._path = None if self._workspace.read_only else self._workspace.store.path
        self._changed = self._complained = self._is_let_go = False
        self._last = time.monotonic()
        self._timer.start()

    @Slot(object)
    def _note(self, _action: Action) -> None:
        self._changed = self._path is not None

    @Slot()
    def _end(self) -> None:
        self._timer.stop()
        if self._backup is not None:
            self._backup.stop()
            self._changed |= not self._backup.complete
            self._backup = None
        self.last = None
        if self._changed and not self._is_let_go and self._path is not None:
            self.last = BackgroundBackup(self._path, Why.CLOSING, lambda _outcome: None, PATIENCE)
            self.last.start()
        self._path = None

    @Slot(object)
    def _take(self, outcome: Backup | UserError | None) -> None:
        if isinstance(outcome, Backup):
            self.backed_up.emit(outcome)
        elif isinstance(outcome, UserError):
            self._changed = True
            if not self._complained:
                self._complained = True
                self._workspace.status_said.emit(str(outcome), "warning")
