"""Words by the Unicode rules, in UTF-16 positions of one paragraph, for snapping and for moving by words.

QTextCursor's own words take a whole Chinese sentence as one, so these come from `core.segment` ("U.S." is one word),
and what stands between words from QTextBoundaryFinder.
"""

from PySide6.QtCore import QTextBoundaryFinder

from annotator.core.segment import word_at
from annotator.ui.article.geometry import Paragraph
from annotator.ui.article.layout import ArticleLayout
from annotator.ui.article.positions import QtPositions

_WINDOW = 240


def word_around(layout: ArticleLayout, position: int) -> tuple[int, int]:
    """Return the word, the space or the sign at a position; where two meet, the one after it."""
    paragraph = layout.paragraphs[layout.marks.paragraph_of(position)]
    if not paragraph.length:
        return position, position
    # A long paragraph is looked at through a window: boundaries never depend on text that far away.
    positions = QtPositions(paragraph.text)
    here = positions.to_code_point(max(0, min(position - paragraph.start, paragraph.length)))
    low = max(0, here - _WINDOW)
    part = paragraph.text[low : here + _WINDOW]
    base = paragraph.start + positions.to_qt(low)
    word = word_at(part, here - low)
    if word[0] <= here - low < word[1]:
        inside = QtPositions(part)
        return base + inside.to_qt(word[0]), base + inside.to_qt(word[1])
    finder = QTextBoundaryFinder(QTextBoundaryFinder.BoundaryType.Word, part)
    offset = min(position - base, QtPositions(part).qt_length)
    finder.setPosition(offset)
    start = offset if finder.isAtBoundary() else finder.toPreviousBoundary()
    start = max(start, 0)
    finder.setPosition(start)
    end = finder.toNextBoundary()
    return base + start, base + end if end >= 0 else paragraph.end


def word_before(layout: ArticleLayout, position: int) -> tuple[int, int]:
    """Return the word that ends at a position or holds it; at a paragraph's start, nothing there."""
    paragraph = layout.paragraphs[layout.marks.paragraph_of(position)]
    if position <= paragraph.start:
        return position, position
    return word_around(layout, position - 1)


def next_word(layout: ArticleLayout, position: int, *, forward: bool) -> int:
    """Return where the next word ends, or where the one before starts; signs and spaces are passed over."""
    length = layout.positions.qt_length
    while position < length if forward else position > 0:
        paragraph = layout.paragraphs[layout.marks.paragraph_of(position if forward else position - 1)]
        start, end = word_around(layout, position if forward else position - 1)
        following = max(end, position + 1) if forward else min(start, position - 1)
        has_word = _has_word(paragraph, min(position, following), max(position, following))
        position = following
        if has_word:
            break
    return max(0, min(length, position))


def _has_word(paragraph: Paragraph, start: int, end: int) -> bool:
    positions = QtPositions(paragraph.text)
    low = positions.to_code_point(max(0, start - paragraph.start))
    high = positions.to_code_point(max(0, end - paragraph.start))
    return any(character.isalnum() for character in paragraph.text[low:high])


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a range of code points without the white space at its ends; empty where there is nothing else."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
