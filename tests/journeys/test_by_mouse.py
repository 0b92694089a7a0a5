"""What is done with the mouse or a touchpad, through the real window: sweep, snap, drag, click again, scroll, jump."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QCursor, QMouseEvent, QNativeGestureEvent, QPointingDevice, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from annotator.core.model import Filler
from annotator.core.segment import clause_at, paragraph_at, sentence_at, word_at
from annotator.ui.article.minimap import Minimap
from annotator.ui.article.paint_notes import NOTE_DOT
from annotator.ui.start import SMALLEST
from tests.journeys.people import CTRL, SHIFT, Desk
from tests.journeys.texts import Text, every_text

Key = Qt.Key
SitDown = Callable[..., Desk]
LEFT, NO_BUTTON = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
PLAIN, ALT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.AltModifier
# The offscreen platform says these of every popup.
pytestmark = pytest.mark.qt_log_ignore(r"^This plugin does not support (raise\(\)|grabbing the keyboard)$", extend=True)


class Mouse:
    """A mouse over one article; places are offsets, or points of the viewport."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.view = desk.view

    def at(self, offset: int) -> QPoint:
        return self.view.point_of(offset)

    def inside(self, words: str, start: int = 0) -> int:
        """Return the offset of a character in the middle of some words."""
        return self.view.text.index(words, start) + len(words) // 2

    def send(self, kind: QEvent.Type, point: QPoint, held: Qt.KeyboardModifier, *, pressed: bool) -> None:
        viewport = self.view.viewport()
        button = NO_BUTTON if kind == QEvent.Type.MouseMove else LEFT
        place = QPointF(point)
        buttons = LEFT if pressed else NO_BUTTON
        event = QMouseEvent(kind, place, QPointF(viewport.mapToGlobal(point)), button, buttons, held)
        QApplication.sendEvent(viewport, event)

    def drag(self, start: QPoint, end: QPoint, held: Qt.KeyboardModifier = PLAIN) -> None:
        self.send(QEvent.Type.MouseButtonPress, start, held, pressed=True)
        for step in range(1, 6):
            self.send(QEvent.Type.MouseMove, start + (end - start) * step / 5, held, pressed=True)
        self.send(QEvent.Type.MouseButtonRelease, end, held, pressed=False)
        self.desk.keyboard.settle()

    def hover(self, point: QPoint) -> None:
        self.send(QEvent.Type.MouseMove, point, PLAIN, pressed=False)

    def click(self, point: QPoint, held: Qt.KeyboardModifier = PLAIN, on: QWidget | None = None) -> None:
        QTest.mouseClick(on or self.view.viewport(), LEFT, held, point)
        self.desk.keyboard.settle()


@every_text
def test_a_sweep_snaps_as_it_was_chosen_and_alt_does_it_the_other_way(
    sit_down_with_mouse: SitDown, article: Text
) -> None:
    desk = sit_down_with_mouse(article)
    mouse, text = Mouse(desk), article.text
    start = text.index(article.clause) + 1
    end = text.index(article.clause) + len(article.clause) - 2
    desk.view.reveal(start)
    # Nearer to where the character begins: its middle is nearest to either edge, as the font has it.
    begin = mouse.at(start) + (mouse.at(start - 1) - mouse.at(start)) / 4
    units = {
        "snap to words": (word_at(text, start)[0], word_at(text, end)[1]),
        "snap to clauses": clause_at(text, start),
        "snap to sentences": sentence_at(text, start),
        "snap to paragraphs": paragraph_at(text, start),
    }
    for command, (first, last) in units.items():
        desk.keyboard.command(command)
        mouse.drag(begin, mouse.at(end))
        ((begun, done),) = desk.view.selection()
        assert begun <= first
        assert done >= last - 1
        assert not text[begun - 1 : begun].isalpha() or article.title == "Chinese"
    desk.keyboard.command("no snapping")
    mouse.drag(begin, mouse.at(end))
    exact = desk.view.selection()
    desk.keyboard.command("snap to words")
    mouse.drag(begin, mouse.at(end), ALT)
    assert desk.view.selection() == exact
    assert exact[0][0] >= start - 1


@every_text
def test_the_brush_tags_every_sweep_until_escape(sit_down_with_mouse: SitDown, article: Text) -> None:
    desk = sit_down_with_mouse(article)
    mouse = Mouse(desk)
    desk.press(Key.Key_T, SHIFT)
    for words in (article.clause, article.later):
        start = article.text.index(words)
        desk.view.reveal(start)
        mouse.drag(mouse.at(start), mouse.at(start + len(words) - 1))
    assert len(desk.spans()["Topic"]) == 2
    desk.press(Key.Key_Escape)
    desk.press(Key.Key_Escape)
    mouse.drag(mouse.at(article.text.index(article.later)), mouse.at(mouse.inside(article.later)))
    assert len(desk.spans()["Topic"]) == 2


@every_text
def test_a_second_click_takes_the_span_below_and_the_pointer_shows_what_it_is(
    sit_down_with_mouse: SitDown, article: Text
) -> None:
    desk = sit_down_with_mouse(article)
    inner = desk.tag(article.clause, Key.Key_T)
    desk.press(Key.Key_Escape)
    desk.go_to(article.clause)
    desk.press(Key.Key_Up, Qt.KeyboardModifier.AltModifier, times=5)
    desk.press(Key.Key_D)
    desk.leave_card()
    outer = desk.active()
    assert (outer.start <= inner.start, outer.end >= inner.end) == (True, True)
    desk.press(Key.Key_Escape)
    mouse = Mouse(desk)
    place = mouse.at(mouse.inside(article.clause))
    mouse.hover(place)
    assert desk.view.hovered_span == inner.id
    for wanted in (inner.id, outer.id, inner.id):
        mouse.click(place)
        assert desk.workspace.active_span == wanted


@every_text
def test_edges_are_dragged_and_a_sweep_with_control_adds_a_piece(sit_down_with_mouse: SitDown, article: Text) -> None:
    desk = sit_down_with_mouse(article)
    span = desk.tag(article.clause, Key.Key_T)
    mouse = Mouse(desk)
    handle = desk.view.handle_point(span.id, at_end=True)
    assert handle is not None
    mouse.drag(handle, mouse.at(mouse.inside(article.clause)))
    shorter = desk.active()
    assert (shorter.id, shorter.start) == (span.id, span.start)
    assert span.start < shorter.end < span.end
    start = article.text.index(article.later)
    desk.view.reveal(start)
    mouse.drag(mouse.at(start), mouse.at(start + len(article.later) - 1), CTRL)
    assert len(desk.active().fragments) == 2
    assert desk.active().id == span.id
    desk.press(Key.Key_Z, CTRL)
    assert desk.workspace.store.span(span.id).fragments == shorter.fragments


@every_text
def test_a_link_is_dragged_from_the_tag_and_the_pointer_lights_both_ends(
    sit_down_with_mouse: SitDown, article: Text
) -> None:
    desk = sit_down_with_mouse(article)
    promise = desk.tag(article.clause, Key.Key_C)
    desk.press(Key.Key_Escape)
    desk.find(article.name)
    desk.press(Key.Key_W)  # Time fills one field of a commitment: Deadline
    desk.leave_card()
    day = desk.active()
    mouse, layout = Mouse(desk), desk.view.page_layout
    mark = desk.view.mark(day.id)
    assert mark is not None
    paragraph, line, segment = next(iter(layout.segments_of(mark)))
    tag = QPoint(
        round(layout.columns.left + segment.tag_x + segment.tag_width / 2),
        round(layout.top_of(paragraph.index) + line.y + segment.tag_y + 5) - desk.view.verticalScrollBar().value(),
    )
    mouse.drag(tag, mouse.at(mouse.inside(article.clause)))
    assert desk.workspace.article is not None
    links = desk.workspace.store.relations(desk.workspace.article.id)
    assert [(x.source, x.to) for x in links] == [(promise.id, Filler(span=day.id))]
    desk.view.activate("")
    mouse.hover(mouse.at(mouse.inside(article.clause)))
    assert [link.target for link in desk.view.links_shown()] == [day.id]
    still = desk.view.viewport().grab().toImage()
    mouse.hover(QPoint(2, 2))
    assert list(desk.view.links_shown()) == []
    assert desk.view.viewport().grab().toImage() != still


@every_text
def test_only_a_click_in_the_margin_marks_what_was_read_never_scrolling(
    sit_down_with_mouse: SitDown, article: Text
) -> None:
    desk = sit_down_with_mouse(article)
    mouse = Mouse(desk)
    assert desk.workspace.article is not None
    id, bar = desk.workspace.article.id, desk.view.verticalScrollBar()
    desk.keyboard.window.resize(*SMALLEST)
    wheel(desk, pixels=-90, angle=-240)
    bar.setValue(bar.maximum())
    desk.keyboard.settle()
    assert desk.workspace.store.reviews(id) == ()
    start = paragraph_at(article.text, article.text.index(article.clause))[0]
    desk.view.reveal(start)
    margin = QPoint(round(desk.view.page_layout.columns.left) - 12, mouse.at(start).y())
    mouse.click(margin)
    assert [review.start for review in desk.workspace.store.reviews(id)] == [start]
    assert desk.view.is_read(start)
    mouse.click(margin)
    assert desk.workspace.store.reviews(id) == ()


@every_text
def test_the_scroll_bar_shows_spans_hits_and_unread_paragraphs_and_goes_where_it_is_clicked(
    sit_down_with_mouse: SitDown, article: Text
) -> None:
    desk = sit_down_with_mouse(article)
    desk.keyboard.window.resize(*SMALLEST)
    for _ in range(desk.view.text_size):
        desk.press(Key.Key_Equal, CTRL)
    desk.tag(article.clause, Key.Key_T)
    desk.press(Key.Key_F, CTRL)
    desk.write(article.name)
    bar = desk.view.verticalScrollBar()
    assert isinstance(bar, Minimap)
    bar.refresh()
    color = desk.label("Topic").color
    assert any(color in colors for colors in bar.strips.spans.values())
    assert bar.strips.hits
    assert bar.strips.unread
    desk.press(Key.Key_Escape)
    Mouse(desk).click(QPoint(8, bar.height() - 2), on=bar)
    assert bar.value() == bar.maximum() > 0
    Mouse(desk).click(QPoint(8, 1), on=bar)
    assert bar.value() == 0


def wheel(desk: Desk, *, pixels: int, angle: int) -> None:
    """Turn a wheel, or move two fingers on a touchpad, which tells pixels."""
    viewport, place = desk.view.viewport(), QPoint(120, 60)
    event = QWheelEvent(
        QPointF(place),
        QPointF(viewport.mapToGlobal(place)),
        QPoint(0, pixels),
        QPoint(0, angle),
        NO_BUTTON,
        PLAIN,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(viewport, event)


@every_text
def test_a_touchpad_scrolls_and_zooms_and_a_sweep_goes_on_below_the_edge(
    sit_down_with_mouse: SitDown, article: Text
) -> None:
    desk = sit_down_with_mouse(article)
    view, bar, place = desk.view, desk.view.verticalScrollBar(), QPointF(120, 60)
    desk.keyboard.window.resize(*SMALLEST)
    size, device = view.text_size, QPointingDevice.primaryPointingDevice()
    for _ in range(60):
        kind = Qt.NativeGestureType.ZoomNativeGesture
        QApplication.sendEvent(
            view.viewport(), QNativeGestureEvent(kind, device, 2, place, place, place, 0.05, QPointF())
        )
    assert view.text_size > 2 * size - 1
    bar.setValue(0)
    for _ in range(4):
        wheel(desk, pixels=-5, angle=-3)
    assert bar.value() == 20
    bar.setValue(0)
    mouse, first = Mouse(desk), view.visible_range()[0]
    desk.press(Key.Key_Home, CTRL)
    bar.setValue(0)
    first = max(first, view.folded_until)
    last_seen = view.visible_range()[1]
    start, below = mouse.at(first), QPoint(mouse.at(first).x(), view.viewport().height() + 60)
    mouse.send(QEvent.Type.MouseButtonPress, start, PLAIN, pressed=True)
    mouse.send(QEvent.Type.MouseMove, start + QPoint(20, 40), PLAIN, pressed=True)
    QCursor.setPos(view.viewport().mapToGlobal(below))
    mouse.send(QEvent.Type.MouseMove, below, PLAIN, pressed=True)
    desk.keyboard.until(lambda: bar.value() > 40 and view.selection() and view.selection()[-1][1] > last_seen)
    mouse.send(QEvent.Type.MouseButtonRelease, below, PLAIN, pressed=False)
    assert article.text[first : view.selection()[0][0]].strip() == ""


@every_text
def test_the_dot_of_a_note_opens_it_where_there_is_no_room_for_cards(
    sit_down_with_mouse: SitDown, article: Text
) -> None:
    desk = sit_down_with_mouse(article)
    desk.keyboard.window.resize(*SMALLEST)
    span = desk.tag(article.clause, Key.Key_T)
    desk.press(Key.Key_Return, SHIFT)
    desk.write("To be asked about.")
    desk.press(Key.Key_Escape)
    mouse, columns = Mouse(desk), desk.view.page_layout.columns
    assert columns.cards == 0
    desk.view.reveal(span.start)
    dot = QPoint(round(columns.right + NOTE_DOT), mouse.at(span.start).y())
    mouse.click(dot)
    assert desk.view.opened_note == span.id
    mouse.click(dot)
    assert desk.view.opened_note == ""
