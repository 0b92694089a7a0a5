"""The page of one article in a widget: text, spans, and everything that is lit up or stands beside them.

It takes no input beyond scrolling; `view` adds that. Offsets in its interface are code points.
"""

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import QMimeData, QPointF, QRectF
from PySide6.QtGui import QFocusEvent, QPainter, QPalette
from PySide6.QtWidgets import QWidget

from annotator.ui import palette as palettes
from annotator.ui.article.canvas import Canvas
from annotator.ui.article.geometry import Link, MarkSpan, Ranges, Scene, Speaker
from annotator.ui.article.paint import paint_page
from annotator.ui.article.sheet import Sheet
from annotator.ui.palette import Palette

_FLASH_MS = 900


class ArticlePage(Sheet):
    """An article with its spans as it is read. What it shows is told to it; it never decides what a span is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._palette = palettes.light()
        self._scene = Scene()
        self._links: tuple[Link, ...] = ()
        self._every_link = False
        self._kept: Ranges = ()
        super().__init__(parent)
        self._unflash = self._timer(_FLASH_MS, self._end_flash, single=True)
        self.set_theme(self._palette)

    # -- what is shown -------------------------------------------------------------------------------------------

    def set_article(self, text: str, spans: Iterable[MarkSpan] = ()) -> None:
        """Show another article from its top, with these spans. Gutter, search and links are forgotten."""
        self._scene = Scene()
        self._links, self._kept = (), ()
        self._load(text)
        self._layout.set_spans(spans)
        self._measure_again()
        self._tell_size()
        self.verticalScrollBar().setValue(0)
        self._update_cursor_paragraph()
        self.viewport().update()

    def set_spans(self, spans: Iterable[MarkSpan]) -> None:
        """Show these spans and no others. Only what differs is laid out again; the caret's line stays where it is."""
        shown = self._layout.marks.by_id
        wanted = {span.id: span for span in spans}
        gone = [id for id in shown if id not in wanted]
        changed = [span for id, span in wanted.items() if id not in shown or shown[id].span != span]
        if not gone and not changed:
            return
        with self._line_kept_still():
            if len(gone) + len(changed) > max(20, len(wanted) // 4):
                self._layout.set_spans(wanted.values())
                self._measure_again()
            else:
                for id in gone:
                    self._layout.remove_span(id)
                for span in changed:
                    self._replace(span)
        self._forget_missing()

    def put_span(self, span: MarkSpan) -> None:
        """Show one more span, or one in its new state."""
        with self._line_kept_still():
            self._replace(span)

    def drop_span(self, id: str) -> None:
        """Show a span no longer; nothing happens where it is not shown."""
        if id in self._layout.marks.by_id:
            with self._line_kept_still():
                self._layout.remove_span(id)
            self._forget_missing()

    def _replace(self, span: MarkSpan) -> None:
        if span.id in self._layout.marks.by_id:
            self._layout.remove_span(span.id)
        self._layout.add_span(span)

    def _forget_missing(self) -> None:
        shown, scene = self._layout.marks.by_id, self._scene
        scene.hover = scene.hover if scene.hover in shown else ""
        scene.active = scene.active if scene.active in shown else ""

    def span_ids(self) -> tuple[str, ...]:
        """Return the spans shown, in reading order."""
        return tuple(mark.id for mark in self._layout.marks.in_order)

    def span(self, id: str) -> MarkSpan | None:
        """Return a span as it is shown, or None."""
        mark = self._layout.marks.by_id.get(id)
        return mark.span if mark else None

    def set_relations(self, links: Iterable[tuple[str, str, str]], *, always: bool = False) -> None:
        """Show roles as (owner's span id, filler's span id, name): for the active or hovered span, or `always`."""
        self._links = tuple(Link(*link) for link in links)
        self._every_link = always
        self.viewport().update()

    def set_search(self, ranges: Sequence[tuple[int, int]], current: int = -1) -> None:
        """Light up ranges, in order and apart from each other; `current` is the number of the one looked at."""
        self._scene.search = self._layout.positions.ranges_to_qt(tuple(ranges))
        self._scene.search_now = current
        self.viewport().update()

    def set_gutter(self, read: Iterable[int], speakers: Mapping[int, Speaker] | None = None) -> None:
        """Show which paragraphs are read and who speaks in them; both name a paragraph by any offset in it."""
        self._scene.read = frozenset(self._paragraph_number(offset) for offset in read)
        named = speakers or {}
        self._scene.speakers = {self._paragraph_number(offset): speaker for offset, speaker in named.items()}
        self.viewport().update()

    def is_read(self, offset: int) -> bool:
        """Whether the paragraph at an offset shows as read."""
        return self._paragraph_number(offset) in self._scene.read

    def speaker_at(self, offset: int) -> Speaker | None:
        """Return who stands in the gutter beside the paragraph at an offset."""
        return self._scene.speakers.get(self._paragraph_number(offset))

    def set_quiet(self, paragraphs: Iterable[int]) -> None:
        """Draw the paragraphs with these offsets in them muted: header and date lines."""
        self._scene.quiet = frozenset(self._paragraph_number(offset) for offset in paragraphs)
        self.viewport().update()

    def flash(self, id: str) -> None:
        """Light up a span for a moment."""
        self._scene.flash = id
        self._unflash.start()
        self.viewport().update()

    def _end_flash(self) -> None:
        self._scene.flash = ""
        self.viewport().update()

    def _paragraph_number(self, offset: int) -> int:
        return self._layout.marks.paragraph_of(self._layout.positions.to_qt(offset))

    # -- looks ---------------------------------------------------------------------------------------------------

    def set_theme(self, theme: Palette) -> None:
        """Use the colours of a palette."""
        self._palette = theme
        colors = self.palette()
        colors.setColor(QPalette.ColorRole.Base, theme.paper)
        colors.setColor(QPalette.ColorRole.Text, theme.ink)
        colors.setColor(QPalette.ColorRole.Highlight, theme.selection)
        self.setPalette(colors)
        self.viewport().update()

    # -- painting ------------------------------------------------------------------------------------------------

    def _paint(self, painter: QPainter, clip: QRectF, selected: Ranges, caret: int) -> None:
        if clip.isNull() or not clip.isValid():
            clip = QRectF(0.0, float(self._scrolled()), self._layout.columns.width, float(self.viewport().height()))
        shown = self._layout.lay_between(clip.top(), clip.bottom())
        self._scene.selection = (*self._kept, *selected)
        self._scene.caret = caret
        self._scene.has_focus = self.hasFocus()
        canvas = Canvas(
            painter, self._layout, self._palette, self._scene, self._links_shown(), clip.top(), clip.bottom(), shown
        )
        # Qt fills the viewport with a colour that a style sheet may have kept from another theme.
        painter.fillRect(clip, self._palette.paper)
        self._place_for_screen_readers(canvas)
        paint_page(canvas)
        if self._layout.height != self._size_told:
            self._tell_size_soon.start()

    def _place_for_screen_readers(self, canvas: Canvas) -> None:
        """Tell Qt's layouts where they lie: its text interface works out from them where a character is on screen."""
        left = self._layout.columns.left
        for paragraph, top in canvas.paragraphs():
            self._block_layout(paragraph.index).setPosition(QPointF(left, top))

    def _links_shown(self) -> Sequence[Link]:
        lit = {self._scene.hover, self._scene.active}
        if self._every_link:
            return self._links
        return [link for link in self._links if link.source in lit or link.target in lit]

    def _update_cursor_paragraph(self) -> None:
        position = min(self.textCursor().position(), self._layout.positions.qt_length)
        self._scene.cursor_paragraph = self._layout.marks.paragraph_of(position)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show at the paragraph cursor that keys go here."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show at the paragraph cursor that keys go elsewhere."""
        super().focusOutEvent(event)
        self.viewport().update()

    def createMimeDataFromSelection(self) -> QMimeData:
        """Copy the article's own characters: Qt would make a space of a no-break space."""
        data = QMimeData()
        data.setText("\n".join(self.text[start:end] for start, end in self._copied()))
        return data

    def _copied(self) -> Ranges:
        cursor = self.textCursor()
        chosen = sorted((*self._kept, (cursor.selectionStart(), cursor.selectionEnd())))
        return self._layout.positions.ranges_to_code_points(tuple(chosen))
