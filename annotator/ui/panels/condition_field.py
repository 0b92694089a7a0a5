"""A field of a form for a condition: one field of the label, and which of its answers. It stores nothing."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from annotator.core.asking import NO, YES
from annotator.core.codebook import Attribute, AttributeType, Condition, Role
from annotator.core.query import EMPTY, FILLED, NOT_STATED
from annotator.ui import plain

ANSWER = Qt.ItemDataRole.UserRole
MOST_LINES = 7
_CHOSEN = (AttributeType.CHOICE, AttributeType.CHOICES)


class ConditionField(QWidget):
    """Invariant: the list has the answers of the field that is chosen; with none chosen it is hidden."""

    changed = Signal()

    def __init__(self, name: str, nothing: str, parent: QWidget | None = None, *, most: int = MOST_LINES) -> None:
        """Make a field called `name`; `nothing` stands there without a condition; `most` answers show at once."""
        super().__init__(parent)
        self._most = most
        self._nothing = nothing
        self._fields: tuple[Attribute | Role, ...] = ()
        self._of = ""
        self.field = QComboBox(self)
        self.field.setAccessibleName(name)
        self.answers = QListWidget(self)
        self.answers.setAccessibleName(f"{name}: answers")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.field)
        layout.addWidget(self.answers)
        self.setFocusProxy(self.field)
        self.field.activated.connect(self._choose_field)
        self.answers.itemChanged.connect(lambda _item: self.changed.emit())

    def show_condition(self, fields: Sequence[Attribute | Role], condition: Condition | None, of: str = "") -> None:
        """Offer these fields, and show a condition on one of them.

        A condition that is being chosen, with no answer yet, stays while `of` is the same: what it is a condition for.
        """
        if of and of == self._of and self.field.currentData() and self.condition() is None:
            return
        self._of = of
        self._fields = tuple(fields)
        self.field.blockSignals(True)
        self.field.clear()
        self.field.addItem(self._nothing, "")
        for part in self._fields:
            self.field.addItem(plain.menu_text(part.name), part.id)
        chosen = self.field.findData(condition.field) if condition is not None else 0
        self.field.setCurrentIndex(max(0, chosen))
        self.field.blockSignals(False)
        self._show_answers(condition.answers if condition is not None and chosen > 0 else ())

    def condition(self) -> Condition | None:
        """Return what is chosen; None while there is no field, or no answer of it."""
        items = [self.answers.item(n) for n in range(self.answers.count())]
        chosen = tuple(str(x.data(ANSWER)) for x in items if x.checkState() == Qt.CheckState.Checked)
        field = str(self.field.currentData() or "")
        return Condition(field, chosen) if field and chosen else None

    def _choose_field(self, _place: int) -> None:
        self._show_answers(())
        self.changed.emit()

    def _show_answers(self, chosen: Sequence[str]) -> None:
        part = next((x for x in self._fields if x.id == self.field.currentData()), None)
        self.answers.blockSignals(True)
        self.answers.clear()
        for title, answer in _offered(part) if part is not None else ():
            item = QListWidgetItem(title, self.answers)
            item.setData(ANSWER, answer)
            item.setCheckState(Qt.CheckState.Checked if answer in chosen else Qt.CheckState.Unchecked)
        if self.answers.count():
            self.answers.setCurrentRow(0)
            rows = min(self._most, self.answers.count())
            self.answers.setFixedHeight(rows * self.answers.sizeHintForRow(0) + 6)
        self.answers.setVisible(self.answers.count() > 0)
        self.answers.blockSignals(False)


def _offered(part: Attribute | Role) -> tuple[tuple[str, str], ...]:
    """Return the answers that a condition on a field can name, each with its title."""
    states = (("filled", FILLED), ("empty", EMPTY))
    if isinstance(part, Role):
        return (*states, ("not stated", NOT_STATED))
    if part.type in _CHOSEN:
        return (*((choice.name, choice.id) for choice in part.choices), *states)
    return (("yes", YES), ("no", NO), states[1]) if part.type is AttributeType.YES_NO else states
