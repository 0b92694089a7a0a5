"""Two fingers on a touchpad or screen: pinching changes the text's size, step by step.

It only counts; whoever owns it zooms.
"""

import math
from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QNativeGestureEvent
from PySide6.QtWidgets import QGestureEvent, QPinchGesture, QWidget

STEP = 1.08
"""How much wider fingers have to go for one step."""


class Pinch:
    """Turns pinching over one widget into steps, 1 for larger and -1 for smaller."""

    def __init__(self, zoom: Callable[[int], None]) -> None:
        self._zoom = zoom
        self._spread = 1.0

    def watch(self, widget: QWidget) -> None:
        """Have Qt look for pinching over a widget, whose events then go to `take`."""
        widget.grabGesture(Qt.GestureType.PinchGesture)

    def take(self, event: QEvent) -> bool:
        """Take an event of the widget; False where it is no pinching."""
        if isinstance(event, QNativeGestureEvent):
            return self._take_native(event)
        if event.type() == QEvent.Type.Gesture and isinstance(event, QGestureEvent):
            pinch = event.gesture(Qt.GestureType.PinchGesture)
            if isinstance(pinch, QPinchGesture):
                if pinch.state() == Qt.GestureState.GestureStarted:
                    self._spread = 1.0
                self._widen(pinch.scaleFactor())
                event.accept()
                return True
        return False

    def _take_native(self, event: QNativeGestureEvent) -> bool:
        kind = event.gestureType()
        if kind == Qt.NativeGestureType.BeginNativeGesture:
            self._spread = 1.0
        elif kind == Qt.NativeGestureType.ZoomNativeGesture:
            self._widen(1.0 + event.value())
        else:
            return False
        event.accept()
        return True

    def _widen(self, factor: float) -> None:
        """Take how much wider the fingers went; what is less than a step is kept for the next time."""
        self._spread *= max(0.2, min(factor, 5.0))
        steps = math.trunc(math.log(self._spread) / math.log(STEP))
        if steps:
            self._spread /= STEP**steps
            self._zoom(steps)
