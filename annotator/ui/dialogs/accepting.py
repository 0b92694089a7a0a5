"""Asks why a problem may stand. It stores nothing: it gives the reason, and which problems were meant."""

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QCompleter, QLineEdit, QWidget

from annotator.core.accepting import Found
from annotator.ui import plain
from annotator.ui.dialogs.frame import Dialog

_LONGEST = 500


class AcceptDialog(Dialog):
    """Shows one problem, or several to choose from, and takes a reason; `given` comes only with one.

    `wider` is the same problem where it is meant for its words in the whole project: then it is asked which.
    """

    given = Signal(object, str)
    """The problems that may stand (a list of what was given), and the reason."""

    def __init__(
        self, found: Sequence[Found], reasons: Iterable[str], parent: QWidget | None = None, wider: Found | None = None
    ) -> None:
        super().__init__("Accept a problem", "It stays in the history and can be withdrawn.", parent, width=440)
        self._found = list(found)
        self._wider = wider
        self.boxes: list[QCheckBox] = []
        if len(self._found) == 1:
            self.body.addWidget(plain.label(self._found[0].message, self, wrap=True, role="warning"))
        for problem in self._found if len(self._found) > 1 else ():
            box = QCheckBox(plain.menu_text(problem.message), self)
            box.setChecked(True)
            box.toggled.connect(lambda _on: self._follow())
            self.boxes.append(box)
            self.body.addWidget(box)
        self.reason = QLineEdit(self)
        self.reason.setMaxLength(_LONGEST)
        completer = QCompleter(list(reasons), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.reason.setCompleter(completer)
        self.add_field("Why it may stand", self.reason)
        self.where = QComboBox(self)
        self.where.addItem("Here alone")
        self.where.hide()
        if wider is not None:
            self.where.addItem(plain.elided(f"Wherever “{wider.about.subject}” is so", 60))
            self.add_field("Where", self.where)
            self.where.show()
        self.add_button("Cancel", self.reject)
        self.go = self.add_button("Accept", self._give, default=True)
        self.reason.textChanged.connect(lambda _text: self._follow())
        self._follow()
        self.reason.setFocus()

    def _chosen(self) -> list[Found]:
        if self._wider is not None and self.where.currentIndex() == 1:
            return [self._wider]
        if not self.boxes:
            return self._found
        return [problem for problem, box in zip(self._found, self.boxes, strict=True) if box.isChecked()]

    def _follow(self) -> None:
        self.go.setEnabled(bool(self.reason.text().strip() and self._chosen()))

    def _give(self) -> None:
        self.accept()
        self.given.emit(self._chosen(), " ".join(self.reason.text().split()))


def ask_reason(
    parent: QWidget,
    found: Sequence[Found],
    reasons: Iterable[str],
    given: Callable[[list[Found], str], object],
    wider: Found | None = None,
) -> AcceptDialog:
    """Ask why problems may stand, and call `given` with those that may and the reason; `reasons` are offered."""
    dialog = AcceptDialog(found, reasons, parent, wider)
    dialog.given.connect(given)
    dialog.open()
    return dialog
