"""The real window, worked by keys alone: any mouse event ends the journey."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from annotator.ui.article.view import ArticleView
from annotator.ui.commands import Commands
from annotator.ui.main_window import MainWindow
from annotator.ui.settings import Settings
from annotator.ui.theme import ThemeFollower
from annotator.ui.workspace import Workspace

MOUSE = {
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseButtonRelease,
    QEvent.Type.MouseButtonDblClick,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
    QEvent.Type.Drop,
}
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


class NoMouse(QObject):
    """Counts the mouse events of the whole application."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[QEvent.Type] = []

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in MOUSE:
            self.seen.append(event.type())
        return False


class Keyboard:
    """One person at the keyboard of one window."""

    def __init__(self, qtbot: QtBot, window: MainWindow, workspace: Workspace) -> None:
        self.qtbot = qtbot
        self.window = window
        self.workspace = workspace

    @property
    def view(self) -> ArticleView:
        return self.window.articles.editor.view

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the focus is, and wait until what it did is on disk."""
        self.qtbot.keyClick(self._focus(), key, modifiers)
        self.settle()

    def press_until(self, key: Qt.Key, is_so: Callable[[], bool]) -> None:
        """Press a key again and again until something is so; fail after a hundred times."""
        for _ in range(100):
            if is_so():
                return
            self.press(key)
        pytest.fail(f"{key} a hundred times did not do it; the focus is on “{self.focus_name()}”")

    def focus_name(self) -> str:
        """Return what a screen reader calls the place where the keyboard is."""
        return self._focus().accessibleName()

    def type(self, text: str) -> None:
        """Type where the focus is, and wait until what it did is on disk."""
        self.qtbot.keyClicks(self._focus(), text)
        self.settle()

    def until(self, is_so: Callable[[], object]) -> None:
        """Wait until something is so; events go on meanwhile."""
        self.qtbot.waitUntil(lambda: bool(is_so()), timeout=10_000)

    def settle(self) -> None:
        """Wait until every edit is on disk."""
        QApplication.processEvents()
        self.until(lambda: not self.workspace.unsaved_count)
        QApplication.processEvents()

    def command(self, words: str) -> None:
        """Do a command by its name: Ctrl+K, some letters of it, Enter."""
        self.press(Qt.Key.Key_K, CTRL)
        self.dialog("Find a command")
        self.type(words)
        self.press(Qt.Key.Key_Return)
        self.gone("Find a command")

    def dialog(self, title: str) -> None:
        """Wait until the dialog with this title has the keyboard."""
        self.until(lambda: _front() == title)

    def gone(self, title: str) -> None:
        """Wait until a dialog no longer has the keyboard, and the window has it again."""
        self.until(lambda: _front() != title)
        if QApplication.activeWindow() is None:
            # Offscreen there is no window manager that would do it.
            self.window.activateWindow()
            self.until(self.window.isActiveWindow)

    def selected(self) -> str:
        """Return the selected words."""
        return " … ".join(self.view.text[start:end] for start, end in self.view.selection())

    def _focus(self) -> QWidget:
        popup = QApplication.activePopupWidget()
        if popup is not None:
            inside: QWidget | None = popup.focusWidget()
            return popup if inside is None else inside
        return QApplication.focusWidget() or self.window


def _front() -> str:
    """Return the title of the window that has the keyboard."""
    window = QApplication.activePopupWidget() or QApplication.activeWindow()
    return window.windowTitle() if window is not None else ""


@pytest.fixture
def keyboard(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Keyboard]:
    """A window that has just been opened by somebody who gave her name, with no project in it."""
    sheet, palette = qapp.styleSheet(), qapp.palette()
    settings = Settings(tmp_path / "settings.ini")
    settings.set("annotator.name", "Ada")
    follower = ThemeFollower(qapp, settings)
    workspace = Workspace()
    window = MainWindow(workspace, Commands(settings), settings)
    guard = NoMouse()
    qapp.installEventFilter(guard)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    keyboard = Keyboard(qtbot, window, workspace)
    yield keyboard
    keyboard.until(lambda: not window.jobs.running)
    window.close()
    assert not window.isVisible()
    qapp.removeEventFilter(guard)
    for leaving in (window, workspace, follower, settings):
        leaving.deleteLater()
    qapp.setStyleSheet(sheet)
    qapp.setPalette(palette)
    assert guard.seen == []
