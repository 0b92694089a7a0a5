"""Asks in which format to export, where to, what goes out, and how to split. The export itself is a task."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFileDialog, QLineEdit, QSpinBox, QTabWidget, QVBoxLayout, QWidget

from annotator.core.errors import UserError
from annotator.formats import all_formats
from annotator.formats.base import Format, Split, WriteOptions
from annotator.ui import plain
from annotator.ui.dialogs.exporting_choices import FormatChoices
from annotator.ui.dialogs.exporting_selection import Available, SelectionPage
from annotator.ui.dialogs.frame import Dialog
from annotator.ui.settings import Settings

DEFAULT_SPLIT = "train=80,dev=10,test=10"
MOST_SEED = 2**31 - 1


class ExportDialog(Dialog):
    """Gathers format, target, options and selection and emits them with `chosen`. It remembers the last choices.

    `edges_asked(format, options, selection)` wants the spans listed that the format would have to move.
    """

    chosen = Signal(object, object, object, object)
    edges_asked = Signal(object, object, object)

    def __init__(
        self, project: Path, settings: Settings, parent: QWidget | None = None, available: Available | None = None
    ) -> None:
        super().__init__("Export", parent=parent, width=600)
        self._project = project
        self._settings = settings
        self._formats = [form for form in all_formats() if form.write is not None]
        self.format = QComboBox(self)
        self.format.setMaxVisibleItems(24)
        for form in self._formats:
            self.format.addItem(form.title)
        self._about = plain.label(parent=self, wrap=True, role="muted")
        self._about.setMinimumHeight(3 * self._about.fontMetrics().lineSpacing())
        self.target = QLineEdit(self)
        self.choices = FormatChoices(settings, self)
        self.selection = SelectionPage(available or Available(), self)
        self.add_field("Format", self.format)
        self.body.addWidget(self._about)
        self.add_field("Write to", self.target, self.small_button("Choose…", self._choose))
        self.body.addSpacing(16)
        self.tabs = QTabWidget(self)
        self.tabs.setAccessibleName("Choices")
        self.tabs.addTab(self._page(self.choices), plain.menu_text("How"))
        self.tabs.addTab(self.selection, plain.menu_text("What goes out"))
        self.tabs.addTab(self._split_page(), plain.menu_text("Split"))
        self.body.addWidget(self.tabs, 1)
        self.add_button("Cancel", self.reject)
        self.add_button("Export", self.start, default=True)
        self.format.currentIndexChanged.connect(self._follow_format)
        self.splits.toggled.connect(self._follow_split)
        self.choices.list_edges.connect(self._ask_edges)
        self._restore()
        self.format.setFocus()

    def _page(self, *parts: QWidget) -> QWidget:
        page = QWidget(self)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 12, 0, 0)
        layout.setSpacing(6)
        for part in parts:
            layout.addWidget(part)
        layout.addStretch(1)
        return page

    def _split_page(self) -> QWidget:
        self.splits = QCheckBox("Split by article", self)
        self.split = QLineEdit(self._settings.text("export/split") or DEFAULT_SPLIT, self)
        self.seed = QSpinBox(self)
        self.seed.setRange(0, MOST_SEED)
        self.seed.lineEdit().setTextMargins(8, 0, 0, 0)
        self.stratified = QCheckBox("Rare labels in every part", self)
        parts, seed = plain.label("Parts", self, role="heading"), plain.label("Seed", self, role="heading")
        for heading, control in ((parts, self.split), (seed, self.seed)):
            heading.setBuddy(control)
            control.setAccessibleName(heading.text())
        about = plain.label("The same seed always gives the same parts.", self, wrap=True, role="muted")
        return self._page(self.splits, parts, self.split, seed, self.seed, about, self.stratified)

    @property
    def chosen_format(self) -> Format:
        """The format chosen now."""
        return self._formats[self.format.currentIndex()]

    def start(self) -> None:
        """Hand over what was chosen, or say what is wrong with it."""
        try:
            options, selection = self._options(), self.selection.selection()
            target = self._target()
        except UserError as error:
            self.show_problem(error)
            return
        self._settings.set_text("export/format", self.chosen_format.name)
        self._settings.set_text("export/split", self.split.text().strip())
        self._settings.set_text("export/splits", "yes" if self.splits.isChecked() else "")
        self._settings.set_text("export/stratified", "yes" if self.stratified.isChecked() else "")
        self._settings.set_text("export/seed", str(self.seed.value()))
        self.choices.remember()
        self.accept()
        self.chosen.emit(self.chosen_format, target, options, selection)

    def _restore(self) -> None:
        last = self._settings.text("export/format")
        index = next((n for n, form in enumerate(self._formats) if form.name == last), 0)
        seed = self._settings.text("export/seed")
        self.seed.setValue(int(seed) if seed.isdigit() else 0)
        self.format.setCurrentIndex(index)
        self.splits.setChecked(bool(self._settings.text("export/splits")))
        self.stratified.setChecked(bool(self._settings.text("export/stratified")))
        self._follow_format()
        self._follow_split()

    def _options(self) -> WriteOptions:
        return WriteOptions(
            split=Split.parse(self.split.text()) if self.splits.isChecked() else None,
            seed=self.seed.value(),
            edges=self.choices.chosen_edges(),
            stratified=self.stratified.isChecked(),
            licence=self.choices.chosen_licence(),
            chosen=self.choices.chosen(),
        )

    def _ask_edges(self) -> None:
        try:
            options, selection = self._options(), self.selection.selection()
        except UserError as error:
            self.show_problem(error)
            return
        self.edges_asked.emit(self.chosen_format, options, selection)

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
        ending = f"-{form.name}" if folder else f"-{form.name}{form.extension}" if form.ending else form.extension
        return self._project.parent / f"{self._project.stem}{ending}"

    def _follow_format(self) -> None:
        self._about.setText(self.chosen_format.description)
        self.choices.show_format(self.chosen_format)
        self.target.setText(str(self._suggested()))
        self.show_problem(None)

    def _follow_split(self) -> None:
        on = self.splits.isChecked()
        for control in (self.split, self.seed, self.stratified):
            control.setEnabled(on)
        self.target.setText(str(self._suggested()))

    def _choose(self) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self, "Export to", self.target.text(), options=QFileDialog.Option.DontConfirmOverwrite
        )
        if name:
            self.target.setText(name)
