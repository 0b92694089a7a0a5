"""Long tasks in the window: each runs in a thread of its own, tells how far it is, can be cancelled, and reports here.

It never knows what a task does. What a task returns or raises is delivered on the thread of the window.
"""

import threading
import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from annotator.core.errors import UserError
from annotator.core.progress import Progress, Task
from annotator.ui import icons, plain

REPORT_EVERY = 0.05
"""Seconds between two reports of progress, so that a quick task does not flood the window."""


class Job(QObject):
    """One task under way. Exactly one of `done`, `failed` and `cancelled` is emitted, after its thread has ended."""

    progressed = Signal(object)
    done = Signal(object)
    failed = Signal(object)
    cancelled = Signal()
    ended = Signal()
    _at = Signal(object)
    _left_thread = Signal()

    def __init__(self, title: str, task: Task[Any], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.title = title
        self.progress = Progress(0, None, "")
        self._task = task
        self._stop = threading.Event()
        self._result: object = None
        self._error: UserError | None = None
        self._broken = True
        self._left_thread.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        # The thread emits these two alone, connected before it starts and never again: to connect or disconnect a
        # signal of PySide while another thread emits it can end the process.
        self._at.connect(self._keep, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._work, name=f"job: {title}")

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def cancel(self) -> None:
        """Ask the task to stop at its next step; what it wrote so far it takes back itself."""
        self._stop.set()

    @property
    def stopping(self) -> bool:
        """Whether it was asked to stop."""
        return self._stop.is_set()

    def _work(self) -> None:
        try:
            self._drive()
            self._broken = False
        except UserError as error:
            self._error = error
            self._broken = False
        finally:
            # Anything else is a bug: it goes on to threading.excepthook, and the window hears that the job is over.
            self._left_thread.emit()

    def _drive(self) -> None:
        reported = 0.0
        while True:
            if self._stop.is_set():
                self._task.close()
                return
            try:
                progress = next(self._task)
            except StopIteration as stop:
                self._stop.clear()
                self._result = stop.value
                return
            now = time.monotonic()
            if now - reported >= REPORT_EVERY:
                reported = now
                self._at.emit(progress)

    @Slot(object)
    def _keep(self, progress: Progress) -> None:
        self.progress = progress
        self.progressed.emit(progress)

    @Slot()
    def _deliver(self) -> None:
        self._thread.join()
        self.ended.emit()
        if self._error is not None:
            self.failed.emit(self._error)
        elif self._broken or self._stop.is_set():
            self.cancelled.emit()
        else:
            self.done.emit(self._result)


class Jobs(QObject):
    """The tasks of one window. When it says `idle`, no thread of it is left."""

    started = Signal(object)
    ended = Signal(object)
    idle = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._running: list[Job] = []

    @property
    def running(self) -> tuple[Job, ...]:
        """The jobs under way, the oldest first."""
        return tuple(self._running)

    def run(
        self,
        title: str,
        task: Task[Any],
        done: Callable[[Any], object],
        failed: Callable[[UserError], object] | None = None,
        cancelled: Callable[[], object] | None = None,
    ) -> Job:
        """Start a task. One of the three functions is called on this thread when it has ended."""
        job = Job(title, task, self)
        job.done.connect(done)
        if failed is not None:
            job.failed.connect(failed)
        if cancelled is not None:
            job.cancelled.connect(cancelled)
        self._running.append(job)
        job.ended.connect(self._forget)
        self.started.emit(job)
        job.start()
        return job

    def cancel_all(self) -> None:
        """Ask every job to stop; `idle` follows."""
        for job in self._running:
            job.cancel()

    @Slot()
    def _forget(self) -> None:
        job = self.sender()
        if isinstance(job, Job):
            self._running.remove(job)
            self.ended.emit(job)
            job.deleteLater()
        if not self._running:
            self.idle.emit()


class JobsBar(QWidget):
    """A slim strip above the status bar with a line for each job; nothing at all while there is none."""

    def __init__(self, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: dict[Job, _JobRow] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self.setAccessibleName("Tasks under way")
        self.hide()
        jobs.started.connect(self._add)
        jobs.ended.connect(self._remove)

    @Slot(object)
    def _add(self, job: Job) -> None:
        row = _JobRow(job, self)
        self._rows[job] = row
        self._layout.addWidget(row)
        self.show()

    @Slot(object)
    def _remove(self, job: Job) -> None:
        row = self._rows.pop(job)
        self._layout.removeWidget(row)
        row.hide()
        row.deleteLater()
        self.setVisible(bool(self._rows))


class _JobRow(QWidget):
    """One job: what it is at, how far, and a button that cancels it."""

    def __init__(self, job: Job, parent: QWidget) -> None:
        super().__init__(parent)
        self._job = job
        self._text = plain.label(job.title, self)
        self._text.setMinimumWidth(240)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._bar = QProgressBar(self)
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(240)
        self._bar.setAccessibleName(job.title)
        self._cancel = QToolButton(self)
        self._cancel.setIcon(icons.icon("close", "muted"))
        self._cancel.setAccessibleName(f"Cancel: {job.title}")
        plain.set_tooltip(self._cancel, "Cancel")
        self._cancel.clicked.connect(self._stop)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 4, 8, 4)
        layout.setSpacing(12)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._bar)
        layout.addWidget(self._cancel)
        job.progressed.connect(self._show)

    @Slot(object)
    def _show(self, progress: Progress) -> None:
        counted = progress.total is not None and progress.total > 0
        self._bar.setRange(0, progress.total or 0)
        self._bar.setValue(progress.done)
        far = f"{progress.done:,} of {progress.total:,}" if counted else f"{progress.done:,}" if progress.done else ""
        parts = (self._job.title, far, plain.elided(progress.text, 60))
        self._text.setText("  ·  ".join(part for part in parts if part))

    @Slot()
    def _stop(self) -> None:
        self._cancel.setEnabled(False)
        self._text.setText(f"{self._job.title}  ·  stopping")
        self._job.cancel()
