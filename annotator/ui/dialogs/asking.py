"""Two small questions: for a name, and for one of some. The program goes on meanwhile; the answer comes by a signal."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from annotator.ui import plain
from annotator.ui.dialogs.frame import Dialog

_LONGEST = 200


class NameDialog(Dialog):
    """Asks for one line. `given` comes only with a name in it."""

    given = Signal(str)

    def __init__(self, title: str, what: str, button: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent=parent, width=400)
        self.name = QLineEdit(self)
        self.name.setMaxLength(_LONGEST)
        self.add_field(what, self.name)
        self.add_button("Cancel", self.reject)
        self.go = self.add_button(button, self._give, default=True)
        self.go.setEnabled(False)
        self.name.textChanged.connect(lambda text: self.go.setEnabled(bool(text.strip())))
        self.name.setFocus()

    def _give(self) -> None:
        self.accept()
        self.given.emit(" ".join(self.name.text().split()))


class ChoiceDialog(Dialog):
    """Asks for one of some; `given` comes with the number of the chosen one."""

    given = Signal(int)

    def __init__(
        self, title: str, what: str, choices: Sequence[str], button: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(title, parent=parent, width=400)
        self.choice = QComboBox(self)
        for choice in choices:
            self.choice.addItem(plain.menu_text(choice))
        self.add_field(what, self.choice)
        self.add_button("Cancel", self.reject)
        self.go = self.add_button(button, self._give, default=True)
        self.choice.setFocus()

    def _give(self) -> None:
        self.accept()
        self.given.emit(self.choice.currentIndex())


def ask_name(parent: QWidget, title: str, what: str, button: str, given: Callable[[str], object]) -> NameDialog:
    """Ask for a name, and call `given` with it."""
    dialog = NameDialog(title, what, button, parent)
    dialog.given.connect(given)
    dialog.open()
    return dialog
