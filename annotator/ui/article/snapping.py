"""Where a selection made with the mouse snaps to: words, clauses, sentences, paragraphs, or nowhere.

Positions are UTF-16 units of the page; the grammar is in `core.segment`.
"""

from annotator.core.codebook import Unit
from annotator.core.header import Range
from annotator.core.segment import clause_at, paragraph_at, sentence_at
from annotator.ui.article.layout import ArticleLayout
from annotator.ui.article.words import word_around, word_before

OFF, WORD = "off", "word"
_FIND = {Unit.CLAUSE: clause_at, Unit.SENTENCE: sentence_at, Unit.PARAGRAPH: paragraph_at}


def other_way(snap: str) -> str:
    """Return what Alt makes of a way to snap: none of any, and words where nothing snaps."""
    return WORD if snap == OFF else OFF


def snapped(layout: ArticleLayout, anchor: int, position: int, snap: str) -> tuple[int, int]:
    """Return where a selection from `anchor` to `position` starts and ends once it has snapped, in that order."""
    if snap == OFF or anchor == position:
        return anchor, position
    if snap == WORD:
        if position >= anchor:
            return word_around(layout, anchor)[0], word_before(layout, position)[1]
        return word_before(layout, anchor)[1], word_around(layout, position)[0]
    low, high = sorted((anchor, position))
    start, end = _unit_at(layout, low, snap)[0], _unit_at(layout, high - 1, snap)[1]
    start, end = min(start, low), max(end, high)
    return (start, end) if position >= anchor else (end, start)


def edge_snapped(layout: ArticleLayout, position: int, snap: str, *, at_end: bool) -> int:
    """Return where a dragged edge of a span comes to stand."""
    if snap == OFF:
        return position
    if snap == WORD:
        return word_before(layout, position)[1] if at_end else word_around(layout, position)[0]
    start, end = _unit_at(layout, max(0, position - 1) if at_end else position, snap)
    return end if at_end else start


def _unit_at(layout: ArticleLayout, position: int, snap: str) -> Range:
    positions = layout.positions
    start, end = _FIND[Unit(snap)](layout.text, positions.to_code_point(position))
    return positions.to_qt(start), positions.to_qt(end)
