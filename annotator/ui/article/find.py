"""The bar over the article that finds words in it. It searches a text it is given and tells what to light up."""

import re

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QToolButton, QWidget

from annotator.ui import icons, plain
from annotator.ui.article.geometry import Ranges

MOST_FOUND = 5000
_WIDEST = 360


class FindBar(QWidget):
    """A field, a count, and the way to the next and the previous place."""

    found = Signal(object, int)
    """The ranges found, in code points and in order, and the number of the current one (-1 for none)."""
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._ranges: Ranges = ()
        self._current = -1
        self._start = 0
        self.field = QLineEdit(self)
        self.field.setPlaceholderText("Find in this article")
        self.field.setAccessibleName("Find in this article")
        self.field.setClearButtonEnabled(True)
        self.field.setMaximumWidth(_WIDEST)
        self.field.textChanged.connect(self._search)
        self._count = plain.label(role="muted", parent=self)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 8, 6)
        row.setSpacing(4)
        row.addWidget(self.field, 3)
        row.addWidget(self._button("chevron-up", "Previous place", lambda: self.go(-1)))
        row.addWidget(self._button("chevron-down", "Next place", lambda: self.go(1)))
        row.addWidget(self._count)
        row.addStretch(1)
        row.addWidget(self._button("close", "Close", self.close_bar))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hide()

    @property
    def current(self) -> tuple[int, int] | None:
        """The place looked at, or None."""
        return self._ranges[self._current] if 0 <= self._current < len(self._ranges) else None

    def open_bar(self, text: str, words: str, start: int) -> None:
        """Show the bar for a text, looking for some words, or for those of last time; the search begins at `start`."""
        self._text = text
        self._start = start
        self.show()
        if words:
            self.field.setText(words)
        self._search()
        self.field.selectAll()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def set_text(self, text: str) -> None:
        """Search another text from now on."""
        self._text = text
        self._start = 0
        if self.isVisible():
            self._search()

    def go(self, direction: int) -> None:
        """Go to the next place (1) or the one before (-1), round the end."""
        if self._ranges:
            self._current = (self._current + direction) % len(self._ranges)
        self._tell()

    def close_bar(self) -> None:
        """Hide the bar and light up nothing."""
        self.hide()
        self.found.emit((), -1)
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on, Shift+Enter back, Esc closes."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.go(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        elif event.key() == Qt.Key.Key_Escape:
            self.close_bar()
        else:
            super().keyPressEvent(event)

    def _search(self) -> None:
        words = self.field.text()
        found: list[tuple[int, int]] = []
        if words:
            for match in re.finditer(re.escape(words), self._text, re.IGNORECASE):
                found.append(match.span())
                if len(found) == MOST_FOUND:
                    break
        self._ranges = tuple(found)
        after = next((number for number, (start, _) in enumerate(found) if start >= self._start), 0)
        self._current = after if found else -1
        self._tell()

    def _tell(self) -> None:
        if self._ranges:
            self._count.setText(f"{self._current + 1} of {len(self._ranges)}")
        else:
            self._count.setText("Nothing found" if self.field.text() else "")
        self.found.emit(self._ranges, self._current)

    def _button(self, icon: str, name: str, press: object) -> QToolButton:
        button = QToolButton(self)
        button.setIcon(icons.icon(icon))
        button.setAutoRaise(True)
        button.setAccessibleName(name)
        plain.set_tooltip(button, name)
        button.clicked.connect(press)
        return button
