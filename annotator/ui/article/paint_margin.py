"""Paints the gutter left of the words: the paragraph cursor, read marks, who speaks, and brackets of long spans."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainterPath, QPen

from annotator.ui.article.canvas import Canvas
from annotator.ui.article.geometry import Line, Mark, Paragraph, Speaker
from annotator.ui.article.hit import bracket_x
from annotator.ui.article.layout import ArticleLayout, lines_of
from annotator.ui.article.metrics import Metrics

READ_MARK = 14.0
"""How far left of the words the middle of a read mark stands."""

FOLD_WORDS = ("header line", "header lines")
_CURSOR = 7.0
_NUMBER = 22.0
_SPEAKER = 24.0
_LEAST_SPEAKER = 30.0
_HOOK = 6.0


def paint_margin(canvas: Canvas, paragraph: Paragraph, top: float) -> None:
    """Paint what stands left of one paragraph."""
    scene = canvas.scene
    for mark in paragraph.brackets:
        _paint_bracket(canvas, paragraph, mark, top)
    if not paragraph.number:
        return
    first = lines_of(paragraph)[0]
    if paragraph.index == scene.cursor_paragraph:
        _paint_cursor(canvas, paragraph, top)
    if paragraph.index in scene.read:
        _paint_read(canvas, first, top)
    if scene.numbers:
        _paint_number(canvas, paragraph, top)
    speaker = scene.speaker_of(paragraph.index)
    if speaker is not None:
        _paint_speaker(canvas, paragraph, speaker, top)


def fold_rect(layout: ArticleLayout) -> QRectF:
    """Return where on the page the line lies that stands for folded paragraphs; empty where none are."""
    if not layout.folded:
        return QRectF()
    words = layout.metrics.tag_measure.horizontalAdvance(fold_words(layout)) + layout.metrics.tag_height
    return QRectF(layout.columns.left, layout.top_of(0), words + 8, layout.metrics.tag_height)


def fold_words(layout: ArticleLayout) -> str:
    """Return what stands for the folded paragraphs."""
    count = sum(paragraph.number > 0 for paragraph in layout.paragraphs[: layout.folded])
    return f"{count} {FOLD_WORDS[count != 1]}"


def paint_fold(canvas: Canvas, paragraph: Paragraph, top: float) -> None:
    """Paint the one line that stands for all folded paragraphs, beside the first of them."""
    if paragraph.index:
        return
    metrics, painter = canvas.layout.metrics, canvas.painter
    box = fold_rect(canvas.layout)
    size = metrics.tag_height * 0.22
    middle = QPointF(box.left() + size, top + metrics.tag_height * 0.52)
    arrow = QPainterPath(middle + QPointF(-size * 0.5, -size))
    arrow.lineTo(middle + QPointF(size * 0.5, 0))
    arrow.lineTo(middle + QPointF(-size * 0.5, size))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(canvas.palette.muted, 1.4))
    painter.drawPath(arrow)
    painter.setFont(metrics.tag_font)
    painter.drawText(QPointF(box.left() + size * 3, top + metrics.tag_ascent), fold_words(canvas.layout))
    painter.setFont(metrics.font)


def _paint_cursor(canvas: Canvas, paragraph: Paragraph, top: float) -> None:
    lines = lines_of(paragraph)
    painter = canvas.painter
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(canvas.palette.accent if canvas.scene.has_focus else canvas.palette.line)
    bar = QRectF(canvas.layout.columns.left - _CURSOR - 2.5, top + 1, 2.5, lines[-1].y + lines[-1].height)
    painter.drawRoundedRect(bar, 1.25, 1.25)


def _paint_read(canvas: Canvas, line: Line, top: float) -> None:
    x = canvas.layout.columns.left - READ_MARK
    y = top + line.y + line.height * 0.56
    tick = QPainterPath(QPointF(x - 4.5, y))
    tick.lineTo(x - 2, y + 3)
    tick.lineTo(x + 3, y - 4)
    painter = canvas.painter
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(canvas.palette.good, 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawPath(tick)


def _number_width(canvas: Canvas) -> float:
    """Return how much room the numbers of paragraphs take, 0 where they are off."""
    if not canvas.scene.numbers:
        return 0.0
    return canvas.layout.metrics.tag_measure.horizontalAdvance(str(len(canvas.layout.paragraphs))) + 6.0


def _paint_number(canvas: Canvas, paragraph: Paragraph, top: float) -> None:
    """Write a paragraph's number, right-aligned before the read mark."""
    columns, metrics, painter = canvas.layout.columns, canvas.layout.metrics, canvas.painter
    line = lines_of(paragraph)[0]
    font = QFont(metrics.tag_font)
    font.setWeight(QFont.Weight.Normal)
    painter.setFont(font)
    painter.setPen(canvas.palette.muted)
    inset = _inset(canvas, paragraph)
    box = QRectF(columns.left - inset - 60, top + line.y, 60, line.height)
    painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(paragraph.number))
    painter.setFont(metrics.font)


def _inset(canvas: Canvas, paragraph: Paragraph) -> float:
    """Return how far left of the words there is room beside a paragraph, outside its read mark and brackets."""
    if not paragraph.brackets:
        return _NUMBER
    layout = canvas.layout
    return layout.columns.left - min(bracket_x(layout, mark) for mark in paragraph.brackets) + _HOOK


def _paint_speaker(canvas: Canvas, paragraph: Paragraph, speaker: Speaker, top: float) -> None:
    """Write who speaks, right-aligned to the words.

    One whom a span of this paragraph names is bold and in the label's colour; one who goes on speaking is grey; one who
    is only expected is grey and slanted. Where the gutter is too narrow, the first and last kind stand above the words.
    """
    columns, metrics, painter = canvas.layout.columns, canvas.layout.metrics, canvas.painter
    inset = max(_SPEAKER, _inset(canvas, paragraph)) + _number_width(canvas)
    width = min(columns.gutter, columns.left) - inset - 4
    is_above = width < _LEAST_SPEAKER
    if is_above and (speaker.inherited or _room_above(canvas, paragraph) < metrics.tag_ascent):
        return
    font = QFont(metrics.tag_font)
    is_said = not speaker.expected and not speaker.inherited
    font.setWeight(QFont.Weight.DemiBold if is_said else QFont.Weight.Normal)
    font.setItalic(speaker.expected)
    painter.setFont(font)
    has_color = speaker.color != "" and is_said
    painter.setPen(canvas.palette.label(speaker.color).text if has_color else canvas.palette.muted)
    line = lines_of(paragraph)[0]
    if is_above:
        text = metrics.tag_measure.elidedText(speaker.text, Qt.TextElideMode.ElideRight, columns.text)
        painter.drawText(QPointF(columns.left, top - metrics.tag_height + metrics.tag_ascent), text)
        painter.setFont(metrics.font)
        return
    box = QRectF(columns.left - inset - width, top + line.y, width, line.height)
    # The tag of a bracket stands below the first row.
    for text in _rows(speaker.text, width, metrics, most=1 if paragraph.brackets else 2):
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
        box.translate(0.0, metrics.tag_height)
    painter.setFont(metrics.font)


def _rows(name: str, width: float, metrics: Metrics, *, most: int) -> list[str]:
    """Return a name in one row, or in two where only then whole words fit; what still does not is cut."""
    measure = metrics.tag_measure
    first, _, rest = name.partition(" ")
    if most > 1 and rest and measure.horizontalAdvance(name) > width >= measure.horizontalAdvance(first):
        words = rest.split(" ")
        while len(words) > 1 and measure.horizontalAdvance(f"{first} {words[0]}") <= width:
            first = f"{first} {words.pop(0)}"
        return [first, measure.elidedText(" ".join(words), Qt.TextElideMode.ElideRight, width)]
    return [measure.elidedText(name, Qt.TextElideMode.ElideRight, width)]


def _room_above(canvas: Canvas, paragraph: Paragraph) -> float:
    """Return how much air there is above a paragraph: a blank line, or the margin of the page."""
    if not paragraph.index:
        return canvas.layout.margin_top
    before = canvas.layout.paragraphs[paragraph.index - 1]
    return 0.0 if before.number and not before.is_folded else canvas.layout.metrics.fold


def _paint_bracket(canvas: Canvas, paragraph: Paragraph, mark: Mark, top: float) -> None:
    """Draw the part of a long span's bracket beside one paragraph."""
    start, end = top, top + paragraph.height
    opens = paragraph.start <= mark.start <= paragraph.end
    closes = paragraph.start < mark.end <= paragraph.end + 1
    if paragraph.number and not paragraph.is_folded:
        lines = lines_of(paragraph)
        if opens:
            first = next(line for line in lines if line.end > mark.start - paragraph.start or line is lines[-1])
            start = top + first.y + 1
        if closes:
            last = next(line for line in lines if line.end >= mark.end - paragraph.start or line is lines[-1])
            end = top + last.y + last.height
    painter, metrics = canvas.painter, canvas.layout.metrics
    x = bracket_x(canvas.layout, mark)
    lit = canvas.scene.is_lit(mark.id)
    width = metrics.bar + (1.5 if lit else 0.0)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(canvas.colors(mark).bar)
    painter.drawRect(QRectF(x - width / 2, start, width, end - start))
    if opens:
        painter.drawRect(QRectF(x - width / 2, start, _HOOK, metrics.bar))
        _paint_bracket_tag(canvas, mark, x, start)
    if closes:
        painter.drawRect(QRectF(x - width / 2, end - metrics.bar, _HOOK, metrics.bar))


def _paint_bracket_tag(canvas: Canvas, mark: Mark, x: float, y: float) -> None:
    """Write a long span's tag left of its bracket, below the line where speakers stand."""
    metrics, painter = canvas.layout.metrics, canvas.painter
    width = x - 9.0
    tag = metrics.tag_measure.elidedText(mark.span.tag, Qt.TextElideMode.ElideRight, width)
    if width < metrics.size:
        return
    painter.setFont(metrics.tag_font)
    painter.setPen(canvas.colors(mark).text)
    box = QRectF(x - 5 - width, y + metrics.bars_top + mark.lane * metrics.tag_height, width, metrics.tag_height)
    painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, tag)
    painter.setFont(metrics.font)
