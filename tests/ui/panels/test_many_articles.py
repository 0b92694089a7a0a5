"""Many articles of the list at once: selected by keyboard and mouse, changed in one step, exported; more filters."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from annotator.core.draft import Draft
from annotator.core.model import Annotator, Status
from annotator.core.query import ArticleFilter, Order
from annotator.store.edit import Edit
from annotator.ui.commands import Commands
from annotator.ui.notices import Notice
from annotator.ui.panels.articles import ArticlesPanel
from annotator.ui.panels.articles_model import PAGE
from annotator.ui.settings import Settings
from annotator.ui.workspace import Workspace
from tests.ui.panels.conftest import Project

SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def panel(qtbot: QtBot, workspace: Workspace, commands: Commands, settings: Settings) -> ArticlesPanel:
    panel = ArticlesPanel(workspace, commands, settings)
    qtbot.addWidget(panel)
    panel.resize(216, 600)
    with qtbot.waitActive(panel):
        panel.show()
        panel.activateWindow()
    panel.list.setFocus()
    return panel


def trigger(menu: QMenu, *names: str) -> None:
    menu.aboutToShow.emit()
    for name in names[:-1]:
        inner = next(action.menu() for action in menu.actions() if action.text() == name)
        assert isinstance(inner, QMenu)
        menu = inner
    next(action for action in menu.actions() if action.text().startswith(names[-1])).trigger()


def statuses(workspace: Workspace, project: Project) -> list[Status]:
    return [workspace.store.work(article.id).status for article in project.articles]


def test_shift_and_the_arrows_select_many_without_opening_and_one_step_marks_them(
    panel: ArticlesPanel, workspace: Workspace, project: Project, qtbot: QtBot
) -> None:
    assert panel.selection.isHidden()
    before, opened = statuses(workspace, project), workspace.article
    panel.list.setCurrentIndex(panel.model.index(0))
    for _ in range(2):
        qtbot.keyClick(panel.list, Qt.Key.Key_Down, SHIFT)
    assert workspace.article is opened
    assert panel.selection.count.text() == "3 selected"
    with qtbot.waitSignal(workspace.changed) as changed:
        trigger(panel.selection.change.popup, "Status", "Done")
    assert changed.args[0].name == "Mark 3 articles as done"
    assert statuses(workspace, project) == [Status.DONE] * 3
    assert panel.selection.count.text() == "3 selected", "what is selected stays selected"
    with qtbot.waitSignal(workspace.changed):
        workspace.undo()
    assert statuses(workspace, project) == before


def test_a_click_with_ctrl_selects_and_opens_nothing_and_escape_leaves_one(
    panel: ArticlesPanel, workspace: Workspace, qtbot: QtBot
) -> None:
    opened = workspace.article
    places = [panel.list.visualRect(panel.model.index(n)).center() for n in (0, 2)]
    viewport = panel.list.viewport()
    panel.list.setCurrentIndex(panel.model.index(0))
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, CTRL, places[1])
    assert len(panel.list.chosen()) == 2
    assert workspace.article is opened
    qtbot.keyClick(panel.list, Qt.Key.Key_Escape)
    assert len(panel.list.chosen()) == 1
    assert panel.selection.isHidden()


def test_labels_are_put_on_articles_and_taken_away(
    panel: ArticlesPanel, workspace: Workspace, project: Project, qtbot: QtBot
) -> None:
    panel.list.selectAll()
    with qtbot.waitSignal(workspace.changed) as changed:
        trigger(panel.selection.change.popup, "Label the articles", "Topic")
    assert changed.args[0].name == "Label 3 articles Topic"
    assert all(len(workspace.store.article_labels(article.id)) == 1 for article in project.articles)
    panel.list.selectAll()
    with qtbot.waitSignal(workspace.changed):
        trigger(panel.selection.change.popup, "Take a label away", "Topic")
    assert not any(workspace.store.article_labels(article.id) for article in project.articles)


def test_articles_are_assigned_to_somebody_of_the_project(
    panel: ArticlesPanel, workspace: Workspace, project: Project, qtbot: QtBot
) -> None:
    other = Annotator("01890000-0000-7000-8000-000000000001", "Bo")
    with qtbot.waitSignal(workspace.changed):
        workspace.submit("Add Bo", lambda edit: edit.put(other))
    panel.list.selectAll()
    with qtbot.waitSignal(workspace.changed) as changed:
        trigger(panel.selection.change.popup, "Assign to", "Bo")
    assert changed.args[0].name == "Assign 3 articles to Bo"
    works = [workspace.store.work(article.id, other.id) for article in project.articles]
    assert {work.assigned_by for work in works} == {workspace.annotator.id}


def test_the_selected_articles_are_what_is_exported(panel: ArticlesPanel, project: Project, qtbot: QtBot) -> None:
    panel.list.setCurrentIndex(panel.model.index(1))
    qtbot.keyClick(panel.list, Qt.Key.Key_Down, SHIFT)
    with qtbot.waitSignal(panel.selection.export_wanted) as wanted:
        trigger(panel.selection.change.popup, "Export…")
    assert wanted.args == [tuple(article.id for article in project.articles[1:])]


@pytest.mark.qt_log_ignore("^This plugin does not support (raise|grabbing the keyboard)")
def test_the_same_stands_in_the_menu_of_the_list(panel: ArticlesPanel, qtbot: QtBot) -> None:
    panel.list.selectAll()
    panel.list.customContextMenuRequested.emit(QPoint(20, 20))
    (menu,) = [each for each in panel.selection.findChildren(QMenu) if each.isVisible()]
    titles = [action.text() for action in menu.actions() if action.text()]
    assert titles == ["Status", "Label the articles", "Take a label away", "Assign to", "Export…"]
    menu.close()


def test_all_of_a_long_list_are_asked_about_and_marked_in_one_step(
    panel: ArticlesPanel, workspace: Workspace, qtbot: QtBot
) -> None:
    def add(edit: Edit) -> None:
        for n in range(3 * PAGE):
            edit.add_article(Draft(text=f"Text {n}", title=f"Title {n}"))

    with qtbot.waitSignal(workspace.changed):
        workspace.submit("Add", add)
    count = workspace.store.article_count()
    assert panel.model.rowCount() < count
    qtbot.keyClick(panel.list, Qt.Key.Key_A, CTRL)
    assert panel.selection.count.text() == "All selected"
    trigger(panel.selection.change.popup, "Status", "Not relevant")
    qtbot.waitUntil(lambda: len(panel.selection.window().findChildren(Notice)) == 1)
    (notice,) = panel.selection.window().findChildren(Notice)
    assert notice.text().startswith(f"Mark {count} articles as not relevant?")
    with qtbot.waitSignal(workspace.changed):
        notice.choose("go")
    assert workspace.store.status_counts()[Status.NOT_RELEVANT] == count
    with qtbot.waitSignal(workspace.changed):
        workspace.undo()
    assert workspace.store.status_counts()[Status.NOT_RELEVANT] < count


def test_source_label_and_number_of_spans_filter_the_list_and_a_chip_ends_each(
    panel: ArticlesPanel, workspace: Workspace, qtbot: QtBot
) -> None:
    menu = panel.filters.more.menu()
    menu.aboutToShow.emit()
    sources = next(action.menu() for action in menu.actions() if action.text() == "Source")
    assert isinstance(sources, QMenu)
    qtbot.waitUntil(lambda: sources.actions()[0].text() != "Looking…")
    name = sources.actions()[0].text().split("  ")[0]
    with qtbot.waitSignal(panel.model.modelReset):
        sources.actions()[0].trigger()
    assert workspace.filter == ArticleFilter(source=name)
    assert {row.source for n in range(panel.model.rowCount()) if (row := panel.model.row_at(n))} == {name}
    with qtbot.waitSignal(panel.model.modelReset):
        panel.filters._source.click()
    with qtbot.waitSignal(panel.model.modelReset):
        trigger(menu, "Spans", "No span")
    assert workspace.filter.most == 0
    rows = [panel.model.row_at(n) for n in range(panel.model.rowCount())]
    assert rows
    assert all(row is not None and row.spans == 0 for row in rows)
    with qtbot.waitSignal(panel.model.loaded):
        panel.filters._number.click()
    assert workspace.filter.most is None


@pytest.mark.parametrize("order", list(Order))
def test_the_list_is_there_at_once_in_every_order(panel: ArticlesPanel, workspace: Workspace, order: Order) -> None:
    count = panel.model.rowCount()
    workspace.set_filter(ArticleFilter(order=order))
    assert not panel.model.loading
    assert panel.model.rowCount() == count


@pytest.mark.parametrize("order", [Order.SOURCE, Order.SPANS])
def test_orders_that_no_index_walks_are_read_by_a_thread(
    panel: ArticlesPanel, workspace: Workspace, qtbot: QtBot, order: Order
) -> None:
    count = workspace.store.status_counts()[Status.NEW]
    assert count
    with qtbot.waitSignal(panel.model.modelReset):
        workspace.set_filter(ArticleFilter(status=Status.NEW, order=order))
        assert panel.model.loading
    assert panel.model.rowCount() == count
