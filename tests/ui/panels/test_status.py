"""The line at the foot: saved or not, how far, the last step and the way back."""

import threading
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from annotator.core.model import Status
from annotator.store.store import Store
from annotator.ui.commands import Commands
from annotator.ui.panels.status import StatusBar
from annotator.ui.settings import Settings
from annotator.ui.workspace import Workspace
from tests.ui.panels.conftest import Project, Stored


@pytest.fixture
def bar(qtbot: QtBot, workspace: Workspace, commands: Commands, settings: Settings) -> StatusBar:
    commands.bind("edit.undo", workspace.undo)
    commands.bind("edit.redo", workspace.redo)
    for condition in ("undo", "redo"):
        commands.set_condition(condition, on=True)
    bar = StatusBar(workspace, commands, settings)
    qtbot.addWidget(bar)
    bar.resize(1366, bar.height())
    bar.show()
    return bar


def test_all_saved_is_said_only_once_everything_is_on_disk(
    bar: StatusBar, workspace: Workspace, project: Project, qtbot: QtBot
) -> None:
    held, busy = threading.Event(), threading.Event()

    def hold(_store: Store) -> None:
        busy.set()
        held.wait(10)

    assert bar.saved.text() == "All changes saved"
    waiting = threading.Thread(target=lambda: workspace.writes.run(hold))
    waiting.start()
    busy.wait(10)
    for span in (project.span("Li", "Speaker"), project.span("Yoon", "Speaker")):
        workspace.submit("Tag Speaker", lambda edit, span=span: edit.put(span))  # type: ignore[misc]
    assert bar.saved.text() == "2 changes not saved yet"
    held.set()
    waiting.join()
    qtbot.waitUntil(lambda: bar.saved.text() == "All changes saved")
    assert len(workspace.store.spans(project.articles[0].id)) == len(("Li", "Yoon"))


def test_open_articles_are_counted(bar: StatusBar, project: Project, stored: Stored) -> None:
    assert bar.counts.text() == "0 of 3 open"
    stored(project.work(0, Status.OPEN))
    assert bar.counts.text() == "1 of 3 open"


def test_a_step_offers_undo_and_an_undo_offers_redo(
    bar: StatusBar, workspace: Workspace, project: Project, stored: Stored, qtbot: QtBot
) -> None:
    stored(project.span("Li", "Speaker"), name="Tag Speaker")
    assert (bar.message.text, bar.way_back.text()) == ("Tag Speaker", "Undo")
    with qtbot.waitSignal(workspace.changed):
        bar.way_back.click()
    assert (bar.message.text, bar.way_back.text()) == ("Undid: Tag Speaker", "Redo")
    with qtbot.waitSignal(workspace.changed):
        bar.way_back.click()
    assert bar.message.text == "Redid: Tag Speaker"
    assert len(workspace.store.spans(project.articles[0].id)) == 1


def test_done_with_problems_says_how_many(bar: StatusBar, project: Project, stored: Stored) -> None:
    stored(replace(project.field("Strength"), required=True), project.span("will continue", "Commitment"))
    stored(project.work(0, Status.DONE), name="Mark as done")
    assert bar.message.text == "Mark as done, with 1 problem"


def test_the_brush_is_named_as_long_as_it_is_taken(bar: StatusBar, workspace: Workspace, project: Project) -> None:
    workspace.brush_changed.emit(project.codebook.labels[0].id)
    assert bar.brush.text() == "Brush: Speaker · Esc ends it"
    workspace.brush_changed.emit("")
    assert bar.brush.isHidden()
