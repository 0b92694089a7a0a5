"""Reading in the real window by keyboard: on four scripts, in every look, and the place is kept."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication

from annotator import places
from annotator.core.draft import Draft
from annotator.store.store import Store
from annotator.tasks.codebooks import read_codebook, shipped_codebooks
from annotator.ui.theme import LOOKS
from tests.journeys.people import ALT, CTRL, SHIFT, Keyboard

Key = Qt.Key
SEED = next(places.seeds().glob("*.txt")).read_text(encoding="utf-8")
TEXTS = {
    "seed": SEED,
    "arabic": "قال لي تشيانغ إن الصين مستعدة للعمل مع كوريا الجنوبية.\n\nودعا إلى توسيع المصالح المشتركة.\n\nوافقا.\n",
    "chinese": "李强表示,中国愿同韩国加强合作。\n\n尹锡悦说,韩方愿继续推动和平对话。\n\n双方同意。\n",
    "emoji": "Li said 👩‍👩‍👧 families 🇰🇷 come first.\n\nYoon 😀 agreed with him.\n\nBoth left.\n",
}

pytestmark = pytest.mark.qt_log_ignore(r"^This plugin does not support (raise\(\)|grabbing the keyboard)$", extend=True)


def open_texts(keyboard: Keyboard, folder: Path, *texts: str) -> None:
    path = folder / "Reading.annotator"
    with Store.create(path, read_codebook(shipped_codebooks()[0]), annotator="Ada") as store, store.edit("Add") as edit:
        for number, text in enumerate(texts):
            edit.add_article(Draft(text=text, title=f"Article {number}"))
    keyboard.window.filing.open_project(path)
    first = next(iter(keyboard.workspace.store.article_ids()))
    keyboard.workspace.open_article(first)
    keyboard.press_until(Key.Key_F6, keyboard.view.hasFocus)


@pytest.mark.parametrize("look", ["Light", "Dark"])
@pytest.mark.parametrize("name", TEXTS)
def test_an_article_is_read_from_beginning_to_end(keyboard: Keyboard, tmp_path: Path, name: str, look: str) -> None:
    open_texts(keyboard, tmp_path, TEXTS[name])
    view, workspace = keyboard.view, keyboard.workspace
    keyboard.command(look)
    keyboard.press_until(Key.Key_F6, view.hasFocus)
    paragraphs = [x for x in view.page_layout.paragraphs if x.number and not x.is_folded]
    for paragraph in paragraphs:
        assert view.cursor_paragraph == paragraph.index
        keyboard.press(Key.Key_Space)
    assert workspace.article is not None
    reviews = workspace.store.reviews(workspace.article.id)
    assert sorted(review.start for review in reviews) == [
        view.page_layout.positions.to_code_point(paragraph.start) for paragraph in paragraphs
    ]
    assert all(workspace.article.text[review.start : review.end].strip() for review in reviews)
    keyboard.press(Key.Key_Space, SHIFT)
    assert len(workspace.store.reviews(workspace.article.id)) == len(paragraphs) - 1


@pytest.mark.parametrize("name", TEXTS)
def test_compact_numbers_and_size_change_by_key_and_no_word_moves_in_the_text(
    keyboard: Keyboard, tmp_path: Path, name: str
) -> None:
    open_texts(keyboard, tmp_path, TEXTS[name])
    view = keyboard.view
    keyboard.press(Key.Key_Period)
    keyboard.press(Key.Key_T)
    span = keyboard.workspace.store.span(keyboard.workspace.active_span)
    height, size = view.page_layout.height, view.text_size
    keyboard.press_until(Key.Key_F6, view.hasFocus)
    keyboard.press(Key.Key_C, CTRL | SHIFT)
    assert view.page_layout.metrics.compact
    assert view.page_layout.height < height
    keyboard.press(Key.Key_Equal, CTRL)
    assert view.text_size == size + 1
    keyboard.command("numbers of paragraphs")
    shown = view.span(span.id)
    assert shown is not None
    assert shown.ranges == span.ranges
    assert keyboard.workspace.store.span(span.id) == span


def test_the_folded_header_opens_by_key_and_can_be_tagged(keyboard: Keyboard, tmp_path: Path) -> None:
    open_texts(keyboard, tmp_path, SEED)
    view = keyboard.view
    assert view.folded_until == SEED.index("JAKARTA")
    keyboard.press(Key.Key_Up)
    assert view.folded_until == 0
    keyboard.press(Key.Key_Home, CTRL)
    keyboard.press(Key.Key_Right, CTRL)
    keyboard.press(Key.Key_Right, CTRL | SHIFT)
    words = keyboard.selected()
    keyboard.press(Key.Key_T)
    span = keyboard.workspace.store.span(keyboard.workspace.active_span)
    assert span.text == words
    assert span.end <= SEED.index("JAKARTA")


def test_the_place_is_kept_per_article(keyboard: Keyboard, tmp_path: Path) -> None:
    open_texts(keyboard, tmp_path, SEED, TEXTS["emoji"])
    view = keyboard.view
    article = keyboard.workspace.article
    for _ in range(6):
        keyboard.press(Key.Key_Space)
    caret, scroll = view.caret(), view.scroll_position()
    keyboard.press(Key.Key_PageDown, ALT)
    keyboard.until(lambda: keyboard.workspace.article is not None and keyboard.workspace.article != article)
    keyboard.press(Key.Key_PageUp, ALT)
    keyboard.until(lambda: keyboard.workspace.article == article)
    assert (view.caret(), view.scroll_position()) == (caret, scroll)


def test_every_look_is_a_command_and_repaints_the_article(
    keyboard: Keyboard, tmp_path: Path, qapp: QApplication
) -> None:
    open_texts(keyboard, tmp_path, SEED)
    titles = {"light": "Light", "sepia": "Sepia", "dark": "Dark"}
    titles |= {"contrast": "High contrast, light", "contrast-dark": "High contrast, dark"}
    for name, look in LOOKS.items():
        keyboard.command(titles[name])
        assert qapp.palette().color(QPalette.ColorRole.Window).name() == look.panel
        keyboard.settle()
        corner = keyboard.view.viewport().grab().toImage().pixelColor(2, 2)
        assert corner.name() == look.paper
