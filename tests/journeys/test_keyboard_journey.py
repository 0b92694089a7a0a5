"""From the example to a dataset without touching the mouse."""

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from annotator.core.model import Filler
from tests.journeys.people import ALT, CTRL, SHIFT, Keyboard

Key = Qt.Key
PASTED = "Ministers met in Oslo.\n\nThey will build a bridge.\n"


# The offscreen platform says these of every popup.
@pytest.mark.qt_log_ignore(r"^This plugin does not support (raise\(\)|grabbing the keyboard)$", extend=True)
def test_an_article_is_annotated_and_exported_by_keyboard_alone(keyboard: Keyboard, tmp_path: Path) -> None:
    workspace, view = keyboard.workspace, keyboard.view

    # Open the example, and go to the article.
    keyboard.command("try the example")
    keyboard.until(lambda: workspace.article is not None)
    article = workspace.article
    assert article is not None
    keyboard.press_until(Key.Key_F6, view.hasFocus)
    before = {span.id for span in workspace.store.spans(article.id)}

    # Select by keyboard: clause after clause, then back to who says it; the key alone knows what to tag.
    keyboard.press_until(Key.Key_Period, lambda: keyboard.selected().endswith("expand common interests"))
    paragraph = article.text.index("Li said China and South Korea should expand")
    keyboard.press_until(Key.Key_Left, lambda: view.caret() == paragraph)
    keyboard.press(Key.Key_S)
    speaker = workspace.store.span(workspace.active_span)
    assert speaker.text == "Li"
    keyboard.press(Key.Key_Escape)

    # Tag the clause that says what shall be done.
    keyboard.press_until(Key.Key_Period, lambda: keyboard.selected().startswith("speed up the second phase"))
    words = keyboard.selected()
    keyboard.press(Key.Key_C)
    span = workspace.store.span(workspace.active_span)
    assert span.text == words
    assert span.text == article.quote(span.start, span.end)

    # Link the speaker that the card proposes, and answer the strength by its digit.
    keyboard.press(Key.Key_Return)
    (relation,) = [x for x in workspace.store.relations(article.id) if x.source == span.id]
    assert relation.to == Filler(span=speaker.id)
    codebook = workspace.codebook
    strength = next(x for x in codebook.attributes_of(span.label) if x.name == "Strength")
    keyboard.press(Key.Key_Tab)
    keyboard.press(Key.Key_Tab)
    keyboard.press(Key.Key_4)
    assert workspace.store.span(span.id).attributes == {strength.id: strength.choices[3].id}
    keyboard.press(Key.Key_Escape)
    assert view.hasFocus()

    # Extend the span by a word, undo that, redo it.
    keyboard.press(Key.Key_Right, SHIFT)
    longer = workspace.store.span(span.id)
    assert longer.start == span.start
    assert longer.end > span.end
    keyboard.press(Key.Key_Z, CTRL)
    assert workspace.store.span(span.id).ranges == span.ranges
    keyboard.press(Key.Key_Z, CTRL | SHIFT)
    assert workspace.store.span(span.id) == longer

    # Paste a second article, and go from one to the other.
    QApplication.clipboard().setText(PASTED)
    keyboard.press(Key.Key_V, CTRL | SHIFT)
    keyboard.dialog("Paste as article")
    keyboard.press(Key.Key_Return)
    keyboard.gone("Paste as article")
    keyboard.until(lambda: workspace.article is not None and workspace.article.text == PASTED)
    keyboard.press(Key.Key_PageUp, ALT)
    assert workspace.article is not None
    assert workspace.article.id == article.id
    keyboard.press(Key.Key_PageDown, ALT)
    assert workspace.article.text == PASTED

    # Export, and read what was tagged in the file.
    target = tmp_path / "out"
    keyboard.press(Key.Key_E, CTRL)
    keyboard.dialog("Export")
    keyboard.press_until(Key.Key_Tab, lambda: keyboard.focus_name() == "Write to")
    keyboard.press(Key.Key_A, CTRL)
    keyboard.type(str(target))
    keyboard.press(Key.Key_Return)
    keyboard.gone("Export")
    keyboard.until((target / "articles.jsonl").exists)
    lines = (target / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    assert [row["text"] for row in rows] == [article.text, PASTED]
    spans = {row["id"]: row for row in rows[0]["spans"]}
    assert spans.keys() == before | {speaker.id, span.id}
    assert spans[span.id]["fragments"] == [[longer.start, longer.end]]
    assert spans[span.id]["attributes"] == {"Strength": "calls for"}
