import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator import places
from annotator.store.store import Store
from annotator.ui.app import begin
from annotator.ui.commands import Commands
from annotator.ui.dialogs.first_start import FirstStartDialog
from annotator.ui.main_window import MainWindow
from annotator.ui.settings import Settings
from annotator.ui.workspace import Workspace

# A process of its own: there can be only one application in one.
START = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer, QUrl
from PySide6.QtGui import QFileOpenEvent
from annotator import places
from annotator.ui import app
from annotator.ui.settings import Settings

application = app.make_application()
app.keep_log()
settings = Settings(places.config_dir() / "settings.ini")
window = app.open_window(application, settings)

def look():
    print(application.applicationName(), window.isVisible(), window.page or "welcome")
    application.sendEvent(application, QFileOpenEvent(QUrl.fromLocalFile(sys.argv[1])))
    print(window.windowTitle(), window.page)
    window.close()

QTimer.singleShot(0, look)
sys.exit(application.exec())
"""


@pytest.fixture
def settings(qapp: QApplication, tmp_path: Path) -> Settings:
    return Settings(tmp_path / "settings.ini")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    path = tmp_path / "p.annotator"
    Store.create(path, annotator="Ada").close()
    return path


@pytest.fixture
def window(settings: Settings, qtbot: QtBot) -> Iterator[MainWindow]:
    workspace = Workspace()
    made = MainWindow(workspace, Commands(settings), settings)
    qtbot.addWidget(made)
    made.show()
    yield made
    workspace.close()


def test_a_file_from_the_system_opens_in_a_process_that_ends_well(project: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", START, str(project)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["Annotator True welcome", "p[*] — Annotator articles"]
    assert (places.log_dir() / "annotator.log").is_file()


def test_the_very_first_start_asks_the_name_and_then_opens(
    window: MainWindow, settings: Settings, project: Path
) -> None:
    begin(window, settings, project, example=False)
    dialog = window.findChild(FirstStartDialog)
    assert dialog is not None
    assert window.page == ""
    dialog.name.setText("Ada")
    dialog.accept()
    assert settings.string("annotator.name") == "Ada"
    assert window.page == "articles"


def test_a_later_start_opens_what_was_open_last(window: MainWindow, settings: Settings, project: Path) -> None:
    settings.set("annotator.name", "Ada")
    begin(window, settings, project, example=False)
    assert window.close()
    begin(window, settings, None, example=False)
    assert window.windowFilePath() == str(project)


def test_a_start_shows_the_welcome_page_where_the_settings_say_so(
    window: MainWindow, settings: Settings, project: Path
) -> None:
    settings.set("annotator.name", "Ada")
    settings.set("start.open_last", False)
    window.filing.open_project(project)
    assert window.close()
    begin(window, settings, None, example=False)
    assert window.page == ""


def test_a_start_with_the_example_makes_and_opens_it(window: MainWindow, settings: Settings, qtbot: QtBot) -> None:
    settings.set("annotator.name", "Ada")
    with qtbot.waitSignal(window.jobs.idle, timeout=20_000):
        begin(window, settings, None, example=True)
    assert window.windowTitle().startswith("Example")


def test_a_project_that_is_gone_is_not_missed_at_the_start(
    window: MainWindow, settings: Settings, project: Path
) -> None:
    settings.set("annotator.name", "Ada")
    window.filing.open_project(project)
    assert window.close()
    project.unlink()
    begin(window, settings, None, example=False)
    assert window.page == ""
