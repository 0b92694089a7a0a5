"""How the article looks, changed by keys alone: head, typeface, groups, notes, narrow and large, on paper."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QMenu

from annotator.ui.article.layout import lines_of
from annotator.ui.panels.header import ArticleHeader
from annotator.ui.panels.note_edit import NoteEdit
from annotator.ui.start import SMALLEST
from tests.journeys.people import ALT, CTRL, SHIFT, Desk
from tests.journeys.texts import Text, every_text

Key = Qt.Key
SitDown = Callable[..., Desk]
# The offscreen platform says these of every popup.
pytestmark = pytest.mark.qt_log_ignore(r"^This plugin does not support (raise\(\)|grabbing the keyboard)$", extend=True)


def picture(desk: Desk) -> QImage:
    QApplication.processEvents()
    return desk.view.viewport().grab().toImage()


@every_text
def test_the_head_of_the_article_says_what_it_is_and_names_its_dates(sit_down: SitDown, article: Text) -> None:
    desk = sit_down(article)
    header = desk.keyboard.window.findChild(ArticleHeader)
    assert isinstance(header, ArticleHeader)
    assert header.title.text == article.title
    assert header.facts.text == "Agency · published 8 Sep 2023 · dateline Jakarta 7 Sep 2023"
    assert header.warning.text == "⚠ The dates are 1 day apart"


@every_text
def test_typeface_and_space_between_lines_are_set_by_key(sit_down: SitDown, article: Text) -> None:
    desk = sit_down(article)
    span = desk.tag(article.clause, Key.Key_T)
    metrics = desk.view.page_layout.metrics
    serif, line = metrics.font.families(), metrics.line
    desk.press(Key.Key_Comma, CTRL)
    desk.keyboard.dialog("Settings")
    desk.keyboard.press_until(Key.Key_Tab, lambda: desk.keyboard.focus_name() == "Typeface")
    desk.press(Key.Key_Down)
    desk.keyboard.press_until(Key.Key_Tab, lambda: desk.keyboard.focus_name() == "Space between lines")
    desk.press(Key.Key_A, CTRL)
    desk.write("60")
    desk.press(Key.Key_Tab)
    desk.press(Key.Key_Escape)
    desk.keyboard.gone("Settings")
    metrics = desk.view.page_layout.metrics
    assert metrics.font.families() != serif
    assert metrics.line > line * 1.1
    shown = desk.view.span(span.id)
    assert shown is not None
    assert shown.ranges == span.ranges


@every_text
def test_numbers_of_paragraphs_come_and_go(sit_down: SitDown, article: Text) -> None:
    desk = sit_down(article)
    without = picture(desk)
    desk.keyboard.command("numbers of paragraphs")
    desk.keyboard.press_until(Key.Key_F6, desk.view.hasFocus)
    assert picture(desk) != without
    desk.keyboard.command("numbers of paragraphs")
    desk.keyboard.press_until(Key.Key_F6, desk.view.hasFocus)
    assert picture(desk) == without


def choose_group(desk: Desk, group: int, state: int) -> None:
    """Choose how a group of labels shows: Alt+V, the menu of groups, the group, the state."""
    desk.press(Key.Key_V, ALT)
    desk.keyboard.until(lambda: QApplication.activePopupWidget() is not None)
    view_menu = QApplication.activePopupWidget()
    assert isinstance(view_menu, QMenu)

    (groups,) = [action for action in view_menu.actions() if action.text() == "Groups of labels"]
    desk.keyboard.press_until(Key.Key_Down, lambda: view_menu.activeAction() is groups)
    desk.press(Key.Key_Right)
    desk.press(Key.Key_Down, times=group)
    desk.press(Key.Key_Right)
    desk.press(Key.Key_Down, times=state)
    desk.press(Key.Key_Return)
    desk.keyboard.until(lambda: QApplication.activePopupWidget() is None)


@every_text
def test_a_group_is_quiet_hidden_and_full_again_by_the_keys_of_the_menu(sit_down: SitDown, article: Text) -> None:
    desk = sit_down(article)
    topic = desk.tag(article.clause, Key.Key_T)
    party = desk.tag(article.name, Key.Key_P)
    desk.press(Key.Key_Escape)
    groups = [layer.name for layer in desk.workspace.codebook.layers]
    choose_group(desk, groups.index("Topics"), 1)
    shown = desk.view.span(topic.id)
    assert shown is not None
    assert (shown.quiet, shown.tint) == (True, False)
    choose_group(desk, groups.index("Topics"), 2)
    assert desk.view.span_ids() == (party.id,)
    choose_group(desk, groups.index("Topics"), 0)
    assert set(desk.view.span_ids()) == {party.id, topic.id}
    assert desk.spans() == {"Topic": [article.clause], "Party": [article.name]}


@every_text
def test_a_note_is_a_card_where_there_is_room_and_can_be_read_where_there_is_none(
    sit_down: SitDown, article: Text
) -> None:
    desk = sit_down(article)
    desk.tag(article.clause, Key.Key_T)
    desk.press(Key.Key_Return, SHIFT)
    desk.write("To be asked about.")
    desk.press(Key.Key_Escape)
    assert desk.active().note == "To be asked about."
    desk.keyboard.window.resize(1900, 900)
    desk.keyboard.until(lambda: desk.view.page_layout.columns.cards > 0)
    desk.keyboard.window.resize(*SMALLEST)
    desk.keyboard.until(lambda: desk.view.page_layout.columns.cards == 0)
    desk.press(Key.Key_Return)
    notes = desk.keyboard.window.articles.details.findChildren(NoteEdit)
    assert "To be asked about." in [note.toPlainText() for note in notes if note.isVisible()]


@every_text
def test_the_smallest_window_and_twice_the_size_hold_every_line(sit_down: SitDown, article: Text) -> None:
    desk = sit_down(article)
    desk.keyboard.window.resize(*SMALLEST)
    QApplication.processEvents()
    size = desk.view.text_size
    for _ in range(size):
        desk.press(Key.Key_Equal, CTRL)
    assert desk.view.text_size == 2 * size
    span = desk.tag(article.clause, Key.Key_T)
    layout = desk.view.page_layout
    assert layout.columns.right <= desk.view.viewport().width()
    assert desk.view.horizontalScrollBar().maximum() == 0
    for paragraph in layout.paragraphs:
        if paragraph.number and not paragraph.is_folded:
            text_lines = layout.block_layout(layout.lay(paragraph.index).index)
            widest = max(text_lines.lineAt(n).naturalTextWidth() for n in range(len(lines_of(paragraph))))
            assert widest <= layout.columns.text + 1
    shown = QPoint(desk.view.point_of(span.start))
    assert desk.view.viewport().rect().contains(shown)
    desk.press(Key.Key_0, CTRL)
    assert desk.view.text_size == size


@every_text
def test_the_article_is_saved_as_pdf_by_key(sit_down: SitDown, article: Text) -> None:
    desk = sit_down(article)
    desk.tag(article.clause, Key.Key_T)
    target = desk.workspace.store.path.parent / "out.pdf"

    tries: list[str] = []

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QFileDialog):
            tries.append(dialog.windowTitle())
            field = dialog.findChild(QLineEdit)
            assert field is not None
            if not field.text().endswith("out.pdf"):
                QTest.keyClick(field, Key.Key_A, CTRL)
                QTest.keyClicks(field, str(target))
            completing = QApplication.activePopupWidget()
            if completing is not None:
                completing.close()
            QTest.keyClick(field, Key.Key_Return)
        if not target.is_file() and len(tries) < 20:
            QTimer.singleShot(50, answer)
        elif isinstance(dialog, QFileDialog):
            dialog.reject()

    QTimer.singleShot(20, answer)
    desk.keyboard.command("save the article as pdf")
    desk.keyboard.until(target.is_file)
    desk.keyboard.until(lambda: not desk.keyboard.window.jobs.running)
    assert target.read_bytes().startswith(b"%PDF-")
