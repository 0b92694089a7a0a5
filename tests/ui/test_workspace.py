"""The workspace: edits come back as signals when they are on disk, and what is looked at follows them."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from annotator.core.change import Action, ActionKind
from annotator.core.errors import UserError
from annotator.core.model import Span
from annotator.core.query import ArticleFilter
from annotator.store.store import Store
from annotator.ui.workspace import Failure, Workspace
from tests.store.conftest import Desk, add_article, open_desk, seed_text

NOTHING: dict[str, None] = {}
"""Looking anything up in it is a mistake of the program."""


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = open_desk(tmp_path / "news.annotator", seed_text())
    add_article(desk.store, "Another text.", "Another", date="2023-09-09")
    desk.store.close()
    return desk


@pytest.fixture
def workspace(desk: Desk, qtbot: QtBot) -> Iterator[Workspace]:
    workspace = Workspace()
    workspace.open(desk.store.path, "Anna")
    desk.store = workspace.store
    yield workspace
    workspace.close()


def tag(workspace: Workspace, span: Span, qtbot: QtBot) -> Action:
    with qtbot.waitSignal(workspace.changed) as caught:
        workspace.submit("Tag Topic", lambda edit: edit.put(span))
    action = caught.args[0]
    assert isinstance(action, Action)
    return action


def test_changed_comes_when_the_span_is_on_disk(desk: Desk, workspace: Workspace, qtbot: QtBot) -> None:
    counts: list[int] = []
    workspace.unsaved.connect(counts.append)
    action = tag(workspace, desk.span("Topic", (0, 9)), qtbot)
    assert action.name == "Tag Topic"
    assert counts == [1, 0]
    with Store.open(desk.store.path) as other:
        assert len(other.spans(desk.article.id)) == 1
    assert workspace.step_names() == ("Tag Topic", "")


def test_an_edit_that_fails_says_why_and_leaves_nothing(desk: Desk, workspace: Workspace, qtbot: QtBot) -> None:
    wrong = replace(desk.span("Topic", (0, 9)), text_version=7)
    with qtbot.waitSignal(workspace.failed) as caught:
        ticket = workspace.submit("Tag Topic", lambda edit: edit.put(wrong))
    (failure,) = caught.args
    assert isinstance(failure, Failure)
    assert (failure.ticket, failure.name) == (ticket, "Tag Topic")
    assert workspace.unsaved_count == 0
    assert workspace.store.spans(desk.article.id) == ()


def test_undo_in_another_article_opens_it_and_flashes_the_span(desk: Desk, workspace: Workspace, qtbot: QtBot) -> None:
    span = desk.span("Topic", (0, 9))
    tag(workspace, span, qtbot)
    with qtbot.waitSignal(workspace.changed):
        workspace.submit("Write note", lambda edit: edit.put(replace(span, note="why")))
    other = next(id for id in workspace.store.article_ids() if id != desk.article.id)
    workspace.open_article(other)
    said: list[tuple[str, str]] = []
    workspace.status_said.connect(lambda text, kind: said.append((text, kind)))
    with qtbot.waitSignal(workspace.article_flash) as flashed:
        workspace.undo()
    assert flashed.args == [span.id]
    assert workspace.article is not None
    assert workspace.article.id == desk.article.id
    qtbot.waitUntil(lambda: bool(said))
    assert said == [("Undid: Write note in “China ready”", "undo")]
    assert workspace.step_names() == ("Tag Topic", "Write note")


def test_the_open_article_comes_back(desk: Desk, workspace: Workspace) -> None:
    other = next(id for id in workspace.store.article_ids() if id != desk.article.id)
    workspace.open_article(other)
    workspace.save_place(other, 5, 2)
    workspace.close()
    workspace.open(desk.store.path, "Anna")
    assert workspace.article is not None
    assert workspace.article.id == other
    assert workspace.store.place(other) == (5, 2)


def test_a_read_only_project_refuses_edits_and_says_so(desk: Desk, workspace: Workspace, qtbot: QtBot) -> None:
    second = Workspace()
    with pytest.raises(UserError, match="being edited by"):
        second.open(desk.store.path, "Anna")
    second.open(desk.store.path, "Anna", read_only=True)
    assert second.read_only
    failures: list[Failure] = []
    second.failed.connect(failures.append)
    assert second.submit("Tag", lambda edit: edit.put(desk.span("Topic", (0, 3)))) == 0
    assert "read only" in failures[0].error.message
    second.close()


def test_taking_an_import_back_closes_its_article(desk: Desk, workspace: Workspace, qtbot: QtBot) -> None:
    assert workspace.article is not None
    title = workspace.article.title
    imported = next(a for a in workspace.store.actions() if a.kind is ActionKind.IMPORT and a.name == f"Add {title}")
    with qtbot.waitSignal(workspace.article_opened) as caught:
        workspace.take_back(imported.id)
    assert caught.args != [desk.article.id] or title != "China ready"
    assert workspace.store.article_count() == 1
    assert workspace.article is not None
    assert workspace.article.title != title


def test_a_filter_is_told_once(workspace: Workspace, qtbot: QtBot) -> None:
    told: list[int] = []
    workspace.filter_changed.connect(lambda: told.append(1))
    workspace.set_filter(ArticleFilter(search="x"))
    workspace.set_filter(ArticleFilter(search="x"))
    assert told == [1]


def test_closing_writes_what_was_queued(desk: Desk, workspace: Workspace) -> None:
    for n in range(20):
        span = desk.span("Topic", (n, n + 4))
        workspace.submit("Tag Topic", lambda edit, span=span: edit.put(span))  # type: ignore[misc]
    workspace.close()
    with Store.open(desk.store.path) as store:
        assert len(store.spans(desk.article.id)) == 20


def test_what_fails_while_the_project_closes_is_still_told(desk: Desk, workspace: Workspace) -> None:
    failures: list[Failure] = []
    workspace.failed.connect(failures.append)
    wrong = replace(desk.span("Topic", (0, 9)), text_version=7)
    workspace.submit("Tag Topic", lambda edit: edit.put(wrong))
    workspace.close()
    assert [failure.name for failure in failures] == ["Tag Topic"]
    assert workspace.unsaved_count == 0


def test_a_late_report_of_a_closed_project_is_not_taken_for_one_of_the_next(
    desk: Desk, workspace: Workspace, tmp_path: Path, qtbot: QtBot
) -> None:
    other = open_desk(tmp_path / "other.annotator", seed_text())
    other.store.close()
    workspace.submit("Tag", lambda edit: edit.put(desk.span("Topic", (0, 9))))
    workspace.open(other.store.path, "Anna")
    gate = threading.Event()
    workspace.writes.quietly(lambda _store: gate.wait(20))  # type: ignore[attr-defined]
    workspace.submit("Tag", lambda edit: edit.put(other.span("Topic", (0, 9))))
    qtbot.wait(50)
    assert workspace.unsaved_count == 1
    with qtbot.waitSignal(workspace.changed) as caught:
        gate.set()
    assert caught.args[0].articles == (other.article.id,)
    assert workspace.unsaved_count == 0


def test_a_mistake_of_the_program_in_an_edit_is_told_and_the_next_edit_works(
    desk: Desk, workspace: Workspace, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    with qtbot.waitSignal(workspace.failed) as caught:
        workspace.submit("Tag", lambda _edit: NOTHING["a bug"])
    assert caught.args[0].error.hint
    assert "KeyError" in caplog.text
    assert tag(workspace, desk.span("Topic", (0, 9)), qtbot).name == "Tag Topic"


def test_an_undo_in_another_article_may_be_the_last_thing_before_closing(desk: Desk, workspace: Workspace) -> None:
    workspace.submit("Tag", lambda edit: edit.put(desk.span("Topic", (0, 9))))
    other = next(id for id in workspace.store.article_ids() if id != desk.article.id)
    workspace.open_article(other)
    workspace.undo()
    workspace.close()
    with Store.open(desk.store.path) as store:
        assert store.spans(desk.article.id) == ()


def test_a_question_is_answered_later_and_one_without_sense_in_the_status_line(
    workspace: Workspace, qtbot: QtBot
) -> None:
    answers: list[object] = []
    workspace.ask(lambda store: store.annotator.name, answers.append)
    assert answers == []
    qtbot.waitUntil(lambda: answers == ["Anna"])
    with qtbot.waitSignal(workspace.status_said) as said:
        workspace.ask(lambda store: store.articles(ArticleFilter(search="(x")), answers.append)
    assert said.args == ["A “(” is not closed. Add “)”.", "problem"]
    assert answers == ["Anna"]
