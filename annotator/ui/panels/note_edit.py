"""A small field for a note that keeps what is written by itself: after a pause, and when the focus leaves."""

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget

PAUSE = 1500
"""Milliseconds without a key after which what was written is kept."""
MOST_LINES = 8


class NoteEdit(QPlainTextEdit):
    """Grows with its text. `finished` comes once for each text that differs from what was shown."""

    finished = Signal(str)
    left = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kept = ""
        self.setAccessibleName(name)
        self.setPlaceholderText(name)
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self.keep)
        self.textChanged.connect(self._changed)
        self._fit()

    def show_note(self, text: str) -> None:
        """Show what is stored; while someone is writing, what they write stays."""
        writing = self.hasFocus() and self.toPlainText() != self._kept
        self._kept = text
        if not writing and self.toPlainText() != text:
            self.setPlainText(text)
            self._pause.stop()

    def keep(self) -> None:
        """Hand on what was written, if it is new."""
        self._pause.stop()
        text = self.toPlainText().strip()
        if text != self._kept:
            self._kept = text
            self.finished.emit(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if event.key() == Qt.Key.Key_Escape or (control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)):
            self.keep()
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.keep()

    def hideEvent(self, event: QHideEvent) -> None:
        self.keep()
        super().hideEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def sizeHint(self) -> QSize:
        return QSize(120, self.minimumHeight())

    def _changed(self) -> None:
        self._pause.start()
        self._fit()

    def _fit(self) -> None:
        lines = min(MOST_LINES, max(2, round(self.document().size().height())))
        height = lines * QFontMetrics(self.font()).lineSpacing() + 12
        if height != self.minimumHeight():
            self.setFixedHeight(height)
