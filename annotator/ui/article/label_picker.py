"""The label picker: a small list at the selection, narrowed by typing. It tags nothing; it says which label was taken.

It is a part of the page and no window of its own, so that it stands where it should on every platform.
"""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHeaderView, QLineEdit, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from annotator.core.codebook import Codebook, Label
from annotator.ui.tables.chips import dot_icon
from annotator.ui.theme import theme

ID = Qt.ItemDataRole.UserRole
WIDTH, MOST_ROWS, LEAST_HEIGHT, GAP = 300, 10, 96, 6
MOVES = frozenset((Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown))


def matching(codebook: Codebook, query: str) -> tuple[Label, ...]:
    """Return the labels in use that a query means, the best first: by key, by beginning, by word, by group."""
    wanted = query.casefold().strip()
    groups = {layer.id: layer.name.casefold() for layer in codebook.layers}
    found = []
    for place, label in enumerate(codebook.labels):
        name = label.name.casefold()
        marks = (
            label.key.casefold() == wanted,
            name.startswith(wanted),
            any(word.startswith(wanted) for word in name.split()),
            wanted in name,
            groups.get(label.layer, "").startswith(wanted),
        )
        if not label.retired and any(marks):
            found.append((marks.index(True) if wanted else 0, place, label))
    return tuple(label for _, _, label in sorted(found, key=lambda row: row[:2]))


def beside(room: QSize, read: QRect, wanted: QSize) -> QRect:
    """Return where a box of a wanted size stands in a room without covering the words that are read.

    Below them where it fits, else above, else in the larger of the two with less height; never under `LEAST_HEIGHT`.
    """
    below, above = room.height() - read.bottom() - GAP, read.top() - GAP
    under = below >= wanted.height() or below >= above
    height = max(min(LEAST_HEIGHT, room.height()), min(wanted.height(), below if under else above))
    width = min(wanted.width(), room.width())
    left = max(0, min(read.left(), room.width() - width))
    top = read.bottom() + GAP if under else read.top() - GAP - height
    return QRect(left, max(0, min(top, room.height() - height)), width, height)


class LabelPicker(QFrame):
    """The labels of a codebook to choose from. Enter takes one, Shift+Enter as the brush, Esc none."""

    taken = Signal(str, bool)
    """A label's id, and whether it shall be the brush."""
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._room = parent
        self._codebook = Codebook("", "")
        self.setProperty("role", "card")
        self.setAccessibleName("Label picker")
        self.search = QLineEdit(self)
        self.search.setPlaceholderText("Which label?")
        self.search.setAccessibleName("Label picker")
        self.search.installEventFilter(self)
        self.list = QTreeWidget(self)
        self.list.setAccessibleName("Labels")
        self.list.setColumnCount(3)
        self.list.setHeaderHidden(True)
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setProperty("role", "flat")
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.header().setStretchLastSection(False)
        self.list.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2):
            self.list.header().setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(6)
        layout.addWidget(self.search)
        layout.addWidget(self.list, 1)
        self.search.textChanged.connect(self.show_matches)
        self.list.itemClicked.connect(lambda _row, _column: self._take(brush=False))
        self.hide()

    def open_at(self, read: QRect, codebook: Codebook) -> None:
        """Show the labels of a codebook beside the words that are read; `read` is where these stand in the parent."""
        self._codebook = codebook
        self.search.clear()
        self.show_matches("")
        self.setGeometry(beside(self._room.size(), read, self._wanted()))
        self.show()
        self.raise_()
        self.search.setFocus(Qt.FocusReason.PopupFocusReason)

    def show_matches(self, query: str) -> None:
        """List the labels that a query means, the best first."""
        groups = {layer.id: layer.name for layer in self._codebook.layers}
        rows = [self._row(label, groups.get(label.layer, "")) for label in matching(self._codebook, query)]
        self.list.clear()
        self.list.addTopLevelItems(rows)
        if rows:
            self.list.setCurrentItem(rows[0])

    def shown(self) -> Sequence[str]:
        """Return the names of the labels listed now, in order."""
        rows = (self.list.topLevelItem(n) for n in range(self.list.topLevelItemCount()))
        return [row.text(0) for row in rows if row is not None]

    def close_picker(self) -> None:
        """Go away without a label."""
        if self.isVisible():
            self.hide()
            self.left.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let arrows, Enter and Esc work on the list while the caret stays in the field."""
        if watched is not self.search:
            return super().eventFilter(watched, event)
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event)
        left = event if isinstance(event, QFocusEvent) and event.type() == QEvent.Type.FocusOut else None
        if left is not None and left.reason() != Qt.FocusReason.ActiveWindowFocusReason:
            self.hide()
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        if event.key() in MOVES:
            self.list.keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take(brush=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self.close_picker()
        else:
            return False
        return True

    def _wanted(self) -> QSize:
        row = max(self.list.sizeHintForRow(0), self.fontMetrics().height() + 6)
        rows = min(MOST_ROWS, max(3, self.list.topLevelItemCount()))
        return QSize(WIDTH, self.search.sizeHint().height() + rows * row + 26)

    def _row(self, label: Label, group: str) -> QTreeWidgetItem:
        row = QTreeWidgetItem([label.name, group if group != label.name else "", label.key.upper()])
        row.setData(0, ID, label.id)
        row.setIcon(0, dot_icon(label))
        row.setForeground(1, theme().color("muted"))
        row.setForeground(2, theme().color("accent"))
        row.setTextAlignment(2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return row

    def _take(self, *, brush: bool) -> None:
        row = self.list.currentItem()
        if row is not None:
            id = str(row.data(0, ID))
            self.hide()
            self.taken.emit(id, brush)
