"""The article as it is worked on: caret, selection, spans under keys and mouse, all told in code points.

It never changes data: what an analyst wants goes out as signals, and comes back as spans to show.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from annotator.ui import plain
from annotator.ui.article import keys
from annotator.ui.article.accessibility import Announcer, shown_in_tip, spoken
from annotator.ui.article.buttons import Buttons
from annotator.ui.article.geometry import Mark, MarkSpan, with_edge
from annotator.ui.article.hit import character_rect, line_at
from annotator.ui.article.layout import ArticleLayout
from annotator.ui.article.performing import Performer
from annotator.ui.article.pointer import Pointer
from annotator.ui.article.selectable import SelectablePage
from annotator.ui.article.snapping import WORD
from annotator.ui.article.words import next_word, trimmed


class ArticleView(SelectablePage):
    """An article that is read and tagged. Offsets in signals and methods are code points of the article's text.

    `command_of` says which command a key press stands for and `run_command` does it (False where it cannot be done
    now); until somebody sets them, the view's own table and `perform` are used.
    """

    label_key_pressed = Signal(str, bool)
    """A plain letter or digit, in lower case, and whether Shift asked for the brush."""
    span_activated = Signal(str)
    """The span that is active now, or an empty string."""
    span_resized = Signal(str, object)
    """A span and the ranges it shall have."""
    span_remove_requested = Signal(str)
    card_requested = Signal(str)
    selection_made = Signal()
    """A selection was finished with the mouse: what the brush tags."""
    caret_moved = Signal(int)
    paragraph_mark_requested = Signal(int, bool)
    """The start of a paragraph, and whether it shall count as read."""
    fragment_added = Signal(str, object)
    """A span (the active one, else the last that was), and one more range for it."""
    fragment_removed = Signal(str, int)
    """A span, and the number of the fragment that it shall lose."""
    link_dropped = Signal(str, str)
    """The tag of the first span was dragged to the second."""
    hint_given = Signal(str)
    """Why a key did nothing."""
    brush_ended = Signal()
    menu_requested = Signal(QPoint)
    """A menu is wanted at a point of the screen; the span under the pointer is active by then."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.command_of: Callable[[QKeyEvent], str] = keys.default_command
        self.run_command: Callable[[str], bool] = self.perform
        self.is_label_key: Callable[[str], bool] = lambda _key: True
        self.brush_color: QColor | None = None
        self.snap = WORD
        """What selections made with the mouse snap to: one of the choices of the setting `text.snap`."""
        self._pointer = Pointer(self)
        self._buttons = Buttons(self)
        self._last_active = ""
        self._announcer = Announcer(self)
        self._performer = Performer(self)
        self.setAccessibleName("Article text")
        self.setAccessibleDescription(
            "Tab goes from span to span, a label's key tags the selection, F6 leaves the text."
        )
        self.viewport().setMouseTracking(True)
        self.cursorPositionChanged.connect(self._follow_caret)

    # -- caret and selection -------------------------------------------------------------------------------------

    def finish_selection(self, *, adding: bool) -> None:
        """Take a selection made with the mouse: with `adding`, a piece of the active span where nothing else was."""
        if adding and self.active_span and not self._kept:
            ranges = self.selection()
            self.clear_selection()
            if ranges:
                self.fragment_added.emit(self.active_span, ranges[0])
            return
        if self.selection():
            self.selection_made.emit()

    def _follow_caret(self) -> None:
        position = self.textCursor().position()
        if position > self._layout.positions.qt_length:
            return
        before = self._layout.height
        self._make_exact_around(position)
        if self._layout.height != before:
            self.ensureCursorVisible()
        paragraph = self._scene.cursor_paragraph
        self._update_cursor_paragraph()
        if paragraph != self._scene.cursor_paragraph:
            self.viewport().update()
        here = self._layout.paragraphs[self._scene.cursor_paragraph]
        self._announcer.follow(here, position, self.text, self.active_span)
        self.caret_moved.emit(self.caret())

    # -- spans ---------------------------------------------------------------------------------------------------

    @property
    def active_span(self) -> str:
        """The id of the active span, or an empty string."""
        return self._scene.active

    @property
    def extended_span(self) -> str:
        """The span that a piece is added to: the active one, else the last that was, or an empty string."""
        return self.active_span or (self._last_active if self.span(self._last_active) else "")

    @property
    def hovered_span(self) -> str:
        """The id of the span under the pointer, or an empty string."""
        return self._scene.hover

    def set_active(self, id: str) -> None:
        """Make a span active (none for an empty string) without moving the caret or telling anybody."""
        if id != self._scene.active:
            self._last_active = self._scene.active or self._last_active
            self._scene.active = id if id in self._layout.marks.by_id else ""
            self.viewport().update()

    def activate(self, id: str, *, move: bool = True) -> None:
        """Make a span active, tell it to a screen reader, emit `span_activated`; with `move` the caret goes there."""
        before = self._scene.active
        self.set_active(id)
        mark = self.mark(self._scene.active)
        if mark is not None:
            if move:
                self.set_caret(mark.span.ranges[0][0])
            self.announce(id)
        if before != self._scene.active:
            self.span_activated.emit(self._scene.active)

    def announce(self, id: str) -> None:
        """Tell a span to a screen reader."""
        mark = self.mark(id)
        if mark is not None:
            self._announcer.say(spoken(mark, self.text, is_active=id == self.active_span))

    def step(self, direction: int) -> bool:
        """Activate the next span in reading order (1) or the one before (-1), from the caret where none is active."""
        marks = self._layout.marks.in_order
        if not marks:
            return False
        ids = [mark.id for mark in marks]
        if self._scene.active in ids:
            number = ids.index(self._scene.active) + direction
        else:
            caret = self.textCursor().position()
            following = next((i for i, mark in enumerate(marks) if mark.start >= caret), len(marks))
            number = following if direction > 0 else following - 1
        self.activate(ids[number % len(ids)])
        return True

    def set_hover(self, id: str) -> None:
        """Light up the span under the pointer."""
        if id != self._scene.hover:
            self._scene.hover = id
            ends = [end for link in self._links if id in link[:2] for end in link[:2]]
            self._scene.partners = frozenset(end for end in ends if end != id and id)
            self.viewport().update()

    def set_brush(self, color: QColor | None) -> None:
        """Show in the pointer that a label's brush is taken, in its colour; None puts it away."""
        self.brush_color = color
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)

    def handle_point(self, id: str, *, at_end: bool) -> QPoint | None:
        """Return where in the viewport a handle of a span stands when it is active."""
        mark = self.mark(id)
        return self._pointer.handle_point(mark, at_end=at_end) if mark else None

    def read_rect(self) -> QRect:
        """Return where the lines of the selection, or of the caret, stand in the viewport."""
        chosen = self.selection() or ((self.caret(), self.caret()),)
        positions = self._layout.positions
        first = character_rect(self._layout, positions.to_qt(chosen[0][0]))
        last = character_rect(self._layout, max(positions.to_qt(chosen[-1][1]) - 1, positions.to_qt(chosen[0][0])))
        top = round(first.top()) - self._scrolled()
        return QRect(round(first.left()), top, 1, round(last.bottom() - first.top() + self._layout.metrics.bars_top))

    # -- for the pointer -----------------------------------------------------------------------------------------

    @property
    def page_layout(self) -> ArticleLayout:
        """The layout of the page, to find what lies where."""
        return self._layout

    def mark(self, id: str) -> Mark | None:
        """Return a span as the page shows it, or None."""
        return self._layout.marks.by_id.get(id)

    def page_point(self, point: QPointF) -> QPointF:
        """Return a point of the viewport as one of the page."""
        return self._on_page(point)

    def qt_position_at(self, point: QPointF) -> int:
        """Return the UTF-16 position nearest a point of the viewport."""
        return self._layout.positions.to_qt(self.offset_at(point))

    def preview_edge(self, mark: Mark, position: int, *, at_end: bool) -> None:
        """Show a span with another start or end, not beyond its own neighbours; nothing is told yet."""
        ranges = with_edge(mark.ranges, position, at_end=at_end)
        if ranges != mark.ranges:
            self.put_span(mark.span._replace(ranges=self._layout.positions.ranges_to_code_points(ranges)))

    def finish_resize(self, before: MarkSpan) -> None:
        """Tell the ranges that the preview ended with, without white space at the ends."""
        mark = self.mark(before.id)
        if mark is None or mark.span.ranges == before.ranges:
            return
        ranges = tuple(trimmed(self.text, start, end) for start, end in mark.span.ranges)
        ranges = tuple((start, end) for start, end in ranges if start < end)
        if ranges:
            self.span_resized.emit(before.id, ranges)
        else:
            self.put_span(before)

    def toggle_read(self, point: QPointF) -> None:
        """Ask to mark the paragraph beside a point of the viewport as read, or as not read."""
        paragraph, _ = line_at(self._layout, self._on_page(point).y())
        if paragraph.number and not paragraph.is_folded:
            start = self._layout.positions.to_code_point(paragraph.start)
            self.paragraph_mark_requested.emit(start, paragraph.index not in self._scene.read)

    # -- commands ------------------------------------------------------------------------------------------------

    @property
    def commands(self) -> tuple[str, ...]:
        """The ids of the commands that the view does itself."""
        return self._performer.commands

    def perform(self, command: str) -> bool:
        """Do one of the view's own commands; False where there is nothing to do it to."""
        return self._performer.perform(command)

    def leave(self) -> bool:
        """Leave one thing after the other: a dragged edge, the brush, the selection, the active span."""
        if self._pointer.cancel():
            return True
        if self.opened_note:
            self.open_note("")
        elif self.brush_color is not None:
            self.brush_ended.emit()
        elif self.selection():
            self.clear_selection()
        else:
            self.activate("")
        return True

    def move_to_paragraph(self, index: int) -> None:
        """Put the caret at the start of a paragraph, counted from 0, with nothing selected."""
        paragraph, positions = self._layout.paragraphs[index], self._layout.positions
        self.clear_selection()
        self._move_caret(paragraph.start)
        self.reveal(positions.to_code_point(paragraph.start), positions.to_code_point(paragraph.end))

    @property
    def cursor_paragraph(self) -> int:
        """The paragraph the caret is in, counted from 0."""
        return self._scene.cursor_paragraph

    # -- Qt: keys ------------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Claim the keys that are the view's before the window's shortcuts see them, and no others."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            event.setAccepted(self._is_mine(event))
            return event.isAccepted()
        return super().event(event)

    def _is_mine(self, event: QKeyEvent) -> bool:
        return (
            self._command(event) != ""
            or keys.label_key(event, self.is_label_key, QGuiApplication.platformName()) != ""
            or keys.is_caret_key(event)
            or keys.is_select_all(event)
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move, select, tag or command; what is none of these goes on to the window."""
        command = self._command(event)
        label = "" if command else keys.label_key(event, self.is_label_key, QGuiApplication.platformName())
        if command:
            event.setAccepted(self.run_command(command))
        elif label:
            self.label_key_pressed.emit(label, keys.has_shift(event))
        elif keys.is_caret_key(event) or keys.is_select_all(event):
            self._move_with(event)
        else:
            event.ignore()

    def _command(self, event: QKeyEvent) -> str:
        command = self.command_of(event)
        is_edge = command.startswith(("span.end", "span.start"))
        if is_edge and (not self.active_span or self.selection()):
            return ""
        return command

    def _move_with(self, event: QKeyEvent) -> None:
        self._kept = ()
        if keys.is_word_key(event):
            position = self.textCursor().position()
            forward = (event.key() == Qt.Key.Key_Right) != self._reads_right_to_left()
            self._move_caret(next_word(self._layout, position, forward=forward), select=keys.has_shift(event))
        else:
            super().keyPressEvent(event)
        mark = self.mark(self.active_span)
        if mark is not None and not mark.start <= self.textCursor().position() <= mark.end:
            self.activate("")

    def _reads_right_to_left(self) -> bool:
        return self.textCursor().block().textDirection() == Qt.LayoutDirection.RightToLeft

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Keep Tab for going from span to span; F6 leaves the article."""
        return False if self._layout.marks.by_id else super().focusNextPrevChild(forward)

    # -- Qt: mouse -----------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click, a selection, or the dragging of a handle; press what is a button."""
        is_left = event.button() == Qt.MouseButton.LeftButton
        if is_left and (self._buttons.press(event.position()) or self._pointer.press(event)):
            event.accept()
            return
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag, select with snapping, or light up what is under the pointer."""
        if not self._pointer.move(event):
            super().mouseMoveEvent(event)
            self._pointer.after_move(event)
        if not event.buttons() and self._buttons.at(event.position()) is not None:
            self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Finish what the press began."""
        if event.button() == Qt.MouseButton.LeftButton and self._pointer.release(event):
            event.accept()
            return
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self._pointer.after_release(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Make the span under the pointer active, and ask for a menu."""
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            marks = self._pointer.marks_under(QPointF(event.pos()))
            if marks and self.active_span not in [mark.id for mark in marks]:
                self.activate(marks[0].id, move=False)
            self.menu_requested.emit(event.globalPos())
        else:
            self.menu_requested.emit(self.viewport().mapToGlobal(self.cursorRect().bottomLeft()))
        event.accept()

    def viewportEvent(self, event: QEvent) -> bool:
        """Show what lies under the pointer as a tooltip, and forget it when the pointer leaves."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            tip = shown_in_tip(self._pointer.marks_under(QPointF(event.pos())), self.text)
            if tip:
                QToolTip.showText(event.globalPos(), plain.markup(tip), self.viewport())
            else:
                QToolTip.hideText()
            return True
        if event.type() == QEvent.Type.Leave:
            self._pointer.leave()
        return super().viewportEvent(event)
