"""The scroll bar of an article, with marks for the whole of it: unread paragraphs, spans and what was searched.

It knows rows of pixels and colours, never the article: those who scroll give it `Strips`. A click goes where it points.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from PySide6.QtCore import QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QScrollBar, QWidget

from annotator.ui import plain
from annotator.ui.palette import Palette

WIDTH = 16
_AFTER_MS = 120
_LEAST_HANDLE = 24
_UNREAD = QRect(2, 0, 2, 1)
_SPANS = (5, 8, 11)
_SPAN_WIDTH = 3


@dataclass(slots=True)
class Strips:
    """What stands beside the groove, in rows of pixels from its top.

    `unread` are rows from one to before another; `spans` names the label colours of a row, at most three are shown.
    """

    unread: list[tuple[int, int]] = field(default_factory=list)
    spans: dict[int, list[str]] = field(default_factory=dict)
    hits: set[int] = field(default_factory=set)


class Minimap(QScrollBar):
    """A scroll bar that shows the whole article. Invariant: what it shows is drawn anew a moment after `forget`.

    To a screen reader it is a scroll bar like any other.
    """

    def __init__(self, look: Callable[[int], Strips], parent: QWidget) -> None:
        """`look` tells what there is, for a groove of so many pixels."""
        super().__init__(Qt.Orientation.Vertical, parent)
        self._look = look
        self._strips = Strips()
        self._palette: Palette | None = None
        self._picture = QPixmap()
        self._grabbed: int | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_AFTER_MS)
        self._soon.timeout.connect(self.refresh)
        self.setAccessibleName("Place in the article")
        plain.set_tooltip(self, "Spans, search hits and unread paragraphs. A click goes there.")

    def forget(self) -> None:
        """Look again soon: something has changed."""
        if not self._soon.isActive():
            self._soon.start()

    def refresh(self) -> None:
        """Look again now."""
        self._soon.stop()
        self._strips = self._look(self.height())
        self._picture = QPixmap()
        self.update()

    def set_palette(self, palette: Palette) -> None:
        """Use the colours of a paper."""
        self._palette = palette
        self._picture = QPixmap()
        self.update()

    @property
    def strips(self) -> Strips:
        """What is shown."""
        return self._strips

    # -- handle --------------------------------------------------------------------------------------------------

    def handle(self) -> QRect:
        """Return where the handle is: the part of the article that is in view."""
        page, most = max(1, self.pageStep()), self.maximum()
        whole = page + most
        length = self.height() * page / whole
        top = self.height() * self.value() / whole
        if length < _LEAST_HANDLE:
            length = float(min(_LEAST_HANDLE, self.height()))
            top = (self.height() - length) * self.value() / max(1, most)
        return QRect(0, round(top), self.width(), round(length))

    def _value_at(self, top: float) -> int:
        """Return the value that puts the handle's top at a row."""
        page, most = max(1, self.pageStep()), self.maximum()
        length = self.height() * page / (page + most)
        if length < _LEAST_HANDLE:
            return round(top * most / max(1, self.height() - _LEAST_HANDLE))
        return round(top * (page + most) / max(1, self.height()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the handle; beside it, go where the press is first."""
        if event.button() != Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        row, handle = event.position().toPoint().y(), self.handle()
        if not handle.top() <= row <= handle.bottom():
            self.setValue(self._value_at(row - handle.height() / 2))
            handle = self.handle()
        self._grabbed = row - handle.top()
        self.setSliderDown(True)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the handle."""
        if self._grabbed is not None:
            self.setValue(self._value_at(event.position().y() - self._grabbed))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Leave the handle where it is."""
        if self._grabbed is None:
            super().mouseReleaseEvent(event)
        self._grabbed = None
        self.setSliderDown(False)

    # -- Qt ------------------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """Return a width with room for marks."""
        return QSize(WIDTH, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Return the same width, whatever a style says."""
        return QSize(WIDTH, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Look again for another height."""
        super().resizeEvent(event)
        self.forget()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Paint the marks, and the handle over them."""
        palette = self._palette
        if palette is None:
            return
        if self._picture.isNull():
            self._picture = self._drawn(palette)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.drawPixmap(0, 0, self._picture)
            color = QColor(palette.ink)
            color.setAlphaF(0.28 if self.isSliderDown() else 0.2 if self.underMouse() else 0.13)
            painter.setBrush(color)
            painter.setPen(palette.muted if palette.high else Qt.PenStyle.NoPen)
            painter.drawRoundedRect(QRectF(self.handle()).adjusted(1, 0.5, -1, -0.5), 4, 4)

    def _drawn(self, palette: Palette) -> QPixmap:
        picture = QPixmap(self.size() * self.devicePixelRatio())
        picture.setDevicePixelRatio(self.devicePixelRatio())
        picture.fill(palette.paper)
        with QPainter(picture) as painter:
            for top, bottom in self._strips.unread:
                painter.fillRect(_UNREAD.x(), top, _UNREAD.width(), max(1, bottom - top), palette.line)
            for row, colors in self._strips.spans.items():
                for x, key in zip(_SPANS, colors, strict=False):
                    painter.fillRect(x, row, _SPAN_WIDTH, 2, palette.label(key).bar)
            for row in self._strips.hits:
                painter.fillRect(1, row - 1, self.width() - 2, 3, palette.search_now)
        return picture


def joined(rows: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return stretches of rows, in order, with those that touch made one."""
    found: list[tuple[int, int]] = []
    start = end = -1
    for top, bottom in rows:
        if top > end:
            if end >= 0:
                found.append((start, end))
            start = top
        end = max(end, bottom)
    if end >= 0:
        found.append((start, end))
    return found
