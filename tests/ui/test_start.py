"""What is painted first stands where the window stood, and the window takes its place."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator.store.store import Store
from annotator.ui.commands import Commands
from annotator.ui.main_window import MainWindow
from annotator.ui.settings import Settings
from annotator.ui.start import LIGHT_GROUND, FirstPaint
from annotator.ui.theme import theme
from annotator.ui.workspace import Workspace

WHOLE = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from annotator.ui import app, start

def look(window, settings, project, example):
    def told():
        shown = [type(x).__name__ for x in QApplication.topLevelWidgets() if x.isVisible()]
        print(project.name, shown)
        window.close()
    QTimer.singleShot(0, window, told)

app.begin = look
sys.exit(start.run(Path(sys.argv[1])))
"""


def test_it_stands_where_the_window_stood_on_the_same_ground(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> None:
    settings, workspace = Settings(tmp_path / "settings.ini"), Workspace()
    window = MainWindow(workspace, Commands(settings), settings)
    qtbot.addWidget(window)
    window.setGeometry(40, 30, 900, 600)
    window.show()
    window.close()
    ground = theme().panel  # that of a second window may follow the system to another
    settings.sync()
    first = FirstPaint(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))
    again = MainWindow(workspace, Commands(settings), settings)
    qtbot.addWidget(again)
    assert first.geometry() == again.geometry()
    with qtbot.waitExposed(first):
        first.show()
    assert first.grab().toImage().pixelColor(20, 20) == QColor(ground)
    assert first.is_painted
    first.close()
    workspace.close()


def test_the_first_time_it_is_as_large_as_the_window_will_be(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> None:
    settings, workspace = Settings(tmp_path / "settings.ini"), Workspace()
    window = MainWindow(workspace, Commands(settings), settings)
    qtbot.addWidget(window)
    first = FirstPaint(QSettings(str(tmp_path / "none.ini"), QSettings.Format.IniFormat))
    qtbot.addWidget(first)
    assert first.size() == window.size()
    assert first.palette().window().color() == QColor(LIGHT_GROUND)
    workspace.close()


def test_the_window_takes_its_place(tmp_path: Path) -> None:
    Store.create(tmp_path / "p.annotator", annotator="Ada").close()
    done = subprocess.run(
        [sys.executable, "-c", WHOLE, str(tmp_path / "p.annotator")],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "ANNOTATOR_HOME": str(tmp_path)},
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["p.annotator ['MainWindow']"]


@pytest.mark.parametrize(
    "module", ["annotator.store", "annotator.formats", "annotator.ui.workspace", "annotator.ui.theme"]
)
def test_nothing_else_of_the_program_is_loaded_before_it_is_painted(module: str) -> None:
    script = f"import sys, annotator.ui.start; sys.exit(any(x.startswith({module!r}) for x in sys.modules))"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
