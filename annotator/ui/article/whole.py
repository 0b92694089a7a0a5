"""The whole article in rows of pixels, for the scroll bar: where spans, search hits and unread paragraphs are.

It goes through the paragraphs once and never lays one out, so it is cheap where heights are still guesses.
"""

from bisect import bisect_right
from itertools import accumulate

from annotator.ui.article.geometry import Paragraph, Scene
from annotator.ui.article.layout import ArticleLayout, line_number
from annotator.ui.article.minimap import Strips, joined


def strips_of(layout: ArticleLayout, scene: Scene, rows: int) -> Strips:
    """Return what a scroll bar of so many rows shows of an article."""
    paragraphs = layout.paragraphs
    scale = rows / max(1.0, layout.height)
    tops = list(accumulate((paragraph.height for paragraph in paragraphs), initial=layout.margin_top))
    strips = Strips()
    unread: list[tuple[int, int]] = []
    for paragraph in paragraphs:
        top = tops[paragraph.index]
        if paragraph.number and not paragraph.is_folded and paragraph.index not in scene.read:
            unread.append((round(top * scale), round((top + paragraph.height) * scale)))
        if paragraph.marks or paragraph.brackets:
            _add_spans(strips, paragraph, top, scale)
    strips.unread = joined(unread)
    starts = [paragraph.start for paragraph in paragraphs]
    for start, _ in scene.search:
        paragraph = paragraphs[max(0, bisect_right(starts, start) - 1)]
        strips.hits.add(int(_height_of(paragraph, start, tops[paragraph.index]) * scale))
    return strips


def _add_spans(strips: Strips, paragraph: Paragraph, top: float, scale: float) -> None:
    """Add the spans that start in one paragraph: all in its first row where it has but a few, else each in its own."""
    first, last = int(top * scale), int((top + paragraph.height) * scale)
    for mark in (*paragraph.marks, *paragraph.brackets):
        if mark.start < paragraph.start:
            continue
        row = first if last <= first else int(_height_of(paragraph, mark.start, top) * scale)
        colors = strips.spans.setdefault(row, [])
        if mark.span.color not in colors:
            colors.append(mark.span.color)


def _height_of(paragraph: Paragraph, position: int, top: float) -> float:
    """Return how high a position lies: by its line, and before there are lines by its part of the paragraph's text."""
    if paragraph.lines:
        return top + paragraph.lines[line_number(paragraph.lines, position - paragraph.start)].y
    return top + paragraph.height * (position - paragraph.start) / max(1, paragraph.length)
