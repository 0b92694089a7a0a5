"""People and organisations: the list, the page of one with every mention, and merging and splitting them."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTableView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from annotator.core.change import Action
from annotator.core.errors import UserError
from annotator.core.ids import new_id
from annotator.core.model import Actor
from annotator.store.edit import Edit
from annotator.store.registry import (
    Mention,
    delete_actor,
    mention_counts,
    mentions,
    merge_actors,
    split_actor,
)
from annotator.store.store import Store
from annotator.ui import notices, plain
from annotator.ui.commands import Commands
from annotator.ui.dialogs.asking import ChoiceDialog, ask_name
from annotator.ui.dialogs.results import counted
from annotator.ui.panels.actor_form import ActorForm
from annotator.ui.tables.actor_model import ActorColumn, ActorModel
from annotator.ui.workspace import Workspace

TABLES = "Tables (*.csv);;All files (*)"
COLUMNS = ("Words", "Field", "Article", "Date")
NAME_LENGTH = 60
ID = Qt.ItemDataRole.UserRole


class PeoplePage(QWidget):
    """Invariant: the form and the mentions are those of the one chosen row; with none or several they are hidden."""

    mention_opened = Signal(str)
    """The span with this id is to be shown in its article."""

    def __init__(self, workspace: Workspace, commands: Commands, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._commands = commands
        self._found: tuple[Mention, ...] = ()
        self._awaited = ""
        self.actors = ActorModel(self)
        self.table = self._make_table()
        self.form = ActorForm(self)
        self.mentions = self._make_mentions()
        self.count = plain.label(role="section")
        self._empty = plain.label("No people or organisations yet. They are added here, or where a field asks for one.")
        self._several = plain.label(role="muted")
        self._right = QStackedWidget(self)
        self._lay_out()
        self._connect()

    def refresh(self) -> None:
        """Read anew; the chosen rows stay chosen."""
        chosen = [self._awaited] if self._awaited else [actor.id for actor in self.chosen()]
        self._awaited = ""
        store = self._workspace.store if self._workspace.is_open else None
        with QSignalBlocker(self.table.selectionModel()):
            self.actors.show_actors(store.actors() if store else ())
            self._choose(chosen)
        if store is not None:
            self._workspace.read(mention_counts, self.actors.show_counts, "mentions of everyone")
        self._show_chosen()

    def search(self, words: str) -> None:
        """Narrow the list to names with these words."""
        self.actors.search(words)
        self._show_chosen()

    def chosen(self) -> list[Actor]:
        """Return the chosen people, in the order of the list."""
        rows = sorted({index.row() for index in self.table.selectionModel().selectedRows()})
        return [self.actors.actor(row) for row in rows]

    def _choose(self, ids: list[str]) -> None:
        self.table.clearSelection()
        mode = self.table.selectionMode()
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.MultiSelection)
        for row in range(self.actors.rowCount()):
            if self.actors.actor(row).id in ids:
                self.table.selectRow(row)
        self.table.setSelectionMode(mode)

    # -- commands ------------------------------------------------------------------------------------------------

    def new(self) -> None:
        """Ask for a name and add somebody."""
        ask_name(self, "New person or organisation", "Name", "Add", self.add)

    def add(self, name: str) -> None:
        """Add somebody, and choose them."""
        actor = Actor(new_id(), name)
        self._awaited = actor.id
        self._put(actor, f"Add {name}")

    def merge(self) -> None:
        """Ask which of the chosen ones all become; with one chosen, into whom it goes."""
        chosen = self.chosen()
        others = [x for x in self.actors.everyone() if x != chosen[0]] if len(chosen) == 1 else chosen
        if not chosen or not others:
            return
        what = f"{plain.elided(', '.join(actor.name for actor in chosen), NAME_LENGTH)}: all become"
        titles = [f"{actor.name} ({actor.kind})" for actor in others]
        dialog = ChoiceDialog("Merge people or organisations", what, titles, "Merge", self)
        dialog.given.connect(lambda number: self.merge_into(others[number], chosen))
        dialog.open()

    def merge_into(self, kept: Actor, gone: list[Actor]) -> None:
        """Make several one, as one step."""
        ids = [actor.id for actor in gone if actor.id != kept.id]
        self._awaited = kept.id
        self._workspace.step("Merge", lambda store: merge_actors(store, kept.id, ids), merges=True)

    def split(self) -> None:
        """Ask for the name of whom the chosen mentions really speak of."""
        chosen = self.chosen()
        rows = sorted({index.row() for index in self.mentions.selectedIndexes()})
        if len(chosen) != 1 or not rows:
            self._workspace.status_said.emit("Choose the mentions below that speak of somebody else.", "news")
            return
        picked = [self._found[row] for row in rows]
        what = f"Who the {counted(len(picked), 'chosen mention')} speak of"
        ask_name(self, "Split", what, "Split", lambda name: self.split_off(chosen[0], name, picked))

    def split_off(self, actor: Actor, name: str, picked: list[Mention]) -> None:
        """Give mentions to somebody new, with the names that those mentions use, as one step."""
        said = {" ".join(mention.quote.split()).casefold() for mention in picked if not mention.relation}
        staying = tuple(alias for alias in actor.aliases if alias.casefold() not in said)
        moving = tuple(alias for alias in actor.aliases if alias.casefold() in said)
        new = Actor(new_id(), name, actor.kind, moving)
        old = replace(actor, aliases=staying)
        self._workspace.step("Split", lambda store: split_actor(store, old, new, picked))

    def delete(self) -> None:
        """Delete those chosen, where nothing points to them."""
        for actor in self.chosen():
            self._workspace.step(f"Delete {actor.name}", partial(_delete, actor))

    def import_table(self) -> None:
        """Choose a table and add or change those in it."""
        name, _ = QFileDialog.getOpenFileName(self, "Import people and organisations", "", TABLES)
        if name:
            self.import_from(Path(name))

    def import_from(self, path: Path) -> None:
        """Add and change those of a table, as one step."""
        from annotator.core.text import decode
        from annotator.formats.actors_csv import read_actors

        try:
            changed = read_actors(decode(path.read_bytes()).text, self._workspace.store.actors(), path.name)
        except OSError:
            error = UserError(f"“{path.name}” cannot be read.", hint="Check who may read it.")
            notices.show_error(self, error)
            return
        except UserError as error:
            notices.show_error(self, error)
            return
        if changed:
            self._workspace.submit(f"Import people and organisations from {path.name}", _put_all(changed))
        else:
            self._workspace.status_said.emit(f"“{path.name}” says nothing new.", "news")

    def export_table(self) -> None:
        """Write everybody as a table."""
        from annotator.tasks.people import export_actors

        name, _ = QFileDialog.getSaveFileName(self, "Save people and organisations", "People.csv", TABLES)
        if not name:
            return
        path = Path(name) if Path(name).suffix else Path(f"{name}.csv")
        try:
            written = export_actors(self._workspace.store, path)
        except UserError as error:
            notices.show_error(self, error)
        else:
            self._workspace.status_said.emit(f"Wrote {counted(written, 'row')} to “{path.name}”.", "news")

    # -- inside --------------------------------------------------------------------------------------------------

    def _make_table(self) -> QTableView:
        table = QTableView(self)
        table.setModel(self.actors)
        table.setAccessibleName("People and organisations")
        _look_like_ours(table)
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(ActorColumn.KIND, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(ActorColumn.MENTIONS, QHeaderView.ResizeMode.ResizeToContents)
        return table

    def _make_mentions(self) -> QTableWidget:
        table = QTableWidget(0, len(COLUMNS), self)
        table.setHorizontalHeaderLabels(COLUMNS)
        table.setAccessibleName("Mentions")
        _look_like_ours(table)
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        for column in (1, 3):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        return table

    def _lay_out(self) -> None:
        for line in (self._several, self._empty):
            line.setAlignment(Qt.AlignmentFlag.AlignCenter)
            line.setProperty("role", "muted")
        self._right.setProperty("role", "paper")
        for side in (self._make_person(), self._several, self._empty):
            self._right.addWidget(side)
        rule = QFrame(self)
        rule.setProperty("role", "rule")
        left = _column(self, self.table, rule, self._make_foot())
        sides = QSplitter(Qt.Orientation.Horizontal, self)
        sides.setChildrenCollapsible(False)
        sides.addWidget(left)
        sides.addWidget(self._right)
        sides.setStretchFactor(1, 1)
        char = self.fontMetrics().averageCharWidth()
        sides.setSizes([char * 84, char * 110])
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(sides)
        self.setFocusProxy(self.table)

    def _make_person(self) -> QWidget:
        self.count.setContentsMargins(24, 8, 24, 8)
        parts = QSplitter(Qt.Orientation.Vertical, self)
        parts.setChildrenCollapsible(False)
        parts.addWidget(self.form)
        parts.addWidget(_column(self, self.count, self.mentions))
        parts.setStretchFactor(0, 3)
        parts.setStretchFactor(1, 2)
        return parts

    def _make_foot(self) -> QWidget:
        foot = QWidget(self)
        foot.setProperty("role", "paper")
        row = QHBoxLayout(foot)
        row.setContentsMargins(16, 8, 16, 8)
        for id, title in (("people.new", "New…"), ("people.merge", "Merge…"), ("people.split", "Split…")):
            button = QPushButton(title, foot)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _on, id=id: self._commands.run(id))
            row.addWidget(button)
        row.addStretch(1)
        return foot

    def _connect(self) -> None:
        commands: dict[str, Callable[[], object]] = {
            "people.new": self.new,
            "people.merge": self.merge,
            "people.split": self.split,
            "people.delete": self.delete,
            "people.import": self.import_table,
            "people.export": self.export_table,
        }
        for id, function in commands.items():
            self._commands.bind(id, function)
        self.table.selectionModel().selectionChanged.connect(lambda _on, _off: self._show_chosen())
        self.mentions.itemActivated.connect(lambda item: self.mention_opened.emit(str(item.data(ID))))
        self.form.changed.connect(self._put)

    def _put(self, actor: Actor, name: str) -> None:
        self._workspace.submit(name, _put_all([actor]))

    def _show_chosen(self) -> None:
        chosen = self.chosen()
        self._right.setCurrentIndex(0 if len(chosen) == 1 else 1 if self.actors.rowCount() else 2)
        self.form.setEnabled(self._workspace.is_open and not self._workspace.read_only)
        if len(chosen) == 1:
            self.form.show_actor(chosen[0])
            actor = chosen[0].id
            self._workspace.read(lambda store: mentions(store, actor), self._show_mentions, "mentions")
        elif chosen:
            self._several.setText(f"{len(chosen)} chosen. Merge makes them one.")
        else:
            self._several.setText("Choose somebody to see every mention; choose several to merge them.")

    def _show_mentions(self, found: tuple[Mention, ...]) -> None:
        self._found = found
        self.count.setText(counted(len(found), "mention") if found else "No mentions yet")
        self.mentions.setRowCount(len(found))
        for row, mention in enumerate(found):
            cells = (mention.quote, f"{mention.field} of {mention.label}", mention.title, mention.date)
            for column, words in enumerate(cells):
                item = QTableWidgetItem(" ".join(words.split()))
                item.setData(ID, mention.span)
                self.mentions.setItem(row, column, item)


def _column(parent: QWidget, *widgets: QWidget) -> QWidget:
    """Return widgets one below the other, without gaps; tables take the room."""
    made = QWidget(parent)
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for widget in widgets:
        column.addWidget(widget, 1 if isinstance(widget, QTableView) else 0)
    return made


def _delete(actor: Actor, store: Store) -> Action | None:
    return delete_actor(store, actor)


def _look_like_ours(table: QTableView) -> None:
    table.setFrameShape(QFrame.Shape.NoFrame)
    table.setStyleSheet("QTableView { border: none; border-radius: 0; }")
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setShowGrid(False)
    table.setTabKeyNavigation(False)
    table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    table.verticalHeader().hide()
    header = table.horizontalHeader()
    header.setHighlightSections(False)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


def _put_all(actors: list[Actor]) -> Callable[[Edit], None]:
    def write(edit: Edit) -> None:
        for actor in actors:
            edit.put(actor)

    return write
