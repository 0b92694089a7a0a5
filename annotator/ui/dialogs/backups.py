"""Lists the backups of a project with what each holds, and says which shall be opened or put back. It touches none."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from annotator.store.backup import REASONS, Backup, Facts, folder_of
from annotator.ui import plain
from annotator.ui.dialogs.frame import Dialog
from annotator.ui.panels.words import counted, moment

WIDTH, HEIGHT, ROW_AIR = 780, 320, 9
COLUMNS = ("Made", "Why", "Articles", "Spans", "Last step", "Size", "Of another copy")
_OTHER = 6
_NUMBERS = (2, 3, 5)
_LENGTH = 60


class Wish(StrEnum):
    """What somebody may want of a backup."""

    OPEN = "open"
    RESTORE = "restore"


@dataclass(frozen=True, slots=True)
class Listed:
    """A backup with what it holds; None where its file is damaged.

    `other` is where the copy of the project lay that it is of, "?" where nobody knows, "" for the project itself.
    """

    backup: Backup
    facts: Facts | None
    other: str = ""

    @property
    def other_copy(self) -> str:
        """What to call the copy that it is of; "" for the project itself."""
        return "a copy that is not known any more" if self.other == "?" else self.other


class BackupsDialog(Dialog):
    """Emits `wanted` with a `Wish` and the `Listed` it is about, and `asked` where a backup shall be made now."""

    wanted = Signal(str, object)
    asked = Signal()

    def __init__(self, project: Path, id: str, parent: QWidget | None = None) -> None:
        super().__init__(f"Backups of {plain.elided(project.stem, 60)}", parent=parent, width=WIDTH)
        self._id = id
        self._listed: Sequence[Listed] = ()
        self._told = plain.label("", self, wrap=True, role="muted")
        self._told.setMinimumHeight(2 * self.fontMetrics().lineSpacing())  # what it says comes once all are read
        self.body.addWidget(self._told)
        self.body.addSpacing(8)
        self.tree = self._make_tree()
        self.body.addWidget(self.tree, 1)
        folder = self.add_button("Show the folder", self._show_folder)
        folder.setEnabled(folder_of(id).is_dir())
        self.now = self.add_button("Back up now", self.asked.emit)
        self.open_copy = self.add_button("Open as a copy…", lambda: self._want(Wish.OPEN))
        self.restore = self.add_button("Put back…", lambda: self._want(Wish.RESTORE))
        self.add_button("Close", self.accept, default=True)
        self._offer()
        self.tree.setFocus()
        self.tree.itemSelectionChanged.connect(lambda *_: self._offer())

    def show_listed(self, listed: Sequence[Listed]) -> None:
        """Show these backups, the first one chosen."""
        self._listed = listed
        self._told.setText(_sentence(listed))
        self.tree.clear()
        self.tree.setColumnHidden(_OTHER, not any(one.other for one in listed))
        metrics = self.tree.fontMetrics()
        for one in listed:
            row = _row(one)
            row.setSizeHint(0, QSize(metrics.horizontalAdvance(row.text(0)) + 4 * ROW_AIR, metrics.height() + ROW_AIR))
            self.tree.addTopLevelItem(row)
        first = self.tree.topLevelItem(0)
        if first is not None:
            self.tree.setCurrentItem(first)
        self._offer()
        self.tree.setFocus()

    def without_project(self) -> None:
        """There is nothing to back up now: the project is damaged or gone."""
        self.now.hide()

    def chosen(self) -> Listed | None:
        """Return the backup that is chosen, or None."""
        current = self.tree.selectedItems()
        row = self.tree.indexOfTopLevelItem(current[0]) if current else -1
        return self._listed[row] if 0 <= row < len(self._listed) else None

    def _make_tree(self) -> QTreeWidget:
        made = QTreeWidget(self)
        made.setAccessibleName("Backups, the newest first, those of other copies of the project last")
        made.setHeaderLabels(list(COLUMNS))
        made.setRootIsDecorated(False)
        made.setUniformRowHeights(True)
        made.setMinimumHeight(HEIGHT)
        made.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        header = made.header()
        header.setStretchLastSection(False)
        for column in range(len(COLUMNS)):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(4, QHeaderView.ResizeMode.Stretch)
        made.setColumnHidden(_OTHER, True)
        return made

    def _offer(self) -> None:
        one = self.chosen()
        whole = one is not None and one.facts is not None
        self.open_copy.setEnabled(whole)
        self.restore.setEnabled(whole)

    def _want(self, wish: Wish) -> None:
        one = self.chosen()
        if one is not None:
            self.accept()
            self.wanted.emit(wish, one)

    def _show_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder_of(self._id))))


def _sentence(listed: Sequence[Listed]) -> str:
    if not listed:
        return "There is none yet. One is made every ten minutes of work, and when the project is closed."
    others = sum(one.other != "" for one in listed)
    of_others = f"{others:,} of them of other copies of it, listed last" if others else ""
    return (
        f"{', '.join(filter(None, (counted(len(listed), 'backup'), of_others)))}, on this computer. "
        "“Put back” keeps what the project holds now as one more; “Open as a copy” leaves the project as it is."
    )


def _row(one: Listed) -> QTreeWidgetItem:
    backup, facts = one.backup, one.facts
    when = moment(int(backup.made.timestamp() * 1_000_000))
    if facts is None:
        cells = [when, "damaged: it cannot be opened", "", "", "", size(backup.size)]
    else:
        last = plain.elided(f"{facts.last}, {moment(facts.last_at)}", _LENGTH) if facts.last else ""
        cells = [when, REASONS[backup.why], f"{facts.articles:,}", f"{facts.spans:,}", last, size(backup.size)]
    row = QTreeWidgetItem([*cells, plain.elided(Path(one.other_copy).name if one.other != "?" else "not known", 40)])
    row.setToolTip(_OTHER, plain.markup(one.other_copy))
    for column in _NUMBERS:
        row.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return row


def size(bytes: int) -> str:
    """Return a number of bytes for a reader: "340 kB", "12.5 MB"."""
    for unit, factor in (("GB", 10**9), ("MB", 10**6)):
        if bytes >= factor:
            return f"{bytes / factor:.1f} {unit}"
    return f"{max(1, bytes // 1000):,} kB"
