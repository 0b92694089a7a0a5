"""The small parts that panels are made of: elided text, a colour chip, a heading that folds. They store nothing."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from annotator.core.codebook import Label
from annotator.ui import plain
from annotator.ui.palette import LabelColors, palette
from annotator.ui.panels.words import one_line
from annotator.ui.theme import theme


def colors_of(label: Label | None) -> LabelColors:
    """Return the colours of a label in the theme of now; those of slate where the label is gone."""
    return palette(theme().name).label(label.color if label is not None else "10")


def draw_elided(painter: QPainter, rect: QRect, text: str) -> None:
    """Draw plain text on one line, cut with an ellipsis where it does not fit."""
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown)


def paint_chip(painter: QPainter, rect: QRectF, label: Label | None) -> None:
    """Draw a label's colour as a small rounded square."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colors_of(label).bar)
    painter.drawRoundedRect(rect, 2, 2)
    painter.restore()


class Elided(QWidget):
    """One line of plain text that gives way: it is cut with an ellipsis, and its tooltip then has all of it."""

    def __init__(self, text: str = "", parent: QWidget | None = None, *, color: str = "ink") -> None:
        super().__init__(parent)
        self._text = ""
        self._color = color
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_text(text)

    @property
    def text(self) -> str:
        """The whole text."""
        return self._text

    def set_text(self, text: str, color: str = "") -> None:
        """Show another text, maybe in another colour of the theme."""
        self._text = one_line(text)
        self._color = color or self._color
        self.setAccessibleName(self._text)
        plain.set_tooltip(self, self._text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        return QSize(metrics.horizontalAdvance(self._text) + 2, metrics.height() + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(24, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setPen(theme().color(self._color))
            draw_elided(painter, self.rect(), self._text)


class Chip(QWidget):
    """A label's colour."""

    def __init__(self, label: Label | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = label
        self.setFixedSize(12, 12)

    def show_label(self, label: Label | None) -> None:
        """Show the colour of another label."""
        self._label = label
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            paint_chip(painter, QRectF(1, 1, 10, 10), self._label)


class Line(QFrame):
    """A hairline between two parts of a panel."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), theme().color("line"))


class _Heading(QToolButton):
    """A button that Enter presses as well as Space."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


class Fold(QWidget):
    """A heading that shows or hides what is below it; a press, Enter or Space on the heading does so."""

    toggled = Signal(bool)

    def __init__(self, title: str, parent: QWidget | None = None, *, open_: bool = False) -> None:
        super().__init__(parent)
        self.heading = _Heading(self)
        self.heading.setAutoRaise(True)
        self.heading.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.heading.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.heading.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.body = QWidget(self)
        self.inside = QVBoxLayout(self.body)
        self.inside.setContentsMargins(0, 2, 0, 6)
        self.inside.setSpacing(4)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.heading)
        layout.addWidget(self.body)
        self._open = open_
        self.heading.clicked.connect(lambda: self.set_open(not self._open))
        self.set_title(title)
        self._show()

    @property
    def is_open(self) -> bool:
        """Whether what is below the heading is shown."""
        return self._open

    def set_open(self, open_: bool) -> None:
        """Show or hide what is below the heading."""
        if open_ != self._open:
            self._open = open_
            self._show()
            self.toggled.emit(open_)

    def set_title(self, title: str) -> None:
        """Change the heading; plain text."""
        self.heading.setText(plain.menu_text(title))

    def _show(self) -> None:
        self.heading.setArrowType(Qt.ArrowType.DownArrow if self._open else Qt.ArrowType.RightArrow)
        self.heading.setAccessibleDescription("open" if self._open else "folded")
        self.body.setVisible(self._open)


def make_flat(view: QAbstractItemView) -> None:
    """Make a list part of the panel around it: no frame and no ground of its own, never scrolled sideways."""
    view.setProperty("role", "flat")
    view.setFrameShape(QFrame.Shape.NoFrame)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setMouseTracking(True)


def small(font: QFont, factor: float = 0.9) -> QFont:
    """Return a font made smaller, never under 8 points."""
    made = QFont(font)
    if font.pointSizeF() > 0:
        made.setPointSizeF(max(8.0, font.pointSizeF() * factor))
    return made


def bold(font: QFont) -> QFont:
    """Return a font in its semi-bold weight."""
    made = QFont(font)
    made.setWeight(QFont.Weight.DemiBold)
    return made
