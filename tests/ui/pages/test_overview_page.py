"""The Overview: what its bars say, by keyboard too, and the lists that they open."""

import csv
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from annotator.core.errors import UserError
from annotator.core.ids import derived_id, new_id
from annotator.core.model import Review, Status, Work
from annotator.core.query import ArticleFilter, FieldIs, SpanFilter
from annotator.store.edit import Edit
from annotator.store.overview import MonthCount
from annotator.ui.chart_card import ChartCard
from annotator.ui.charts import Bar, BarChart, BarGroup
from annotator.ui.commands import Commands
from annotator.ui.panels.overview_counts import COME_BACK, DAYS, asked_of, month_bars
from annotator.ui.panels.overview_page import OverviewPage
from annotator.ui.settings import Settings
from annotator.ui.workspace import Workspace
from tests.ui.pages.conftest import Project


@pytest.fixture
def page(qtbot: QtBot, workspace: Workspace, commands: Commands, settings: Settings) -> OverviewPage:
    page = OverviewPage(workspace, commands, settings)
    qtbot.addWidget(page)
    page.resize(1100, 700)
    with qtbot.waitSignal(page.loaded), qtbot.waitActive(page):
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
    assert page.totals.text() == "5 spans with 3 labels  ·  1 done a day, 1 day left"


def test_what_is_not_counted_yet_is_said_to_be_under_way_and_not_to_be_nothing(
    qtbot: QtBot, workspace: Workspace, commands: Commands, settings: Settings
) -> None:
    page = OverviewPage(workspace, commands, settings)
    qtbot.addWidget(page)
    slow = [page.cards[name] for name in ("months", "answers", "people", "read")]
    with qtbot.waitSignal(page.loaded):
        page.show()
        assert [card.message.text() for card in slow if card.message.isVisible()] == ["Counting…"] * 4
        assert not any(card.chart.isVisible() or card.table.isVisible() for card in slow)
    months, answers, people, read = slow
    assert [card.message.isVisible() for card in slow] == [False, False, False, True]
    assert read.message.text().startswith("None yet.")
    assert all(card.chart.isVisible() for card in (months, answers, people))


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
    assert QApplication.focusWidget() is page.cards["days"].more
    qtbot.keyClick(page.cards["days"].more, Qt.Key.Key_Tab)
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


def test_commitments_are_told_by_month_by_strength_and_by_person_and_open_their_spans(
    page: OverviewPage, workspace: Workspace, project: Project, qtbot: QtBot
) -> None:
    commitment = project.labels["Commitment"]
    assert page.cards["months"].heading == "Commitments by month"
    months = spoken(page.months.buttons)
    assert (months[0], months[-1], len(months)) == ("Sep 2023: 1 span", "Feb 2024: 1 span", 6)
    assert spoken(page.answers.buttons)[-1] == "empty: 2 spans"
    assert spoken(page.people.buttons) == ["Li: 1 span"]

    def opened(bar: QAbstractButton) -> SpanFilter:
        with qtbot.waitSignal(workspace.page_requested) as requested:
            qtbot.keyClick(bar, Qt.Key.Key_Return)
        assert requested.args == ["spans"]
        return workspace.span_filter

    labels = (commitment.id,)
    wanted = SpanFilter(labels=labels, since="2023-09-01", until="2023-09-30")
    assert opened(button(page.months.buttons, "Sep 2023")) == wanted
    strength = next(x for x in workspace.codebook.attributes_of(commitment.id) if x.choices)
    wanted = SpanFilter(labels=labels, fields=(FieldIs(strength.name, ("empty",)),))
    assert opened(button(page.answers.buttons, "empty")) == wanted
    assert [row.quote for row in workspace.store.span_rows(wanted).rows] == [
        "China will promote peace talks",
        "Seoul is ready to expand trade",
    ]
    filter = opened(button(page.people.buttons, "Li"))
    assert [row.quote for row in workspace.store.span_rows(filter).rows] == ["China will promote peace talks"]


def test_paragraphs_read_are_counted_with_a_span_and_without(
    page: OverviewPage, workspace: Workspace, project: Project, qtbot: QtBot
) -> None:
    assert page.cards["read"].message.isVisible()
    assert page.cards["read"].message.text().startswith("None yet.")
    article, me = project.articles[0], workspace.annotator.id
    end = len(article.text.rstrip())
    paragraphs = [Review(new_id(), article.id, 1, me, 0, 40), Review(new_id(), article.id, 1, me, end - 8, end)]

    def read(edit: Edit) -> None:
        for paragraph in paragraphs:
            edit.put(paragraph)

    with qtbot.waitSignal(page.loaded):
        workspace.submit("Read", read)
    assert spoken(page.read.buttons) == ["With a span: 1 paragraph", "Without one: 1 paragraph"]
    page.read.buttons[0].click()
    assert workspace.span_filter == SpanFilter(annotator=me)
    page.read.buttons[1].click()
    assert workspace.filter == ArticleFilter(search="NOT status:new")


def test_every_chart_is_a_table_as_well_whose_rows_open_the_same(
    page: OverviewPage, workspace: Workspace, project: Project, qtbot: QtBot
) -> None:
    card = page.cards["labels"]
    assert card.table.isHidden()
    card.show_table(True)
    assert card.table.hasFocus()
    assert card.table.accessibleName() == "Spans by label, as a table"
    cells = [[card.table.item(r, c) for c in range(2)] for r in range(card.table.rowCount())]
    told = {name.text(): count.text() for name, count in cells if name is not None and count is not None}
    assert (told["Speaker"], told["Topic"]) == ("2", "1")
    card.table.selectRow(list(told).index("Topic"))
    with qtbot.waitSignal(workspace.page_requested):
        qtbot.keyClick(card.table, Qt.Key.Key_Return)
    assert workspace.span_filter == SpanFilter(labels=(project.labels["Topic"].id,))
    card.show_table(False)
    assert card.chart.isVisible()


def test_a_chart_is_saved_as_table_picture_and_drawing(page: OverviewPage, tmp_path: Path) -> None:
    card = page.cards["months"]
    for kind in ("csv", "png", "svg"):
        card.save(tmp_path / f"months.{kind}")
    rows = list(csv.reader((tmp_path / "months.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert rows[0][:2] == ["", "spans"]
    assert rows[0][-1] == "empty"
    assert rows[1][:2] == ["Sep 2023", "1"]
    assert len(rows) == 7
    picture = QImage(str(tmp_path / "months.png"))
    page.months.buttons[0].setFocus()
    card.save(tmp_path / "months.png")
    assert QImage(str(tmp_path / "months.png")) == picture, "where the keyboard is does not show"
    assert picture.width() == 2 * card.width()
    assert QSvgRenderer(str(tmp_path / "months.svg")).isValid()
    assert "Commitments by month" in (tmp_path / "months.svg").read_text(encoding="utf-8")
    assert card.more.isVisible()
    assert sorted(path.name for path in tmp_path.glob("*months*")) == ["months.csv", "months.png", "months.svg"]


@pytest.mark.parametrize("kind", ["csv", "png", "svg"])
def test_a_chart_that_cannot_be_written_says_so(page: OverviewPage, tmp_path: Path, kind: str) -> None:
    with pytest.raises(UserError, match="cannot be written"):
        page.cards["labels"].save(tmp_path / "no such folder" / f"x.{kind}")
    with pytest.raises(UserError, match=r"ends in none of \.csv"):
        page.cards["labels"].save(tmp_path / "x.doc")


def test_names_that_a_spreadsheet_would_calculate_are_saved_as_text(qtbot: QtBot, tmp_path: Path) -> None:
    card = ChartCard("People", BarChart(), noun="spans", empty="None.")
    qtbot.addWidget(card)
    card.show_groups([BarGroup("", (Bar("a", "=1+1", 2, "=1+1: 2 spans"),))])
    card.save(tmp_path / "x.csv")
    assert '"\'=1+1"' in (tmp_path / "x.csv").read_text(encoding="utf-8-sig")


def test_the_longest_row_of_months_ends_with_the_last(project: Project, workspace: Workspace) -> None:
    asked = asked_of(workspace.codebook)
    assert asked is not None
    counts = [
        MonthCount("1998-12", "", 1),
        MonthCount("", "", 4),
        MonthCount("2024-02", "", 2),
        MonthCount("20", "", 1),
    ]
    (group,) = month_bars(counts, asked)
    assert (group.bars[0].key, group.bars[-1].key, len(group.bars)) == ("2022-03", "2024-02", 24)
    assert month_bars([], asked) == []


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
