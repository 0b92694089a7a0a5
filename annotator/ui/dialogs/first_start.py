"""The one question of the first start: who tags. It changes the settings, nothing else."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from annotator.ui.dialogs.frame import Dialog
from annotator.ui.settings import Settings, system_user

NAME_LENGTH = 80


class FirstStartDialog(Dialog):
    """Asks the annotator's name, prefilled with the name the system knows; leaving it keeps that one."""

    answered = Signal()

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(
            "Welcome to Annotator",
            "Every span that you tag carries your name, so that the work of several people can be told apart.",
            parent,
            width=440,
        )
        self._settings = settings
        self.name = QLineEdit(settings.string("annotator.name") or system_user(), self)
        self.name.setMaxLength(NAME_LENGTH)
        self.name.selectAll()
        self.name.setFocus()
        self.add_field("Your name", self.name, about="You can change it later in the settings.")
        self._start = self.add_button("Start", self.accept, default=True)
        self.name.textChanged.connect(lambda text: self._start.setEnabled(bool(text.strip())))
        self._start.setEnabled(bool(self.name.text().strip()))
        self.finished.connect(self._keep)

    def _keep(self) -> None:
        name = " ".join(self.name.text().split()) or system_user() or "Annotator"
        self._settings.set("annotator.name", name)
        self.answered.emit()
