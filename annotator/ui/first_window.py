"""The one window of a person on a screen: it holds the lock that says so, and takes what later starts ask for.

What a wish means is decided by whoever listens to `wished`; how it travels, by `annotator.handover`.
"""

import sys

from filelock import FileLock, Timeout
from PySide6.QtCore import QFileSystemWatcher, QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from annotator import handover

MUTEX = "Local\\Annotator.Window"
"""What the setup of Windows looks for, so as not to replace a program that runs (packaging/windows)."""


class FirstWindow(QObject):
    """Invariant: while `is_first`, no other window of this person on this screen is; a second one only works."""

    wished = Signal(object)
    """A `Wish` of a later start."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = handover.folder()
        self._lock = FileLock(self._folder / "lock", timeout=0, is_singleton=False)
        self._watcher: QFileSystemWatcher | None = None
        self._mutex = _hold_mutex()
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._lock.acquire()
        except (Timeout, OSError):
            return
        handover.take(self._folder)  # left by a start that gave up
        self._watcher = QFileSystemWatcher([str(self._folder)], self)
        self._watcher.directoryChanged.connect(self._look)

    @property
    def is_first(self) -> bool:
        """Whether later starts come to this window."""
        return self._watcher is not None

    def release(self) -> None:
        """Let the next start be the first."""
        if self._watcher is not None:
            self._watcher.deleteLater()
            self._watcher = None
            self._lock.release()

    def _look(self) -> None:
        for wish in handover.take(self._folder):
            self.wished.emit(wish)


def bring_forward(window: QWidget) -> None:
    """Show a window before all others, also one that was made small."""
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()


def _hold_mutex() -> object:
    """Make the named mutex of Windows; it lives as long as the process."""
    if sys.platform == "win32":
        import ctypes

        return ctypes.windll.kernel32.CreateMutexW(None, False, MUTEX)
    return None
