"""The Problems dock: what it lists while people work, jumping there, mending in one step, accepting with a reason."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator.core.ids import derived_id, new_id
from annotator.core.model import Span, Status, Work, fragments_of
from annotator.store.store import Store
from annotator.ui.commands import Commands
from annotator.ui.dialogs.accepting import AcceptDialog
from annotator.ui.panels.problems_dock import SHOWN, ProblemsDock
from annotator.ui.settings import Settings
from annotator.ui.workspace import Workspace
from tests.store.conftest import add_article, label, shipped_codebook

TEXT = "China welcomes peace talks. Peace talks began.\nAll hope that peace talks go on.\n"


@pytest.fixture
def workspace(qtbot: QtBot, tmp_path: Path) -> Iterator[Workspace]:
    path = tmp_path / "talks.annotator"
    with Store.create(path, shipped_codebook(), annotator="Ada") as store:
        add_article(store, TEXT, "Talks")
    workspace = Workspace()
    workspace.open(path, "Ada")
    yield workspace
    workspace.close()


@pytest.fixture
def dock(qtbot: QtBot, workspace: Workspace, tmp_path: Path) -> ProblemsDock:
    settings = Settings(tmp_path / "settings.ini")
    dock = ProblemsDock(workspace, Commands(settings), settings)
    qtbot.addWidget(dock)
    dock.resize(380, 500)
    with qtbot.waitSignal(dock.lint.changed):
        dock.show()
    return dock


def tag(qtbot: QtBot, dock: ProblemsDock, nth: int, name: str) -> Span:
    workspace = dock._workspace
    article = workspace.article
    assert article is not None
    at = -1
    for _ in range(nth + 1):
        at = article.text.lower().index("peace talks", at + 1)
    fragments = fragments_of(article, ((at, at + 11),))
    found = label(workspace.codebook, name)
    span = Span(new_id(), article.id, 1, found.id, workspace.annotator.id, fragments)
    with qtbot.waitSignal(dock.lint.changed):
        workspace.submit(f"Tag {name}", lambda edit: edit.put(span))
    return span


def finish(qtbot: QtBot, dock: ProblemsDock) -> None:
    workspace, article = dock._workspace, dock._workspace.article
    assert article is not None
    work = Work(derived_id("work", article.id, workspace.annotator.id), article.id, workspace.annotator.id, Status.DONE)
    with qtbot.waitSignal(dock.lint.changed):
        workspace.submit("Done", lambda edit: edit.put(work))


def messages(dock: ProblemsDock) -> list[str]:
    rows = [dock.rows.row(n) for n in range(dock.rows.rowCount())]
    return [row.message for row in rows if row is not None]


def test_without_problems_it_says_so(dock: ProblemsDock) -> None:
    assert dock.title.text() == "0 problems"
    assert dock.message.isVisible()
    assert dock.message.text().startswith("Nothing contradicts itself")
    assert not dock.fix.isEnabled()


def test_words_of_two_labels_are_listed_and_changed_to_the_usual_one(qtbot: QtBot, dock: ProblemsDock) -> None:
    for nth in (0, 1):
        tag(qtbot, dock, nth, "Commitment")
    span = tag(qtbot, dock, 2, "Demand")
    (only,) = [x for x in messages(dock) if "in 2 other places" in x]
    dock.shown.setCurrentIndex(2)
    dock.refresh()
    assert messages(dock) == [only]
    assert dock.fix.text() == "Change to Commitment"
    with qtbot.waitSignal(dock.lint.changed):
        dock.fix.click()
    assert dock._workspace.store.span(span.id).label == label(dock._workspace.codebook, "Commitment").id
    assert messages(dock) == []
    with qtbot.waitSignal(dock.lint.changed):
        dock._workspace.undo()
    assert messages(dock) == [only]


def test_enter_on_missed_words_selects_them_and_the_button_tags_them(qtbot: QtBot, dock: ProblemsDock) -> None:
    tag(qtbot, dock, 0, "Topic")
    tag(qtbot, dock, 2, "Topic")
    finish(qtbot, dock)
    (message,) = messages(dock)
    assert message == "“Peace talks” is “Topic” in 2 other places, and has no label here."
    with qtbot.waitSignal(dock._workspace.place_wanted) as wanted:
        qtbot.keyClick(dock.list, Qt.Key.Key_Return)
    start = TEXT.index("Peace talks")
    assert wanted.args == [start, start + 11]
    assert dock.fix.text() == "Tag as Topic"
    with qtbot.waitSignal(dock.lint.changed):
        dock.mend()
    assert messages(dock) == []
    assert (start, start + 11) in [
        x.ranges[0]
        for x in dock._workspace.store.spans(dock._workspace.article.id)  # type: ignore[union-attr]
    ]


@pytest.mark.parametrize("everywhere", [False, True])
def test_a_problem_is_accepted_with_a_reason_listed_and_taken_back(
    qtbot: QtBot, dock: ProblemsDock, everywhere: bool
) -> None:
    tag(qtbot, dock, 0, "Topic")
    tag(qtbot, dock, 2, "Topic")
    finish(qtbot, dock)
    assert len(messages(dock)) == 1
    dock.stand.click()
    (dialog,) = [x for x in QApplication.topLevelWidgets() if isinstance(x, AcceptDialog)]
    assert not dialog.go.isEnabled()
    qtbot.keyClicks(dialog.reason, "A headline.")
    dialog.where.setCurrentIndex(int(everywhere))
    with qtbot.waitSignal(dock.lint.changed):
        dialog.go.click()
    assert messages(dock) == []
    (row,) = dock._workspace.store.all_accepted()
    assert (row.reason, bool(row.article)) == ("A headline.", not everywhere)
    dock.shown.setCurrentIndex(len(SHOWN) - 1)
    dock.refresh()
    assert dock.title.text() == "1 accepted"
    assert dock.fix.text() == "Accept no longer"
    with qtbot.waitSignal(dock.lint.changed):
        dock.fix.click()
    dock.shown.setCurrentIndex(0)
    dock.refresh()
    assert len(messages(dock)) == 1


def test_a_project_that_is_closed_leaves_nothing(dock: ProblemsDock, workspace: Workspace) -> None:
    workspace.close()
    assert dock.rows.rowCount() == 0
    assert not dock.lint.findings
