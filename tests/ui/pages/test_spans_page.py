"""The Spans page as people use it: find, look, jump and return, remove and relabel many in one step."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QMainWindow, QMenu, QStackedWidget, QTextEdit
from pytestqt.qtbot import QtBot

from annotator.core.ids import new_id
from annotator.core.query import FieldIs, SpanFilter, SpanOrder
from annotator.store.edit import Edit
from annotator.ui.commands import Commands
from annotator.ui.notices import Notice
from annotator.ui.panels.spans_page import SpansPage
from annotator.ui.settings import Settings
from annotator.ui.tables.saved_filters import from_text
from annotator.ui.tables.span_model import PAGE, Column
from annotator.ui.workspace import Workspace
from tests.ui.pages.conftest import SPANS, Project


@pytest.fixture
def page(qtbot: QtBot, workspace: Workspace, commands: Commands, settings: Settings) -> SpansPage:
    page = SpansPage(workspace, commands, settings)
    qtbot.addWidget(page)
    page.resize(1366, 600)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    page.table.setFocus()
    return page


def quotes(page: SpansPage) -> list[str]:
    return [page.table.spans.row(n).quote for n in range(page.table.spans.rowCount())]


def select(page: SpansPage, *words: str) -> None:
    page.table.clearSelection()
    page.table.setSelectionMode(QAbstractItemView.SelectionMode.MultiSelection)
    for each in words:
        page.table.selectRow(quotes(page).index(each))
    page.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)


def test_every_span_stands_in_its_context(page: SpansPage) -> None:
    assert quotes(page) == [words for _article, words, _label in SPANS]
    cells = [str(page.table.spans.index(1, column).data()) for column in Column]
    assert cells[Column.LABEL] == "Commitment"
    assert cells[Column.CONTEXT] == "Li said “China will promote peace talks”. Yoon wished the Games success."
    assert cells[Column.FIELDS] == "Speaker: Li"
    assert cells[Column.BY] == "Ada"
    assert cells[Column.ARTICLE] == "Talks in Jakarta"
    assert cells[Column.DATE] == "8 Sep 2023"
    assert page.count.text() == "5 spans  ·  1 selected"


def test_text_typed_into_the_field_narrows_the_rows(page: SpansPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.table.spans.modelReset):
        qtbot.keyClicks(page.filters.search, "peace")
    assert quotes(page) == ["China will promote peace talks", "peace"]


@pytest.mark.qt_log_ignore("^This plugin does not support (raise|grabbing the keyboard)")
def test_a_label_ticked_in_the_menu_narrows_the_rows_and_the_menu_stays_open(
    page: SpansPage, project: Project, qtbot: QtBot
) -> None:
    qtbot.keyClick(page.filters.labels, Qt.Key.Key_Space)
    menu = page.filters.labels.popup
    action = next(action for action in menu.actions() if action.data() == project.labels["Speaker"].id)
    menu.setActiveAction(action)
    qtbot.keyClick(menu, Qt.Key.Key_Space)
    assert quotes(page) == ["Li", "Yoon"]
    assert menu.isVisible()
    assert page.filters.labels.text() == "Speaker"
    qtbot.keyClick(menu, Qt.Key.Key_Escape)
    assert not menu.isVisible()


@pytest.mark.qt_log_ignore("^This plugin does not support (raise|grabbing the keyboard)")
def test_states_and_answers_of_fields_are_ticked_and_all_must_hold(page: SpansPage, qtbot: QtBot) -> None:
    def tick(name: str, *answers: str) -> None:
        menu = page.filters.fields.popup
        menu.aboutToShow.emit()
        inner = next(action.menu() for action in menu.actions() if action.text() == name)
        assert isinstance(inner, QMenu)
        for answer in answers:
            next(action for action in inner.actions() if action.text() == answer).trigger()

    tick("Deadline", "empty", "not stated")
    assert quotes(page) == ["China will promote peace talks", "Seoul is ready to expand trade"]
    tick("Speaker", "Li Qiang")
    assert quotes(page) == [], "the span that fills the field is nobody's yet"
    tick("Speaker", "Li Qiang", "filled")
    assert quotes(page) == ["China will promote peace talks"]
    assert page.filters.fields.text().startswith("Deadline: empty or not state")
    page.filters.clear.click()
    assert len(quotes(page)) == len(SPANS)
    assert page.filters.fields.text() == "All fields"


def test_a_year_typed_as_the_end_leaves_later_articles_out(page: SpansPage, qtbot: QtBot) -> None:
    qtbot.keyClicks(page.filters.dates.until, "2023")
    qtbot.keyClick(page.filters.dates.until, Qt.Key.Key_Return)
    assert quotes(page) == ["Li", "China will promote peace talks", "peace"]


def test_nothing_found_says_so_and_one_button_shows_all_again(page: SpansPage, workspace: Workspace) -> None:
    workspace.set_span_filter(SpanFilter(text="zebra"))
    assert page.message.isVisible()
    page.message.button.click()
    assert len(quotes(page)) == len(SPANS)
    assert page.table.isVisible()


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (Column.LABEL, ["Li", "Yoon", "China will promote peace talks", "Seoul is ready to expand trade", "peace"]),
        (Column.ARTICLE, ["Yoon", "Seoul is ready to expand trade", "Li", "China will promote peace talks", "peace"]),
    ],
)
def test_a_click_on_a_title_sorts_and_the_next_turns_round(
    page: SpansPage, workspace: Workspace, qtbot: QtBot, column: Column, expected: list[str]
) -> None:
    header = page.table.horizontalHeader()
    place = QPoint(header.sectionViewportPosition(column) + 12, header.height() // 2)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert quotes(page) == expected
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert workspace.span_filter.descending
    assert quotes(page)[0] != expected[0]


def test_the_newest_come_first_and_within_an_article_the_text_goes_on_forwards(
    page: SpansPage, workspace: Workspace
) -> None:
    workspace.set_span_filter(SpanFilter(order=SpanOrder.DATE, descending=True))
    assert quotes(page) == ["Yoon", "Seoul is ready to expand trade", "Li", "China will promote peace talks", "peace"]


@pytest.mark.parametrize("order", list(SpanOrder))
@pytest.mark.parametrize("descending", [False, True])
def test_pages_join_without_a_gap_in_every_order(workspace: Workspace, order: SpanOrder, descending: bool) -> None:
    wanted = SpanFilter(order=order, descending=descending)
    whole = [row.id for row in workspace.store.span_rows(wanted, limit=100).rows]
    found: list[str] = []
    after = None
    while True:
        page = workspace.store.span_rows(wanted, after=after, limit=2)
        found += [row.id for row in page.rows]
        after = page.next
        if after is None:
            break
    assert found == whole
    assert len(set(found)) == len(SPANS)


def test_delete_removes_all_selected_in_one_step_that_undo_takes_back(
    page: SpansPage, workspace: Workspace, qtbot: QtBot
) -> None:
    select(page, "Li", "peace", "Yoon")
    with qtbot.waitSignal(workspace.changed) as changed:
        qtbot.keyClick(page.table, Qt.Key.Key_Delete)
    assert changed.args[0].name == "Remove 3 spans"
    assert quotes(page) == ["China will promote peace talks", "Seoul is ready to expand trade"]
    with qtbot.waitSignal(workspace.changed):
        workspace.undo()
    assert len(quotes(page)) == len(SPANS)


def test_another_label_for_many_is_one_step_and_drops_what_it_does_not_ask(
    page: SpansPage, workspace: Workspace, project: Project, qtbot: QtBot
) -> None:
    select(page, "China will promote peace talks", "Seoul is ready to expand trade")
    with qtbot.waitSignal(workspace.changed) as changed:
        page.relabel_selected(project.labels["Topic"])
    assert changed.args[0].name == "Change 2 spans to Topic"
    promise = project.spans["China will promote peace talks"]
    assert workspace.store.span(promise.id).label == project.labels["Topic"].id
    assert not workspace.store.relations(promise.article)
    assert [row.quote for row in page.table.selected_rows()] == [
        "China will promote peace talks",
        "Seoul is ready to expand trade",
    ]
    with qtbot.waitSignal(workspace.changed):
        workspace.undo()
    assert workspace.store.span(promise.id) == promise
    assert workspace.store.relations(promise.article)


def trigger(menu: QMenu, *names: str) -> None:
    """Choose a line of a menu by the titles that lead to it."""
    menu.aboutToShow.emit()
    for name in names[:-1]:
        inner = next(action.menu() for action in menu.actions() if action.text() == name)
        assert isinstance(inner, QMenu)
        menu = inner
    next(action for action in menu.actions() if action.text() == names[-1]).trigger()


def test_a_field_and_the_certainty_of_many_are_one_step_each(
    page: SpansPage, workspace: Workspace, project: Project, qtbot: QtBot
) -> None:
    select(page, "China will promote peace talks", "Seoul is ready to expand trade", "peace")
    promises = [project.spans["China will promote peace talks"], project.spans["Seoul is ready to expand trade"]]
    strength = next(x for x in workspace.codebook.attributes_of(promises[0].label) if x.choices)
    with qtbot.waitSignal(workspace.changed) as changed:
        trigger(page.change.popup, "Field", strength.name, strength.choices[1].name)
    assert changed.args[0].name == f"Set {strength.name} of 3 spans to {strength.choices[1].name}"
    for promise in promises:
        assert workspace.store.span(promise.id).attributes == {strength.id: strength.choices[1].id}
    assert not workspace.store.span(project.spans["peace"].id).attributes, "its label does not ask that"
    with qtbot.waitSignal(workspace.changed):
        trigger(page.change.popup, "Certainty", "likely, 75 %")
    assert workspace.store.span(project.spans["peace"].id).certainty == 75
    for _ in range(2):
        with qtbot.waitSignal(workspace.changed):
            workspace.undo()
    assert workspace.store.span(promises[0].id) == promises[0]


def test_a_person_fills_the_field_of_many_and_not_stated_takes_their_place(
    page: SpansPage, workspace: Workspace, project: Project, qtbot: QtBot
) -> None:
    select(page, "China will promote peace talks", "Seoul is ready to expand trade")
    (actor,) = workspace.store.actors()
    article = project.spans["Seoul is ready to expand trade"].article
    with qtbot.waitSignal(workspace.changed):
        trigger(page.change.popup, "Field", "Party", "Li Qiang")
    (relation,) = workspace.store.relations(article)
    assert relation.to.actor == actor.id
    with qtbot.waitSignal(workspace.changed):
        trigger(page.change.popup, "Field", "Party", "not stated")
    (relation,) = workspace.store.relations(article)
    assert relation.to.not_stated


def test_all_that_are_listed_are_counted_asked_and_changed_in_one_step(
    page: SpansPage, workspace: Workspace, project: Project, qtbot: QtBot
) -> None:
    span, count = project.spans["peace"], 2 * PAGE + 10

    def tag_many(edit: object) -> None:
        for _n in range(count):
            edit.put(replace(span, id=new_id()))  # type: ignore[attr-defined]

    with qtbot.waitSignal(workspace.changed):
        workspace.submit("Tag many", tag_many)
    every = count + len(SPANS)
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert page.count.text() == f"{every} spans  ·  all selected"
    trigger(page.change.popup, "Certainty", "doubtful, 25 %")

    def asked() -> Notice:
        (notice,) = page.findChildren(Notice)
        return notice

    qtbot.waitUntil(lambda: len(page.findChildren(Notice)) == 1)
    assert asked().text().startswith(f"Set the certainty of {every} spans to doubtful?")
    with qtbot.waitSignal(workspace.changed) as changed:
        asked().choose("go")
    assert changed.args[0].name == f"Set the certainty of {every} spans to doubtful"
    assert workspace.store.span(span.id).certainty == 25
    with qtbot.waitSignal(workspace.changed):
        workspace.undo()
    assert workspace.store.span(span.id).certainty is None
    assert workspace.step_names()[0] == "Tag many"


def test_many_are_left_alone_where_the_question_is_answered_so(
    page: SpansPage, workspace: Workspace, project: Project, qtbot: QtBot
) -> None:
    span = project.spans["peace"]

    def tag_many(edit: Edit) -> None:
        for _n in range(30):
            edit.put(replace(span, id=new_id()))

    with qtbot.waitSignal(workspace.changed):
        workspace.submit("Tag", tag_many)
    page.table.selectAll()
    qtbot.keyClick(page.table, Qt.Key.Key_Delete)
    (notice,) = page.findChildren(Notice)
    notice.choose("leave")
    assert page.table.spans.rowCount() == 30 + len(SPANS)


def test_groups_count_the_spans_and_the_arrows_show_one_after_the_other(
    page: SpansPage, workspace: Workspace, project: Project, qtbot: QtBot
) -> None:
    def group_by(by: str) -> list[tuple[str, int]]:
        page.group.setCurrentIndex(page.group.findData(by))
        with qtbot.waitSignal(page.groups.loaded):
            page.group.activated.emit(page.group.currentIndex())
        return [(group.name, group.count) for group in page.groups.rows.groups]

    assert group_by("label") == [("Commitment", 2), ("Speaker", 2), ("Topic", 1)]
    page.groups.setFocus()
    with qtbot.waitSignal(page.groups.loaded):
        qtbot.keyClick(page.groups, Qt.Key.Key_Down)
    assert quotes(page) == ["China will promote peace talks", "Seoul is ready to expand trade"]
    assert workspace.span_filter == SpanFilter(labels=(project.labels["Commitment"].id,))
    assert page.groups.currentIndex().row() == 1
    with qtbot.waitSignal(page.groups.loaded):
        qtbot.keyClick(page.groups, Qt.Key.Key_Home)
    assert len(quotes(page)) == len(SPANS)
    assert group_by("article") == [("Talks in Jakarta", 3), ("Call on trade", 2)]
    assert group_by("Speaker") == [("empty", 1), ("Li", 1)]
    page.groups.setCurrentIndex(page.groups.rows.index(2))
    assert quotes(page) == ["China will promote peace talks"]
    page.group.setCurrentIndex(0)
    page.group.activated.emit(0)
    assert page.groups.isHidden()


def test_a_filter_has_a_name_is_kept_with_the_project_and_forgotten(
    page: SpansPage, workspace: Workspace, project: Project, qtbot: QtBot
) -> None:
    wanted = SpanFilter(
        labels=(project.labels["Commitment"].id,),
        fields=(FieldIs("Speaker", ("Li",)),),
        order=SpanOrder.DATE,
        descending=True,
    )
    workspace.set_span_filter(wanted)
    page.saved.keep("Li's promises")
    workspace.set_span_filter(SpanFilter())
    workspace.open(project.path, "Ada")
    assert page.saved.known == {"Li's promises": wanted}
    trigger(page.saved.popup, "Li's promises")
    assert quotes(page) == ["China will promote peace talks"]
    trigger(page.saved.popup, "Forget", "Li's promises")
    assert page.saved.known == {}


@pytest.mark.parametrize("text", ["", "nonsense", "[]", '{"a": 3}', '{"a": {"labels": 3}}', '{"a": {"order": "x"}}'])
def test_saved_filters_that_are_none_are_passed_by(text: str) -> None:
    assert from_text(text) == {}


def test_after_a_removal_the_keyboard_stays_on_the_row_that_took_the_place(
    page: SpansPage, workspace: Workspace, qtbot: QtBot
) -> None:
    select(page, "China will promote peace talks")
    page.table.go_to(page.table.selected_rows()[0].id)
    with qtbot.waitSignal(workspace.changed):
        qtbot.keyClick(page.table, Qt.Key.Key_Delete)
    assert page.table.spans.row(page.table.currentIndex().row()).quote == "peace"


def test_enter_shows_the_span_in_its_article_and_escape_returns_to_the_row(
    page: SpansPage, workspace: Workspace, project: Project, qtbot: QtBot
) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    pages, article = QStackedWidget(), QTextEdit()
    article.setReadOnly(True)
    pages.addWidget(page)
    pages.addWidget(article)
    window.setCentralWidget(pages)
    workspace.page_requested.connect(lambda name: pages.setCurrentWidget(page if name == "spans" else article))
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    span = project.spans["Seoul is ready to expand trade"]
    page.table.go_to(span.id)
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert pages.currentWidget() is article
    assert workspace.article is not None
    assert (workspace.article.id, workspace.active_span) == (span.article, span.id)
    article.setFocus()
    qtbot.keyClick(article, Qt.Key.Key_Escape)
    assert pages.currentWidget() is page
    assert page.table.spans.row(page.table.currentIndex().row()).id == span.id
    page.setParent(None)  # the window is deleted before the page is closed


def test_the_way_back_ends_when_another_span_is_looked_at(
    page: SpansPage, workspace: Workspace, project: Project, qtbot: QtBot
) -> None:
    page.table.go_to(project.spans["Li"].id)
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    workspace.activate_span(project.spans["peace"].id)
    with qtbot.assertNotEmitted(workspace.page_requested):
        qtbot.keyClick(page, Qt.Key.Key_Escape)


def test_the_quotes_of_the_selected_rows_are_copied_a_line_each(page: SpansPage, qtbot: QtBot) -> None:
    select(page, "Li", "peace")
    qtbot.keyClick(page.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "Li\npeace"


@pytest.mark.qt_log_ignore("^This plugin does not support (raise|grabbing the keyboard)")
def test_rows_are_copied_as_a_table_from_the_menu(page: SpansPage, qtbot: QtBot) -> None:
    select(page, "China will promote peace talks")
    page.table.customContextMenuRequested.emit(QPoint(40, 40))
    (menu,) = [each for each in page.findChildren(QMenu) if each.isVisible()]
    next(action for action in menu.actions() if action.text() == "Copy as a table").trigger()
    menu.close()
    titles, row, end = QGuiApplication.clipboard().text().split("\n")
    cells = dict(zip(titles.split("\t"), row.split("\t"), strict=True))
    assert cells["In context"] == "Li said “China will promote peace talks”. Yoon wished the Games success."
    assert (cells["Label"], cells["Fields"], cells["Date"], end) == ("Commitment", "Speaker: Li", "8 Sep 2023", "")


@pytest.mark.parametrize("query", ["zebra", "100%", "a_b", "\\"])
def test_signs_in_the_search_stand_for_themselves(page: SpansPage, workspace: Workspace, query: str) -> None:
    workspace.set_span_filter(SpanFilter(text=query))
    assert page.table.spans.rowCount() == 0


def test_a_page_that_nobody_sees_reads_nothing_and_catches_up_when_shown(
    page: SpansPage, workspace: Workspace, project: Project, qtbot: QtBot
) -> None:
    page.hide()
    span = project.spans["Li"]
    with qtbot.waitSignal(workspace.changed):
        workspace.submit("Note", lambda edit: edit.put(replace(span, note="the premier")))
    assert page.table.spans.row(0).note == ""
    page.show()
    assert page.table.spans.row(0).note == "the premier"


def test_more_rows_than_a_page_are_read_as_the_table_is_scrolled(
    page: SpansPage, workspace: Workspace, project: Project, qtbot: QtBot
) -> None:
    span, count = project.spans["peace"], 2 * PAGE + 10

    def tag_many(edit: object) -> None:
        for _n in range(count):
            edit.put(replace(span, id=new_id()))  # type: ignore[attr-defined]

    with qtbot.waitSignal(workspace.changed):
        workspace.submit("Tag many", tag_many)
    assert page.table.spans.rowCount() == PAGE
    assert page.count.text().startswith(f"{count + len(SPANS)} spans")
    qtbot.keyClick(page.table, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert page.table.spans.rowCount() > PAGE
    while page.table.spans.canFetchMore():
        page.table.spans.fetchMore()
    ids = [page.table.spans.row(n).id for n in range(page.table.spans.rowCount())]
    assert len(ids) == len(set(ids)) == count + len(SPANS)


def test_names_that_look_like_markup_stay_text(page: SpansPage, workspace: Workspace) -> None:
    workspace.set_span_filter(SpanFilter(text="Seoul"))
    words = str(page.table.spans.index(0, Column.CONTEXT).data())
    assert "<b>China</b>" in words
