"""The first day: the example is one's own work in part, and the card of first steps ticks itself."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator.core.change import ActionKind
from annotator.core.ids import new_id
from annotator.core.model import Status
from annotator.core.progress import run
from annotator.store.edit import Edit
from annotator.store.store import Store
from annotator.tasks.codebooks import read_codebook
from annotator.tasks.example import CODEBOOK, example, example_path
from annotator.tasks.first_steps import COMMITMENT, SPEAKER, Step
from annotator.ui.article.view import ArticleView
from annotator.ui.commands import Commands
from annotator.ui.main_window import MainWindow
from annotator.ui.notices import Notice
from annotator.ui.panels.edits import remove
from annotator.ui.panels.first_steps import FirstSteps
from annotator.ui.settings import Settings
from annotator.ui.workspace import Workspace

CTRL = Qt.KeyboardModifier.ControlModifier
ALL = frozenset(Step)


@pytest.fixture
def first_day(window: MainWindow, commands: Commands, qtbot: QtBot) -> MainWindow:
    """The window with the example in it, opened from the menu."""
    window.activateWindow()
    with qtbot.waitSignal(window.jobs.idle, timeout=20_000):
        commands.run("file.example")
    return window


def card(window: MainWindow) -> FirstSteps:
    return window.articles.details.steps


def view(window: MainWindow) -> ArticleView:
    return window.articles.editor.view


def settle(workspace: Workspace, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not workspace.unsaved_count, timeout=10_000)


def put_caret(window: MainWindow, words: str, workspace: Workspace) -> None:
    assert workspace.article is not None
    view(window).setFocus()
    view(window).set_caret(workspace.article.text.index(words) + 1)


def do_the_round(window: MainWindow, workspace: Workspace, qtbot: QtBot) -> list[frozenset[Step]]:
    """Do the five steps by keys; return what was ticked after each."""
    seen = []

    def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        qtbot.keyClick(QApplication.focusWidget() or window, key, modifiers)
        settle(workspace, qtbot)
        seen.append(card(window).done)

    put_caret(window, "Li also called on", workspace)
    press(Qt.Key.Key_Space)
    put_caret(window, "Yoon.", workspace)
    press(Qt.Key.Key_S)
    put_caret(window, "will continue to promote peace talks", workspace)
    press(Qt.Key.Key_C)
    # Tagging has put the focus into the card of the commitment.
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_D, CTRL)
    return seen


def reopened(settings: Settings, qtbot: QtBot, path: Path) -> tuple[MainWindow, Workspace]:
    """Another window with the same settings on the same file, as after a restart."""
    workspace = Workspace()
    window = MainWindow(workspace, Commands(settings), settings)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.filing.open_project(path)
    return window, workspace


# the example


def test_the_example_is_tagged_under_the_name_in_the_settings_and_begun(
    first_day: MainWindow, workspace: Workspace
) -> None:
    article = workspace.article
    assert article is not None
    assert workspace.annotator.name == "Ada"
    assert {span.annotator for span in workspace.store.spans(article.id)} == {workspace.annotator.id}
    assert [person.name for person in workspace.store.annotators()] == ["Ada"]
    assert workspace.store.work(article.id).status is Status.OPEN


def test_the_paragraph_that_comes_read_can_be_unmarked_by_keys(
    first_day: MainWindow, workspace: Workspace, commands: Commands, qtbot: QtBot
) -> None:
    article = workspace.article
    assert article is not None
    assert len(workspace.store.reviews(article.id)) == 3
    put_caret(first_day, "Li also called on", workspace)
    qtbot.keyClick(view(first_day), Qt.Key.Key_Space, Qt.KeyboardModifier.ShiftModifier)
    settle(workspace, qtbot)
    assert len(workspace.store.reviews(article.id)) == 2


# ticking


def test_the_card_ticks_each_step_when_it_is_done(first_day: MainWindow, workspace: Workspace, qtbot: QtBot) -> None:
    assert card(first_day).isVisible()
    assert card(first_day).done == frozenset()
    steps = list(Step)
    assert do_the_round(first_day, workspace, qtbot) == [frozenset(steps[: n + 1]) for n in range(len(steps))]


def test_what_came_with_the_example_ticks_nothing(first_day: MainWindow, workspace: Workspace) -> None:
    made = {action.kind for action in workspace.store.actions()}
    assert ActionKind.EDIT not in made
    assert card(first_day).done == frozenset()


def test_a_step_that_is_undone_stays_ticked(first_day: MainWindow, workspace: Workspace, qtbot: QtBot) -> None:
    put_caret(first_day, "Li also called on", workspace)
    qtbot.keyClick(view(first_day), Qt.Key.Key_Space)
    settle(workspace, qtbot)
    workspace.undo()
    settle(workspace, qtbot)
    assert card(first_day).done == {Step.READ}


def test_emptying_a_field_or_giving_another_label_is_no_answer(
    first_day: MainWindow, workspace: Workspace, qtbot: QtBot
) -> None:
    assert workspace.article is not None
    commitment = next(
        span for span in workspace.store.spans(workspace.article.id) if span.label == COMMITMENT and span.attributes
    )
    demand = workspace.codebook.label_named("Demand")
    assert demand is not None
    workspace.submit("Empty Strength of Commitment", lambda edit: edit.put(replace(commitment, attributes={})))
    force = next(field for field in workspace.codebook.attributes_of(demand.id) if field.choices)
    carried = replace(commitment, label=demand.id, attributes={force.id: force.choices[0].id})
    workspace.submit("Change to Demand", lambda edit: edit.put(carried))
    settle(workspace, qtbot)
    assert card(first_day).done == frozenset()
    workspace.submit("Change back", lambda edit: edit.put(replace(commitment, attributes={})))
    workspace.submit("Set Strength of Commitment", lambda edit: edit.put(commitment))
    settle(workspace, qtbot)
    assert card(first_day).done == {Step.FIELD}


def test_bringing_back_what_came_with_the_example_is_no_step(
    first_day: MainWindow, workspace: Workspace, qtbot: QtBot
) -> None:
    assert workspace.article is not None
    spans = workspace.store.spans(workspace.article.id)
    for span in spans:
        workspace.submit("Remove span", remove(span))
    for _ in spans:
        workspace.undo()
    settle(workspace, qtbot)
    assert workspace.store.spans(workspace.article.id) == spans
    assert card(first_day).done == frozenset()


def test_a_link_that_comes_with_the_tag_is_no_answer_and_one_made_later_is(
    first_day: MainWindow, workspace: Workspace, qtbot: QtBot
) -> None:
    assert workspace.article is not None
    store, article = workspace.store, workspace.article.id
    commitment = next(span for span in store.spans(article) if span.label == COMMITMENT)
    link = next(link for link in store.relations(article) if link.source == commitment.id)
    again = replace(commitment, id=new_id())

    def tag_and_link(edit: Edit) -> None:
        edit.put(again)
        edit.put(replace(link, id=new_id(), source=again.id))

    workspace.submit("Tag Commitment", tag_and_link)
    settle(workspace, qtbot)
    assert card(first_day).done == {Step.COMMITMENT}
    workspace.submit("Link To of Commitment", lambda edit: edit.put(replace(link, id=new_id(), source=again.id)))
    settle(workspace, qtbot)
    assert card(first_day).done == {Step.COMMITMENT, Step.FIELD}


def test_the_ticks_are_there_after_a_restart(
    first_day: MainWindow, workspace: Workspace, settings: Settings, qtbot: QtBot
) -> None:
    do_the_round(first_day, workspace, qtbot)
    workspace.close()
    again, reading = reopened(settings, qtbot, example_path())
    assert card(again).isVisible()
    assert card(again).done == ALL
    reading.close()


def test_the_text_does_not_move_when_the_card_ticks_or_goes(
    first_day: MainWindow, workspace: Workspace, qtbot: QtBot
) -> None:
    before = view(first_day).geometry(), view(first_day).width()
    height = card(first_day).height()
    put_caret(first_day, "Li also called on", workspace)
    qtbot.keyClick(view(first_day), Qt.Key.Key_Space)
    settle(workspace, qtbot)
    assert card(first_day).height() == height
    card(first_day).close_button.click()
    QApplication.processEvents()
    assert (view(first_day).geometry(), view(first_day).width()) == before


# showing and closing


def test_the_card_is_shown_for_the_example_alone(first_day: MainWindow, project: Path) -> None:
    assert card(first_day).isVisible()
    first_day.filing.open_project(project)
    assert not card(first_day).isVisible()


def test_the_card_is_not_shown_where_nothing_can_be_done(
    window: MainWindow, workspace: Workspace, settings: Settings
) -> None:
    path = run(example("Ada"))
    workspace.open(path, "Ada", read_only=True)
    assert not card(window).isVisible()
    workspace.close()


def test_a_card_that_was_closed_stays_closed(
    first_day: MainWindow, workspace: Workspace, settings: Settings, qtbot: QtBot
) -> None:
    qtbot.mouseClick(card(first_day).close_button, Qt.MouseButton.LeftButton)
    assert not card(first_day).isVisible()
    assert first_day.articles.editor.view.hasFocus()
    workspace.close()
    again, reading = reopened(settings, qtbot, example_path())
    assert not card(again).isVisible()
    reading.close()


def test_start_again_brings_card_and_example_back_fresh(
    first_day: MainWindow, workspace: Workspace, commands: Commands, qtbot: QtBot, qapp: QApplication
) -> None:
    do_the_round(first_day, workspace, qtbot)
    card(first_day).close_button.click()
    commands.run("help.start_again")
    (asked,) = [widget for widget in qapp.topLevelWidgets() if isinstance(widget, Notice) and widget.isVisible()]
    with qtbot.waitSignal(first_day.jobs.idle, timeout=20_000):
        asked.choose("again")
    assert card(first_day).isVisible()
    assert card(first_day).done == frozenset()
    assert workspace.article is not None
    assert len(workspace.store.spans(workspace.article.id)) == 11


def test_the_keyboard_reaches_the_card_closes_it_and_comes_back(
    first_day: MainWindow, workspace: Workspace, qtbot: QtBot
) -> None:
    close = card(first_day).close_button
    view(first_day).setFocus()
    qtbot.keyClick(first_day, Qt.Key.Key_F6)
    for _ in range(20):
        focused = QApplication.focusWidget()
        if focused is close or focused is None:
            break
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    assert close.hasFocus()
    qtbot.keyClick(close, Qt.Key.Key_Escape)
    assert view(first_day).hasFocus()
    assert card(first_day).isVisible()
    close.setFocus()
    qtbot.keyClick(close, Qt.Key.Key_Return)
    assert not card(first_day).isVisible()
    assert view(first_day).hasFocus()


def test_a_screen_reader_hears_what_is_done_and_what_is_next(
    first_day: MainWindow, workspace: Workspace, qtbot: QtBot
) -> None:
    assert card(first_day).accessibleName() == "First steps"
    put_caret(first_day, "Li also called on", workspace)
    qtbot.keyClick(view(first_day), Qt.Key.Key_Space)
    settle(workspace, qtbot)
    names = [row.accessibleName() for row in card(first_day).rows.values()]
    assert names[:3] == [
        "Done: Mark a paragraph as read, key Space",
        "Next: Tag who speaks, key S",
        "To do: Tag a commitment, key C",
    ]
    assert card(first_day).close_button.accessibleName() == "Close the first steps"
    assert card(first_day).close_button.accessibleDescription().startswith("1 of 5 done. Tag who speaks (S).")


def test_the_card_names_the_keys_that_count_now(first_day: MainWindow, commands: Commands) -> None:
    commands.set_keys("article.done_next", ["Ctrl+Alt+X"])
    assert card(first_day).rows[Step.DONE].accessibleName().endswith("key Ctrl+Alt+X")


def test_in_a_low_window_the_card_shows_the_next_step_alone(first_day: MainWindow) -> None:
    rows = card(first_day).rows.values()
    assert all(row.isVisible() for row in rows)
    first_day.resize(1000, 520)
    assert not any(row.isVisible() for row in rows)
    assert card(first_day).hint.text().startswith("Mark a paragraph as read (Space).")
    first_day.resize(1366, 768)
    assert all(row.isVisible() for row in rows)


def test_the_labels_that_are_counted_are_in_the_codebook_of_the_example() -> None:
    codebook = read_codebook(CODEBOOK)
    assert [codebook.label(id).name for id in (SPEAKER, COMMITMENT)] == ["Speaker", "Commitment"]  # type: ignore[union-attr]


def test_the_example_is_shown_by_its_place_not_by_its_name(first_day: MainWindow, tmp_path: Path) -> None:
    namesake = tmp_path / example_path().name
    Store.create(namesake, read_codebook(CODEBOOK), annotator="Ada").close()
    first_day.filing.open_project(namesake)
    assert not card(first_day).isVisible()
