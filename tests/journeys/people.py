"""Whoever sits before the real window: the keys they press, the article they work on, and the mouse if they take it."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from annotator.core.codebook import Label
from annotator.core.model import Span
from annotator.ui.article.view import ArticleView
from annotator.ui.main_window import MainWindow
from annotator.ui.workspace import Workspace
from tests.journeys.texts import Text

Key = Qt.Key

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


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


class Desk:
    """One article open in the window, and a person at the keyboard."""

    def __init__(self, keyboard: Keyboard, article: Text) -> None:
        self.keyboard = keyboard
        self.workspace = keyboard.workspace
        self.view = keyboard.view
        self.text = article.text
        self.article = article

    def press(self, key: Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier, times: int = 1) -> None:
        for _ in range(times):
            self.keyboard.press(key, held)

    def sign(self, sign: str) -> None:
        """Press the key that writes a sign."""
        self.keyboard.type(sign)

    def find(self, words: str) -> None:
        """Select words by finding them: Ctrl+F, the words, Esc."""
        self.press(Key.Key_F, CTRL)
        self.write(words)
        self.keyboard.until(lambda: not self.keyboard.window.articles.editor.find_bar.is_searching)
        self.press(Key.Key_Escape)
        assert self.selected() == words
        assert self.view.hasFocus()

    def write(self, words: str) -> None:
        """Write where the focus is; what no key writes comes from the clipboard."""
        if words.isascii():
            self.keyboard.type(words)
        else:
            QApplication.clipboard().setText(words)
            self.press(Key.Key_V, CTRL)

    def go_to(self, words: str) -> int:
        """Put the caret before some words, where arrows would bring it, and return where that is."""
        self.view.set_caret(self.text.index(words))
        return self.view.caret()

    def selected(self) -> str:
        return self.keyboard.selected()

    def label(self, name: str) -> Label:
        found = self.workspace.codebook.label_named(name)
        assert found is not None
        return found

    def spans(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for span in self._stored():
            found.setdefault(self.label_name(span), []).append(span.text)
        return found

    def label_name(self, span: Span) -> str:
        label = self.workspace.codebook.label(span.label)
        return label.name if label is not None else "?"

    def active(self) -> Span:
        return self.workspace.store.span(self.workspace.active_span)

    def tag(self, words: str, key: Key) -> Span:
        """Tag words with a label's key, leave the card, and return the span, which is active."""
        self.find(words)
        self.press(key)
        self.leave_card()
        return self.active()

    def leave_card(self) -> None:
        if not self.view.hasFocus():
            self.press(Key.Key_Escape)
        assert self.view.hasFocus()

    def _stored(self) -> tuple[Span, ...]:
        assert self.workspace.article is not None
        return self.workspace.store.spans(self.workspace.article.id)
