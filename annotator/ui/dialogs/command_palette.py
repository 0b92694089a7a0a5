"""Type a few letters of what you want to do, press Enter. It runs commands of the table and does nothing itself."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QDialog, QHeaderView, QLineEdit, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from annotator.ui.commands import COMMANDS, Command, Commands
from annotator.ui.theme import theme

ID = Qt.ItemDataRole.UserRole
WIDTH, HEIGHT, FROM_TOP = 560, 420, 72
MOVES = frozenset((Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown))


def rank(query: str, title: str, menu: str) -> int | None:
    """Return how well a command answers a query, 0 the best; None where it does not.

    Every word of the query must start a word of the title or the menu, or stand inside the title.
    """
    words = query.casefold().split()
    line, heads = title.casefold(), f"{title} {menu}".casefold().split()
    if not all(word in line or any(head.startswith(word) for head in heads) for word in words):
        return None
    if not words or line.startswith(query.casefold().strip()):
        return 0
    return 1 if all(any(head.startswith(word) for head in line.split()) for word in words) else 2


class CommandPalette(QDialog):
    """A search field over all commands. What cannot be done now is listed last and grey."""

    def __init__(self, commands: Commands, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setProperty("role", "palette")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Find a command")
        self._commands = commands
        self.search = QLineEdit(self)
        self.search.setPlaceholderText("What do you want to do?")
        self.search.setAccessibleName("Find a command")
        self.search.installEventFilter(self)
        self.list = QTreeWidget(self)
        self.list.setColumnCount(3)
        self.list.setHeaderHidden(True)
        self.list.setRootIsDecorated(False)
        self.list.setAccessibleName("Commands")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.header().setStretchLastSection(False)
        self.list.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2):
            self.list.header().setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(self.search)
        layout.addWidget(self.list, 1)
        self.resize(WIDTH, HEIGHT)
        if parent is not None:
            corner = parent.mapToGlobal(parent.rect().topLeft())
            self.move(corner.x() + max(0, (parent.width() - WIDTH) // 2), corner.y() + FROM_TOP)
        self.search.textChanged.connect(self.show_matches)
        self.list.itemActivated.connect(self._run)
        self.list.itemClicked.connect(self._run)
        self.show_matches("")
        self.search.setFocus()

    def show_matches(self, query: str) -> None:
        """List the commands that answer a query, the best first."""
        found: list[tuple[int, int, Command]] = []
        for place, command in enumerate(COMMANDS):
            score = rank(query, self._commands.title(command.id), command.menu)
            if score is not None and command.id != "go.palette":
                possible = self._commands.action(command.id).isEnabled()
                found.append((score if possible else score + 10, place, command))
        rows = [self._row(command) for *_, command in sorted(found, key=lambda row: row[:2])]
        self.list.clear()
        self.list.addTopLevelItems(rows)
        if rows:
            self.list.setCurrentItem(rows[0])

    def shown(self) -> tuple[str, ...]:
        """Return the ids of the commands listed now, in order."""
        rows = (self.list.topLevelItem(n) for n in range(self.list.topLevelItemCount()))
        return tuple(str(row.data(0, ID)) for row in rows if row is not None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let arrows and Enter work on the list while the caret stays in the field."""
        if watched is self.search and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in MOVES:
                self.list.keyPressEvent(event)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._run(self.list.currentItem())
                return True
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        """Go away as soon as another window is chosen, as a menu does."""
        if event.type() == QEvent.Type.WindowDeactivate and self.isVisible():
            self.reject()
        return super().event(event)

    def _row(self, command: Command) -> QTreeWidgetItem:
        row = QTreeWidgetItem(
            [self._commands.title(command.id), command.menu, self._commands.shown_keys(command.id).split("  or  ")[0]]
        )
        row.setData(0, ID, command.id)
        muted = theme().color("muted")
        possible = self._commands.action(command.id).isEnabled()
        for column in (1, 2):
            row.setForeground(column, muted)
        if not possible:
            row.setForeground(0, QColor(theme().faint))
        row.setTextAlignment(2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return row

    def _run(self, row: QTreeWidgetItem | None) -> None:
        if row is None:
            return
        id = str(row.data(0, ID))
        if not self._commands.action(id).isEnabled():
            return
        # Closed first, so that what the command opens or focuses is not behind this.
        self.accept()
        self._commands.run(id)
