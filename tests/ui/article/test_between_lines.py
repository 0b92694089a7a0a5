"""What is painted between two lines for the active span leaves the words of the next line alone, at every size."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from annotator.ui.article.geometry import MarkSpan
from annotator.ui.article.layout import lines_of
from tests.ui.article.conftest import Hands, range_of

Show = Callable[..., Hands]
TEXT = (
    "Li said China and South Korea should expand common interests, speed up the second phase of free trade talks, and "
    "explore new areas of cooperation with all who take part in the talks this year, both bilateral and multilateral."
)
SIZES = (12, 16, 23, 36)


def first_lines(hands: Hands) -> tuple[QImage, QRect]:
    """Return a picture, and where the words of the second line stand, from the tops of its capitals on."""
    QApplication.processEvents()
    layout = hands.view.page_layout
    line = lines_of(layout.lay(0))[1]
    top = layout.top_of(0) + line.y + layout.metrics.cap_top
    words = QRect(round(layout.columns.left), round(top), round(layout.columns.text), round(line.height * 0.5))
    return hands.view.viewport().grab().toImage(), words


@pytest.mark.parametrize("size", SIZES)
def test_the_tag_of_a_compact_page_ends_above_the_words_below(show: Show, size: int) -> None:
    first = TEXT.split()[1]
    hands = show(TEXT, [MarkSpan("x", (range_of(TEXT, first),), "1", "Qiang, Guangyu")])
    hands.view.set_text_style(size, compact=True)
    still, words = first_lines(hands)
    hands.view.set_hover("x")
    lit, _ = first_lines(hands)
    assert lit != still
    assert lit.copy(words) == still.copy(words)


@pytest.mark.parametrize("compact", [False, True])
@pytest.mark.parametrize("size", SIZES)
def test_the_line_of_a_role_runs_above_the_words_below_also_under_a_second_band(
    show: Show, size: int, *, compact: bool
) -> None:
    words = ["Li", "Li said", "said"]
    hands = show(TEXT, [MarkSpan(x, (range_of(TEXT, x),), str(n + 1), "Label " * 3) for n, x in enumerate(words)])
    hands.view.set_text_style(size, compact=compact)
    still, below = first_lines(hands)
    hands.view.set_relations([("Li", "Li said", "Party"), ("said", "Li", "To")], always=True)
    drawn, _ = first_lines(hands)
    assert drawn != still
    assert drawn.copy(below) == still.copy(below)


def test_the_name_of_a_role_hides_no_tag_beside_it(show: Show) -> None:
    words = ["China and South Korea", "China", "South Korea"]
    spans = [MarkSpan(x, (range_of(TEXT, x),), str(n + 1), "Party") for n, x in enumerate(words)]
    hands = show(TEXT, [*spans, MarkSpan("x", (range_of(TEXT, "common"),), "5", "Commitment")])
    hands.view.set_relations([("x", "China", "To whom")])
    hands.view.set_active("x")
    still, _ = first_lines(hands)
    layout = hands.view.page_layout
    mark = hands.view.mark("South Korea")
    assert mark is not None
    (found,) = layout.segments_of(mark)
    paragraph, line, segment = found
    top = layout.top_of(paragraph.index) + line.y + segment.tag_y
    tag = QRect(
        round(layout.columns.left + segment.tag_x), round(top), round(segment.tag_width), round(layout.metrics.tag_cap)
    )
    hands.view.set_relations([])
    assert first_lines(hands)[0].copy(tag) == still.copy(tag)
