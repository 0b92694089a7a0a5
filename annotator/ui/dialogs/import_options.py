"""What a person can choose of how files are read: encoding, fields, units of offsets, labels. It reads no file itself.

Only the choices that matter for the files at hand are shown.
"""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from annotator.core.codebook import Codebook
from annotator.formats.decoding import ENCODINGS
from annotator.formats.incoming import ReadOptions
from annotator.formats.offsets import UNITS
from annotator.tasks.fitting import LabelChoices
from annotator.tasks.importing import ImportOptions
from annotator.tasks.previewing import LabelLook, Look
from annotator.ui import plain

PARTS = (
    ("text", "Text"),
    ("title", "Title"),
    ("date", "Published"),
    ("source", "Source"),
    ("author", "Author"),
    ("link", "Link"),
)
NOT_THERE = "–"
MOST_LABELS = 60
_WRAPPED = frozenset({"pdf", "text"})
_ENCODED = frozenset({"text", "csv", "tsv", "json", "conll", "conllu", "brat", "html", "eml", "mbox", "doccano"})
ADD, LEAVE = "Add it to the codebook", "Leave it out"


def encoding_title(name: str) -> str:
    """Return what people call an encoding."""
    return next((title for known, title in ENCODINGS if known == name), name)


class OptionsPane(QWidget):
    """The choices for one import; emits `changed` when a person makes one, never when they are only shown anew."""

    changed = Signal()

    def __init__(self, codebook: Codebook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._codebook = codebook
        self._parts: dict[str, QComboBox] = {}
        self._labels: dict[str, QComboBox] = {}
        self._columns: tuple[str, ...] = ()
        self._said: set[str] = set()
        self.encoding = self._combo(
            "Encoding", [("As the files say", ""), *((title, name) for name, title in ENCODINGS)]
        )
        self.unit = self._combo("Offsets count", [("Whatever lands best", ""), *((x.name, x.name) for x in UNITS[:6])])
        self.tie = self._combo("What the spans say", [])
        self._readings: dict[str, tuple[str, ...]] = {}
        self.join = QCheckBox("Join lines that were broken to fit a page", self)
        self.join.toggled.connect(self.changed)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(3, 1)
        self._label_box = QWidget(self)
        self._label_grid = QGridLayout(self._label_box)
        self._label_grid.setContentsMargins(0, 0, 8, 0)
        self._label_grid.setVerticalSpacing(4)
        self._label_grid.setColumnStretch(1, 1)
        self._label_area = QScrollArea(self)
        self._label_area.setWidgetResizable(True)
        self._label_area.setWidget(self._label_box)
        self._label_area.setMinimumHeight(120)
        self._label_area.setMaximumHeight(190)
        self._label_area.setFrameShape(QScrollArea.Shape.NoFrame)
        self._label_area.setAccessibleName("Labels of the files")
        self._label_title = plain.label("Labels of the files", self, role="heading")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(self._grid)
        layout.addWidget(self.join)
        layout.addWidget(self._label_title)
        layout.addWidget(self._label_area)
        self.show_look(Look())

    def options(self) -> ImportOptions:
        """Return what is chosen."""
        fields = {part: str(self._parts[part].currentData() or "") for part in self._said if part in self._parts}
        names = {
            name: str(combo.currentData()) for name, combo in self._labels.items() if combo.currentData() is not None
        }
        reading = ReadOptions(
            encoding=str(self.encoding.currentData() or ""),
            fields=fields,
            unit=str(self.unit.currentData() or ""),
            tie=str(self.tie.currentData() or ""),
            join_lines=self.join.isChecked(),
        )
        return ImportOptions(reading, LabelChoices(names))

    def show_look(self, look: Look) -> None:
        """Show the choices that matter for what was found, with what is chosen kept."""
        names = {file.format.name for file in look.files}
        columns = tuple(dict.fromkeys(column for file in look.files for column in file.columns))
        self._clear()
        rows: list[tuple[str, QWidget]] = []
        guesses = any(file.guess for file in look.files)
        if names & _ENCODED or guesses or self.encoding.currentIndex():
            rows.append(("Encoding", self.encoding))
        if any(file.spans for file in look.files) or self.unit.currentIndex():
            rows.append(("Offsets count", self.unit))
        if self._ask(look):
            rows.append(("The spans say", self.tie))
        if len(rows) % 2:
            rows.append(("", QWidget(self)))
        rows += self._mapper(columns, look)
        for number, (title, widget) in enumerate(rows):
            label = plain.label(title, self)
            label.setBuddy(widget)
            self._grid.addWidget(label, number // 2, number % 2 * 2)
            self._grid.addWidget(widget, number // 2, number % 2 * 2 + 1)
            widget.show()
        self.join.setVisible(bool(names & _WRAPPED))
        self._show_labels(look.labels)

    @property
    def is_open(self) -> bool:
        """Whether a file's offsets could be read in more than one way, and nobody has said in which."""
        return bool(self._readings) and not self.tie.currentData() and not self.unit.currentData()

    def _ask(self, look: Look) -> bool:
        """Offer what the spans of the first file that is open say in each unit; whether there is anything to say."""
        found = next((dict(file.readings) for file in look.files if file.readings), {})
        if found and found != self._readings:
            self._readings = found
            self.tie.blockSignals(True)
            self.tie.clear()
            self.tie.addItem("Choose what is right…", "")
            for unit, samples in found.items():
                words = ", ".join(f"“{plain.elided(sample, 24)}”" for sample in samples)
                self.tie.addItem(f"{words} ({unit})", unit)
            self.tie.blockSignals(False)
        return bool(self._readings) and not self.unit.currentData()

    def part(self, name: str) -> QComboBox:
        """Return the list of fields for a part of an article ("text"); `KeyError` where nothing can be mapped."""
        return self._parts[name]

    def label(self, name: str) -> QComboBox:
        """Return the list of what a label of the files can become."""
        return self._labels[name]

    def choose_encoding(self, name: str) -> None:
        """Choose an encoding, one that is not in the list, too."""
        index = self.encoding.findData(name)
        if index < 0:
            self.encoding.addItem(name, name)
            index = self.encoding.count() - 1
        self.encoding.setCurrentIndex(index)

    def _mapper(self, columns: tuple[str, ...], look: Look) -> list[tuple[str, QWidget]]:
        """Return a list of fields for each part of an article; what a person chose stays."""
        if columns != self._columns:
            for combo in self._parts.values():
                combo.deleteLater()
            self._parts, self._said = {}, set()
            self._columns = columns
        if not columns:
            return []
        found = next((dict(file.fields) for file in look.files if file.fields), {})
        if not self._parts:
            for part, title in PARTS:
                self._parts[part] = self._combo(
                    title, [(NOT_THERE, ""), *((column, column) for column in columns)], part
                )
        for part, combo in self._parts.items():
            if found and part not in self._said:
                combo.blockSignals(True)
                combo.setCurrentIndex(max(0, combo.findData(found.get(part, ""))))
                combo.blockSignals(False)
        return [(title, self._parts[part]) for part, title in PARTS]

    def _show_labels(self, labels: tuple[LabelLook, ...]) -> None:
        """Offer for each label of the files what it becomes; those that a person decided stay in the list."""
        self._label_title.setVisible(bool(labels or self._labels))
        self._label_area.setVisible(bool(labels or self._labels))
        own = [label for label in self._codebook.labels if not label.retired]
        for look in labels[:MOST_LABELS]:
            if look.name in self._labels:
                continue
            row = self._label_grid.rowCount()
            first = f"“{look.known}” of the codebook" if look.known else ADD
            combo = self._combo(
                f"What “{look.name}” becomes",
                [
                    (first, None),
                    *((f"“{label.name}”", label.name) for label in own if label.name != look.known),
                    (LEAVE, ""),
                ],
            )
            text = f"{plain.elided(look.name, 40)}  ({look.count:,})"
            label = plain.label(text, self._label_box)
            label.setBuddy(combo)
            self._label_grid.addWidget(label, row, 0)
            self._label_grid.addWidget(combo, row, 1)
            combo.show()
            self._labels[look.name] = combo

    def _combo(self, name: str, choices: list[tuple[str, object]], part: str = "") -> QComboBox:
        combo = QComboBox(self)
        combo.setAccessibleName(name)
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.setMinimumContentsLength(18)
        for title, data in choices:
            combo.addItem(title, data)
        combo.currentIndexChanged.connect(lambda _index: self._choose(part))
        combo.hide()
        return combo

    def _choose(self, part: str) -> None:
        """Note that a person chose, which counts for more than what is found."""
        if part:
            self._said.add(part)
        self.changed.emit()

    def _clear(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if isinstance(widget, QComboBox):
                widget.hide()
            elif widget is not None:
                widget.deleteLater()
