"""Which keys the article view takes for itself, and what they mean where no table of commands has been given to it.

Commands with Ctrl or function keys belong to the window: the view lets them through.
"""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from annotator.ui.modifiers import without

_K = Qt.Key
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_CONTROL = Qt.KeyboardModifier.ControlModifier
_ALT = Qt.KeyboardModifier.AltModifier
_META = Qt.KeyboardModifier.MetaModifier
_KEYPAD = Qt.KeyboardModifier.KeypadModifier

NAVIGATION = frozenset(
    {_K.Key_Left, _K.Key_Right, _K.Key_Up, _K.Key_Down, _K.Key_Home, _K.Key_End, _K.Key_PageUp, _K.Key_PageDown}
)
"""Keys that move the caret or scroll."""

_COMMANDS = {
    "Space": "article.read",
    "Shift+Space": "article.unread",
    "Return": "span.card",
    "Del": "span.remove",
    "Backspace": "span.remove",
    "Shift+Right": "span.end_later",
    "Shift+Left": "span.end_earlier",
    "Ctrl+Alt+Right": "span.start_later",
    "Ctrl+Alt+Left": "span.start_earlier",
    "Alt+Shift+Right": "span.end_later_character",
    "Alt+Shift+Left": "span.end_earlier_character",
    "Ctrl+Alt+Shift+Right": "span.start_later_character",
    "Ctrl+Alt+Shift+Left": "span.start_earlier_character",
    "Shift+Down": "span.end_later_clause",
    "Shift+Up": "span.end_earlier_clause",
    "Ctrl+Alt+Down": "span.start_later_clause",
    "Ctrl+Alt+Up": "span.start_earlier_clause",
    "Shift+End": "span.end_later_sentence",
    "Shift+Home": "span.end_earlier_sentence",
    "Ctrl+Alt+End": "span.start_later_sentence",
    "Ctrl+Alt+Home": "span.start_earlier_sentence",
    '"': "span.marks",
    "+": "span.add_piece",
    "-": "span.remove_piece",
    "Esc": "span.leave",
    "Tab": "go.next_span",
    "Shift+Tab": "go.previous_span",
    ".": "go.next_clause",
    ",": "go.previous_clause",
    "Alt+Up": "go.larger",
    "Alt+Down": "go.smaller",
    "Ctrl+C": "edit.copy",
}

# The digit row by the key's place, for layouts where it writes other signs: evdev (+8) and Windows scan codes.
_DIGITS = "1234567890"
_FIRST_DIGIT_CODES = {"xcb": 10, "wayland": 10, "windows": 2}


def modifiers_of(event: QKeyEvent) -> Qt.KeyboardModifier:
    """Return the modifiers of a key press; the keypad is none."""
    return without(event.modifiers(), _KEYPAD)


def default_command(event: QKeyEvent) -> str:
    """Return the command that a key press stands for before anybody changes a shortcut, or an empty string."""
    modifiers = modifiers_of(event)
    key = {_K.Key_Backtab: _K.Key_Tab, _K.Key_Enter: _K.Key_Return}.get(_K(event.key()), _K(event.key()))
    spelt = QKeySequence(modifiers.value | key.value).toString(QKeySequence.SequenceFormat.PortableText)
    return _COMMANDS.get(spelt, "")


def label_key(event: QKeyEvent, is_label: Callable[[str], bool], platform: str) -> str:
    """Return the key of a label that a press stands for, in lower case, or an empty string.

    A letter or digit counts by what it writes; else the digit row counts by its place on the keyboard.
    """
    if modifiers_of(event) & (_CONTROL | _ALT | _META):
        return ""
    written = event.text().casefold()
    if len(written) == 1 and written.isalnum() and is_label(written):
        return written
    place = event.nativeScanCode() - _FIRST_DIGIT_CODES.get(platform, 1 << 30)
    if 0 <= place < len(_DIGITS) and is_label(_DIGITS[place]):
        return _DIGITS[place]
    return written if len(written) == 1 and written.isalnum() else ""


def has_shift(event: QKeyEvent) -> bool:
    """Whether Shift is held."""
    return bool(event.modifiers() & _SHIFT)


def is_caret_key(event: QKeyEvent) -> bool:
    """Whether a press moves the caret or grows the selection, and is for the text itself."""
    return _K(event.key()) in NAVIGATION and not modifiers_of(event) & (_ALT | _META)


def is_word_key(event: QKeyEvent) -> bool:
    """Whether a press moves the caret by a word."""
    return _K(event.key()) in {_K.Key_Left, _K.Key_Right} and without(modifiers_of(event), _SHIFT) == _CONTROL


def is_select_all(event: QKeyEvent) -> bool:
    """Whether a press selects the whole article."""
    return event.matches(QKeySequence.StandardKey.SelectAll)
