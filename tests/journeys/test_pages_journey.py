"""Articles, Spans, Overview and the problems of the project, each worked by keys alone in the real window."""

from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu

from annotator.core.model import Status
from annotator.ui.chart_card import ChartCard
from annotator.ui.panels.overview_page import OverviewPage
from annotator.ui.panels.spans_page import SpansPage
from tests.journeys.people import ALT, CTRL, SHIFT, Keyboard

Key = Qt.Key
PASTED = (
    "Ministers met in Oslo.\n\nThey will build a bridge.\n",
    "Ministers of trade spoke about fish in Paris.\n\nNobody signed a paper on Monday.\n",
)
pytestmark = pytest.mark.qt_log_ignore(r"^This plugin does not support (raise\(\)|grabbing the keyboard)$", extend=True)


@pytest.fixture
def example(keyboard: Keyboard) -> Keyboard:
    """The example project with two more articles, in a window that is wide enough for the list."""
    workspace = keyboard.workspace
    keyboard.window.resize(1366, 768)
    keyboard.command("try the example")
    keyboard.until(lambda: workspace.article is not None)
    for text in PASTED:
        QApplication.clipboard().setText(text)
        keyboard.press(Key.Key_V, CTRL | SHIFT)
        keyboard.dialog("Paste as article")
        keyboard.press(Key.Key_Return)
        keyboard.gone("Paste as article")
        keyboard.until(partial(shows, keyboard, text))
    return keyboard


def shows(keyboard: Keyboard, text: str) -> bool:
    article = keyboard.workspace.article
    return article is not None and article.text == text


def choose(keyboard: Keyboard, *titles: str) -> None:
    """Choose a line of the menu that is open, and of those in it, by the arrows."""
    for n, title in enumerate(titles):
        keyboard.press_until(Key.Key_Down, partial(is_active, title))
        keyboard.press(Key.Key_Return if n == len(titles) - 1 else Key.Key_Right)


def is_active(title: str) -> bool:
    menu = QApplication.activePopupWidget()
    action = menu.activeAction() if isinstance(menu, QMenu) else None
    return action is not None and action.text() == title


def test_two_articles_are_selected_and_marked_as_done_in_one_step(example: Keyboard) -> None:
    workspace, panel = example.workspace, example.window.articles.articles
    example.press_until(Key.Key_F6, lambda: panel.search.hasFocus() or panel.list.hasFocus())
    example.press_until(Key.Key_Tab, panel.list.hasFocus)
    example.press(Key.Key_Home)
    example.press(Key.Key_Down)
    example.press(Key.Key_Down, SHIFT)
    assert panel.selection.count.text() == "2 selected"
    example.press_until(Key.Key_Tab, panel.selection.change.hasFocus)
    example.press(Key.Key_Space)
    choose(example, "Status", "Done")
    assert workspace.store.status_counts()[Status.DONE] == 2
    example.press(Key.Key_Z, CTRL)
    assert workspace.store.status_counts()[Status.DONE] == 0


def test_all_spans_get_a_certainty_and_lose_it_and_a_filter_gets_a_name(example: Keyboard) -> None:
    workspace = example.workspace
    article = workspace.store.article_ids()
    first = next(article)
    example.press(Key.Key_2, CTRL)
    page = example.window.pages["spans"]
    assert isinstance(page, SpansPage)
    example.until(page.table.hasFocus)
    spans = workspace.store.spans(first)
    example.press(Key.Key_A, CTRL)
    example.press_until(Key.Key_Tab, page.change.hasFocus)
    example.press(Key.Key_Space)
    choose(example, "Certainty", "possible, 50 %")
    assert {span.certainty for span in workspace.store.spans(first)} == {50}
    example.press(Key.Key_Z, CTRL)
    assert workspace.store.spans(first) == spans

    example.press(Key.Key_2, CTRL)  # undo has shown the article in which it was

    # Group by label, and go through the groups with the arrows.
    example.press_until(Key.Key_Tab, page.group.hasFocus)
    example.press(Key.Key_Down)
    example.until(lambda: page.groups.rows.groups)
    example.press_until(Key.Key_Tab, page.groups.hasFocus)
    example.press(Key.Key_Down)
    group = page.groups.rows.groups[0]
    assert workspace.span_filter.labels == group.filter.labels
    example.until(lambda: page.table.spans.rowCount() == group.count)

    # Give the filter a name.
    example.press_until(Key.Key_Tab, page.saved.hasFocus)
    example.press(Key.Key_Space)
    choose(example, "Save this filter…")
    example.dialog("Save the filter")
    example.type("Only these")
    example.press(Key.Key_Return)
    example.gone("Save the filter")
    assert page.saved.known == {"Only these": workspace.span_filter}

    # To the article, and back to the row.
    example.press_until(Key.Key_Tab, page.table.hasFocus)
    example.press(Key.Key_Return)
    assert example.window.page == "articles"
    example.press(Key.Key_Escape)
    assert example.window.page == "spans"


def test_a_bar_of_the_overview_opens_its_list_and_a_chart_becomes_a_table(example: Keyboard) -> None:
    workspace = example.workspace
    example.press(Key.Key_4, CTRL)
    page = example.window.pages["overview"]
    assert isinstance(page, OverviewPage)
    example.until(lambda: page.people.buttons)
    card = page.cards["months"]
    example.press_until(Key.Key_Tab, card.more.hasFocus)
    example.press(Key.Key_Space)
    choose(example, "Show as a table")
    assert isinstance(card, ChartCard)
    assert card.table.hasFocus()
    example.press(Key.Key_Down)
    example.press(Key.Key_Return)
    assert example.window.page == "spans"
    assert workspace.span_filter.since == "2023-09-01"
    example.press(Key.Key_4, CTRL)
    example.press_until(Key.Key_Tab, page.people.buttons[0].hasFocus)
    example.press(Key.Key_Space)
    assert example.window.page == "spans"
    assert workspace.span_filter.fields[0].name == "Speaker"


def test_a_problem_is_jumped_to_mended_undone_and_accepted_with_a_reason(example: Keyboard) -> None:
    workspace, view, page = example.workspace, example.view, example.window.articles
    # Tag the same word differently in the two articles that were pasted.
    for label in (Key.Key_C, Key.Key_D):
        example.press_until(Key.Key_F6, view.hasFocus)
        example.press(Key.Key_Home, CTRL)
        example.press(Key.Key_Right, CTRL | SHIFT)
        assert example.selected() == "Ministers"
        example.press(label)
        for _ in range(2):
            example.press(Key.Key_Escape)
        example.press(Key.Key_PageUp, ALT)
    example.press(Key.Key_M, CTRL | SHIFT)
    dock = page.problems
    assert dock.isVisible()
    example.until(lambda: dock.lint.fresh)
    count = dock.rows.rowCount()
    example.until(dock.list.hasFocus)
    told = "“Ministers” is “Demand” here and “Commitment” in another place."
    other = "“Ministers” is “Commitment” here and “Demand” in another place."

    def in_dock() -> bool:
        focused = QApplication.focusWidget()
        return focused is not None and dock.isAncestorOf(focused)

    def on_it() -> bool:
        row = dock.rows.row(dock.list.currentIndex().row())
        return row is not None and row.message in (told, other)

    # Jump there, and mend it in one step that Undo takes back.
    example.press_until(Key.Key_Down, on_it)
    row = dock.rows.row(dock.list.currentIndex().row())
    assert row is not None
    assert row.finding is not None
    example.press(Key.Key_Return)
    assert workspace.article is not None
    assert (workspace.article.id, workspace.active_span) == (row.article, row.finding.about.span)
    example.press_until(Key.Key_F6, in_dock)
    example.press_until(Key.Key_Tab, dock.fix.hasFocus)
    example.press(Key.Key_Space)
    example.until(lambda: dock.lint.fresh and dock.rows.rowCount() == count - 1)
    assert workspace.store.span(row.finding.about.span).label == row.finding.better
    example.press(Key.Key_Z, CTRL)
    example.until(lambda: dock.lint.fresh and dock.rows.rowCount() == count)

    # Accept it with a reason, which Undo takes back as well.
    example.press_until(Key.Key_F6, view.hasFocus)
    example.press_until(Key.Key_F6, in_dock)
    example.press_until(Key.Key_Tab, dock.list.hasFocus)
    example.press(Key.Key_Home)
    example.press_until(Key.Key_Down, on_it)
    example.press_until(Key.Key_Tab, dock.stand.hasFocus)
    example.press(Key.Key_Space)
    example.dialog("Accept a problem")
    example.type("It is meant so.")
    example.press(Key.Key_Return)
    example.gone("Accept a problem")
    example.until(lambda: dock.lint.fresh and dock.rows.rowCount() < count)
    assert [x.reason for x in workspace.store.all_accepted()] == ["It is meant so."]
    example.press(Key.Key_Z, CTRL)
    example.until(lambda: dock.lint.fresh and dock.rows.rowCount() == count)
