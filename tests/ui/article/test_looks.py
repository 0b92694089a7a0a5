"""How the article is set and what can be switched: compact, folded header, speakers, notes, stubs, patterns."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.ui.article.buttons import NOTE, STUB, button_at
from annotator.ui.article.geometry import Link, MarkSpan, Speaker
from annotator.ui.article.paint_margin import fold_rect
from annotator.ui.article.paint_notes import NOTE_DOT
from annotator.ui.article.paint_relations import stubs_of
from annotator.ui.palette import light
from tests.ui.article.conftest import Hands, range_of

Show = Callable[..., Hands]
HEADER = "China and South Korea talk\nSept. 7, 2023\n\n"
BODY = "Li said China and South Korea should expand common interests.\n\nHe added more.\n\nYoon agreed with him."
TEXT = HEADER + BODY


def grabbed(hands: Hands) -> QImage:
    QApplication.processEvents()
    return hands.view.viewport().grab().toImage()


def colors_of(image: QImage) -> set[str]:
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


# -- compact -----------------------------------------------------------------------------------------------------


def test_compact_makes_a_page_about_a_third_shorter_and_leaves_out_tags(hands: Hands) -> None:
    def height() -> float:
        layout = hands.view.page_layout
        layout.lay_between(0, 1e9)
        return layout.height

    before = height()
    hands.view.set_text_style(16, compact=True)
    assert 0.62 <= height() / before <= 0.75
    layout = hands.view.page_layout
    for id in hands.view.span_ids():
        mark = hands.view.mark(id)
        assert mark is not None
        assert all(segment.tag == "" for _, _, segment in layout.segments_of(mark))


def test_in_a_compact_page_the_span_under_the_pointer_shows_its_tag_and_moves_nothing(show: Show) -> None:
    hands = show(BODY, [MarkSpan("x", (range_of(BODY, "common interests"),), "8", "Topic")])
    hands.view.set_text_style(16, compact=True)
    tops = hands.line_tops()
    text = light().label("8").text.name()
    assert text not in colors_of(grabbed(hands))
    hands.move(hands.point("common"))
    assert text in colors_of(grabbed(hands))
    assert hands.line_tops() == tops


# -- header ------------------------------------------------------------------------------------------------------


@pytest.fixture
def folded(show: Show) -> Hands:
    hands = show(TEXT)
    hands.view.fold_header(len(HEADER.rstrip()))
    return hands


def test_folding_the_header_makes_room_and_alters_no_offset(show: Show) -> None:
    hands = show(TEXT, [MarkSpan("x", (range_of(TEXT, "common interests"),), "3", "Topic")])
    before = hands.point("Li said").y()
    hands.view.fold_header(len(HEADER.rstrip()))
    assert hands.point("Li said").y() < before
    assert hands.view.text == TEXT
    assert hands.words_of("x") == "common interests"
    assert hands.view.caret() == len(HEADER)
    assert hands.view.offset_at(QPointF(hands.point("agreed"))) in range(TEXT.index("agreed"), TEXT.index(" with him"))


def test_a_click_on_the_folded_line_shows_the_header(folded: Hands) -> None:
    box = fold_rect(folded.view.page_layout)
    folded.click(QPoint(round(box.center().x()), round(box.center().y())))
    assert folded.view.folded_until == 0
    assert folded.view.caret() == len(HEADER)
    assert folded.view.page_layout.lay(0).height > box.height()


def test_the_header_shows_by_itself_when_the_caret_comes_to_it(folded: Hands) -> None:
    folded.press(Qt.Key.Key_Up)
    assert folded.view.folded_until == 0
    assert folded.view.caret() < len(HEADER)


def test_the_header_shows_by_itself_when_a_span_comes_to_it_and_is_then_never_folded(folded: Hands) -> None:
    folded.view.put_span(MarkSpan("x", (range_of(TEXT, "South Korea"),), "1", "Party"))
    assert folded.view.folded_until == 0
    assert folded.words_of("x") == "South Korea"
    folded.view.fold_header(len(HEADER.rstrip()))
    assert folded.view.folded_until == 0


def test_the_header_shows_by_itself_when_something_is_found_in_it(folded: Hands) -> None:
    start = TEXT.index("talk")
    folded.view.select([(start, start + 4)])
    assert folded.view.folded_until == 0


def test_a_folded_header_survives_other_sizes_and_widths(folded: Hands) -> None:
    folded.view.set_text_style(22)
    folded.view.resize(500, 500)
    assert folded.view.folded_until == len(HEADER)
    assert folded.line_tops()[0] < folded.line_tops()[3]
    assert folded.view.page_layout.lay(1).height == 0


def test_where_an_article_has_nothing_but_a_header_it_is_not_folded(show: Show) -> None:
    hands = show(HEADER)
    hands.view.fold_header(len(HEADER.rstrip()))
    assert hands.view.folded_until == 0


# -- who speaks --------------------------------------------------------------------------------------------------


def test_who_speaks_goes_on_speaking_until_another_does(show: Show) -> None:
    hands = show(BODY)
    li, yoon = Speaker("Li Qiang", color="2"), Speaker("Yoon", color="2")
    hands.view.set_gutter([], {BODY.index("Li"): li, BODY.index("Yoon"): yoon})
    assert hands.view.speaker_at(0) == li
    assert hands.view.speaker_at(BODY.index("He added")) == li._replace(inherited=True)
    assert hands.view.speaker_at(BODY.index("agreed")) == yoon


def test_whoever_is_only_expected_is_not_handed_on(show: Show) -> None:
    hands = show(BODY)
    expected = Speaker("Li Qiang?", expected=True)
    hands.view.set_gutter([], {BODY.index("Li"): expected})
    assert hands.view.speaker_at(0) == expected
    assert hands.view.speaker_at(BODY.index("He added")) is None


def test_a_paragraph_with_two_speakers_names_both_and_hands_on_the_last(show: Show) -> None:
    hands = show(BODY)
    hands.view.set_gutter([], {0: Speaker("Li Qiang"), 8: Speaker("Yoon")})
    speaker = hands.view.speaker_at(0)
    assert speaker is not None
    assert speaker.text == "Li Qiang, Yoon"
    assert hands.view.speaker_at(BODY.index("He added")) == Speaker("Yoon", inherited=True)


def test_where_nobody_speaks_the_speaker_ends(show: Show) -> None:
    hands = show(BODY)
    li = Speaker("Li Qiang", color="2")
    hands.view.set_gutter([], {0: li}, silent=[BODY.index("He added")])
    assert hands.view.speaker_at(0) == li
    assert hands.view.speaker_at(BODY.index("He added")) is None
    assert hands.view.speaker_at(BODY.index("Yoon")) is None


# -- notes -------------------------------------------------------------------------------------------------------


def noted(text: str = BODY) -> list[MarkSpan]:
    return [MarkSpan("x", (range_of(text, "common interests"),), "3", "Topic", "Topic", note="Only these two.")]


def dot_of(hands: Hands) -> QPoint:
    return QPoint(round(hands.view.page_layout.columns.right + NOTE_DOT), hands.point("common").y())


def test_the_dot_of_a_note_opens_it_and_closes_it_again(show: Show) -> None:
    hands = show(BODY, noted())
    hands.click(dot_of(hands))
    assert hands.view.opened_note == "x"
    assert hands.view.active_span == "x"
    hands.click(dot_of(hands))
    assert hands.view.opened_note == ""


def test_a_dot_that_stands_for_two_notes_opens_one_after_the_other(show: Show) -> None:
    both = [*noted(), MarkSpan("y", (range_of(BODY, "Li"),), "2", "Speaker", note="The premier.")]
    hands = show(BODY, both)
    opened = []
    for _ in range(3):
        hands.click(dot_of(hands))
        opened.append(hands.view.opened_note)
    assert sorted(opened[:2]) == ["x", "y"]
    assert opened[2] == ""


def test_escape_and_a_click_elsewhere_close_an_opened_note(show: Show) -> None:
    hands = show(BODY, noted())
    hands.click(dot_of(hands))
    hands.press(Qt.Key.Key_Escape)
    assert (hands.view.opened_note, hands.view.active_span) == ("", "x")
    hands.click(dot_of(hands))
    hands.click(hands.point("agreed"))
    assert hands.view.opened_note == ""


def test_with_room_for_cards_there_is_no_dot(show: Show) -> None:
    narrow, wide = show(BODY, noted(), width=1095), show(BODY, noted(), width=1130)
    for hands, expected in ((narrow, True), (wide, False)):
        found = button_at(hands.view.page_layout, (), QPointF(dot_of(hands)))
        assert (found is not None and found.kind == NOTE) is expected


# -- roles -------------------------------------------------------------------------------------------------------


def test_a_far_end_is_a_stub_and_a_click_on_it_goes_there(show: Show) -> None:
    text = "\n\n".join(f"Paragraph {number} of the article." for number in range(80))
    near, far = range_of(text, "Paragraph 1 "), range_of(text, "Paragraph 78")
    hands = show(text, [MarkSpan("near", (near,), "1", "Commitment"), MarkSpan("far", (far,), "2", "Speaker")])
    hands.view.set_relations([("near", "far", "Speaker")])
    hands.view.activate("near")
    layout = hands.view.page_layout
    (stub,) = stubs_of(layout, [Link("near", "far", "Speaker")], range(10))
    assert stub.words == "Speaker ↓"
    found = button_at(layout, [Link("near", "far", "Speaker")], stub.pill.center())
    assert found is not None
    assert found.kind == STUB
    hands.click(stub.pill.center().toPoint())
    assert hands.view.active_span == "far"
    assert 0 < hands.point("Paragraph 78").y() < hands.view.viewport().height()


def test_the_pointer_on_one_end_of_a_role_lights_both(show: Show) -> None:
    owner, filler = range_of(BODY, "expand common interests"), range_of(BODY, "Li")
    hands = show(BODY, [MarkSpan("x", (owner,), "1", "Commitment"), MarkSpan("li", (filler,), "4", "Speaker")])
    hands.view.set_relations([("x", "li", "Speaker")])
    lit = light().label("4").tint_on.name()
    assert lit not in colors_of(grabbed(hands))
    hands.move(hands.point("common"))
    assert lit in colors_of(grabbed(hands))
    hands.move(hands.point("agreed"))
    assert lit not in colors_of(grabbed(hands))


# -- bars --------------------------------------------------------------------------------------------------------


def test_a_span_without_a_row_gets_its_bar_while_it_is_active(show: Show) -> None:
    ends = ["interests", "common interests", "expand common interests", "should expand common interests"]
    ends += ["Korea should expand common interests", "South Korea should expand common interests"]
    hands = show(BODY, [MarkSpan(str(n), (range_of(BODY, words),), str(n + 1)) for n, words in enumerate(ends)])
    bar = light().label("6").bar.name()
    assert bar not in colors_of(grabbed(hands))
    tops = hands.line_tops()
    hands.view.set_active("5")
    assert bar in colors_of(grabbed(hands))
    assert hands.line_tops() == tops


def test_a_quiet_span_has_its_bar_and_no_tag_until_it_is_lit(show: Show) -> None:
    span = MarkSpan("x", (range_of(BODY, "common interests"),), "3", "Topic", quiet=True, tint=False)
    hands = show(BODY, [span])
    colors = light().label("3")
    seen = colors_of(grabbed(hands))
    assert colors.bar.name() in seen
    assert colors.tint.name() not in seen
    tagged = "".join(segment.tag for _, _, segment in hands.view.page_layout.segments_of(hands.view.mark("x")))  # type: ignore[arg-type]
    assert tagged == ""


# -- the longest paragraphs --------------------------------------------------------------------------------------


def test_in_a_very_long_paragraph_the_caret_stands_right_after_spans_have_moved_lines(show: Show) -> None:
    text = "Words that go on and on without an end. " * 900
    hands = show(text)
    view = hands.view
    for depth in range(3):
        view.put_span(MarkSpan(f"a{depth}", ((100, 200 + depth),), str(depth + 1), "Topic"))
    for offset in (5000, 20000, 35000):
        view.set_caret(offset)
        assert abs(view.cursorRect().center().y() - view.point_of(offset).y()) <= 2
        QTest.keyClick(view, Qt.Key.Key_Down)
        assert abs(view.cursorRect().center().y() - view.point_of(view.caret()).y()) <= 2
        QTest.keyClick(view, Qt.Key.Key_PageDown)
        assert abs(view.cursorRect().center().y() - view.point_of(view.caret()).y()) <= 2
