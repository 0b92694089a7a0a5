"""The pages of a printed article: broken between lines, painted by the same engine as the screen.

It knows no printer: any painter will do, 96 units to the inch.
"""

from dataclasses import dataclass, field

from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import QPainter, QTextLayout

from annotator.core.progress import Progress, Task
from annotator.ui import palette as palettes
from annotator.ui.article.canvas import Canvas
from annotator.ui.article.geometry import Scene
from annotator.ui.article.layout import ArticleLayout, lines_of
from annotator.ui.article.metrics import SANS, SERIF, Columns, Metrics, text_font
from annotator.ui.article.paint import paint_page
from annotator.ui.printing.blocks import Front, Words, notes_of
from annotator.ui.printing.content import PrintedText

_FOOT = 28.0
_GUTTER, _NARROW_GUTTER, _EDGE = 96.0, 30.0, 24.0
_STEP = 40
_BETWEEN_NOTES = 6.0


@dataclass(slots=True)
class Page:
    """One page: the stretch of the article on it, in heights of the endless page, and the notes below that.

    `offset` is where the stretch begins on the paper. A page of notes alone has an empty stretch.
    """

    offset: float
    top: float
    bottom: float
    paragraphs: range
    notes: list[tuple[float, Words]] = field(default_factory=list)


class Pages:
    """An article on paper of one size. Invariant: once laid out, every line is on exactly one page.

    Only the paragraphs of the page that is painted keep their lines, so that a book costs no more than a page.
    """

    def __init__(self, content: PrintedText, size: QSizeF) -> None:
        """Prepare `content` for an area of `size` on the paper, without its margins."""
        self._content, self._size = content, size
        self._palette = palettes.light()
        font = text_font(SERIF if content.serif else SANS, content.size, for_paper=True)
        self._metrics = Metrics(font, content.leading)
        self._lines: dict[int, QTextLayout] = {}
        gutter = _GUTTER if content.speakers else _NARROW_GUTTER
        self._layout = ArticleLayout(
            self._metrics, self._layout_of, lambda width, _: Columns(width, gutter, width - gutter - _EDGE, gutter, 0.0)
        )
        self._layout.set_text(content.text, size.width())
        self._layout.set_spans(content.spans)
        self._scene = Scene(has_focus=False, quiet=content.quiet, numbers=content.numbers)
        self._scene.set_speakers(content.speakers)
        self._front = Front(content, self._metrics, self._palette, size.width())
        self.pages: list[Page] = []

    def lay_out(self) -> Task[int]:
        """Find out where every page ends; return how many there are."""
        room = self._size.height() - _FOOT
        offset, top, bottom, first = self._front.height, -1.0, 0.0, self._content.first
        paragraphs = self._layout.paragraphs
        for index in range(self._content.first, len(paragraphs)):
            paragraph = self._layout.lay(index)
            start = self._layout.top_of(index)
            for line in lines_of(paragraph) if paragraph.number else ():
                line_top = start + line.y
                top = line_top if top < 0 else top
                if start + line.bottom - top + offset > room and line_top > top:
                    self.pages.append(Page(offset, top, bottom, range(first, index + 1)))
                    offset, top, first = 0.0, line_top, index
                bottom = start + line.bottom
            self._forget_before(index)
            if index % _STEP == 0:
                yield Progress(index, len(paragraphs), "laying out")
        self.pages.append(Page(offset, max(top, 0.0), bottom, range(first, len(paragraphs))))
        self._forget_before(len(paragraphs))
        self._add_notes(room)
        return len(self.pages)

    def paint(self, painter: QPainter, number: int) -> None:
        """Paint a page, counted from 0, from the painter's origin."""
        page = self.pages[number]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if number == 0:
            self._front.paint(painter)
        if page.bottom > page.top:
            self._paint_text(painter, page)
        painter.setPen(self._palette.ink)
        for y, words in page.notes:
            words.paint(painter, y)
        self._paint_foot(painter, number)

    def _paint_text(self, painter: QPainter, page: Page) -> None:
        self._forget_before(page.paragraphs.start)
        for index in page.paragraphs:
            self._layout.lay(index)
        painter.save()
        painter.translate(0.0, page.offset - page.top)
        painter.setClipRect(QRectF(-20, page.top - 4, self._size.width() + 40, page.bottom - page.top + 8))
        # A little inside, since a line that only touches the edge belongs to the next page.
        canvas = Canvas(
            painter, self._layout, self._palette, self._scene, (), page.top + 0.5, page.bottom - 0.5, page.paragraphs
        )
        paint_page(canvas)
        painter.restore()

    def _paint_foot(self, painter: QPainter, number: int) -> None:
        painter.setFont(self._metrics.note_font)
        painter.setPen(self._palette.muted)
        box = QRectF(0, self._size.height() - _FOOT * 0.6, self._size.width(), _FOOT * 0.6)
        count = f"{number + 1} of {len(self.pages)}"
        title = painter.fontMetrics().elidedText(
            self._content.title, Qt.TextElideMode.ElideRight, round(self._size.width() * 0.8)
        )
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, title)
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom, count)

    def _add_notes(self, room: float) -> None:
        last = self.pages[-1]
        y = last.offset + last.bottom - last.top + _FOOT
        for words in notes_of(self._content, self._metrics, self._size.width()):
            if y + words.height > room and y > 0:
                self.pages.append(Page(0.0, 0.0, 0.0, range(0)))
                y = 0.0
            self.pages[-1].notes.append((y, words))
            y += words.height + _BETWEEN_NOTES

    def _layout_of(self, index: int) -> QTextLayout:
        made = self._lines.get(index)
        if made is None:
            made = self._lines[index] = QTextLayout(self._layout.paragraphs[index].text, self._metrics.font)
        return made

    def _forget_before(self, index: int) -> None:
        """Drop the lines of paragraphs before one; their heights stay."""
        for gone in [number for number in self._lines if number < index]:
            del self._lines[gone]
            self._layout.paragraphs[gone].lines = None
