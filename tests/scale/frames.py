"""How long the window's thread is busy at a stretch: what it computes between two looks for what to do next.

It is processor time, so that neither waiting nor other programs count.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QAbstractEventDispatcher, QEventLoop, QObject, QTimer, Slot


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a journey: milliseconds until it was done, and of processor time in its longest stretch."""

    name: str
    took: float
    frame: float


class Frames(QObject):
    """Measures steps one after the other. A step is a function, and the condition that says that it is done."""

    def __init__(self) -> None:
        super().__init__()
        self.steps: list[Step] = []
        self._last = self._longest = 0.0
        dispatcher = QAbstractEventDispatcher.instance()
        dispatcher.awake.connect(self._look)
        dispatcher.aboutToBlock.connect(self._look)

    @Slot()
    def _look(self) -> None:
        now = time.thread_time()
        self._longest = max(self._longest, now - self._last)
        self._last = now

    def step(self, name: str, do: Callable[[], object], done: Callable[[], bool] = lambda: True) -> Step:
        """Carry out one step from the event loop, as a key or a click would be, and wait until it is done."""
        loop, began = QEventLoop(), time.perf_counter()
        self._longest, self._last = 0.0, time.thread_time()
        finished: list[float] = []

        def look() -> None:
            if finished and time.perf_counter() - finished[0] > 0.1:
                loop.quit()
            elif not finished and done():
                finished.append(time.perf_counter())
            elif time.perf_counter() - began > 600:
                loop.quit()

        QTimer.singleShot(0, self, do)
        timer = QTimer()
        timer.timeout.connect(look)
        timer.start(5)
        loop.exec()
        timer.stop()
        assert finished, f"{name} never came to its end"
        took = (finished[0] - began) * 1000
        step = Step(name, took, self._longest * 1000)
        self.steps.append(step)
        return step

    def text(self) -> str:
        head = f"{'step':40}{'done after':>12}{'longest frame':>16}  ms, ms CPU"
        return "\n".join((head, *(f"{x.name:40}{x.took:>12.1f}{x.frame:>16.1f}" for x in self.steps)))
