"""Paints the rows of the articles list: two lines a row, or one mark a row in the rail. All text is drawn as it is."""

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QHelpEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QToolTip

from annotator.core.model import Status
from annotator.core.query import ArticleRow
from annotator.ui import plain
from annotator.ui.panels.articles_model import ROW
from annotator.ui.panels.pieces import draw_elided
from annotator.ui.panels.status_marks import paint_flag, paint_status
from annotator.ui.panels.words import day, one_line
from annotator.ui.theme import theme

MARK = 13
"""Side of a status mark, in logical pixels at the normal font."""


class ArticleRows(QStyledItemDelegate):
    """Every row is equally high; the property `folded` leaves the status marks alone."""

    def sizeHint(self, option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        line = QFontMetrics(option.font).height()
        return QSize(40, line + 14) if self.property("folded") else QSize(120, 2 * line + 14)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row = index.data(ROW)
        if not isinstance(row, ArticleRow):
            return
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        ground = _ground(option, selected=selected)
        painter.save()
        painter.fillRect(option.rect, ground)
        if self.property("folded"):
            self._paint_mark(painter, option.rect, row)
        else:
            self._paint_lines(painter, option, row, selected=selected)
        if selected:
            painter.fillRect(
                QRect(option.rect.left(), option.rect.top(), 3, option.rect.height()), theme().color("accent")
            )
        painter.fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1), theme().color("line"))
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(theme().color("accent"))
            painter.drawRect(QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -1.5))
        painter.restore()

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        """Show the whole title, as plain text, where it may have been cut."""
        row = index.data(ROW)
        if event.type() != QEvent.Type.ToolTip or not isinstance(row, ArticleRow):
            return super().helpEvent(event, view, option, index)
        words = [row.title, row.come_back or "", row.snippet]
        QToolTip.showText(event.globalPos(), plain.markup("\n".join(filter(None, words))), view)
        return True

    def _paint_mark(self, painter: QPainter, rect: QRect, row: ArticleRow) -> None:
        square = QRectF(0, 0, MARK + 1, MARK + 1)
        square.moveCenter(QRectF(rect).center())
        paint_status(painter, square, row.status, _status_ink(row))
        if row.come_back is not None:
            paint_flag(
                painter, QRectF(square.right() + 1, square.top() - 4, 9, 10), theme().color("accent"), filled=True
            )

    def _paint_lines(self, painter: QPainter, option: QStyleOptionViewItem, row: ArticleRow, *, selected: bool) -> None:
        rect = option.rect
        metrics = QFontMetrics(option.font)
        line = metrics.height()
        left, right, top = rect.left() + 10 + MARK + 7, rect.right() - 10, rect.top() + 6
        mark = QRectF(rect.left() + 10, top + (line - MARK) / 2, MARK, MARK)
        paint_status(painter, mark, row.status, _status_ink(row))
        title_right = right
        if row.come_back is not None:
            paint_flag(painter, QRectF(right - 10, top + (line - 11) / 2, 11, 11), theme().color("accent"), filled=True)
            title_right -= 16
        font = option.font
        font.setWeight(font.Weight.DemiBold if selected else font.Weight.Normal)
        painter.setFont(font)
        painter.setPen(theme().color("ink"))
        draw_elided(painter, QRect(left, top, title_right - left, line), one_line(row.title) or "Untitled")
        font.setWeight(font.Weight.Normal)
        painter.setFont(font)
        painter.setPen(theme().color("muted"))
        count = f"{row.spans:,}" if row.spans else ""
        room = QFontMetrics(font).horizontalAdvance(count)
        below = QRect(left, top + line + 1, right - left, line)
        painter.drawText(below, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), count)
        words = one_line(row.snippet) or " · ".join(filter(None, (one_line(row.source), day(row.date))))
        draw_elided(painter, below.adjusted(0, 0, -(room + 8 if room else 0), 0), words)


def _status_ink(row: ArticleRow) -> QColor:
    return theme().color("accent" if row.status in (Status.OPEN, Status.DONE) else "muted")


def _ground(option: QStyleOptionViewItem, *, selected: bool) -> QColor:
    if selected:
        return theme().color("selection")
    return theme().color("hover" if option.state & QStyle.StateFlag.State_MouseOver else "panel")
