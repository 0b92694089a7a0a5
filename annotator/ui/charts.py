"""Bars and columns with their values, each of them a button that the keyboard reaches and a screen reader names.

They draw what they are given and say which bar was chosen; they never read the store.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from annotator.ui.theme import theme

_ROW_PADDING = 5
_GAP = 10
_RADIUS = 3.0
_LONGEST_NAME = 0.38
_COLUMN_LINES = 9
_WIDEST_COLUMN = 4
"""In lines of text: where there are few columns, they are columns still."""
_DAYS_BETWEEN_NAMES = 7


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a column: what it counts, how many, and its colour."""

    name: str
    value: int
    color: QColor


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: `key` comes back when it is chosen, `spoken` is what a screen reader says ("Open: 41 articles").

    `color` None stands for the accent colour; `name` may be empty in a column chart. `parts`, where there are any, are
    drawn one on the other in a column.
    """

    key: str
    name: str
    value: int
    spoken: str
    color: QColor | None = None
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class BarGroup:
    """Bars under one heading; an empty heading is not drawn."""

    heading: str
    bars: tuple[Bar, ...]


def number_text(value: int) -> str:
    """Return a whole number as people read it, its thousands set apart."""
    return f"{value:,}"


class _BarButton(QAbstractButton):
    """One bar as a button. Arrows go to its neighbours, Enter and Space choose it."""

    moved = Signal(int)

    def __init__(self, bar: Bar, chart: _Chart) -> None:
        super().__init__(chart)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.show_bar(bar)

    def show_bar(self, bar: Bar) -> None:
        """Take another value, name or colour for the same key."""
        self.bar = bar
        self.setAccessibleName(bar.spoken)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move with the arrows, Home and End; choose with Enter."""
        key = event.key()
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Left: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Right: 1}
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.moved.emit(-1_000_000 if key == Qt.Key.Key_Home else 1_000_000)
        elif Qt.Key(key) in steps:
            self.moved.emit(steps[Qt.Key(key)])
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the hover and focus marks, then what the kind of bar draws."""
        chart = self.parentWidget()
        if not isinstance(chart, _Chart):
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            if (self.underMouse() or self.isDown()) and not chart.bare:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme().color("pressed" if self.isDown() else "hover"))
                painter.drawRoundedRect(area, 4, 4)
            chart.draw(painter, self)
            if self.hasFocus() and not chart.bare:
                painter.setPen(QPen(theme().color("accent"), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(area, 4, 4)


class _Chart(QWidget):
    """Holds one button a bar. Invariant: one button takes Tab, the arrows go through the others."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bare = False
        """Whether it is drawn for a file, without the marks of pointer and keyboard."""
        self._groups: tuple[BarGroup, ...] = ()
        self._buttons: list[_BarButton] = []
        self._largest = 1

    @property
    def buttons(self) -> tuple[QAbstractButton, ...]:
        """The bars as buttons, in the order they are shown."""
        return tuple(self._buttons)

    def show_groups(self, groups: Sequence[BarGroup]) -> None:
        """Show these bars. The same keys as before keep their buttons, and with them the keyboard focus."""
        bars = [bar for group in groups for bar in group.bars]
        self._groups = tuple(groups)
        self._largest = max((bar.value for bar in bars), default=1) or 1
        if [bar.key for bar in bars] == [button.bar.key for button in self._buttons]:
            for button, bar in zip(self._buttons, bars, strict=True):
                button.show_bar(bar)
        else:
            self._rebuild(bars)
        self.updateGeometry()
        self._place()
        self.update()

    def draw(self, painter: QPainter, button: _BarButton) -> None:
        """Draw one bar inside its button."""
        raise NotImplementedError

    def _place(self) -> None:
        """Give each button its rectangle."""
        raise NotImplementedError

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the bars anew."""
        super().resizeEvent(event)
        self._place()

    def changeEvent(self, event: QEvent) -> None:
        """Another font needs another layout."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()
            self._place()

    def _rebuild(self, bars: Sequence[Bar]) -> None:
        for button in self._buttons:
            button.hide()
            button.deleteLater()
        self._buttons = []
        for index, bar in enumerate(bars):
            button = _BarButton(bar, self)
            button.clicked.connect(lambda _checked=False, key=bar.key: self.chosen.emit(key))
            button.moved.connect(lambda step, index=index: self._move(index, step))
            button.show()
            self._buttons.append(button)
        self._take_tab(0)

    def _move(self, index: int, step: int) -> None:
        wanted = min(max(index + step, 0), len(self._buttons) - 1)
        self._take_tab(wanted)
        self._buttons[wanted].setFocus(Qt.FocusReason.TabFocusReason)

    def _take_tab(self, index: int) -> None:
        for n, button in enumerate(self._buttons):
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if n == index else Qt.FocusPolicy.ClickFocus)
        if self._buttons:
            self.setFocusProxy(self._buttons[index])


class BarChart(_Chart):
    """Bars that lie: name, bar, and the value at the bar's end. As tall as its rows; it never scrolls by itself."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """One row a bar and one a heading."""
        return QSize(360, self._height())

    def minimumSizeHint(self) -> QSize:
        """All rows, and room for a short name and a short bar."""
        return QSize(220, self._height())

    def _row_height(self) -> int:
        return self.fontMetrics().height() + 2 * _ROW_PADDING

    def _heading_height(self, index: int) -> int:
        if not self._groups[index].heading:
            return 0
        return self._row_height() + (0 if index == 0 else _ROW_PADDING)

    def _height(self) -> int:
        headings = sum(self._heading_height(index) for index in range(len(self._groups)))
        return headings + self._row_height() * sum(len(group.bars) for group in self._groups)

    def _place(self) -> None:
        row, y, n = self._row_height(), 0, 0
        for index, group in enumerate(self._groups):
            y += self._heading_height(index)
            for _bar in group.bars:
                self._buttons[n].setGeometry(0, y, self.width(), row)
                y, n = y + row, n + 1

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the headings; the bars draw themselves."""
        with QPainter(self) as painter:
            font = QFont(self.font())
            font.setWeight(QFont.Weight.DemiBold)
            painter.setFont(font)
            painter.setPen(theme().color("muted"))
            row, y = self._row_height(), 0
            for index, group in enumerate(self._groups):
                y += self._heading_height(index)
                if group.heading:
                    area = QRectF(_ROW_PADDING, y - row, self.width() - 2 * _ROW_PADDING, row)
                    text = QFontMetricsF(font).elidedText(group.heading, Qt.TextElideMode.ElideRight, area.width())
                    painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), text)
                y += row * len(group.bars)

    def draw(self, painter: QPainter, button: _BarButton) -> None:
        """Draw name, bar and value; the bar is at least a hair wide where the value is not zero."""
        bar, metrics = button.bar, QFontMetricsF(self.font())
        names = [metrics.horizontalAdvance(each.bar.name) for each in self._buttons]
        values = [metrics.horizontalAdvance(number_text(each.bar.value)) for each in self._buttons]
        name_width = min(max(names), button.width() * _LONGEST_NAME)
        left = _ROW_PADDING + name_width + _GAP
        room = button.width() - left - _GAP - max(values) - _ROW_PADDING
        middle = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        ink = theme().color("ink")
        painter.setPen(ink)
        name = metrics.elidedText(bar.name, Qt.TextElideMode.ElideRight, name_width + 0.5)
        painter.drawText(QRectF(_ROW_PADDING, 0, name_width + 1, button.height()), middle, name)
        length = round(room * bar.value / self._largest)
        length = max(length, 2) if bar.value else 0
        thick = round(metrics.height() * 0.72)
        area = QRectF(left, (button.height() - thick) // 2, length, thick)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(bar.color or theme().color("accent"))
        painter.drawRoundedRect(area, min(_RADIUS, length / 2), min(_RADIUS, length / 2))
        painter.setPen(ink if bar.value else theme().color("muted"))
        at_end = QRectF(left + length + (_GAP * 0.7 if length else 0), 0, max(values) + _GAP, button.height())
        painter.drawText(at_end, middle, number_text(bar.value))


class ColumnChart(_Chart):
    """Columns that stand on one line, a day each: the value above, a name below every `between`th from the last."""

    def __init__(self, parent: QWidget | None = None, between: int = _DAYS_BETWEEN_NAMES) -> None:
        super().__init__(parent)
        self._between = between
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return a height of a fixed number of lines of text."""
        return QSize(420, self.fontMetrics().height() * _COLUMN_LINES)

    def minimumSizeHint(self) -> QSize:
        """Thirty thin columns."""
        return QSize(240, self.sizeHint().height())

    def _foot(self) -> int:
        return self.fontMetrics().height() + _ROW_PADDING

    def _place(self) -> None:
        count, height = len(self._buttons), self.height() - self._foot()
        for n, button in enumerate(self._buttons):
            left, right = self.width() * n // count, self.width() * (n + 1) // count
            button.setGeometry(left, 0, right - left, height)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the line that the columns stand on, and the names below it."""
        with QPainter(self) as painter:
            metrics = QFontMetricsF(self.font())
            base = self.height() - self._foot()
            painter.setPen(QPen(theme().color("line"), 1))
            painter.drawLine(QPointF(0, base + 0.5), QPointF(self.width(), base + 0.5))
            painter.setPen(theme().color("muted"))
            if not any(button.bar.value for button in self._buttons):
                middle = QRectF(0, 0, self.width(), base)
                painter.drawText(middle, int(Qt.AlignmentFlag.AlignCenter), "None yet")
            for n in range(len(self._buttons) - 1, -1, -self._between):
                button = self._buttons[n]
                wide = metrics.horizontalAdvance(button.bar.name)
                x = min(max(button.geometry().center().x() - wide / 2, 0), self.width() - wide)
                area = QRectF(x, base + _ROW_PADDING, wide + 1, metrics.height())
                painter.drawText(area, int(Qt.AlignmentFlag.AlignLeft), button.bar.name)

    def draw(self, painter: QPainter, button: _BarButton) -> None:
        """Draw one column with its value above; a day without anything stays empty."""
        bar, metrics = button.bar, QFontMetricsF(self.font())
        if not bar.value:
            return
        room = button.height() - metrics.height() - 2
        tall = max(round(room * bar.value / self._largest), 2)
        gap = max(1, button.width() // 7, (button.width() - _WIDEST_COLUMN * metrics.height()) // 2)
        area = QRectF(gap, button.height() - tall, button.width() - 2 * gap, tall)
        painter.setPen(Qt.PenStyle.NoPen)
        self._draw_column(painter, area, bar)
        text = number_text(bar.value)
        if metrics.horizontalAdvance(text) <= button.width():
            painter.setPen(theme().color("ink"))
            above = QRectF(0, area.top() - metrics.height() - 1, button.width(), metrics.height())
            painter.drawText(above, int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom), text)

    def _draw_column(self, painter: QPainter, area: QRectF, bar: Bar) -> None:
        painter.setBrush(bar.color or theme().color("accent"))
        if not bar.parts:
            foot = min(area.height(), _RADIUS)
            painter.drawRoundedRect(area, _RADIUS, _RADIUS)
            painter.drawRect(QRectF(area.left(), area.bottom() - foot, area.width(), foot))
            return
        bottom = area.bottom()
        for part in bar.parts:
            tall = area.height() * part.value / bar.value
            painter.setBrush(part.color)
            painter.drawRect(QRectF(area.left(), bottom - tall, area.width(), tall))
            bottom -= tall
