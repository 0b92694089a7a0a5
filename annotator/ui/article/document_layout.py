"""Stands between Qt's document and our layout: Qt asks it where things are and to paint them.

It keeps no geometry of its own, and never a QTextLayout (its wrapper outlives the C++ object).
"""

from collections.abc import Callable

from PySide6.QtCore import QPoint, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QAbstractTextDocumentLayout, QPainter, QPainterPath, QTextBlock, QTextDocument, QTextFrame

from annotator.ui.article.hit import position_at
from annotator.ui.article.layout import ArticleLayout

Paint = Callable[[QPainter, QRectF, tuple[tuple[int, int], ...], int], None]
"""Paints a clip of the page, with the selected ranges and the caret's position (-1 for none) in UTF-16."""


class DocumentLayout(QAbstractTextDocumentLayout):
    """The document layout of an article. Invariant: everything it answers comes from one `ArticleLayout`."""

    def __init__(self, document: QTextDocument, layout: ArticleLayout, paint: Paint) -> None:
        super().__init__(document)
        self._layout = layout
        self._paint = paint

    def documentChanged(self, position: int, removed: int, added: int) -> None:
        """Do nothing: the text never changes by itself, and the view lays out after it has set one."""

    def documentSize(self) -> QSizeF:
        """Return the size of the page."""
        return QSizeF(self._layout.columns.width, self._layout.height)

    def pageCount(self) -> int:
        """Return one: a screen has no pages."""
        return 1

    def frameBoundingRect(self, frame: QTextFrame) -> QRectF:  # noqa: ARG002
        """Return the page."""
        return QRectF(QPointF(0.0, 0.0), self.documentSize())

    def blockBoundingRect(self, block: QTextBlock) -> QRectF:
        """Return where a paragraph lies; it is laid out if it was not."""
        if not block.isValid() or block.blockNumber() >= len(self._layout.paragraphs):
            return QRectF()
        return self._layout.rect_of(block.blockNumber())

    def hitTest(self, point: QPointF | QPoint | QPainterPath.Element, accuracy: Qt.HitTestAccuracy) -> int:  # noqa: ARG002
        """Return the position nearest a point of the page, in UTF-16."""
        x, y = (point.x, point.y) if isinstance(point, QPainterPath.Element) else (point.x(), point.y())
        return position_at(self._layout, float(x), float(y))

    def draw(self, painter: QPainter, context: QAbstractTextDocumentLayout.PaintContext) -> None:
        """Paint the part of the page that Qt asks for."""
        # Nothing of the context may be kept: Qt deletes it after this call.
        selected = tuple(
            (selection.cursor.selectionStart(), selection.cursor.selectionEnd())
            for selection in context.selections
            if selection.cursor.hasSelection()
        )
        self._paint(painter, QRectF(context.clip), selected, context.cursorPosition)
