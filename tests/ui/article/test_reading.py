"""How the article lies on the page: measure, calm, scrolling, zoom, scripts."""

import re
from collections.abc import Callable
from statistics import mean

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, QPointF
from PySide6.QtGui import QAccessible, QFontInfo
from pytestqt.qtbot import QtBot

from annotator.ui.article.geometry import MarkSpan
from annotator.ui.article.hit import marks_at
from annotator.ui.article.stacking import MOST_ROWS
from annotator.ui.settings import BY_ID
from tests.ui.article.conftest import Hands, range_of

Show = Callable[..., Hands]


def full_lines(hands: Hands) -> list[str]:
    """Return every line that is not the last of its paragraph, without its last space."""
    layout = hands.view.page_layout
    return [
        paragraph.text[line.start : line.end].rstrip()
        for paragraph in layout.paragraphs
        for line in (layout.lay(paragraph.index).lines or [])[:-1]
    ]


@pytest.mark.parametrize("size", [12, 16, 17, 22, 30])
def test_a_full_line_holds_70_to_78_characters_at_any_size(show: Show, seed: str, size: int) -> None:
    hands = show(seed, width=1800)
    hands.view.set_text_style(size)
    lines = full_lines(hands)
    assert 70 <= mean(map(len, lines)) <= 78
    assert max(map(len, lines)) <= 82


def test_the_first_screen_of_the_smallest_window_shows_14_lines(show: Show, seed: str) -> None:
    hands = show(seed, width=830, height=574)
    size, leading = (BY_ID[id].default for id in ("text.size", "text.leading"))
    hands.view.set_text_style(int(size), leading=int(leading))
    layout = hands.view.page_layout
    visible = [
        line
        for paragraph in layout.paragraphs
        if paragraph.text.strip()
        for line in layout.lay(paragraph.index).lines or []
        if layout.top_of(paragraph.index) + line.y + line.height <= 574
    ]
    assert len(visible) >= 14


@pytest.mark.parametrize("width", [240, 420, 830, 1100, 1240, 1900])
def test_nothing_is_wider_than_the_view(show: Show, seed: str, spans: list[MarkSpan], width: int) -> None:
    hands = show(seed, spans, width=width)
    columns = hands.view.page_layout.columns
    assert columns.left > 20
    assert columns.right + columns.cards <= hands.view.viewport().width()
    assert hands.view.horizontalScrollBar().maximum() == 0


@pytest.mark.parametrize("size", [9, 12, 16, 24])
def test_tags_are_never_smaller_than_10_pixels(show: Show, seed: str, size: int) -> None:
    hands = show(seed)
    hands.view.set_text_style(size)
    metrics = hands.view.page_layout.metrics
    assert QFontInfo(metrics.tag_font).pixelSize() >= 10
    assert QFontInfo(metrics.note_font).pixelSize() >= 10


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_spans_side_by_side_move_no_line(show: Show, seed: str, data: st.DataObject) -> None:
    hands = show(seed)
    before = hands.line_tops()
    words = [match.span() for match in re.finditer(r"\w+", seed)]
    cuts = sorted(data.draw(st.sets(st.integers(0, len(words) - 1), min_size=2, max_size=30)))
    pairs = zip(cuts[::2], cuts[1::2], strict=False)
    chosen = [(words[first][0], words[last - 1][1]) for first, last in pairs if last > first]
    for number, (start, end) in enumerate(chosen):
        hands.view.put_span(MarkSpan(str(number), ((start, end),), str(number % 10 + 1), "Commitment"))
    assert hands.line_tops() == before


def test_a_span_in_another_makes_room_and_taking_it_away_gives_it_back(hands: Hands) -> None:
    before = hands.line_tops()
    hands.view.put_span(MarkSpan("new", (hands.range("the times"),), "4", "Date"))
    assert hands.line_tops() > before
    hands.view.drop_span("new")
    assert hands.line_tops() == before


@pytest.mark.parametrize("words", ["interference", "advance", "free trade", "peace talks"])
def test_the_caret_s_line_stays_where_it_is(hands: Hands, words: str) -> None:
    hands.view.set_caret(hands.range(words)[0])
    hands.view.verticalScrollBar().setValue(hands.view.verticalScrollBar().value() + 30)
    before = hands.point(words).y()
    start = hands.range("JAKARTA")[0]
    spans = [MarkSpan(f"n{n}", ((start + n, start + 40 + n),), str(n + 1), "Deep") for n in range(4)]
    around = hands.range(words)[0]
    spans += [MarkSpan(f"w{n}", ((around - 3 * n, around + 9 + n),), str(n + 1), "Deep") for n in range(4)]
    for span in spans:
        hands.view.put_span(span)
        assert abs(hands.point(words).y() - before) <= 1
    for span in spans:
        hands.view.drop_span(span.id)
        assert abs(hands.point(words).y() - before) <= 1


def test_setting_spans_shows_the_same_as_adding_and_removing_them(hands: Hands, spans: list[MarkSpan]) -> None:
    whole = hands.line_tops()
    ids = hands.view.span_ids()
    for span in spans:
        hands.view.drop_span(span.id)
    assert hands.view.span_ids() == ()
    for span in reversed(spans):
        hands.view.put_span(span)
    assert hands.line_tops() == whole
    hands.view.set_spans(spans[:4])
    assert set(hands.view.span_ids()) == {span.id for span in spans[:4]}
    hands.view.set_spans(spans)
    assert (hands.line_tops(), hands.view.span_ids()) == (whole, ids)


def test_eight_spans_over_one_word_show_five_rows_and_count_the_rest(show: Show, seed: str) -> None:
    start, end = range_of(seed, "with South Korea")
    hands = show(seed, [MarkSpan(str(n), ((start - n, end + n),), str(n + 1), "Tag") for n in range(8)])
    _, number = hands.view.page_layout.line_of(start)
    line = (hands.view.page_layout.line_of(start)[0].lines or [])[number]
    assert line.hidden == 8 - MOST_ROWS
    rows = [segment.row for segment in line.segments]
    assert sorted(rows) == [-1, -1, -1, 0, 1, 2, 3, 4]
    shortest = min(line.segments, key=lambda segment: segment.mark.size)
    assert shortest.row == 0
    point = hands.view.point_of(start + 2)
    found = marks_at(hands.view.page_layout, point.x(), hands.view.page_point(QPointF(point)).y())
    assert len(found) == 8


def test_no_two_bars_and_no_two_tags_of_a_line_cover_each_other(hands: Hands) -> None:
    height = hands.view.page_layout.metrics.tag_height
    for paragraph in hands.view.page_layout.paragraphs:
        for line in hands.view.page_layout.lay(paragraph.index).lines or []:
            shown = [segment for segment in line.segments if segment.row >= 0]
            for number, one in enumerate(shown):
                for other in shown[number + 1 :]:
                    apart = one.right <= other.left + 0.5 or other.right <= one.left + 0.5
                    assert apart or one.row != other.row
                    if one.tag and other.tag and abs(one.tag_y - other.tag_y) < height - 0.5:
                        ends = one.tag_x + one.tag_width, other.tag_x + other.tag_width
                        assert ends[0] <= other.tag_x + 0.5 or ends[1] <= one.tag_x + 0.5


def test_ticks_stand_only_where_a_span_truly_starts_and_ends(hands: Hands) -> None:
    mark = hands.view.mark("promise")
    assert mark is not None
    pieces = [piece for _, _, segment in hands.view.page_layout.segments_of(mark) for piece in segment.pieces]
    assert len(pieces) > 1
    assert [piece.opens for piece in pieces] == [True] + [False] * (len(pieces) - 1)
    assert [piece.closes for piece in pieces] == [False] * (len(pieces) - 1) + [True]


def test_the_pieces_of_a_split_span_are_joined_and_tagged_once(hands: Hands) -> None:
    mark = hands.view.mark("split")
    assert mark is not None
    segments = [segment for _, _, segment in hands.view.page_layout.segments_of(mark)]
    assert sum(segment.is_tagged for segment in segments) == 1
    assert any(segment.joins for segment in segments)
    words = [
        hands.view.text[mark.start + piece.start : mark.start + piece.end]
        for segment in segments
        for piece in segment.pieces
    ]
    assert words[0] == "South Korea"


def test_resizing_the_window_and_zooming_keep_the_line_that_is_read(hands: Hands) -> None:
    hands.view.verticalScrollBar().setValue(500)
    hands.view.set_caret(hands.view.offset_at(QPointF(300, 250)))
    caret = hands.view.caret()
    y = hands.view.point_of(caret).y()
    hands.view.resize(520, 574)
    assert abs(hands.view.point_of(caret).y() - y) <= 30
    hands.view.zoom(5)
    assert abs(hands.view.point_of(caret).y() - y) <= 30


def test_a_place_is_found_again_at_another_size(hands: Hands, show: Show, seed: str) -> None:
    hands.view.verticalScrollBar().setValue(700)
    place = hands.view.scroll_position()
    assert place > 0
    other = show(seed, width=600)
    other.view.set_text_style(20)
    other.view.restore_scroll(place)
    assert abs(other.view.scroll_position() - place) <= 90
    same = show(seed)
    same.view.restore_scroll(place)
    assert same.view.scroll_position() == place


def test_heights_far_away_become_exact_without_moving_what_is_read(show: Show, seed: str, qtbot: QtBot) -> None:
    text = "\n".join([seed] * 30)
    hands = show(text)
    hands.view.verticalScrollBar().setValue(9000)
    QCoreApplication.processEvents()
    place = hands.view.scroll_position()
    layout = hands.view.page_layout
    qtbot.waitUntil(lambda: all(p.is_measured or p.lines is not None for p in layout.paragraphs), timeout=20000)
    assert hands.view.scroll_position() == place
    exact = layout.height
    for paragraph in layout.paragraphs:
        layout.lay(paragraph.index)
    assert layout.height == pytest.approx(exact)


def test_every_character_is_found_where_it_is_drawn(hands: Hands) -> None:
    for offset in range(100, 300):
        if hands.view.text[offset].isspace():
            continue
        box = hands.view.point_of(offset)
        assert hands.view.offset_at(QPointF(box)) in {offset, offset + 1}


def test_arabic_is_set_from_the_right_and_found_where_it_is_drawn(show: Show) -> None:
    text = "أعلن رئيس الوزراء Li Qiang يوم الخميس"
    words = range_of(text, "رئيس الوزراء")
    hands = show(text, [MarkSpan("x", (words,), "2", "Speaker")])
    layout = hands.view.page_layout
    assert hands.view.point_of(0).x() > layout.columns.right - 40
    inside, outside = hands.point("رئيس", 2), hands.point("Qiang", 2)
    assert [mark.id for mark in marks_at(layout, inside.x(), inside.y())] == ["x"]
    assert marks_at(layout, outside.x(), outside.y()) == []
    mark = hands.view.mark("x")
    assert mark is not None
    piece = next(iter(layout.segments_of(mark)))[2].pieces[0]
    assert piece.opens_x > piece.closes_x
    assert piece.opens_back


def test_a_span_whose_directions_mix_covers_exactly_its_characters(show: Show) -> None:
    text = "قال Li Qiang في جاكرتا يوم 7 سبتمبر"
    start, end = range_of(text, "Li Qiang في")
    hands = show(text, [MarkSpan("x", ((start, end),), "2", "Speaker")])
    for offset, character in enumerate(text):
        if character.isspace():
            continue
        point = hands.view.point_of(offset)
        found = marks_at(hands.view.page_layout, point.x(), point.y())
        assert bool(found) == (start <= offset < end), character


def test_chinese_breaks_anywhere_and_its_spans_stand_under_their_words(show: Show) -> None:
    text = "新华社雅加达9月7日电 国务院总理李强9月7日在雅加达会见韩国总统尹锡悦。" * 4
    hands = show(text, [MarkSpan("x", (range_of(text, "国务院总理李强"),), "2", "Speaker")])
    assert len(hands.view.page_layout.lay(0).lines or []) > 1
    point = hands.point("国务院总理李强", 3)
    assert [mark.id for mark in marks_at(hands.view.page_layout, point.x(), point.y())] == ["x"]


def test_blank_lines_and_an_empty_article_are_shown_without_trouble(show: Show) -> None:
    for text in ("", "\n", "   ", "\n\n a \n \n\n", "a\u2028b"):
        hands = show(text)
        hands.view.viewport().repaint()
        hands.view.set_caret(len(text))
        assert hands.view.caret() == len(text)


def test_a_long_article_is_laid_out_only_where_it_is_seen(show: Show, seed: str) -> None:
    hands = show("\n".join([seed] * 40))
    hands.view.viewport().repaint()
    laid = [paragraph for paragraph in hands.view.page_layout.paragraphs if paragraph.lines is not None]
    assert len(laid) < len(hands.view.page_layout.paragraphs) / 4


def test_the_native_text_interface_tells_the_article_and_where_it_lies(hands: Hands) -> None:
    interface = QAccessible.queryAccessibleInterface(hands.view)
    assert interface.text(QAccessible.Text.Name) == "Article text"
    text = interface.textInterface()
    assert text.text(1, 40) == hands.view.text[1:40]
    start = hands.range("JAKARTA")[0]
    box = text.characterRect(start)
    place = hands.view.viewport().mapToGlobal(hands.view.point_of(start))
    assert box.contains(place)
