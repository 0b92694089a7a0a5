"""A second start hands over to the window that is open, in processes of their own."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from annotator import handover
from annotator.handover import Wish, hand_over
from annotator.store.store import Store
from annotator.ui.app import carry_out
from annotator.ui.commands import Commands
from annotator.ui.first_window import FirstWindow, bring_forward
from annotator.ui.main_window import MainWindow
from annotator.ui.settings import Settings
from annotator.ui.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def first(qapp: QApplication) -> Iterator[FirstWindow]:
    made = FirstWindow()
    yield made
    made.release()


def start_again(*words: str | Path) -> "subprocess.Popen[bytes]":
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.Popen([sys.executable, "-m", "annotator", *map(str, words)], cwd=ROOT, env=environment)


def test_a_second_start_gives_its_project_to_the_first_window_and_ends(
    first: FirstWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    project = tmp_path / "Gespräche 会谈.annotator"
    Store.create(project).close()
    assert first.is_first
    with qtbot.waitSignal(first.wished, timeout=20_000) as told:
        second = start_again(project)
    assert told.args == [Wish(str(project))]
    assert second.wait(20) == 0


def test_a_second_start_of_the_example_says_so(first: FirstWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(first.wished, timeout=20_000) as told:
        second = start_again("example")
    assert told.args == [Wish(example=True)]
    assert second.wait(20) == 0


def test_without_a_first_window_nobody_takes_the_wish(tmp_path: Path) -> None:
    assert not hand_over(Wish())
    first = FirstWindow()
    first.release()
    assert not hand_over(Wish(str(tmp_path / "x.annotator"))), "the lock of a window that is closed is nobody's"
    assert not list(handover.folder().glob("*.wish"))


def test_a_window_that_does_not_answer_keeps_nobody_waiting_for_long(first: FirstWindow) -> None:
    # Nothing runs the event loop here, as in a window that hangs.
    assert first.is_first
    assert not hand_over(Wish(), patience=0.1)
    assert not list(handover.folder().glob("*.wish"))


def test_a_second_window_in_spite_of_the_first_is_no_first_one(first: FirstWindow) -> None:
    second = FirstWindow()
    assert first.is_first
    assert not second.is_first


def test_wishes_that_make_no_sense_are_taken_away_unheeded(first: FirstWindow) -> None:
    place = handover.folder()
    (place / "a.wish").write_text("{", encoding="utf-8")
    (place / "b.wish").write_text(json.dumps({"project": "p"}), encoding="utf-8")
    (place / "c.wish").write_text(json.dumps({"project": "p", "example": False}), encoding="utf-8")
    assert handover.take(place) == [Wish("p")]
    assert not list(place.glob("*.wish"))


def test_the_window_opens_what_is_wished_and_comes_forward(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> None:
    project = tmp_path / "p.annotator"
    Store.create(project, annotator="Ada").close()
    settings = Settings(tmp_path / "settings.ini")
    settings.set("annotator.name", "Ada")
    workspace = Workspace()
    window = MainWindow(workspace, Commands(settings), settings)
    qtbot.addWidget(window)
    window.showMinimized()
    carry_out(window, Wish(str(project)))
    assert window.windowFilePath() == str(project)
    assert not window.isMinimized()
    workspace.close()


def test_a_window_that_comes_forward_stays_as_large_as_it_was(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.showMaximized()
    window.setWindowState(window.windowState())
    bring_forward(window)
    assert window.isMaximized()
