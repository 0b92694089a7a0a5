"""While somebody works there is a backup every ten minutes, and one on closing; neither is waited for."""

import contextlib
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

import pytest
from pytestqt.qtbot import QtBot

from annotator import places
from annotator.core.ids import new_id
from annotator.core.model import Note
from annotator.core.progress import run
from annotator.store.backup import Why, back_up, backups
from annotator.store.check import check
from annotator.store.store import Store
from annotator.ui import keeping
from annotator.ui.keeping import Keeping
from annotator.ui.workspace import Workspace


@pytest.fixture
def keeper(workspace: Workspace) -> Keeping:
    return Keeping(workspace, workspace)


def note(workspace: Workspace, qtbot: QtBot, text: str) -> None:
    article = workspace.article
    assert article is not None
    made = Note(new_id(), article.id, workspace.annotator.id, text)
    with qtbot.waitSignal(workspace.changed):
        workspace.submit("Note", lambda edit: edit.put(made))


def test_ten_minutes_of_work_are_backed_up_and_idle_ones_are_not(
    workspace: Workspace, keeper: Keeping, project: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace.open(project, "Ada")
    id = workspace.store.project_id
    note(workspace, qtbot, "first")
    keeper.look()
    assert backups(id) == []
    monkeypatch.setattr(keeping, "EVERY", 0.0)
    monkeypatch.setattr(keeping, "SHARE", 0)
    with qtbot.waitSignal(keeper.backed_up):
        keeper.look()
    keeper.look()
    assert [backup.why for backup in backups(id)] == [Why.WORKING]
    note(workspace, qtbot, "second")
    with qtbot.waitSignal(keeper.backed_up):
        keeper.look()
    assert len(backups(id)) == 2
    workspace.close()


def closing_backup(id: str, qtbot: QtBot, count: int) -> None:
    qtbot.waitUntil(lambda: len(backups(id)) == count, timeout=10_000)


def test_closing_makes_a_backup_of_what_changed_since_the_last(
    workspace: Workspace, keeper: Keeping, project: Path, qtbot: QtBot
) -> None:
    workspace.open(project, "Ada")
    id = workspace.store.project_id
    note(workspace, qtbot, "first")
    workspace.close()
    closing_backup(id, qtbot, 1)
    (made,) = backups(id)
    assert made.why is Why.CLOSING
    with Store.open(made.path) as store:
        assert run(check(store)) == ()
        assert any(store.notes(article) for article in store.article_ids())
    workspace.open(project, "Ada")
    workspace.close()
    assert len(backups(id)) == 1


@contextlib.contextmanager
def at_call_of(name: str, do: Callable[[], object]) -> Iterator[None]:
    """Have threads that begin meanwhile do something first where they call a function."""

    def look(frame: FrameType, event: str, _value: object) -> None:
        if event == "call" and frame.f_code.co_name == name:
            do()

    threading.setprofile(look)
    try:
        yield
    finally:
        threading.setprofile(None)


def test_closing_while_a_backup_is_under_way_leaves_one_with_all_that_was_done(
    workspace: Workspace, project: Path, qtbot: QtBot
) -> None:
    gate = threading.Event()
    workspace.closed.connect(gate.set)  # before the keeper hears of it, so that it meets a backup under way
    keeper = Keeping(workspace, workspace)
    workspace.open(project, "Ada")
    id = workspace.store.project_id
    note(workspace, qtbot, "first")
    with at_call_of("copied", lambda: gate.wait(20)):
        keeper.begin(Why.WORKING)
    workspace.close()
    closing_backup(id, qtbot, 1)
    (made,) = backups(id)
    with Store.open(made.path) as store:
        assert [x.text for article in store.article_ids() for x in store.notes(article)] == ["first"]


def test_a_backup_that_failed_unheard_is_made_up_for_on_closing(
    workspace: Workspace, keeper: Keeping, project: Path, qtbot: QtBot
) -> None:
    places.data_dir().mkdir(parents=True, exist_ok=True)
    in_the_way = places.data_dir() / "backups"
    in_the_way.write_text("no folder", encoding="utf-8")
    workspace.open(project, "Ada")
    id = workspace.store.project_id
    note(workspace, qtbot, "first")
    keeper.begin(Why.WORKING)
    for thread in threading.enumerate():
        if thread.name == "backup":
            thread.join()
    in_the_way.unlink()
    workspace.close()
    closing_backup(id, qtbot, 1)
    assert [made.why for made in backups(id)] == [Why.CLOSING]


def test_what_is_saved_while_closing_makes_no_backup_where_somebody_else_makes_one(
    workspace: Workspace, keeper: Keeping, project: Path, qtbot: QtBot
) -> None:
    workspace.open(project, "Ada")
    id, article = workspace.store.project_id, workspace.article
    assert article is not None
    late = Note(new_id(), article.id, workspace.annotator.id, "late")
    workspace.closing.connect(lambda: workspace.submit("Note", lambda edit: edit.put(late)))
    keeper.let_go()
    with qtbot.waitSignal(workspace.changed):
        workspace.close()
    assert keeper.last is None
    assert backups(id) == []
    with Store.open(project) as store:
        assert store.notes(article.id) == (late,)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows gives a thread any stack")
def test_a_backup_without_a_thread_to_copy_on_is_told_and_made_up_for(
    workspace: Workspace, keeper: Keeping, project: Path, qtbot: QtBot
) -> None:
    workspace.open(project, "Ada")
    id = workspace.store.project_id
    note(workspace, qtbot, "first")
    said: list[str] = []
    workspace.status_said.connect(lambda text, _kind: said.append(text))
    try:
        with (
            at_call_of("copied", lambda: threading.stack_size(1 << 46)),  # no machine has room for such a thread
            qtbot.waitSignal(workspace.status_said),
        ):
            keeper.begin(Why.WORKING)
    finally:
        threading.stack_size(0)
    assert said[0].startswith("No backup of “Readouts.annotator” could be made: ")
    workspace.close()
    closing_backup(id, qtbot, 1)


def test_a_backup_that_cannot_be_made_is_told_once_and_the_work_goes_on(
    workspace: Workspace, keeper: Keeping, project: Path, qtbot: QtBot
) -> None:
    places.data_dir().mkdir(parents=True, exist_ok=True)
    (places.data_dir() / "backups").write_text("no folder", encoding="utf-8")
    workspace.open(project, "Ada")
    said: list[tuple[str, str]] = []
    workspace.status_said.connect(lambda text, kind: said.append((text, kind)))
    note(workspace, qtbot, "first")
    with qtbot.waitSignal(workspace.status_said):
        keeper.begin(Why.WORKING)
    keeper.begin(Why.WORKING)
    note(workspace, qtbot, "second")
    assert len(said) == 1
    assert said[0][0].startswith("No backup of “Readouts.annotator” could be made")
    keeper.let_go()
    workspace.close()


def test_who_reads_only_makes_no_backup(workspace: Workspace, keeper: Keeping, project: Path) -> None:
    workspace.open(project, "Ada", read_only=True)
    id = workspace.store.project_id
    keeper.begin(Why.WORKING)
    workspace.close()
    assert backups(id) == []
    assert run(back_up(project, Why.ASKED)) is not None
