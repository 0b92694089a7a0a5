"""The seed article with a set of spans in a view, and hands for it: points, drags, the selected words.

Also the same article in an editor tied to a project: the `desk`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator import places
from annotator.core import codebook_toml
from annotator.core.codebook import Label
from annotator.core.draft import Draft
from annotator.store.store import Store
from annotator.ui.article.editor import ArticleEditor
from annotator.ui.article.geometry import MarkSpan
from annotator.ui.article.view import ArticleView
from annotator.ui.commands import Commands
from annotator.ui.settings import Settings
from annotator.ui.workspace import Workspace

LEFT, NO_BUTTON = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
PLAIN = Qt.KeyboardModifier.NoModifier


def range_of(text: str, words: str, nth: int = 0) -> tuple[int, int]:
    """Return where some words stand for the nth time."""
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return start, start + len(words)


@dataclass
class Hands:
    """A view with hands on it: everything is said in words of the article and code points."""

    view: ArticleView
    told: list[tuple[object, ...]] = field(default_factory=list)

    def range(self, words: str, nth: int = 0) -> tuple[int, int]:
        return range_of(self.view.text, words, nth)

    def point(self, words: str, inside: int = 0, nth: int = 0) -> QPoint:
        return self.view.point_of(self.range(words, nth)[0] + inside)

    def selected(self) -> str:
        return " | ".join(self.view.text[start:end] for start, end in self.view.selection())

    def click(self, point: QPoint, modifiers: Qt.KeyboardModifier = PLAIN) -> None:
        QTest.mouseClick(self.view.viewport(), LEFT, modifiers, point)

    def move(self, point: QPoint, button: Qt.MouseButton = NO_BUTTON, modifiers: Qt.KeyboardModifier = PLAIN) -> None:
        place = QPointF(point)
        everywhere = QPointF(self.view.viewport().mapToGlobal(point))
        event = QMouseEvent(QEvent.Type.MouseMove, place, everywhere, button, button, modifiers)
        QApplication.sendEvent(self.view.viewport(), event)

    def drag(self, start: QPoint, end: QPoint, modifiers: Qt.KeyboardModifier = PLAIN) -> None:
        QTest.mousePress(self.view.viewport(), LEFT, modifiers, start)
        for step in range(1, 7):
            self.move(start + (end - start) * step / 6, LEFT, modifiers)
        QTest.mouseRelease(self.view.viewport(), LEFT, modifiers, end)

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = PLAIN, times: int = 1) -> None:
        for _ in range(times):
            QTest.keyClick(self.view, key, modifiers)

    def words_of(self, id: str) -> str:
        span = self.view.span(id)
        return " | ".join(self.view.text[start:end] for start, end in span.ranges) if span else ""

    def line_tops(self) -> list[float]:
        """Return the top of every text line of the article, on the page."""
        layout = self.view.page_layout
        return [
            layout.top_of(paragraph.index) + line.y
            for paragraph in layout.paragraphs
            for line in layout.lay(paragraph.index).lines or []
        ]


@pytest.fixture
def seed() -> str:
    return next(places.seeds().glob("*.txt")).read_text(encoding="utf-8")


@pytest.fixture
def spans(seed: str) -> list[MarkSpan]:
    """Twelve spans: side by side, nested three deep, across lines, in two pieces, and one as long as two paragraphs."""
    made = [
        ("place", "JAKARTA", "5", "Place"),
        ("li", "Chinese Premier Li Qiang", "2", "Li Qiang"),
        (
            "promise",
            "China is ready to work with South Korea to resist interference, meet each other halfway, and advance "
            "bilateral relations so as to reflect the changes of the times",
            "1",
            "Commitment",
        ),
        ("claim", "resist interference, meet each other halfway, and advance bilateral relations", "7", "Claim"),
        ("topic", "bilateral relations", "3", "Topic"),
        ("summit", "26th China-ASEAN Summit", "8", "Event"),
        ("expand", "expand common interests", "1", "Commitment"),
        ("speed", "speed up the second phase of China-South Korea free trade agreement", "1", "Commitment"),
        ("trade", "free trade agreement", "3", "Topic"),
        ("talks", "will continue to promote peace talks", "1", "Commitment"),
        ("games", "Hangzhou Asian Games", "8", "Event"),
    ]
    found = [MarkSpan(id, (range_of(seed, words),), color, tag, tag) for id, words, color, tag in made]
    subject = range_of(seed, "South Korea, he said")[0]
    pieces = (
        (subject, subject + len("South Korea")),
        range_of(seed, "is willing to strengthen coordination with China"),
    )
    start = range_of(seed, "Li said China and South Korea")[0]
    found.append(MarkSpan("split", pieces, "1", "Commitment", "Commitment", note="Two pieces."))
    found.append(MarkSpan("long", ((start, range_of(seed, "win-win results")[1]),), "3", "Topic", "Topic"))
    return found


@pytest.fixture
def show(qtbot: QtBot) -> Callable[..., Hands]:
    def make(text: str, spans: list[MarkSpan] | None = None, width: int = 830, height: int = 574) -> Hands:
        view = ArticleView()
        qtbot.addWidget(view)
        view.resize(width, height)
        view.set_article(text, spans or [])
        with qtbot.waitExposed(view):
            view.show()
        view.setFocus()
        return Hands(view)

    return make


@pytest.fixture
def hands(show: Callable[..., Hands], seed: str, spans: list[MarkSpan]) -> Hands:
    return show(seed, spans)


OTHER = "Yoon said Seoul is ready to expand trade this year.\n"


@pytest.fixture
def project(tmp_path: Path, seed: str) -> Path:
    """A project with the seed and a short article; the spans of its Topics cannot overlap."""
    shipped = next((places.resources() / "codebooks").glob("diplomatic*.toml"))
    codebook = codebook_toml.parse(shipped.read_text(encoding="utf-8"))
    layers = tuple(replace(x, overlap=x.name != "Topics") for x in codebook.layers)
    path = tmp_path / "Talks.annotator"
    with (
        Store.create(path, replace(codebook, layers=layers), annotator="Ada") as store,
        store.edit("Add articles") as edit,
    ):
        edit.add_article(Draft(text=seed, title="China ready"))
        edit.add_article(Draft(text=OTHER, title="Call on trade"))
    return path


@pytest.fixture
def settings(qtbot: QtBot, tmp_path: Path) -> Settings:
    return Settings(tmp_path / "settings.ini")


@pytest.fixture
def workspace(qtbot: QtBot, project: Path) -> Iterator[Workspace]:
    workspace = Workspace()
    workspace.open(project, "Ada")
    yield workspace
    workspace.close()


@pytest.fixture
def editor(qtbot: QtBot, workspace: Workspace, settings: Settings) -> ArticleEditor:
    commands = Commands(settings)
    for condition in ("project", "writable", "article", "span"):
        commands.set_condition(condition, on=True)
    editor = ArticleEditor(workspace, commands, settings)
    qtbot.addWidget(editor)
    editor.resize(830, 600)
    ids = list(workspace.store.article_ids())
    workspace.open_article(next(id for id in ids if workspace.store.article(id).title == "China ready"))
    with qtbot.waitExposed(editor):
        editor.show()
    editor.setFocus()
    return editor


@pytest.fixture
def desk(editor: ArticleEditor) -> Hands:
    return Hands(editor.view)


def wait(qtbot: QtBot, workspace: Workspace) -> None:
    qtbot.waitUntil(lambda: workspace.unsaved_count == 0)


def stored(workspace: Workspace) -> dict[str, list[str]]:
    """Return the stored spans of the open article: label name -> words."""
    assert workspace.article is not None
    found: dict[str, list[str]] = {}
    for span in workspace.store.spans(workspace.article.id):
        label = workspace.codebook.label(span.label)
        found.setdefault(label.name if label else "?", []).append(span.text)
    return found


def label(workspace: Workspace, name: str) -> Label:
    found = workspace.codebook.label_named(name)
    assert found is not None
    return found
