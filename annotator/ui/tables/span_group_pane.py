"""The spans of the filter in groups, with how many each has: choosing one shows it alone. It never waits."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSignalBlocker,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QComboBox, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from annotator.core.codebook import Attribute, Codebook, Role
from annotator.core.errors import UserError
from annotator.core.progress import Progress, Task
from annotator.core.query import SpanFilter
from annotator.store.span_groups import ANNOTATOR, ARTICLE, LABEL, Group, groups
from annotator.store.store import Store
from annotator.ui.panels.pieces import draw_elided, make_flat
from annotator.ui.panels.words import one_line
from annotator.ui.reader import Reader
from annotator.ui.theme import theme
from annotator.ui.workspace import Workspace

ROW = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


class GroupChoice(QComboBox):
    """By what the spans are grouped: nothing, label, article, who, or a field of the codebook."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Group the spans")
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(13)
        self.activated.connect(lambda n: self.chosen.emit(str(self.itemData(n))))
        self.show_codebook(Codebook("", ""), people=1)

    @property
    def by(self) -> str:
        """What is chosen: "" for nothing."""
        return str(self.currentData() or "")

    def show_codebook(self, codebook: Codebook, people: int) -> None:
        """Offer the fields of a codebook; what was chosen stays where it is still there."""
        parts: list[Attribute | Role] = [*codebook.attributes, *codebook.roles]
        names = dict.fromkeys(part.name for part in parts)
        fixed = [("No groups", ""), ("Group by label", LABEL), ("Group by article", ARTICLE)]
        fixed += [("Group by who tagged", ANNOTATOR)] if people > 1 else []
        wanted = [*fixed, *((f"Group by {name}", name) for name in names)]
        if wanted == [(self.itemText(n), self.itemData(n)) for n in range(self.count())]:
            return
        now = self.by
        with QSignalBlocker(self):
            self.clear()
            for title, by in wanted:
                self.addItem(title, by)
            self.setCurrentIndex(max(0, self.findData(now)))


class _Rows(QAbstractListModel):
    """All spans first, then the groups."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.groups: list[Group] = []

    def show(self, found: list[Group]) -> None:
        self.beginResetModel()
        self.groups = found
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() or not self.groups else len(self.groups) + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = index.row()
        if not 0 <= row <= len(self.groups):
            return None
        name = one_line(self.groups[row - 1].name) if row else "All"
        count = f"{self.groups[row - 1].count:,}" if row else ""
        if role == ROW:
            return name, count
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{name}, {count} spans" if count else name
        return None


class _Lines(QStyledItemDelegate):
    """Paints the name on the left and the count on the right."""

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(80, QFontMetrics(option.font).height() + 10)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        name, count = index.data(ROW)
        look, rect = theme(), option.rect
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, look.color("selection"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, look.color("hover"))
        painter.setFont(option.font)
        room = QFontMetrics(option.font).horizontalAdvance(count)
        painter.setPen(look.color("ink"))
        draw_elided(painter, QRect(rect.left() + 12, rect.top(), rect.width() - room - 32, rect.height()), name)
        painter.setPen(look.color("muted"))
        right = QRect(rect.right() - room - 12, rect.top(), room + 2, rect.height())
        painter.drawText(right, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), count)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(look.color("accent"))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
        painter.restore()


class SpanGroupPane(QListView):
    """Invariant: the groups are those of `base`, the filter without the choice of one of them."""

    chosen = Signal(object)
    """The `SpanFilter` of the group that was chosen, or of all."""
    loaded = Signal()

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._reader = Reader("groups", self)
        self._by = ""
        self.base = SpanFilter()
        self.rows = _Rows(self)
        self.setModel(self.rows)
        self.setItemDelegate(_Lines(self))
        self.setUniformItemSizes(True)
        make_flat(self)
        self.setAccessibleName("Groups of spans")
        self.setFixedWidth(15 * self.fontMetrics().height())
        self.selectionModel().currentChanged.connect(lambda now, _before: self._choose(now.row()))
        workspace.closing.connect(self._reader.close)
        self.hide()

    def show_groups(self, by: str, base: SpanFilter) -> None:
        """Group the spans of a filter by something, "" for no groups."""
        self._by, self.base = by, base
        self.setVisible(bool(by))
        if not by or not self._workspace.is_open:
            self._reader.stop()
            self.rows.show([])
            return
        store = self._workspace.store

        def question(reader: Store) -> Task[list[Group]]:
            yield Progress(0)
            return groups(reader, base, by)

        self._reader.ask(store.path, store.annotator.name, question, self._take)

    def _take(self, found: list[Group] | UserError) -> None:
        if isinstance(found, UserError):
            self._workspace.status_said.emit(str(found), "problem")
            found = []
        now = self.currentIndex().row()
        name = self.rows.groups[now - 1].name if 0 < now <= len(self.rows.groups) else ""
        place = next((n for n, group in enumerate(found, 1) if name and group.name == name), 0)
        with QSignalBlocker(self.selectionModel()):
            self.rows.show(found)
            if found:
                self.setCurrentIndex(self.rows.index(place))
        self.viewport().update()
        self.loaded.emit()

    def _choose(self, row: int) -> None:
        if 0 <= row <= len(self.rows.groups):
            group = self.rows.groups[row - 1].filter if row else self.base
            now = self._workspace.span_filter
            self.chosen.emit(replace(group, order=now.order, descending=now.descending))
