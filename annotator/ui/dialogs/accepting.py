"""Asks why a problem may stand, and whether that holds here alone or for the same words everywhere."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from annotator.ui import plain
from annotator.ui.dialogs.frame import Dialog

_LONGEST = 1000


class AcceptDialog(Dialog):
    """`given` comes with the reason, and True where it is meant for the words in the whole project."""

    given = Signal(str, bool)

    def __init__(self, message: str, words: str = "", parent: QWidget | None = None) -> None:
        super().__init__("Accept the problem", plain.elided(message, 300), parent, width=460)
        self.reason = QLineEdit(self)
        self.reason.setMaxLength(_LONGEST)
        self.add_field("Why it may stand", self.reason)
        self.where = QComboBox(self)
        self.where.addItem("Here alone")
        self.where.addItem(plain.elided(f"Wherever “{words}” is so", 60))
        if words:
            self.add_field("Where", self.where)
        else:
            self.where.hide()
        self.add_button("Cancel", self.reject)
        self.go = self.add_button("Accept", self._give, default=True)
        self.go.setEnabled(False)
        self.reason.textChanged.connect(lambda text: self.go.setEnabled(bool(text.strip())))
        self.reason.setFocus()

    def _give(self) -> None:
        self.accept()
        self.given.emit(self.reason.text(), self.where.currentIndex() == 1)
