"""Scrolling with everything that scrolls: the bar with marks, wheel, touchpad, two fingers, a drag beyond the edge."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QCursor, QMouseEvent, QNativeGestureEvent, QPointingDevice, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator.ui.article.geometry import MarkSpan
from annotator.ui.article.minimap import Minimap
from tests.ui.article.conftest import Hands, range_of

Show = Callable[..., Hands]


@pytest.fixture
def bar(hands: Hands) -> Minimap:
    found = hands.view.verticalScrollBar()
    assert isinstance(found, Minimap)
    hands.view.page_layout.lay_between(0, 1e9)  # so that every height is exact
    hands.view.refresh_marks()
    return found


def row_of(hands: Hands, bar: Minimap, words: str) -> float:
    """Return the row of the bar that stands for some words."""
    layout = hands.view.page_layout
    return layout.line_top(hands.range(words)[0]) / layout.height * bar.height()


def test_the_bar_shows_where_spans_hits_and_unread_paragraphs_are(hands: Hands, bar: Minimap, seed: str) -> None:
    near = row_of(hands, bar, "Hangzhou Asian Games")
    assert any(abs(row - near) <= 4 and "8" in colors for row, colors in bar.strips.spans.items())
    assert not bar.strips.hits
    unread = sum(bottom - top for top, bottom in bar.strips.unread)
    hit = range_of(seed, "Hangzhou")
    hands.view.set_search([hit], 0)
    hands.view.set_gutter([seed.index("During the Group"), seed.index("Li also called")])
    hands.view.refresh_marks()
    assert any(abs(row - near) <= 4 for row in bar.strips.hits)
    assert sum(bottom - top for top, bottom in bar.strips.unread) < unread


def test_the_bar_follows_a_new_span_by_itself(hands: Hands, bar: Minimap, qtbot: QtBot) -> None:
    hands.view.put_span(MarkSpan("new", (hands.range("Wu Zhenglong"),), "9", "Party"))
    qtbot.waitUntil(lambda: any("9" in colors for colors in bar.strips.spans.values()))


def test_a_click_on_the_bar_goes_where_it_points(hands: Hands, bar: Minimap) -> None:
    row = round(row_of(hands, bar, "Hangzhou Asian Games"))
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(8, row))
    assert 0 < hands.point("Hangzhou Asian Games").y() < hands.view.viewport().height()


def test_the_handle_of_the_bar_can_be_dragged(hands: Hands, bar: Minimap) -> None:
    start = bar.handle().center()
    QTest.mousePress(bar, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    assert bar.value() == 0
    end = QPoint(start.x(), bar.height())
    place = QPointF(bar.mapToGlobal(end))
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    moved = QMouseEvent(QEvent.Type.MouseMove, QPointF(end), place, none, left, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(bar, moved)
    QTest.mouseRelease(bar, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, end)
    assert bar.value() == bar.maximum()
    assert bar.handle().bottom() == bar.height() - 1


def test_to_a_screen_reader_the_bar_is_a_scroll_bar_with_a_name(bar: Minimap) -> None:
    interface = QAccessible.queryAccessibleInterface(bar)
    assert interface.role() == QAccessible.Role.ScrollBar
    assert interface.text(QAccessible.Text.Name) == "Place in the article"


def wheel(hands: Hands, pixels: int, angle: int) -> None:
    place = QPointF(100, 100)
    event = QWheelEvent(
        place,
        QPointF(hands.view.viewport().mapToGlobal(place.toPoint())),
        QPoint(0, pixels),
        QPoint(0, angle),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(hands.view.viewport(), event)


def test_a_touchpad_scrolls_by_the_pixels_it_tells(hands: Hands) -> None:
    bar = hands.view.verticalScrollBar()
    for _ in range(5):
        wheel(hands, -7, -3)
    assert bar.value() == 35
    wheel(hands, 5, 3)
    assert bar.value() == 30


def test_a_wheel_scrolls_by_lines(hands: Hands) -> None:
    wheel(hands, 0, -120)
    assert hands.view.verticalScrollBar().value() >= 40


def pinch(hands: Hands, value: float) -> None:
    kind, place = Qt.NativeGestureType.ZoomNativeGesture, QPointF(100, 100)
    device = QPointingDevice.primaryPointingDevice()
    event = QNativeGestureEvent(kind, device, 2, place, place, place, value, QPointF())
    QApplication.sendEvent(hands.view.viewport(), event)


def test_two_fingers_on_a_touchpad_change_the_size_of_the_text(hands: Hands) -> None:
    told: list[int] = []
    hands.view.text_size_changed.connect(told.append)
    for _ in range(10):
        pinch(hands, 0.03)
    assert hands.view.text_size == told[-1] == 19
    for _ in range(20):
        pinch(hands, -0.03)
    assert hands.view.text_size < 16


def test_a_selection_dragged_below_the_edge_scrolls_on(hands: Hands, qtbot: QtBot) -> None:
    view = hands.view
    start = hands.point("During the Group")
    last_seen = view.visible_range()[1]
    below = QPoint(start.x(), view.viewport().height() + 60)
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    hands.move(start + QPoint(30, 40), Qt.MouseButton.LeftButton)
    QCursor.setPos(view.viewport().mapToGlobal(below))
    hands.move(below, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: view.verticalScrollBar().value() > 60)
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, below)
    ((first, last),) = view.selection()
    assert first == hands.range("During")[0]
    assert last > last_seen
