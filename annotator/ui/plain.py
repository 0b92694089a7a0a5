"""The only place where text meets a widget that might read it as markup: everything here shows it as it is.

Titles, names and article text come from files of others, so a `<b>` in them is four characters, never bold.
"""

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QWidget


def label(text: str = "", parent: QWidget | None = None, *, wrap: bool = False, role: str = "") -> QLabel:
    """Return a label that shows plain text; `role` names its look in the theme ("title", "muted", "heading" ...)."""
    made = QLabel(parent)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    made.setText(text)
    if role:
        made.setProperty("role", role)
    return made


def set_tooltip(target: QWidget | QAction, text: str) -> None:
    """Give a widget or an action a tooltip of plain text; lines stay lines."""
    target.setToolTip(markup(text) if text else "")


def markup(text: str) -> str:
    """Return rich text that shows `text` as it is, for the few places in Qt that insist on guessing."""
    return '<p style="white-space:pre-wrap">' + escape(text) + "</p>"


def menu_text(text: str) -> str:
    """Return text for a menu, a button or a tab, where a single ampersand would vanish."""
    return text.replace("&", "&&")


def elided(text: str, length: int) -> str:
    """Return text on one line, of at most `length` characters with an ellipsis where it was cut."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"
