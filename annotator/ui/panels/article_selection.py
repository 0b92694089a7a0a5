"""What can be done with many articles of the list at once: status, labels, whom they are assigned to, export.

It says how many are chosen; each change is one step of Undo.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QListView, QMenu, QWidget

from annotator.core.model import AnnotatorKind, Status
from annotator.tasks import changing
from annotator.tasks.changing import Change
from annotator.ui import notices, plain
from annotator.ui.jobs import Jobs
from annotator.ui.panels.articles_model import ROW
from annotator.ui.panels.status_marks import STATUS_NAMES, status_icon
from annotator.ui.panels.words import counted
from annotator.ui.span_changes import ManyRows
from annotator.ui.tables.label_menu import MenuButton, fill_label_menu
from annotator.ui.workspace import Workspace


class ArticleList(QListView):
    """Several rows can be selected. The selection is of articles and survives a new reading of the same list."""

    many = Signal()
    """The selection changed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.all_selected = False
        self._kept: set[str] = set()
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)

    def chosen(self) -> list[str]:
        """Return the selected articles in the order they are shown."""
        rows = sorted(self.selectionModel().selectedIndexes(), key=lambda index: index.row())
        return [index.data(ROW).id for index in rows]

    def keep(self) -> None:
        """Remember what is selected, before the list is read again."""
        chosen = self.chosen()
        self._kept = set(chosen) if len(chosen) > 1 else set()

    def forget(self) -> None:
        """Select nothing again after the next reading: another list comes."""
        self._kept = set()
        self.all_selected = False

    def restore(self) -> None:
        """Select again what `keep` remembered."""
        if not self._kept:
            return
        model, wanted = self.model(), QItemSelection()
        for row in range(model.rowCount()):
            index = model.index(row, 0)
            if index.data(ROW).id in self._kept:
                wanted.select(index, index)
        self._kept = set()
        self.selectionModel().select(wanted, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def selectAll(self) -> None:  # noqa: N802 - Qt's name
        """Select every article of the list, read or not."""
        super().selectAll()
        self.all_selected = self.model().rowCount() > 0
        self.many.emit()

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:  # noqa: N802 - Qt's name
        """Anything but a further row ends that all are selected."""
        super().selectionChanged(selected, deselected)
        if deselected.count():
            self.all_selected = False
        self.many.emit()

    def rowsInserted(self, parent: object, start: int, end: int) -> None:  # noqa: N802 - Qt's name
        """Select further rows where all are selected."""
        super().rowsInserted(parent, start, end)  # type: ignore[arg-type]
        if self.all_selected:
            more = QItemSelection(self.model().index(start, 0), self.model().index(end, 0))
            self.selectionModel().select(more, QItemSelectionModel.SelectionFlag.Select)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves the current article selected alone."""
        if event.key() == Qt.Key.Key_Escape and len(self.selectionModel().selectedIndexes()) > 1:
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.selectionModel().select(self.currentIndex(), flags)
        else:
            super().keyPressEvent(event)


class ArticleSelection(QWidget):
    """A line below the list, shown while several articles are chosen. `chosen` gives their ids, None for all."""

    export_wanted = Signal(object)
    """A tuple of ids of articles to be exported."""

    def __init__(
        self,
        workspace: Workspace,
        jobs: Jobs,
        chosen: Callable[[], Sequence[str] | None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._jobs = jobs
        self._chosen = chosen
        self._many = ManyRows(workspace, jobs, self, "article")
        self.count = plain.label(role="muted", parent=self)
        self.change = MenuButton(QMenu(), self)
        self.change.setText("Change")
        self.change.setAccessibleName("Change the selected articles")
        self.change.popup.aboutToShow.connect(lambda: self.fill(self.change.popup))
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 4, 8, 6)
        row.addWidget(self.count, 1)
        row.addWidget(self.change)
        self.hide()

    def show_count(self, chosen: int, *, every: bool) -> None:
        """Say how many are chosen; `every` of a list of which not all were read."""
        self.count.setText("All selected" if every else f"{chosen:,} selected")
        self.setVisible(chosen > 1)

    def show_menu(self, at: QPoint) -> None:
        """Show what can be done, at a place of the screen."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fill(menu)
        menu.popup(at)

    def fill(self, menu: QMenu) -> None:
        """Fill a menu with all that can be done with the chosen articles."""
        menu.clear()
        workspace, book = self._workspace, self._workspace.codebook
        statuses = menu.addMenu("Status")
        for status in Status:
            action = statuses.addAction(status_icon(status), STATUS_NAMES[status])
            action.triggered.connect(lambda _on=False, status=status: self.set_status(status))
        fill_label_menu(menu.addMenu("Label the articles"), book, lambda label, _on: self.label(label.id, on=True))
        fill_label_menu(menu.addMenu("Take a label away"), book, lambda label, _on: self.label(label.id, on=False))
        people = menu.addMenu("Assign to")
        for person in workspace.store.annotators():
            if person.kind is AnnotatorKind.PERSON:
                action = people.addAction(plain.menu_text(person.name))
                action.triggered.connect(lambda _on=False, person=person: self.assign(person.id, person.name))
        for inner in menu.actions():
            inner.setEnabled(not workspace.read_only)
        menu.addSeparator()
        menu.addAction("Export…").triggered.connect(self.export)

    def set_status(self, status: Status) -> None:
        """Give the chosen articles a status."""
        me = self._workspace.annotator.id
        self._run(lambda what: f"Mark {what} as {status}", changing.set_status(me, status))

    def label(self, label: str, *, on: bool) -> None:
        """Put a label on the chosen articles, or take it from them."""
        found = self._workspace.codebook.label(label)
        name = found.name if found is not None else ""
        change = changing.label_articles(self._workspace.annotator.id, label, on=on)
        self._run(lambda what: f"Label {what} {name}" if on else f"Take {name} from {what}", change)

    def assign(self, person: str, name: str) -> None:
        """Assign the chosen articles to somebody."""
        self._run(lambda what: f"Assign {what} to {name}", changing.assign(person, self._workspace.annotator.id))

    def export(self) -> None:
        """Ask for an export of the chosen articles."""
        self._with_ids(lambda ids: self.export_wanted.emit(tuple(ids)))

    def _run(self, name: Callable[[str], str], change: Change) -> None:
        self._with_ids(lambda ids: self._many.change(ids, name(counted(len(ids), "article")), change))

    def _with_ids(self, then: Callable[[Sequence[str]], object]) -> None:
        ids = self._chosen()
        if ids is not None:
            then(ids)
            return
        store = self._workspace.store
        task = changing.article_ids(store.path, store.annotator.name, self._workspace.filter)
        self._jobs.run("Counting the articles", task, then, lambda error: notices.show_error(self.window(), error))
