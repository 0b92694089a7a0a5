import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from annotator.ui import plain

MARKUP = "<b>Li</b> & <img src='x'>"


def test_a_label_shows_markup_as_it_is(qtbot: QtBot) -> None:
    label = plain.label(MARKUP)
    qtbot.addWidget(label)
    assert label.textFormat() == Qt.TextFormat.PlainText
    assert label.text() == MARKUP


def test_a_tooltip_shows_markup_as_it_is(qtbot: QtBot) -> None:
    label = plain.label("x")
    qtbot.addWidget(label)
    plain.set_tooltip(label, MARKUP)
    assert "<b>" not in label.toolTip()
    assert "&lt;b&gt;Li&lt;/b&gt; &amp;" in label.toolTip()
    plain.set_tooltip(label, "")
    assert label.toolTip() == ""


@pytest.mark.parametrize(
    ("text", "length", "shown"),
    [("short", 10, "short"), ("two\nlines", 20, "two lines"), ("exactly ten and more", 11, "exactly te…")],
)
def test_text_is_cut_to_a_line(text: str, length: int, shown: str) -> None:
    assert plain.elided(text, length) == shown


def test_an_ampersand_survives_in_a_menu() -> None:
    assert plain.menu_text("R&D") == "R&&D"
