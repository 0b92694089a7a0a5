"""Tells a screen reader about spans; the text itself is told by Qt's own text interface."""

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from annotator.ui.article.geometry import Mark

_LONGEST = 160


def announce(widget: QWidget, words: str) -> None:
    """Have a screen reader say some words."""
    if words:
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, words))


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
