"""The articles list as people use it: find, filter, sort, open, by keyboard too."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from annotator.core.draft import Draft
from annotator.core.model import Status
from annotator.core.query import ArticleFilter, Order
from annotator.core.searching import FIELDS
from annotator.store.edit import Edit
from annotator.store.store import Store
from annotator.ui.commands import Commands
from annotator.ui.panels.articles import ArticlesPanel
from annotator.ui.panels.articles_model import PAGE
from annotator.ui.settings import Settings
from annotator.ui.workspace import Workspace
from tests.ui.panels.conftest import ANNOTATOR, Project, Stored


@pytest.fixture
def panel(qtbot: QtBot, workspace: Workspace, commands: Commands, settings: Settings) -> ArticlesPanel:
    panel = ArticlesPanel(workspace, commands, settings)
    qtbot.addWidget(panel)
    panel.resize(216, 600)
    with qtbot.waitActive(panel):
        panel.show()
        panel.activateWindow()
    return panel


def titles(panel: ArticlesPanel) -> list[str]:
    return [str(panel.model.index(row).data()) for row in range(panel.model.rowCount())]


def search(panel: ArticlesPanel, qtbot: QtBot, words: str) -> None:
    panel.search.setFocus()
    panel.search.selectAll()
    with qtbot.waitSignal(panel.model.modelReset):
        qtbot.keyClicks(panel.search, words)


def choose(panel: ArticlesPanel, words: str) -> None:
    actions = (action for button in (panel.filters.status, panel.filters.order) for action in button.menu().actions())
    next(action for action in actions if action.text().startswith(words)).trigger()


def test_all_articles_stand_in_the_order_added(panel: ArticlesPanel) -> None:
    assert titles(panel) == ["Talks in Jakarta", "Call on <b>trade</b> & peace", "Harvest festival"]


def test_words_typed_find_articles_by_their_text_and_the_caret_stays(panel: ArticlesPanel, qtbot: QtBot) -> None:
    search(panel, qtbot, "danced")
    assert titles(panel) == ["Harvest festival"]
    assert panel.search.hasFocus()


def test_enter_in_the_search_field_opens_what_is_chosen(
    panel: ArticlesPanel, workspace: Workspace, project: Project, qtbot: QtBot
) -> None:
    search(panel, qtbot, "trade")
    qtbot.keyClick(panel.search, Qt.Key.Key_Down)
    with qtbot.waitSignal(workspace.article_opened) as opened:
        qtbot.keyClick(panel.search, Qt.Key.Key_Return)
    assert opened.args == [project.articles[1].id]
    assert panel.search.hasFocus()


def test_a_search_that_was_overtaken_shows_nothing_of_its_own(panel: ArticlesPanel, qtbot: QtBot) -> None:
    panel.model.show(ArticleFilter(search="trade"))
    with qtbot.waitSignal(panel.model.modelReset):
        panel.model.show(ArticleFilter(search="danced"))
    assert titles(panel) == ["Harvest festival"]


def test_nothing_found_says_so_and_one_button_shows_all_again(panel: ArticlesPanel, qtbot: QtBot) -> None:
    search(panel, qtbot, "zeppelin")
    button = next(x for x in panel.findChildren(QPushButton) if x.isVisible())
    assert button.text() == "Clear the filter"
    button.click()
    assert len(titles(panel)) == len(("three", "articles", "again"))
    assert panel.search.text() == ""


def test_the_status_filter_counts_and_leaves_out(panel: ArticlesPanel, project: Project, stored: Stored) -> None:
    stored(project.work(1, Status.OPEN))
    assert panel.filters.status.text() == "All 3 ▾"
    choose(panel, "Open")
    assert titles(panel) == ["Call on <b>trade</b> & peace"]
    assert panel.filters.status.text() == "Open 1 ▾"


def test_a_finished_article_leaves_a_list_of_open_ones_only_when_another_is_opened(
    panel: ArticlesPanel, workspace: Workspace, project: Project, stored: Stored
) -> None:
    stored(project.work(0, Status.OPEN), project.work(1, Status.OPEN))
    choose(panel, "Open")
    stored(project.work(0, Status.DONE))
    assert titles(panel)[0] == "Talks in Jakarta"
    workspace.open_article(project.articles[1].id)
    assert titles(panel) == ["Call on <b>trade</b> & peace"]


def test_flagged_articles_can_be_listed_alone(panel: ArticlesPanel, project: Project, stored: Stored) -> None:
    stored(project.work(2, Status.NEW, "Ask Ben"))
    choose(panel, "Come back")
    assert titles(panel) == ["Harvest festival"]


def test_dates_narrow_the_list_and_a_year_is_enough(panel: ArticlesPanel, workspace: Workspace, qtbot: QtBot) -> None:
    qtbot.mouseClick(panel.filters.date, Qt.MouseButton.LeftButton)
    since = panel.filters.dates.since
    assert since.hasFocus()
    qtbot.keyClicks(since, "2023-09")
    with qtbot.waitSignal(panel.model.modelReset):
        qtbot.keyClick(since, Qt.Key.Key_Return)
    assert titles(panel) == ["Talks in Jakarta", "Call on <b>trade</b> & peace"]
    qtbot.keyClicks(panel.filters.dates.until, "2023")
    with qtbot.waitSignal(panel.model.modelReset):
        qtbot.keyClick(panel.filters.dates.until, Qt.Key.Key_Return)
    assert titles(panel) == ["Talks in Jakarta"]
    assert (workspace.filter.since, workspace.filter.until) == ("2023-09-01", "2023-12-31")
    qtbot.mouseClick(panel.filters.date, Qt.MouseButton.LeftButton)
    assert workspace.filter == ArticleFilter()


def test_newest_first_sorts_by_date(panel: ArticlesPanel, workspace: Workspace) -> None:
    choose(panel, "Newest first")
    assert titles(panel) == ["Call on <b>trade</b> & peace", "Talks in Jakarta", "Harvest festival"]
    assert workspace.filter == ArticleFilter(order=Order.DATE, descending=True)


def test_a_filter_set_elsewhere_shows_here(
    panel: ArticlesPanel, workspace: Workspace, project: Project, qtbot: QtBot
) -> None:
    label = project.codebook.labels[0]
    with qtbot.waitSignal(panel.model.modelReset):
        workspace.set_filter(ArticleFilter(label=label.id))
    assert titles(panel) == []
    workspace.set_filter(ArticleFilter(order=Order.TITLE))
    assert titles(panel)[0].startswith("Call on")


def test_a_click_opens_an_article_and_it_stays_the_chosen_row(
    panel: ArticlesPanel, workspace: Workspace, project: Project, qtbot: QtBot
) -> None:
    place = panel.list.visualRect(panel.model.index(2)).center()
    qtbot.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place))
    assert workspace.article == project.articles[2]
    choose(panel, "Newest first")
    assert panel.list.currentIndex().data() == "Harvest festival"


def test_a_change_reads_only_the_row_it_touched(
    panel: ArticlesPanel, project: Project, stored: Stored, qtbot: QtBot
) -> None:
    with qtbot.assertNotEmitted(panel.model.modelReset), qtbot.waitSignal(panel.model.dataChanged) as told:
        stored(project.span("China", "Party"))
    assert told.args is not None
    assert told.args[0].row() == 0


def test_a_screen_reader_hears_title_status_and_date(panel: ArticlesPanel, project: Project, stored: Stored) -> None:
    stored(project.work(0, Status.OPEN, "Ask Ben"))
    spoken = panel.model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Talks in Jakarta, Open, 8 Sep 2023, Xinhua, 0 spans, Come back: Ask Ben"


def test_a_long_list_is_read_a_page_at_a_time(panel: ArticlesPanel, workspace: Workspace, qtbot: QtBot) -> None:
    more = 2 * PAGE

    def add(edit: Edit) -> None:
        for number in range(more):
            edit.add_article(Draft(text=f"Text {number}.", title=f"Article {number}"))

    with qtbot.waitSignal(workspace.changed):
        workspace.submit("Add articles", add)
    assert panel.model.rowCount() == PAGE
    panel.list.scrollToBottom()
    qtbot.waitUntil(lambda: panel.model.rowCount() > PAGE)
    while panel.model.canFetchMore(panel.list.rootIndex()):
        panel.model.fetchMore(panel.list.rootIndex())
    assert titles(panel)[-1] == f"Article {more - 1}"
    assert panel.model.whole


def test_the_rail_keeps_the_rows_and_hides_the_fields(panel: ArticlesPanel, qtbot: QtBot) -> None:
    panel.set_folded(True)
    assert panel.search.isHidden()
    assert panel.list.isVisible()
    assert panel.maximumWidth() < panel.list.sizeHint().width()
    with qtbot.waitSignal(panel.unfold_requested):
        panel.focus_search()


def test_an_empty_project_offers_to_import(
    commands: Commands, settings: Settings, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "Empty.annotator"
    Store.create(path, annotator=ANNOTATOR).close()
    asked: list[bool] = []
    commands.bind("file.import", lambda: asked.append(True))
    commands.set_condition("writable", on=True)
    workspace = Workspace()
    panel = ArticlesPanel(workspace, commands, settings)
    qtbot.addWidget(panel)
    panel.show()
    workspace.open(path, ANNOTATOR)
    next(x for x in panel.findChildren(QPushButton) if x.isVisible()).click()
    workspace.close()
    assert asked == [True]


def test_closing_the_project_empties_the_list(panel: ArticlesPanel, workspace: Workspace, qtbot: QtBot) -> None:
    search(panel, qtbot, "trade")
    workspace.close()
    assert titles(panel) == []
    assert panel.search.text() == ""


def test_before_anything_is_typed_a_line_says_what_may_be_and_then_how_many_were_found(
    panel: ArticlesPanel, qtbot: QtBot
) -> None:
    panel.list.setFocus()
    assert panel.told.isHidden()
    panel.search.setFocus()
    assert all(f"{name}:" in panel.told.text() for name in FIELDS)
    search(panel, qtbot, "title:harvest")
    assert titles(panel) == ["Harvest festival"]
    qtbot.waitUntil(lambda: panel.told.text() == "1 article")


def test_a_search_that_cannot_be_read_is_explained_where_its_hits_would_stand(
    panel: ArticlesPanel, qtbot: QtBot
) -> None:
    search(panel, qtbot, "(trade")
    assert titles(panel) == []
    shown = [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]
    assert "A “(” is not closed. Add “)”." in shown
    search(panel, qtbot, "(trade) NOT jakarta ")
    assert titles(panel) == ["Call on <b>trade</b> & peace"]


def test_a_space_says_that_the_last_word_is_whole(panel: ArticlesPanel, qtbot: QtBot) -> None:
    search(panel, qtbot, "harves")
    assert titles(panel) == ["Harvest festival"]
    search(panel, qtbot, "harves ")
    qtbot.waitUntil(lambda: titles(panel) == [])
    search(panel, qtbot, "harvest ")
    qtbot.waitUntil(lambda: titles(panel) == ["Harvest festival"])
    assert panel.search.text() == "harvest "
