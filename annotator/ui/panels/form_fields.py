"""Small fields of the forms on the Codebook page. Each says once what it came to: on Enter, or when it is left."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QColorDialog,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from annotator.ui import palette, plain
from annotator.ui.palette import LABEL_COLOURS
from annotator.ui.theme import theme

SWATCH = 24
_MOST_LINES = 12
_PADDING = 22
"""Pixels of a text field above and below its lines, frame included."""


class LineField(QLineEdit):
    """One line; Esc brings back what is stored."""

    finished = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kept = ""
        self.setAccessibleName(name)
        self.editingFinished.connect(self.keep)

    def show_value(self, text: str) -> None:
        """Show what is stored; while someone is writing, what they write stays."""
        writing = self.hasFocus() and self.text() != self._kept
        self._kept = text
        if not writing and self.text() != text:
            self.setText(text)

    def restore(self) -> None:
        """Show what is stored, whatever was written."""
        self.setText(self._kept)

    def keep(self) -> None:
        """Hand on what was written, if it is new."""
        text = self.text().strip()
        if text != self._kept:
            self.finished.emit(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text() != self._kept:
            self.restore()
            return
        super().keyPressEvent(event)


class KeyField(LineField):
    """One key: a press replaces it, Backspace and Delete take it away."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.setFixedWidth(self.fontMetrics().averageCharWidth() * 8)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = event.text().casefold()
        if len(text) == 1 and text.isascii() and text.isalnum() and not event.modifiers() & _HELD:
            self.setText(text)
            self.keep()
        elif event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self.setText("")
            self.keep()
        else:
            super().keyPressEvent(event)

    def show_value(self, text: str) -> None:
        """Show the stored key."""
        self._kept = text
        self.setText(text)


_HELD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


class TextField(QPlainTextEdit):
    """Some lines, as high as they need; Ctrl+Enter and leaving keep them, Esc brings back what is stored."""

    finished = Signal(str)

    def __init__(self, name: str, least: int = 2, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kept = ""
        self._least = least
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self._fit())
        self._fit()

    def show_value(self, text: str) -> None:
        """Show what is stored; while someone is writing, what they write stays."""
        writing = self.hasFocus() and self.toPlainText() != self._kept
        self._kept = text
        if not writing and self.toPlainText() != text:
            self.setPlainText(text)

    def restore(self) -> None:
        """Show what is stored, whatever was written."""
        self.setPlainText(self._kept)

    def keep(self) -> None:
        """Hand on what was written, if it is new."""
        text = self.toPlainText().strip()
        if text != self._kept:
            self.finished.emit(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if event.key() == Qt.Key.Key_Escape and self.toPlainText() != self._kept:
            self.restore()
        elif control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.keep()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.keep()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(200, self.minimumHeight())

    def _fit(self) -> None:
        lines = min(_MOST_LINES, max(self._least, round(self.document().size().height())))
        height = lines * QFontMetrics(self.font()).lineSpacing() + _PADDING
        if height != self.minimumHeight():
            self.setFixedHeight(height)


class Swatch(QAbstractButton):
    """One colour of the palette, as it looks in the theme of now."""

    def __init__(self, color: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.color = color
        self.setCheckable(True)
        self.setAccessibleName(name)
        plain.set_tooltip(self, name)
        self.setFixedSize(SWATCH, SWATCH)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = theme()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(palette.palette(look.name).label(self.color).bar)
            painter.drawEllipse(self.rect().adjusted(5, 5, -5, -5))
            if self.isChecked() or self.hasFocus():
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(look.color("accent" if self.hasFocus() else "ink"), 2))
                painter.drawEllipse(self.rect().adjusted(2, 2, -2, -2))


class ColorField(QWidget):
    """The palette first; any other colour by a dialog, made legible where it is painted."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Colour")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._group = QButtonGroup(self)
        self.swatches = [Swatch(str(n), f"Colour {n}", self) for n in range(1, LABEL_COLOURS + 1)]
        self._own = Swatch("", "Own colour", self)
        for swatch in (*self.swatches, self._own):
            self._group.addButton(swatch)
            row.addWidget(swatch)
            swatch.clicked.connect(lambda _on, swatch=swatch: self.chosen.emit(swatch.color))
        other = QToolButton(self)
        other.setText("Other…")
        other.clicked.connect(self._ask)
        row.addWidget(other)
        row.addStretch(1)

    def show_value(self, color: str) -> None:
        """Mark the stored colour."""
        self._own.color = color
        match = next((swatch for swatch in self.swatches if swatch.color == color), self._own)
        self._own.setVisible(match is self._own)
        match.setChecked(True)
        self.update()

    def _ask(self) -> None:
        dialog = QColorDialog(QColor(self._own.color if self._own.color.startswith("#") else "#808080"), self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.colorSelected.connect(lambda color: self.chosen.emit(color.name()))
        dialog.open()
