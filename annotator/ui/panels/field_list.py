"""The rows of some fields of a span, one below the other, and how the keys walk through them. It writes nothing."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from annotator.core.codebook import Attribute, AttributeType, Role
from annotator.core.dates import day_from
from annotator.core.model import Value
from annotator.ui.panels.answers import Field, Option, State
from annotator.ui.panels.fields import FieldRow
from annotator.ui.panels.frames import Frame

FREE = (AttributeType.TEXT, AttributeType.NUMBER, AttributeType.DATE)


class FieldList(QWidget):
    """A row for each field shown last. A field that is shown again keeps its row, and the focus in it."""

    answered = Signal(object, object)
    """A field, and the `Option` chosen for it."""
    typed = Signal(object, object)
    """An attribute, and the value that was typed (None for nothing)."""
    not_stated = Signal(object)
    emptied = Signal(object)
    refused = Signal(str)
    """What was typed is no answer to the field; why."""
    finished = Signal()
    """The last field was answered or passed."""
    left = Signal()
    passed_on = Signal(object)
    entered = Signal(QWidget)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frame: Frame | None = None
        self._fields: tuple[Field, ...] = ()
        self.rows: list[FieldRow] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(4)

    def show_fields(self, frame: Frame, fields: tuple[Field, ...]) -> None:
        """Show the answers of a frame to these fields."""
        self._frame = frame
        if fields != self._fields:
            self._rebuild(fields)
        for part, row in zip(fields, self.rows, strict=True):
            self._show(part, row)

    def row_of(self, part: Field) -> FieldRow | None:
        """Return the row of a field that is shown."""
        return next((row for field, row in zip(self._fields, self.rows, strict=True) if field.id == part.id), None)

    def keep(self) -> None:
        """Finish text that is being typed."""
        for row in self.rows:
            row.keep()

    def focus_first(self) -> bool:
        """Put the caret into the first empty field, else into the first; False where there is none."""
        frame = self._frame
        if frame is None or not self.rows:
            return False
        empty = (row for part, row in zip(self._fields, self.rows, strict=True) if frame.state(part) is State.EMPTY)
        next(empty, self.rows[0]).setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def _rebuild(self, fields: tuple[Field, ...]) -> None:
        known = dict(zip(self._fields, self.rows, strict=True))
        for part, row in known.items():
            self._layout.removeWidget(row)
            if part not in fields:
                if row.has_focus:
                    self.setFocus(Qt.FocusReason.OtherFocusReason)
                row.hide()
                row.deleteLater()
        self._fields = fields
        self.rows = [known.get(part) or self._make(part) for part in fields]
        for row in self.rows:
            self._layout.addWidget(row)
        for before, after in zip(self.rows, self.rows[1:], strict=False):
            QWidget.setTabOrder(before.edit, after.edit)

    def _make(self, part: Field) -> FieldRow:
        free = isinstance(part, Attribute) and part.type in FREE
        row = FieldRow(
            part.name,
            self,
            typing=self._frame is not None and self._frame.may_type(part),
            free=free,
            not_stated=isinstance(part, Role) and part.not_stated,
            required=part.required,
        )
        row.chosen.connect(lambda option, on: self._choose(part, row, option, on=on))
        row.typed.connect(lambda text: self._take_text(part, text))
        row.not_stated.connect(lambda: self._say_not_stated(part, row))
        row.emptied.connect(lambda: self._empty(part))
        row.passed.connect(lambda: self._advance(row))
        row.narrowed.connect(lambda text: self._narrow(part, row, text))
        row.left.connect(self.left)
        row.passed_on.connect(self.passed_on)
        row.entered.connect(lambda: self.entered.emit(row))
        return row

    def _show(self, part: Field, row: FieldRow) -> None:
        frame = self._frame
        if frame is None:
            return
        proposal = frame.proposal(part)
        row.show_answer(frame.state(part), frame.words(part), proposal, frame.aside(part))
        if row.has_focus and not row.edit.is_typing:
            row.show_options(frame.options(part), proposal)

    def _narrow(self, part: Field, row: FieldRow, text: str) -> None:
        if self._frame is not None:
            row.show_options(self._frame.options(part, text), None if text else self._frame.proposal(part))

    def _choose(self, part: Field, row: FieldRow, option: Option, *, on: bool) -> None:
        self.answered.emit(part, option)
        if on or not takes_many(part):
            self._advance(row)

    def _say_not_stated(self, part: Field, row: FieldRow) -> None:
        self.not_stated.emit(part)
        self._advance(row)

    def _empty(self, part: Field) -> None:
        if self._frame is not None and self._frame.state(part) is not State.EMPTY:
            self.emptied.emit(part)

    def _take_text(self, part: Field, text: str) -> None:
        if not isinstance(part, Attribute) or self._frame is None:
            return
        is_date = part.type is AttributeType.DATE
        value = (self._frame.date_typed(text) or value_of(part, text)) if is_date else value_of(part, text)
        if value is None and text:
            kind = "a day such as 2023-09-08 or “next month”" if is_date else "a whole number"
            self.refused.emit(f"“{text}” is not {kind}. {part.name} stays as it was.")
            self.show_fields(self._frame, self._fields)
        elif value != self._frame.span.attributes.get(part.id):
            self.typed.emit(part, value)

    def _advance(self, row: FieldRow) -> None:
        place = self.rows.index(row)
        if place + 1 < len(self.rows):
            self.rows[place + 1].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.finished.emit()


def takes_many(part: Field) -> bool:
    """Whether a field takes several answers at once."""
    return part.many if isinstance(part, Role) else part.type is AttributeType.CHOICES


def value_of(part: Attribute, text: str) -> Value | None:
    """Return what was typed as a value of the attribute, or None where it is empty or no such value."""
    if part.type is AttributeType.NUMBER:
        digits = text.replace(" ", "").replace("\u202f", "")
        return int(digits) if digits.removeprefix("-").isdecimal() else None
    if part.type is AttributeType.DATE:
        return day_from(text) or None
    return text or None
