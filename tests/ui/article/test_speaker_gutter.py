"""Who speaks, in the margin of an article coded with a codebook in which nobody is called a speaker."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from annotator.core.draft import Draft
from annotator.store.store import Store
from annotator.tasks.codebooks import read_codebook, shipped_codebooks
from annotator.ui.article.geometry import Speaker
from annotator.ui.settings import Settings
from annotator.ui.workspace import Workspace
from tests.ui.article.conftest import Hands, label, stored, wait

K = Qt.Key
OTHERS = {"Yoon": "Yoon said Seoul is ready to expand trade this year.\n", "Kishida": "Kishida said Tokyo agrees.\n"}


@pytest.fixture
def project(tmp_path: Path, seed: str) -> Path:
    """A project with the seed and two short articles, for quotations: Content, Source, Cue."""
    path = tmp_path / "Quotations.annotator"
    shipped = next(x for x in shipped_codebooks() if x.stem.startswith("quotations"))
    with Store.create(path, read_codebook(shipped), annotator="Ada") as store, store.edit("Add articles") as edit:
        edit.add_article(Draft(text=seed, title="China ready"))
        for title, text in OTHERS.items():
            edit.add_article(Draft(text=text, title=title))
    return path


def test_the_key_of_whoever_is_quoted_tags_the_subject_and_links_the_person(
    desk: Hands, workspace: Workspace, qtbot: QtBot
) -> None:
    start = desk.range("China has always supported")[0]
    desk.view.set_caret(start)
    desk.press(K.Key_S)
    wait(qtbot, workspace)
    assert stored(workspace) == {"Source": ["Li"]}
    (actor,) = workspace.store.actors()
    assert actor.name == "Li Qiang"
    span = workspace.store.span(workspace.active_span)
    assert list(span.attributes.values()) == [actor.id]
    assert desk.view.speaker_at(start) == Speaker("Li Qiang", color=label(workspace, "Source").color)
    assert desk.view.caret() == start


def test_the_margin_hands_on_whoever_is_quoted_until_it_is_switched_off(
    desk: Hands, workspace: Workspace, settings: Settings, qtbot: QtBot
) -> None:
    desk.view.set_caret(desk.range("JAKARTA")[0])
    desk.press(K.Key_S)
    wait(qtbot, workspace)
    later = desk.range("During the Group")[0]
    speaker = desk.view.speaker_at(later)
    assert speaker is not None
    assert (speaker.text, speaker.inherited) == ("Li Qiang", True)
    settings.set("text.speakers", False)
    assert desk.view.speaker_at(later) is None
    settings.set("text.speakers", True)
    assert desk.view.speaker_at(later) == speaker


def test_what_is_said_is_no_speaker(desk: Hands, workspace: Workspace, qtbot: QtBot) -> None:
    later = desk.range("During the Group")[0]
    desk.view.set_caret(later)
    before = desk.view.speaker_at(later)
    desk.view.select((desk.range("Hangzhou Asian Games"),))
    desk.press(K.Key_C)
    wait(qtbot, workspace)
    desk.view.set_caret(later)
    assert desk.view.speaker_at(later) == before


def test_whoever_is_expected_is_expected_in_the_article_that_is_open(desk: Hands, workspace: Workspace) -> None:
    articles = {workspace.store.article(id).title: id for id in workspace.store.article_ids()}
    for name in OTHERS:
        workspace.open_article(articles[name])
        assert desk.view.speaker_at(desk.view.caret()) == Speaker(f"{name}?", expected=True)
