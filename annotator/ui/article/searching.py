"""Finds patterns in an article in short slices, so that no pattern, however bad, can stop the window.

Plain words are found by `core.finding`. A pattern is tried on one paragraph after the other with a limit on its steps;
ranges are code points.
"""

from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtCore import QElapsedTimer, QRegularExpression

from annotator.core.errors import UserError
from annotator.core.finding import Words, find, is_whole
from annotator.core.header import Range
from annotator.ui.article.positions import QtPositions

MOST_FOUND = 5000
SLICE_MS = 8
_STEPS = 200_000
_STEPS_A_CHARACTER = 20


def find_any(text: str, words: Words) -> Iterator[Range]:
    """Yield the places of plain words or of a pattern; raises `UserError` where it is none, or takes too long.

    For threads of their own: in the window a `Search` goes in slices.
    """
    search = Search(text, words)
    while not search.step():
        pass
    if search.problem is not None:
        raise search.problem
    yield from search.found


class Search:
    """One search through one text. Invariant: `found` is in order, and complete (or full) once `is_done`.

    `problem` says what is wrong with the pattern, or that it takes too long; what was found before it stays.
    """

    def __init__(self, text: str, words: Words) -> None:
        self.found: list[Range] = []
        self.problem: UserError | None = None
        self.is_done = False
        self._words = words
        self._text = text
        self._places = self._by_pattern() if words.pattern and words.text else find(text, replace(words, pattern=False))

    def step(self, milliseconds: int = SLICE_MS) -> bool:
        """Search for a moment; return whether it has come to its end."""
        clock = QElapsedTimer()
        clock.start()
        while not self.is_done and clock.elapsed() < milliseconds:
            place = next(self._places, None)
            if place is None or len(self.found) == MOST_FOUND:
                self.is_done = True
            elif place[0] < place[1]:
                self.found.append(place)
        return self.is_done

    def _by_pattern(self) -> Iterator[Range]:
        """Yield the places that match, and empty ranges between them so that the clock can be looked at."""
        start = 0
        for line in self._text.split("\n"):
            expression = self._expression(len(line))
            if expression is None:
                return
            positions = QtPositions(line)
            at = 0
            while at <= positions.qt_length:
                match = expression.match(line, at)
                if not match.isValid():
                    self.problem = UserError("This pattern takes too long.", hint="Make it simpler or more exact.")
                    return
                if not match.hasMatch():
                    break
                place = (
                    start + positions.to_code_point(match.capturedStart()),
                    start + positions.to_code_point(match.capturedEnd()),
                )
                at = max(match.capturedEnd(), at + 1)
                if place[0] < place[1] and (not self._words.whole or is_whole(self._text, place)):
                    yield place
                else:
                    yield start, start
            start += len(line) + 1
            yield start, start

    def _expression(self, length: int) -> QRegularExpression | None:
        """Return the pattern for a paragraph of some length; None with `problem` set where it is no pattern."""
        # The limit bounds the time of one attempt: some milliseconds, more only in a very long paragraph.
        limit = f"(*LIMIT_MATCH={max(_STEPS, _STEPS_A_CHARACTER * length)})"
        options = QRegularExpression.PatternOption.UseUnicodePropertiesOption
        if not self._words.case:
            options |= QRegularExpression.PatternOption.CaseInsensitiveOption
        expression = QRegularExpression(limit + self._words.text, options)
        if expression.isValid():
            return expression
        where = expression.patternErrorOffset() - len(limit)
        self.problem = UserError(
            f"This is no pattern: {expression.errorString()} at place {max(1, where)}.",
            hint="To find these signs themselves, switch the regular expression off.",
        )
        return None
