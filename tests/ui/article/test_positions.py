"""Code points go to Qt and back without loss, whatever the text."""

from collections.abc import Callable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QTextCursor, QTextDocument

from annotator.core.text import normalise
from annotator.ui.article.positions import QtPositions, widget_text

BREAKS = ["\n", "\r\n", "\r", "\u2028", "\u2029", "\u0085", "\x1c"]
SIGNS = [" ", "\u00a0", "\ufeff", "\ufffe", "\ufdd0", "\ufdd1", "\ufffc", "\x00", "\u200f", "\ud800", "\uffff"]
WORDS = ["a", "e\u0301", "😀", "👩\u200d👩\u200d👧", "🇨🇳", "中国", "。", "رئيس", "١٢", "שלום", "𝒻"]
PIECES = st.sampled_from([*BREAKS, *SIGNS, *WORDS])
TEXTS = st.lists(PIECES | st.text(max_size=3), max_size=30).map("".join)


@given(TEXTS, st.data())
def test_any_range_comes_back_from_a_real_document_as_it_went(raw: str, data: st.DataObject) -> None:
    text = normalise(raw).text
    positions = QtPositions(text)
    document = QTextDocument()
    document.setPlainText(widget_text(text))
    assert document.characterCount() - 1 == positions.qt_length
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    cursor = QTextCursor(document)
    cursor.setPosition(positions.to_qt(start))
    cursor.setPosition(positions.to_qt(end), QTextCursor.MoveMode.KeepAnchor)
    back = positions.to_code_point(cursor.selectionStart()), positions.to_code_point(cursor.selectionEnd())
    assert back == (start, end)


@given(TEXTS)
def test_every_character_of_the_document_is_the_article_s_own_or_stands_for_it(raw: str) -> None:
    text = normalise(raw).text
    positions = QtPositions(text)
    document = QTextDocument()
    document.setPlainText(widget_text(text))
    for index, character in enumerate(text):
        shown = document.characterAt(positions.to_qt(index))
        if character > "\uffff":
            assert shown == character.encode("utf-16-le", "surrogatepass")[:2].decode("utf-16-le", "surrogatepass")
        elif character in "\n\u2028\u2029":
            assert shown == "\u2029"
        elif character not in "\ufdd0\ufdd1\ufffc\ufeff\ufffe":
            assert shown == character


@given(TEXTS)
def test_a_place_inside_a_pair_counts_as_after_the_character(raw: str) -> None:
    text = normalise(raw).text
    positions = QtPositions(text)
    for index, character in enumerate(text):
        if character > "\uffff":
            assert positions.to_code_point(positions.to_qt(index) + 1) == index + 1


def test_the_view_selects_what_python_slices(show: Callable[..., Any]) -> None:
    text = "Hi 😀😀 world 👩‍👩‍👧 done\u00a0now\n中国准备\u2028رئيس الوزراء"
    view = show(text).view
    for start in range(len(text)):
        for end in range(start + 1, len(text) + 1):
            if text[start].isspace() or text[end - 1].isspace():
                continue
            view.select(((start, end),))
            assert view.selection() == ((start, end),)
