"""The page of one article in a widget: text, spans, and everything that is lit up or stands beside them.

It takes no input beyond scrolling; `view` adds that. Offsets in its interface are code points.
"""

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import QMimeData, QPointF, QRectF
from PySide6.QtGui import QFocusEvent, QPainter, QPalette
from PySide6.QtWidgets import QWidget

from annotator.ui import palette as palettes
from annotator.ui.article.canvas import Canvas
from annotator.ui.article.geometry import NOBODY, Link, MarkSpan, Ranges, Scene, ShownArticle, Speaker
from annotator.ui.article.minimap import Minimap
from annotator.ui.article.paint import paint_page
from annotator.ui.article.sheet import Sheet
from annotator.ui.article.whole import strips_of
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
        self._minimap = Minimap(lambda rows: strips_of(self._layout, self._scene, rows), self)
        self._minimap.rangeChanged.connect(lambda _low, _high: self._minimap.forget())
        self.setVerticalScrollBar(self._minimap)
        self._unflash = self._timer(_FLASH_MS, self._end_flash, single=True)
        self.set_theme(self._palette)

    # -- what is shown -------------------------------------------------------------------------------------------

    def set_article(self, text: str, spans: Iterable[MarkSpan] = ()) -> None:
        """Show another article from its top, with these spans. Gutter, search and links are forgotten."""
        self._scene = Scene(numbers=self._scene.numbers)
        self._links, self._kept = (), ()
        self._load(text)
        self._layout.set_spans(spans)
        self._measure_again()
        self._tell_size()
        self.verticalScrollBar().setValue(0)
        self._update_cursor_paragraph()
        self._minimap.forget()
        self.viewport().update()

    def fold_header(self, end: int) -> None:
        """Fold the paragraphs before an offset, and the blank ones after them; 0 shows all again.

        None is folded where a span stands in one of them, and the caret goes to the first one that is not. They show
        again by themselves when the caret, a span or a search comes to them.
        """
        paragraphs = self._layout.paragraphs
        count = self._paragraph_number(end - 1) + 1 if end > 0 else 0
        while 0 < count < len(paragraphs) and not paragraphs[count].number:
            count += 1
        if count >= len(paragraphs) or any(paragraph.marks or paragraph.brackets for paragraph in paragraphs[:count]):
            count = 0
        if count == self._layout.folded:
            return
        self._refold(count)
        if self._layout.is_folded_at(self.textCursor().position()):
            self._move_caret(paragraphs[count].start)
        self._update_cursor_paragraph()
        self._minimap.forget()

    @property
    def folded_until(self) -> int:
        """The offset of the first paragraph that is not folded; 0 where none is."""
        if not self._layout.folded:
            return 0
        return self._layout.positions.to_code_point(self._layout.paragraphs[self._layout.folded].start)

    def set_numbers(self, *, shown: bool) -> None:
        """Number the paragraphs in the margin, or do not."""
        self._scene.numbers = shown
        self.viewport().update()

    def refresh_marks(self) -> None:
        """Bring the marks beside the scroll bar up to date now; by itself that happens a moment later."""
        self._minimap.refresh()

    def set_spans(self, spans: Iterable[MarkSpan]) -> None:
        """Show these spans and no others. Only what differs is laid out again; the caret's line stays where it is."""
        shown = self._layout.marks.by_id
        wanted = {span.id: span for span in spans}
        gone = [id for id in shown if id not in wanted]
        changed = [span for id, span in wanted.items() if id not in shown or shown[id].span != span]
        if not gone and not changed:
            return
        self._minimap.forget()
        for span in changed:
            self._show_folded(self._layout.positions.to_qt(span.ranges[0][0]))
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
        self._minimap.forget()
        self._show_folded(self._layout.positions.to_qt(span.ranges[0][0]))
        with self._line_kept_still():
            self._replace(span)

    def drop_span(self, id: str) -> None:
        """Show a span no longer; nothing happens where it is not shown."""
        if id in self._layout.marks.by_id:
            self._minimap.forget()
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
        scene.open_note = scene.open_note if scene.open_note in shown else ""
        scene.partners = frozenset(id for id in scene.partners if id in shown)

    def span_ids(self) -> tuple[str, ...]:
        """Return the spans shown, in reading order."""
        return tuple(mark.id for mark in self._layout.marks.in_order)

    def span(self, id: str) -> MarkSpan | None:
        """Return a span as it is shown, or None."""
        mark = self._layout.marks.by_id.get(id)
        return mark.span if mark else None

    def shown(self) -> ShownArticle:
        """Return all that is shown and stays when it is printed."""
        spans = tuple(mark.span for mark in self._layout.marks.in_order)
        speakers = tuple(self._scene.last_speakers)
        return ShownArticle(self.text, spans, speakers, self._scene.quiet, self._layout.folded)

    def set_relations(self, links: Iterable[tuple[str, str, str]], *, always: bool = False) -> None:
        """Show roles as (owner's span id, filler's span id, name): for the active or hovered span, or `always`."""
        self._links = tuple(Link(*link) for link in links)
        self._every_link = always
        self.viewport().update()

    def set_search(self, ranges: Sequence[tuple[int, int]], current: int = -1) -> None:
        """Light up ranges, in order and apart from each other; `current` is the number of the one looked at."""
        self._scene.search = self._layout.positions.ranges_to_qt(tuple(ranges))
        self._scene.search_now = current
        self._minimap.forget()
        self.viewport().update()

    def set_gutter(
        self, read: Iterable[int], speakers: Mapping[int, Speaker] | None = None, silent: Iterable[int] = ()
    ) -> None:
        """Show which paragraphs are read and who speaks in them; all name a paragraph by any offset in it.

        Who speaks goes on speaking in the paragraphs after, until another does; in a `silent` one nobody does.
        """
        numbers = frozenset(self._paragraph_number(offset) for offset in read)
        if numbers != self._scene.read:
            self._scene.read = numbers
            self._minimap.forget()
        named = sorted([*((offset, NOBODY) for offset in silent), *(speakers or {}).items()])
        self._scene.set_speakers([(self._paragraph_number(offset), speaker) for offset, speaker in named])
        self.viewport().update()

    def is_read(self, offset: int) -> bool:
        """Whether the paragraph at an offset shows as read."""
        return self._paragraph_number(offset) in self._scene.read

    def speaker_at(self, offset: int) -> Speaker | None:
        """Return who stands in the gutter beside the paragraph at an offset."""
        return self._scene.speaker_of(self._paragraph_number(offset))

    def set_quiet(self, paragraphs: Iterable[int]) -> None:
        """Draw the paragraphs with these offsets in them muted: header and date lines."""
        self._scene.quiet = frozenset(self._paragraph_number(offset) for offset in paragraphs)
        self.viewport().update()

    def open_note(self, id: str) -> None:
        """Open the note of a span over the page where notes have no room; an empty string closes it."""
        self._scene.open_note = id
        self.viewport().update()

    @property
    def opened_note(self) -> str:
        """The span whose note is open over the page, or an empty string."""
        return self._scene.open_note

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
        self._minimap.set_palette(theme)
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
            painter, self._layout, self._palette, self._scene, self.links_shown(), clip.top(), clip.bottom(), shown
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
        room = canvas.bottom - canvas.top
        for paragraph, top in canvas.paragraphs():
            self._layout.settle(paragraph, canvas.top - room - top, canvas.bottom + room - top)
            self._block_layout(paragraph.index).setPosition(QPointF(left, top))

    def links_shown(self) -> Sequence[Link]:
        """Return the roles that are drawn now: all of them, or those of the spans that are lit."""
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
