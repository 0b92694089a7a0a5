"""The fields that a label asks, as a list and a form for one of them. It writes nothing: it says what is to be."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from annotator.core.codebook import Attribute, AttributeType, Choice, Codebook, Label, Role
from annotator.core.ids import new_id
from annotator.core.recoding import fields_of
from annotator.ui import plain
from annotator.ui.panels.condition_field import ConditionField
from annotator.ui.panels.form_fields import LineField, TextField

PART = Qt.ItemDataRole.UserRole
LINK = "link"
TYPES: tuple[tuple[str, str], ...] = (
    ("One choice", AttributeType.CHOICE),
    ("Several choices", AttributeType.CHOICES),
    ("Text", AttributeType.TEXT),
    ("Number", AttributeType.NUMBER),
    ("Date", AttributeType.DATE),
    ("Yes or no", AttributeType.YES_NO),
    ("Person or organisation", AttributeType.ACTOR),
    ("Link to a span, a person or an organisation", LINK),
)
MOST_LINES = 7


class FieldsForm(QWidget):
    """Invariant: the form shows the chosen line of the list; with none it is hidden."""

    changed = Signal(object, str)
    type_asked = Signal(str, object)
    """The field with this id is to have this `AttributeType`."""

    choices_asked = Signal(str, object)
    """The field with this id is to have these choices (a tuple)."""

    deleted = Signal(str)
    shifted = Signal(str, int)
    """The field with this id is to go up (-1) or down (1)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._codebook: Codebook | None = None
        self._label: Label | None = None
        self._wanted = ""
        self.list = QListWidget(self)
        self.list.setAccessibleName("Fields")
        self.add = QPushButton("New field", self)
        self.up = QPushButton("↑", self)
        self.down = QPushButton("↓", self)
        for button, name in ((self.up, "Move the field up"), (self.down, "Move the field down")):
            button.setAccessibleName(name)
            plain.set_tooltip(button, name)
        self.remove = QPushButton("Delete…", self)
        self.form = QWidget(self)
        self.name = LineField("Name of the field", self)
        self.type = QComboBox(self)
        self.type.setAccessibleName("Kind of answer")
        self.choices = TextField("Choices, one a line", 2, self)
        self.targets = QListWidget(self)
        self.targets.setAccessibleName("Points to")
        self.core = QCheckBox("Asked first, in the card", self)
        self.required = QCheckBox("Required", self)
        self.many = QCheckBox("Several answers", self)
        self.not_stated = QCheckBox("May be “not stated”", self)
        self.default = LineField("Answer at first", self)
        self.shown_when = ConditionField("Shown when", "Always", self)
        for title, kind in TYPES:
            self.type.addItem(title, kind)
        self._lay_out()
        self._connect()

    def show_label(self, codebook: Codebook, label: Label) -> None:
        """Show the fields of a label as they are stored; the chosen one stays chosen."""
        self._codebook, self._label = codebook, label
        chosen = self._wanted or self._chosen_id()
        self._wanted = ""
        self.list.blockSignals(True)
        self.list.clear()
        for part in fields_of(codebook, label.id):
            remarks = [word for word, on in (("asked first", part.core), ("required", part.required)) if on]
            item = QListWidgetItem(" · ".join((part.name, _kind_of(part), *remarks)), self.list)
            item.setData(PART, part.id)
            if part.id == chosen:
                self.list.setCurrentItem(item)
        rows = min(MOST_LINES, max(1, self.list.count()))
        self.list.setFixedHeight(rows * max(self.list.sizeHintForRow(0), self.fontMetrics().height() + 8) + 6)
        self.list.blockSignals(False)
        self._show_field()

    def _lay_out(self) -> None:
        heading = plain.label("Fields", self, role="section")
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self.add, self.up, self.down, self.remove):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        buttons.addStretch(1)
        rows = QFormLayout(self.form)
        rows.setContentsMargins(0, 8, 0, 0)
        rows.setHorizontalSpacing(16)
        rows.setVerticalSpacing(8)
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        rows.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self._titles: dict[QWidget, QWidget] = {}
        for title, field in (
            ("Name", self.name),
            ("Answer is", self.type),
            ("Choices", self.choices),
            ("Points to", self.targets),
            ("At first", self.default),
            ("Shown when", self.shown_when),
            ("", self.core),
            ("", self.required),
            ("", self.many),
            ("", self.not_stated),
        ):
            label = plain.label(title, self, role="muted")
            label.setBuddy(field)
            self._titles[field] = label
            rows.addRow(label, field)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 16, 0, 0)
        column.setSpacing(8)
        column.addWidget(heading)
        column.addWidget(self.list)
        column.addLayout(buttons)
        column.addWidget(self.form)

    def _connect(self) -> None:
        self.list.currentItemChanged.connect(lambda _now, _before: self._show_field())
        self.add.clicked.connect(self._add)
        self.up.clicked.connect(lambda: self.shifted.emit(self._chosen_id(), -1))
        self.down.clicked.connect(lambda: self.shifted.emit(self._chosen_id(), 1))
        self.remove.clicked.connect(lambda: self.deleted.emit(self._chosen_id()))
        self.name.finished.connect(lambda text: self._change("Rename {}", name=text))
        self.default.finished.connect(self._keep_default)
        self.core.clicked.connect(lambda on: self._change("Ask {} first" if on else "Fold {}", core=on))
        self.required.clicked.connect(lambda on: self._change("Require {}" if on else "Do not require {}", required=on))
        self.many.clicked.connect(lambda on: self._change("Change answers of {}", many=on))
        self.not_stated.clicked.connect(lambda on: self._change("Change answers of {}", not_stated=on))
        self.type.activated.connect(self._ask_type)
        self.choices.finished.connect(self._ask_choices)
        self.targets.itemChanged.connect(lambda _item: self._keep_targets())
        self.shown_when.changed.connect(self._keep_condition)

    def _chosen_id(self) -> str:
        chosen = self.list.selectedItems()
        return str(chosen[0].data(PART)) if chosen else ""

    def _part(self) -> Attribute | Role | None:
        part = self._codebook.by_id.get(self._chosen_id()) if self._codebook is not None else None
        return part if isinstance(part, Attribute | Role) else None

    def _show_field(self) -> None:
        part = self._part()
        self.form.setVisible(part is not None)
        for button in (self.up, self.down, self.remove):
            button.setEnabled(part is not None)
        if part is None:
            return
        self.name.show_value(part.name)
        self.core.setChecked(part.core)
        self.required.setChecked(part.required)
        others = fields_of(self._codebook, part.label) if self._codebook is not None else []
        self.shown_when.show_condition([x for x in others if x.id != part.id], part.shown_when, part.id)
        kind = LINK if isinstance(part, Role) else part.type
        self.type.setCurrentIndex(self.type.findData(kind))
        self.type.setEnabled(isinstance(part, Attribute))
        takes_choices = isinstance(part, Attribute) and part.type in (AttributeType.CHOICE, AttributeType.CHOICES)
        for field, shown in (
            (self.choices, takes_choices),
            (self.default, isinstance(part, Attribute)),
            (self.targets, isinstance(part, Role)),
            (self.many, isinstance(part, Role)),
            (self.not_stated, isinstance(part, Role)),
        ):
            field.setVisible(shown)
            self._titles[field].setVisible(shown)
        if isinstance(part, Role):
            self.many.setChecked(part.many)
            self.not_stated.setChecked(part.not_stated)
            self._show_targets(part)
        else:
            self.choices.show_value("\n".join(choice.name for choice in part.choices))
            names = {choice.id: choice.name for choice in part.choices}
            self.default.show_value(names.get(part.default, part.default))

    def _keep_condition(self) -> None:
        """Keep a condition once it has an answer; one that is just being chosen is no change yet."""
        condition = self.shown_when.condition()
        if condition is not None or not self.shown_when.field.currentData():
            self._change("Change when {} is shown", shown_when=condition)

    def _show_targets(self, part: Role) -> None:
        self.targets.blockSignals(True)
        self.targets.clear()
        labels = self._codebook.labels if self._codebook is not None else ()
        for title, id in (*((x.name, x.id) for x in labels if not x.retired), ("A person or organisation", "actor")):
            item = QListWidgetItem(title, self.targets)
            item.setData(PART, id)
            item.setCheckState(Qt.CheckState.Checked if id in part.targets else Qt.CheckState.Unchecked)
        rows = min(MOST_LINES, self.targets.count())
        self.targets.setFixedHeight(rows * self.targets.sizeHintForRow(0) + 6)
        self.targets.blockSignals(False)

    def _change(self, step: str, **given: Any) -> None:
        part = self._part()
        if part is not None:
            changed = replace(part, **given)
            if changed != part:
                self.changed.emit(changed, step.format(part.name))

    def _add(self) -> None:
        if self._label is None or self._codebook is None:
            return
        fields = fields_of(self._codebook, self._label.id)
        names = {field.name for field in fields}
        name = next(x for n in range(1, 1000) if (x := f"Field {n}") not in names)
        part = Attribute(new_id(), self._label.id, name, position=len(fields))
        self._wanted = part.id
        self.changed.emit(part, f"New field of {self._label.name}")

    def _ask_type(self, _index: int) -> None:
        part, kind = self._part(), self.type.currentData()
        if not isinstance(part, Attribute) or kind == part.type:
            return
        if kind == LINK:
            self._turn_into_link(part)
        else:
            self.type.setCurrentIndex(self.type.findData(part.type))
            self.type_asked.emit(part.id, AttributeType(kind))

    def _turn_into_link(self, part: Attribute) -> None:
        """A link is another kind of field: a new one of this name beside the old one, whose answers stay."""
        role = Role(new_id(), part.label, part.name, part.position + 1, ("actor",))
        self._wanted = role.id
        self.changed.emit(role, f"New field {part.name}")

    def _ask_choices(self, text: str) -> None:
        part = self._part()
        if not isinstance(part, Attribute):
            return
        known = {choice.name.casefold(): choice for choice in part.choices}
        lines = [" ".join(line.split()) for line in text.split("\n") if line.strip()]
        new: list[Choice] = []
        for n, name in enumerate(dict.fromkeys(lines)):
            same = known.get(name.casefold())
            if same is None and len(lines) == len(part.choices) and part.choices[n].name not in lines:
                same = part.choices[n]  # renamed where it stands
            new.append(Choice(same.id if same is not None else new_id(), name))
        self.choices_asked.emit(part.id, tuple(new))

    def _keep_default(self, text: str) -> None:
        part = self._part()
        if isinstance(part, Attribute):
            ids = {choice.name.casefold(): choice.id for choice in part.choices}
            self._change("Change first answer of {}", default=ids.get(text.casefold(), "" if part.choices else text))

    def _keep_targets(self) -> None:
        items = [self.targets.item(n) for n in range(self.targets.count())]
        chosen = tuple(str(x.data(PART)) for x in items if x.checkState() == Qt.CheckState.Checked)
        self._change("Change where {} points to", targets=chosen)


def _kind_of(part: Attribute | Role) -> str:
    kind = LINK if isinstance(part, Role) else part.type
    return next(title for title, value in TYPES if value == kind).casefold()
