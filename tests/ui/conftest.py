"""One window on a project of three articles, with settings of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator.core.codebook import Codebook
from annotator.core.progress import run
from annotator.store.store import Store
from annotator.store.writer import Direct
from annotator.tasks.codebooks import read_codebook, shipped_codebooks
from annotator.tasks.importing import import_paths
from annotator.ui.commands import Commands
from annotator.ui.main_window import MainWindow
from annotator.ui.settings import Settings
from annotator.ui.workspace import Workspace

TEXTS = {"a.txt": "First.\n\nLi spoke.\n", "b.txt": "Second.\n\nYoon spoke.\n", "c.txt": "Third.\n\nBoth spoke.\n"}


@pytest.fixture
def settings(qapp: QApplication, tmp_path: Path) -> Settings:
    made = Settings(tmp_path / "settings.ini")
    made.set("annotator.name", "Ada")
    return made


@pytest.fixture
def codebook() -> Codebook:
    return read_codebook(shipped_codebooks()[0])


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    folder = tmp_path / "articles"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return sorted(folder.iterdir())


@pytest.fixture
def project(tmp_path: Path, codebook: Codebook, files: list[Path]) -> Path:
    path = tmp_path / "Readouts.annotator"
    with Store.create(path, codebook, annotator="Ada") as store:
        run(import_paths(Direct(store), files))
    return path


@pytest.fixture
def workspace(qapp: QApplication) -> Workspace:
    return Workspace()


@pytest.fixture
def commands(settings: Settings) -> Commands:
    return Commands(settings)


@pytest.fixture
def window(workspace: Workspace, commands: Commands, settings: Settings, qtbot: QtBot) -> Iterator[MainWindow]:
    made = MainWindow(workspace, commands, settings)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    if made.jobs.running:
        with qtbot.waitSignal(made.jobs.idle):
            made.jobs.cancel_all()
    workspace.close()


@pytest.fixture
def opened(window: MainWindow, project: Path) -> MainWindow:
    window.filing.open_project(project)
    window.activateWindow()
    return window
