"""The guideline beside the article: of the label that is pointed at, of the brush, or of the active span."""

from pytestqt.qtbot import QtBot

from annotator.ui.commands import Commands
from annotator.ui.panels.guideline import Guideline
from annotator.ui.workspace import Workspace
from tests.ui.pages.conftest import Project


def test_it_tells_of_the_label_that_is_pointed_at_and_goes_again(
    qtbot: QtBot,
    workspace: Workspace,
    commands: Commands,
    project: Project,
) -> None:
    panel = Guideline(workspace, commands)
    qtbot.addWidget(panel)
    assert panel.isHidden()
    workspace.label_pointed.emit(project.labels["Topic"].id)
    qtbot.waitUntil(lambda: not panel.isHidden())
    assert project.labels["Topic"].excludes in panel.guide.toPlainText()
    workspace.label_pointed.emit("")
    qtbot.waitUntil(panel.isHidden)


def test_kept_open_it_follows_the_active_span(
    qtbot: QtBot,
    workspace: Workspace,
    commands: Commands,
    project: Project,
) -> None:
    panel = Guideline(workspace, commands)
    qtbot.addWidget(panel)
    panel.keep_open(True)
    assert panel.isHidden()
    workspace.activate_span(project.spans["Li"].id)
    assert panel.guide.toPlainText().startswith("Speaker")
    panel.keep_open(False)
    assert panel.isHidden()
    workspace.brush_changed.emit(project.labels["Topic"].id)
    assert panel.guide.toPlainText().startswith("Topic")
