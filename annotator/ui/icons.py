"""Icons from `resources/icons`, drawn in the colour of the text at the size and scale they are asked for.

They keep no pixmap of one theme: an icon made in the light is right in the dark.
"""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from annotator import places
from annotator.ui.theme import theme

DISABLED_OPACITY = 0.4


def icon(name: str, color: str = "ink") -> QIcon:
    """Return the icon `name`.svg, tinted with the named colour of the theme, whichever theme is on when it is drawn."""
    return QIcon(_Tinted(name, color))


def pixmap(name: str, size: int, color: str = "ink", ratio: float = 1.0) -> QPixmap:
    """Return an icon as a picture of `size` pixels, `ratio` device pixels each."""
    made = QPixmap(round(size * ratio), round(size * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    with QPainter(made) as painter:
        _draw(painter, QRectF(0, 0, size, size), name, color)
    return made


def names() -> tuple[str, ...]:
    """Return the names of all icons, in order."""
    return tuple(sorted(path.stem for path in (places.resources() / "icons").glob("*.svg")))


@lru_cache(maxsize=64)
def _svg(name: str) -> str:
    return (places.resources() / "icons" / f"{name}.svg").read_text(encoding="utf-8")


def _draw(painter: QPainter, area: QRectF, name: str, color: str) -> None:
    tint = theme().color(color).name()
    renderer = QSvgRenderer(QByteArray(_svg(name).replace("currentColor", tint).encode()))
    renderer.setAspectRatioMode(Qt.AspectRatioMode.KeepAspectRatio)
    renderer.render(painter, area)


class _Tinted(QIconEngine):
    """Draws one SVG afresh for each size, mode and theme. (Qt's own names for the arguments are kept.)"""

    def __init__(self, name: str, color: str) -> None:
        super().__init__()
        self._name = name
        self._color = color

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State) -> None:
        painter.save()
        if mode == QIcon.Mode.Disabled:
            painter.setOpacity(DISABLED_OPACITY)
        _draw(painter, QRectF(rect), self._name, self._color)
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        # Sizes are in device pixels here: Qt has multiplied them by the scale already.
        made = QPixmap(size)
        made.fill(Qt.GlobalColor.transparent)
        with QPainter(made) as painter:
            self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        return made
