"""The pages inside the real window: by keyboard from page to page, to the article and back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator.core.model import Status
from annotator.ui.panels.codebook_page import CodebookPage
from annotator.ui.panels.overview_page import OverviewPage
from annotator.ui.panels.spans_page import SpansPage
from annotator.ui.session import Session
from tests.ui.pages.conftest import ANNOTATOR, Project

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def session(qtbot: QtBot, project: Project, tmp_path: Path) -> Iterator[Session]:
    with Session(project.path, tmp_path, ANNOTATOR) as session:
        yield session


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key, modifiers)


def spans_page(session: Session) -> SpansPage:
    page = session.window.pages["spans"]
    assert isinstance(page, SpansPage)
    return page


def test_from_the_row_to_the_article_and_back_without_a_mouse(session: Session, project: Project) -> None:
    press(Qt.Key.Key_2, CONTROL)
    press(Qt.Key.Key_End, CONTROL)
    press(Qt.Key.Key_Return)
    assert session.window.page == "articles"
    assert session.workspace.active_span == project.spans["Seoul is ready to expand trade"].id
    press(Qt.Key.Key_Escape)
    assert session.window.page == "spans"
    table = spans_page(session).table
    assert QApplication.focusWidget() is table
    assert [row.quote for row in table.selected_rows()] == ["Seoul is ready to expand trade"]


def test_the_first_row_is_selected_for_the_keyboard_and_delete_removes_it(
    session: Session, project: Project, qtbot: QtBot
) -> None:
    press(Qt.Key.Key_2, CONTROL)
    with qtbot.waitSignal(session.workspace.changed) as changed:
        press(Qt.Key.Key_Delete)
    assert changed.args[0].name == "Remove Speaker"
    assert project.spans["Li"].id not in [span.id for span in session.workspace.store.spans(project.articles[0].id)]


def test_an_undo_on_the_page_of_spans_stays_there_and_says_in_which_article(
    session: Session, project: Project, qtbot: QtBot
) -> None:
    session.workspace.open_article(project.articles[1].id)
    press(Qt.Key.Key_2, CONTROL)
    with qtbot.waitSignal(session.workspace.changed):
        press(Qt.Key.Key_Delete)
    with qtbot.waitSignal(session.workspace.status_said) as said:
        press(Qt.Key.Key_Z, CONTROL)
    assert said.args[0] == f"Undid: Remove Speaker in “{project.articles[0].title}”"
    assert session.window.page == "spans"
    assert spans_page(session).table.spans.number_of(project.spans["Li"].id) is not None


def test_the_overview_takes_the_keyboard_and_enter_opens_a_list(session: Session) -> None:
    press(Qt.Key.Key_4, CONTROL)
    page = session.window.pages["overview"]
    assert isinstance(page, OverviewPage)
    assert QApplication.focusWidget() is page.statuses.buttons[0]
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    assert session.window.page == "articles"
    assert session.workspace.filter.status is Status.DONE


def test_the_codebook_takes_the_keyboard_and_enter_opens_the_spans_of_a_label(session: Session) -> None:
    press(Qt.Key.Key_3, CONTROL)
    page = session.window.pages["codebook"]
    assert isinstance(page, CodebookPage)
    assert QApplication.focusWidget() is page.tree
    press(Qt.Key.Key_Return)
    assert session.window.page == "spans"
    assert [row.quote for row in spans_page(session).table.selected_rows()] == ["Li"]
