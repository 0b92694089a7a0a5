"""The words and the shapes for the status of an article, so that no panel tells statuses apart by colour alone."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPen, QPixmap

from annotator.core.model import Status
from annotator.ui.theme import theme

STATUS_NAMES = {
    Status.NEW: "New",
    Status.OPEN: "Open",
    Status.DONE: "Done",
    Status.NOT_RELEVANT: "Not relevant",
}
"""What each status is called in the window."""


def paint_status(painter: QPainter, rect: QRectF, status: Status, ink: QColor) -> None:
    """Draw a status in a square: ring, half disc, disc with a tick, ring with a stroke."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    side = min(rect.width(), rect.height())
    width = max(1.2, side / 9)
    circle = QRectF(0, 0, side - width, side - width)
    circle.moveCenter(rect.center())
    painter.setPen(QPen(ink, width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if status is Status.DONE:
        painter.setBrush(ink)
        painter.drawEllipse(circle)
        light = QColor(Qt.GlobalColor.white) if ink.lightnessF() < 0.6 else QColor(Qt.GlobalColor.black)
        painter.setPen(QPen(light, width * 1.1, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawPolyline([_at(circle, 0.27, 0.52), _at(circle, 0.44, 0.68), _at(circle, 0.74, 0.34)])
    else:
        painter.drawEllipse(circle)
        if status is Status.OPEN:
            painter.setBrush(ink)
            painter.drawPie(circle, 90 * 16, 180 * 16)
        elif status is Status.NOT_RELEVANT:
            painter.drawLine(_at(circle, 0.18, 0.82), _at(circle, 0.82, 0.18))
    painter.restore()


def paint_flag(painter: QPainter, rect: QRectF, ink: QColor, *, filled: bool = False) -> None:
    """Draw the small flag that says "come back", or its outline where it is only offered."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(ink, max(1.2, rect.width() / 8)))
    painter.drawLine(_at(rect, 0.25, 0.08), _at(rect, 0.25, 0.95))
    painter.setBrush(ink if filled else Qt.BrushStyle.NoBrush)
    painter.drawPolygon([_at(rect, 0.25, 0.08), _at(rect, 0.95, 0.32), _at(rect, 0.25, 0.56)])
    painter.restore()


def status_icon(status: Status) -> QIcon:
    """Return the shape of a status as an icon, in the ink of whichever theme is on when it is drawn."""
    return QIcon(_Drawn(lambda painter, area: paint_status(painter, area, status, theme().color("ink"))))


def flag_icon() -> QIcon:
    """Return the flag as an icon: filled and coloured where it is checked, else its outline."""
    return QIcon(_Drawn(lambda painter, area: paint_flag(painter, area, theme().color("muted")), _paint_raised_flag))


def _paint_raised_flag(painter: QPainter, area: QRectF) -> None:
    paint_flag(painter, area, theme().color("accent"), filled=True)


class _Drawn(QIconEngine):
    """Draws a mark afresh for each size, scale and theme; `on` is how it looks when checked."""

    def __init__(
        self,
        draw: Callable[[QPainter, QRectF], None],
        on: Callable[[QPainter, QRectF], None] | None = None,
    ) -> None:
        super().__init__()
        self._draw = draw
        self._draw_on = on or draw

    def paint(self, painter: QPainter, rect: QRect, _mode: QIcon.Mode, state: QIcon.State) -> None:
        draw = self._draw_on if state == QIcon.State.On else self._draw
        draw(painter, QRectF(rect).adjusted(1, 1, -1, -1))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        # Sizes are in device pixels here: Qt has multiplied them by the scale already.
        made = QPixmap(size)
        made.fill(Qt.GlobalColor.transparent)
        with QPainter(made) as painter:
            self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        return made


def _at(rect: QRectF, x: float, y: float) -> QPointF:
    return QPointF(rect.left() + rect.width() * x, rect.top() + rect.height() * y)
