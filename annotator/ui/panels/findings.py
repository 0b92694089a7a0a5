"""The rows of the Problems dock: what was found, or what was accepted, as one list. It writes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from annotator.core.errors import UserError
from annotator.core.lint import Finding
from annotator.core.model import Accepted
from annotator.ui.panels.pieces import draw_elided
from annotator.ui.panels.words import day, one_line
from annotator.ui.theme import theme
from annotator.ui.workspace import Workspace

ROW = Qt.ItemDataRole.UserRole
LINES = 3
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list: something that was found, or something that was accepted."""

    finding: Finding | None = None
    accepted: Accepted | None = None

    @property
    def message(self) -> str:
        """What is wrong, in one sentence."""
        if self.accepted is not None:
            return self.accepted.message
        return self.finding.message if self.finding is not None else ""

    @property
    def article(self) -> str:
        """The article it is in, or an empty string where it is about the whole project."""
        about = self.accepted.about if self.accepted is not None else self.finding.about if self.finding else None
        return about.article if about is not None else ""


class FindingRows(QAbstractListModel):
    """Invariant: the rows are those that were shown last. Titles are read only for the rows that are painted."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._rows: list[Row] = []

    def show(self, rows: Sequence[Row]) -> None:
        """Show these rows."""
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def row(self, number: int) -> Row | None:
        """Return a row, or None where there is none."""
        return self._rows[number] if 0 <= number < len(self._rows) else None

    def number_of(self, row: Row) -> int:
        """Return where the same finding stands now, or -1."""
        keys = [x.finding.about if x.finding is not None else x.accepted for x in self._rows]
        key = row.finding.about if row.finding is not None else row.accepted
        return keys.index(key) if key in keys else -1

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row(index.row())
        if row is None:
            return None
        if role == ROW:
            return row.message, self._where(row)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{row.message} {self._where(row)}"
        return None

    def _where(self, row: Row) -> str:
        if row.accepted is not None:
            return f"{row.accepted.reason} · {day(row.accepted.day)}"
        title = self._title(row.article)
        finding = row.finding
        if finding is None or finding.quote.lower() in finding.message.lower():
            return title
        return f"“{finding.quote}” · {title}"

    def _title(self, article: str) -> str:
        try:
            found = self._workspace.store.article_row(article) if article else None
        except UserError:
            found = None
        return (one_line(found.title) or "Untitled") if found is not None else ""


class FindingLines(QStyledItemDelegate):
    """Paints the sentence on up to two lines, and below it where that is."""

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(100, LINES * QFontMetrics(option.font).height() + 12)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        message, where = index.data(ROW)
        look, rect = theme(), option.rect
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, look.color("selection"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, look.color("hover"))
        metrics = QFontMetrics(option.font)
        line = metrics.height()
        first = QRect(rect.left() + 12, rect.top() + 5, rect.width() - 22, line)
        painter.setFont(option.font)
        painter.setPen(look.color("ink"))
        head, rest = _broken(message, metrics, first.width())
        draw_elided(painter, first, head)
        draw_elided(painter, first.translated(0, line), rest)
        painter.setPen(look.color("muted"))
        draw_elided(painter, first.translated(0, line * (2 if rest else 1)), where)
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, look.color("line"))
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(look.color("accent"))
            painter.drawRect(rect.adjusted(0, 0, -1, -2))
        painter.restore()


def _broken(text: str, metrics: QFontMetrics, width: int) -> tuple[str, str]:
    """Return a text as a first line that fits, broken at a space, and the rest."""
    if metrics.horizontalAdvance(text) <= width:
        return text, ""
    words = text.split(" ")
    taken = 1
    while taken < len(words) and metrics.horizontalAdvance(" ".join(words[: taken + 1])) <= width:
        taken += 1
    return " ".join(words[:taken]), " ".join(words[taken:])
