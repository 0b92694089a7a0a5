"""A thread that compares two long texts beside the window: one pair at a time, stopped where another is wanted."""

import threading
from concurrent.futures import Future, ThreadPoolExecutor

from PySide6.QtCore import QObject, Qt, Signal, Slot

from annotator.core.common_text import Stopped
from annotator.core.reanchoring import Anchoring

Pair = tuple[str, str]
"""By what an earlier text and the newest are known."""


class Comparer(QObject):
    """Emits `compared` with a pair and its `Anchoring`, or None where comparing failed, on the thread of the window.

    The thread exists from the first pair on until `close`.
    """

    compared = Signal(object, object)
    _arrived = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool: ThreadPoolExecutor | None = None
        self._pair: Pair | None = None
        self._stop = threading.Event()
        # Connected once, before there is a thread that emits it.
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def ask(self, pair: Pair, old: str, new: str) -> None:
        """Compare two texts; where they are being compared already, that goes on."""
        if pair == self._pair:
            return
        self.stop()
        if self._pool is None:
            self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="earlier texts")
        self._pair, self._stop = pair, threading.Event()
        future = self._pool.submit(Anchoring, old, new, self._stop.is_set)
        future.add_done_callback(lambda done: self._arrived.emit(pair, done))

    def stop(self) -> None:
        """Stop what is under way; a result that is there already is still told."""
        self._stop.set()
        self._pair = None

    def close(self) -> None:
        """Stop, and wait for the thread, which is a matter of milliseconds."""
        self.stop()
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=True)

    @Slot(object, object)
    def _deliver(self, pair: Pair, done: Future[Anchoring]) -> None:
        error = done.exception()
        if isinstance(error, Stopped):
            return
        if pair == self._pair:
            self._pair = None
        self.compared.emit(pair, done.result() if error is None else None)
