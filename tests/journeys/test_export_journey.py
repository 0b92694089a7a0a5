"""From the example project to a dataset, through the dialogs of the real window."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from annotator.core.progress import run
from annotator.formats import format_named
from annotator.tasks.example import make_example
from annotator.tasks.manifest import verify
from annotator.ui.dialogs.edges import EdgesDialog
from annotator.ui.dialogs.exporting import ExportDialog
from annotator.ui.dialogs.results import ExportResult
from annotator.ui.session import Session

ANNOTATOR = "Ada"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """The window on the example."""
    with Session(run(make_example(tmp_path / "Example.annotator", ANNOTATOR)), tmp_path, ANNOTATOR) as opened:
        yield opened


def dialog_of(session: Session, name: str) -> ExportDialog:
    session.hands.press(Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    session.hands.settle()
    (dialog,) = session.window.findChildren(ExportDialog)
    titles = [dialog.format.itemText(n) for n in range(dialog.format.count())]
    dialog.format.setCurrentIndex(titles.index(format_named(name).title))
    return dialog


def test_one_group_is_exported_for_brat_and_verified(session: Session, qtbot: QtBot, tmp_path: Path) -> None:
    dialog = dialog_of(session, "brat")
    dialog.target.setText(str(tmp_path / "out"))
    for number in range(1, dialog.selection.labels.topLevelItemCount()):
        group = dialog.selection.labels.topLevelItem(number)
        assert group is not None
        group.setCheckState(0, Qt.CheckState.Unchecked)
    with qtbot.waitSignal(session.window.jobs.idle):
        dialog.start()
    assert run(verify(tmp_path / "out")).problems == ()
    made = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert made["export"]["labels"]
    lines = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "out").glob("*.ann"))
    assert "\tSpeaker " in lines
    assert "\tCommitment " not in lines


def test_what_goes_out_is_chosen_and_what_the_format_lost_leads_to_its_span(
    session: Session, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = dialog_of(session, "conll")
    dialog.tabs.setCurrentWidget(dialog.selection)
    for box, value in ((dialog.selection.articles, "listed"), (dialog.selection.spans, "human")):
        box.setCurrentIndex(box.findData(value))
        assert box.currentData() == value
    people = [dialog.selection.people.itemText(n) for n in range(dialog.selection.people.count())]
    dialog.selection.people.setCurrentIndex(people.index(ANNOTATOR))
    dialog.target.setText(str(tmp_path / "out.conll"))
    with qtbot.waitSignal(session.window.jobs.idle):
        dialog.start()
    session.hands.settle()
    (result,) = session.window.findChildren(ExportResult)
    groups = [result.tree.topLevelItem(n) for n in range(result.tree.topLevelItemCount())]
    overlapping = next(group for group in groups if group is not None and "overlaps" in group.text(0))
    first = overlapping.child(0)
    assert first is not None
    report = (tmp_path / "out.conll-losses.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(report) == sum(group.childCount() for group in groups if group is not None)
    result.tree.itemActivated.emit(first, 0)
    session.hands.settle()
    assert session.workspace.active_span in {json.loads(line)["span"] for line in report}
    made = json.loads((tmp_path / "out.conll-manifest.json").read_text(encoding="utf-8"))
    assert made["export"]["human"] is True
    assert run(verify(tmp_path / "out.conll")).problems == ()
    with (tmp_path / "out.conll").open("ab") as file:
        file.write(b"x")
    assert "out.conll" in str(run(verify(tmp_path / "out.conll")).problems)


def test_the_edges_inside_words_are_listed_from_the_dialog(session: Session, qtbot: QtBot) -> None:
    dialog = dialog_of(session, "conll")
    (listing,) = (x for x in dialog.choices.findChildren(QPushButton) if x.text() == "List them…")
    with qtbot.waitSignal(session.window.jobs.idle):
        qtbot.mouseClick(listing, Qt.MouseButton.LeftButton)
    session.hands.settle()
    (edges,) = session.window.findChildren(EdgesDialog)
    assert edges.tree.topLevelItemCount() == 0
    edges.accept()
    dialog.reject()
    session.hands.settle()
