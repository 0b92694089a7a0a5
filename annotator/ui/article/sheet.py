"""A sheet with the text of one article that scrolls: layout, size, places on it, and the line that is read kept still.

It paints nothing and takes no input beyond scrolling and zooming. Offsets in its interface are code points.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QElapsedTimer, QEvent, QPoint, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QPainter, QResizeEvent, QTextCursor, QTextLayout, QWheelEvent
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from annotator.ui.article.document_layout import DocumentLayout
from annotator.ui.article.geometry import Ranges
from annotator.ui.article.gestures import Pinch
from annotator.ui.article.hit import character_rect, line_at
from annotator.ui.article.layout import ArticleLayout, lines_of
from annotator.ui.article.metrics import DEFAULT_LEADING, DEFAULT_SIZE, SANS, SERIF, Metrics, text_font
from annotator.ui.article.positions import widget_text

SMALLEST_SIZE, LARGEST_SIZE = 9, 60
_SLICE_MS = 6
_SCREENS_EXACT = 1.5


class Sheet(QTextEdit):
    """An article's text on a page. Invariant: the document holds `widget_text(self.text)`, and only `_load` changes it.

    A subclass paints in `_paint`.
    """

    text_size_changed = Signal(int)
    """The text's size in pixels, when the wheel changed it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        # Events come to the viewport from its making on.
        self._pinch = Pinch(self.zoom)
        super().__init__(parent)
        self._families, self._size, self._leading, self._compact = SERIF, DEFAULT_SIZE, DEFAULT_LEADING, False
        self._size_told = 0.0
        self._measured = 0
        # Qt asks for sizes from the first call on, so the layout exists before the document knows of it.
        self._layout = ArticleLayout(self._new_metrics(), self._block_layout)
        self._document_layout = DocumentLayout(self.document(), self._layout, self._paint)
        self._set_up_widget()
        self._pinch.watch(self.viewport())
        self._tell_size_soon = self._timer(0, self._tell_size, single=True)
        self._measuring = self._timer(0, self._measure_some, single=False)

    def _set_up_widget(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUndoRedoEnabled(False)
        self.setReadOnly(True)
        self.setAcceptDrops(False)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.document().setDocumentLayout(self._document_layout)
        self.document().setDefaultFont(self._layout.metrics.font)

    def _timer(self, milliseconds: int, call: Callable[[], None], *, single: bool) -> QTimer:
        timer = QTimer(self)
        timer.setInterval(milliseconds)
        timer.setSingleShot(single)
        timer.timeout.connect(call)
        return timer

    def _new_metrics(self) -> Metrics:
        return Metrics(text_font(self._families, self._size), self._leading, compact=self._compact)

    def _block_layout(self, index: int) -> QTextLayout:
        return self.document().findBlockByNumber(index).layout()

    def _paint(self, painter: QPainter, clip: QRectF, selected: Ranges, caret: int) -> None:
        raise NotImplementedError

    # -- the text ------------------------------------------------------------------------------------------------

    @property
    def text(self) -> str:
        """The article's text, as it was given."""
        return self._layout.text

    def _load(self, text: str) -> None:
        """Take another text, without spans."""
        self._measuring.stop()
        # Forget first: while Qt changes the document our layout must not ask for blocks that are going away.
        self._layout.forget()
        self.setPlainText(widget_text(text))
        self._layout.set_text(text, float(self.viewport().width()))

    @property
    def text_size(self) -> int:
        """Size of the text in pixels."""
        return self._size

    def set_text_style(
        self, size: int, *, serif: bool = True, leading: int = DEFAULT_LEADING, compact: bool = False
    ) -> None:
        """Set the text's size in pixels, its typeface, and the air between lines in percent of the text's height.

        `compact` lines leave no room for tags.
        """
        wanted = (SERIF if serif else SANS, max(SMALLEST_SIZE, min(size, LARGEST_SIZE)), leading, compact)
        if wanted == (self._families, self._size, self._leading, self._compact):
            return
        self._families, self._size, self._leading, self._compact = wanted
        metrics = self._new_metrics()
        with self._line_kept_still():
            self.document().setDefaultFont(metrics.font)
            self._layout.set_metrics(metrics)
        self._measure_again()

    def zoom(self, steps: int) -> None:
        """Make the text larger by some pixels, smaller where negative."""
        size = max(SMALLEST_SIZE, min(self._size + steps, LARGEST_SIZE))
        if size != self._size:
            serif = self._families is SERIF
            self.set_text_style(size, serif=serif, leading=self._leading, compact=self._compact)
            self.text_size_changed.emit(size)

    # -- places --------------------------------------------------------------------------------------------------

    def scroll_position(self) -> int:
        """Return the offset of the first line that is wholly visible."""
        return self._layout.positions.to_code_point(self._first_visible())

    def restore_scroll(self, offset: int) -> None:
        """Scroll so that the line with this offset is the first visible one."""
        position = self._layout.positions.to_qt(max(0, min(offset, self._layout.positions.length)))
        if self._layout.is_folded_at(position):
            position = 0
        else:
            self._make_exact_around(position)
        self._scroll_to(self._layout.line_top(position) - self._layout.margin_top / 2 if position else 0.0)

    def reveal(self, offset: int, end: int | None = None) -> None:
        """Scroll only if the line with this offset (and the one with `end`) cannot be seen, then to the upper third."""
        position = self._layout.positions.to_qt(offset)
        self._make_exact_around(position)
        room, line = self.viewport().height(), self._layout.metrics.line
        top = self._layout.line_top(position)
        bottom = self._layout.line_top(self._layout.positions.to_qt(end)) if end is not None else top
        y = top - self._scrolled()
        if y < min(line * 0.5, top) or bottom - self._scrolled() + line > room:
            self._scroll_to(max(top - room / 3, min(bottom + line * 1.5 - room, top - line * 0.5)))

    def point_of(self, offset: int) -> QPoint:
        """Return the middle of the character at an offset, in the viewport; folded lines are shown for it."""
        self._show_folded(self._layout.positions.to_qt(offset))
        box = character_rect(self._layout, self._layout.positions.to_qt(offset))
        return QPoint(round(box.center().x()), round(box.center().y() - self._scrolled()))

    def offset_at(self, point: QPointF) -> int:
        """Return the offset nearest a point of the viewport."""
        return self._layout.positions.to_code_point(self._document_layout.hitTest(self._on_page(point), _EXACT))

    def visible_range(self) -> tuple[int, int]:
        """Return the offsets of the first and last character in view."""
        left, right = self._layout.columns.left, self._layout.columns.right
        return self.offset_at(QPointF(left, 0)), self.offset_at(QPointF(right, self.viewport().height() - 2))

    def _on_page(self, point: QPointF) -> QPointF:
        return QPointF(point.x(), point.y() + self._scrolled())

    def _scrolled(self) -> int:
        return self.verticalScrollBar().value()

    def _scroll_to(self, y: float) -> None:
        self._tell_size()
        self.verticalScrollBar().setValue(round(y))

    def _first_visible(self) -> int:
        top = self._scrolled()
        paragraph, number = line_at(self._layout, float(top))
        line = lines_of(paragraph)[number]
        start = paragraph.start + line.start
        if self._layout.top_of(paragraph.index) + line.y + line.height * 0.25 < top:
            following = paragraph.start + line.end + (1 if number + 1 == len(lines_of(paragraph)) else 0)
            return min(following, self._layout.positions.qt_length)
        return start

    # -- staying still -------------------------------------------------------------------------------------------

    @contextmanager
    def _line_kept_still(self) -> Iterator[None]:
        """Keep the caret's line (or the first visible one, where the caret is out of sight) where it is on screen."""
        position = self._anchor()
        y = self._layout.line_top(position) - self._scrolled()
        yield
        self._make_exact_from(position)
        self._scroll_to(self._layout.line_top(position) - y)
        self.viewport().update()

    def _anchor(self) -> int:
        caret = min(self.textCursor().position(), self._layout.positions.qt_length)
        paragraph = self._layout.paragraphs[self._layout.marks.paragraph_of(caret)]
        if paragraph.lines is not None:
            y = self._layout.line_top(caret) - self._scrolled()
            if -1 <= y <= self.viewport().height() - self._layout.metrics.text_height:
                return caret
        return self._first_visible()

    def _make_exact_from(self, position: int) -> None:
        top = self._layout.line_top(position)
        self._layout.lay_between(top - self.viewport().height(), top + self.viewport().height())

    def _make_exact_around(self, position: int) -> None:
        """Lay out a screen and a half on both sides of a position, so that scrolling there ends where it should."""
        self._show_folded(position)
        self._layout.settle_around(position, self.viewport().height() * _SCREENS_EXACT)
        index = self._layout.marks.paragraph_of(position)
        room = self.viewport().height() * _SCREENS_EXACT
        above, number = room, index
        while number > 0 and above > 0:
            number -= 1
            above -= self._layout.lay(number).height
        below, number = room, index
        while number < len(self._layout.paragraphs) and below > 0:
            below -= self._layout.lay(number).height
            number += 1
        self._tell_size()

    def _show_folded(self, position: int) -> None:
        """Show all lines again where a position that matters is in a folded one."""
        if self._layout.is_folded_at(position):
            self._refold(0)

    def _refold(self, count: int) -> None:
        with self._line_kept_still():
            self._layout.fold(count)
        self._tell_size()

    def _tell_size(self) -> None:
        if self._layout.height != self._size_told:
            self._size_told = self._layout.height
            self._document_layout.documentSizeChanged.emit(self._document_layout.documentSize())

    # -- heights far away ----------------------------------------------------------------------------------------

    def _measure_again(self) -> None:
        self._measured = 0
        self._measuring.start()

    def _measure_some(self) -> None:
        """Make some more heights exact, in a slice too short to be felt."""
        clock = QElapsedTimer()
        clock.start()
        position = self._anchor()
        y = self._layout.line_top(position) - self._scrolled()
        while self._measured < len(self._layout.paragraphs) and clock.elapsed() < _SLICE_MS:
            self._layout.measure(self._measured)
            self._measured += 1
        if self._measured >= len(self._layout.paragraphs):
            self._measuring.stop()
        self._scroll_to(self._layout.line_top(position) - y)

    # -- Qt ------------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines again for another width; the line that is read stays."""
        width = float(self.viewport().width())
        if width == self._layout.columns.width:
            super().resizeEvent(event)
            return
        before = self._layout.columns
        position = self._anchor()
        y = self._layout.line_top(position) - self._scrolled()
        self._layout.set_width(width)
        super().resizeEvent(event)
        self._size_told = -1.0
        if before.text != self._layout.columns.text:
            self._measure_again()
        self._make_exact_from(position)
        self._scroll_to(self._layout.line_top(position) - y)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll, by pixels where the device knows them; with Ctrl, zoom."""
        pixels = event.pixelDelta().y()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if event.angleDelta().y():
                self.zoom(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        elif pixels and QGuiApplication.platformName() != "xcb":
            # X11 sends pixel deltas that do not belong to the gesture; there the angle counts.
            self.verticalScrollBar().setValue(self._scrolled() - pixels)
            event.accept()
        else:
            super().wheelEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """Zoom with two fingers."""
        return self._pinch.take(event) or super().viewportEvent(event)

    def _move_caret(self, position: int, *, select: bool = False) -> None:
        # Qt scrolls to the caret with its own lines, before it says that the caret has moved.
        self._layout.settle_around(position, 2 * self._layout.metrics.line)
        cursor = self.textCursor()
        mode = QTextCursor.MoveMode.KeepAnchor if select else QTextCursor.MoveMode.MoveAnchor
        cursor.setPosition(max(0, min(position, self._layout.positions.qt_length)), mode)
        self.setTextCursor(cursor)


_EXACT = Qt.HitTestAccuracy.FuzzyHit
