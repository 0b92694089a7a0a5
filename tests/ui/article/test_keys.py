"""What keys do in the article."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QColor, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow
from pytestqt.qtbot import QtBot

from annotator.ui.article.geometry import MarkSpan
from annotator.ui.article.view import ArticleView
from tests.ui.article.conftest import Hands

K = Qt.Key
SHIFT, CONTROL, ALT = (
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)


def test_control_shift_arrows_select_words_and_a_label_key_is_told(hands: Hands, qtbot: QtBot) -> None:
    hands.view.set_caret(hands.range("wishes the Hangzhou")[0])
    hands.press(K.Key_Right, CONTROL | SHIFT, times=3)
    assert hands.selected() == "wishes the Hangzhou"
    with qtbot.waitSignal(hands.view.label_key_pressed) as told:
        hands.press(K.Key_C)
    assert told.args == ["c", False]


def test_shift_with_a_label_key_asks_for_the_brush(hands: Hands, qtbot: QtBot) -> None:
    with qtbot.waitSignal(hands.view.label_key_pressed) as told:
        QTest.keyClicks(hands.view, "S", SHIFT)
    assert told.args == ["s", True]


def test_tab_walks_the_spans_in_reading_order_and_shift_tab_back(hands: Hands) -> None:
    seen = []
    for _ in range(4):
        hands.press(K.Key_Tab)
        seen.append(hands.view.active_span)
    assert seen == ["place", "li", "promise", "claim"]
    hands.press(K.Key_Backtab, SHIFT)
    assert hands.view.active_span == "promise"
    assert hands.view.caret() == hands.range("China is ready")[0]


def test_tab_begins_at_the_caret(hands: Hands) -> None:
    hands.view.set_caret(hands.range("For his part")[0])
    hands.press(K.Key_Tab)
    assert hands.view.active_span == "games"


def test_tab_leaves_an_article_without_spans(show: Callable[..., Hands], seed: str) -> None:
    hands = show(seed)
    hands.press(K.Key_Tab)
    assert hands.view.active_span == ""


@pytest.mark.parametrize(
    ("key", "modifiers", "words"),
    [
        (K.Key_Right, SHIFT, "will continue to promote peace talks, said"),
        (K.Key_Left, SHIFT, "will continue to promote peace"),
        (K.Key_Right, CONTROL | ALT, "continue to promote peace talks"),
        (K.Key_Left, CONTROL | ALT, "and will continue to promote peace talks"),
        (K.Key_Left, SHIFT | ALT, "will continue to promote peace talk"),
        (K.Key_Right, SHIFT | ALT | CONTROL, "ill continue to promote peace talks"),
    ],
)
def test_the_edges_of_the_active_span_move(
    hands: Hands, qtbot: QtBot, key: Qt.Key, modifiers: Qt.KeyboardModifier, words: str
) -> None:
    hands.view.activate("talks")
    with qtbot.waitSignal(hands.view.span_resized) as told:
        hands.press(key, modifiers)
    ((start, end),) = told.args[1]
    assert hands.view.text[start:end] == words
    assert hands.words_of("talks") == words


def test_shift_arrows_select_while_no_span_is_active(hands: Hands, qtbot: QtBot) -> None:
    hands.view.set_caret(hands.range("will continue")[0])
    with qtbot.assertNotEmitted(hands.view.span_resized):
        hands.press(K.Key_Right, SHIFT, times=4)
    assert hands.selected() == "will"


def test_an_arrow_out_of_the_active_span_leaves_it(hands: Hands) -> None:
    hands.view.activate("place")
    hands.press(K.Key_Right, times=7)
    assert hands.view.active_span == "place"
    hands.press(K.Key_Right)
    assert hands.view.active_span == ""


def test_delete_asks_to_remove_the_active_span(hands: Hands, qtbot: QtBot) -> None:
    hands.view.activate("talks")
    with qtbot.waitSignal(hands.view.span_remove_requested) as told:
        hands.press(K.Key_Delete)
    assert told.args == ["talks"]


def test_escape_leaves_brush_then_selection_then_span(hands: Hands, qtbot: QtBot) -> None:
    view = hands.view
    view.activate("talks")
    view.select((hands.range("JAKARTA"),))
    view.set_brush(QColor("red"))
    with qtbot.waitSignal(view.brush_ended):
        hands.press(K.Key_Escape)
    view.set_brush(None)
    assert hands.selected() == "JAKARTA"
    hands.press(K.Key_Escape)
    assert (hands.selected(), view.active_span) == ("", "talks")
    hands.press(K.Key_Escape)
    assert view.active_span == ""


def test_space_marks_the_paragraph_and_goes_on_and_shift_space_comes_back(hands: Hands, qtbot: QtBot) -> None:
    first, second = hands.range("JAKARTA")[0], hands.range("Li made")[0]
    hands.view.set_caret(first + 9)
    with qtbot.waitSignal(hands.view.paragraph_mark_requested) as told:
        hands.press(K.Key_Space)
    assert told.args == [first, True]
    assert hands.view.caret() == second
    with qtbot.waitSignal(hands.view.paragraph_mark_requested) as told:
        hands.press(K.Key_Space, SHIFT)
    assert told.args == [first, False]
    assert hands.view.caret() == first


def test_full_stop_and_comma_walk_the_clauses(hands: Hands) -> None:
    hands.view.set_caret(hands.range("Li said China and South Korea")[0])
    walked = []
    for _ in range(3):
        hands.press(K.Key_Period)
        walked.append(hands.selected())
    assert all(walked)
    assert len(set(walked)) == 3
    hands.press(K.Key_Comma)
    assert hands.selected() == walked[1]


def test_alt_up_selects_more_and_alt_down_less(hands: Hands) -> None:
    hands.view.set_caret(hands.range("phase of China")[0] + 2)
    hands.press(K.Key_Up, ALT)
    assert hands.selected() == "phase"
    lengths = [len(hands.selected())]
    for _ in range(3):
        hands.press(K.Key_Up, ALT)
        lengths.append(len(hands.selected()))
    assert lengths == sorted(set(lengths))
    before = hands.selected()
    hands.press(K.Key_Down, ALT)
    assert 0 < len(hands.selected()) < len(before)


def test_a_statement_that_its_cue_splits_is_selected_in_two_pieces(hands: Hands) -> None:
    hands.view.set_caret(hands.range("strengthen coordination")[0] + 2)
    found = set()
    for _ in range(5):
        hands.press(K.Key_Up, ALT)
        found.add(hands.selected().count(" | "))
    assert 1 in found


def test_words_are_chinese_words_and_not_sentences(show: Callable[..., Hands]) -> None:
    hands = show("中国准备与韩国合作。")
    hands.press(K.Key_Right, CONTROL | SHIFT, times=2)
    assert hands.selected() == "中国"


def test_the_window_s_shortcuts_go_through_and_plain_letters_do_not(qtbot: QtBot, seed: str) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    view = ArticleView(window)
    view.set_article(seed, [MarkSpan("x", ((1, 5),))])
    window.setCentralWidget(view)
    done = []
    for keys in ("Ctrl+D", "F3", "C", "Ctrl+="):
        action = QAction(keys, window)
        action.setShortcut(QKeySequence(keys))
        action.triggered.connect(lambda _checked=False, keys=keys: done.append(keys))
        window.addAction(action)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    told: list[str] = []
    view.label_key_pressed.connect(lambda key, _brush: told.append(key))
    QTest.keyClick(view, K.Key_D, CONTROL)
    QTest.keyClick(view, K.Key_F3)
    QTest.keyClick(view, K.Key_C)
    QTest.keyClick(view, K.Key_Equal, CONTROL)
    assert done == ["Ctrl+D", "F3", "Ctrl+="]
    assert told == ["c"]


def test_copying_gives_the_article_s_own_characters(show: Callable[..., Hands]) -> None:
    hands = show("a\u00a0b 😀 c")
    hands.press(K.Key_A, CONTROL)
    hands.press(K.Key_C, CONTROL)
    assert QApplication.clipboard().text() == "a\u00a0b 😀 c"


def test_emoji_are_one_character_each(show: Callable[..., Hands]) -> None:
    hands = show("Hi 😀😀 world 👩‍👩‍👧 done")
    start, end = hands.range("world")
    hands.view.set_caret(start)
    hands.press(K.Key_Right, CONTROL | SHIFT)
    assert hands.view.selection() == ((start, end),)
