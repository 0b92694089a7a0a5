from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QTreeWidget
from pytestqt.qtbot import QtBot

from annotator import places
from annotator.core.change import ActionKind, ActionState
from annotator.core.draft import Draft
from annotator.core.query import ArticleFilter
from annotator.formats import format_named
from annotator.formats.base import WriteOptions
from annotator.store.store import Store
from annotator.ui.commands import Commands
from annotator.ui.dialogs.import_preview import ImportPreview
from annotator.ui.dialogs.results import ImportResult
from annotator.ui.drop_hint import DropHint
from annotator.ui.main_window import MainWindow
from annotator.ui.notices import Notice
from annotator.ui.settings import Settings
from annotator.ui.workspace import Workspace


def notice(qapp: QApplication) -> Notice:
    (found,) = [widget for widget in qapp.topLevelWidgets() if isinstance(widget, Notice) and widget.isVisible()]
    return found


def test_dropped_files_are_imported_once_and_refusals_are_listed(
    opened: MainWindow, workspace: Workspace, tmp_path: Path, qtbot: QtBot
) -> None:
    new, broken = tmp_path / "new.txt", tmp_path / "broken.txt"
    new.write_text("Fourth.\n\nSomebody spoke.\n", encoding="utf-8")
    broken.write_bytes(b"\x00\xff\xfe\x81 not text \xff")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in (new, broken, tmp_path / "articles")])
    drop = QDropEvent(
        QPointF(QPoint(600, 400)),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    with qtbot.waitSignal(opened.jobs.idle, timeout=10_000):
        opened.dropEvent(drop)
    preview = opened.findChild(ImportPreview)
    assert preview is not None
    assert preview.said.text() == "4 articles in 5 files, 3 are already here, 1 problem"
    with qtbot.waitSignal(opened.jobs.idle, timeout=10_000), qtbot.waitSignal(workspace.changed, timeout=10_000):
        preview.start()
    titles = [row.title for row in workspace.store.articles(ArticleFilter()).rows]
    assert len(titles) == 4
    result = opened.findChild(ImportResult)
    assert result is not None
    tree = result.findChild(QTreeWidget)
    assert tree is not None
    assert tree.topLevelItemCount() == 2
    result.close()


def test_what_is_dropped_without_a_project_asks_for_one_first(
    window: MainWindow, files: list[Path], workspace: Workspace, tmp_path: Path, qtbot: QtBot
) -> None:
    from annotator.ui.dialogs.new_project import NewProjectDialog

    window.filing.receive(files)
    dialog = window.findChild(NewProjectDialog)
    assert dialog is not None
    dialog.file.setText(str(tmp_path / "fresh.annotator"))
    with qtbot.waitSignal(window.jobs.idle, timeout=10_000):
        dialog.create_project()
    preview = window.findChild(ImportPreview)
    assert preview is not None
    with qtbot.waitSignal(window.jobs.idle, timeout=10_000):
        preview.start()
    assert len(workspace.store.articles(ArticleFilter()).rows) == 3


def test_a_dropped_project_is_opened(window: MainWindow, project: Path) -> None:
    window.filing.receive([project])
    assert window.windowFilePath() == str(project)


def test_an_export_writes_the_dataset_and_says_so(
    opened: MainWindow, workspace: Workspace, tmp_path: Path, qtbot: QtBot
) -> None:
    target = tmp_path / "out"
    with qtbot.waitSignal(workspace.status_said, timeout=10_000) as said:
        opened.filing.export_to(format_named("jsonl"), target, WriteOptions())
    assert said.args is not None
    assert said.args[0].startswith("Exported 3 articles with 0 spans")
    assert (target / "articles.jsonl").is_file()


def test_an_export_never_replaces_something_foreign_unasked(
    opened: MainWindow, workspace: Workspace, tmp_path: Path, qtbot: QtBot, qapp: QApplication
) -> None:
    target = tmp_path / "mine"
    target.mkdir()
    (target / "thesis.txt").write_text("years of work", encoding="utf-8")
    with qtbot.waitSignal(opened.jobs.idle, timeout=10_000):
        opened.filing.export_to(format_named("jsonl"), target, WriteOptions())
    notice(qapp).choose("leave")
    assert (target / "thesis.txt").read_text(encoding="utf-8") == "years of work"


def test_a_check_of_a_sound_project_says_so(
    opened: MainWindow, workspace: Workspace, commands: Commands, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(workspace.status_said, timeout=10_000) as said:
        commands.run("file.check")
    assert said.args is not None
    assert said.args[0].startswith("The project is sound")


def test_the_example_is_made_and_opened(window: MainWindow, commands: Commands, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.jobs.idle, timeout=20_000):
        commands.run("file.example")
    assert window.windowTitle().startswith("Example")
    assert places.data_dir() in Path(window.windowFilePath()).parents


def test_starting_again_asks_and_makes_a_fresh_example(
    window: MainWindow, workspace: Workspace, commands: Commands, qtbot: QtBot, qapp: QApplication
) -> None:
    with qtbot.waitSignal(window.jobs.idle, timeout=20_000):
        commands.run("file.example")
    first = workspace.store.project_id
    commands.run("help.start_again")
    with qtbot.waitSignal(window.jobs.idle, timeout=20_000):
        notice(qapp).choose("again")
    assert workspace.store.project_id != first


def test_starting_again_leaves_an_example_alone_that_another_window_has(
    window: MainWindow, workspace: Workspace, commands: Commands, qtbot: QtBot, qapp: QApplication
) -> None:
    with qtbot.waitSignal(window.jobs.idle, timeout=20_000):
        commands.run("file.example")
    path, first = workspace.store.path, workspace.store.project_id
    workspace.close()
    with Store.open(path, write=True, annotator="Grace") as other:
        window.filing.open_project(path)
        notice(qapp).choose("read")
        assert workspace.read_only
        commands.run("help.start_again")
        notice(qapp).choose("again")
        said = notice(qapp)
        assert "is being edited" in said.text()
        said.choose("ok")
        assert workspace.store.project_id == first, "what is open here stays open"
        assert other.article_count() == 1
    commands.run("help.start_again")
    with qtbot.waitSignal(window.jobs.idle, timeout=20_000):
        notice(qapp).choose("again")
    assert workspace.store.project_id != first
    assert not workspace.read_only


def test_a_project_that_another_window_has_is_offered_to_read(
    window: MainWindow, workspace: Workspace, commands: Commands, project: Path, qapp: QApplication
) -> None:
    with Store.open(project, write=True, annotator="Grace"):
        window.filing.open_project(project)
        asked = notice(qapp)
        assert "is being edited" in asked.text()
        asked.choose("read")
        assert workspace.read_only
        assert window.windowTitle() == "Readouts (read only)[*] — Annotator"
        assert commands.action("file.export").isEnabled()
        assert not commands.action("file.import").isEnabled()
        assert not commands.action("edit.undo").isEnabled()
        workspace.close()


@pytest.mark.parametrize("content", [b"", b"not a project at all"])
def test_a_file_that_is_no_project_is_an_error_with_a_hint(
    window: MainWindow, tmp_path: Path, qapp: QApplication, content: bytes
) -> None:
    path = tmp_path / "odd.annotator"
    path.write_bytes(content)
    window.filing.open_project(path)
    said = notice(qapp)
    assert "odd.annotator" in said.text()
    said.choose("ok")
    assert window.page == ""


def test_an_import_that_broke_off_is_kept_or_taken_back_as_one_chooses(
    window: MainWindow, workspace: Workspace, project: Path, files: list[Path], qtbot: QtBot, qapp: QApplication
) -> None:
    with Store.open(project, write=True, annotator="Ada") as store:
        long = store.begin("Import 9 files", ActionKind.IMPORT)
        with store.slice(long) as edit:
            edit.add_article(Draft("Fourth.\n\nHalf an import.\n", title="Fourth"))
    window.filing.open_project(project)
    assert len(workspace.store.articles(ArticleFilter()).rows) == 4
    asked = notice(qapp)
    assert "Import 9 files" in asked.text()
    with qtbot.waitSignal(window.jobs.idle):
        asked.choose("cancel")
    assert len(workspace.store.articles(ArticleFilter()).rows) == 3
    assert workspace.store.unfinished() == ()


@pytest.mark.parametrize("answer", ["cancel", "finish"])
def test_an_import_that_began_while_the_question_stood_goes_on_whatever_the_answer(
    window: MainWindow, workspace: Workspace, project: Path, qtbot: QtBot, qapp: QApplication, answer: str
) -> None:
    with Store.open(project, write=True, annotator="Ada") as store:
        old = store.begin("Import 9 files", ActionKind.IMPORT)
        with store.slice(old) as edit:
            edit.add_article(Draft("Fourth.\n\nHalf an import.\n", title="Fourth"))
    window.filing.open_project(project)
    asked = notice(qapp)
    begun = workspace.writes.run(lambda store: store.begin("Import another", ActionKind.IMPORT))
    with qtbot.waitSignal(window.jobs.idle):
        asked.choose(answer)
    assert [long.id for long in workspace.store.unfinished()] == [begun.id]
    done = workspace.writes.run(lambda store: store.finish(begun))
    assert done.state is ActionState.DONE


def test_a_new_name_stands_with_what_is_tagged_from_then_on(
    opened: MainWindow, workspace: Workspace, settings: Settings
) -> None:
    assert workspace.annotator.name == "Ada"
    settings.set("annotator.name", "Grace")
    assert workspace.annotator.name == "Grace"


def test_files_dragged_over_the_window_show_that_they_can_be_dropped(opened: MainWindow, files: list[Path]) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(files[0]))])
    where, button, modifier = QPoint(300, 300), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(where, Qt.DropAction.CopyAction, data, button, modifier)
    opened.dragEnterEvent(enter)
    assert enter.isAccepted()
    hint = opened.findChild(DropHint)
    assert hint is not None
    assert hint.isVisible()
    opened.dragLeaveEvent(QDragLeaveEvent())
    assert not hint.isVisible()
