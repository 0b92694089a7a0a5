"""Works the real window as a person does: with mouse and key events, waiting until what was done is on disk.

It is for the demo and the self-test. It knows no edit and no store: what it cannot do with events it does not do.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QElapsedTimer, QEvent, QEventLoop, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from annotator.core.errors import UserError
from annotator.ui.article.view import ArticleView
from annotator.ui.workspace import Workspace

PATIENCE_MS = 20_000
"""How long something may take on a slow machine before it counts as not happening."""

_LEFT = Qt.MouseButton.LeftButton
_NONE = Qt.KeyboardModifier.NoModifier
_CONTROL = Qt.KeyboardModifier.ControlModifier
_STEPS = 6


class Hands:
    """Mouse and keyboard over one window with an article in it."""

    def __init__(self, window: QWidget, view: ArticleView, workspace: Workspace) -> None:
        self._window = window
        self._view = view
        self._workspace = workspace

    def select(self, ranges: Sequence[tuple[int, int]]) -> None:
        """Select ranges of the article with the mouse, the second and later ones with Ctrl held."""
        for number, (start, end) in enumerate(ranges):
            self._drag(start, end, _CONTROL if number else _NONE)

    def click(self, offset: int) -> None:
        """Click on a character of the article."""
        self._view.reveal(offset)
        QTest.mouseClick(self._view.viewport(), _LEFT, _NONE, self._view.point_of(offset))

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = _NONE) -> None:
        """Press a key where the focus is, and wait until what it did is on disk."""
        QTest.keyClick(self._focus(), key, modifiers)
        self.settle()

    def type(self, text: str) -> None:
        """Type text where the focus is, and wait until what it did is on disk."""
        QTest.keyClicks(self._focus(), text)
        self.settle()

    def settle(self) -> None:
        """Wait until every edit is on disk and shown; raise `UserError` where that takes too long."""
        QApplication.processEvents()
        if self._workspace.unsaved_count:
            loop = QEventLoop()
            self._workspace.unsaved.connect(lambda count: None if count else loop.quit())
            QTimer.singleShot(PATIENCE_MS, loop, loop.quit)
            loop.exec()
        if self._workspace.unsaved_count:
            raise UserError("The window did not save what was tagged.", hint="Look into the log folder.")
        QApplication.processEvents()

    def wait_for(self, what: str, is_so: Callable[[], bool]) -> None:
        """Go on with events until something is so; raise `UserError` that names it where that takes too long."""
        clock = QElapsedTimer()
        clock.start()
        while not is_so():
            if clock.elapsed() > PATIENCE_MS:
                raise UserError(f"This did not happen in the window: {what}.", hint="Look into the log folder.")
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)

    def _focus(self) -> QWidget:
        return QApplication.focusWidget() or self._window

    def _drag(self, start: int, end: int, modifiers: Qt.KeyboardModifier) -> None:
        self._view.reveal(end - 1)
        self._view.reveal(start)
        first, last = self._view.point_of(start), self._view.point_of(end - 1)
        self._send(QEvent.Type.MouseButtonPress, first, modifiers)
        for step in range(1, _STEPS + 1):
            self._send(QEvent.Type.MouseMove, first + (last - first) * step / _STEPS, modifiers)
        self._send(QEvent.Type.MouseButtonRelease, last, modifiers)

    def _send(self, kind: QEvent.Type, point: QPoint, modifiers: Qt.KeyboardModifier) -> None:
        moves, released = kind == QEvent.Type.MouseMove, kind == QEvent.Type.MouseButtonRelease
        button = Qt.MouseButton.NoButton if moves else _LEFT
        held = Qt.MouseButton.NoButton if released else _LEFT
        viewport = self._view.viewport()
        event = QMouseEvent(kind, QPointF(point), QPointF(viewport.mapToGlobal(point)), button, held, modifiers)
        QApplication.sendEvent(viewport, event)
