"""The article view tied to a project: gestures become edits, and what is stored is what is shown."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from annotator.core.model import Status
from annotator.store.edit import Edit
from annotator.ui.article.editor import ArticleEditor
from annotator.ui.settings import Settings
from annotator.ui.workspace import Workspace
from tests.ui.article.conftest import OTHER, Hands, label, stored, wait

K = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier


def test_a_label_key_tags_the_selection_at_once_and_it_is_stored(
    desk: Hands, workspace: Workspace, qtbot: QtBot
) -> None:
    desk.view.select((desk.range("expand common interests"),))
    desk.press(K.Key_C)
    (id,) = desk.view.span_ids()
    assert desk.words_of(id) == "expand common interests"
    assert workspace.active_span == id
    wait(qtbot, workspace)
    assert stored(workspace) == {"Commitment": ["expand common interests"]}
    assert desk.view.span_ids() == (id,)
    assert workspace.step_names()[0] == "Tag Commitment"


def test_a_label_key_alone_tags_its_unit_at_the_caret(desk: Hands, workspace: Workspace, qtbot: QtBot) -> None:
    desk.view.set_caret(desk.range("Chinese Premier Li Qiang")[0] + 3)
    desk.press(K.Key_S)
    wait(qtbot, workspace)
    assert stored(workspace) == {"Speaker": ["Chinese Premier Li Qiang"]}


def test_at_a_paragraph_s_start_the_speaker_key_tags_whom_the_gutter_expects(
    desk: Hands, workspace: Workspace, qtbot: QtBot
) -> None:
    start = desk.range("China has always supported")[0]
    desk.view.set_caret(start)
    expected = desk.view.speaker_at(start)
    assert expected is not None
    assert (expected.text, expected.expected) == ("Li Qiang?", True)
    desk.press(K.Key_S)
    wait(qtbot, workspace)
    (id,) = desk.view.span_ids()
    tagged = desk.view.span(id)
    assert tagged is not None
    assert desk.words_of(id) == "Li"
    assert tagged.ranges[0][0] > desk.range("peace talks, said")[0]


def test_several_ranges_become_one_span_with_pieces(desk: Hands, workspace: Workspace, qtbot: QtBot) -> None:
    start = desk.range("South Korea, he said")[0]
    ranges = ((start, start + 11), desk.range("is willing to strengthen coordination with China"))
    desk.view.select(ranges)
    desk.press(K.Key_C)
    wait(qtbot, workspace)
    assert workspace.article is not None
    (span,) = workspace.store.spans(workspace.article.id)
    assert span.ranges == ranges


def test_the_same_span_is_not_made_twice_but_made_active(desk: Hands, workspace: Workspace, qtbot: QtBot) -> None:
    for _ in range(2):
        desk.view.select((desk.range("expand common interests"),))
        desk.press(K.Key_C)
        wait(qtbot, workspace)
        workspace.activate_span(desk.view.span_ids()[0])
    assert stored(workspace) == {"Commitment": ["expand common interests"]}


def test_a_group_without_overlap_refuses_and_says_why(desk: Hands, workspace: Workspace, qtbot: QtBot) -> None:
    desk.view.select((desk.range("free trade agreement"),))
    desk.press(K.Key_T)
    desk.view.select((desk.range("trade agreement negotiations"),))
    with qtbot.waitSignal(workspace.status_said) as said:
        desk.press(K.Key_T)
    assert "cannot overlap" in said.args[0]
    wait(qtbot, workspace)
    assert stored(workspace) == {"Topic": ["free trade agreement"]}


def test_a_resized_span_keeps_its_id_and_says_extend(desk: Hands, workspace: Workspace, qtbot: QtBot) -> None:
    desk.view.select((desk.range("expand common"),))
    desk.press(K.Key_C)
    (id,) = desk.view.span_ids()
    desk.press(K.Key_Right, SHIFT)
    assert desk.words_of(id) == "expand common interests"
    wait(qtbot, workspace)
    assert stored(workspace) == {"Commitment": ["expand common interests"]}
    assert desk.view.span_ids() == (id,)
    assert workspace.step_names()[0] == "Extend Commitment"


def test_undo_and_redo_show_what_is_stored(desk: Hands, workspace: Workspace, qtbot: QtBot) -> None:
    desk.view.select((desk.range("expand common"),))
    desk.press(K.Key_C)
    (id,) = desk.view.span_ids()
    desk.press(K.Key_Right, SHIFT)
    workspace.undo()
    wait(qtbot, workspace)
    assert desk.words_of(id) == "expand common"
    workspace.undo()
    wait(qtbot, workspace)
    assert desk.view.span_ids() == ()
    assert workspace.active_span == ""
    workspace.redo()
    wait(qtbot, workspace)
    assert desk.words_of(id) == "expand common"


def test_removing_takes_the_span_away_at_once_and_undo_brings_it_back(
    desk: Hands, workspace: Workspace, qtbot: QtBot
) -> None:
    desk.view.select((desk.range("expand common"),))
    desk.press(K.Key_C)
    wait(qtbot, workspace)
    (id,) = desk.view.span_ids()
    desk.view.activate(id)
    desk.press(K.Key_Delete)
    assert desk.view.span_ids() == ()
    wait(qtbot, workspace)
    assert stored(workspace) == {}
    assert workspace.step_names()[0] == "Remove Commitment"
    workspace.undo()
    wait(qtbot, workspace)
    assert desk.view.span_ids() == (id,)


def test_a_tag_that_cannot_be_written_disappears_and_the_failure_is_told(
    desk: Hands, workspace: Workspace, qtbot: QtBot
) -> None:
    topic, codebook = label(workspace, "Topic"), workspace.codebook

    def remove_label(edit: Edit) -> None:
        for attribute in codebook.attributes_of(topic.id):
            edit.remove(attribute)
        edit.remove(topic)

    workspace.submit("Remove label", remove_label)
    desk.view.select((desk.range("free trade agreement"),))
    with qtbot.waitSignal(workspace.failed) as failed:
        desk.press(K.Key_T)
        assert len(desk.view.span_ids()) == 1
    assert failed.args[0].name == "Tag Topic"
    wait(qtbot, workspace)
    assert desk.view.span_ids() == ()
    assert stored(workspace) == {}


def test_the_first_span_opens_the_article_in_the_same_step(desk: Hands, workspace: Workspace, qtbot: QtBot) -> None:
    assert workspace.article is not None
    assert workspace.store.work(workspace.article.id).status is Status.NEW
    desk.view.select((desk.range("expand common"),))
    desk.press(K.Key_C)
    wait(qtbot, workspace)
    assert workspace.store.work(workspace.article.id).status is Status.OPEN
    workspace.undo()
    wait(qtbot, workspace)
    assert workspace.store.work(workspace.article.id).status is Status.NEW


def test_space_stores_the_paragraph_as_read_and_shift_space_takes_it_back(
    desk: Hands, workspace: Workspace, qtbot: QtBot
) -> None:
    assert workspace.article is not None
    start, end = desk.range("Wu Zhenglong, among others, was present at the meeting.")
    desk.view.set_caret(start + 5)
    desk.press(K.Key_Space)
    assert desk.view.is_read(start)
    wait(qtbot, workspace)
    (review,) = workspace.store.reviews(workspace.article.id)
    assert (review.start, review.end) == (start, end)
    assert review.codebook_version == workspace.codebook.version
    assert set(review.layers) == {layer.id for layer in workspace.codebook.layers}
    desk.view.paragraph_mark_requested.emit(start, False)
    wait(qtbot, workspace)
    assert workspace.store.reviews(workspace.article.id) == ()
    assert not desk.view.is_read(start)


def test_the_brush_tags_every_sweep_until_escape(desk: Hands, workspace: Workspace, qtbot: QtBot) -> None:
    desk.view.reveal(desk.range("mutual political trust")[0])
    brushes: list[str] = []
    workspace.brush_changed.connect(brushes.append)
    QTest.keyClicks(desk.view, "C", SHIFT)
    for words in ("both sides", "political trust"):
        desk.drag(desk.point(words, 1), desk.point(words, len(words) - 2))
    desk.press(K.Key_Escape)
    desk.drag(desk.point("regional peace", 1), desk.point("regional peace", 10))
    wait(qtbot, workspace)
    assert stored(workspace) == {"Commitment": ["both sides", "political trust"]}
    assert brushes == [label(workspace, "Commitment").id, ""]
    assert desk.selected() == "regional peace"


def test_a_label_asked_for_elsewhere_tags_the_selection(desk: Hands, workspace: Workspace, qtbot: QtBot) -> None:
    desk.view.select((desk.range("JAKARTA"),))
    workspace.label_requested.emit(label(workspace, "Party").id, False)
    wait(qtbot, workspace)
    assert stored(workspace) == {"Party": ["JAKARTA"]}


def test_a_piece_added_with_control_belongs_to_the_active_span(desk: Hands, workspace: Workspace, qtbot: QtBot) -> None:
    desk.view.select((desk.range("JAKARTA"),))
    desk.press(K.Key_P)
    (id,) = desk.view.span_ids()
    desk.drag(desk.point("Xinhua", 1), desk.point("Xinhua", 4), Qt.KeyboardModifier.ControlModifier)
    assert desk.words_of(id) == "JAKARTA | Xinhua"
    wait(qtbot, workspace)
    assert stored(workspace) == {"Party": ["JAKARTA Xinhua"]}


def test_another_article_is_shown_with_its_spans_and_the_place_is_kept(
    desk: Hands, editor: ArticleEditor, workspace: Workspace, qtbot: QtBot
) -> None:
    assert workspace.article is not None
    first = workspace.article.id
    desk.view.select((desk.range("JAKARTA"),))
    desk.press(K.Key_P)
    wait(qtbot, workspace)
    place = desk.range("Hangzhou Asian")[0]
    desk.view.set_caret(place)
    scroll = desk.view.scroll_position()
    other = next(id for id in workspace.store.article_ids() if id != first)
    workspace.open_article(other)
    assert desk.view.text == OTHER
    assert desk.view.span_ids() == ()
    qtbot.waitUntil(lambda: workspace.store.place(first) is not None)
    workspace.open_article(first)
    assert len(desk.view.span_ids()) == 1
    assert (desk.view.caret(), desk.view.scroll_position()) == (place, scroll)
    workspace.open_article("")
    assert desk.view.text == ""


def test_a_read_only_project_shows_nothing_that_is_not_stored(
    desk: Hands, workspace: Workspace, project: Path, qtbot: QtBot
) -> None:
    workspace.open(project, "Ada", read_only=True)
    desk.view.select((desk.range("JAKARTA") if "JAKARTA" in desk.view.text else (0, 4),))
    with qtbot.waitSignal(workspace.failed):
        desk.press(K.Key_P)
    assert desk.view.span_ids() == ()


def test_a_span_made_active_elsewhere_is_shown_and_its_keys_work(
    desk: Hands, workspace: Workspace, qtbot: QtBot
) -> None:
    desk.view.select((desk.range("Hangzhou Asian Games"),))
    desk.press(K.Key_P)
    wait(qtbot, workspace)
    (id,) = desk.view.span_ids()
    workspace.activate_span("")
    desk.view.set_caret(0)
    workspace.activate_span(id)
    assert desk.view.active_span == id
    assert 0 < desk.point("Hangzhou").y() < desk.view.viewport().height()
    desk.press(K.Key_Escape)
    assert workspace.active_span == ""


def test_finding_lights_up_every_place_and_selects_the_current_one(
    desk: Hands, editor: ArticleEditor, qtbot: QtBot
) -> None:
    editor.find_bar.open_bar(desk.view.text, "korea", 0)
    assert editor.find_bar.isVisible()
    places_found = desk.view.text.casefold().count("korea")
    first = editor.find_bar.current
    assert first is not None
    assert desk.view.selection() == (first,)
    for _ in range(places_found):
        QTest.keyClick(editor.find_bar.field, K.Key_Return)
    assert editor.find_bar.current == first
    QTest.keyClick(editor.find_bar.field, K.Key_Return, SHIFT)
    last = editor.find_bar.current
    assert last is not None
    assert last > first
    QTest.keyClick(editor.find_bar.field, K.Key_Escape)
    assert not editor.find_bar.isVisible()
    assert desk.view.selection() == (last,)


def test_text_settings_are_followed(desk: Hands, settings: Settings) -> None:
    settings.set("text.size", 22)
    assert desk.view.text_size == 22
    desk.view.zoom(-1)
    assert settings.number("text.size") == 21


def test_the_menu_offers_what_can_be_done_with_the_span(desk: Hands, editor: ArticleEditor, qtbot: QtBot) -> None:
    desk.view.menu_requested.emit(QPoint(100, 100))
    menu = editor.findChild(QMenu)
    assert menu is not None
    assert {"Label picker…", "Remove the span"} <= {action.text().split("\t")[0] for action in menu.actions()}
    menu.close()


def test_the_label_picker_tags_with_the_label_that_is_chosen(
    desk: Hands, editor: ArticleEditor, workspace: Workspace, qtbot: QtBot
) -> None:
    desk.view.select((desk.range("JAKARTA"),))
    editor.pick_label()
    assert editor.picker.search.hasFocus()
    QTest.keyClicks(editor.picker.search, "part")
    assert editor.picker.shown() == ["Party"]
    QTest.keyClick(editor.picker.search, K.Key_Return)
    assert not editor.picker.isVisible()
    wait(qtbot, workspace)
    assert stored(workspace) == {"Party": ["JAKARTA"]}


def test_a_renamed_label_is_shown_under_its_new_name(desk: Hands, workspace: Workspace, qtbot: QtBot) -> None:
    desk.view.select((desk.range("JAKARTA"),))
    desk.press(K.Key_P)
    wait(qtbot, workspace)
    renamed = replace(label(workspace, "Party"), name="Country")
    workspace.submit("Rename Party", lambda edit: edit.put(renamed))
    wait(qtbot, workspace)
    (id,) = desk.view.span_ids()
    shown = desk.view.span(id)
    assert shown is not None
    assert (shown.name, shown.tag) == ("Country", "Country")
