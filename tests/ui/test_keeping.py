"""While somebody works there is a backup every ten minutes, and one on closing; neither is waited for."""

from pathlib import Path

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
