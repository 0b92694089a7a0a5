"""Draws the line from a span that is being linked to the pointer. It decides nothing."""

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from annotator.ui.theme import theme


class LinkLine(QWidget):
    """Lies over the text while a line is drawn, and is hidden otherwise. Keys and mouse go through it."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self._ends = (QPoint(), QPoint())
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    def show_line(self, start: QPoint, end: QPoint) -> None:
        """Draw from one point to another."""
        self._ends = (start, end)
        self.setGeometry(self._over.rect())
        self.show()
        self.raise_()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            accent = theme().color("accent")
            painter.setPen(QPen(accent, 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.drawLine(*self._ends)
            painter.setBrush(accent)
            painter.drawEllipse(QPointF(self._ends[1]), 3.5, 3.5)
