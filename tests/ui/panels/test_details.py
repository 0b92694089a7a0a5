"""The details of the article: labels on the whole, its note, speakers, spans and problems."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from annotator.core.model import ArticleLabel, Filler
from annotator.ui.commands import Commands
from annotator.ui.dialogs.accepting import AcceptDialog
from annotator.ui.panels.details import DetailsPanel
from annotator.ui.settings import Settings
from annotator.ui.workspace import Workspace
from tests.ui.panels.conftest import ANNOTATOR, Project, Stored


@pytest.fixture
def details(qtbot: QtBot, workspace: Workspace, commands: Commands, settings: Settings) -> DetailsPanel:
    details = DetailsPanel(workspace, commands, settings)
    commands.set_condition("article", on=True)
    qtbot.addWidget(details)
    details.resize(320, 700)
    with qtbot.waitActive(details):
        details.show()
        details.activateWindow()
    return details


def lines(details: DetailsPanel) -> list[str]:
    rows = details.article.spans.rows
    return [str(rows.index(row).data()) for row in range(rows.rowCount())]


def test_the_spans_are_listed_in_the_order_of_the_text(
    details: DetailsPanel, project: Project, stored: Stored, qtbot: QtBot
) -> None:
    stored(project.span("Yoon", "Speaker"), project.span("China is ready", "Commitment"))
    qtbot.waitUntil(lambda: lines(details) == ["Commitment, China is ready", "Speaker, Yoon"])


def test_enter_on_a_row_activates_the_span_and_its_card_comes(
    details: DetailsPanel, project: Project, workspace: Workspace, stored: Stored, qtbot: QtBot
) -> None:
    yoon = project.span("Yoon", "Speaker")
    stored(yoon)
    qtbot.waitUntil(lambda: bool(lines(details)))
    details.article.spans.setFocus()
    qtbot.keyClick(details.article.spans, Qt.Key.Key_Return)
    assert workspace.active_span == yoon.id
    assert details.card.isVisible()
    workspace.activate_span("")
    assert details.article.isVisible()


def test_the_speakers_are_those_whom_commitments_name(
    details: DetailsPanel, project: Project, stored: Stored, qtbot: QtBot
) -> None:
    promise, li = project.span("will continue", "Commitment"), project.span("Li", "Speaker", nth=1)
    stored(promise, li, project.span("Yoon", "Speaker"), project.link("Speaker", promise, Filler(span=li.id)))
    rows = details.article.speakers.rows
    qtbot.waitUntil(lambda: rows.rowCount() == 1)
    assert rows.index(0).data() == "Speaker, Li"


def test_a_label_is_put_on_the_article_and_taken_off(
    details: DetailsPanel, project: Project, workspace: Workspace, qtbot: QtBot
) -> None:
    add = next(x for x in details.article.findChildren(QToolButton) if x.text() == "+ Label the article")
    add.menu().aboutToShow.emit()
    with qtbot.waitSignal(workspace.changed):
        next(action for action in add.menu().actions() if action.text() == "Topic").trigger()
    (kept,) = workspace.store.article_labels(project.articles[0].id)
    assert isinstance(kept, ArticleLabel)
    off = "Take the label Topic off the article"
    qtbot.waitUntil(lambda: any(x.accessibleName() == off for x in details.article.findChildren(QToolButton)))
    with qtbot.waitSignal(workspace.changed):
        next(x for x in details.article.findChildren(QToolButton) if x.accessibleName() == off).click()
    assert workspace.store.article_labels(project.articles[0].id) == ()


def test_a_note_is_kept_by_itself_when_the_article_is_left(
    details: DetailsPanel, project: Project, workspace: Workspace, commands: Commands, qtbot: QtBot
) -> None:
    commands.run("article.note")
    focused = QApplication.focusWidget()
    assert focused is details.article.note
    qtbot.keyClicks(details.article.note, "Odd dates")
    with qtbot.waitSignal(workspace.changed):
        workspace.open_article(project.articles[1].id)
    assert details.article.note.toPlainText() == ""
    (note,) = workspace.store.notes(project.articles[0].id)
    assert note.text == "Odd dates"
    workspace.open_article(project.articles[0].id)
    assert details.article.note.toPlainText() == "Odd dates"


def test_closing_the_project_keeps_what_is_being_written(
    details: DetailsPanel, project: Project, workspace: Workspace, stored: Stored, commands: Commands, qtbot: QtBot
) -> None:
    yoon = project.span("will continue", "Commitment")
    stored(yoon)
    details.article.note.setFocus()
    qtbot.keyClicks(details.article.note, "Odd dates")
    with qtbot.assertNotEmitted(workspace.failed):
        workspace.close()
    workspace.open(project.path, ANNOTATOR)
    assert [note.text for note in workspace.store.notes(project.articles[0].id)] == ["Odd dates"]
    workspace.activate_span(yoon.id)
    details.card.more.set_open(True)
    row = details.card.rest.row_of(project.field("Venue"))
    assert row is not None
    row.setFocus()
    qtbot.keyClicks(row.edit, "Jakarta")
    with qtbot.assertNotEmitted(workspace.failed):
        workspace.close()
    workspace.open(project.path, ANNOTATOR)
    assert list(workspace.store.span(yoon.id).attributes.values()) == ["Jakarta"]


def test_emptying_the_note_removes_it(
    details: DetailsPanel, project: Project, workspace: Workspace, qtbot: QtBot
) -> None:
    note = details.article.note
    note.setFocus()
    qtbot.keyClicks(note, "x")
    with qtbot.waitSignal(workspace.changed):
        qtbot.keyClick(note, Qt.Key.Key_Escape)
    qtbot.keyClick(note, Qt.Key.Key_Backspace)
    with qtbot.waitSignal(workspace.changed):
        qtbot.keyClick(note, Qt.Key.Key_Escape)
    assert workspace.store.notes(project.articles[0].id) == ()


def test_problems_are_counted_and_jump_to_their_span(
    details: DetailsPanel, project: Project, workspace: Workspace, stored: Stored, qtbot: QtBot
) -> None:
    strength = project.field("Strength")
    stored(replace(strength, required=True), name="Change Strength")
    promise = project.span("will continue", "Commitment")
    stored(promise)
    fold = details.article.problems.fold
    qtbot.waitUntil(lambda: fold.heading.text() == "1 problem")
    fold.set_open(True)
    view = details.article.problems.list
    assert view.rows.index(0).data() == "Commitment, will continue, “Strength” is empty."
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert workspace.active_span == promise.id


def test_a_removed_span_gives_the_panel_back_to_the_article(
    details: DetailsPanel, project: Project, workspace: Workspace, stored: Stored, qtbot: QtBot
) -> None:
    yoon = project.span("Yoon", "Speaker")
    stored(yoon)
    workspace.activate_span(yoon.id)
    with qtbot.waitSignal(workspace.changed):
        workspace.submit("Remove Speaker", lambda edit: edit.remove(yoon))
    assert details.article.isVisible()
    assert lines(details) == []


def test_a_problem_is_accepted_with_a_reason_listed_apart_and_withdrawn(
    details: DetailsPanel, project: Project, workspace: Workspace, stored: Stored, qtbot: QtBot
) -> None:
    stored(replace(project.field("Strength"), required=True), name="Change Strength")
    promise = project.span("will continue", "Commitment")
    stored(promise)
    panel = details.article.problems
    qtbot.waitUntil(lambda: panel.fold.heading.text() == "1 problem")
    panel.fold.set_open(True)
    panel.accept.click()
    (dialog,) = panel.findChildren(AcceptDialog)
    assert not dialog.go.isEnabled()
    qtbot.keyClicks(dialog.reason, "The speaker leaves it open.")
    with qtbot.waitSignal(workspace.changed):
        qtbot.keyClick(dialog.reason, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: panel.fold.heading.text() == "No open problem, 1 accepted")
    (accepted,) = workspace.store.accepted(promise.article)
    assert (accepted.reason, accepted.annotator) == ("The speaker leaves it open.", workspace.annotator.id)
    panel.accepted.set_open(True)
    row = panel.accepted_list.rows.index(0).data()
    assert row.startswith("Commitment, will continue, “Strength” is empty. The speaker leaves it open. (Ada, ")
    workspace.activate_span(promise.id)
    assert details.card.problems_text == ""
    workspace.activate_span("")
    with qtbot.waitSignal(workspace.changed):
        panel.withdraw.click()
    qtbot.waitUntil(lambda: panel.fold.heading.text() == "1 problem")
    with qtbot.waitSignal(workspace.changed):
        workspace.undo()
    qtbot.waitUntil(lambda: panel.fold.heading.text() == "No open problem, 1 accepted")


def test_the_problems_of_the_active_span_are_accepted_from_its_card(
    details: DetailsPanel, project: Project, workspace: Workspace, commands: Commands, stored: Stored, qtbot: QtBot
) -> None:
    stored(replace(project.field("Strength"), required=True), replace(project.field("Venue"), required=True))
    promise = project.span("will continue", "Commitment")
    stored(promise)
    commands.set_condition("span", on=True)
    workspace.activate_span(promise.id)
    assert details.card.problems_text == "“Strength” is empty.\n“Venue” is empty."
    assert commands.run("span.accept")
    (dialog,) = details.findChildren(AcceptDialog)
    dialog.boxes[0].setChecked(False)
    dialog.reason.setText("No place is named.")
    with qtbot.waitSignal(workspace.changed):
        dialog.go.click()
    assert [x.message for x in workspace.store.accepted(promise.article)] == ["“Venue” is empty."]
    qtbot.waitUntil(lambda: details.card.problems_text == "“Strength” is empty.")
