"""Lists the spans that begin or end inside a word, before an export in a format that knows only whole words."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QTreeWidget, QTreeWidgetItem, QWidget

from annotator.tasks.alignment import Misaligned
from annotator.ui import plain
from annotator.ui.dialogs.frame import Dialog

MOST_LISTED = 2_000
SPAN = Qt.ItemDataRole.UserRole
_LENGTH = 60


class EdgesDialog(Dialog):
    """Each span with its words and what they would become; choosing one calls `show_span` with its id."""

    def __init__(
        self, found: Sequence[Misaligned], show_span: Callable[[str], object], parent: QWidget | None = None
    ) -> None:
        super().__init__("Edges inside words", parent=parent, width=760)
        self._show_span = show_span
        self.body.addWidget(plain.label(sentence(len(found)), self, wrap=True, role="heading"))
        self.body.addSpacing(8)
        self.tree = QTreeWidget(self)
        self.tree.setHeaderLabels(["Words", "Expanded", "Contracted", "Article"])
        self.tree.setAccessibleName("Spans with an edge inside a word")
        self.tree.setRootIsDecorated(False)
        self.tree.setMinimumHeight(240)
        self.tree.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        for one in found[:MOST_LISTED]:
            cells = [one.words, one.expanded, one.contracted or "(nothing is left)", one.title]
            row = QTreeWidgetItem([plain.elided(cell, _LENGTH) for cell in cells])
            row.setData(0, SPAN, one.span)
            self.tree.addTopLevelItem(row)
        for column in range(3):
            self.tree.header().resizeSection(column, 190)
        self.tree.itemActivated.connect(self._activate)
        self.body.addWidget(self.tree, 1)
        self.add_button("Close", self.accept, default=True)
        self.tree.setFocus()

    def _activate(self, row: QTreeWidgetItem) -> None:
        self.accept()
        self._show_span(str(row.data(0, SPAN)))


def sentence(count: int) -> str:
    """Return how many there are."""
    if not count:
        return "No span begins or ends inside a word: nothing would be moved."
    if count == 1:
        return "1 piece of a span begins or ends inside a word. Enter shows it in its article."
    return f"{count:,} pieces of spans begin or end inside a word. Enter shows one in its article."
