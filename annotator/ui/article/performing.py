"""What the article view's own commands do: walk spans and clauses, grow selections, move edges, mark paragraphs.

They ask the view and tell it; the text's grammar is in `core.units`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from annotator.core import units
from annotator.ui.article.words import next_word

if TYPE_CHECKING:
    from annotator.ui.article.view import ArticleView


class Performer:
    """The commands of one article view, by the ids of the table of commands.

    `by_character` holds while a key press asked for moving by characters instead of words.
    """

    def __init__(self, view: ArticleView) -> None:
        self._view = view
        self.by_character = False
        self._functions: dict[str, Callable[[], bool]] = {
            "go.next_span": lambda: view.step(1),
            "go.previous_span": lambda: view.step(-1),
            "go.next_clause": lambda: self._select_clause(forward=True),
            "go.previous_clause": lambda: self._select_clause(forward=False),
            "go.larger": lambda: self._resize_selection(larger=True),
            "go.smaller": lambda: self._resize_selection(larger=False),
            "span.end_later": lambda: self._nudge(at_end=True, forward=True),
            "span.end_earlier": lambda: self._nudge(at_end=True, forward=False),
            "span.start_later": lambda: self._nudge(at_end=False, forward=True),
            "span.start_earlier": lambda: self._nudge(at_end=False, forward=False),
            "span.leave": view.leave,
            "span.remove": lambda: self._tell_active(view.span_remove_requested.emit),
            "span.card": lambda: self._tell_active(view.card_requested.emit),
            "article.read": lambda: self._mark_paragraph(read=True),
            "article.unread": lambda: self._mark_paragraph(read=False),
            "edit.copy": self._copy,
        }

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

    def _nudge(self, *, at_end: bool, forward: bool) -> bool:
        """Move an edge of the active span by a word, or by a character."""
        mark = self._view.mark(self._view.active_span)
        if mark is None:
            return False
        before = mark.span
        position = self._nudged(mark.end if at_end else mark.start, at_end=at_end, forward=forward)
        self._view.preview_edge(mark, position, at_end=at_end)
        self._view.finish_resize(before)
        return True

    def _nudged(self, edge: int, *, at_end: bool, forward: bool) -> int:
        layout = self._view.page_layout
        if self.by_character:
            offset = layout.positions.to_code_point(edge) + (1 if forward else -1)
            return layout.positions.to_qt(max(0, min(offset, layout.positions.length)))
        moved = next_word(layout, edge, forward=forward)
        if at_end == forward:
            return moved
        # Inwards the edge passes a word, and then the space that parts it from the next one.
        return next_word(layout, next_word(layout, moved, forward=forward), forward=not forward)

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
