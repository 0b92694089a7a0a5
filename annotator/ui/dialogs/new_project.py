"""Asks for the file and the codebook of a new project, and makes it."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFileDialog, QLineEdit, QRadioButton, QVBoxLayout, QWidget

from annotator.core.codebook import Codebook
from annotator.core.errors import UserError
from annotator.ui import plain
from annotator.ui.dialogs.frame import Dialog

SUFFIX = ".annotator"


class NewProjectDialog(Dialog):
    """Makes a project file with the chosen codebook; emits `made` once it is there and closed again."""

    made = Signal(object)

    def __init__(self, annotator: str, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__("New project", "A project is one file. It holds the articles and all that is tagged.", parent)
        self._annotator = annotator
        self.file = QLineEdit(str(_free(folder / f"Project{SUFFIX}")), self)
        self.add_field("File", self.file, self.small_button("Choose…", self._choose_file))
        self._group = QButtonGroup(self)
        self._files: list[Path | None] = []
        self._add_codebooks()
        self.add_button("Cancel", self.reject)
        self.add_button("Create project", self.create_project, default=True)
        self.file.setFocus()
        stem = self.file.text().rfind("Project")
        self.file.setSelection(stem, len(Path(self.file.text()).stem))

    def choose_codebook(self, index: int) -> None:
        """Choose one of the codebooks by its place in the list."""
        button = self._group.button(index)
        button.setChecked(True)

    def create_project(self) -> None:
        """Make the project, or say in the dialog why not."""
        from annotator.store.store import Store

        try:
            path = self._path()
            Store.create(path, self._codebook(), annotator=self._annotator).close()
        except UserError as error:
            self.show_problem(error)
            return
        self.accept()
        self.made.emit(path)

    def _add_codebooks(self) -> None:
        from annotator.tasks.codebooks import read_codebook, shipped_codebooks

        self.body.addSpacing(12)
        self.body.addWidget(plain.label("Codebook", self, role="heading"))
        for path in shipped_codebooks():
            codebook = read_codebook(path)
            self._add_choice(codebook.name, codebook.description, path)
        self._own = self._add_choice("From a file…", "A codebook that you or a colleague made.", None)
        self._own.clicked.connect(self._choose_codebook)
        self._none = self._add_choice("None yet", "Articles can be read and sorted; labels come later.", None)
        (self._group.button(0)).setChecked(True)

    def _add_choice(self, title: str, about: str, path: Path | None) -> QRadioButton:
        button = QRadioButton(plain.menu_text(title), self)
        button.setAccessibleDescription(about)
        self._group.addButton(button, len(self._files))
        self._files.append(path)
        cell = QVBoxLayout()
        cell.setSpacing(0)
        cell.addWidget(button)
        line = plain.label(about, self, wrap=True, role="muted")
        line.setIndent(28)
        line.setMinimumWidth(440)
        cell.addWidget(line)
        self.body.addLayout(cell)
        self.body.addSpacing(4)
        return button

    def _path(self) -> Path:
        text = self.file.text().strip()
        if not text:
            raise UserError("The project needs a file name.", hint="Give one, or choose a folder.")
        path = Path(text).expanduser().absolute()
        path = path if path.suffix == SUFFIX else path.with_name(path.name + SUFFIX)
        if not path.parent.is_dir():
            raise UserError(f"There is no folder “{path.parent}”.", hint="Choose one that exists.")
        return path

    def _codebook(self) -> Codebook | None:
        from annotator.tasks.codebooks import read_codebook

        path = self._files[self._group.checkedId()]
        if path is None and self._own.isChecked():
            raise UserError("No codebook file is chosen.", hint="Press “From a file…” again, or take another.")
        return read_codebook(path) if path is not None else None

    def _choose_file(self) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self,
            "New project",
            self.file.text(),
            f"Annotator projects (*{SUFFIX})",
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if name:
            self.file.setText(name)

    def _choose_codebook(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "Choose a codebook", "", "Codebooks (*.toml)")
        if name:
            self._files[self._group.id(self._own)] = Path(name)
            self._own.setText(plain.menu_text(f"From “{Path(name).name}”"))


def _free(path: Path) -> Path:
    """Return the path, or the same with a number, so that the file does not exist yet."""
    number, wanted = 2, path
    while wanted.exists():
        wanted = path.with_stem(f"{path.stem} {number}")
        number += 1
    return wanted
