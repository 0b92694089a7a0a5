"""The table of what the article view may cost, each line beside a physical limit that was measured in the same run.

The limit is an empty QTextEdit that shows the same text, or an empty QMainWindow with a QTextEdit from the start of its
process to its first painting: by that one every millisecond is scaled, since it says how fast this machine is. All
figures are CPU time. The table is printed, and kept as `build/bench/article-view.json`.
"""

import json
import platform
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from functools import partial
from itertools import count
from pathlib import Path
from statistics import median

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from annotator.ui.article.geometry import MarkSpan
from annotator.ui.article.view import ArticleView
from tests.benchmarks.test_article_view import article_view, cpu, long_text, many_spans, plain_edit, shown

__all__ = ["shown"]

REFERENCE = 0.125
"""Seconds that the empty window cost where the figures below were set."""

OUT = Path("build/bench/article-view.json")
STEPS = 60
_EMPTY_WINDOW = """
import time
from PySide6.QtWidgets import QApplication, QMainWindow, QTextEdit
app = QApplication([])
window, edit = QMainWindow(), QTextEdit()
window.setCentralWidget(edit)
window.resize(1000, 800)
window.show()
while not window.windowHandle().isExposed():
    app.processEvents()
edit.viewport().repaint()
print(time.process_time())
"""
_MEMORY = """
import sys
from PySide6.QtWidgets import QApplication, QTextEdit
from annotator.ui.article.view import ArticleView
from tests.benchmarks.test_article_view import long_text, many_spans

def resident():
    with open("/proc/self/status", encoding="utf-8") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1024

app = QApplication([])
plain = sys.argv[1] == "plain"
view = QTextEdit() if plain else ArticleView()
view.resize(1000, 800)
view.show()
app.processEvents()
empty = resident()
text = long_text(1_000_000)
if plain:
    view.setPlainText(text)
else:
    view.set_article(text, many_spans(text, 10_000))
bar = view.verticalScrollBar()
for step in range(20):
    bar.setValue(bar.maximum() * step // 20)
    view.viewport().repaint()
    app.processEvents()
print(resident() - empty)
"""

Show = Callable[[QWidget], None]


@dataclass
class Row:
    """One line of the table. `limit` is the physical limit in the same unit, `most` what may be reached."""

    work: str
    text: str
    value: float
    most: float
    limit: float
    unit: str = "ms"

    @property
    def is_met(self) -> bool:
        return self.value <= self.most


@dataclass
class Table:
    """The lines measured so far in this run, and this machine's empty window in milliseconds."""

    empty_window: float
    rows: list[Row] = field(default_factory=list)

    @property
    def scale(self) -> float:
        """How much slower this machine is than the one of the figures, never under 1."""
        return max(1.0, self.empty_window / (REFERENCE * 1000))

    def add(self, work: str, text: str, value: float, most: float, limit: float, unit: str = "ms") -> None:
        row = Row(work, text, value, most, limit, unit)
        self.rows.append(row)
        assert row.is_met, f"{work}, {text}: {value:.2f} {unit}, at most {most:.2f} (limit of this run {limit:.2f})"

    def lines(self) -> Iterator[str]:
        yield f"An empty window to its first painting: {self.empty_window:.0f} ms CPU; scale {self.scale:.2f}."
        yield f"{'work':34}{'text / spans':32}{'here':>9}{'at most':>10}{'limit':>9}{'ratio':>8}"
        for row in self.rows:
            ratio = f"{row.value / row.limit:.2f}" if row.limit else "-"
            met = "" if row.is_met else "   MISSED"
            figures = f"{row.value:>9.2f}{row.most:>10.2f}{row.limit:>9.2f}{ratio:>8} {row.unit}{met}"
            yield f"{row.work:34}{row.text:32}{figures}"


def own_process(script: str, *arguments: str, rounds: int = 1) -> float:
    """Return the least figure that a script printed in processes of its own."""
    command = [sys.executable, "-c", script, *arguments]
    return min(float(subprocess.run(command, check=True, capture_output=True).stdout) for _ in range(rounds))


@pytest.fixture(scope="module")
def table() -> Iterator[Table]:
    made = Table(own_process(_EMPTY_WINDOW, rounds=5) * 1000)
    yield made
    print("\n" + "\n".join(made.lines()))  # noqa: T201 - the table is what this file is for
    OUT.parent.mkdir(parents=True, exist_ok=True)
    machine = {"python": platform.python_version(), "system": platform.platform(), "empty_window_ms": made.empty_window}
    rows = [asdict(row) | {"ratio": row.value / row.limit if row.limit else None} for row in made.rows]
    OUT.write_text(json.dumps({"machine": machine, "rows": rows}, indent=2) + "\n", encoding="utf-8")


def p95(costs: list[float]) -> float:
    """Return the 95th percentile in milliseconds."""
    return sorted(costs)[int(len(costs) * 0.95)] * 1000


def least_p95(measure: Callable[[], list[float]], rounds: int = 3) -> float:
    """Return the least 95th percentile of some rounds: other programs on the machine only ever add to it."""
    return min(p95(measure()) for _ in range(rounds))


def painting_of(shown: Show, text: str) -> float:
    """Return what a plain QTextEdit with the same text needs to paint its window, in milliseconds."""
    edit, _ = plain_edit(shown, text)
    return median(cpu(edit.viewport().repaint) for _ in range(STEPS)) * 1000


def test_opening_a_short_article(shown: Show, table: Table) -> None:
    text = long_text(3000)
    spans = many_spans(text, 20)
    plain = min(plain_edit(shown, text)[1] for _ in range(7)) * 1000
    ours = min(article_view(shown, text, spans)[1] for _ in range(7)) * 1000
    table.add("open to first painting", "3 KB / 20", ours, 3 * plain, plain)


def test_opening_a_megabyte(shown: Show, table: Table) -> None:
    text = long_text(1_000_000)
    spans = many_spans(text, 10_000)
    plain = min(plain_edit(shown, text)[1] for _ in range(3)) * 1000
    ours = min(article_view(shown, text, spans)[1] for _ in range(4)) * 1000
    table.add("open to first painting", "1 MB / 10,000", ours, 80 * table.scale, plain)


def tag_costs(view: ArticleView, numbers: Iterator[int]) -> list[float]:
    """Press a label's key at random places in view: what it costs until the span is painted."""
    chance = random.Random(7)  # noqa: S311 - the same places every time
    costs: list[float] = []

    def tag(key: str, _brush: bool) -> None:
        ranges = view.selection()
        view.put_span(MarkSpan(f"new {next(numbers)}", ranges, key, "Topic", "Topic"))

    view.label_key_pressed.connect(tag)
    for _ in range(STEPS):
        first, last = view.visible_range()
        start = chance.randint(first, max(first, last - 60))
        view.select([(start, start + chance.randint(8, 50))])

        def press() -> None:
            QTest.keyClick(view, Qt.Key.Key_3)
            view.viewport().repaint()

        costs.append(cpu(press))
    view.label_key_pressed.disconnect(tag)
    return costs


@pytest.mark.parametrize(
    ("name", "length", "spans", "most"),
    [
        ("100 KB / 2,000", 100_000, 2_000, 6.0),
        ("1 MB / 10,000", 1_000_000, 10_000, 8.0),
        ("one paragraph of 1 MB / 10,000", 1_000_000, 10_000, 16.0),
    ],
)
def test_a_label_key_until_it_is_painted(
    shown: Show, table: Table, name: str, length: int, spans: int, most: float
) -> None:
    text = long_text(length)
    if name.startswith("one"):
        text = text.replace("\n", " ")
    made = many_spans(text, spans)
    numbers = count()

    def measure() -> list[float]:
        view, _ = article_view(shown, text, made)
        view.setFocus()
        bar = view.verticalScrollBar()
        bar.setValue(bar.maximum() // 3)
        view.viewport().repaint()
        return tag_costs(view, numbers)

    limit = painting_of(shown, text)
    table.add("label key to painted, p95", name, least_p95(measure), most * table.scale, limit)


@pytest.fixture
def large(shown: Show) -> ArticleView:
    text = long_text(1_000_000)
    view, _ = article_view(shown, text, many_spans(text, 10_000))
    bar = view.verticalScrollBar()
    bar.setValue(bar.maximum() // 3)
    view.viewport().repaint()
    view.setFocus()
    return view


def test_a_step_of_scrolling(large: ArticleView, shown: Show, table: Table) -> None:
    bar = large.verticalScrollBar()

    def step() -> None:
        bar.setValue(bar.value() + 40)
        large.viewport().repaint()

    ours = least_p95(lambda: [cpu(step) for _ in range(STEPS)])
    edit, _ = plain_edit(shown, large.text)
    other = edit.verticalScrollBar()
    other.setValue(other.maximum() // 3)

    def plain_step() -> None:
        other.setValue(other.value() + 40)
        edit.viewport().repaint()

    plain = least_p95(lambda: [cpu(plain_step) for _ in range(STEPS)])
    table.add("scroll step, p95", "1 MB / 10,000", ours, 6 * table.scale, plain)


def test_moving_the_caret(large: ArticleView, shown: Show, table: Table) -> None:
    first, _ = large.visible_range()
    large.set_caret(first + 200)
    ours = least_p95(lambda: [cpu(partial(QTest.keyClick, large, Qt.Key.Key_Right)) for _ in range(STEPS)])
    edit, _ = plain_edit(shown, large.text)
    edit.setFocus()
    plain = least_p95(lambda: [cpu(partial(QTest.keyClick, edit, Qt.Key.Key_Right)) for _ in range(STEPS)])
    table.add("caret move, p95", "1 MB / 10,000", ours, 2 * table.scale, plain)


def hover_costs(widget: QWidget) -> list[float]:
    """Move the pointer over a widget: what each movement costs."""
    none, costs = Qt.MouseButton.NoButton, []
    for point in (QPointF(x, y) for x in range(150, 800, 130) for y in range(20, 780, 60)):
        place = QPointF(widget.mapToGlobal(point.toPoint()))
        event = QMouseEvent(QEvent.Type.MouseMove, point, place, none, none, Qt.KeyboardModifier.NoModifier)
        costs.append(cpu(partial(QApplication.sendEvent, widget, event)))
    return costs


def test_hovering(large: ArticleView, shown: Show, table: Table) -> None:
    ours = least_p95(lambda: hover_costs(large.viewport()))
    edit, _ = plain_edit(shown, large.text)
    edit.viewport().setMouseTracking(True)
    plain = least_p95(lambda: hover_costs(edit.viewport()))
    table.add("hover, p95", "1 MB / 10,000", ours, 2 * table.scale, plain)


def test_finding_what_lies_at_a_point(large: ArticleView, shown: Show, table: Table) -> None:
    points = [QPoint(x, y) for x in range(150, 800, 130) for y in range(20, 780, 60)]
    ours = least_p95(lambda: [cpu(partial(large.offset_at, QPointF(point))) for point in points])
    edit, _ = plain_edit(shown, large.text)
    plain = least_p95(lambda: [cpu(partial(edit.cursorForPosition, point)) for point in points])
    table.add("hit test, p95", "1 MB / 10,000", ours, 2 * table.scale, plain)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="Memory is read from /proc, which is not here.")
def test_memory_over_an_empty_window(table: Table) -> None:
    ours, plain = own_process(_MEMORY, "ours"), own_process(_MEMORY, "plain")
    table.add("memory over an empty window", "1 MB / 10,000", ours, 40.0, plain, "MB")
