"""Asks what a codebook is called and what it is for. It stores nothing."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from annotator.core.codebook import Codebook
from annotator.core.codebook_toml import MOST_IN_A_NAME
from annotator.ui.dialogs.frame import Dialog


class CodebookDialog(Dialog):
    """Name and description; `given` comes only with a name."""

    given = Signal(str, str)

    def __init__(self, codebook: Codebook, parent: QWidget | None = None) -> None:
        super().__init__("Name and description of the codebook", parent=parent)
        self.name = QLineEdit(self)
        self.name.setMaxLength(MOST_IN_A_NAME)
        self.name.setText(codebook.name)
        self.description = QPlainTextEdit(self)
        self.description.setTabChangesFocus(True)
        self.description.setPlainText(codebook.description)
        self.add_field("Name", self.name)
        about = "What it is for, and how to work with it. The coding manual begins with it."
        self.add_field("Description", self.description, about=about)
        self.add_button("Cancel", self.reject)
        self.go = self.add_button("Keep", self._give, default=True)
        self.name.textChanged.connect(lambda text: self.go.setEnabled(bool(text.strip())))
        self.go.setEnabled(bool(codebook.name.strip()))
        self.name.setFocus()
        self.name.selectAll()

    def _give(self) -> None:
        self.accept()
        self.given.emit(" ".join(self.name.text().split()), self.description.toPlainText().strip())
