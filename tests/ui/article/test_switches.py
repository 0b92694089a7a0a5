"""What an analyst switches in the article view: groups of labels, who speaks, the folded header; and what is kept."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from annotator.core.codebook import Label
from annotator.ui.article.editor import ArticleEditor
from annotator.ui.article.folding import header_end
from annotator.ui.article.groups import FULL, HIDDEN, QUIET, Groups, patterns_of
from annotator.ui.settings import Settings
from annotator.ui.workspace import Workspace
from tests.ui.article.conftest import Hands, label, wait

K = Qt.Key


def tag(desk: Hands, workspace: Workspace, qtbot: QtBot, words: str, key: Qt.Key) -> str:
    """Tag some words by a label's key; return the id of the span, which is stored and no longer active."""
    desk.view.select((desk.range(words),))
    desk.press(key)
    id = workspace.active_span
    wait(qtbot, workspace)
    desk.view.activate("")
    return id


@pytest.fixture
def topic(workspace: Workspace) -> Label:
    return label(workspace, "Topic")


def test_a_hidden_group_is_not_shown_and_comes_back_as_it_was(
    desk: Hands, editor: ArticleEditor, workspace: Workspace, topic: Label, qtbot: QtBot
) -> None:
    topic_span = tag(desk, workspace, qtbot, "free trade agreement", K.Key_T)
    other = tag(desk, workspace, qtbot, "expand common interests", K.Key_C)
    editor.groups.set(topic.layer, HIDDEN)
    assert desk.view.span_ids() == (other,)
    assert topic_span in {span.id for span in workspace.store.spans(workspace.article.id)}  # type: ignore[union-attr]
    editor.groups.set(topic.layer, FULL)
    assert set(desk.view.span_ids()) == {topic_span, other}


def test_a_span_of_a_hidden_group_shows_while_it_is_active(
    desk: Hands, editor: ArticleEditor, workspace: Workspace, topic: Label, qtbot: QtBot
) -> None:
    hidden = tag(desk, workspace, qtbot, "free trade agreement", K.Key_T)
    editor.groups.set(topic.layer, HIDDEN)
    workspace.activate_span(hidden)
    assert desk.view.active_span == hidden
    workspace.activate_span("")
    assert desk.view.span_ids() == ()


def test_tagging_with_a_label_of_a_hidden_group_shows_what_was_tagged(
    desk: Hands, editor: ArticleEditor, workspace: Workspace, topic: Label, qtbot: QtBot
) -> None:
    editor.groups.set(topic.layer, HIDDEN)
    desk.view.select((desk.range("free trade agreement"),))
    desk.press(K.Key_T)
    assert desk.words_of(workspace.active_span) == "free trade agreement"
    wait(qtbot, workspace)
    assert desk.words_of(workspace.active_span) == "free trade agreement"
    desk.press(K.Key_Escape)
    assert desk.view.span_ids() == ()


def test_a_quiet_group_has_bars_alone(
    desk: Hands, editor: ArticleEditor, workspace: Workspace, topic: Label, qtbot: QtBot
) -> None:
    id = tag(desk, workspace, qtbot, "free trade agreement", K.Key_T)
    editor.groups.set(topic.layer, QUIET)
    span = desk.view.span(id)
    assert span is not None
    assert span.quiet
    assert not span.tint


def test_how_a_group_shows_is_remembered(
    editor: ArticleEditor, workspace: Workspace, settings: Settings, topic: Label
) -> None:
    editor.groups.set(topic.layer, QUIET)
    assert Groups(workspace, settings, editor).state(topic.layer) == QUIET


def test_the_menu_has_every_group_with_its_three_states(
    editor: ArticleEditor, workspace: Workspace, topic: Label
) -> None:
    menu = editor.groups.make_menu(editor)
    menu.aboutToShow.emit()
    submenus = {action.text(): action.menu() for action in menu.actions()}
    assert list(submenus) == [layer.name for layer in workspace.codebook.layers]
    layer = workspace.codebook.layer(topic.layer)
    assert layer is not None
    chosen = submenus[layer.name]
    assert isinstance(chosen, QMenu)
    chosen.actions()[2].trigger()
    assert editor.groups.state(topic.layer) == HIDDEN


def test_a_read_mark_holds_for_the_groups_that_were_shown(
    desk: Hands, editor: ArticleEditor, workspace: Workspace, topic: Label, qtbot: QtBot
) -> None:
    editor.groups.set(topic.layer, HIDDEN)
    desk.press(K.Key_Space)
    wait(qtbot, workspace)
    assert workspace.article is not None
    (review,) = workspace.store.reviews(workspace.article.id)
    assert set(review.layers) == {x.id for x in workspace.codebook.layers} - {topic.layer}


def test_a_speaker_span_governs_the_paragraphs_until_the_next(
    desk: Hands, workspace: Workspace, settings: Settings, qtbot: QtBot
) -> None:
    tag(desk, workspace, qtbot, "Chinese Premier Li Qiang", K.Key_S)
    later = desk.range("During the Group")[0]
    speaker = desk.view.speaker_at(later)
    assert speaker is not None
    assert speaker.text.endswith("Li Qiang")
    assert speaker.inherited
    settings.set("text.speakers", False)
    assert desk.view.speaker_at(later) is None
    settings.set("text.speakers", True)
    assert desk.view.speaker_at(later) == speaker


def test_the_gutter_follows_a_speaker_that_is_removed(desk: Hands, workspace: Workspace, qtbot: QtBot) -> None:
    id = tag(desk, workspace, qtbot, "Chinese Premier Li Qiang", K.Key_S)
    workspace.activate_span(id)
    desk.press(K.Key_Delete)
    wait(qtbot, workspace)
    speaker = desk.view.speaker_at(desk.range("During the Group")[0])
    assert speaker is None or speaker.expected


def test_recognised_title_and_date_lines_are_folded_until_the_setting_says_no(
    desk: Hands, settings: Settings, seed: str
) -> None:
    body = seed.index("JAKARTA")
    assert desk.view.folded_until == body
    assert desk.view.caret() == body
    settings.set("text.fold_header", False)
    assert desk.view.folded_until == 0
    settings.set("text.fold_header", True)
    assert desk.view.folded_until == body


def test_only_lines_that_are_title_or_date_are_folded() -> None:
    header = "date 2023-09-08 China ready to join\n\nSeptember 08, 2023\n"
    assert header_end(f"{header}\nJAKARTA, Sept. 7 (Xinhua) -- Li said.\n") == len(header.rstrip())
    assert header_end("By our correspondent\nSeptember 08, 2023\n\nLi said.\n") == 0
    assert header_end("Li said that all will be well.\n") == 0
    assert header_end("") == 0


def test_a_span_in_the_header_keeps_it_unfolded(desk: Hands, workspace: Workspace, qtbot: QtBot) -> None:
    tag(desk, workspace, qtbot, "S.Korea", K.Key_P)
    assert workspace.article is not None
    first = workspace.article.id
    other = next(id for id in workspace.store.article_ids() if id != first)
    workspace.open_article(other)
    workspace.open_article(first)
    assert desk.view.folded_until == 0


def test_labels_that_share_a_colour_differ_in_their_pattern(workspace: Workspace) -> None:
    patterns = patterns_of(workspace.codebook)
    looks = [
        (x.color, patterns[x.id]) for layer in workspace.codebook.layers for x in workspace.codebook.labels_of(layer.id)
    ]
    assert len(set(looks)) == len(looks)
