"""The article with a caret and with selected words, several ranges of them where somebody wants that.

It knows no gestures and no keys; ranges are code points, without white space at their ends.
"""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QWidget

from annotator.ui.article.geometry import Ranges
from annotator.ui.article.page import ArticlePage
from annotator.ui.article.words import trimmed


class SelectablePage(ArticlePage):
    """A page in which words can be selected. Invariant: `selection_changed` is told once for each other selection."""

    selection_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._last_selection: Ranges = ()
        self.selectionChanged.connect(self._tell_selection)

    def caret(self) -> int:
        """Return the caret's offset."""
        return self._layout.positions.to_code_point(self.textCursor().position())

    def set_caret(self, offset: int) -> None:
        """Put the caret at an offset, with nothing selected."""
        self.clear_selection()
        self._move_caret(self._layout.positions.to_qt(offset))
        self.reveal(offset)

    def selection(self) -> Ranges:
        """Return the selected ranges in order, without white space at their ends; () where nothing is selected."""
        cursor = self.textCursor()
        chosen = [*self._kept]
        if cursor.hasSelection():
            chosen.append((cursor.selectionStart(), cursor.selectionEnd()))
        ranges: list[tuple[int, int]] = []
        for chosen_range in sorted(self._layout.positions.ranges_to_code_points(tuple(chosen))):
            start, end = trimmed(self.text, *chosen_range)
            if ranges and start <= ranges[-1][1]:
                ranges[-1] = (ranges[-1][0], max(end, ranges[-1][1]))
            elif start < end:
                ranges.append((start, end))
        return tuple(ranges)

    def select(self, ranges: Sequence[tuple[int, int]]) -> None:
        """Select these ranges; the caret goes to the end of the last one."""
        chosen = self._layout.positions.ranges_to_qt(tuple(ranges))
        self._kept = chosen[:-1]
        cursor = self.textCursor()
        if chosen:
            cursor.setPosition(chosen[-1][0])
            cursor.setPosition(chosen[-1][1], QTextCursor.MoveMode.KeepAnchor)
        else:
            cursor.clearSelection()
        self.setTextCursor(cursor)
        self._tell_selection()
        self.viewport().update()

    def clear_selection(self) -> None:
        """Select nothing; the caret stays."""
        self._kept = ()
        cursor = self.textCursor()
        if cursor.hasSelection():
            cursor.clearSelection()
            self.setTextCursor(cursor)
        self._tell_selection()
        self.viewport().update()

    def keep_selection(self) -> None:
        """Keep what is selected while another piece is: the selection then has several ranges."""
        cursor = self.textCursor()
        if cursor.hasSelection():
            self._kept = (*self._kept, (cursor.selectionStart(), cursor.selectionEnd()))
            cursor.clearSelection()
            self.setTextCursor(cursor)

    def _tell_selection(self) -> None:
        now = self.selection()
        if now != self._last_selection:
            self._last_selection = now
            self.selection_changed.emit()
