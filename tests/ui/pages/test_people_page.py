"""People and organisations: edited, merged, split and imported by hand, each one step; every mention is shown."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from annotator.core.ids import new_id
from annotator.core.model import Actor, Office
from annotator.store.edit import Edit
from annotator.ui.commands import Commands
from annotator.ui.dialogs.asking import ChoiceDialog, NameDialog
from annotator.ui.notices import Notice
from annotator.ui.panels import edits
from annotator.ui.panels.codebook_page import CodebookPage
from annotator.ui.panels.people_page import PeoplePage
from annotator.ui.settings import Settings
from annotator.ui.workspace import Workspace
from tests.ui.pages.conftest import Project

YOON = Actor(new_id(), "Yoon Suk-yeol")
SURNAME = Actor(new_id(), "Yoon")


@pytest.fixture
def page(
    qtbot: QtBot, workspace: Workspace, project: Project, commands: Commands, settings: Settings
) -> Iterator[PeoplePage]:
    person = next(x for x in workspace.codebook.attributes_of(project.labels["Speaker"].id) if x.name == "Person")

    def write(edit: Edit) -> None:
        edit.put(YOON)
        edit.put(SURNAME)
        edit.put(replace(project.spans["Yoon"], attributes={person.id: SURNAME.id}))

    with qtbot.waitSignal(workspace.changed):
        workspace.submit("Link", write)
    whole = CodebookPage(workspace, commands, settings)
    qtbot.addWidget(whole)
    whole.resize(1200, 800)
    with qtbot.waitActive(whole):
        whole.show()
        whole.activateWindow()
    whole.tabs.setCurrentIndex(1)
    yield whole.people
    whole.close()


def choose(page: PeoplePage, *names: str) -> None:
    page._choose([actor.id for actor in page.actors.everyone() if actor.name in names])
    assert [actor.name for actor in page.chosen()] == sorted(names)


def known(workspace: Workspace) -> dict[str, Actor]:
    return {actor.name: actor for actor in workspace.store.actors()}


def test_the_mentions_of_one_are_listed_and_lead_to_the_article(
    page: PeoplePage, workspace: Workspace, project: Project, qtbot: QtBot
) -> None:
    choose(page, "Yoon")
    assert page.count.text() == "1 mention"
    cells = [page.mentions.item(0, column) for column in range(4)]
    assert [cell.text() for cell in cells if cell] == ["Yoon", "Person of Speaker", "Call on trade", "2024-02-01"]
    with qtbot.waitSignal(workspace.span_activated) as activated:
        page.mentions.itemActivated.emit(cells[0])
    assert activated.args == [project.spans["Yoon"].id]


def test_a_person_is_edited_field_by_field(page: PeoplePage, workspace: Workspace, qtbot: QtBot) -> None:
    choose(page, "Yoon Suk-yeol")
    page.form.offices.setFocus()
    qtbot.keyClicks(page.form.offices, "President (2022-05 - )")
    with qtbot.waitSignal(workspace.changed):
        page.form.links.setFocus()
    qtbot.keyClicks(page.form.links, "Q1")
    with qtbot.waitSignal(workspace.changed):
        page.form.name.setFocus()
    assert known(workspace)["Yoon Suk-yeol"] == replace(YOON, offices=(Office("President", "2022-05"),), links=("Q1",))
    assert [x.name for x in workspace.store.actions(2)] == [
        "Change links of Yoon Suk-yeol",
        "Change offices of Yoon Suk-yeol",
    ]


def test_two_are_merged_and_undo_makes_them_two(
    page: PeoplePage, workspace: Workspace, commands: Commands, qtbot: QtBot
) -> None:
    choose(page, "Yoon", "Yoon Suk-yeol")
    commands.run("people.merge")
    (dialog,) = page.findChildren(ChoiceDialog)
    dialog.choice.setCurrentIndex(dialog.choice.findText("Yoon Suk-yeol (person)"))
    with qtbot.waitSignal(workspace.changed):
        qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    assert known(workspace)["Yoon Suk-yeol"].aliases == ("Yoon",)
    assert "Yoon" not in known(workspace)
    assert [actor.name for actor in page.chosen()] == ["Yoon Suk-yeol"]
    assert page.count.text() == "1 mention"
    with qtbot.waitSignal(workspace.changed):
        workspace.undo()
    assert {"Yoon", "Yoon Suk-yeol"} <= known(workspace).keys()


def test_mentions_are_split_off_to_somebody_new(
    page: PeoplePage, workspace: Workspace, commands: Commands, qtbot: QtBot
) -> None:
    choose(page, "Yoon")
    page.mentions.selectRow(0)
    commands.run("people.split")
    (dialog,) = page.findChildren(NameDialog)
    qtbot.keyClicks(dialog.name, "Yoon Mee-hyang")
    with qtbot.waitSignal(workspace.changed):
        qtbot.keyClick(dialog.name, Qt.Key.Key_Return)
    choose(page, "Yoon Mee-hyang")
    assert page.count.text() == "1 mention"


def test_somebody_who_is_mentioned_is_not_deleted(
    page: PeoplePage, workspace: Workspace, commands: Commands, qtbot: QtBot
) -> None:
    choose(page, "Yoon")
    with qtbot.waitSignal(workspace.failed) as failed:
        commands.run("people.delete")
    assert "still mentioned" in failed.args[0].error.message
    choose(page, "Yoon Suk-yeol")
    with qtbot.waitSignal(workspace.changed):
        commands.run("people.delete")
    assert "Yoon Suk-yeol" not in known(workspace)


def test_a_table_adds_people_as_one_step(
    page: PeoplePage, workspace: Workspace, project: Project, qtbot: QtBot
) -> None:
    table = project.path.with_name("people.csv")
    table.write_text("name,kind\nSeoul,country\nJakarta,country\n", encoding="utf-8")
    with qtbot.waitSignal(workspace.changed):
        page.import_from(table)
    assert {"Seoul", "Jakarta"} <= known(workspace).keys()
    table.write_text("title\n", encoding="utf-8")
    page.import_from(table)
    assert "no column “name”" in page.findChildren(Notice)[0].text()


def test_the_words_of_a_linked_span_become_a_name(
    page: PeoplePage, workspace: Workspace, project: Project, qtbot: QtBot
) -> None:
    span = workspace.store.span(project.spans["Li"].id)
    (field,) = [x for x in workspace.codebook.attributes_of(span.label) if x.name == "Person"]
    li = known(workspace)["Li Qiang"]
    with qtbot.waitSignal(workspace.changed):
        workspace.submit("Set Person", edits.set_attribute(span, field.id, li.id))
    assert known(workspace)["Li Qiang"].aliases == ("Premier Li", "Li")
    with qtbot.waitSignal(workspace.changed):
        workspace.undo()
    assert known(workspace)["Li Qiang"].aliases == ("Premier Li",)
    assert workspace.store.span(span.id).attributes == {}
    page.form.name.setFocus(Qt.FocusReason.OtherFocusReason)
