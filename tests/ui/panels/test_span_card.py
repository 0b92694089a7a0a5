"""The card of a span by keyboard: Enter accepts, digits choose, 0 is "not stated", Esc goes back. Each is one step."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from annotator.core.codebook import Attribute, Condition, Role
from annotator.core.model import Actor, Filler, Span, fragments_of
from annotator.ui.commands import Commands
from annotator.ui.panels.answer_edit import AnswerEdit
from annotator.ui.panels.answers import State
from annotator.ui.panels.details import DetailsPanel
from annotator.ui.panels.option_list import OptionList
from annotator.ui.settings import Settings
from annotator.ui.workspace import Workspace
from tests.ui.panels.conftest import ANNOTATOR, Project, Stored

KEYS = {"Enter": Qt.Key.Key_Return, "Esc": Qt.Key.Key_Escape, "Del": Qt.Key.Key_Delete, "Down": Qt.Key.Key_Down}


@pytest.fixture
def details(qtbot: QtBot, workspace: Workspace, commands: Commands, settings: Settings) -> DetailsPanel:
    details = DetailsPanel(workspace, commands, settings)
    for condition in ("article", "span"):
        commands.set_condition(condition, on=True)
    qtbot.addWidget(details)
    details.resize(320, 700)
    with qtbot.waitActive(details):
        details.show()
        details.activateWindow()
    return details


@pytest.fixture
def promise(details: DetailsPanel, project: Project, workspace: Workspace, stored: Stored) -> Span:
    """A stored commitment in the second paragraph, active, with its card open; Li is a speaker of that paragraph."""
    span = project.span("will continue to promote peace talks", "Commitment")
    stored(span, project.span("Li", "Speaker", nth=1), project.span("China", "Party", nth=1))
    workspace.activate_span(span.id)
    return span


def press(qtbot: QtBot, *keys: str) -> None:
    for key in keys:
        focused = QApplication.focusWidget()
        assert focused is not None
        if key in KEYS:
            qtbot.keyClick(focused, KEYS[key])
        else:
            qtbot.keyClicks(focused, key)


def settled(qtbot: QtBot, workspace: Workspace) -> None:
    qtbot.waitUntil(lambda: workspace.unsaved_count == 0)


def tag(workspace: Workspace, span: Span) -> None:
    """Tag as the article view does: queue the span, tell of it, make it the active one."""
    workspace.submit("Tag", lambda edit: edit.put(span))
    workspace.span_made.emit(span)
    workspace.activate_span(span.id)


def fillers(workspace: Workspace, project: Project, span: Span, role: str) -> list[Filler]:
    found = workspace.store.relations(span.article)
    return [x.to for x in found if x.source == span.id and x.role == project.field(role).id]


def answer(workspace: Workspace, project: Project, span: Span, name: str) -> object:
    return workspace.store.span(span.id).attributes.get(project.field(name).id)


def state(details: DetailsPanel, project: Project, name: str) -> State:
    row = details.card.fields.row_of(project.field(name))
    assert row is not None
    return row.edit.state


def test_a_commitment_is_answered_in_five_presses(
    details: DetailsPanel, promise: Span, workspace: Workspace, project: Project, qtbot: QtBot
) -> None:
    details.ask_fields()
    with qtbot.waitSignal(workspace.text_wanted):
        press(qtbot, "Enter", "Enter", "0", "4", "0")
    settled(qtbot, workspace)
    (speaker,), (party,) = (fillers(workspace, project, promise, name) for name in ("Speaker", "Party"))
    assert workspace.store.span(speaker.span).text == "Li"
    assert workspace.store.span(party.span).text == "China"
    assert fillers(workspace, project, promise, "To") == [Filler()]
    assert fillers(workspace, project, promise, "Deadline") == [Filler()]
    strength = project.field("Strength")
    assert isinstance(strength, Attribute)
    assert answer(workspace, project, promise, "Strength") == strength.choices[3].id


def test_each_answer_is_a_step_with_a_name(
    details: DetailsPanel, promise: Span, workspace: Workspace, qtbot: QtBot
) -> None:
    details.ask_fields()
    press(qtbot, "Enter")
    settled(qtbot, workspace)
    assert workspace.step_names()[0] == "Link Speaker of Commitment"
    with qtbot.waitSignal(workspace.changed):
        workspace.undo()
    assert workspace.store.relations(promise.article) == ()


def test_nothing_is_filled_unasked(
    details: DetailsPanel, promise: Span, workspace: Workspace, project: Project, qtbot: QtBot
) -> None:
    details.ask_fields()
    row = details.card.fields.row_of(project.field("Speaker"))
    assert row is not None
    assert row.edit.placeholderText() == "Li?"
    assert state(details, project, "Speaker") is State.EMPTY
    press(qtbot, "Esc")
    assert workspace.unsaved_count == 0
    assert workspace.store.relations(promise.article) == ()


def test_empty_filled_and_not_stated_are_three_states(
    details: DetailsPanel, promise: Span, workspace: Workspace, project: Project, qtbot: QtBot
) -> None:
    details.ask_fields()
    press(qtbot, "Enter", "0")
    settled(qtbot, workspace)
    states = [state(details, project, name) for name in ("Speaker", "Party", "To")]
    assert states == [State.FILLED, State.NOT_STATED, State.EMPTY]


def test_delete_empties_a_field_again(
    details: DetailsPanel, promise: Span, workspace: Workspace, project: Project, stored: Stored, qtbot: QtBot
) -> None:
    stored(project.link("Speaker", promise, Filler()))
    row = details.card.fields.row_of(project.field("Speaker"))
    assert row is not None
    row.setFocus()
    press(qtbot, "Del")
    settled(qtbot, workspace)
    assert fillers(workspace, project, promise, "Speaker") == []
    assert workspace.step_names()[0] == "Empty Speaker of Commitment"


def test_a_new_name_is_typed_and_becomes_a_person_or_organisation(
    details: DetailsPanel, promise: Span, workspace: Workspace, project: Project, qtbot: QtBot
) -> None:
    details.ask_fields()
    press(qtbot, "Yoon Suk-yeol", "Enter")
    settled(qtbot, workspace)
    (yoon,) = workspace.store.actors()
    assert (yoon.name, yoon.kind) == ("Yoon Suk-yeol", "person")
    assert fillers(workspace, project, promise, "Speaker") == [Filler(actor=yoon.id)]
    press(qtbot, "ASEAN", "Down", "Enter")
    settled(qtbot, workspace)
    assert ("ASEAN", "organisation") in [(actor.name, actor.kind) for actor in workspace.store.actors()]


def test_a_known_name_is_found_by_its_beginning(
    details: DetailsPanel,
    promise: Span,
    china: Actor,
    workspace: Workspace,
    project: Project,
    qtbot: QtBot,
) -> None:
    details.ask_fields()
    press(qtbot, "chi", "Enter")
    settled(qtbot, workspace)
    assert fillers(workspace, project, promise, "Speaker") == [Filler(actor=china.id)]


def test_escape_forgets_what_is_typed_before_it_leaves(
    details: DetailsPanel, promise: Span, workspace: Workspace, qtbot: QtBot
) -> None:
    details.ask_fields()
    press(qtbot, "chi", "Esc")
    focused = QApplication.focusWidget()
    assert isinstance(focused, AnswerEdit)
    assert focused.text() == ""
    with qtbot.waitSignal(workspace.text_wanted):
        press(qtbot, "Esc")


def test_a_role_that_takes_many_keeps_all(
    details: DetailsPanel, promise: Span, china: Actor, workspace: Workspace, project: Project, qtbot: QtBot
) -> None:
    row = details.card.fields.row_of(project.field("To"))
    assert row is not None
    row.setFocus()
    press(qtbot, "1", "2")
    settled(qtbot, workspace)
    assert len(fillers(workspace, project, promise, "To")) == len(("one", "two"))
    press(qtbot, "1")
    settled(qtbot, workspace)
    assert len(fillers(workspace, project, promise, "To")) == 1


def test_the_same_answer_again_changes_nothing_and_later_ones_still_show(
    details: DetailsPanel, promise: Span, workspace: Workspace, project: Project, qtbot: QtBot
) -> None:
    row = details.card.fields.row_of(project.field("Strength"))
    assert row is not None
    for _ in range(2):
        row.setFocus()
        press(qtbot, "4")
        settled(qtbot, workspace)
    with qtbot.waitSignal(workspace.changed):
        workspace.undo()
    assert state(details, project, "Strength") is State.EMPTY


def test_a_line_of_the_options_can_be_clicked(
    details: DetailsPanel, promise: Span, workspace: Workspace, project: Project, qtbot: QtBot
) -> None:
    row = details.card.fields.row_of(project.field("Strength"))
    assert row is not None
    row.setFocus()
    options = row.findChild(OptionList)
    assert isinstance(options, OptionList)
    qtbot.mouseClick(options, Qt.MouseButton.LeftButton, pos=QPoint(30, options.height() // 5 + 8))
    settled(qtbot, workspace)
    strength = project.field("Strength")
    assert isinstance(strength, Attribute)
    assert answer(workspace, project, promise, "Strength") == strength.choices[1].id


def test_a_project_open_to_read_only_shows_answers_and_takes_none(
    details: DetailsPanel, promise: Span, workspace: Workspace, project: Project, qtbot: QtBot
) -> None:
    workspace.open(project.path, ANNOTATOR, read_only=True)
    workspace.activate_span(promise.id)
    with qtbot.assertNotEmitted(workspace.failed):
        details.ask_fields()
        press(qtbot, "0")
    assert details.card.isVisible()


def test_text_is_kept_when_the_focus_goes_on(
    details: DetailsPanel, promise: Span, workspace: Workspace, project: Project, qtbot: QtBot
) -> None:
    details.card.more.set_open(True)
    row = details.card.rest.row_of(project.field("Venue"))
    assert row is not None
    row.setFocus()
    press(qtbot, "Jakarta 2023", "Enter")
    settled(qtbot, workspace)
    assert answer(workspace, project, promise, "Venue") == "Jakarta 2023"


def test_certainty_and_note_are_kept_with_the_span(
    details: DetailsPanel, promise: Span, workspace: Workspace, commands: Commands, qtbot: QtBot
) -> None:
    details.card.more.set_open(True)
    details.card.certainty.setFocus()
    press(qtbot, "2")
    commands.run("article.note")
    press(qtbot, "Ask Ben", "Esc")
    settled(qtbot, workspace)
    span = workspace.store.span(promise.id)
    assert (span.certainty, span.note) == (75, "Ask Ben")


def test_the_history_of_a_span_tells_its_links_too(
    details: DetailsPanel, promise: Span, workspace: Workspace, qtbot: QtBot
) -> None:
    details.ask_fields()
    press(qtbot, "Enter")
    settled(qtbot, workspace)
    details.card.history.set_open(True)
    *lines, version = details.card.history_text.splitlines()
    assert version == "Under version 1 of the codebook"
    assert [line.split(" · ")[1:] for line in lines] == [["Ada", "Link Speaker of Commitment"], ["Ada", "Set up"]]


def test_another_label_takes_along_the_answers_that_it_can(
    details: DetailsPanel, promise: Span, workspace: Workspace, project: Project, stored: Stored, qtbot: QtBot
) -> None:
    stored(project.link("Speaker", promise, Filler()), project.link("Deadline", promise, Filler()))
    button = next(x for x in details.card.findChildren(QToolButton) if x.text() == "Commitment")
    button.menu().aboutToShow.emit()
    with qtbot.waitSignal(workspace.changed):
        next(action for action in button.menu().actions() if action.text() == "Demand").trigger()
    (relation,) = workspace.store.relations(promise.article)
    assert relation.role == project.field("Speaker", "Demand").id
    assert workspace.step_names()[0] == "Change Commitment to Demand"


def test_the_key_of_a_label_tags_even_from_the_card(
    details: DetailsPanel, promise: Span, workspace: Workspace, project: Project, qtbot: QtBot
) -> None:
    row = details.card.fields.row_of(project.field("Strength"))
    assert row is not None
    row.setFocus()
    with qtbot.waitSignals([workspace.text_wanted, workspace.label_requested]):
        press(qtbot, "t")


def test_a_span_that_was_just_tagged_is_asked_for_its_fields(
    details: DetailsPanel, workspace: Workspace, project: Project
) -> None:
    span = project.span("China is ready to work with South Korea", "Commitment")
    tag(workspace, span)
    focused = QApplication.focusWidget()
    assert isinstance(focused, AnswerEdit)
    assert focused.accessibleName() == "Speaker"


def test_keys_typed_ahead_of_the_disk_answer_the_span_just_tagged(
    details: DetailsPanel, workspace: Workspace, project: Project, stored: Stored, qtbot: QtBot
) -> None:
    stored(project.span("Li", "Speaker", nth=1))
    span = project.span("will continue to promote peace talks", "Commitment")
    tag(workspace, span)
    press(qtbot, "Enter", "0", "0", "4", "0")
    longer = replace(span, fragments=fragments_of(project.articles[0], ((span.start, span.end + 1),)))
    workspace.submit("Extend", lambda edit: edit.put(replace(edit.now(span) or span, fragments=longer.fragments)))
    settled(qtbot, workspace)
    assert [len(fillers(workspace, project, span, name)) for name in ("Speaker", "Party", "To", "Deadline")] == [1] * 4
    assert answer(workspace, project, span, "Strength") is not None
    assert workspace.store.span(span.id).ranges == longer.ranges
    assert state(details, project, "Strength") is State.FILLED


def test_a_speaker_is_tagged_in_passing(details: DetailsPanel, workspace: Workspace, project: Project) -> None:
    span = project.span("Yoon", "Speaker")
    tag(workspace, span)
    assert not isinstance(QApplication.focusWidget(), AnswerEdit)


def test_the_setting_keeps_the_focus_in_the_text(
    details: DetailsPanel, workspace: Workspace, project: Project, settings: Settings
) -> None:
    settings.set("card.after_tagging", False)
    span = project.span("China is ready to work with South Korea", "Commitment")
    tag(workspace, span)
    assert not isinstance(QApplication.focusWidget(), AnswerEdit)


def test_the_card_says_what_is_wrong_with_the_span(
    details: DetailsPanel, promise: Span, china: Actor, project: Project, stored: Stored
) -> None:
    assert details.card.problems_text == ""
    stored(project.link("Party", promise, Filler(actor=china.id)), project.link("To", promise, Filler(actor=china.id)))
    assert details.card.problems_text == "“Party” and “To” have the same answer."


def test_a_field_that_depends_on_an_answer_comes_and_goes_with_it_and_the_keys_go_on(
    details: DetailsPanel, promise: Span, workspace: Workspace, project: Project, stored: Stored, qtbot: QtBot
) -> None:
    strength, deadline = project.field("Strength"), project.field("Deadline")
    assert isinstance(strength, Attribute)
    assert isinstance(deadline, Role)
    will, considers = strength.choices[0], strength.choices[-1]
    stored(replace(deadline, shown_when=Condition(strength.id, (will.id,))), name="Change Deadline")
    details.card.focus_first()
    names = [row.name for row in details.card.fields.rows]
    assert "Deadline" not in names
    row = details.card.fields.row_of(strength)
    assert row is not None
    row.setFocus()
    press(qtbot, "1")
    settled(qtbot, workspace)
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.accessibleName() == "Deadline"
    press(qtbot, "0")
    settled(qtbot, workspace)
    assert len(fillers(workspace, project, promise, "Deadline")) == 1
    stored(replace(workspace.store.span(promise.id), attributes={strength.id: considers.id}))
    assert details.card.fields.row_of(replace(deadline)) is not None, "an answer is never hidden"
    assert "is not asked here" in details.card.problems_text
