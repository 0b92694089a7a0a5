"""What every painting module is handed: the painter with the layout, the colours and the scene it paints from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtGui import QPainter

from annotator.ui.article.geometry import Line, Link, Mark, Paragraph, Scene
from annotator.ui.article.layout import ArticleLayout, lines_of
from annotator.ui.palette import LabelColors, Palette


@dataclass(frozen=True, slots=True)
class Canvas:
    """One painting of a part of the page. `top` and `bottom` bound what is painted, `shown` are its paragraphs."""

    painter: QPainter
    layout: ArticleLayout
    palette: Palette
    scene: Scene
    links: Sequence[Link]
    top: float
    bottom: float
    shown: range

    def colors(self, mark: Mark) -> LabelColors:
        """Return the colours of a span's label."""
        return self.palette.label(mark.span.color)

    def paragraphs(self) -> Iterator[tuple[Paragraph, float]]:
        """Yield the paragraphs to paint, each with its top on the page."""
        y = self.layout.top_of(self.shown.start)
        for index in self.shown:
            paragraph = self.layout.paragraphs[index]
            yield paragraph, y
            y += paragraph.height

    def lines(self, paragraph: Paragraph, top: float) -> Iterator[tuple[int, Line]]:
        """Yield the lines of a paragraph that are to be painted, with their numbers."""
        lines = lines_of(paragraph)
        number = _first_below(lines, self.top - top)
        while number < len(lines) and lines[number].y <= self.bottom - top:
            yield number, lines[number]
            number += 1


def _first_below(lines: Sequence[Line], y: float) -> int:
    low, high = 0, len(lines)
    while low < high:
        middle = (low + high) // 2
        if lines[middle].bottom < y:
            low = middle + 1
        else:
            high = middle
    return low
