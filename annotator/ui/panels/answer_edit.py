"""The line that shows one answer and takes the keys of the card: digits, Enter, Esc. It stores nothing."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from annotator.ui.panels.answers import State
from annotator.ui.panels.pieces import draw_elided
from annotator.ui.theme import theme

DIGITS = {Qt.Key(Qt.Key.Key_0 + n): n for n in range(10)}
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
EMPTYING = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


class AnswerEdit(QLineEdit):
    """Shows an answer; empty, filled and not stated look different. Text can be typed only where `typing` allows it."""

    chosen = Signal(int)
    """A digit was pressed, 0 to 9."""
    accepted = Signal()
    moved = Signal(int)
    emptied = Signal()
    left = Signal()
    passed_on = Signal(object)
    """A `QKeyEvent` that means nothing here: a label's key, or a command of the article."""
    focused = Signal(bool)

    def __init__(self, parent: QWidget | None = None, *, typing: bool, digits: bool) -> None:
        super().__init__(parent)
        self._typing = typing
        self._digits = digits
        self.state = State.EMPTY
        self.aside = ""
        """Muted words behind the answer, shown where the field has not the focus."""
        self.setFrame(False)
        self.setContextMenuPolicy(
            Qt.ContextMenuPolicy.DefaultContextMenu if typing else Qt.ContextMenuPolicy.NoContextMenu
        )
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def is_typing(self) -> bool:
        """Whether the text was changed since it was shown."""
        return self.isModified()

    def event(self, event: QEvent) -> bool:
        """Leave undo and redo to the window unless there is typed text to undo."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and not self.is_typing:
            undoing = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)
            if any(event.matches(key) for key in undoing):
                event.ignore()
                return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, plain = Qt.Key(event.key()), event.modifiers() in PLAIN
        if key == Qt.Key.Key_Escape:
            self.left.emit()
        elif key in ENTER and plain:
            self.accepted.emit()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and plain:
            self.moved.emit(-1 if key == Qt.Key.Key_Up else 1)
        elif plain and key in DIGITS and self._digits and not self.is_typing:
            self.chosen.emit(DIGITS[key])
        elif plain and key in EMPTYING and not self.is_typing and (self._digits or not self._typing):
            self.emptied.emit()
        elif self._typing:
            super().keyPressEvent(event)
        elif event.text().strip() or key == Qt.Key.Key_Space:
            self.passed_on.emit(event)
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.selectAll()
        self.focused.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.deselect()
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.focused.emit(False)

    def sizeHint(self) -> QSize:
        return QSize(80, QFontMetrics(self.font()).height() + 10)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme()
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self.hasFocus():
                painter.setPen(QPen(look.color("accent"), 1.5))
                painter.setBrush(look.color("field"))
            elif self.state is State.EMPTY:
                painter.setPen(QPen(look.color("faint"), 1, Qt.PenStyle.DashLine))
            elif self.state is State.FILLED:
                painter.setPen(QPen(look.color("line"), 1))
                painter.setBrush(look.color("field"))
            else:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(look.color("pressed"))
            painter.drawRoundedRect(area, 4, 4)
            if not self.hasFocus():
                self._paint_answer(painter)
        if self.hasFocus():
            super().paintEvent(event)

    def _paint_answer(self, painter: QPainter) -> None:
        look, room = theme(), self.rect().adjusted(7, 0, -5, 0)
        if self.state is State.NOT_STATED:
            painter.setPen(QPen(look.color("muted"), 1.5))
            middle = self.height() / 2
            painter.drawEllipse(QPointF(room.left() + 5, middle), 4.5, 4.5)
            painter.drawLine(QPointF(room.left() + 1, middle + 5), QPointF(room.left() + 9, middle - 5))
            painter.setPen(look.color("muted"))
            draw_elided(painter, room.adjusted(17, 0, 0, 0), "not stated")
        else:
            painter.setPen(look.color("ink" if self.state is State.FILLED else "faint"))
            draw_elided(painter, room, self.text() or self.placeholderText())
            taken = painter.fontMetrics().horizontalAdvance(self.text())
            if self.aside and taken < room.width():
                painter.setPen(look.color("muted"))
                draw_elided(painter, room.adjusted(taken, 0, 0, 0), f", {self.aside}")
