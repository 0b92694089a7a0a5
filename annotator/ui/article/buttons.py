"""What on the page is pressed like a button: the line of folded paragraphs, the dot of a note, a stub that jumps.

It finds them and has the view do what they stand for; it paints nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPointF

from annotator.ui.article.geometry import Link, Mark
from annotator.ui.article.hit import line_at
from annotator.ui.article.layout import ArticleLayout, lines_of
from annotator.ui.article.paint_margin import fold_rect
from annotator.ui.article.paint_notes import NOTE_DOT
from annotator.ui.article.paint_relations import stubs_of

if TYPE_CHECKING:
    from annotator.ui.article.view import ArticleView

FOLD, NOTE, STUB = "fold", "note", "stub"
_NEAR_DOT = 9.0


class Button(NamedTuple):
    """One of them: what it is, and the span that it goes to (a stub)."""

    kind: str
    span: str = ""


class Buttons:
    """The buttons on the page of one view. A press anywhere closes the note that a dot has opened."""

    def __init__(self, view: ArticleView) -> None:
        self._view = view

    def at(self, point: QPointF) -> Button | None:
        """Return the button at a point of the viewport, or None."""
        return button_at(self._view.page_layout, self._view.links_shown(), self._view.page_point(point))

    def press(self, point: QPointF) -> bool:
        """Do what the button at a point of the viewport stands for; False where there is none."""
        view, button = self._view, self.at(point)
        was_open = view.opened_note
        view.open_note("")
        if button is None:
            return False
        if button.kind == FOLD:
            view.fold_header(0)
        elif button.kind == STUB:
            view.activate(button.span)
        else:
            self._open_note(point, was_open)
        return True

    def _open_note(self, point: QPointF, was_open: str) -> None:
        """Open the note of a dot; pressed again, the next one on its line, and after the last none."""
        view = self._view
        ids = [mark.id for mark in noted_at(view.page_layout, view.page_point(point))]
        number = ids.index(was_open) + 1 if was_open in ids else 0
        if number < len(ids):
            view.activate(ids[number], move=False)
            view.open_note(ids[number])


def button_at(layout: ArticleLayout, links: Sequence[Link], place: QPointF) -> Button | None:
    """Return the button at a point of the page, or None."""
    if fold_rect(layout).adjusted(-4, -2, 4, 4).contains(place):
        return Button(FOLD)
    if noted_at(layout, place):
        return Button(NOTE)
    if links:
        paragraph, _ = line_at(layout, place.y())
        near = range(paragraph.index, paragraph.index + 1)
        for stub in stubs_of(layout, links, near):
            if stub.pill.contains(place):
                return Button(STUB, stub.far)
    return None


def noted_at(layout: ArticleLayout, place: QPointF) -> list[Mark]:
    """Return the spans whose note has its dot at a point of the page; none where notes stand as cards."""
    if layout.columns.cards or abs(place.x() - layout.columns.right - NOTE_DOT) > _NEAR_DOT:
        return []
    paragraph, number = line_at(layout, place.y())
    line = lines_of(paragraph)[number]
    low, high = paragraph.start + line.start, paragraph.start + line.end
    return [mark for mark in (*paragraph.marks, *paragraph.brackets) if mark.span.note and low <= mark.start < high]
