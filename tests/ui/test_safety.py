"""Backups, damage and missing changes as they are met in the window: each with its own words and a way on."""

import shutil
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from annotator.core.ids import new_id
from annotator.core.model import Note
from annotator.core.progress import run
from annotator.store.away import take
from annotator.store.backup import Why, back_up, backups
from annotator.store.connection import disk_full
from annotator.store.store import Store
from annotator.ui.commands import Commands
from annotator.ui.dialogs.backups import BackupsDialog
from annotator.ui.filing import LAST
from annotator.ui.main_window import MainWindow
from annotator.ui.notices import Notice
from annotator.ui.settings import Settings
from annotator.ui.workspace import Workspace


def notice(qapp: QApplication) -> Notice:
    (found,) = [widget for widget in qapp.topLevelWidgets() if isinstance(widget, Notice) and widget.isVisible()]
    return found


def note(workspace: Workspace, qtbot: QtBot, text: str) -> None:
    article = workspace.article
    assert article is not None
    made = Note(new_id(), article.id, workspace.annotator.id, text)
    with qtbot.waitSignal(workspace.changed):
        workspace.submit(f"Note {text}", lambda edit: edit.put(made))


def notes(workspace: Workspace) -> list[str]:
    return sorted(note.text for id in workspace.store.article_ids() for note in workspace.store.notes(id))


def show_backups(window: MainWindow, commands: Commands, qtbot: QtBot) -> BackupsDialog:
    with qtbot.waitSignal(window.jobs.idle, timeout=10_000):
        commands.run("file.backups")
    dialog = window.findChild(BackupsDialog)
    assert dialog is not None
    return dialog


def answer_file_dialogs(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(path), ""))


def test_a_backup_is_made_listed_and_put_back_and_what_it_replaces_is_kept(
    opened: MainWindow, workspace: Workspace, commands: Commands, qtbot: QtBot, qapp: QApplication
) -> None:
    note(workspace, qtbot, "first")
    dialog = show_backups(opened, commands, qtbot)
    assert dialog.tree.topLevelItemCount() == 0
    with qtbot.waitSignal(opened.jobs.idle), qtbot.waitSignal(dialog.tree.itemSelectionChanged, timeout=10_000):
        dialog.now.click()
    row = dialog.tree.topLevelItem(0)
    assert row is not None
    assert [row.text(column) for column in (1, 2, 3)] == ["because you asked for it", "3", "0"]
    assert row.text(4).startswith("Note first")
    dialog.close()
    note(workspace, qtbot, "second")
    dialog = show_backups(opened, commands, qtbot)
    dialog.restore.click()
    asked = notice(qapp)
    assert "It has 3 articles and 0 spans, the last step “Note first”." in asked.text()
    with qtbot.waitSignal(workspace.opened, timeout=10_000):
        asked.choose("restore")
    assert notes(workspace) == ["first"]
    assert [backup.why for backup in backups(workspace.store.project_id)] == [Why.RESTORE, Why.ASKED]
    assert not [w for w in qapp.topLevelWidgets() if isinstance(w, Notice) and w.isVisible()], "nothing is missing"


def test_a_backup_of_another_copy_of_the_project_is_listed_last_and_says_so(
    opened: MainWindow, workspace: Workspace, commands: Commands, qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    run(back_up(workspace.store.path, Why.ASKED))
    copy = tmp_path / "Copy of it.annotator"
    workspace.writes.run(lambda store: store.copy_to(copy))
    run(back_up(copy, Why.ASKED))
    dialog = show_backups(opened, commands, qtbot)
    own, other = dialog.tree.topLevelItem(0), dialog.tree.topLevelItem(1)
    assert own is not None
    assert other is not None
    assert (own.text(6), other.text(6)) == ("", "Copy of it.annotator")
    assert not dialog.tree.isColumnHidden(6)
    dialog.tree.setCurrentItem(other)
    dialog.restore.click()
    asked = notice(qapp)
    assert f"It is of another copy of the project: {copy}." in asked.text()
    asked.choose("leave")


def test_a_backup_is_opened_as_a_copy_beside_the_project(
    opened: MainWindow,
    workspace: Workspace,
    commands: Commands,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    project = workspace.store.path
    run(back_up(project, Why.ASKED))
    note(workspace, qtbot, "later")
    answer_file_dialogs(monkeypatch, tmp_path / "old")
    dialog = show_backups(opened, commands, qtbot)
    with qtbot.waitSignal(workspace.opened, timeout=10_000):
        dialog.open_copy.click()
    assert workspace.store.path == tmp_path / "old.annotator"
    assert notes(workspace) == []
    with Store.open(project) as store:
        assert store.actions()[0].name == "Note later"


def damage(project: Path) -> bytes:
    data = bytearray(project.read_bytes())
    data[8192 : len(data) // 2] = b"\x00" * (len(data) // 2 - 8192)
    project.write_bytes(data)
    return bytes(data)


def test_a_damaged_project_is_said_to_be_and_recovered_into_a_new_file(
    window: MainWindow,
    workspace: Workspace,
    project: Path,
    qtbot: QtBot,
    qapp: QApplication,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run(back_up(project, Why.ASKED))
    data = damage(project)
    window.filing.open_project(project)
    assert not workspace.is_open
    asked = notice(qapp)
    assert asked.text().startswith("“Readouts.annotator” is damaged")
    assert list(asked.buttons) == ["leave", "backups", "recover"]
    answer_file_dialogs(monkeypatch, project.with_name("new.annotator"))
    with qtbot.waitSignal(workspace.opened, timeout=20_000):
        asked.choose("recover")
    assert project.read_bytes() == data
    assert workspace.store.article_count() == 3
    assert notice(qapp).text().startswith("Everything that the file held is back.")
    notice(qapp).choose("ok")


def test_a_damaged_project_is_replaced_by_a_backup_and_kept_under_another_name(
    window: MainWindow, workspace: Workspace, project: Path, qtbot: QtBot, qapp: QApplication
) -> None:
    run(back_up(project, Why.ASKED))
    data = damage(project)
    window.filing.open_project(project)
    with qtbot.waitSignal(window.jobs.idle, timeout=10_000):
        notice(qapp).choose("backups")
    dialog = window.findChild(BackupsDialog)
    assert dialog is not None
    assert dialog.now.isHidden()
    dialog.restore.click()
    assert "The damaged file is renamed and stays beside it." in notice(qapp).text()
    with qtbot.waitSignal(workspace.opened, timeout=10_000):
        notice(qapp).choose("restore")
    assert workspace.store.path == project
    (aside,) = project.parent.glob("Readouts (damaged *).annotator")
    assert aside.read_bytes() == data


def test_a_file_that_never_was_a_project_is_only_refused(
    window: MainWindow, workspace: Workspace, tmp_path: Path, qapp: QApplication
) -> None:
    path = tmp_path / "letter.annotator"
    path.write_text("Dear reader", encoding="utf-8")
    window.filing.open_project(path)
    assert list(notice(qapp).buttons) == ["ok"]
    notice(qapp).choose("ok")


def test_an_older_copy_says_how_many_changes_it_lacks_and_since_when(
    window: MainWindow, workspace: Workspace, project: Path, tmp_path: Path, qtbot: QtBot, qapp: QApplication
) -> None:
    window.filing.open_project(project)
    note(workspace, qtbot, "kept")
    made = workspace.store.actions()[0].at
    workspace.close()
    shutil.copy(project, tmp_path / "old")
    window.filing.open_project(project)
    note(workspace, qtbot, "one")
    note(workspace, qtbot, "two")
    workspace.close()
    shutil.copy(tmp_path / "old", project)
    window.filing.open_project(project)
    told = notice(qapp)
    assert told.text().startswith("2 saved changes are missing from this file: all since ")
    assert workspace.store.actions()[0].at == made
    with qtbot.waitSignal(window.jobs.idle, timeout=10_000):
        told.choose("backups")
    assert window.findChild(BackupsDialog) is not None


def test_a_project_open_to_read_says_so_and_can_be_opened_to_edit(
    window: MainWindow, workspace: Workspace, project: Path, qtbot: QtBot, qapp: QApplication
) -> None:
    with Store.open(project, write=True, annotator="Bo"):
        window.filing.open_project(project)
        notice(qapp).choose("read")
        assert window.filing.safety.banner.text.startswith("Open to read only")
        assert window.filing.safety.banner.isVisible()
    window.filing.safety.banner.buttons[0].click()
    assert not workspace.read_only
    assert not window.filing.safety.banner.isVisible()


def test_a_past_moment_is_looked_at_and_left_again(
    opened: MainWindow, workspace: Workspace, commands: Commands, project: Path, qtbot: QtBot
) -> None:
    note(workspace, qtbot, "first")
    then = workspace.store.actions(1)[0]
    note(workspace, qtbot, "second")
    safety = opened.filing.safety
    with qtbot.waitSignal(workspace.opened, timeout=10_000):
        workspace.moment_wanted.emit(then)
    assert notes(workspace) == ["first"]
    assert workspace.store.actions(1)[0].id == then.id
    assert safety.banner.text.startswith("This is how the project was at ")
    assert "“Note first”" in safety.banner.text
    copy = workspace.store.path
    safety.banner.buttons[0].click()
    assert workspace.store.path == project
    assert notes(workspace) == ["first", "second"]
    assert not copy.exists()
    note(workspace, qtbot, "third")


def test_a_backup_that_is_put_back_while_the_past_is_shown_replaces_the_project_itself(
    opened: MainWindow,
    workspace: Workspace,
    commands: Commands,
    settings: Settings,
    project: Path,
    qtbot: QtBot,
    qapp: QApplication,
) -> None:
    note(workspace, qtbot, "first")
    run(back_up(project, Why.ASKED))
    then = workspace.store.actions(1)[0]
    note(workspace, qtbot, "second")
    with qtbot.waitSignal(workspace.opened, timeout=10_000):
        workspace.moment_wanted.emit(then)
    dialog = show_backups(opened, commands, qtbot)
    (row,) = dialog.tree.findItems("because you asked for it", Qt.MatchFlag.MatchExactly, 1)
    dialog.tree.setCurrentItem(row)
    dialog.restore.click()
    asked = notice(qapp)
    assert "The project has 3 articles and 0 spans now" in asked.text()
    with qtbot.waitSignal(workspace.opened, timeout=10_000):
        asked.choose("restore")
    assert workspace.store.path == project
    assert not workspace.read_only
    assert settings.text(LAST) == str(project)
    assert notes(workspace) == ["first"]
    assert not opened.filing.safety.banner.isVisible()
    newest = backups(workspace.store.project_id)[0]
    assert newest.why is Why.RESTORE
    with Store.open(newest.path) as store:
        assert store.actions(1)[0].name == "Note second"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not let go of a file that is open")
def test_a_project_that_was_moved_while_open_goes_on_in_another_place(
    opened: MainWindow,
    workspace: Workspace,
    project: Path,
    tmp_path: Path,
    qtbot: QtBot,
    qapp: QApplication,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    note(workspace, qtbot, "kept")
    project.rename(tmp_path / "away")
    article = workspace.article
    assert article is not None
    made = Note(new_id(), article.id, workspace.annotator.id, "lost")
    with qtbot.waitSignal(workspace.failed):
        workspace.submit("Note", lambda edit: edit.put(made))
    told = notice(qapp)
    assert told.text().startswith("“Readouts.annotator” is not in its place any more")
    answer_file_dialogs(monkeypatch, tmp_path / "rescued")
    with qtbot.waitSignal(workspace.opened, timeout=10_000):
        told.choose("help")
    assert workspace.store.path == tmp_path / "rescued.annotator"
    assert notes(workspace) == ["kept"]
    note(workspace, qtbot, "more")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not let go of a file that is open")
def test_an_import_into_a_project_that_was_moved_offers_another_place(
    opened: MainWindow, project: Path, tmp_path: Path, qapp: QApplication, qtbot: QtBot
) -> None:
    (tmp_path / "new.txt").write_text("China will cut tariffs.\n", encoding="utf-8")
    project.rename(tmp_path / "away")
    with qtbot.waitSignal(opened.jobs.idle, timeout=10_000):
        opened.filing.imports.import_paths([tmp_path / "new.txt"], None)
    told = notice(qapp)
    assert told.text().startswith("“Readouts.annotator” is not in its place any more")
    assert "Save to another place…" in [button.text() for button in told.findChildren(QPushButton)]


def test_an_import_that_fills_the_disk_offers_another_place(
    opened: MainWindow, workspace: Workspace, tmp_path: Path, qapp: QApplication, qtbot: QtBot
) -> None:
    (tmp_path / "new.txt").write_text("China will cut tariffs. " * 5000, encoding="utf-8")
    workspace.writes.run(
        lambda store: store._connection.execute(
            f"PRAGMA max_page_count={store._connection.execute('PRAGMA page_count').fetchone()[0]}"
        )
    )
    with qtbot.waitSignal(opened.jobs.idle, timeout=10_000):
        opened.filing.imports.import_paths([tmp_path / "new.txt"], None)
    told = notice(qapp)
    assert told.text().startswith("The disk that holds “Readouts.annotator” is full")
    assert "Save to another place…" in [button.text() for button in told.findChildren(QPushButton)]


def test_a_disk_that_is_nearly_full_offers_another_one(
    opened: MainWindow,
    workspace: Workspace,
    tmp_path: Path,
    qtbot: QtBot,
    qapp: QApplication,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    note(workspace, qtbot, "kept")
    workspace.disk_low.emit(disk_full(workspace.store.path))
    told = notice(qapp)
    assert "Your last changes are saved, in room that Annotator had kept for this." in told.text()
    answer_file_dialogs(monkeypatch, tmp_path / "stick.annotator")
    with qtbot.waitSignal(workspace.opened, timeout=10_000):
        told.choose("elsewhere")
    assert notes(workspace) == ["kept"]


def test_a_project_in_a_synchronised_folder_is_worked_on_in_a_copy_and_put_back(
    window: MainWindow, workspace: Workspace, project: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    shared = tmp_path / "Dropbox" / "Readouts.annotator"
    shared.parent.mkdir()
    project.rename(shared)
    safety = window.filing.safety
    with qtbot.waitSignal(workspace.opened, timeout=10_000):
        window.filing.open_project(shared)
    assert workspace.store.path != shared
    assert safety.project == shared
    assert "in a folder that Dropbox keeps in step" in safety.banner.text
    note(workspace, qtbot, "first")
    with qtbot.waitSignal(workspace.status_said, timeout=10_000) as said:
        safety.banner.buttons[0].click()
    assert said.args == [f"Put back to “{shared}”.", "news"]
    note(workspace, qtbot, "second")
    id = workspace.store.project_id
    workspace.close()
    with qtbot.waitSignal(workspace.opened, timeout=10_000):
        window.filing.open_project(shared)
    assert notes(workspace) == ["first", "second"]
    with Store.open(shared) as store:
        assert sorted(x.text for id in store.article_ids() for x in store.notes(id)) == ["first", "second"]
    assert [backup.why for backup in backups(id)] == [Why.CLOSING]


def test_a_project_that_was_changed_in_its_place_meanwhile_is_kept_beside(
    window: MainWindow, workspace: Workspace, project: Path, tmp_path: Path, qtbot: QtBot, qapp: QApplication
) -> None:
    shared = tmp_path / "OneDrive - Firm" / "Readouts.annotator"
    shared.parent.mkdir()
    shutil.copy(project, shared)
    with qtbot.waitSignal(workspace.opened, timeout=10_000):
        window.filing.open_project(shared)
    note(workspace, qtbot, "mine")
    with Store.open(project, write=True, annotator="Bo") as store, store.edit("Note") as edit:
        edit.put(Note(new_id(), next(store.article_ids()), store.annotator.id, "theirs"))
    project.replace(shared)
    window.filing.safety.banner.buttons[0].click()
    qtbot.waitUntil(lambda: any(isinstance(w, Notice) and w.isVisible() for w in qapp.topLevelWidgets()), timeout=9_000)
    assert notice(qapp).text().startswith("Somebody else changed the project in its place meanwhile.")
    notice(qapp).choose("ok")
    (beside,) = shared.parent.glob("Readouts (from *).annotator")
    with Store.open(beside) as store:
        assert [x.text for id in store.article_ids() for x in store.notes(id)] == ["mine"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows makes no link without a right to")
def test_a_project_is_closed_under_any_name_before_it_is_recovered(
    opened: MainWindow, workspace: Workspace, project: Path, tmp_path: Path, qtbot: QtBot, qapp: QApplication
) -> None:
    note(workspace, qtbot, "kept")
    id = workspace.store.project_id
    link = tmp_path / "link.annotator"
    link.symlink_to(project)
    with qtbot.waitSignal(workspace.opened, timeout=20_000):
        opened.filing.safety.recover_from(link, tmp_path / "new.annotator")
        assert not workspace.is_open
    assert workspace.store.path == tmp_path / "new.annotator"
    assert notes(workspace) == ["kept"]
    assert backups(id) == [], "nothing else reads it meanwhile"
    notice(qapp).choose("ok")


def test_a_damaged_copy_of_a_project_elsewhere_is_told_of_and_the_project_opened(
    window: MainWindow, workspace: Workspace, project: Path, tmp_path: Path, qtbot: QtBot, qapp: QApplication
) -> None:
    shared = tmp_path / "Dropbox" / "Readouts.annotator"
    shared.parent.mkdir()
    project.rename(shared)
    left = run(take(shared))
    left.copy.write_bytes(b"junk" * 3000)
    left.lock.release()
    with qtbot.waitSignal(workspace.opened, timeout=10_000):
        window.filing.open_project(shared)
    qtbot.waitUntil(lambda: window.filing.safety.elsewhere.original == shared)
    told = notice(qapp)
    assert told.text().startswith("The copy that you worked on last is damaged.")
    told.choose("ok")
    assert workspace.store.article_count() == 3
