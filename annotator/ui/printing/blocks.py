"""What stands on paper before and behind the text: title, facts and legend on the first page, notes at the end.

Each block knows its height and paints itself from its top left corner; where it goes is for the pages to say.
"""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPen, QTextLayout, QTextOption

from annotator.ui.article.metrics import Metrics
from annotator.ui.article.paint_bars import paint_bar
from annotator.ui.palette import Palette
from annotator.ui.printing.content import LegendEntry, PrintedText, legend_of

_GAP = 16.0
_SWATCH = 16.0
_LONGEST_QUOTE = 200


class Words:
    """Some words broken into lines of one width, in one font."""

    def __init__(self, text: str, font: QFont, width: float, indent: float = 0.0) -> None:
        self._layout = QTextLayout(text.replace("\n", "\u2028"), font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._layout.setTextOption(option)
        self._indent = indent
        self.height = 0.0
        self._layout.beginLayout()
        while (line := self._layout.createLine()).isValid():
            line.setLineWidth(width - indent)
            line.setPosition(QPointF(0.0, self.height))
            self.height += line.height() * 1.1
        self._layout.endLayout()

    def paint(self, painter: QPainter, y: float) -> None:
        """Paint the words in the painter's pen, their top at y."""
        self._layout.draw(painter, QPointF(self._indent, y))


class Front:
    """Title, facts and legend, above the text of the first page."""

    def __init__(self, content: PrintedText, metrics: Metrics, palette: Palette, width: float) -> None:
        self._metrics, self._palette, self._width = metrics, palette, width
        title = QFont(metrics.font)
        title.setPixelSize(round(metrics.size * 1.5))
        title.setWeight(QFont.Weight.DemiBold)
        self._title = Words(content.title, title, width)
        self._facts = Words(content.facts, metrics.note_font, width)
        self._chips = tuple(self._place(legend_of(content.spans)))
        legend = (self._chips[-1][1] + metrics.tag_height + 4) if self._chips else 0.0
        self._legend_top = self._title.height + self._facts.height + 10
        self.height = self._legend_top + legend + _GAP

    def paint(self, painter: QPainter) -> None:
        """Paint them from the top left corner of the page."""
        painter.setPen(self._palette.ink)
        self._title.paint(painter, 0.0)
        painter.setPen(self._palette.muted)
        self._facts.paint(painter, self._title.height + 2)
        for x, y, entry in self._chips:
            self._paint_chip(painter, x, self._legend_top + y, entry)
        painter.setPen(QPen(self._palette.line, 1))
        painter.drawLine(QPointF(0, self.height - _GAP * 0.6), QPointF(self._width, self.height - _GAP * 0.6))

    def _place(self, entries: Sequence[LegendEntry]) -> Iterator[tuple[float, float, LegendEntry]]:
        """Yield where each label of the legend goes: side by side, and on as many lines as they need."""
        x = y = 0.0
        for entry in entries:
            width = self._metrics.tag_measure.horizontalAdvance(_words(entry)) + _SWATCH + 6
            if x and x + width > self._width:
                x, y = 0.0, y + self._metrics.tag_height + 4
            yield x, y, entry
            x += width + _GAP

    def _paint_chip(self, painter: QPainter, x: float, y: float, entry: LegendEntry) -> None:
        colors, metrics = self._palette.label(entry.color), self._metrics
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colors.tint)
        painter.drawRoundedRect(QRectF(x, y, _SWATCH, metrics.tag_height), 2, 2)
        painter.setBrush(colors.bar)
        bar = QRectF(x, y + metrics.tag_height - metrics.bar, _SWATCH, metrics.bar)
        paint_bar(painter, bar, colors.bar, entry.pattern)
        painter.setPen(colors.text)
        painter.setFont(metrics.tag_font)
        painter.drawText(QPointF(x + _SWATCH + 6, y + metrics.tag_ascent), _words(entry))


def _words(entry: LegendEntry) -> str:
    return f"{entry.name} {entry.spans}"


def notes_of(content: PrintedText, metrics: Metrics, width: float) -> tuple[Words, ...]:
    """Return the notes on spans as blocks, with a heading first; none where there is no note."""
    noted = [span for span in content.spans if span.note]
    if not noted:
        return ()
    heading = QFont(metrics.note_font)
    heading.setWeight(QFont.Weight.DemiBold)
    blocks = [Words("Notes", heading, width)]
    for span in noted:
        quote = " … ".join(" ".join(content.text[start:end].split()) for start, end in span.ranges)
        if len(quote) > _LONGEST_QUOTE:
            quote = quote[: _LONGEST_QUOTE - 1].rstrip() + "…"
        who = ", ".join(part for part in (span.name or span.tag, span.by) if part)
        blocks.append(Words(f"“{quote}” ({who}): {span.note}", metrics.note_font, width, indent=12.0))
    return tuple(blocks)
