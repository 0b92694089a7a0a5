"""Which keys are held beside a key. Never by `~`, which on Windows loses what it should keep."""

from PySide6.QtCore import Qt


def without(held: Qt.KeyboardModifier, *others: Qt.KeyboardModifier) -> Qt.KeyboardModifier:
    """Return the modifiers that are held, but for some.

    Qt's mask of all of them is a negative number on Windows. Python then does not know the highest bits when it
    inverts a single one: `~Shift` has no Ctrl.
    """
    for other in others:
        held ^= held & other
    return held
