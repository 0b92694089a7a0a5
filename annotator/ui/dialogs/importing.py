"""Asks which files and folders to import, and as what. What is in them is shown next, by `import_preview`."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QFileDialog, QListWidget, QVBoxLayout, QWidget

from annotator.core.errors import UserError
from annotator.formats import FORMATS
from annotator.ui.dialogs.frame import Dialog

BY_NAME = "By the name of each file"


class ImportDialog(Dialog):
    """Gathers paths and a format (None: each file's name decides); emits `chosen(paths, format)`."""

    chosen = Signal(object, object)

    def __init__(self, paths: Sequence[Path] = (), parent: QWidget | None = None) -> None:
        super().__init__(
            "Import articles",
            "Files and whole folders. What is here already is not added twice, and a file that cannot be read "
            "does not stop the others.",
            parent,
        )
        self._formats = [form for form in FORMATS if form.read is not None]
        self.list = QListWidget(self)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setMinimumHeight(140)
        self._add_files = self.small_button("Add files…", self._choose_files)
        self._add_folder = self.small_button("Add a folder…", self._choose_folder)
        self._remove = self.small_button("Remove", self._remove_selected)
        QShortcut(QKeySequence("Delete"), self.list, self._remove_selected)
        self.add_field("Files and folders", self.list, self._side())
        self.format = QComboBox(self)
        self.format.addItem(BY_NAME)
        for form in self._formats:
            self.format.addItem(form.title)
        self.add_field("Format", self.format)
        self.add_button("Cancel", self.reject)
        self._import = self.add_button("Look at them", self.start, default=True)
        self.list.itemSelectionChanged.connect(self._update)
        self.setAcceptDrops(True)
        self.add_paths(paths)
        self._update()
        self._add_files.setFocus()

    def add_paths(self, paths: Sequence[Path]) -> None:
        """Add files or folders, each once."""
        known = {self.list.item(row).text() for row in range(self.list.count())}
        self.list.addItems([str(path) for path in dict.fromkeys(paths) if str(path) not in known])
        self._update()

    def start(self) -> None:
        """Hand over what was gathered, and close."""
        paths = [Path(self.list.item(row).text()) for row in range(self.list.count())]
        if not paths:
            self.show_problem(UserError("Nothing is chosen yet.", hint="Add files or a folder, or drop them here."))
            return
        index = self.format.currentIndex()
        self.accept()
        self.chosen.emit(paths, self._formats[index - 1] if index > 0 else None)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and folders."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Add what was dropped."""
        self.add_paths([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])

    def _side(self) -> QWidget:
        side = QWidget(self)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for button in (self._add_files, self._add_folder, self._remove):
            column.addWidget(button)
        column.addStretch(1)
        return side

    def _choose_files(self) -> None:
        suffixes = " ".join(sorted({f"*{suffix}" for form in self._formats for suffix in form.suffixes if suffix}))
        names, _ = QFileDialog.getOpenFileNames(self, "Add files", "", f"Articles ({suffixes});;All files (*)")
        self.add_paths([Path(name) for name in names])

    def _choose_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, "Add a folder")
        self.add_paths([Path(name)] if name else [])

    def _remove_selected(self) -> None:
        for item in self.list.selectedItems():
            self.list.takeItem(self.list.row(item))
        self._update()

    def _update(self) -> None:
        self._remove.setEnabled(bool(self.list.selectedItems()))
        if self.list.count():
            self.show_problem(None)
