"""The part of the export dialog that changes with the format: its own choices, and what becomes of crooked edges."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QHBoxLayout, QLineEdit, QPushButton, QWidget

from annotator.formats.base import Edges, Format
from annotator.ui import plain
from annotator.ui.settings import Settings

EDGES = (
    (Edges.EXPAND, "Expand them to whole words"),
    (Edges.CONTRACT, "Contract them to whole words"),
    (Edges.SKIP, "Leave them out"),
    (Edges.STRICT, "Write nothing while there are any"),
)


class FormatChoices(QWidget):
    """A row for each choice of one format; what was chosen is remembered by format."""

    list_edges = Signal()

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._form: Format | None = None
        self._boxes: dict[str, QComboBox] = {}
        self._rows = QFormLayout(self)
        self._rows.setContentsMargins(0, 8, 0, 0)
        self._rows.setHorizontalSpacing(16)
        self._rows.setVerticalSpacing(8)
        self._rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        self.edges: QComboBox | None = None
        self.licence: QLineEdit | None = None

    def show_format(self, form: Format) -> None:
        """Make the rows of a format in place of those there are."""
        while self._rows.rowCount():
            self._rows.removeRow(0)
        self._form = form
        self._boxes, self.edges, self.licence = {}, None, None
        for choice in form.choices:
            box = QComboBox(self)
            for value, title in choice.values:
                box.addItem(title, value)
            last = self._settings.text(f"export/{form.name}/{choice.id}")
            box.setCurrentIndex(max(0, box.findData(last)))
            self._add(choice.title, box, choice.about)
            self._boxes[choice.id] = box
        if not form.choices and not form.words and not form.licensed:
            self._rows.addRow(plain.label("This format leaves nothing to choose.", self, role="muted"))
        if form.words:
            self._add_edges()
        if form.licensed:
            self.licence = QLineEdit(self._settings.text("export/licence"), self)
            self.licence.setPlaceholderText("cc-by-4.0")
            self._add("Licence", self.licence, "It stands in the dataset’s card.")

    def _add(self, title: str, field: QWidget, about: str, beside: QWidget | None = None) -> None:
        heading = plain.label(title, self)
        heading.setBuddy(field)
        heading.setMinimumHeight(field.sizeHint().height())
        field.setAccessibleName(title)
        field.setAccessibleDescription(about)
        if about:
            plain.set_tooltip(field, about)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(field, 1)
        if beside is not None:
            row.addWidget(beside)
        self._rows.addRow(heading, row)

    def _add_edges(self) -> None:
        self.edges = QComboBox(self)
        for edges, title in EDGES:
            self.edges.addItem(title, edges.value)
        self.edges.setCurrentIndex(max(0, self.edges.findData(self._settings.text("export/edges"))))
        listing = QPushButton(plain.menu_text("List them…"), self)
        listing.setAutoDefault(False)
        listing.clicked.connect(lambda _checked: self.list_edges.emit())
        about = "Spans that begin or end inside a word: the format knows only whole words."
        self._add("Edges inside words", self.edges, about, listing)

    def chosen(self) -> Mapping[str, str]:
        """Return the value of each choice."""
        return {name: str(box.currentData()) for name, box in self._boxes.items()}

    def chosen_edges(self) -> Edges:
        """Return what becomes of edges inside words."""
        return Edges.EXPAND if self.edges is None else Edges(str(self.edges.currentData()))

    def chosen_licence(self) -> str:
        """Return the licence, or an empty string where the format has none."""
        return "" if self.licence is None else self.licence.text().strip()

    def remember(self) -> None:
        """Keep what was chosen for the next time."""
        if self._form is None:
            return
        for name, value in self.chosen().items():
            self._settings.set_text(f"export/{self._form.name}/{name}", value)
        if self.edges is not None:
            self._settings.set_text("export/edges", self.chosen_edges().value)
        if self.licence is not None:
            self._settings.set_text("export/licence", self.chosen_licence())
