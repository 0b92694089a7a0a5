"""The chip that names a label in its colour: in tables, in the tree of the codebook, and as a small icon in menus."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QIcon, QPainter, QPixmap

from annotator.core.codebook import Label
from annotator.ui import palette
from annotator.ui.palette import LabelColors
from annotator.ui.theme import theme

PAD = 7
_RADIUS = 4.0
_DOT = 10
_SAMPLE = "The two sides met on 8 September and agreed to expand trade"


def label_colors(label: Label | None) -> LabelColors:
    """Return how a label looks in the theme of now; a label that is gone is grey."""
    look = theme()
    if label is None:
        return LabelColors(look.color("muted"), look.color("muted"), look.color("hover"), look.color("pressed"))
    return palette.palette(look.name).label(label.color)


def paint_chip(painter: QPainter, area: QRectF, label: Label | None) -> None:
    """Draw a chip from the left of an area, as wide as its name and as high as the area; a long name is cut."""
    colors = label_colors(label)
    font = QFont(painter.font())
    font.setWeight(QFont.Weight.DemiBold)
    metrics = QFontMetricsF(font)
    name = label.name if label is not None else "Unknown label"
    words = metrics.elidedText(" ".join(name.split()), Qt.TextElideMode.ElideRight, area.width() - 2 * PAD)
    chip = QRectF(area.left(), area.top(), metrics.horizontalAdvance(words) + 2 * PAD, area.height())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colors.tint)
    painter.drawRoundedRect(chip, _RADIUS, _RADIUS)
    painter.setFont(font)
    painter.setPen(colors.text)
    painter.drawText(chip, int(Qt.AlignmentFlag.AlignCenter), words)
    painter.restore()


def char_width(font: QFont) -> float:
    """Return how wide a character of running text is on average, in pixels; capitals and figures count for a little."""
    return QFontMetricsF(font).horizontalAdvance(_SAMPLE) / len(_SAMPLE)


def dot_icon(label: Label | None) -> QIcon:
    """Return a round dot in the label's colour, sharp on dense screens."""
    pixmap = QPixmap(QSize(_DOT, _DOT) * 3)
    pixmap.setDevicePixelRatio(3)
    pixmap.fill(Qt.GlobalColor.transparent)
    with QPainter(pixmap) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(label_colors(label).bar)
        painter.drawEllipse(QRectF(0.5, 0.5, _DOT - 1, _DOT - 1))
    icon = QIcon(pixmap)
    icon.addPixmap(pixmap, QIcon.Mode.Selected)  # else Qt would tint it
    return icon
