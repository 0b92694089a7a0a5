"""Random keys, clicks, drags, zooms, resizes and undos through the real window: nothing breaks, nothing is lost.

1,500 events in the whole suite; `ANNOTATOR_FUZZ=10000` (and `ANNOTATOR_FUZZ_SEED=...`) asks for more.
"""

import gc
import os
import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from annotator.core.change import ActionKind
from annotator.core.draft import Draft
from annotator.store.store import Store
from annotator.tasks.codebooks import read_codebook, shipped_codebooks
from annotator.ui.commands import Commands
from annotator.ui.main_window import MainWindow
from annotator.ui.settings import Settings
from annotator.ui.workspace import Failure, Workspace
from tests.journeys.texts import TEXTS

EVENTS = int(os.environ.get("ANNOTATOR_FUZZ", "1500"))
SEED = int(os.environ.get("ANNOTATOR_FUZZ_SEED", "7"))
CHECK_EVERY = 75
MOST_GROWTH_MB = 24
"""What the history of some thousand steps, Python's own pools and Qt's caches may come to; a leak is more."""

K = Qt.Key
NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
LEFT = Qt.MouseButton.LeftButton
ARROWS = (K.Key_Left, K.Key_Right, K.Key_Up, K.Key_Down, K.Key_Home, K.Key_End)
HELD = (NONE, NONE, SHIFT, CTRL, CTRL | SHIFT, ALT, ALT | SHIFT, CTRL | ALT, CTRL | ALT | SHIFT)
SIGNS = '.,"+-!?spcdwtSPT 1a'
OTHERS = (
    (K.Key_Tab, NONE),
    (K.Key_Backtab, SHIFT),
    (K.Key_Space, NONE),
    (K.Key_Space, SHIFT),
    (K.Key_Delete, NONE),
    (K.Key_Escape, NONE),
    (K.Key_Escape, NONE),
    (K.Key_Return, NONE),
    (K.Key_R, CTRL),
    (K.Key_L, CTRL),
    (K.Key_A, CTRL),
    (K.Key_PageDown, NONE),
    (K.Key_PageUp, NONE),
)


class Monkey:
    """Somebody who presses anything. Every choice comes from one seed."""

    def __init__(self, window: MainWindow, workspace: Workspace, commands: Commands) -> None:
        self.window = window
        self.workspace = workspace
        self.commands = commands
        self.view = window.articles.editor.view
        self.random = random.Random(SEED)  # noqa: S311 - it guards nothing
        self.done: list[str] = []

    def act(self) -> None:
        """Do one thing; `done` tells what, for the message of a failure."""
        deeds: tuple[tuple[int, Callable[[], str]], ...] = (
            (30, self.press_arrow),
            (30, self.press_sign),
            (14, self.press_other),
            (10, self.click),
            (10, self.drag),
            (6, self.undo),
            (3, self.scroll),
            (2, self.zoom),
            (1, self.resize),
            (1, self.go_on),
        )
        deed = self.random.choices([x for _, x in deeds], [weight for weight, _ in deeds])[0]
        self.done.append(deed())
        popup = QApplication.activePopupWidget()
        if popup is not None:
            popup.close()

    def press_arrow(self) -> str:
        key, held = self.random.choice(ARROWS), self.random.choice(HELD)
        QTest.keyClick(self.view, key, held)
        return f"{key.name} {held}"

    def press_sign(self) -> str:
        sign = self.random.choice(SIGNS)
        QTest.keyClicks(self.view, sign, SHIFT if sign.isupper() else NONE)
        return sign

    def press_other(self) -> str:
        key, held = self.random.choice(OTHERS)
        focused = QApplication.focusWidget()
        # A button opens its menu in a loop of its own, in which nobody would press anything any more.
        target = self.view if focused is None or isinstance(focused, QToolButton) else focused
        QTest.keyClick(target, key, held)
        return f"{key.name} {held}"

    def click(self) -> str:
        point = self.point()
        QTest.mouseClick(self.view.viewport(), LEFT, self.random.choice((NONE, NONE, SHIFT, CTRL)), point)
        return f"click {point.x()} {point.y()}"

    def drag(self) -> str:
        start, end, held = self.point(), self.point(), self.random.choice((NONE, NONE, ALT, CTRL, SHIFT))
        handle = self.view.handle_point(self.view.active_span, at_end=self.random.random() < 0.5)
        if handle is not None and self.random.random() < 0.5:
            start = handle
        self.send(QEvent.Type.MouseButtonPress, start, held)
        for step in range(1, 4):
            self.send(QEvent.Type.MouseMove, start + (end - start) * step / 3, held)
        if self.random.random() < 0.1:
            QTest.keyClick(self.view, K.Key_Escape)
        self.send(QEvent.Type.MouseButtonRelease, end, held)
        return f"drag {start.x()} {start.y()} to {end.x()} {end.y()}"

    def send(self, kind: QEvent.Type, point: QPoint, held: Qt.KeyboardModifier) -> None:
        viewport = self.view.viewport()
        button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else LEFT
        buttons = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else LEFT
        place = QPointF(point)
        event = QMouseEvent(kind, place, QPointF(viewport.mapToGlobal(point)), button, buttons, held)
        QApplication.sendEvent(viewport, event)

    def undo(self) -> str:
        command = self.random.choice(("edit.undo", "edit.undo", "edit.redo"))
        self.commands.run(command)
        return command

    def scroll(self) -> str:
        viewport, point = self.view.viewport(), QPointF(self.point())
        turn = QPoint(0, self.random.choice((-240, 240)))
        event = QWheelEvent(
            point,
            QPointF(viewport.mapToGlobal(point.toPoint())),
            QPoint(),
            turn,
            Qt.MouseButton.NoButton,
            NONE,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(viewport, event)
        return "wheel"

    def zoom(self) -> str:
        command = self.random.choice(("view.zoom_in", "view.zoom_out", "view.zoom_reset"))
        self.commands.run(command)
        return command

    def resize(self) -> str:
        width, height = self.random.randint(820, 1600), self.random.randint(540, 1000)
        self.window.resize(width, height)
        return f"resize {width} {height}"

    def go_on(self) -> str:
        command = self.random.choice(("go.next_article", "go.previous_article", "view.sides"))
        self.commands.run(command)
        return command

    def point(self) -> QPoint:
        size = self.view.viewport().size()
        return QPoint(self.random.randrange(max(1, size.width())), self.random.randrange(max(1, size.height())))


@pytest.fixture
def monkey(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Monkey]:
    path = tmp_path / "Talks.annotator"
    codebook = read_codebook(shipped_codebooks()[0])
    with (
        Store.create(path, codebook, annotator="Ada") as store,
        store.edit("Add articles", kind=ActionKind.IMPORT) as edit,
    ):
        for text in TEXTS:
            edit.add_article(Draft(text=text.text, title=text.title))
    settings = Settings(tmp_path / "settings.ini")
    settings.set("annotator.name", "Ada")
    settings.set("card.after_tagging", False)
    workspace, commands = Workspace(), Commands(settings)
    window = MainWindow(workspace, commands, settings)
    qtbot.addWidget(window)
    window.resize(1366, 768)
    with qtbot.waitExposed(window):
        window.show()
    window.filing.open_project(path)
    window.activateWindow()
    window.articles.editor.setFocus()
    yield Monkey(window, workspace, commands)
    qtbot.waitUntil(lambda: not workspace.unsaved_count)
    workspace.close()


def resident_mb() -> float:
    """Return the memory of this process that is not shared with files, in MB; 0 where that is not known."""
    if not sys.platform.startswith("linux"):
        return 0.0
    fields = Path("/proc/self/statm").read_text(encoding="ascii").split()
    return (int(fields[1]) - int(fields[2])) * os.sysconf("SC_PAGE_SIZE") / 1_000_000


# The offscreen platform says these of every popup.
@pytest.mark.qt_log_ignore(r"^This plugin does not support (raise\(\)|grabbing the keyboard)$", extend=True)
@pytest.mark.slow
@pytest.mark.timeout(900)
def test_whatever_is_pressed_the_view_shows_what_is_stored(monkey: Monkey, qtbot: QtBot) -> None:
    workspace, view = monkey.workspace, monkey.view
    failures: list[Failure] = []
    workspace.failed.connect(failures.append)
    marks: list[tuple[int, float, int]] = []
    tagged = 0
    for number in range(1, EVENTS + 1):
        monkey.act()
        if number % CHECK_EVERY and number != EVENTS:
            continue
        QApplication.processEvents()
        qtbot.waitUntil(lambda: not workspace.unsaved_count)
        QApplication.processEvents()
        what = "; ".join(monkey.done[-CHECK_EVERY:])
        assert failures == [], f"event {number}: {failures[0].error} after {what}"
        assert workspace.article is not None
        stored = {span.id: span.ranges for span in workspace.store.spans(workspace.article.id)}
        shown = {id: span.ranges for id in view.span_ids() if (span := view.span(id)) is not None}
        assert shown == stored, f"event {number}, after {what}"
        length = len(workspace.article.text)
        assert all(0 <= a < b <= length for ranges in stored.values() for a, b in ranges)
        assert view.active_span in ("", *stored)
        assert workspace.active_span == view.active_span, f"event {number}, after {what}"
        tagged = max(tagged, len(stored))
        # What is deleted later is, once no test but an event loop would run.
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        gc.collect()
        marks.append((number, resident_mb(), len(monkey.window.findChildren(QObject))))
    assert tagged > 3
    settled = marks[len(marks) // 3]
    grown = marks[-1][1] - settled[1]
    assert grown < MOST_GROWTH_MB, f"{grown:.0f} MB more than after {settled[0]} events"
    assert marks[-1][2] < settled[2] + 60, "objects are left behind"
