"""The strip of labels: which there are, what a press asks for, and what happens where it is narrow."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from annotator.core.codebook import Label
from annotator.ui.commands import Commands
from annotator.ui.panels.label_strip import LabelButton, LabelStrip
from annotator.ui.settings import Settings
from annotator.ui.workspace import Workspace
from tests.ui.panels.conftest import Project

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def strip(qtbot: QtBot, workspace: Workspace, commands: Commands, settings: Settings) -> LabelStrip:
    strip = LabelStrip(workspace, commands, settings)
    qtbot.addWidget(strip)
    strip.resize(830, strip.height())
    strip.show()
    return strip


def buttons(strip: LabelStrip) -> list[LabelButton]:
    return [button for button in strip.findChildren(LabelButton) if button.isVisible()]


def label(project: Project, name: str) -> Label:
    found = project.codebook.label_named(name)
    assert found is not None
    return found


def menu_names(strip: LabelStrip) -> list[str]:
    menu = next(x for x in strip.findChildren(QToolButton) if x.isVisible()).menu()
    menu.aboutToShow.emit()
    return [action.text().split("\t")[0] for action in menu.actions()]


def test_the_pinned_labels_of_all_groups_stand_in_order(strip: LabelStrip, project: Project) -> None:
    shown = [button.label for button in buttons(strip)]
    assert shown == [x for group in project.codebook.layers for x in project.codebook.labels_of(group.id) if x.pinned]


def test_a_press_asks_for_the_label(strip: LabelStrip, workspace: Workspace, project: Project, qtbot: QtBot) -> None:
    with qtbot.waitSignal(workspace.label_requested) as asked:
        qtbot.mouseClick(buttons(strip)[0], LEFT)
    assert asked.args == [label(project, "Speaker").id, False]


def test_a_double_click_asks_for_the_brush(strip: LabelStrip, workspace: Workspace, qtbot: QtBot) -> None:
    with qtbot.waitSignal(workspace.label_requested) as asked:
        qtbot.mouseDClick(buttons(strip)[0], LEFT)
    assert asked.args is not None
    assert asked.args[1] is True


def test_the_buttons_say_their_key_to_a_screen_reader(strip: LabelStrip) -> None:
    assert buttons(strip)[0].accessibleName() == "Tag Speaker, key S"


def test_enter_presses_the_button_that_has_the_focus(strip: LabelStrip, workspace: Workspace, qtbot: QtBot) -> None:
    with qtbot.waitSignal(workspace.label_requested):
        qtbot.keyClick(buttons(strip)[1], Qt.Key.Key_Return)


def test_what_does_not_fit_and_what_is_not_pinned_is_in_the_menu(strip: LabelStrip) -> None:
    assert menu_names(strip) == ["Time", "Statement"]
    strip.resize(260, strip.height())
    hidden = menu_names(strip)
    assert hidden[-3:] == ["Topic", "Time", "Statement"]
    assert len(hidden) + len(buttons(strip)) == len(("s", "p", "c", "d", "t", "w", "a"))
    assert all(button.geometry().right() < strip.width() for button in buttons(strip))


def test_nothing_can_be_tagged_without_an_article(strip: LabelStrip, workspace: Workspace) -> None:
    workspace.open_article("")
    assert not any(button.isEnabled() for button in buttons(strip))


def test_closing_the_project_takes_the_labels_away(strip: LabelStrip, workspace: Workspace) -> None:
    workspace.close()
    assert buttons(strip) == []
