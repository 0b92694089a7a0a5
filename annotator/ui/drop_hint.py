"""The frame that shows, while files are dragged over the window, that they can be dropped. It takes no part in it."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from annotator.ui.theme import theme

INSET, RADIUS, DASH = 12, 10, 2.0


class DropHint(QWidget):
    """Covers its parent while it is shown, and lets every event through."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._covered = parent
        self._text = text
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def cover(self) -> None:
        """Show over all of the parent."""
        self.setGeometry(self._covered.rect())
        self.raise_()
        self.show()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Veil what is below, frame it, and say what a drop does."""
        look = theme()
        veil = look.color("paper")
        veil.setAlphaF(0.86)
        inside = QRectF(self.rect()).adjusted(INSET, INSET, -INSET, -INSET)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.fillRect(self.rect(), veil)
            painter.setPen(QPen(look.color("accent"), DASH, Qt.PenStyle.DashLine))
            painter.drawRoundedRect(inside, RADIUS, RADIUS)
            font = self.font()
            font.setPointSizeF(font.pointSizeF() * 1.5)
            painter.setFont(font)
            painter.setPen(look.color("ink"))
            painter.drawText(inside, Qt.AlignmentFlag.AlignCenter, self._text)
