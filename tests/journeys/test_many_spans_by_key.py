"""Spans on each other, long and linked ones, by keys alone: nothing jumps, each is reached, and says what it is."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from annotator.core import units
from annotator.core.codebook import Codebook, Label, Unit
from annotator.core.finding import Words, find
from annotator.core.ids import derived_id
from annotator.core.model import Filler
from annotator.core.segment import paragraph_at
from annotator.tasks.codebooks import read_codebook, shipped_codebooks
from annotator.ui.article.layout import lines_of
from annotator.ui.article.metrics import SMALLEST_TAG
from annotator.ui.article.stacking import MOST_ROWS
from annotator.ui.dialogs.occurrences import OccurrencesDialog
from tests.journeys.people import ALT, CTRL, SHIFT, Desk
from tests.journeys.texts import SEED, Text, every_text

Key = Qt.Key
SitDown = Callable[..., Desk]
# The offscreen platform says these of every popup.
pytestmark = pytest.mark.qt_log_ignore(r"^This plugin does not support (raise\(\)|grabbing the keyboard)$", extend=True)


def tops(desk: Desk) -> list[float]:
    """Return where every line of the article stands on the page."""
    layout = desk.view.page_layout
    return [
        layout.top_of(paragraph.index) + line.y
        for paragraph in layout.paragraphs
        for line in lines_of(layout.lay(paragraph.index))
    ]


@every_text
def test_a_first_span_moves_nothing_and_a_deeper_one_leaves_the_caret_s_line_where_it_is(
    sit_down: SitDown, article: Text
) -> None:
    desk = sit_down(article)
    desk.find(article.clause)
    before, at = tops(desk), desk.view.point_of(article.text.index(article.clause)).y()
    desk.press(Key.Key_T)
    desk.leave_card()
    assert tops(desk) == before
    desk.press(Key.Key_Escape)
    for key in (Key.Key_C, Key.Key_D, Key.Key_P):
        desk.find(article.clause)
        desk.press(key)
        desk.leave_card()
        desk.press(Key.Key_Escape)
    assert tops(desk)[-1] > before[-1]
    assert desk.view.point_of(article.text.index(article.clause)).y() == at


def many_labels() -> Codebook:
    """Return a codebook with fourteen labels, each with a key; the last four share the colours of the first."""
    shipped = next(x for x in shipped_codebooks() if x.stem == "topics-only")
    codebook = read_codebook(shipped)
    (layer, *_), first = codebook.layers, codebook.labels[0]
    keys = "abcdefghijklmn"
    labels: list[Label] = [
        replace(first, id=derived_id("label", key), name=f"Subject {n}", position=n, key=key, color=str(n + 1))
        for n, key in enumerate(keys)
    ]
    return replace(codebook, layers=(layer,), labels=tuple(labels), attributes=(), roles=())


@every_text
def test_eight_spans_on_each_other_show_five_rows_and_each_is_reached_by_tab(sit_down: SitDown, article: Text) -> None:
    desk = sit_down(article, many_labels())
    start, _ = paragraph_at(article.text, article.text.index(article.clause))
    for number in range(8):
        desk.find(article.clause)
        desk.press(Key(Key.Key_A + number))
        desk.leave_card()
        desk.press(Key.Key_Escape)
    layout = desk.view.page_layout
    _, number_of_line = layout.line_of(layout.positions.to_qt(article.text.index(article.clause)))
    paragraph = layout.paragraphs[layout.marks.paragraph_of(layout.positions.to_qt(start))]
    line = lines_of(paragraph)[number_of_line]
    assert line.hidden == 8 - MOST_ROWS
    assert {segment.row for segment in line.segments} == {-1, *range(MOST_ROWS)}
    desk.view.set_caret(start)
    reached = set()
    for _ in range(8):
        desk.press(Key.Key_Tab)
        reached.add(desk.label_name(desk.active()))
    assert reached == {f"Subject {number}" for number in range(8)}


@every_text
def test_each_of_fourteen_labels_has_its_key_and_labels_of_one_colour_differ(sit_down: SitDown, article: Text) -> None:
    desk = sit_down(article, many_labels())
    ids = {}
    for number in (0, 10, 13):
        desk.find(article.name)
        desk.press(Key(Key.Key_A + number))
        desk.leave_card()
        ids[number] = desk.active().id
    assert desk.spans() == {f"Subject {number}": [article.name] for number in (0, 10, 13)}
    one, other = desk.view.span(ids[0]), desk.view.span(ids[10])
    assert one is not None
    assert other is not None
    assert one.pattern != other.pattern
    desk.press(Key.Key_L, CTRL)
    picker = desk.keyboard.window.articles.editor.picker
    assert len(picker.shown()) == 14
    desk.write("12")
    assert picker.shown() == ["Subject 12"]
    desk.press(Key.Key_Escape)


@every_text
def test_a_span_across_paragraphs_and_one_over_the_whole_article_which_is_a_bracket(
    sit_down: SitDown, article: Text
) -> None:
    desk = sit_down(article)
    desk.go_to(article.clause)
    last = article.text.index(article.later)
    while not desk.view.selection() or desk.view.selection()[-1][1] <= last:
        desk.press(Key.Key_Down, SHIFT)
    desk.press(Key.Key_T)
    across = desk.active()
    assert "\n" in across.text
    desk.press(Key.Key_Escape)
    desk.press(Key.Key_A, CTRL)
    desk.press(Key.Key_D)
    desk.leave_card()
    whole = desk.view.mark(desk.active().id)
    assert whole is not None
    assert whole.is_long
    desk.press(Key.Key_Escape)
    desk.view.set_caret(0)
    for wanted in (whole.id, across.id):
        desk.press(Key.Key_Tab)
        assert desk.workspace.active_span == wanted


@every_text
def test_an_edge_moves_and_answers_note_and_links_stay(sit_down: SitDown, article: Text) -> None:
    desk = sit_down(article)
    party = desk.tag(article.name, Key.Key_P)
    promise = desk.tag(article.clause, Key.Key_C)
    desk.press(Key.Key_R, CTRL)
    desk.press(Key.Key_Return)
    desk.press(Key.Key_Return)
    desk.press(Key.Key_Return, SHIFT)
    desk.write("Kept.")
    desk.press(Key.Key_Escape)
    desk.press(Key.Key_Return)
    desk.keyboard.press_until(Key.Key_Tab, lambda: desk.keyboard.focus_name().startswith("Strength"))
    desk.press(Key.Key_2)
    desk.leave_card()
    before = desk.workspace.store.span(promise.id)
    assert (before.note, len(before.attributes)) == ("Kept.", 1)
    assert desk.workspace.article is not None
    links = desk.workspace.store.relations(desk.workspace.article.id)
    assert [(x.source, x.to) for x in links] == [(promise.id, Filler(span=party.id))]
    others = [span for span in desk.workspace.store.spans(desk.workspace.article.id) if span.id != promise.id]
    # To the left is shorter, but from right to left longer: both change this span alone.
    desk.press(Key.Key_Left, SHIFT)
    after = desk.workspace.store.span(promise.id)
    assert after.ranges != before.ranges
    assert (after.note, after.attributes) == (before.note, before.attributes)
    assert desk.workspace.store.relations(desk.workspace.article.id) == links
    assert [x for x in desk.workspace.store.spans(desk.workspace.article.id) if x.id != promise.id] == others
    # The tag says what identifies the span, and the role is drawn for the active span alone.
    shown = desk.view.span(promise.id)
    assert shown is not None
    assert shown.tag == "is ready to"
    assert desk.view.page_layout.metrics.tag_font.pixelSize() >= SMALLEST_TAG
    assert [link.source for link in desk.view.links_shown()] == [promise.id]
    desk.press(Key.Key_Escape)
    assert list(desk.view.links_shown()) == []


@every_text
def test_each_label_s_key_tags_its_own_unit_at_the_caret(sit_down: SitDown, article: Text) -> None:
    codebook = many_labels()
    wanted = dict(zip(codebook.labels, Unit, strict=False))
    labels = tuple(replace(label, unit=wanted.get(label, Unit.CLAUSE)) for label in codebook.labels)
    desk = sit_down(article, replace(codebook, labels=labels))
    for label, unit in wanted.items():
        caret = desk.go_to(article.clause)
        desk.press(Key(ord(label.key.upper())))
        assert desk.active().ranges == units.unit_at(article.text, caret, unit)
        desk.press(Key.Key_Escape)


@every_text
def test_a_pattern_is_tagged_in_the_whole_project_but_where_its_box_is_empty(sit_down: SitDown, article: Text) -> None:
    desk = sit_down(article)
    pattern = f"[{article.name[0]}]{article.name[1:]}"
    desk.press(Key.Key_F, CTRL)
    desk.press(Key.Key_R, ALT)
    desk.write(pattern)
    desk.press(Key.Key_T, ALT)
    desk.keyboard.dialog("Tag the same words elsewhere")
    desk.keyboard.until(lambda: not desk.keyboard.window.jobs.running)
    desk.keyboard.press_until(Key.Key_Tab, lambda: desk.keyboard.focus_name() == "Label")
    desk.write("To")
    desk.keyboard.press_until(Key.Key_Tab, lambda: desk.keyboard.focus_name() == "In")
    desk.press(Key.Key_Down)
    desk.keyboard.until(lambda: not desk.keyboard.window.jobs.running)
    desk.keyboard.press_until(Key.Key_Tab, lambda: desk.keyboard.focus_name() == "Places")
    desk.press(Key.Key_Space)
    desk.press(Key.Key_Return)
    desk.keyboard.gone("Tag the same words elsewhere")
    desk.keyboard.until(lambda: not desk.keyboard.window.jobs.running)
    store = desk.workspace.store
    texts = [store.article(id).text for id in store.article_ids()]
    every = sum(len(list(find(text, Words(article.name, whole=False)))) for text in texts)
    made = [span.text for id in store.article_ids() for span in store.spans(id)]
    assert len(made) == every - 1
    assert {words.casefold() for words in made} == {article.name.casefold()}
    desk.press(Key.Key_Escape)
    assert desk.view.hasFocus()
    desk.press(Key.Key_Z, CTRL)
    assert all(not store.spans(id) for id in store.article_ids())


def test_what_is_no_pattern_is_said_in_the_dialog(sit_down: SitDown) -> None:
    desk = sit_down(SEED)
    desk.tag("Korean Peninsula", Key.Key_T)
    desk.press(Key.Key_L, CTRL | SHIFT)
    desk.keyboard.dialog("Tag the same words elsewhere")
    (dialog,) = desk.keyboard.window.findChildren(OccurrencesDialog)
    desk.keyboard.press_until(Key.Key_Tab, dialog.pattern.hasFocus)
    desk.press(Key.Key_Space)
    desk.keyboard.press_until(Key.Key_Tab, lambda: desk.keyboard.focus_name() == "Words")
    desk.press(Key.Key_A, CTRL)
    desk.write("Korea(")
    desk.keyboard.until(lambda: not desk.keyboard.window.jobs.running)
    assert dialog.problem.startswith("This is no pattern")
    assert dialog.ticked() == ()
    desk.press(Key.Key_Backspace)
    desk.keyboard.until(lambda: not desk.keyboard.window.jobs.running)
    assert dialog.problem == ""
    assert len(dialog.ticked()) > 3
    desk.press(Key.Key_Escape)
    desk.keyboard.gone("Tag the same words elsewhere")


@every_text
def test_whoever_speaks_stands_in_the_margin_until_one_key_says_nobody_does(sit_down: SitDown, article: Text) -> None:
    desk = sit_down(article)
    words = {"Seed": "Li", "Arabic": "لي", "Chinese": "李强", "Emoji": "Li Qiang"}[article.title]
    here = article.text.index(article.clause)
    if article.title == "Seed":
        desk.go_to("Li said China and South")
    else:
        desk.find(words)
    desk.press(Key.Key_S)
    desk.leave_card()
    assert desk.active().text == words
    speaker = desk.view.speaker_at(here)
    assert speaker is not None
    assert (speaker.expected, speaker.inherited) == (False, False)
    desk.press(Key.Key_Escape)
    after = paragraph_at(article.text, here)[1] + 2
    desk.view.set_caret(here)
    handed = desk.view.speaker_at(after)
    assert handed is not None
    assert (handed.text, handed.inherited) == (speaker.text, True)
    desk.view.set_caret(after)
    desk.sign("!")
    assert desk.view.speaker_at(after) is None
    desk.sign("!")
    assert desk.view.speaker_at(after) is not None
