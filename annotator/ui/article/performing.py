"""What the article view's own commands do: walk spans and clauses, grow selections, move edges, mark paragraphs.

They ask the view and tell it; the text's grammar is in `core.units`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from annotator.core import units
from annotator.core.codebook import Unit
from annotator.core.edges import next_edge, with_or_without_marks
from annotator.ui.article.runs import reads_right_to_left
from annotator.ui.article.words import next_word

if TYPE_CHECKING:
    from annotator.ui.article.view import ArticleView


_WORD, _CHARACTER = "word", "character"
_STEPS = {"": _WORD, "_character": _CHARACTER, "_clause": Unit.CLAUSE, "_sentence": Unit.SENTENCE}


class Performer:
    """The commands of one article view, by the ids of the table of commands."""

    def __init__(self, view: ArticleView) -> None:
        self._view = view
        self._functions: dict[str, Callable[[], bool]] = {
            "go.next_span": lambda: view.step(1),
            "go.previous_span": lambda: view.step(-1),
            "go.next_clause": lambda: self._select_clause(forward=True),
            "go.previous_clause": lambda: self._select_clause(forward=False),
            "go.larger": lambda: self._resize_selection(larger=True),
            "go.smaller": lambda: self._resize_selection(larger=False),
            "span.marks": self._take_marks,
            "span.add_piece": self._add_piece,
            "span.remove_piece": self._remove_piece,
            "span.leave": view.leave,
            "span.remove": lambda: self._tell_active(view.span_remove_requested.emit),
            "span.card": lambda: self._tell_active(view.card_requested.emit),
            "article.read": lambda: self._mark_paragraph(read=True),
            "article.unread": lambda: self._mark_paragraph(read=False),
            "edit.copy": self._copy,
        }
        for edge in ("end", "start"):
            for way in ("later", "earlier"):
                for step, unit in _STEPS.items():
                    self._functions[f"span.{edge}_{way}{step}"] = partial(
                        self._nudge, at_end=edge == "end", forward=way == "later", unit=unit
                    )

    @property
    def commands(self) -> tuple[str, ...]:
        """The ids of all commands there are."""
        return tuple(self._functions)

    def perform(self, command: str) -> bool:
        """Do a command; False where there is nothing to do it to, or it is none of these."""
        function = self._functions.get(command)
        return function() if function else False

    def _tell_active(self, tell: Callable[[str], None]) -> bool:
        if self._view.active_span:
            tell(self._view.active_span)
            return True
        return False

    def _copy(self) -> bool:
        self._view.copy()
        return bool(self._view.selection())

    def _select_clause(self, *, forward: bool) -> bool:
        view, chosen = self._view, self._view.selection()
        if forward:
            found = units.next_clause(view.text, chosen[-1][1] if chosen else view.caret())
        else:
            found = units.previous_clause(view.text, chosen[0][0] if chosen else view.caret())
        if found is None:
            return False
        view.select((found,))
        view.reveal(found[0])
        return True

    def _resize_selection(self, *, larger: bool) -> bool:
        view, chosen = self._view, self._view.selection()
        if larger:
            view.select(units.grow(view.text, chosen or ((view.caret(), view.caret()),)))
        elif chosen:
            view.select(units.shrink(view.text, chosen))
        return True

    def _nudge(self, *, at_end: bool, forward: bool, unit: str | Unit) -> bool:
        """Move an edge of the active span by a character, a word, a clause or a sentence."""
        mark = self._view.mark(self._view.active_span)
        if mark is None:
            return False
        before = mark.span
        edge = mark.end if at_end else mark.start
        if unit in (_WORD, _CHARACTER) and self._is_right_to_left(mark.start):
            # Right and left mean the sides of the screen.
            forward = not forward
        position = self._nudged(edge, at_end=at_end, forward=forward, unit=unit)
        self._view.preview_edge(mark, position, at_end=at_end)
        self._view.finish_resize(before)
        return True

    def _is_right_to_left(self, position: int) -> bool:
        layout = self._view.page_layout
        return reads_right_to_left(layout.paragraphs[layout.marks.paragraph_of(position)].text)

    def _nudged(self, edge: int, *, at_end: bool, forward: bool, unit: str | Unit) -> int:
        layout = self._view.page_layout
        positions = layout.positions
        if isinstance(unit, Unit):
            offset = positions.to_code_point(edge)
            return positions.to_qt(next_edge(self._view.text, offset, unit, at_end=at_end, forward=forward))
        if unit == _CHARACTER:
            offset = positions.to_code_point(edge) + (1 if forward else -1)
            return positions.to_qt(max(0, min(offset, positions.length)))
        moved = next_word(layout, edge, forward=forward)
        if at_end == forward:
            return moved
        # Inwards the edge passes a word, and then the space that parts it from the next one.
        return next_word(layout, next_word(layout, moved, forward=forward), forward=not forward)

    def _take_marks(self) -> bool:
        """Take quotation marks and stops around the active span in, or leave them out."""
        mark = self._view.mark(self._view.active_span)
        if mark is None:
            return False
        ranges = with_or_without_marks(self._view.text, mark.span.ranges)
        if ranges == mark.span.ranges:
            self._view.hint_given.emit("There is no quotation mark or stop beside this span.")
        else:
            self._view.span_resized.emit(mark.id, ranges)
        return True

    def _add_piece(self) -> bool:
        """Make the selected words a piece of the active span, or of the one that was active before."""
        view, chosen = self._view, self._view.selection()
        id = view.extended_span
        if not chosen or not id:
            view.hint_given.emit("Make a span active, then select the words to add to it.")
            return True
        span = view.span(id)
        view.clear_selection()
        if span is not None:
            view.span_resized.emit(id, (*span.ranges, *chosen))
        view.activate(id, move=False)
        return True

    def _remove_piece(self) -> bool:
        """Take the piece at the caret away from the active span; where the caret is in none, the nearest one."""
        view = self._view
        span = view.span(view.active_span)
        if span is None:
            return False
        if len(span.ranges) < 2:
            view.hint_given.emit("This span has one piece only; Delete removes the span.")
            return True
        caret = view.caret()
        gaps = [max(0, start - caret, caret - end) for start, end in span.ranges]
        view.fragment_removed.emit(span.id, gaps.index(min(gaps)))
        return True

    def _mark_paragraph(self, *, read: bool) -> bool:
        """Mark this paragraph as read and go to the next; or go back to the one before and unmark it."""
        view = self._view
        here = view.cursor_paragraph
        there = self._paragraph_beyond(here, 1 if read else -1)
        marked = here if read else there
        paragraphs = view.page_layout.paragraphs
        if marked is not None and paragraphs[marked].text.strip():
            start = view.page_layout.positions.to_code_point(paragraphs[marked].start)
            view.paragraph_mark_requested.emit(start, read)
        if there is not None:
            view.move_to_paragraph(there)
        return True

    def _paragraph_beyond(self, index: int, direction: int) -> int | None:
        paragraphs = self._view.page_layout.paragraphs
        index += direction
        while 0 <= index < len(paragraphs):
            if paragraphs[index].text.strip():
                return index
            index += direction
        return None
