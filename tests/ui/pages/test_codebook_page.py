"""The Codebook page: find a label, read and copy its guideline, go on to its spans."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from annotator.core.query import SpanFilter
from annotator.ui.commands import Commands
from annotator.ui.panels.codebook_page import CodebookPage
from annotator.ui.settings import Settings
from annotator.ui.workspace import Workspace
from tests.ui.pages.conftest import Project


@pytest.fixture
def page(qtbot: QtBot, workspace: Workspace, commands: Commands, settings: Settings) -> CodebookPage:
    page = CodebookPage(workspace, commands, settings)
    qtbot.addWidget(page)
    page.resize(1200, 600)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    return page


def lines(page: CodebookPage) -> list[list[str]]:
    items = page.tree.findItems("", Qt.MatchFlag.MatchContains | Qt.MatchFlag.MatchRecursive)
    return [[item.text(column) for column in range(page.tree.columnCount())] for item in items]


def choose(page: CodebookPage, name: str) -> None:
    (item,) = page.tree.findItems(name, Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive)
    page.tree.setCurrentItem(item)


def test_the_labels_stand_by_group_with_key_unit_and_spans(page: CodebookPage) -> None:
    shown = lines(page)
    assert ["Commitment", "C", "clause", "2"] in shown
    assert ["Party", "P", "name", "–"] in shown
    assert [line[0] for line in shown].index("Commitments") < [line[0] for line in shown].index("Commitment")


def test_a_group_with_one_label_shows_as_the_label(page: CodebookPage, project: Project, workspace: Workspace) -> None:
    names = [line[0] for line in lines(page)]
    single = [layer.name for layer in workspace.codebook.layers if len(workspace.codebook.labels_of(layer.id)) == 1]
    assert single
    assert not set(single) & (set(names) - set(project.labels))


def test_the_guideline_tells_what_belongs_and_which_fields_are_asked(page: CodebookPage, project: Project) -> None:
    choose(page, "Commitment")
    text, label = page.guide.toPlainText(), project.labels["Commitment"]
    for words in (label.definition, label.includes, label.excludes, *label.examples):
        assert words in text
    assert "Strength   one of: will, is ready to, is willing to, calls for, considers" in text


def test_the_guideline_is_copied_by_keyboard(page: CodebookPage, project: Project, qtbot: QtBot) -> None:
    choose(page, "Speaker")
    page.guide.setFocus()
    qtbot.keyClick(page.guide, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(page.guide, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert project.labels["Speaker"].definition in QGuiApplication.clipboard().text()


def test_the_button_opens_the_spans_of_the_label(
    page: CodebookPage, workspace: Workspace, project: Project, qtbot: QtBot
) -> None:
    choose(page, "Speaker")
    assert page.show_spans.text() == "Show its 2 spans"
    with qtbot.waitSignal(workspace.page_requested) as requested:
        qtbot.mouseClick(page.show_spans, Qt.MouseButton.LeftButton)
    assert requested.args == ["spans"]
    assert workspace.span_filter == SpanFilter(labels=(project.labels["Speaker"].id,))


def test_words_of_a_definition_find_their_label(page: CodebookPage, qtbot: QtBot) -> None:
    qtbot.keyClicks(page.search, "promise of its own")
    assert [line[0] for line in lines(page) if line[2]] == ["Commitment"]
    assert page.guide.toPlainText().startswith("Commitment")


def test_people_are_found_by_their_other_names(page: CodebookPage, qtbot: QtBot) -> None:
    page.tabs.setCurrentIndex(1)
    qtbot.keyClicks(page.search, "premier")
    assert [page.people.actors.index(0, column).data() for column in range(3)] == ["Li Qiang", "Person", "Premier Li"]
    qtbot.keyClicks(page.search, " of nowhere")
    assert page.people.actors.rowCount() == 0
