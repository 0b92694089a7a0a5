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

    def follow(self, paragraph: Paragraph, position: int, text: str, active: str) -> None:
        """Tell into which spans the caret has come, by label, words and state; silent where no screen reader listens.

        A span that the caret was in already is not told again. `active` is the id of the active span.
        """
        if not QAccessible.isActive():
            return
        marks = [mark for mark in (*paragraph.marks, *paragraph.brackets) if mark.start <= position < mark.end]
        new = [mark for mark in marks if mark.id not in self._here]
        self._here = tuple(mark.id for mark in marks)
        self.say(". ".join(spoken(mark, text, is_active=mark.id == active) for mark in new))


def spoken(mark: Mark, text: str, *, is_active: bool = False) -> str:
    """Return how a span is told: its label, what its tag adds, its state, its words, and whether it has a note.

    `text` is the article's text; the span's ranges count in code points of it.
    """
    span = mark.span
    label = span.name or span.tag or "Span"
    tag = f", {span.tag}" if span.tag and span.tag != label else ""
    quote = " … ".join(text[start:end] for start, end in span.ranges)
    if len(quote) > _LONGEST:
        quote = quote[: _LONGEST - 1].rstrip() + "…"
    pieces = f", in {len(span.ranges)} pieces" if len(span.ranges) > 1 else ""
    active = ", active" if is_active else ""
    note = ". Has a note." if span.note else ""
    return f"{label}{tag}{pieces}{active}: {quote}{note}"


def shown_in_tip(marks: Sequence[Mark], text: str) -> str:
    """Return the lines of a tooltip about some spans: label and words of each, and its note."""
    lines = []
    for mark in marks:
        quote = " … ".join(text[start:end] for start, end in mark.span.ranges)
        lines.append(f"{mark.span.name or mark.span.tag}: {plain.elided(quote, _TIP_LENGTH)}")
        if mark.span.note:
            lines.append(f"Note: {mark.span.note}")
    return "\n".join(lines)
