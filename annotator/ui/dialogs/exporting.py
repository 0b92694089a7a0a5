"""Asks in which format to export, where to, and how to split. The export itself is a task that the window runs."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFileDialog, QLineEdit, QSpinBox, QWidget

from annotator.core.errors import UserError
from annotator.formats import FORMATS
from annotator.formats.base import Format, Split, WriteOptions
from annotator.ui import plain
from annotator.ui.dialogs.frame import Dialog
from annotator.ui.settings import Settings

DEFAULT_SPLIT = "train=80,dev=10,test=10"
MOST_SEED = 2**31 - 1


class ExportDialog(Dialog):
    """Gathers format, target and options; emits `chosen(format, target, options)`. It remembers the last choices."""

    chosen = Signal(object, object, object)

    def __init__(self, project: Path, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__("Export", parent=parent)
        self._project = project
        self._settings = settings
        self._formats = [form for form in FORMATS if form.write is not None]
        self.format = QComboBox(self)
        for form in self._formats:
            self.format.addItem(form.title)
        self._about = plain.label(parent=self, wrap=True, role="muted")
        self.target = QLineEdit(self)
        self.splits = QCheckBox("Split by article", self)
        self.split = QLineEdit(settings.text("export/split") or DEFAULT_SPLIT, self)
        self.seed = QSpinBox(self)
        self.seed.setRange(0, MOST_SEED)
        self.seed.lineEdit().setTextMargins(8, 0, 0, 0)
        self.add_field("Format", self.format)
        self.body.addWidget(self._about)
        self.add_field("Write to", self.target, self.small_button("Choose…", self._choose))
        self.body.addSpacing(12)
        self.body.addWidget(self.splits)
        self.add_field("Parts", self.split)
        self.add_field("Seed", self.seed, about="The same seed always gives the same parts.")
        self.add_button("Cancel", self.reject)
        self.add_button("Export", self.start, default=True)
        self.format.currentIndexChanged.connect(self._follow_format)
        self.splits.toggled.connect(self._follow_split)
        self._restore()
        self.format.setFocus()

    @property
    def chosen_format(self) -> Format:
        """The format chosen now."""
        return self._formats[self.format.currentIndex()]

    def start(self) -> None:
        """Hand over what was chosen, or say what is wrong with it."""
        try:
            options = self._options()
            target = self._target()
        except UserError as error:
            self.show_problem(error)
            return
        self._settings.set_text("export/format", self.chosen_format.name)
        self._settings.set_text("export/split", self.split.text().strip())
        self._settings.set_text("export/splits", "yes" if self.splits.isChecked() else "")
        self._settings.set_text("export/seed", str(self.seed.value()))
        self.accept()
        self.chosen.emit(self.chosen_format, target, options)

    def _restore(self) -> None:
        last = self._settings.text("export/format")
        index = next((n for n, form in enumerate(self._formats) if form.name == last), 0)
        seed = self._settings.text("export/seed")
        self.seed.setValue(int(seed) if seed.isdigit() else 0)
        self.format.setCurrentIndex(index)
        self.splits.setChecked(bool(self._settings.text("export/splits")))
        self._follow_format()
        self._follow_split()

    def _options(self) -> WriteOptions:
        split = Split.parse(self.split.text()) if self.splits.isChecked() else None
        return WriteOptions(split=split, seed=self.seed.value())

    def _target(self) -> Path:
        text = self.target.text().strip()
        if not text:
            raise UserError("There is nowhere to write to yet.", hint="Choose a place and a name.")
        path = Path(text).expanduser().absolute()
        if not path.parent.is_dir():
            raise UserError(f"There is no folder “{path.parent}”.", hint="Choose one that exists.")
        return path

    def _suggested(self) -> Path:
        form = self.chosen_format
        folder = self.splits.isChecked() or form.target == "folder"
        ending = f"-{form.name}" if folder else (form.suffixes[0] if form.suffixes else "")
        return self._project.parent / f"{self._project.stem}{ending}"

    def _follow_format(self) -> None:
        self._about.setText(self.chosen_format.description)
        self.target.setText(str(self._suggested()))
        self.show_problem(None)

    def _follow_split(self) -> None:
        on = self.splits.isChecked()
        self.split.setEnabled(on)
        self.seed.setEnabled(on)
        self.target.setText(str(self._suggested()))

    def _choose(self) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self, "Export to", self.target.text(), options=QFileDialog.Option.DontConfirmOverwrite
        )
        if name:
            self.target.setText(name)
