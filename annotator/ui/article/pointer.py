"""What the mouse does in the article: snapped selections, more pieces with Ctrl, handles, clicks on spans and gutter.

It decides and tells the view; it paints nothing and stores nothing about spans.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QCursor, QMouseEvent, QPainter, QPen, QPixmap, QTextCursor
from PySide6.QtWidgets import QApplication

from annotator.ui.article.geometry import Mark
from annotator.ui.article.hit import BRACKET_OFFSET, edge_rect, is_on_tag, line_at, marks_at
from annotator.ui.article.layout import lines_of
from annotator.ui.article.link_line import LinkLine
from annotator.ui.article.paint import handle_center
from annotator.ui.article.paint_notes import NOTE_DOT
from annotator.ui.article.snapping import edge_snapped, other_way, snapped

if TYPE_CHECKING:
    from annotator.ui.article.view import ArticleView

_NEAR_HANDLE = 9
_NEAR_DOT = 9.0
_GUTTER_GAP = 4.0
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_CONTROL = Qt.KeyboardModifier.ControlModifier
_ALT = Qt.KeyboardModifier.AltModifier


class Pointer:
    """The mouse in one article view. Between a press and its release it is a click, a selection or a dragged handle."""

    def __init__(self, view: ArticleView) -> None:
        self._view = view
        self._press: tuple[int, QPoint] | None = None
        self._is_adding = False
        self._dragged: Mark | None = None
        self._drags_end = False
        self._linked: tuple[Mark, QPoint] | None = None
        """The span whose tag was pressed, to be linked to the one it is dragged to, and where."""
        self._line = LinkLine(view.viewport())

    @property
    def is_dragging_handle(self) -> bool:
        """Whether the edge of a span hangs on the pointer."""
        return self._dragged is not None

    # -- events --------------------------------------------------------------------------------------------------

    def press(self, event: QMouseEvent) -> bool:
        """Take a press of the left button; True where the text must not see it."""
        point = event.position().toPoint()
        edge = self._handle_at(point)
        if edge is not None:
            self._dragged = self._view.mark(self._view.active_span)
            self._drags_end = edge
            return True
        active = self._view.mark(self._view.active_span)
        place = self._view.page_point(event.position())
        if active is not None and is_on_tag(self._view.page_layout, active, place.x(), place.y()):
            self._linked = (active, point)
            return True
        self._press = (self._view.qt_position_at(event.position()), point)
        self._is_adding = bool(event.modifiers() & _CONTROL)
        if self._is_adding:
            self._view.keep_selection()
        elif not event.modifiers() & _SHIFT:
            # A press inside a selection would begin to drag its text.
            self._view.clear_selection()
        return False

    def move(self, event: QMouseEvent) -> bool:
        """Take a movement; True where the text must not see it."""
        if self._dragged is not None:
            self._drag_handle(event)
            return True
        if self._linked is not None:
            self._drag_link(self._linked, event.position())
            return True
        if not event.buttons():
            self._hover(event.position())
        return False

    def after_move(self, event: QMouseEvent) -> None:
        """Snap what the text has just selected, the other way where Alt is held."""
        if event.buttons() & Qt.MouseButton.LeftButton and self._press:
            self._snap(self._press[0], self._snap_of(event))

    def release(self, event: QMouseEvent) -> bool:
        """Take a release of the left button; True where the text must not see it."""
        if self._linked is not None:
            self._drop_link(self._linked[0], event.position())
            return True
        if self._dragged is None:
            return False
        before, self._dragged = self._dragged, None
        self._view.finish_resize(before.span)
        return True

    def after_release(self, event: QMouseEvent) -> None:
        """Make a click of a press that moved nowhere, or finish a selection."""
        press, self._press = self._press, None
        if press is None:
            return
        point = event.position().toPoint()
        moved = _has_moved(press[1], point)
        if self._view.textCursor().hasSelection():
            self._view.finish_selection(adding=self._is_adding)
        elif not moved and not self._is_adding:
            self._click(event.position())

    def cancel(self) -> bool:
        """Give a dragged edge back its place, or let a link go; False where neither is dragged."""
        if self._linked is not None:
            self._end_link()
            return True
        if self._dragged is None:
            return False
        before, self._dragged = self._dragged, None
        self._view.put_span(before.span)
        return True

    def leave(self) -> None:
        """Take that the pointer has left the view."""
        self._view.set_hover("")

    # -- clicks --------------------------------------------------------------------------------------------------

    def marks_under(self, point: QPointF) -> list[Mark]:
        """Return the spans under a point of the viewport, the most specific first; also by its note's dot."""
        layout, place = self._view.page_layout, self._view.page_point(point)
        dot = layout.columns.right + NOTE_DOT
        if abs(place.x() - dot) > _NEAR_DOT or layout.columns.cards:
            return marks_at(layout, place.x(), place.y())
        paragraph, number = line_at(layout, place.y())
        line = lines_of(paragraph)[number]
        low, high = paragraph.start + line.start, paragraph.start + line.end
        return [mark for mark in (*paragraph.marks, *paragraph.brackets) if mark.span.note and low <= mark.start < high]

    def _click(self, point: QPointF) -> None:
        found = [mark.id for mark in self.marks_under(point)]
        if not found and point.x() < self._view.page_layout.columns.left - _GUTTER_GAP:
            self._view.toggle_read(point)
            return
        chosen = found[0] if found else ""
        if self._view.active_span in found:
            # Again on the active span: the next one below it.
            chosen = found[(found.index(self._view.active_span) + 1) % len(found)]
        self._view.activate(chosen, move=False)

    # -- handles -------------------------------------------------------------------------------------------------

    def handle_point(self, mark: Mark, *, at_end: bool) -> QPoint | None:
        """Return the middle of a handle in the viewport, None for a span that has none."""
        edge = edge_rect(self._view.page_layout, mark, at_end=at_end)
        if edge is None:
            return None
        center = handle_center(edge, at_end=at_end)
        return QPoint(round(center.x()), round(center.y() - self._view.verticalScrollBar().value()))

    def _handle_at(self, point: QPoint) -> bool | None:
        """Return False over the start handle of the active span, True over its end handle, None over neither."""
        mark = self._view.mark(self._view.active_span)
        if mark is None or mark.is_long:
            return None
        for at_end in (True, False):
            handle = self.handle_point(mark, at_end=at_end)
            if handle is not None and (handle - point).manhattanLength() <= _NEAR_HANDLE:
                return at_end
        return None

    def _drag_handle(self, event: QMouseEvent) -> None:
        position = self._view.qt_position_at(event.position())
        position = edge_snapped(self._view.page_layout, position, self._snap_of(event), at_end=self._drags_end)
        mark = self._view.mark(self._view.active_span)
        if mark is not None:
            self._view.preview_edge(mark, position, at_end=self._drags_end)

    # -- links ---------------------------------------------------------------------------------------------------

    def _drag_link(self, linked: tuple[Mark, QPoint], point: QPointF) -> None:
        mark, start = linked
        if not self._line.isVisible() and not _has_moved(start, point.toPoint()):
            return
        self._line.show_line(start, point.toPoint())
        self._view.set_hover(self._other_under(mark, point))

    def _drop_link(self, mark: Mark, point: QPointF) -> None:
        was_dragged = self._line.isVisible()
        self._end_link()
        other = self._other_under(mark, point)
        if not was_dragged:
            self._click(point)
        elif other:
            self._view.link_dropped.emit(mark.id, other)

    def _end_link(self) -> None:
        self._linked = None
        self._line.hide()
        self._view.set_hover("")

    def _other_under(self, mark: Mark, point: QPointF) -> str:
        return next((other.id for other in self.marks_under(point) if other.id != mark.id), "")

    # -- selection -----------------------------------------------------------------------------------------------

    def _snap_of(self, event: QMouseEvent) -> str:
        return other_way(self._view.snap) if event.modifiers() & _ALT else self._view.snap

    def _snap(self, anchor: int, snap: str) -> None:
        cursor = self._view.textCursor()
        if not cursor.hasSelection():
            return
        start, end = snapped(self._view.page_layout, anchor, cursor.position(), snap)
        if start == end or (start, end) == (cursor.anchor(), cursor.position()):
            return
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        self._view.setTextCursor(cursor)

    # -- pointer -------------------------------------------------------------------------------------------------

    def _hover(self, point: QPointF) -> None:
        found = self.marks_under(point)
        self._view.set_hover(found[0].id if found else "")
        self._view.viewport().setCursor(self._shape(point, found))

    def _shape(self, point: QPointF, found: list[Mark]) -> QCursor | Qt.CursorShape:
        columns = self._view.page_layout.columns
        if self._handle_at(point.toPoint()) is not None:
            return Qt.CursorShape.SizeHorCursor
        if self._view.brush_color is not None:
            return brush_cursor(self._view.brush_color)
        is_beside = point.x() > columns.right or point.x() < columns.left - BRACKET_OFFSET / 2
        return Qt.CursorShape.PointingHandCursor if found and is_beside else Qt.CursorShape.IBeamCursor


def _has_moved(start: QPoint, end: QPoint) -> bool:
    """Whether a pointer has gone far enough for a drag."""
    return (end - start).manhattanLength() >= QApplication.startDragDistance()


def brush_cursor(color: QColor) -> QCursor:
    """Return a text cursor with a drop of the label's colour, for the brush."""
    picture = QPixmap(26, 26)
    picture.fill(Qt.GlobalColor.transparent)
    with QPainter(picture) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for width, ink in ((3.4, QColor("#ffffff")), (1.6, QColor("#1d1d1f"))):
            painter.setPen(QPen(ink, width))
            for start, end in (((8, 3), (8, 23)), ((5, 3), (11, 3)), ((5, 23), (11, 23))):
                painter.drawLine(QPointF(*start), QPointF(*end))
        painter.setPen(QPen(QColor("#ffffff"), 1.5))
        painter.setBrush(color)
        painter.drawEllipse(QPointF(18, 18), 6, 6)
    return QCursor(picture, 8, 13)
