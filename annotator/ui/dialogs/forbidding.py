"""Asks which answers may not be together, and for the sentence that says so. It stores nothing."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from annotator.core.codebook import Attribute, Forbidden, Role
from annotator.core.ids import new_id
from annotator.ui.dialogs.frame import Dialog
from annotator.ui.panels.condition_field import ConditionField

MOST_CONDITIONS = 3
MOST_LINES = 3
"""So that three lists fit a small screen."""

_LONGEST = 300


class ForbiddenDialog(Dialog):
    """One combination; `given` comes only with a sentence and at least one condition.

    Conditions beyond those that it shows are kept as they are.
    """

    given = Signal(object)

    def __init__(
        self, fields: Sequence[Attribute | Role], known: Forbidden | None = None, parent: QWidget | None = None
    ) -> None:
        intro = "A span that has all of these answers is listed among the problems with your sentence."
        super().__init__("Answers that may not be together", intro, parent, width=460)
        self._known = known
        conditions = known.conditions if known is not None else ()
        self.conditions: list[ConditionField] = []
        for n in range(MOST_CONDITIONS):
            title = "This answer" if n == 0 else "together with" if n == 1 else "and with"
            box = ConditionField(title, "–", self, most=MOST_LINES)
            box.show_condition(fields, conditions[n] if n < len(conditions) else None)
            box.changed.connect(self._follow)
            self.conditions.append(box)
            self.add_field(title, box)
        self.message = QLineEdit(self)
        self.message.setMaxLength(_LONGEST)
        self.message.setText(known.message if known is not None else "")
        self.message.setCursorPosition(0)
        self.message.textChanged.connect(lambda _text: self._follow())
        self.add_field("What people are told", self.message)
        self.add_button("Cancel", self.reject)
        self.go = self.add_button("Keep", self._give, default=True)
        self._follow()
        self.conditions[0].setFocus()

    def _follow(self) -> None:
        chosen = any(box.condition() is not None for box in self.conditions)
        self.go.setEnabled(chosen and bool(self.message.text().strip()))

    def _give(self) -> None:
        chosen = tuple(condition for box in self.conditions if (condition := box.condition()) is not None)
        rest = self._known.conditions[MOST_CONDITIONS:] if self._known is not None else ()
        id = self._known.id if self._known is not None else new_id()
        self.accept()
        self.given.emit(Forbidden(id, " ".join(self.message.text().split()), (*chosen, *rest)))
