"""The history: what was done, newest first, and taking any step back."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from annotator.core.change import ActionKind
from annotator.core.draft import Draft
from annotator.core.model import Span
from annotator.store.store import Store
from annotator.ui.commands import Commands
from annotator.ui.panels.history import HistoryPanel
from annotator.ui.settings import Settings
from annotator.ui.workspace import Workspace
from tests.ui.panels.conftest import Project, Stored


@pytest.fixture
def panel(qtbot: QtBot, workspace: Workspace, commands: Commands, settings: Settings) -> HistoryPanel:
    panel = HistoryPanel(workspace, commands, settings)
    qtbot.addWidget(panel)
    panel.resize(320, 600)
    panel.show()
    return panel


@pytest.fixture
def yoon(project: Project, stored: Stored) -> Span:
    span = project.span("Yoon", "Speaker")
    stored(span, name="Tag Speaker")
    return span


def steps(panel: HistoryPanel) -> list[str]:
    return [str(panel.rows.index(row).data()).split(",")[0] for row in range(panel.rows.rowCount())]


def take_back(panel: HistoryPanel, row: int) -> None:
    panel.list.setCurrentIndex(panel.rows.index(row))
    panel.take_back.click()


def test_steps_stand_newest_first_and_new_ones_come_on_top(panel: HistoryPanel, yoon: Span) -> None:
    assert steps(panel)[:2] == ["Tag Speaker", "Add articles"]


def test_an_older_step_can_be_taken_back(
    panel: HistoryPanel, yoon: Span, project: Project, workspace: Workspace, stored: Stored, qtbot: QtBot
) -> None:
    stored(project.span("Li", "Speaker"), name="Tag Li")
    with qtbot.waitSignal(workspace.changed):
        take_back(panel, 1)
    assert [span.text for span in workspace.store.spans(project.articles[0].id)] == ["Li"]
    assert steps(panel)[0] == "Undo Tag Speaker"
    assert str(panel.rows.index(2).data()).endswith("taken back")
    panel.list.setCurrentIndex(panel.rows.index(2))
    assert not panel.take_back.isEnabled()


def test_an_import_can_be_taken_back(panel: HistoryPanel, workspace: Workspace, project: Project, qtbot: QtBot) -> None:
    def add(store: Store) -> None:
        long = store.begin("Import 1 article", ActionKind.IMPORT)
        with store.slice(long) as edit:
            edit.add_article(Draft(text="Snow fell.", title="Snow"))
        store.finish(long)

    workspace.writes.run(add)
    panel.rows.reload()
    assert steps(panel)[0] == "Import 1 article"
    with qtbot.waitSignal(workspace.changed):
        take_back(panel, 0)
    assert workspace.store.article_count() == len(project.articles)


def test_what_others_have_built_on_is_refused_with_a_sentence(
    panel: HistoryPanel, yoon: Span, project: Project, workspace: Workspace, stored: Stored, qtbot: QtBot
) -> None:
    stored(project.span("Li", "Speaker"), name="Tag Li")
    with qtbot.waitSignal(workspace.failed) as failed:
        take_back(panel, steps(panel).index("Add articles"))
    assert failed.args is not None
    assert failed.args[0].error.message
    assert len(workspace.store.spans(project.articles[0].id)) == len(("Yoon", "Li"))


def test_enter_opens_the_article_that_a_step_touched(
    panel: HistoryPanel, yoon: Span, project: Project, workspace: Workspace, qtbot: QtBot
) -> None:
    workspace.open_article(project.articles[2].id)
    panel.list.setCurrentIndex(panel.rows.index(0))
    qtbot.keyClick(panel.list, Qt.Key.Key_Return)
    assert workspace.article == project.articles[0]


def test_steps_made_while_it_was_hidden_are_there_when_it_is_shown(
    panel: HistoryPanel, project: Project, stored: Stored
) -> None:
    panel.hide()
    stored(project.span("Yoon", "Speaker"), name="Tag Speaker")
    panel.show()
    assert steps(panel)[0] == "Tag Speaker"


def choose(box: QComboBox, data: str) -> None:
    box.setCurrentIndex(box.findData(data))


def test_steps_are_narrowed_to_an_article_a_label_and_a_person(
    panel: HistoryPanel, yoon: Span, project: Project, workspace: Workspace, stored: Stored, qtbot: QtBot
) -> None:
    topic = workspace.codebook.label_named("Topic")
    assert topic is not None
    stored(project.span("Li", "Topic"), name="Tag Topic")
    with qtbot.waitSignal(workspace.changed):
        workspace.undo()
    other = workspace.store.next_article(project.articles[0].id, workspace.filter)
    assert other is not None
    choose(panel.filters.label, topic.id)
    assert [step for step in steps(panel) if step.startswith(("Tag", "Undo"))] == ["Undo Tag Topic", "Tag Topic"]
    assert str(panel.rows.index(1).data()).endswith("taken back")
    choose(panel.filters.label, "")
    workspace.open_article(other)
    choose(panel.filters.article, "this")
    assert not [step for step in steps(panel) if step.startswith("Tag")]
    workspace.open_article(project.articles[0].id)
    assert "Tag Speaker" in steps(panel)
    choose(panel.filters.article, "")
    assert len(steps(panel)) > 4


def test_a_filter_that_finds_nothing_says_so(panel: HistoryPanel, yoon: Span, workspace: Workspace) -> None:
    unused = next(label for label in workspace.codebook.labels if label.name == "Demand")
    choose(panel.filters.label, unused.id)
    assert [step for step in steps(panel) if step.startswith("Tag")] == []
    choose(panel.filters.article, "this")
    assert steps(panel) == []
    assert panel.empty.text() == "No step was about this."
    assert not panel.empty.isHidden()
