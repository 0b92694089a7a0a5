"""The real window with somebody before it: by keys alone, where any mouse event ends the journey, or with the mouse."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator.core.change import ActionKind
from annotator.core.codebook import Codebook
from annotator.core.draft import Draft
from annotator.store.store import Store
from annotator.tasks.codebooks import read_codebook, shipped_codebooks
from annotator.ui.commands import Commands
from annotator.ui.main_window import MainWindow
from annotator.ui.settings import Settings
from annotator.ui.theme import ThemeFollower
from annotator.ui.workspace import Workspace
from tests.journeys.people import ALT, Desk, Keyboard
from tests.journeys.texts import TEXTS, Text

MOUSE = {
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseButtonRelease,
    QEvent.Type.MouseButtonDblClick,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
    QEvent.Type.Drop,
}


class NoMouse(QObject):
    """Counts the mouse events of the whole application."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[QEvent.Type] = []

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in MOUSE:
            self.seen.append(event.type())
        return False


@contextmanager
def seated(qtbot: QtBot, qapp: QApplication, folder: Path) -> Iterator[Keyboard]:
    """Open a window for somebody who gave her name, with no project in it, and close it as it was found."""
    sheet, palette = qapp.styleSheet(), qapp.palette()
    settings = Settings(folder / "settings.ini")
    settings.set("annotator.name", "Ada")
    follower = ThemeFollower(qapp, settings)
    workspace = Workspace()
    window = MainWindow(workspace, Commands(settings), settings)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    keyboard = Keyboard(qtbot, window, workspace)
    yield keyboard
    keyboard.until(lambda: not window.jobs.running)
    window.close()
    assert not window.isVisible()
    for leaving in (window, workspace, follower, settings):
        leaving.deleteLater()
    qapp.setStyleSheet(sheet)
    qapp.setPalette(palette)


@pytest.fixture
def keyboard(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Keyboard]:
    """A window for somebody who has no mouse."""
    guard = NoMouse()
    qapp.installEventFilter(guard)
    with seated(qtbot, qapp, tmp_path) as keyboard:
        yield keyboard
    qapp.removeEventFilter(guard)
    assert guard.seen == []


@pytest.fixture
def sit_down(keyboard: Keyboard, tmp_path: Path) -> Callable[..., Desk]:
    """Open a project with all four articles at one of them, in its colours, without a mouse."""
    return partial(open_at, keyboard, tmp_path)


@pytest.fixture
def sit_down_with_mouse(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Callable[..., Desk]]:
    """Open a project with all four articles at one of them, in its colours, with mouse and keyboard."""
    with seated(qtbot, qapp, tmp_path) as keyboard:
        yield partial(open_at, keyboard, tmp_path)


def draft_of(text: Text) -> Draft:
    """Return an article with a head: a source and dates that differ."""
    return Draft(text.text, text.title, source="Agency", date="2023-09-08", place="Jakarta", dateline_date="2023-09-07")


def open_at(keyboard: Keyboard, folder: Path, article: Text, codebook: Codebook | None = None) -> Desk:
    """Make and open a project with a codebook (that for diplomatic readouts), go to an article and into its text."""
    path = folder / "Talks.annotator"
    with (
        Store.create(path, codebook or read_codebook(shipped_codebooks()[0]), annotator="Ada") as store,
        store.edit("Add articles", kind=ActionKind.IMPORT) as edit,
    ):
        for text in TEXTS:
            edit.add_article(draft_of(text))
    keyboard.command(article.theme)
    keyboard.window.filing.open_project(path)
    workspace = keyboard.workspace
    for _ in TEXTS:
        if workspace.article is not None and workspace.article.title == article.title:
            break
        keyboard.press(Qt.Key.Key_PageDown, ALT)
    assert workspace.article is not None
    assert workspace.article.title == article.title
    keyboard.press_until(Qt.Key.Key_F6, keyboard.view.hasFocus)
    return Desk(keyboard, article)
