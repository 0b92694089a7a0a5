"""Where a stretch of characters lies across a laid-out line, also where writing directions mix."""

import re
import unicodedata

from PySide6.QtGui import QTextLine

from annotator.ui.article.geometry import Piece

_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u200f\u202b\u202e\u2067\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_STRONG = {"L": False, "R": True, "AL": True}
_TOUCHING = 1.0

Runs = tuple[tuple[float, float], ...]


def is_mixed(text: str) -> bool:
    """Whether a paragraph has any character that is written from right to left."""
    return not text.isascii() and _RIGHT_TO_LEFT.search(text) is not None


def reads_right_to_left(text: str) -> bool:
    """Whether the first character with a direction is written from right to left, so that the paragraph is."""
    for character in text:
        direction = _STRONG.get(unicodedata.bidirectional(character))
        if direction is not None:
            return direction
    return False


def runs_of(line: QTextLine, start: int, end: int, *, mixed: bool) -> Runs:
    """Return the left and right edges of [start, end) on a line, from left to right.

    In mixed lines the edges come from the glyphs: `cursorToX` is ambiguous where directions meet.
    """
    if mixed:
        found = _runs_of_glyphs(line, start, end)
        if found:
            return found
    left, right = _x(line, start), _x(line, end)
    return ((left, right),) if left <= right else ((right, left),)


def piece_of(line: QTextLine, fragment: tuple[int, int], bounds: tuple[int, int], *, mixed: bool) -> Piece:
    """Return the part of a fragment on one line; `bounds` are the line's start and end, all counted alike."""
    start, end = max(fragment[0], bounds[0]), min(fragment[1], bounds[1])
    runs = runs_of(line, start, end, mixed=mixed)
    if not mixed and end == bounds[1]:
        # A line's last space hangs over its end and is not underlined.
        edge = line.x() + line.naturalTextWidth()
        runs = ((runs[0][0], max(runs[0][0], min(runs[0][1], edge))),)
    opens, closes = fragment[0] >= bounds[0], fragment[1] <= bounds[1]
    if not mixed:
        return Piece(start, end, runs, opens, closes, *runs[0])
    first, last = _character(line, start, runs), _character(line, max(start, end - 1), runs)
    opens_x = first[1] if first[2] else first[0]
    closes_x = last[0] if last[2] else last[1]
    return Piece(start, end, runs, opens, closes, opens_x, closes_x, first[2], last[2])


def _character(line: QTextLine, position: int, runs: Runs) -> tuple[float, float, bool]:
    """Return the edges of one character and whether it runs from right to left, as its glyphs say."""
    glyphs = line.glyphRuns(position, 1)
    box = _runs_of_glyphs(line, position, position + 1)
    if glyphs and box:
        return box[0][0], box[-1][1], glyphs[0].isRightToLeft()
    left, right = runs[0][0], runs[-1][1]
    return left, right, _x(line, position) > (left + right) / 2


def _x(line: QTextLine, position: int) -> float:
    return _first(line.cursorToX(position))


def _first(answer: object) -> float:
    # The binding returns (x, position), though its type says x alone.
    return float(answer[0] if isinstance(answer, tuple) else answer)  # type: ignore[arg-type]


def caret_x(line: QTextLine, position: int) -> float:
    """Return where the caret stands before the character at `position`, counted from the paragraph's start."""
    return _x(line, position)


def _runs_of_glyphs(line: QTextLine, start: int, end: int) -> Runs:
    found: list[tuple[float, float]] = []
    for run in line.glyphRuns(start, end - start):
        positions = run.positions()
        if positions:
            advances = run.rawFont().advancesForGlyphIndexes(run.glyphIndexes())
            rights = [point.x() + advance.x() for point, advance in zip(positions, advances, strict=False)]
            found.append((min(point.x() for point in positions), max(rights)))
    merged: list[tuple[float, float]] = []
    for left, right in sorted(found):
        if merged and left - merged[-1][1] < _TOUCHING:
            merged[-1] = (merged[-1][0], max(right, merged[-1][1]))
        else:
            merged.append((left, right))
    return tuple(merged)
