"""What the article view costs: CPU against a plain QTextEdit that shows the same text, measured in the same run.

Only the ratios decide; both sides lay out and paint on this thread.
"""

import random
import re
import time
from collections.abc import Callable
from functools import partial
from statistics import median

import pytest
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtWidgets import QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from annotator import places
from annotator.ui.article.geometry import MarkSpan
from annotator.ui.article.view import ArticleView

SIZE = (1000, 800)
ROUNDS = 15


def long_text(length: int) -> str:
    seed = next(places.seeds().glob("*.txt")).read_text(encoding="utf-8")
    return (seed * (length // len(seed) + 1))[:length]


def many_spans(text: str, count: int) -> list[MarkSpan]:
    """Return spans of 1 to 40 words anywhere, most of them short, many of them overlapping."""
    chance = random.Random(2)  # noqa: S311 - the same spans every time
    words = [match.span() for match in re.finditer(r"\w+", text)]
    spans = []
    for number in range(count):
        first = chance.randrange(len(words))
        longer = chance.randint(0, 4) if chance.random() < 0.6 else chance.randint(4, 40)
        last = min(len(words) - 1, first + longer)
        ranges = ((words[first][0], words[last][1]),)
        spans.append(MarkSpan(str(number), ranges, str(number % 8 + 1), chance.choice(["Topic", "Commitment"])))
    return spans


def cpu(work: Callable[[], object]) -> float:
    begin = time.thread_time()
    work()
    return time.thread_time() - begin


@pytest.fixture
def shown(qtbot: QtBot) -> Callable[[QWidget], None]:
    def show(widget: QWidget) -> None:
        qtbot.addWidget(widget)
        widget.resize(*SIZE)
        with qtbot.waitExposed(widget):
            widget.show()

    return show


def plain_edit(shown: Callable[[QWidget], None], text: str) -> tuple[QTextEdit, float]:
    """Return a plain QTextEdit that shows a text, and the CPU until it was painted."""
    edit = QTextEdit()
    shown(edit)

    def open_text() -> None:
        edit.setPlainText(text)
        edit.viewport().repaint()

    return edit, cpu(open_text)


def article_view(shown: Callable[[QWidget], None], text: str, spans: list[MarkSpan]) -> tuple[ArticleView, float]:
    view = ArticleView()
    shown(view)

    def open_text() -> None:
        view.set_article(text, spans)
        view.viewport().repaint()

    return view, cpu(open_text)


def put_and_paint(view: ArticleView, span: MarkSpan) -> None:
    view.put_span(span)
    view.viewport().repaint()


def scroll_cost(widget: QTextEdit) -> float:
    """Return the median CPU of scrolling by a wheel's step and painting."""
    bar = widget.verticalScrollBar()
    bar.setValue(bar.maximum() // 3)
    widget.viewport().repaint()

    def step() -> None:
        bar.setValue(bar.value() + 40)
        widget.viewport().repaint()

    return median(cpu(step) for _ in range(ROUNDS))


def test_opening_an_article_costs_at_most_three_times_a_plain_text(shown: Callable[[QWidget], None]) -> None:
    text = long_text(3000)
    spans = many_spans(text, 20)
    plain = min(plain_edit(shown, text)[1] for _ in range(5))
    ours = min(article_view(shown, text, spans)[1] for _ in range(5))
    assert ours <= 3 * plain, f"{ours * 1000:.1f} ms against {plain * 1000:.1f} ms"


def test_opening_a_megabyte_with_10000_spans_costs_a_small_multiple_of_its_bare_text(
    shown: Callable[[QWidget], None],
) -> None:
    text = long_text(1_000_000)
    spans = many_spans(text, 10_000)
    plain = plain_edit(shown, text)[1]
    ours = min(article_view(shown, text, spans)[1] for _ in range(2))
    assert ours <= 8 * plain, f"{ours * 1000:.1f} ms against {plain * 1000:.1f} ms"


@pytest.mark.parametrize(("length", "count"), [(100_000, 2_000), (1_000_000, 10_000)])
def test_adding_a_span_and_painting_costs_at_most_six_paintings_of_plain_text(
    shown: Callable[[QWidget], None], length: int, count: int
) -> None:
    text = long_text(length)
    edit, _ = plain_edit(shown, text)
    view, _ = article_view(shown, text, many_spans(text, count))
    painting = median(cpu(edit.viewport().repaint) for _ in range(ROUNDS))
    chance = random.Random(5)  # noqa: S311 - the same places every time
    costs = []
    for number in range(ROUNDS):
        first, last = view.visible_range()
        start = chance.randint(first, max(first, last - 60))
        span = MarkSpan(f"new {number}", ((start, start + 40),), "3", "Topic")
        costs.append(cpu(partial(put_and_paint, view, span)))
    assert median(costs) <= 6 * painting, f"{median(costs) * 1000:.1f} ms against {painting * 1000:.1f} ms"


@pytest.mark.parametrize(("length", "count"), [(100_000, 2_000), (1_000_000, 10_000)])
def test_scrolling_costs_at_most_six_times_that_of_plain_text(
    shown: Callable[[QWidget], None], length: int, count: int
) -> None:
    text = long_text(length)
    edit, _ = plain_edit(shown, text)
    view, _ = article_view(shown, text, many_spans(text, count))
    plain, ours = scroll_cost(edit), scroll_cost(view)
    assert ours <= 6 * plain, f"{ours * 1000:.1f} ms against {plain * 1000:.1f} ms"


def test_comparing_2000_spans_when_one_is_new_costs_little_more_than_adding_it(
    shown: Callable[[QWidget], None],
) -> None:
    text = long_text(100_000)
    spans = many_spans(text, 2_000)
    view, _ = article_view(shown, text, spans)
    first, _ = view.visible_range()
    one, other = (MarkSpan(name, ((first, first + 30),), "3", "Topic") for name in ("one", "other"))
    adding = cpu(partial(put_and_paint, view, one))
    view.drop_span("one")

    def compare() -> None:
        view.set_spans([*spans, other])
        view.viewport().repaint()

    comparing = cpu(compare)
    assert comparing <= 4 * adding, f"{comparing * 1000:.1f} ms against {adding * 1000:.1f} ms"


def test_finding_what_lies_under_the_pointer_costs_less_than_painting_it(shown: Callable[[QWidget], None]) -> None:
    text = long_text(1_000_000)
    view, _ = article_view(shown, text, many_spans(text, 10_000))
    painting = median(cpu(view.viewport().repaint) for _ in range(ROUNDS))
    points = [QPoint(x, y) for x in range(150, 800, 50) for y in range(20, 780, 40)]
    finding = cpu(lambda: [view.offset_at(QPointF(point)) for point in points]) / len(points)
    assert finding <= painting / 10


def test_the_marks_beside_the_scroll_bar_cost_less_than_opening_the_bare_text(shown: Callable[[QWidget], None]) -> None:
    text = long_text(1_000_000)
    plain = plain_edit(shown, text)[1]
    view, _ = article_view(shown, text, many_spans(text, 10_000))
    bar = view.verticalScrollBar()

    def refresh() -> None:
        view.refresh_marks()
        bar.repaint()

    marks = min(cpu(refresh) for _ in range(5))
    assert marks <= 1.5 * plain, f"{marks * 1000:.1f} ms against {plain * 1000:.1f} ms"
