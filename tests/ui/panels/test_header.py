"""The head of the article: what it is, its dates by name, its status and the flag."""

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator.core.model import Status
from annotator.ui.commands import Commands
from annotator.ui.icons import icon
from annotator.ui.panels.header import ArticleHeader
from annotator.ui.panels.status_marks import flag_icon, status_icon
from annotator.ui.settings import Settings
from annotator.ui.workspace import Workspace
from tests.ui.panels.conftest import Project, Stored


@pytest.fixture
def header(qtbot: QtBot, workspace: Workspace, commands: Commands, settings: Settings) -> ArticleHeader:
    header = ArticleHeader(workspace, commands, settings)
    commands.set_condition("article", on=True)
    qtbot.addWidget(header)
    header.resize(830, 90)
    with qtbot.waitActive(header):
        header.show()
        header.activateWindow()
    return header


@pytest.mark.parametrize("drawn", [flag_icon(), *(status_icon(status) for status in Status), icon("more")])
@pytest.mark.parametrize("density", [1.0, 1.5, 2.0])
def test_every_drawn_icon_has_the_pixels_of_a_dense_screen(qapp: QApplication, drawn: QIcon, density: float) -> None:
    made = drawn.pixmap(QSize(18, 18), density)
    assert made.size() == QSize(18, 18) * density
    assert made.deviceIndependentSize().toSize() == QSize(18, 18)


def test_each_date_is_named_and_a_difference_is_said_in_words(header: ArticleHeader) -> None:
    assert header.title.text == "Talks in Jakarta"
    assert header.facts.text == "Xinhua · published 8 Sep 2023 · dateline Jakarta 7 Sep 2023"
    assert header.warning.text == "⚠ The dates are 1 day apart"


def test_an_article_with_one_date_has_no_warning(header: ArticleHeader, workspace: Workspace, project: Project) -> None:
    workspace.open_article(project.articles[1].id)
    assert header.title.text == "Call on <b>trade</b> & peace"
    assert header.warning.isHidden()


def test_the_status_is_chosen_from_the_button(
    header: ArticleHeader, workspace: Workspace, project: Project, qtbot: QtBot
) -> None:
    assert header.status.text() == "New"
    done = next(action for action in header.status.menu().actions() if action.text() == "Done")
    with qtbot.waitSignal(workspace.changed):
        done.trigger()
    assert workspace.store.work(project.articles[0].id).status is Status.DONE
    assert header.status.text() == "Done"
    assert workspace.step_names()[0] == "Set Status to Done"


def test_the_command_flags_the_article_and_takes_the_line_of_text(
    header: ArticleHeader, commands: Commands, workspace: Workspace, project: Project, qtbot: QtBot
) -> None:
    assert header.line.isHidden()
    with qtbot.waitSignal(workspace.changed):
        commands.run("article.come_back")
    assert header.line.hasFocus()
    qtbot.keyClicks(header.line, "Ask Ben")
    with qtbot.waitSignals([workspace.changed, workspace.text_wanted]):
        qtbot.keyClick(header.line, Qt.Key.Key_Return)
    assert workspace.store.work(project.articles[0].id).come_back == "Ask Ben"
    assert header.flag.isChecked()


def test_flag_and_line_at_once_are_both_kept(
    header: ArticleHeader, commands: Commands, workspace: Workspace, project: Project, qtbot: QtBot
) -> None:
    commands.run("article.come_back")
    qtbot.keyClicks(header.line, "Ask Ben")
    qtbot.keyClick(header.line, Qt.Key.Key_Return)
    header.status.menu().actions()[1].trigger()
    qtbot.waitUntil(lambda: workspace.unsaved_count == 0)
    work = workspace.store.work(project.articles[0].id)
    assert (work.status, work.come_back) == (Status.OPEN, "Ask Ben")


def test_a_reason_may_be_given_for_what_is_not_relevant(
    header: ArticleHeader, workspace: Workspace, project: Project, stored: Stored, qtbot: QtBot
) -> None:
    stored(project.work(0, Status.NOT_RELEVANT))
    assert header.line.isVisible()
    qtbot.keyClicks(header.line, "Sports")
    with qtbot.waitSignal(workspace.changed):
        qtbot.keyClick(header.line, Qt.Key.Key_Return)
    assert workspace.store.work(project.articles[0].id).reason == "Sports"


def test_the_flag_is_taken_off_again(
    header: ArticleHeader, workspace: Workspace, project: Project, stored: Stored, qtbot: QtBot
) -> None:
    stored(project.work(0, Status.OPEN, "Ask Ben"))
    with qtbot.waitSignal(workspace.changed):
        qtbot.mouseClick(header.flag, Qt.MouseButton.LeftButton)
    assert workspace.store.work(project.articles[0].id).come_back is None
    assert header.line.isHidden()
