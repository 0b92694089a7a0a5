"""Tells about spans in words, for a screen reader and in tooltips; the text itself is told by Qt's own interface."""

from collections.abc import Sequence

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from annotator.ui import plain
from annotator.ui.article.geometry import Mark, Paragraph

_LONGEST = 160
_TIP_LENGTH = 120


class Announcer:
    """Speaks for one widget. It says each thing once: where the caret goes on inside the same spans it is silent."""

    def __init__(self, widget: QWidget) -> None:
        self._widget = widget
        self._here: tuple[str, ...] = ()

    def say(self, words: str) -> None:
        """Have a screen reader say some words."""
        if words:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._widget, words))

    def follow(self, paragraph: Paragraph, position: int) -> None:
        """Tell into which spans the caret has come; does nothing where no screen reader listens."""
        if not QAccessible.isActive():
            return
        marks = [mark for mark in (*paragraph.marks, *paragraph.brackets) if mark.start <= position < mark.end]
        here = tuple(mark.id for mark in marks)
        if here != self._here:
            self._here = here
            self.say(", ".join(mark.span.name or mark.span.tag for mark in marks))


def spoken(mark: Mark, text: str) -> str:
    """Return how a span is told: its label, what its tag adds, its words, and whether it has a note.

    `text` is the article's text; the span's ranges count in code points of it.
    """
    span = mark.span
    label = span.name or span.tag or "Span"
    tag = f", {span.tag}" if span.tag and span.tag != label else ""
    quote = " … ".join(text[start:end] for start, end in span.ranges)
    if len(quote) > _LONGEST:
        quote = quote[: _LONGEST - 1].rstrip() + "…"
    note = ". Has a note." if span.note else ""
    return f"{label}{tag}: {quote}{note}"


def shown_in_tip(marks: Sequence[Mark], text: str) -> str:
    """Return the lines of a tooltip about some spans: label and words of each, and its note."""
    lines = []
    for mark in marks:
        quote = " … ".join(text[start:end] for start, end in mark.span.ranges)
        lines.append(f"{mark.span.name or mark.span.tag}: {plain.elided(quote, _TIP_LENGTH)}")
        if mark.span.note:
            lines.append(f"Note: {mark.span.note}")
    return "\n".join(lines)
