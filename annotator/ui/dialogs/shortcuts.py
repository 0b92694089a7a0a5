"""The page of the settings where every shortcut can be changed. Collisions are named, never made."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from annotator.core.errors import UserError
from annotator.ui import plain
from annotator.ui.commands import COMMANDS, Commands

ID = Qt.ItemDataRole.UserRole


class ShortcutPage(QWidget):
    """A list of commands with their keys, and below it one field that gives the chosen command another key."""

    def __init__(self, commands: Commands, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._commands = commands
        self.list = self._make_list()
        self.key = QKeySequenceEdit(self)
        self.key.setMaximumSequenceLength(1)
        self.key.setAccessibleName("New key")
        self.key.setFixedWidth(180)
        self._title = plain.label("New key", self)
        self._title.setBuddy(self.key)
        self.problem = plain.label(parent=self, wrap=True, role="bad")
        self.set_button = self._button("Set", self.set_key)
        self.clear_button = self._button("No key", self.clear_key)
        self.restore_button = self._button("Restore", self.restore_key)
        self._all = self._button("Restore all", self._restore_all)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._title)
        row.addWidget(self.key)
        for button in (self.set_button, self.clear_button, self.restore_button):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self._all)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.problem)
        layout.addLayout(row)
        self.list.currentItemChanged.connect(lambda *_: self._follow())
        self.key.keySequenceChanged.connect(lambda _: self._check())
        commands.changed.connect(self._refresh)
        self.choose(COMMANDS[0].id)

    @property
    def current(self) -> str:
        """The id of the chosen command, or an empty string."""
        row = self.list.currentItem()
        return str(row.data(0, ID)) if row is not None else ""

    def choose(self, id: str) -> None:
        """Choose a command."""
        self.list.setCurrentItem(self._rows[id])

    def set_key(self) -> None:
        """Give the chosen command the key in the field in place of its first one."""
        key = self.key.keySequence().toString(QKeySequence.SequenceFormat.PortableText)
        if key:
            self._give((key, *self._commands.keys(self.current)[1:]))

    def clear_key(self) -> None:
        """Take all keys from the chosen command."""
        self._give(())

    def restore_key(self) -> None:
        """Give the chosen command its own keys back."""
        try:
            self._commands.reset_keys(self.current)
        except UserError as error:
            self.problem.setText(str(error))
            return
        self._follow()

    def show_matches(self, words: list[str]) -> int:
        """Show only the commands that speak of every word; return how many."""
        hits = 0
        for row in self._rows.values():
            line = " ".join(row.text(column) for column in range(3)).casefold()
            hit = all(word in line for word in words)
            row.setHidden(not hit)
            hits += hit
        return hits

    def _give(self, keys: tuple[str, ...]) -> None:
        try:
            self._commands.set_keys(self.current, keys)
        except UserError as error:
            self.problem.setText(str(error))
            return
        self._follow()

    def _restore_all(self) -> None:
        self._commands.reset_all_keys()
        self._follow()

    def _check(self) -> None:
        key = self.key.keySequence().toString(QKeySequence.SequenceFormat.PortableText)
        problem = self._commands.problem_with(self.current, key) if key else None
        self.problem.setText(str(problem) if problem else "")
        self.set_button.setEnabled(bool(key) and problem is None)

    def _follow(self) -> None:
        self.key.clear()
        self.problem.clear()
        self.set_button.setEnabled(False)
        self.clear_button.setEnabled(bool(self._commands.keys(self.current)) if self.current else False)
        self.restore_button.setEnabled(self._commands.is_changed(self.current) if self.current else False)

    def _refresh(self, id: str) -> None:
        row = self._rows[id]
        row.setText(2, self._commands.shown_keys(id))
        font = self.font()
        font.setBold(self._commands.is_changed(id))
        row.setFont(2, font)

    def _make_list(self) -> QTreeWidget:
        tree = QTreeWidget(self)
        tree.setHeaderLabels(["Command", "Menu", "Keys"])
        tree.setRootIsDecorated(False)
        tree.setAccessibleName("Commands and their keys")
        tree.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        tree.header().setStretchLastSection(False)
        tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2):
            tree.header().setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        self._rows: dict[str, QTreeWidgetItem] = {}
        for command in COMMANDS:
            row = QTreeWidgetItem([command.title, command.menu, self._commands.shown_keys(command.id)])
            row.setData(0, ID, command.id)
            self._rows[command.id] = row
            tree.addTopLevelItem(row)
        return tree

    def _button(self, title: str, pressed: Callable[[], None]) -> QPushButton:
        button = QPushButton(title, self)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked: pressed())
        return button
