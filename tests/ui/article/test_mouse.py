"""What the mouse does in the article."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from annotator.ui.article.geometry import MarkSpan
from annotator.ui.article.hit import bracket_x
from annotator.ui.article.paint_notes import NOTE_DOT
from tests.ui.article.conftest import Hands, range_of

CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
LEFT = Qt.MouseButton.LeftButton
PHRASE = "mutual political trust"


@pytest.fixture
def phrase(hands: Hands) -> tuple[QPoint, QPoint]:
    """Points inside the first and the last word of a phrase on one line."""
    hands.view.reveal(hands.range(PHRASE)[0])
    return hands.point(PHRASE, 2), hands.point(PHRASE, len(PHRASE) - 3)


def test_a_drag_takes_whole_words(hands: Hands, phrase: tuple[QPoint, QPoint]) -> None:
    hands.drag(*phrase)
    assert hands.selected() == PHRASE


def test_a_drag_backwards_takes_whole_words(hands: Hands, phrase: tuple[QPoint, QPoint]) -> None:
    hands.drag(phrase[1], phrase[0])
    assert hands.selected() == PHRASE


def test_a_drag_with_alt_takes_characters(hands: Hands, phrase: tuple[QPoint, QPoint]) -> None:
    hands.drag(*phrase, ALT)
    assert hands.selected() != PHRASE
    assert hands.selected() in PHRASE
    assert hands.selected()


def test_a_drag_that_begins_inside_a_selection_selects_anew(hands: Hands, phrase: tuple[QPoint, QPoint]) -> None:
    hands.drag(*phrase)
    hands.drag(hands.point(PHRASE, 8), phrase[1])
    assert hands.selected() == "political trust"


def test_a_double_click_takes_a_word_and_a_third_click_the_paragraph(hands: Hands, qtbot: QtBot) -> None:
    hands.view.reveal(hands.range("Wu Zhenglong")[0])
    point = hands.point("Wu Zhenglong", 4)
    qtbot.mouseDClick(hands.view.viewport(), LEFT, pos=point)
    assert hands.selected() == "Zhenglong"
    hands.click(point)
    assert hands.selected() == "Wu Zhenglong, among others, was present at the meeting."


def test_a_drag_with_control_adds_a_piece_to_the_selection(hands: Hands, phrase: tuple[QPoint, QPoint]) -> None:
    hands.drag(*phrase)
    hands.drag(hands.point("both sides", 1), hands.point("both sides", 8), CONTROL)
    assert hands.selected() == "both sides | mutual political trust"


def test_a_drag_with_control_adds_a_piece_to_the_active_span(hands: Hands, qtbot: QtBot) -> None:
    hands.view.activate("place")
    with qtbot.waitSignal(hands.view.fragment_added) as told:
        hands.drag(hands.point("Xinhua", 1), hands.point("Xinhua", 4), CONTROL)
    assert told.args == ["place", hands.range("Xinhua")]
    assert hands.selected() == ""


def test_a_click_takes_the_shortest_span_and_the_next_click_the_one_below(hands: Hands, qtbot: QtBot) -> None:
    point = hands.point("bilateral relations", 5)
    with qtbot.waitSignal(hands.view.span_activated) as told:
        hands.click(point)
    assert told.args == ["topic"]
    seen = [hands.view.active_span]
    for _ in range(3):
        hands.click(point)
        seen.append(hands.view.active_span)
    assert seen == ["topic", "claim", "promise", "topic"]


def test_a_click_beside_every_span_leaves_the_active_one(hands: Hands) -> None:
    hands.view.activate("place")
    hands.click(hands.point("said on Thursday", 2))
    assert hands.view.active_span == ""


def test_a_click_on_a_tag_takes_its_span_and_not_the_words_above(hands: Hands) -> None:
    layout = hands.view.page_layout
    mark = hands.view.mark("claim")
    assert mark is not None
    paragraph, line, segment = next(iter(layout.segments_of(mark)))
    x = layout.columns.left + segment.tag_x + segment.tag_width / 2
    y = layout.top_of(paragraph.index) + line.y + segment.tag_y + layout.metrics.tag_height / 2
    hands.click(QPoint(round(x), round(y)))
    assert hands.view.active_span == "claim"


@pytest.mark.parametrize("words", ["South Korea, he", "is willing to strengthen"])
def test_a_click_on_any_piece_takes_the_whole_span(hands: Hands, words: str) -> None:
    hands.view.reveal(hands.range(words)[0])
    hands.click(hands.point(words, 2))
    assert hands.view.active_span == "split"


def test_the_pointer_over_one_piece_lights_up_the_span(hands: Hands) -> None:
    hands.view.reveal(hands.range("is willing")[0])
    hands.move(hands.point("is willing to strengthen", 4))
    assert hands.view.hovered_span == "split"
    QApplication.sendEvent(hands.view.viewport(), QEvent(QEvent.Type.Leave))
    assert hands.view.hovered_span == ""


@pytest.mark.qt_log_ignore("This plugin does not support raise")
def test_a_tooltip_shows_the_span_and_its_note_as_plain_text(show: Callable[..., Hands], qtbot: QtBot) -> None:
    text = "A <b>bold</b> claim of theirs stands here."
    hands = show(text, [MarkSpan("x", (range_of(text, "<b>bold</b> claim"),), "1", "Claim", "Claim", note="1 < 2")])
    point = hands.point("claim", 2)
    hands.move(point)
    event = QHelpEvent(QEvent.Type.ToolTip, point, hands.view.viewport().mapToGlobal(point))
    QApplication.sendEvent(hands.view.viewport(), event)
    qtbot.waitUntil(lambda: "Claim" in QToolTip.text())
    assert "&lt;b&gt;bold" in QToolTip.text()
    assert "1 &lt; 2" in QToolTip.text()
    QToolTip.hideText()


def test_a_handle_dragged_moves_the_end_to_the_end_of_a_word(hands: Hands, qtbot: QtBot) -> None:
    hands.view.activate("speed")
    handle = hands.view.handle_point("speed", at_end=True)
    assert handle is not None
    with qtbot.waitSignal(hands.view.span_resized) as told:
        hands.drag(handle, hands.point("agreement negotiations", len("agreement negotiations") - 3))
    start, end = hands.range("speed up the second phase of China-South Korea free trade agreement negotiations")
    assert told.args == ["speed", ((start, end),)]


def test_a_handle_dragged_moves_the_start_and_never_past_the_end(hands: Hands, qtbot: QtBot) -> None:
    hands.view.activate("speed")
    handle = hands.view.handle_point("speed", at_end=False)
    assert handle is not None
    with qtbot.waitSignal(hands.view.span_resized) as told:
        hands.drag(handle, hands.view.point_of(len(hands.view.text) - 5))
    ((start, end),) = told.args[1]
    assert start < end == hands.range("free trade agreement")[1]


def test_escape_gives_a_dragged_edge_back(hands: Hands, qtbot: QtBot) -> None:
    hands.view.activate("speed")
    before = hands.words_of("speed")
    handle = hands.view.handle_point("speed", at_end=True)
    assert handle is not None
    with qtbot.assertNotEmitted(hands.view.span_resized):
        QTest.mousePress(hands.view.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, handle)
        hands.move(hands.point("negotiations", 5), LEFT)
        assert hands.words_of("speed") != before
        hands.press(Qt.Key.Key_Escape)
        QTest.mouseRelease(hands.view.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, handle)
    assert hands.words_of("speed") == before


def test_a_click_in_the_gutter_asks_to_mark_the_paragraph(hands: Hands, qtbot: QtBot) -> None:
    start = hands.range("JAKARTA")[0]
    gutter = QPoint(round(hands.view.page_layout.columns.left - 14), hands.view.point_of(start).y())
    with qtbot.waitSignal(hands.view.paragraph_mark_requested) as told:
        hands.click(gutter)
    assert told.args == [start, True]
    hands.view.set_gutter([start])
    with qtbot.waitSignal(hands.view.paragraph_mark_requested) as told:
        hands.click(gutter)
    assert told.args == [start, False]


def test_a_click_on_the_dot_of_a_note_takes_its_span(hands: Hands) -> None:
    hands.view.reveal(hands.range("South Korea, he")[0])
    y = hands.point("South Korea, he").y()
    hands.click(QPoint(round(hands.view.page_layout.columns.right + NOTE_DOT), y))
    assert hands.view.active_span == "split"


def test_a_click_on_a_bracket_takes_the_long_span(hands: Hands) -> None:
    mark = hands.view.mark("long")
    assert mark is not None
    assert mark.is_long
    hands.view.reveal(hands.range("win-win")[0])
    x = bracket_x(hands.view.page_layout, mark)
    hands.click(QPoint(round(x), hands.point("industrial and supply").y()))
    assert hands.view.active_span == "long"


def test_the_wheel_scrolls_and_with_control_zooms(hands: Hands, qtbot: QtBot) -> None:
    bar, size = hands.view.verticalScrollBar(), hands.view.text_size
    place = QPointF(300, 300)

    def turn(modifiers: Qt.KeyboardModifier) -> None:
        event = QWheelEvent(
            place, place, QPoint(0, 0), QPoint(0, -240), Qt.MouseButton.NoButton, modifiers, Qt.ScrollPhase(0), False
        )
        QApplication.sendEvent(hands.view.viewport(), event)

    turn(Qt.KeyboardModifier.NoModifier)
    assert bar.value() > 0
    with qtbot.waitSignal(hands.view.text_size_changed) as told:
        turn(CONTROL)
    assert told.args == [size - 1]


def test_the_right_button_takes_the_span_and_asks_for_a_menu(hands: Hands, qtbot: QtBot) -> None:
    point = hands.point("26th China-ASEAN", 6)
    everywhere = hands.view.viewport().mapToGlobal(point)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, point, everywhere)
    with qtbot.waitSignal(hands.view.menu_requested) as told:
        QApplication.sendEvent(hands.view.viewport(), event)
    assert told.args == [everywhere]
    assert hands.view.active_span == "summit"
