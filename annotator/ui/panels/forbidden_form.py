"""The combinations of answers that a label forbids, as a list with buttons. It says what is to be, no more."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from annotator.core.asking import in_words
from annotator.core.codebook import Codebook, Forbidden, Label
from annotator.core.recoding import fields_of
from annotator.ui import plain
from annotator.ui.dialogs.forbidding import ForbiddenDialog

MOST_LINES = 5


class ForbiddenForm(QWidget):
    """Hidden while the label has no fields, since there is nothing to forbid."""

    changed = Signal(object, str)
    """The combinations as they are to be (a tuple), and the name of the step."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._codebook: Codebook | None = None
        self._label: Label | None = None
        self.list = QListWidget(self)
        self.list.setAccessibleName("Answers that may not be together")
        self.list.setWordWrap(True)
        self.list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.add = self._button("New…", lambda: self._ask(None))
        self.add.setAccessibleName("New combination of answers that may not be together")
        self.edit = self._button("Change…", lambda: self._ask(self._chosen()))
        self.remove = self._button("Delete", self._remove)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self.add, self.edit, self.remove):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 16, 0, 0)
        column.setSpacing(8)
        column.addWidget(plain.label("Not together", self, role="section"))
        column.addWidget(self.list)
        column.addLayout(buttons)
        self.list.itemActivated.connect(lambda _item: self._ask(self._chosen()))
        self.list.currentRowChanged.connect(lambda _row: self._follow())

    def show_label(self, codebook: Codebook, label: Label) -> None:
        """Show what a label forbids as it is stored."""
        row = self.list.currentRow() if self._label is not None and self._label.id == label.id else -1
        self._codebook, self._label = codebook, label
        self.list.clear()
        for forbidden in label.forbidden:
            when = " and ".join(in_words(codebook, condition) for condition in forbidden.conditions)
            QListWidgetItem(f"{forbidden.message}\n{when}", self.list)
        self.list.setVisible(bool(label.forbidden))
        if label.forbidden:
            self.list.setCurrentRow(min(max(row, 0), len(label.forbidden) - 1))
            self._fit()
        self.setVisible(bool(fields_of(codebook, label.id)))
        self._follow()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the list the height of its lines as they wrap now."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.list.doItemsLayout()
        rows = [self.list.item(n) for n in range(min(MOST_LINES, self.list.count()))]
        self.list.setFixedHeight(sum(self.list.visualItemRect(row).height() for row in rows) + 8)

    def _button(self, title: str, pressed: object) -> QPushButton:
        button = QPushButton(title, self)
        button.setAutoDefault(False)
        button.clicked.connect(pressed)
        return button

    def _chosen(self) -> Forbidden | None:
        row = self.list.currentRow()
        every = self._label.forbidden if self._label is not None else ()
        return every[row] if 0 <= row < len(every) else None

    def _follow(self) -> None:
        for button in (self.edit, self.remove):
            button.setVisible(self.list.count() > 0)

    def _ask(self, known: Forbidden | None) -> None:
        if self._codebook is None or self._label is None:
            return
        dialog = ForbiddenDialog(fields_of(self._codebook, self._label.id), known, self)
        dialog.given.connect(self._keep)
        dialog.open()

    def _keep(self, given: Forbidden) -> None:
        if self._label is None:
            return
        every = self._label.forbidden
        new = tuple(given if x.id == given.id else x for x in every)
        new = new if any(x.id == given.id for x in every) else (*every, given)
        self.changed.emit(new, "Say what may not be together in {}")

    def _remove(self) -> None:
        chosen = self._chosen()
        if self._label is not None and chosen is not None:
            rest = tuple(x for x in self._label.forbidden if x.id != chosen.id)
            self.changed.emit(rest, "Allow answers together in {}")
