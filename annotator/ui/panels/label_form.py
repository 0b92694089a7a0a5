"""The forms in which a label and a group are edited on the Codebook page; each field that is left is one step.

They write nothing: they say which part is to become what.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QFrame, QScrollArea, QVBoxLayout, QWidget

from annotator.core.codebook import Codebook, Label, Layer, Unit
from annotator.core.recoding import descendants
from annotator.ui import plain
from annotator.ui.panels.field_form import FieldsForm
from annotator.ui.panels.forbidden_form import ForbiddenForm
from annotator.ui.panels.form_fields import ColorField, KeyField, LineField, TextField

WIDEST = 760


class PartForm(QScrollArea):
    """A column of titled fields. Invariant: it shows what is stored, but for a field that someone is writing in."""

    changed = Signal(object, str)
    """A part as it is to be, and the name of the step."""

    moved = Signal(str, str)
    """The label is to go into this group, under this label."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        inside = QWidget(self)
        inside.setMaximumWidth(WIDEST)
        self.column = QVBoxLayout(inside)
        self.column.setContentsMargins(24, 16, 24, 16)
        self.rows = QFormLayout()
        self.rows.setHorizontalSpacing(16)
        self.rows.setVerticalSpacing(8)
        self.rows.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.rows.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self.problem = plain.label(parent=inside, wrap=True, role="bad")
        self.problem.hide()
        self.column.addWidget(self.problem)
        self.column.addLayout(self.rows)
        self.setWidget(inside)
        inside.setAutoFillBackground(False)

    def add(self, title: str, field: QWidget) -> None:
        """Add a field under its title."""
        label = plain.label(title, self, role="muted")
        label.setBuddy(field)
        label.setContentsMargins(0, 6, 0, 0)
        self.rows.addRow(label, field)

    def show_problem(self, text: str) -> None:
        """Say why a field was not kept; an empty text for none."""
        self.problem.setText(text)
        self.problem.setVisible(bool(text))
        if text:
            self.verticalScrollBar().setValue(0)


class LabelForm(PartForm):
    """One label: its looks, its place, its guideline, its fields."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Edit the label", parent)
        self._label: Label | None = None
        self._codebook: Codebook | None = None
        self.name = LineField("Name", self)
        self.color = ColorField(self)
        self.key = KeyField("Key", self)
        self.unit = QComboBox(self)
        self.layer = QComboBox(self)
        self.above = QComboBox(self)
        self.pinned = QCheckBox("In the row of labels above the article", self)
        self.definition = TextField("Definition", 3, self)
        self.includes = TextField("Belongs", 2, self)
        self.excludes = TextField("Does not belong", 2, self)
        self.examples = TextField("Examples, one a line", 2, self)
        self.fields = FieldsForm(self)
        self.forbidden = ForbiddenForm(self)
        for unit in Unit:
            self.unit.addItem(unit.value.capitalize(), unit)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        for title, field in (
            ("Name", self.name),
            ("Colour", self.color),
            ("Key", self.key),
            ("Tags the", self.unit),
            ("Group", self.layer),
            ("Under", self.above),
            ("", self.pinned),
            ("Definition", self.definition),
            ("Belongs", self.includes),
            ("Does not belong", self.excludes),
            ("Examples", self.examples),
        ):
            self.add(title, field)
        self.unit.setAccessibleName("Tags the")
        self.layer.setAccessibleName("Group")
        self.above.setAccessibleName("Under")
        plain.set_tooltip(self.examples, "One a line. In the article, one key takes the active span as an example.")
        self.column.addWidget(self.fields)
        self.column.addWidget(self.forbidden)
        self.column.addStretch(1)

    def _connect(self) -> None:
        self._keep_text(self.name, "name", "Rename {}")
        self._keep_text(self.key, "key", "Change key of {}")
        self._keep_text(self.definition, "definition", "Define {}")
        self._keep_text(self.includes, "includes", "Say what belongs to {}")
        self._keep_text(self.excludes, "excludes", "Say what does not belong to {}")
        self.examples.finished.connect(self._keep_examples)
        self.color.chosen.connect(lambda color: self._change("Colour {}", color=color))
        self.unit.activated.connect(lambda _n: self._change("Change unit of {}", unit=self.unit.currentData()))
        self.pinned.clicked.connect(lambda on: self._change("Pin {}" if on else "Unpin {}", pinned=on))
        self.layer.activated.connect(lambda _n: self.moved.emit(self.layer.currentData(), ""))
        self.above.activated.connect(lambda _n: self.moved.emit(self.layer.currentData(), self.above.currentData()))
        self.fields.changed.connect(self.changed)
        self.forbidden.changed.connect(lambda new, step: self._change(step, forbidden=new))

    def _keep_text(self, field: LineField | TextField, what: str, step: str) -> None:
        field.finished.connect(lambda text: self._change(step, **{what: text}))

    def _keep_examples(self, text: str) -> None:
        lines = tuple(" ".join(line.split()) for line in text.split("\n") if line.strip())
        self._change("Change examples of {}", examples=lines)

    def _change(self, step: str, **given: Any) -> None:
        if self._label is not None:
            changed = replace(self._label, **given)
            if changed != self._label:
                self.changed.emit(changed, step.format(self._label.name))

    def show_label(self, codebook: Codebook, label: Label) -> None:
        """Show a label as it is stored."""
        if self._label is None or self._label.id != label.id:
            self.show_problem("")
            self.verticalScrollBar().setValue(0)
        self._label, self._codebook = label, codebook
        for field, text in (
            (self.name, label.name),
            (self.key, label.key),
            (self.definition, label.definition),
            (self.includes, label.includes),
            (self.excludes, label.excludes),
            (self.examples, "\n".join(label.examples)),
        ):
            field.show_value(text)
        self.color.show_value(label.color)
        self.unit.setCurrentIndex(self.unit.findData(label.unit))
        self.pinned.setChecked(label.pinned)
        below = {label.id, *(x.id for x in descendants(codebook, label.id))}
        _fill(self.layer, [(x.name, x.id) for x in codebook.layers], label.layer)
        others = [(x.name, x.id) for x in codebook.labels_of(label.layer) if x.id not in below]
        _fill(self.above, [("–", ""), *others], label.parent)
        self.fields.show_label(codebook, label)
        self.forbidden.show_label(codebook, label)

    def restore(self, what: str) -> None:
        """Show what is stored in one field again, where what was written could not be kept."""
        field: Callable[[], object] | None = getattr(getattr(self, what, None), "restore", None)
        if field is not None:
            field()


class LayerForm(PartForm):
    """One group: its name, and how its spans stand."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Edit the group", parent)
        self._layer: Layer | None = None
        self.name = LineField("Name", self)
        self.overlap = QCheckBox("Its spans may overlap each other", self)
        self.tint = QCheckBox("Its spans are tinted, not only underlined", self)
        self.add("Name", self.name)
        self.add("", self.overlap)
        self.add("", self.tint)
        self.column.addStretch(1)
        self.name.finished.connect(lambda text: self._change("Rename {}", name=text))
        self.overlap.clicked.connect(lambda on: self._change("Change overlap in {}", overlap=on))
        self.tint.clicked.connect(lambda on: self._change("Change tint of {}", tint=on))

    def show_layer(self, layer: Layer) -> None:
        """Show a group as it is stored."""
        self._layer = layer
        self.show_problem("")
        self.name.show_value(layer.name)
        self.overlap.setChecked(layer.overlap)
        self.tint.setChecked(layer.tint)

    def _change(self, step: str, **given: Any) -> None:
        if self._layer is not None:
            self.changed.emit(replace(self._layer, **given), step.format(self._layer.name))


def _fill(box: QComboBox, items: list[tuple[str, str]], chosen: str) -> None:
    box.clear()
    for title, id in items:
        box.addItem(plain.menu_text(title), id)
    box.setCurrentIndex(max(0, box.findData(chosen)))
