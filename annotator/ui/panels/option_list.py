"""The answers that a field has on offer, a line each with its digit. It only says which line was pressed."""

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from annotator.ui.panels.answers import Option
from annotator.ui.panels.frames import MOST_OPTIONS
from annotator.ui.panels.pieces import draw_elided, small
from annotator.ui.theme import theme


class OptionList(QWidget):
    """The answers on offer, a line each with its digit; one may be marked. It never takes the focus."""

    picked = Signal(int)
    """The position of the line that was pressed; -1 for "not stated"."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._options: tuple[Option, ...] = ()
        self._not_stated = False
        self._marked = -1
        self._digits = True
        self._under = -1
        self.setFont(small(self.font(), 0.95))
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_options(self, options: tuple[Option, ...], *, not_stated: bool, marked: int, digits: bool) -> None:
        """Show these lines, one of them marked (-1 for none)."""
        self._options, self._not_stated, self._marked, self._digits = options, not_stated, marked, digits
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(100, self._line() * (len(self._options) + self._not_stated) + 4)

    def minimumSizeHint(self) -> QSize:
        return QSize(40, self.sizeHint().height())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._under = int(event.position().y() - 2) // self._line()
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._under = -1
        self.update()
        super().leaveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        line = int(event.position().y() - 2) // self._line()
        if event.button() == Qt.MouseButton.LeftButton and 0 <= line < len(self._options) + self._not_stated:
            self.picked.emit(line if line < len(self._options) else -1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for place, option in enumerate(self._options):
                digit = str(place + 1) if self._digits and place < MOST_OPTIONS else ""
                self._paint_line(painter, place, digit, option.words, option.hint)
            if self._not_stated:
                self._paint_line(painter, len(self._options), "0" if self._digits else "", "not stated", "")

    def _line(self) -> int:
        return QFontMetrics(self.font()).height() + 5

    def _paint_line(self, painter: QPainter, place: int, digit: str, words: str, hint: str) -> None:
        look, height = theme(), self._line()
        rect = QRect(0, 2 + place * height, self.width(), height)
        if place in (self._marked, self._under):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("selection" if place == self._marked else "hover"))
            painter.drawRoundedRect(rect, 4, 4)
        painter.setPen(look.color("accent"))
        painter.drawText(rect.adjusted(6, 0, 0, 0), int(Qt.AlignmentFlag.AlignVCenter), digit)
        painter.setPen(look.color("muted"))
        room = QFontMetrics(self.font()).horizontalAdvance(hint)
        painter.drawText(
            rect.adjusted(0, 0, -6, 0), int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), hint
        )
        painter.setPen(look.color("muted" if words == "not stated" and not hint else "ink"))
        draw_elided(painter, rect.adjusted(22 if self._digits else 6, 0, -(room + 14 if hint else 6), 0), words)
