"""Paints the bars of spans under one line, in the pattern of their label: it tells labels of one colour apart."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from annotator.ui.article.canvas import Canvas
from annotator.ui.article.geometry import Piece, Segment

TICK = 1.5
"""How wide the small upright strokes at a span's ends are."""

PATTERNS = 3
"""Whole, two thin lines, a row of beads: then they begin again."""

_BEAD = 2.2


def paint_bars(canvas: Canvas, segment: Segment, y: float) -> None:
    """Paint what one span has under a line, its bars at a height of the page."""
    painter, left, bar = canvas.painter, canvas.layout.columns.left, canvas.layout.metrics.bar
    span = segment.mark.span
    color = canvas.palette.label(span.color).bar
    thick = bar + 1 if canvas.scene.is_lit(span.id) else bar
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    for piece in segment.pieces:
        for start, end in piece.runs:
            box = QRectF(left + start + 0.5, y, max(1.5, end - start - 1), thick)
            paint_bar(painter, box, color, span.pattern)
        _paint_ticks(painter, piece, left, y, bar)
    if segment.joins:
        pen = QPen(color, max(1.2, bar * 0.7), Qt.PenStyle.CustomDashLine, Qt.PenCapStyle.RoundCap)
        pen.setDashPattern([0.1, 2.6])
        painter.setPen(pen)
        for start, end in segment.joins:
            painter.drawLine(QPointF(left + start + 2.5, y + bar / 2), QPointF(left + end - 2.5, y + bar / 2))


def paint_bar(painter: QPainter, box: QRectF, color: QColor, pattern: int) -> None:
    """Paint one bar in a pattern; the painter's brush has its colour already."""
    pattern %= PATTERNS
    if pattern == 0:
        painter.drawRoundedRect(box, 1, 1)
    elif pattern == 1:
        line = max(1.0, box.height() * 0.35)
        below = max(box.bottom(), box.top() + 3.5) - line
        painter.drawRect(QRectF(box.left(), box.top() - 0.5, box.width(), line))
        painter.drawRect(QRectF(box.left(), below, box.width(), line))
    else:
        pen = QPen(color, box.height(), Qt.PenStyle.CustomDashLine, Qt.PenCapStyle.RoundCap)
        pen.setDashPattern([_BEAD, 1.6])
        painter.setPen(pen)
        inset = min(box.height() / 2, box.width() / 2)
        middle = box.center().y()
        painter.drawLine(QPointF(box.left() + inset, middle), QPointF(box.right() - inset, middle))
        painter.setPen(Qt.PenStyle.NoPen)


def _paint_ticks(painter: QPainter, piece: Piece, left: float, y: float, bar: float) -> None:
    """Draw the small upright strokes where a fragment truly starts and ends."""
    height = bar + 2.5
    if piece.opens:
        x = left + piece.opens_x + (-0.5 - TICK if piece.opens_back else 0.5)
        painter.drawRect(QRectF(x, y - 2.5, TICK, height))
    if piece.closes:
        x = left + piece.closes_x + (0.5 if piece.closes_back else -0.5 - TICK)
        painter.drawRect(QRectF(x, y - 2.5, TICK, height))
