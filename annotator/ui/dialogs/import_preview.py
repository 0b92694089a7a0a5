"""Shows what an import would do before it does it: articles, what is here already, problems, and what can be chosen.

It reads through the preview task in the window's jobs, and changes nothing.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHeaderView, QProgressBar, QTreeWidget, QTreeWidgetItem, QWidget

from annotator.core.draft import Refusal
from annotator.core.errors import UserError
from annotator.core.progress import Progress
from annotator.formats.base import Format
from annotator.store.store import Store
from annotator.tasks.previewing import FileLook, Look, preview
from annotator.ui import plain
from annotator.ui.dialogs.changed_texts import ChangedPane
from annotator.ui.dialogs.frame import Dialog
from annotator.ui.dialogs.import_options import OptionsPane, encoding_title
from annotator.ui.dialogs.results import counted
from annotator.ui.dialogs.wrapping import Wrapping
from annotator.ui.jobs import Job, Jobs

MOST_FILES = 1_000
WIDTH = 760


class ImportPreview(Dialog):
    """A look at files before they are imported; emits `chosen(paths, format, options)`.

    Whatever is chosen in it is read anew at once, so that what it says is always what an import would do.
    """

    chosen = Signal(object, object, object)

    def __init__(
        self, store: Store, jobs: Jobs, paths: Sequence[Path], form: Format | None, parent: QWidget | None = None
    ) -> None:
        super().__init__("Import: what is in the files", parent=parent, width=WIDTH)
        self._project = store.path
        self._jobs = jobs
        self._paths = tuple(paths)
        self._form = form
        self._job: Job | None = None
        self._closed = False
        self.look = Look()
        self.said = plain.label("Reading…", self, wrap=True, role="heading")
        self.hint = plain.label("", self, wrap=True, role="muted")
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("How far the files are read")
        self.tree = _tree(self)
        self.pane = OptionsPane(store.codebook(), self)
        self.pane.changed.connect(self.read)
        self.changed = ChangedPane(self)
        self.take_guess = self.small_button("", self._take_guess)
        self.take_guess.hide()
        for widget in (self.said, self.hint, self.take_guess, self.bar):
            self.body.addWidget(widget)
        self.body.addSpacing(8)
        self.body.addWidget(self.tree, 1)
        self.body.addSpacing(8)
        self.body.addWidget(self.changed)
        self.body.addWidget(self.pane)
        self.add_button("Cancel", self.reject)
        self.importing = self.add_button("Import", self.start, default=True)
        self.importing.setEnabled(False)
        self.resize(WIDTH, 620)
        self.finished.connect(self._stop)
        self.read()

    @property
    def is_reading(self) -> bool:
        """Whether the files are being read now."""
        return self._job is not None

    def read(self) -> None:
        """Look at the files as they would be read with what is chosen now."""
        self._drop()
        self.importing.setEnabled(False)
        self.bar.setRange(0, 0)
        self.bar.show()
        task = preview(self._project, self._paths, self._form, self.pane.options())
        job = self._jobs.run("Looking at the files", task, lambda look: self._show(job, look), self._failed)
        job.progressed.connect(self._progress)
        self._job = job

    def start(self) -> None:
        """Hand over what was chosen, and close."""
        options = replace(self.pane.options(), changed=self.changed.choices())
        self.accept()
        self.chosen.emit(list(self._paths), self._form, options)

    def _progress(self, progress: Progress) -> None:
        if self._job is not None:
            self.said.setText(f"Reading… {plain.elided(progress.text, 60)}")
            self.bar.setRange(0, progress.total or 0)
            self.bar.setValue(progress.done)

    def _show(self, job: Job, look: Look) -> None:
        if job is not self._job or self._closed:
            return  # an earlier look, which a choice has overtaken
        self._job = None
        self.look = look
        self.bar.hide()
        self.said.setText(sentence(look))
        self.hint.setText(_advice(look))
        self.hint.setVisible(bool(self.hint.text()))
        guess = next((file.guess for file in look.files if file.guess), None)
        self.take_guess.setVisible(guess is not None)
        if guess is not None:
            self.take_guess.setText(
                plain.menu_text(f"Read them as {encoding_title(guess.encoding)}: “{plain.elided(guess.sample, 40)}”")
            )
        _fill(self.tree, look)
        self.changed.show_changed(look.changed, look.fates)
        self.pane.show_look(look)
        self.importing.setEnabled(look.articles > 0 and not self.pane.is_open)
        self.importing.setText(
            f"Import {counted(look.articles, 'article')}" if look.articles and look.whole else "Import"
        )
        self.importing.setDefault(True)

    def _failed(self, error: UserError) -> None:
        self._job = None
        self.bar.hide()
        self.show_problem(error)

    def _take_guess(self) -> None:
        guess = next((file.guess for file in self.look.files if file.guess), None)
        if guess is not None:
            self.pane.choose_encoding(guess.encoding)

    def _drop(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def _stop(self) -> None:
        self._closed = True
        self._drop()


def sentence(look: Look) -> str:
    """Return what was found in one line."""
    found = counted(look.articles, "article") if look.whole else f"More than {counted(look.articles, 'article')}"
    parts = [f"{found} in {counted(look.sources, 'file')}"]
    spans = sum(file.spans for file in look.files)
    if spans:
        parts.append(counted(spans, "span"))
    if look.known:
        parts.append(f"{look.known:,} {'is' if look.known == 1 else 'are'} already here")
    if look.changed:
        parts.append(f"{len(look.changed):,} {'has' if len(look.changed) == 1 else 'have'} another text than here")
    if look.problems:
        parts.append(counted(look.problems, "problem"))
    return ", ".join(parts)


def _advice(look: Look) -> str:
    if any(file.readings for file in look.files):
        return "Offsets fit more than one way of counting. Choose below what the spans should say:"
    if not look.whole:
        return "There is more than is looked at here; an import reads all of it."
    if any(file.guess for file in look.files):
        return "Some text is in an encoding that no file says. See whether these words are right:"
    if not look.articles and any(file.columns for file in look.files):
        return "Say below which field is the text."
    if any(not label.known for label in look.labels):
        return "Labels that the codebook does not have are added to it, unless you choose otherwise below."
    return ""


def _tree(parent: QWidget) -> QTreeWidget:
    tree = QTreeWidget(parent)
    tree.setHeaderLabels(["File", "Format", "Articles"])
    tree.setAccessibleName("What is in the files")
    tree.setMinimumHeight(160)
    Wrapping(tree)
    tree.header().setStretchLastSection(False)
    tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    for column in (1, 2):
        tree.header().setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
    return tree


def _fill(tree: QTreeWidget, look: Look) -> None:
    tree.clear()
    for refusal in look.refused:
        row = _problem(refusal)
        tree.addTopLevelItem(row)
        row.setFirstColumnSpanned(True)
    for file in look.files[:MOST_FILES]:
        row = _row(file)
        tree.addTopLevelItem(row)
        for number in range(row.childCount()):
            child = row.child(number)
            if child is not None:
                child.setFirstColumnSpanned(True)
        row.setExpanded(bool(file.problems or file.remarks) or len(look.files) == 1)


def _row(file: FileLook) -> QTreeWidgetItem:
    known = f", {file.known:,} here" if file.known else ""
    known += f", {file.changed:,} changed" if file.changed else ""
    row = QTreeWidgetItem([file.path.name, file.format.title, f"{file.articles:,}{known}"])
    row.setTextAlignment(2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    row.setToolTip(0, plain.markup(str(file.path)))
    for problem in file.problems:
        row.addChild(_problem(problem))
    if file.more_problems:
        row.addChild(QTreeWidgetItem([f"and {counted(file.more_problems, 'more problem')}"]))
    row.addChildren([QTreeWidgetItem([remark]) for remark in file.remarks])
    row.addChildren([QTreeWidgetItem([f"“{plain.elided(title, 90)}”"]) for title in file.samples])
    if file.articles > len(file.samples):
        row.addChild(QTreeWidgetItem([f"and {counted(file.articles - len(file.samples), 'more article')}"]))
    return row


def _problem(refusal: Refusal) -> QTreeWidgetItem:
    text = f"{refusal.message}\n{refusal.hint}".strip()
    row = QTreeWidgetItem([text])
    row.setToolTip(0, plain.markup(f"{refusal.name}\n{text}"))
    row.setData(0, Qt.ItemDataRole.UserRole, "problem")
    return row
