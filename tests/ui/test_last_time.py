"""After a crash the next start says that nothing is lost, stands where the work stood, and offers the report."""

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from annotator.core.progress import run
from annotator.store.check import check
from annotator.store.store import Store
from annotator.tasks.sittings import Sitting, ended_badly
from annotator.ui import last_time
from annotator.ui.main_window import MainWindow
from annotator.ui.workspace import Workspace

ROOT = Path(__file__).parents[2]


def last_article(project: Path) -> str:
    with Store.open(project) as store:
        return list(store.article_ids())[-1]


def end(project: Path, *, by: str) -> None:
    command = [sys.executable, "-m", "tests.ui.sitting", str(project), last_article(project)]
    crash = [*command, "crash"] if by == "crash" else command
    with subprocess.Popen(crash, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as child:
        assert child.stdout is not None
        assert child.stdout.readline().split() == [b"saved"]
        if by == "kill":
            child.kill()


@pytest.mark.parametrize("by", ["kill", "crash"])
def test_the_start_after_a_crash_loses_nothing_and_stands_where_it_was(
    window: MainWindow, workspace: Workspace, project: Path, qapp: QApplication, by: str
) -> None:
    end(project, by=by)
    (ended,) = ended_badly()
    assert ended.project == str(project)
    assert ended_badly() == [], "it is told once"
    window.filing.open_project(project)
    article = workspace.article
    assert article is not None
    assert article.id == last_article(project)
    assert [note.text for note in workspace.store.notes(article.id)] == ["before the end"]
    assert window.articles.editor.view.caret() == 9
    assert run(check(workspace.store)) == ()
    told = last_time.tell(window, [ended])
    assert told is not None
    assert "every step that was shown as saved is in “Readouts”" in told.text()
    if by == "crash":
        assert "Segmentation fault" in ended.report or "access violation" in ended.report
        told.choose("copy")
        assert QGuiApplication.clipboard().text() == ended.report
    else:
        assert list(told.buttons) == ["ok"]
        told.choose("ok")


def test_a_window_that_was_closed_is_not_spoken_of(window: MainWindow) -> None:
    sitting = Sitting()
    assert ended_badly() == [], "it is open still"
    sitting.leave()
    assert ended_badly() == []
    assert last_time.tell(window, []) is None
