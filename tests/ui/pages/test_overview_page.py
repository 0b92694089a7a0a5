"""The Overview: what its bars say, by keyboard too, and the lists that they open."""

from datetime import date
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from annotator.core.ids import derived_id
from annotator.core.model import Status, Work
from annotator.core.query import ArticleFilter, SpanFilter
from annotator.ui.charts import Bar, BarChart, BarGroup
from annotator.ui.commands import Commands
from annotator.ui.panels.overview_page import COME_BACK, DAYS, OverviewPage
from annotator.ui.settings import Settings
from annotator.ui.workspace import Workspace
from tests.ui.pages.conftest import Project


@pytest.fixture
def page(qtbot: QtBot, workspace: Workspace, commands: Commands, settings: Settings) -> OverviewPage:
    page = OverviewPage(workspace, commands, settings)
    qtbot.addWidget(page)
    page.resize(1100, 700)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    return page


def spoken(buttons: tuple[QAbstractButton, ...]) -> list[str]:
    return [button.accessibleName() for button in buttons]


def button(buttons: tuple[QAbstractButton, ...], name: str) -> QAbstractButton:
    return next(button for button in buttons if button.accessibleName().startswith(name))


def test_every_bar_says_what_it_counts(page: OverviewPage) -> None:
    assert spoken(page.statuses.buttons) == [
        "New: 1 article",
        "Open: 0 articles",
        "Done: 1 article",
        "Not relevant: 0 articles",
        "Come back: 0 articles",
    ]
    assert "Speaker: 2 spans" in spoken(page.labels.buttons)
    assert page.title.text() == "1 of 2 articles finished"
    assert page.totals.text() == "5 spans with 3 labels"


def test_the_last_column_is_today(page: OverviewPage) -> None:
    assert len(page.days.buttons) == DAYS
    assert spoken(page.days.buttons)[-1] == "Today: 1 article done"
    first = date.today().toordinal() - DAYS + 1  # noqa: DTZ011 - the days of the person who looks
    assert spoken(page.days.buttons)[0].startswith(str(date.fromordinal(first).day))


def test_enter_on_a_status_opens_the_articles_that_have_it(
    page: OverviewPage, workspace: Workspace, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(workspace.page_requested) as requested:
        qtbot.keyClick(button(page.statuses.buttons, "Done"), Qt.Key.Key_Return)
    assert requested.args == ["articles"]
    assert workspace.filter == ArticleFilter(status=Status.DONE)


def test_the_bar_of_those_to_come_back_to_opens_them(page: OverviewPage, workspace: Workspace, qtbot: QtBot) -> None:
    assert COME_BACK.capitalize() == "Come back"
    with qtbot.waitSignal(workspace.page_requested):
        qtbot.keyClick(button(page.statuses.buttons, "Come back"), Qt.Key.Key_Space)
    assert workspace.filter == ArticleFilter(flagged=True)


def test_a_click_on_a_label_opens_its_spans(
    page: OverviewPage, workspace: Workspace, project: Project, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(workspace.page_requested) as requested:
        qtbot.mouseClick(button(page.labels.buttons, "Topic"), Qt.MouseButton.LeftButton)
    assert requested.args == ["spans"]
    assert workspace.span_filter == SpanFilter(labels=(project.labels["Topic"].id,))


def test_a_chart_takes_tab_once_and_the_arrows_go_through_it(page: OverviewPage, qtbot: QtBot) -> None:
    first, second, *_rest = page.statuses.buttons
    first.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(first, Qt.Key.Key_Down)
    assert QApplication.focusWidget() is second
    qtbot.keyClick(second, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is page.days.buttons[0]
    qtbot.keyClick(page.days.buttons[0], Qt.Key.Key_End)
    assert QApplication.focusWidget() is page.days.buttons[-1]


def test_a_change_is_counted_at_once_and_the_focus_stays(
    page: OverviewPage, workspace: Workspace, project: Project, qtbot: QtBot
) -> None:
    bar = button(page.statuses.buttons, "Open")
    bar.setFocus(Qt.FocusReason.TabFocusReason)
    article, me = project.articles[0].id, workspace.annotator.id
    work = Work(derived_id("work", article, me), article, me, Status.OPEN)
    with qtbot.waitSignal(workspace.changed):
        workspace.submit("Begin", lambda edit: edit.put(work))
    assert bar.accessibleName() == "Open: 1 article"
    assert bar.hasFocus()


def test_a_bar_is_as_long_as_its_share_of_the_longest(qtbot: QtBot) -> None:
    chart = BarChart()
    qtbot.addWidget(chart)
    chart.resize(500, 100)
    chart.show_groups(
        [BarGroup("", (Bar("a", "A", 40, "A: 40"), Bar("b", "B", 10, "B: 10"), Bar("c", "C", 0, "C: 0")))]
    )
    chart.show()
    lengths = [_coloured(each) for each in chart.buttons]
    assert lengths[0] == pytest.approx(4 * lengths[1], abs=6)
    assert lengths[1] > 40
    assert lengths[2] == 0


def _coloured(button: QAbstractButton) -> int:
    """Return how many pixels of the middle row have one colour, not that of the ground, without a break."""
    image = button.grab().toImage()
    ground = image.pixelColor(0, 0)
    row = [image.pixelColor(x, image.height() // 2) for x in range(image.width())]
    longest = run = 0
    for before, now in pairwise(row):
        run = run + 1 if now == before and now != ground else 0
        longest = max(longest, run)
    return longest if longest > 3 else 0
