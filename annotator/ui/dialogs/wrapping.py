"""Lists whose rows are as high as their text, broken into lines at the width that there is. It knows no content."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeWidget

from annotator.ui.theme import theme

_MARGIN = 4
_LONGEST = 1_000_000
_FLAGS = Qt.TextFlag.TextWordWrap.value | Qt.AlignmentFlag.AlignLeft.value
Index = QModelIndex | QPersistentModelIndex


class Wrapping(QStyledItemDelegate):
    """Gives each row of one tree the height of its text. Qt alone cuts what does not fit its first guess."""

    def __init__(self, tree: QTreeWidget) -> None:
        super().__init__(tree)
        self._tree = tree
        tree.setItemDelegate(self)
        tree.header().sectionResized.connect(lambda *_sizes: tree.scheduleDelayedItemsLayout())

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        hint = super().sizeHint(option, index)
        room = QRect(0, 0, max(40, self._width(index) - 2 * _MARGIN), _LONGEST)
        text = self._tree.fontMetrics().boundingRect(room, _FLAGS, str(index.data() or ""))
        return QSize(hint.width(), max(self._tree.fontMetrics().height(), text.height()) + 2 * _MARGIN)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        shown = QStyleOptionViewItem(option)
        self.initStyleOption(shown, index)
        words, shown.text = shown.text, ""
        self._tree.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, shown, painter, self._tree)
        right = bool(shown.displayAlignment & Qt.AlignmentFlag.AlignRight)
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        painter.save()
        painter.setPen(theme().color("ink"))
        room = option.rect.adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        painter.drawText(room, Qt.TextFlag.TextWordWrap.value | side.value, words)
        painter.restore()

    def _width(self, index: Index) -> int:
        tree = self._tree
        if index.column():
            return tree.columnWidth(index.column())
        spanned = tree.isFirstColumnSpanned(index.row(), index.parent())
        depth, above = (1 if tree.rootIsDecorated() else 0), index.parent()
        while above.isValid():
            depth, above = depth + 1, above.parent()
        return (tree.viewport().width() if spanned else tree.columnWidth(0)) - depth * tree.indentation()
