"""The sheet of all keys: commands from the table, and the label keys of the project's codebook. It changes nothing."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLineEdit, QTreeWidget, QTreeWidgetItem, QWidget

from annotator.core.codebook import Codebook
from annotator.ui.commands import COMMANDS, MENUS, Commands
from annotator.ui.dialogs.frame import Dialog


class KeySheet(Dialog):
    """Lists every key there is, searchable; it stays open beside the work."""

    def __init__(self, commands: Commands, codebook: Codebook | None, parent: QWidget | None = None) -> None:
        super().__init__("Keys", parent=parent, width=600)
        self.resize(640, 640)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText("Search keys")
        self.search.setAccessibleName("Search keys")
        self.search.setClearButtonEnabled(True)
        self.tree = QTreeWidget(self)
        self.tree.setAccessibleName("Keys")
        self.tree.setColumnCount(2)
        self.tree.setHeaderHidden(True)
        self.tree.setRootIsDecorated(False)
        self.tree.setIndentation(12)
        self.tree.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.tree.header().setStretchLastSection(False)
        self._groups: list[tuple[QTreeWidgetItem, list[QTreeWidgetItem]]] = []
        self._fill(commands, codebook)
        self.body.addWidget(self.search)
        self.body.addSpacing(4)
        self.body.addWidget(self.tree, 1)
        self.add_button("Close", self.accept, default=True)
        self.search.textChanged.connect(self._filter)
        self.search.setFocus()

    def shown(self) -> tuple[tuple[str, str], ...]:
        """Return what is listed now, as (what it does, its keys)."""
        rows = [row for _, rows in self._groups for row in rows]
        return tuple((row.text(0), row.text(1)) for row in rows if not row.isHidden())

    def _fill(self, commands: Commands, codebook: Codebook | None) -> None:
        if codebook is not None:
            self._add_group("Labels", _label_rows(codebook))
        for menu in MENUS:
            mine = [command for command in COMMANDS if command.menu == menu]
            rows = [(commands.title(command.id), commands.shown_keys(command.id)) for command in mine]
            self._add_group(menu, [(title, keys) for title, keys in rows if keys])
        self.tree.expandAll()

    def _add_group(self, title: str, rows: list[tuple[str, str]]) -> None:
        if not rows:
            return
        group = QTreeWidgetItem([title])
        font = self.font()
        font.setBold(True)
        group.setFont(0, font)
        group.setFlags(Qt.ItemFlag.ItemIsEnabled)
        self.tree.addTopLevelItem(group)
        group.setFirstColumnSpanned(True)
        items = [QTreeWidgetItem(list(row)) for row in rows]
        for item in items:
            item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        group.addChildren(items)
        self._groups.append((group, items))

    def _filter(self, text: str) -> None:
        words = text.casefold().split()
        for group, items in self._groups:
            hits = 0
            for item in items:
                line = f"{item.text(0)} {item.text(1)}".casefold()
                hit = all(word in line for word in words)
                item.setHidden(not hit)
                hits += hit
            group.setHidden(hits == 0)


def _label_rows(codebook: Codebook) -> list[tuple[str, str]]:
    rows = [
        (f"{label.name}: the {label.unit.value} at the caret, or the selection", label.key.upper())
        for label in codebook.labels
        if label.key and not label.retired
    ]
    return [*rows, ("Take a label as a brush, until Esc", "Shift + its key")] if rows else []
