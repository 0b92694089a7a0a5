"""What is seen: colours at places that are known from the layout, light and dark."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator.ui.article.geometry import MarkSpan, Segment, Speaker
from annotator.ui.palette import Palette, dark, light
from tests.ui.article.conftest import Hands, range_of

Show = Callable[..., Hands]
TEXT = "Li said China and South Korea should expand common interests, and explore new areas.\n\nSecond paragraph here."
WORDS = "expand common interests"
SMOOTHING = 24


def picture(hands: Hands) -> QImage:
    QApplication.processEvents()
    return hands.view.viewport().grab().toImage()


def has(image: QImage, color: QColor, left: int, top: int, right: int, bottom: int) -> bool:
    """Whether a colour is anywhere in a box, as far as the smoothing of letters lets it be."""
    return any(_near(image.pixelColor(x, y), color) for x in range(left, right) for y in range(top, bottom))


def _near(one: QColor, other: QColor) -> bool:
    apart = abs(one.red() - other.red()) + abs(one.green() - other.green()) + abs(one.blue() - other.blue())
    return apart <= SMOOTHING


def behind(hands: Hands, words: str) -> tuple[int, int, int, int]:
    """Return the box of some words on one line."""
    start, end = hands.range(words)
    first, last = hands.view.point_of(start), hands.view.point_of(end - 1)
    height = round(hands.view.page_layout.metrics.text_height / 2) - 3
    return first.x(), first.y() - height, last.x(), first.y() + height


def segment_of(hands: Hands, id: str) -> tuple[Segment, float]:
    """Return what a span shows on its first line, and the top of that line in the viewport."""
    mark = hands.view.mark(id)
    assert mark is not None
    layout = hands.view.page_layout
    paragraph, line, segment = next(iter(layout.segments_of(mark)))
    return segment, layout.top_of(paragraph.index) + line.y - hands.view.verticalScrollBar().value()


@pytest.mark.parametrize("theme", [light(), dark()], ids=["light", "dark"])
def test_a_span_shows_its_tint_its_bar_and_its_tag(show: Show, theme: Palette) -> None:
    hands = show(TEXT, [MarkSpan("x", (range_of(TEXT, WORDS),), "3", "Topic")])
    hands.view.set_theme(theme)
    image = picture(hands)
    colors = theme.label("3")
    assert has(image, colors.tint, *behind(hands, WORDS))
    assert not has(image, colors.tint, *behind(hands, "South Korea"))
    assert has(image, theme.paper, *behind(hands, "South Korea"))
    segment, top = segment_of(hands, "x")
    left = hands.view.page_layout.columns.left
    bar = round(top + segment.bar_y)
    assert has(image, colors.bar, round(left + segment.left) + 4, bar, round(left + segment.right) - 4, bar + 2)
    tag = round(left + segment.tag_x), round(top + segment.tag_y)
    assert has(image, colors.text, *tag, tag[0] + round(segment.tag_width), tag[1] + 12)


def test_a_span_of_a_quiet_group_has_a_bar_but_no_tint_until_it_is_active(show: Show) -> None:
    hands = show(TEXT, [MarkSpan("x", (range_of(TEXT, WORDS),), "2", "Speaker", tint=False)])
    colors = light().label("2")
    assert not has(picture(hands), colors.tint, *behind(hands, WORDS))
    hands.view.activate("x")
    assert has(picture(hands), colors.tint, *behind(hands, WORDS))


def test_the_shortest_span_s_colour_is_the_one_under_its_words(show: Show) -> None:
    outer = MarkSpan("outer", (range_of(TEXT, "China and South Korea should expand common interests"),), "1", "A")
    hands = show(TEXT, [outer, MarkSpan("inner", (range_of(TEXT, WORDS),), "3", "B")])
    image = picture(hands)
    assert has(image, light().label("3").tint, *behind(hands, WORDS))
    assert not has(image, light().label("1").tint, *behind(hands, "common"))
    assert has(image, light().label("1").tint, *behind(hands, "South Korea"))


def test_every_piece_lights_up_with_the_active_span(show: Show) -> None:
    ranges = (range_of(TEXT, "China"), range_of(TEXT, WORDS))
    hands = show(TEXT, [MarkSpan("x", ranges, "1", "Commitment")])
    hands.view.set_hover("x")
    image = picture(hands)
    on = light().label("1").tint_on
    assert has(image, on, *behind(hands, "China"))
    assert has(image, on, *behind(hands, WORDS))
    assert not has(image, on, *behind(hands, "South Korea"))


def test_search_selection_and_current_hit_are_seen(show: Show) -> None:
    hands = show(TEXT)
    hands.view.set_search((range_of(TEXT, "China"), range_of(TEXT, "Korea")), 1)
    hands.view.select((range_of(TEXT, "interests"), range_of(TEXT, "new areas")))
    image = picture(hands)
    assert has(image, light().search, *behind(hands, "China"))
    assert has(image, light().search_now, *behind(hands, "Korea"))
    assert has(image, light().selection, *behind(hands, "interests"))
    assert has(image, light().selection, *behind(hands, "new areas"))


def test_roles_are_drawn_for_the_active_span_alone_unless_all_are_wanted(show: Show) -> None:
    spans = [
        MarkSpan("x", (range_of(TEXT, WORDS),), "1", "Commitment"),
        MarkSpan("li", (range_of(TEXT, "Li"),), "2", "Li Qiang"),
    ]
    hands = show(TEXT, spans)
    still = picture(hands)
    hands.view.set_relations([("x", "li", "speaker")])
    assert picture(hands) == still
    hands.view.set_active("x")
    ink = light().relation
    segment, top = segment_of(hands, "li")
    left = round(hands.view.page_layout.columns.left + segment.tag_x + segment.tag_width) + 5
    chip = (left, round(top + segment.tag_y) - 1, left + 60, round(top + segment.tag_y) + 14)
    assert has(picture(hands), ink, *chip)
    hands.view.set_active("")
    assert picture(hands) == still
    hands.view.set_relations([("x", "li", "speaker")], always=True)
    assert picture(hands) != still


def test_the_gutter_shows_who_speaks_and_what_is_read(show: Show) -> None:
    hands = show(TEXT)
    second = range_of(TEXT, "Second")[0]
    hands.view.set_gutter([second], {0: Speaker("Li Qiang", color="2"), second: Speaker("Yoon?", expected=True)})
    image = picture(hands)
    left = round(hands.view.page_layout.columns.left)
    first, other = hands.view.point_of(0).y(), hands.view.point_of(second).y()
    assert has(image, light().label("2").text, left - 90, first - 8, left - 24, first + 8)
    assert has(image, light().good, left - 22, other - 8, left - 4, other + 8)
    assert not has(image, light().good, left - 22, first - 8, left - 4, first + 8)


def test_a_note_is_a_dot_where_it_is_narrow_and_a_card_where_there_is_room(show: Show) -> None:
    span = MarkSpan("x", (range_of(TEXT, WORDS),), "1", "Commitment", "Commitment", note="Mutual.", by="Ada")
    bar = light().label("1").bar
    narrow, wide = show(TEXT, [span]), show(TEXT, [span], width=1240)
    right = round(narrow.view.page_layout.columns.right)
    y = narrow.point(WORDS).y()
    assert has(picture(narrow), bar, right + 10, y - 8, right + 24, y + 8)
    right = round(wide.view.page_layout.columns.right)
    assert has(picture(wide), bar, right + 30, y - 8, right + 40, y + 30)
    assert has(picture(wide), light().card, right + 40, y - 8, right + 200, y + 40)


def test_the_paragraph_cursor_shows_whether_keys_go_to_the_article(show: Show, qtbot: QtBot) -> None:
    hands = show(TEXT)
    hands.view.activateWindow()
    hands.view.setFocus()
    qtbot.waitUntil(hands.view.hasFocus)
    left, y = round(hands.view.page_layout.columns.left), hands.view.point_of(0).y()
    assert has(picture(hands), light().accent, left - 12, y - 6, left - 5, y + 6)
    hands.view.clearFocus()
    assert not has(picture(hands), light().accent, left - 12, y - 6, left - 5, y + 6)
    assert has(picture(hands), light().line, left - 12, y - 6, left - 5, y + 6)


def test_header_lines_are_muted(show: Show) -> None:
    hands = show(TEXT)
    hands.view.set_quiet([0])
    image = picture(hands)
    assert not has(image, light().ink, *behind(hands, "South Korea"))
    assert has(image, light().ink, *behind(hands, "Second paragraph"))


def test_a_flash_lights_up_and_goes_out(show: Show, qtbot: QtBot) -> None:
    hands = show(TEXT, [MarkSpan("x", (range_of(TEXT, WORDS),), "1", "Commitment")])
    still = picture(hands)
    hands.view.flash("x")
    assert picture(hands) != still
    qtbot.waitUntil(lambda: picture(hands) == still)


def test_the_paper_follows_the_theme_to_every_corner(show: Show) -> None:
    hands = show(TEXT)
    hands.view.set_theme(dark())
    image = picture(hands)
    corners = (QPoint(2, 2), QPoint(image.width() - 3, 2), QPoint(2, image.height() - 3))
    assert {image.pixelColor(corner).name() for corner in corners} == {dark().paper.name()}
