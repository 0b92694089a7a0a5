"""The whole article in rows of pixels, for the scroll bar: where spans, search hits and unread paragraphs are.

It goes through the paragraphs once and never lays one out, so it is cheap where heights are still guesses.
"""

from bisect import bisect_right
from collections import defaultdict
from itertools import accumulate

from annotator.ui.article.geometry import Paragraph, Scene
from annotator.ui.article.layout import ArticleLayout, line_number
from annotator.ui.article.minimap import Strips, joined

_SMALL = 2
"""Up to how many rows a paragraph counts as one place."""


def strips_of(layout: ArticleLayout, scene: Scene, rows: int) -> Strips:
    """Return what a scroll bar of so many rows shows of an article."""
    paragraphs, read = layout.paragraphs, scene.read
    scale = rows / max(1.0, layout.height)
    tops = list(accumulate((paragraph.height for paragraph in paragraphs), initial=layout.margin_top))
    edges = [int(top * scale) for top in tops]
    spans: defaultdict[int, set[str]] = defaultdict(set)
    unread: list[tuple[int, int]] = []
    for index, paragraph in enumerate(paragraphs):
        first, last = edges[index], edges[index + 1]
        if paragraph.number and index not in read and not paragraph.is_folded:
            unread.append((first, last))
        if last - first <= _SMALL:
            if paragraph.marks:
                spans[first].update([mark.span.color for mark in paragraph.marks])
            if paragraph.brackets:
                spans[first].update([mark.span.color for mark in paragraph.brackets])
            continue
        for mark in (*paragraph.marks, *paragraph.brackets):
            if mark.start >= paragraph.start:
                spans[int(_height_of(paragraph, mark.start, tops[index]) * scale)].add(mark.span.color)
    hits = set()
    starts = [paragraph.start for paragraph in paragraphs] if scene.search else []
    for start, _ in scene.search:
        index = max(0, bisect_right(starts, start) - 1)
        hits.add(int(_height_of(paragraphs[index], start, tops[index]) * scale))
    return Strips(joined(unread), {row: sorted(colors) for row, colors in spans.items()}, hits)


def _height_of(paragraph: Paragraph, position: int, top: float) -> float:
    """Return how high a position lies: by its line, and before there are lines by its part of the paragraph's text."""
    if paragraph.lines:
        return top + paragraph.lines[line_number(paragraph.lines, position - paragraph.start)].y
    return top + paragraph.height * (position - paragraph.start) / max(1, paragraph.length)
