"""Every key that tags, by keyboard alone through the real window: on the seed, in Arabic, in Chinese, with emoji."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt

from annotator.core import units
from annotator.core.codebook import Unit
from annotator.core.edges import next_edge, with_or_without_marks
from annotator.core.finding import Where, Words, find, places
from annotator.core.model import Article, Filler
from annotator.core.segment import paragraph_at, sentence_at
from annotator.store.store import Store
from tests.journeys.people import ALT, CTRL, SHIFT, Desk
from tests.journeys.texts import SEED, TEXTS, Text, every_text

Key = Qt.Key
# The offscreen platform says these of every popup.
pytestmark = pytest.mark.qt_log_ignore(r"^This plugin does not support (raise\(\)|grabbing the keyboard)$", extend=True)


@every_text
def test_a_selection_or_the_unit_at_the_caret_is_tagged_by_the_label_s_key(
    sit_down: Callable[[Text], Desk], article: Text
) -> None:
    desk = sit_down(article)
    desk.tag(article.clause, Key.Key_T)
    assert desk.spans() == {"Topic": [article.clause]}
    desk.press(Key.Key_Escape)
    caret = desk.go_to(article.later)
    desk.press(Key.Key_C)
    assert desk.active().ranges == units.unit_at(article.text, caret, Unit.CLAUSE)


@every_text
def test_the_edges_move_by_character_word_clause_and_sentence(sit_down: Callable[[Text], Desk], article: Text) -> None:
    desk = sit_down(article)
    span = desk.tag(article.clause, Key.Key_T)
    text = article.text
    toward, back = (Key.Key_Left, Key.Key_Right) if article.title == "Arabic" else (Key.Key_Right, Key.Key_Left)

    def check(key: Key, held: Qt.KeyboardModifier, start: int, end: int) -> None:
        desk.press(key, held)
        assert desk.active().ranges == ((start, end),)

    check(back, ALT | SHIFT, span.start, span.end - 1)
    check(toward, ALT | SHIFT, span.start, span.end)
    check(toward, ALT | SHIFT | CTRL, span.start + 1, span.end)
    check(back, ALT | SHIFT | CTRL, span.start, span.end)
    desk.press(back, SHIFT)
    shorter = desk.active()
    assert (shorter.start, shorter.end < span.end) == (span.start, True)
    desk.press(toward, SHIFT)
    assert desk.active().ranges == span.ranges
    desk.press(back, CTRL | ALT)
    longer = desk.active()
    assert (longer.start < span.start, longer.end) == (True, span.end)
    desk.press(toward, CTRL | ALT)
    start, end = desk.active().ranges[0]
    for key, unit in ((Key.Key_Down, Unit.CLAUSE), (Key.Key_End, Unit.SENTENCE)):
        end = next_edge(text, end, unit, at_end=True, forward=True)
        check(key, SHIFT, start, end)
    end = next_edge(text, end, Unit.SENTENCE, at_end=True, forward=False)
    check(Key.Key_Home, SHIFT, start, max(end, start + 1))
    desk.press(Key.Key_Z, CTRL)
    start, end = desk.active().ranges[0]
    for key, unit in ((Key.Key_Up, Unit.CLAUSE), (Key.Key_Home, Unit.SENTENCE)):
        start = next_edge(text, start, unit, at_end=False, forward=False)
        check(key, CTRL | ALT, start, end)
    start = next_edge(text, start, Unit.SENTENCE, at_end=False, forward=True)
    check(Key.Key_End, CTRL | ALT, min(start, end - 1), end)


@every_text
def test_marks_around_the_words_are_taken_in_and_left_out_by_one_key(
    sit_down: Callable[[Text], Desk], article: Text
) -> None:
    desk = sit_down(article)
    span = desk.tag(article.clause, Key.Key_T)
    with_marks = with_or_without_marks(article.text, span.ranges)
    assert with_marks != span.ranges
    desk.sign('"')
    assert desk.active().ranges == with_marks
    desk.sign('"')
    assert desk.active().ranges == span.ranges


@every_text
def test_a_piece_is_added_and_removed_and_nothing_else_of_the_span_changes(
    sit_down: Callable[[Text], Desk], article: Text
) -> None:
    desk = sit_down(article)
    span = desk.tag(article.clause, Key.Key_C)
    desk.press(Key.Key_Return, SHIFT)
    desk.write("A note.")
    desk.press(Key.Key_Escape)
    desk.sign("?")
    desk.press(Key.Key_2)
    assert desk.view.hasFocus()
    before = desk.active()
    assert (before.note, before.certainty) == ("A note.", 75)
    desk.find(article.later)
    desk.sign("+")
    two = desk.active()
    assert two.id == span.id
    assert [piece.quote for piece in two.fragments] == [article.clause, article.later]
    desk.sign("-")
    after = desk.workspace.store.span(span.id)
    assert len(after.fragments) == 1
    assert (after.note, after.certainty, after.attributes) == (before.note, before.certainty, before.attributes)
    desk.press(Key.Key_Z, CTRL)
    assert desk.workspace.store.span(span.id).fragments == two.fragments


@every_text
def test_selections_grow_and_shrink_and_walk_the_clauses(sit_down: Callable[[Text], Desk], article: Text) -> None:
    desk = sit_down(article)
    caret = desk.go_to(article.clause)
    seen = []
    for _ in range(5):
        desk.press(Key.Key_Up, ALT)
        seen.append(len(desk.selected()))
    assert seen == sorted(seen)
    start, end = paragraph_at(article.text, caret)
    assert desk.view.selection() == ((start, end),)
    desk.press(Key.Key_Down, ALT)
    assert 0 < len(desk.selected()) < end - start
    desk.press(Key.Key_Escape)
    desk.view.set_caret(caret)
    desk.sign(".")
    first = desk.view.selection()
    desk.sign(".")
    assert desk.view.selection()[0][0] >= first[0][1]
    desk.sign(",")
    assert desk.view.selection() == first


@every_text
def test_tab_reaches_every_span_and_back(sit_down: Callable[[Text], Desk], article: Text) -> None:
    desk = sit_down(article)
    one = desk.tag(article.name, Key.Key_P)
    two = desk.tag(article.clause, Key.Key_T)
    desk.press(Key.Key_Escape)
    order = [span.id for span in sorted((one, two), key=lambda span: span.start)]
    desk.view.set_caret(0)
    seen = []
    for _ in range(2):
        desk.press(Key.Key_Tab)
        seen.append(desk.workspace.active_span)
    assert seen == order
    desk.press(Key.Key_Backtab, SHIFT)
    assert desk.workspace.active_span == order[0]


@every_text
def test_the_label_picker_narrows_and_tags_without_covering_the_words(
    sit_down: Callable[[Text], Desk], article: Text
) -> None:
    desk = sit_down(article)
    desk.find(article.clause)
    desk.press(Key.Key_L, CTRL)
    picker = desk.keyboard.window.articles.editor.picker
    assert picker.isVisible()
    read = desk.view.read_rect()
    read.moveTopLeft(desk.view.viewport().mapTo(desk.keyboard.window.articles.editor, read.topLeft()))
    assert not picker.geometry().intersects(read)
    desk.press(Key.Key_Escape)
    assert desk.view.hasFocus()
    assert desk.selected() == article.clause
    desk.press(Key.Key_L, CTRL)
    desk.write("top")
    assert picker.shown() == ["Topic"]
    desk.press(Key.Key_Return)
    assert desk.spans() == {"Topic": [article.clause]}


@every_text
def test_the_same_words_are_tagged_in_the_article_in_one_step(sit_down: Callable[[Text], Desk], article: Text) -> None:
    desk = sit_down(article)
    desk.tag(article.name, Key.Key_P)
    desk.press(Key.Key_L, CTRL | SHIFT)
    desk.keyboard.dialog("Tag the same words elsewhere")
    desk.press(Key.Key_Return)
    desk.keyboard.gone("Tag the same words elsewhere")
    every = list(find(article.text, Words(article.name)))
    assert len(every) > 1
    assert desk.spans() == {"Party": [article.name] * len(every)}
    desk.press(Key.Key_Z, CTRL)
    assert desk.spans() == {"Party": [article.name]}


def test_the_same_words_are_tagged_in_the_whole_project_and_taken_back_at_once(
    sit_down: Callable[[Text], Desk],
) -> None:
    desk = sit_down(SEED)
    desk.tag("Korean Peninsula", Key.Key_T)
    desk.press(Key.Key_L, CTRL | SHIFT)
    desk.keyboard.dialog("Tag the same words elsewhere")
    desk.keyboard.press_until(Key.Key_Tab, lambda: desk.keyboard.focus_name() == "Words")
    desk.press(Key.Key_A, CTRL)
    desk.write("Korea")
    desk.keyboard.press_until(Key.Key_Tab, lambda: desk.keyboard.focus_name() == "In")
    desk.press(Key.Key_Down)
    desk.keyboard.until(lambda: not desk.keyboard.window.jobs.running)
    desk.keyboard.press_until(Key.Key_Tab, lambda: desk.keyboard.focus_name() == "Places")
    desk.press(Key.Key_Space)
    desk.press(Key.Key_Return)
    desk.keyboard.gone("Tag the same words elsewhere")
    desk.keyboard.until(lambda: not desk.keyboard.window.jobs.running)
    store = desk.workspace.store
    quotes = {x.title: len([s for s in store.spans(x.id) if s.text == "Korea"]) for x in _articles(store)}
    every = {text.title: len(list(find(text.text, Words("Korea")))) for text in TEXTS}
    taken = len(list(find(SEED.text, Words("Korea Peninsula"))))
    assert sum(quotes.values()) == sum(every.values()) - taken - 1
    assert quotes["Emoji"] == every["Emoji"]
    desk.press(Key.Key_Z, CTRL)
    assert all(s.text != "Korea" for x in _articles(store) for s in store.spans(x.id))


def _articles(store: Store) -> list[Article]:
    return [store.article(id) for id in store.article_ids()]


def test_a_speaker_is_looked_for_beside_reporting_verbs_alone(sit_down: Callable[[Text], Desk]) -> None:
    desk = sit_down(SEED)
    desk.go_to("Li urged")
    desk.press(Key.Key_S)
    desk.leave_card()
    desk.press(Key.Key_L, CTRL | SHIFT)
    desk.keyboard.dialog("Tag the same words elsewhere")
    desk.press(Key.Key_Return)
    desk.keyboard.gone("Tag the same words elsewhere")
    beside = list(places(SEED.text, Words("Li"), Where.BESIDE_VERB))
    assert len(desk.spans()["Speaker"]) == len(beside)
    assert len(beside) < len(list(find(SEED.text, Words("Li"))))


def test_the_speaker_key_tags_links_and_is_proposed_to_what_follows(sit_down: Callable[[Text], Desk]) -> None:
    desk = sit_down(SEED)
    paragraph = desk.go_to("China has always supported")
    assert desk.view.speaker_at(paragraph) is not None
    desk.press(Key.Key_S)
    speaker = desk.active()
    assert speaker.text == "Li"
    (person,) = (x.id for x in desk.workspace.codebook.attributes_of(speaker.label) if x.name == "Person")
    (actor,) = desk.workspace.store.actors()
    assert (actor.name, speaker.attributes) == ("Li Qiang", {person: actor.id})
    assert actor.aliases == ("Li",), "the words of the span are a name of theirs, as where the card links them"
    assert desk.view.caret() == paragraph
    desk.press(Key.Key_Z, CTRL)
    assert desk.workspace.store.actors() == ()
    desk.press(Key.Key_Z, CTRL | SHIFT)
    # A commitment behind it takes the speaker with one Enter, and a later speaker is the same person.
    desk.go_to("has always advocated")
    desk.press(Key.Key_C)
    commitment = desk.active()
    desk.press(Key.Key_Return)
    assert desk.workspace.article is not None
    (link,) = desk.workspace.store.relations(desk.workspace.article.id)
    assert (link.source, link.to) == (commitment.id, Filler(span=speaker.id))
    desk.leave_card()
    desk.press(Key.Key_Escape)
    desk.go_to("Li urged the two sides")
    desk.press(Key.Key_S)
    assert desk.active().attributes == {person: actor.id}
    desk.press(Key.Key_Escape)
    desk.go_to("Chinese Premier Li Qiang")
    desk.press(Key.Key_S)
    assert desk.active().text == "Chinese Premier Li Qiang"
    (same,) = desk.workspace.store.actors()
    assert (same.id, same.aliases) == (actor.id, ("Li", "Chinese Premier Li Qiang"))


def test_one_key_refuses_the_speaker_and_lets_it_stand_again(sit_down: Callable[[Text], Desk]) -> None:
    desk = sit_down(SEED)
    paragraph = desk.go_to("China has always supported")
    assert desk.view.speaker_at(paragraph) is not None
    desk.sign("!")
    assert desk.view.speaker_at(paragraph) is None
    assert not desk.view.is_read(paragraph)
    desk.sign("!")
    assert desk.view.speaker_at(paragraph) is not None


@every_text
def test_spans_are_linked_in_the_text_by_key(sit_down: Callable[[Text], Desk], article: Text) -> None:
    desk = sit_down(article)
    party = desk.tag(article.name, Key.Key_P)
    commitment = desk.tag(article.clause, Key.Key_C)
    desk.press(Key.Key_R, CTRL)
    desk.press(Key.Key_Escape)
    assert desk.workspace.article is not None
    assert desk.workspace.store.relations(desk.workspace.article.id) == ()
    assert desk.workspace.active_span == commitment.id
    desk.press(Key.Key_R, CTRL)
    desk.press(Key.Key_Tab)
    desk.press(Key.Key_Return)
    desk.press(Key.Key_Return)
    (link,) = desk.workspace.store.relations(desk.workspace.article.id)
    assert (link.source, link.to) == (commitment.id, Filler(span=party.id))
    role = desk.workspace.codebook.role(link.role)
    assert role is not None
    assert role.name == "Party"


@every_text
def test_finding_is_incremental_and_what_is_found_can_be_tagged(
    sit_down: Callable[[Text], Desk], article: Text
) -> None:
    desk = sit_down(article)
    bar = desk.keyboard.window.articles.editor.find_bar
    desk.view.set_caret(0)
    desk.press(Key.Key_F, CTRL)
    desk.write(article.name)
    every = list(find(article.text, Words(article.name, whole=False)))
    assert bar.told == f"1 of {len(every)}"
    assert desk.view.selection() == (every[0],)
    desk.press(Key.Key_F3)
    assert desk.view.selection() == (every[1],)
    desk.press(Key.Key_F3, SHIFT)
    assert desk.view.selection() == (every[0],)
    desk.press(Key.Key_W, ALT)
    assert bar.told == f"1 of {len(list(find(article.text, Words(article.name))))}"
    desk.press(Key.Key_W, ALT)
    desk.press(Key.Key_R, ALT)
    desk.press(Key.Key_A, CTRL)
    desk.write("(")
    assert bar.told.startswith("This is no pattern")
    desk.press(Key.Key_A, CTRL)
    desk.write(article.name[0] + r"\w+")
    assert article.text[slice(*desk.view.selection()[0])].casefold().startswith(article.name[0].casefold())
    desk.press(Key.Key_Return, CTRL)
    assert desk.view.hasFocus()
    words = desk.selected()
    desk.press(Key.Key_T)
    assert desk.spans() == {"Topic": [words]}


@every_text
def test_everything_found_is_tagged_from_the_bar(sit_down: Callable[[Text], Desk], article: Text) -> None:
    desk = sit_down(article)
    desk.press(Key.Key_F, CTRL)
    desk.write(article.name)
    desk.press(Key.Key_T, ALT)
    desk.keyboard.dialog("Tag the same words elsewhere")
    desk.keyboard.press_until(Key.Key_Tab, lambda: desk.keyboard.focus_name() == "Label")
    desk.write("To")  # a list takes what is typed for the beginning of an entry: Topic
    desk.press(Key.Key_Return)
    desk.keyboard.gone("Tag the same words elsewhere")
    assert desk.spans() == {
        "Topic": [article.text[a:b] for a, b in find(article.text, Words(article.name, whole=False))]
    }


@every_text
def test_space_marks_what_was_read_with_the_groups_and_the_codebook(
    sit_down: Callable[[Text], Desk], article: Text
) -> None:
    desk = sit_down(article)
    start = desk.go_to(article.clause)
    first, last = paragraph_at(article.text, start)
    desk.press(Key.Key_Space)
    assert desk.workspace.article is not None
    (review,) = desk.workspace.store.reviews(desk.workspace.article.id)
    assert (review.start, review.end, review.state) == (first, last, "read")
    assert set(review.layers) == {layer.id for layer in desk.workspace.codebook.layers}
    assert review.codebook_version == desk.workspace.codebook.version
    desk.press(Key.Key_Space, SHIFT)
    assert desk.workspace.store.reviews(desk.workspace.article.id) == ()


@every_text
def test_the_brush_tags_every_selection_until_escape(sit_down: Callable[[Text], Desk], article: Text) -> None:
    desk = sit_down(article)
    desk.find(article.clause)
    desk.press(Key.Key_T, SHIFT)
    assert desk.spans() == {"Topic": [article.clause]}
    assert desk.view.brush_color is not None
    desk.press(Key.Key_Escape)
    assert desk.view.brush_color is None


@every_text
def test_one_of_the_larger_selections_is_the_sentence(sit_down: Callable[[Text], Desk], article: Text) -> None:
    desk = sit_down(article)
    caret = desk.go_to(article.later)
    seen = []
    for _ in range(4):
        desk.press(Key.Key_Up, ALT)
        seen.append(desk.view.selection())
    assert (sentence_at(article.text, caret),) in seen
