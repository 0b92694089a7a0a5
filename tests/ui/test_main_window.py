import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from annotator.core.ids import new_id
from annotator.core.model import Article, Note, Status
from annotator.core.progress import Progress, Task
from annotator.core.query import ArticleFilter
from annotator.store.edit import Edit
from annotator.store.store import Store
from annotator.ui.commands import COMMANDS, MENUS, Commands
from annotator.ui.dialogs.command_palette import CommandPalette
from annotator.ui.main_window import MainWindow, window_title
from annotator.ui.notices import Notice
from annotator.ui.settings import Settings
from annotator.ui.workspace import Workspace


def notice(qapp: QApplication) -> Notice:
    (found,) = [widget for widget in qapp.topLevelWidgets() if isinstance(widget, Notice) and widget.isVisible()]
    return found


def note_on(article: Article | None, annotator: str, text: str) -> Callable[[Edit], None]:
    assert article is not None
    note = Note(new_id(), article.id, annotator, text)
    return lambda edit: edit.put(note)


# assembling


def test_every_command_is_bound_in_the_window(window: MainWindow, commands: Commands) -> None:
    assert commands.unbound() == ()


def test_the_menus_hold_every_command_of_the_table_in_its_order(window: MainWindow) -> None:
    whole = window.menuBar().findChildren(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly)
    menus = [menu for menu in whole if menu.title().startswith("&")]
    assert [action.text().replace("&", "") for action in window.menuBar().actions()] == list(MENUS)
    for menu, name in zip(menus, MENUS, strict=True):
        assert commands_in(menu) == [command.id for command in COMMANDS if command.menu == name]


def commands_in(menu: QMenu) -> list[str]:
    """Return the commands of a menu and of those inside it, in order."""
    found: list[str] = []
    for action in menu.actions():
        inner = action.menu()
        if isinstance(inner, QMenu):
            found += commands_in(inner)
        elif action.objectName():
            found.append(action.objectName())
    return found


def test_without_a_project_the_welcome_page_offers_what_can_be_done(window: MainWindow, commands: Commands) -> None:
    assert window.page == ""
    assert [way.isEnabled() for way in window.welcome.ways] == [True, True, True]
    for id in ("file.export", "file.import", "view.spans", "edit.undo", "article.done_next", "span.remove"):
        assert not commands.action(id).isEnabled(), id
    for id in ("file.new", "file.open", "help.about", "file.settings"):
        assert commands.action(id).isEnabled(), id


def test_opening_a_project_shows_its_articles_and_names_it(opened: MainWindow, project: Path) -> None:
    assert opened.page == "articles"
    assert opened.windowTitle() == "Readouts[*] — Annotator"
    assert opened.windowFilePath() == str(project)


def test_a_star_in_a_project_name_is_not_taken_for_unsaved_changes() -> None:
    assert window_title("a[*]b") == "a[*][*]b[*] — Annotator"


def test_closing_a_project_goes_back_to_the_welcome_page_where_it_is_listed(
    opened: MainWindow, commands: Commands, project: Path, qtbot: QtBot
) -> None:
    commands.run("file.close")
    assert opened.page == ""
    assert [row.accessibleName() for row in opened.welcome.rows] == ["Open Readouts"]
    qtbot.mouseClick(opened.welcome.rows[0], Qt.MouseButton.LeftButton)
    assert opened.page == "articles"


@pytest.mark.parametrize(
    ("key", "page"),
    [(Qt.Key.Key_2, "spans"), (Qt.Key.Key_3, "codebook"), (Qt.Key.Key_4, "overview"), (Qt.Key.Key_1, "articles")],
)
def test_each_page_has_its_key(opened: MainWindow, qtbot: QtBot, key: Qt.Key, page: str) -> None:
    qtbot.keyClick(opened, key, Qt.KeyboardModifier.ControlModifier)
    assert opened.page == page


def test_f11_leaves_the_article_alone_and_brings_the_sides_back(opened: MainWindow, qtbot: QtBot) -> None:
    sides = (opened.articles.articles, opened.articles.right)
    qtbot.keyClick(opened, Qt.Key.Key_F11)
    assert [side.isVisible() for side in sides] == [False, False]
    qtbot.keyClick(opened, Qt.Key.Key_F11)
    assert [side.isVisible() for side in sides] == [True, True]


def test_searching_brings_the_list_back(opened: MainWindow, commands: Commands) -> None:
    commands.run("view.sides")
    commands.run("edit.search")
    assert opened.articles.articles.isVisible()
    assert not commands.action("view.sides").isChecked()
    assert opened.articles.articles.search.hasFocus()


def test_the_list_folds_in_a_narrow_window_and_the_details_stay(opened: MainWindow) -> None:
    opened.resize(1100, 700)
    assert opened.articles.articles.width() < 60
    assert opened.articles.right.isVisible()
    opened.resize(1366, 768)
    assert opened.articles.articles.width() > 150


def test_history_takes_the_place_of_the_details(opened: MainWindow, commands: Commands) -> None:
    commands.run("view.history")
    assert opened.articles.history.isVisible()
    assert not opened.articles.details.isVisible()
    commands.run("view.history")
    assert opened.articles.details.isVisible()


def test_f6_goes_through_every_part_and_comes_back(opened: MainWindow, qtbot: QtBot) -> None:
    opened.articles.editor.setFocus()
    seen = []
    for _ in range(4):
        qtbot.keyClick(opened, Qt.Key.Key_F6)
        focused = QApplication.focusWidget()
        assert focused is not None
        parts = (*opened.articles.panes, opened.switcher)
        seen.append(next(n for n, part in enumerate(parts) if part.isAncestorOf(focused)))
    assert sorted(seen) == [0, 1, 2, 3]
    qtbot.keyClick(opened, Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert QApplication.focusWidget() is not None


def test_colours_are_chosen_in_the_menu_and_shown_there(
    window: MainWindow, commands: Commands, settings: Settings
) -> None:
    commands.run("view.theme_dark")
    assert settings.string("theme") == "dark"
    settings.set("theme", "light")
    assert commands.action("view.theme_light").isChecked()


def test_the_size_of_the_text_is_a_setting(window: MainWindow, commands: Commands, settings: Settings) -> None:
    normal = settings.number("text.size")
    commands.run("view.zoom_in")
    commands.run("view.zoom_in")
    commands.run("view.zoom_out")
    assert settings.number("text.size") == normal + 1
    commands.run("view.zoom_reset")
    assert settings.number("text.size") == normal


def test_sizes_come_back_at_the_next_start(opened: MainWindow, settings: Settings, qtbot: QtBot, project: Path) -> None:
    opened.resize(800, 640)
    opened.resize(1366, 640)
    opened.articles.splitter.moveSplitter(260, 1)
    opened.articles.splitter.moveSplitter(980, 2)
    sizes = opened.articles.splitter.sizes()
    assert sizes[0] == 260
    opened.resize(800, 640)
    assert opened.close()
    workspace = Workspace()
    again = MainWindow(workspace, Commands(settings), settings)
    qtbot.addWidget(again)
    with qtbot.waitExposed(again):
        again.show()
    again.filing.open_project(project)
    assert (again.width(), again.height()) == (800, 640)
    again.resize(1366, 640)
    assert again.articles.splitter.sizes() == sizes
    workspace.close()


def test_the_palette_opens_over_the_window_and_runs_a_command(opened: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(opened, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    palette = opened.findChild(CommandPalette)
    assert palette is not None
    qtbot.keyClicks(palette.search, "overview")
    qtbot.keyClick(palette.search, Qt.Key.Key_Return)
    assert opened.page == "overview"


# steps


def test_undo_names_the_step_and_takes_it_back(
    opened: MainWindow, workspace: Workspace, commands: Commands, qtbot: QtBot
) -> None:
    assert not commands.action("edit.undo").isEnabled()
    with qtbot.waitSignal(workspace.changed):
        workspace.submit("Write a note", note_on(workspace.article, workspace.annotator.id, "look again"))
    assert commands.title("edit.undo") == "Undo Write a note"
    with qtbot.waitSignal(workspace.changed):
        qtbot.keyClick(opened, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert commands.title("edit.redo") == "Redo Write a note"
    with qtbot.waitSignal(workspace.changed):
        qtbot.keyClick(opened, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert commands.action("edit.undo").isEnabled()


def test_done_goes_to_the_next_article_to_do_and_stops_when_all_is_done(
    opened: MainWindow, workspace: Workspace, commands: Commands, qtbot: QtBot
) -> None:
    ids = [row.id for row in workspace.store.articles(ArticleFilter()).rows]
    seen = []
    for _ in ids:
        assert workspace.article is not None
        seen.append(workspace.article.id)
        with qtbot.waitSignal(workspace.changed):
            commands.run("article.done_next")
    assert sorted(seen) == sorted(ids)
    assert workspace.store.status_counts()[Status.DONE] == 3
    with qtbot.waitSignal(workspace.status_said) as said:
        commands.run("article.not_relevant_next")
    assert said.args is not None
    assert "last article" in said.args[0]
    with qtbot.waitSignal(workspace.changed):
        pass


def test_next_and_previous_follow_the_list(
    opened: MainWindow, workspace: Workspace, qtbot: QtBot, commands: Commands
) -> None:
    ids = [row.id for row in workspace.store.articles(ArticleFilter()).rows]
    workspace.open_article(ids[0])
    qtbot.keyClick(opened, Qt.Key.Key_PageDown, Qt.KeyboardModifier.AltModifier)
    assert workspace.article is not None
    assert workspace.article.id == ids[1]
    qtbot.keyClick(opened, Qt.Key.Key_PageUp, Qt.KeyboardModifier.AltModifier)
    assert workspace.article.id == ids[0]
    with qtbot.waitSignal(workspace.status_said) as said:
        commands.run("go.previous_article")
    assert said.args is not None
    assert "first article" in said.args[0]


# closing


def waiting(go_on: threading.Event) -> Task[str]:
    while not go_on.wait(0.01):
        yield Progress(0, None, "waiting")
    return "done"


def test_closing_while_something_is_under_way_asks_and_stops_it(
    opened: MainWindow, workspace: Workspace, qtbot: QtBot, qapp: QApplication
) -> None:
    opened.jobs.run("Exporting", waiting(threading.Event()), lambda _result: None)
    assert not opened.close()
    with qtbot.waitSignal(workspace.closed, timeout=10_000):
        notice(qapp).choose("stop")
    assert opened.jobs.running == ()
    assert not opened.isVisible()


def test_staying_open_lets_it_go_on(opened: MainWindow, qtbot: QtBot, qapp: QApplication) -> None:
    go_on = threading.Event()
    results: list[str] = []
    opened.jobs.run("Exporting", waiting(go_on), results.append)
    assert not opened.close()
    notice(qapp).choose("stay")
    with qtbot.waitSignal(opened.jobs.idle):
        go_on.set()
    assert results == ["done"]
    assert opened.isVisible()


def test_closing_waits_until_every_change_is_on_disk(
    opened: MainWindow, workspace: Workspace, project: Path, qtbot: QtBot, qapp: QApplication
) -> None:
    reached, go_on = threading.Event(), threading.Event()
    article, write = workspace.article, note_on(workspace.article, workspace.annotator.id, "kept")

    def slow(edit: Edit) -> None:
        reached.set()
        go_on.wait(5)
        write(edit)

    workspace.submit("Write a note", slow)
    assert reached.wait(5)
    qtbot.waitUntil(opened.isWindowModified)
    assert not opened.close()
    assert "1 change is being saved" in notice(qapp).text()
    with qtbot.waitSignal(workspace.closed, timeout=10_000):
        go_on.set()
    assert not opened.isVisible()
    assert article is not None
    with Store.open(project) as store:
        assert [note.text for note in store.notes(article.id)] == ["kept"]


def test_an_edit_that_fails_is_explained_once(
    opened: MainWindow, workspace: Workspace, qtbot: QtBot, qapp: QApplication
) -> None:
    article = workspace.article
    assert article is not None
    orphan = Note(new_id(), new_id(), workspace.annotator.id, "nowhere")
    for _ in range(2):
        with qtbot.waitSignal(workspace.failed):
            workspace.submit("Write a note", lambda edit: edit.put(orphan))
    notice(qapp).choose("ok")
