"""The groups and labels of a codebook as a tree: key, unit and number of spans beside each.

It changes nothing itself: it says where a label was dropped.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from annotator.core.codebook import Codebook, Label
from annotator.ui.charts import number_text
from annotator.ui.tables.chips import dot_icon

PART = Qt.ItemDataRole.UserRole
TITLES = ("Label", "Key", "Tags the", "Spans")
_SPANS = 3


class CodebookTree(QTreeWidget):
    """Invariant: one line a label; a group has its own line where it has several labels. Lines follow the search."""

    chosen = Signal(str)
    """The line of the group or label with this id became the current one."""

    opened = Signal(str)
    """Enter or a double click on the label with this id."""

    dropped = Signal(str, str, str, str)
    """A label was dropped: its id, the group, the label to stand under, the one to stand before ("" for none)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._codebook: Codebook | None = None
        self._counts: dict[str, int] = {}
        self._search = ""
        self.setHeaderLabels(TITLES)
        self.setAccessibleName("Groups and labels")
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setRootIsDecorated(False)
        self.setIndentation(14)
        self.setIconSize(QSize(10, 10))
        self.setStyleSheet("QTreeView { border: none; border-radius: 0; }")
        self.setUniformRowHeights(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.headerItem().setTextAlignment(_SPANS, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.currentItemChanged.connect(lambda _item, _before: self.chosen.emit(self.current()))
        self.itemActivated.connect(self._open)

    def show_codebook(self, codebook: Codebook | None, counts: dict[str, int]) -> None:
        """Show a codebook with how many spans each label has (by id); the current line stays where it still is."""
        self._codebook, self._counts = codebook, counts
        self._fill()

    def search(self, words: str) -> None:
        """Show only labels with these words in their name, definition or examples, whatever their case."""
        self._search = words.strip().casefold()
        self._fill()

    def current(self) -> str:
        """Return the id of the current group or label, or an empty string."""
        item = self.currentItem()
        return str(item.data(0, PART)) if item is not None else ""

    def set_current(self, id: str) -> None:
        """Go to the line of a group or label."""
        self._make_current(id)

    def set_editable(self, *, on: bool) -> None:
        """Whether lines may be dragged to another place."""
        mode = QAbstractItemView.DragDropMode
        self.setDragDropMode(mode.InternalMove if on else mode.NoDragDrop)

    def dropEvent(self, event: QDropEvent) -> None:
        """Say where the label is to go; what is stored then comes back by `show_codebook`."""
        item = self.itemAt(event.position().toPoint())
        place = self.dropIndicatorPosition()
        event.setDropAction(Qt.DropAction.IgnoreAction)
        event.accept()
        moved = self.current()
        codebook = self._codebook
        if item is None or codebook is None or codebook.label(moved) is None:
            return
        target = str(item.data(0, PART))
        onto, layer = codebook.label(target), codebook.layer(target)
        spot = QAbstractItemView.DropIndicatorPosition
        if layer is not None:
            self.dropped.emit(moved, layer.id, "", "")
        elif onto is not None and place == spot.OnItem:
            self.dropped.emit(moved, onto.layer, onto.id, "")
        elif onto is not None:
            self.dropped.emit(
                moved, onto.layer, onto.parent, target if place == spot.AboveItem else _after(codebook, onto)
            )

    def changeEvent(self, event: QEvent) -> None:
        """Draw the dots in the colours of the new theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._fill()

    def _fill(self) -> None:
        current = self.current()
        self.blockSignals(True)
        self.clear()
        for layer in self._codebook.layers if self._codebook else ():
            every = self._codebook.labels_of(layer.id) if self._codebook else ()
            labels = [label for label in every if self._search in _searched(label)]
            if not labels:
                continue
            above = self.invisibleRootItem()
            if len(every) > 1:
                above = QTreeWidgetItem(above, [" ".join(layer.name.split())])
                above.setData(0, PART, layer.id)
                font = self.font()
                font.setBold(True)
                above.setFont(0, font)
            self._add_labels(above, labels)
        self.expandAll()
        self.blockSignals(False)
        self._make_current(current)

    def _add_labels(self, above: QTreeWidgetItem, labels: list[Label]) -> None:
        """Add labels, each below the one that it stands under where that one is shown."""
        shown = {label.id for label in labels}
        waiting = [(above, label) for label in labels if label.parent not in shown]
        while waiting:
            at, label = waiting.pop(0)
            item = self._add_label(at, label)
            waiting += [(item, below) for below in labels if below.parent == label.id]

    def _add_label(self, above: QTreeWidgetItem, label: Label) -> QTreeWidgetItem:
        count = self._counts.get(label.id, 0)
        words = [
            " ".join(label.name.split()),
            label.key.upper(),
            label.unit.value,
            number_text(count) if count else "–",
        ]
        item = QTreeWidgetItem(above, words)
        item.setData(0, PART, label.id)
        item.setIcon(0, dot_icon(label))
        item.setTextAlignment(_SPANS, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if label.retired:
            item.setText(0, f"{words[0]} (retired)")
        return item

    def _make_current(self, id: str) -> None:
        """Go to the line of an id, or to the first label."""
        items = self.findItems("", Qt.MatchFlag.MatchContains | Qt.MatchFlag.MatchRecursive)
        found = next((item for item in items if item.data(0, PART) == id), None)
        first = next((item for item in items if item.icon(0).availableSizes()), None)
        wanted = found or first
        if wanted is not None:
            self.setCurrentItem(wanted)

    def _open(self, item: QTreeWidgetItem) -> None:
        if self._codebook and self._codebook.label(item.data(0, PART)):
            self.opened.emit(item.data(0, PART))


def _after(codebook: Codebook, label: Label) -> str:
    """Return the label that follows in the codebook, or an empty string."""
    ids = [x.id for x in codebook.labels]
    at = ids.index(label.id) + 1
    return ids[at] if at < len(ids) else ""


def _searched(label: Label) -> str:
    words = (label.name, label.definition, label.includes, label.excludes, *label.examples)
    return "\n".join(words).casefold()
