"""In the window one action that removes many spans asks first, once, and keeps them where the answer is no."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator.core.ids import new_id
from annotator.core.model import Span, fragments_of
from annotator.store.backup import Why, backups
from annotator.store.edit import Edit
from annotator.store.store import Store
from annotator.ui.main_window import MainWindow
from annotator.ui.notices import Notice
from annotator.ui.panels.spans_page import SpansPage
from annotator.ui.span_changes import AT_ONCE
from annotator.ui.workspace import Workspace


@pytest.mark.parametrize("answer", ["keep", "remove"])
def test_many_spans_go_only_once_somebody_agreed(
    opened: MainWindow, workspace: Workspace, qtbot: QtBot, qapp: QApplication, answer: str
) -> None:
    article = workspace.article
    assert article is not None
    topic = workspace.codebook.label_named("Topic")
    assert topic is not None
    spans = [
        Span(new_id(), article.id, 1, topic.id, workspace.annotator.id, fragments_of(article, ((n, n + 1),)))
        for n in range(12)
    ]

    def put(edit: Edit) -> None:
        for span in spans:
            edit.put(span)

    def remove(edit: Edit) -> None:
        for span in spans:
            edit.remove(span)

    with qtbot.waitSignal(workspace.changed):
        workspace.submit("Tag them", put)
    with qtbot.waitSignal(workspace.failed):
        workspace.submit("Remove them", remove)
    (asked,) = [x for x in qapp.topLevelWidgets() if isinstance(x, Notice) and x.isVisible()]
    assert asked.text().startswith("“Remove them” would remove 12 of 12 spans.")
    if answer == "keep":
        asked.choose("keep")
        assert len(workspace.store.spans(article.id)) == 12
        assert workspace.unsaved_count == 0
        return
    with qtbot.waitSignal(workspace.changed, timeout=10_000):
        asked.choose("remove")
    assert workspace.store.spans(article.id) == ()
    assert [backup.why for backup in backups(workspace.store.project_id)] == [Why.REMOVAL]


def notice(qapp: QApplication) -> Notice:
    (found,) = [widget for widget in qapp.topLevelWidgets() if isinstance(widget, Notice) and widget.isVisible()]
    return found


def is_asked(qapp: QApplication, text: str) -> bool:
    return any(isinstance(x, Notice) and x.isVisible() and x.text().startswith(text) for x in qapp.topLevelWidgets())


@pytest.mark.parametrize("answer", ["keep", "remove"])
def test_more_spans_than_one_edit_takes_go_only_once_somebody_agreed_and_there_is_a_backup(
    opened: MainWindow, workspace: Workspace, qtbot: QtBot, qapp: QApplication, answer: str
) -> None:
    article, count = workspace.article, AT_ONCE + 50
    assert article is not None
    topic = workspace.codebook.label_named("Topic")
    assert topic is not None
    span = Span(new_id(), article.id, 1, topic.id, workspace.annotator.id, fragments_of(article, ((0, 1),)))

    def put(edit: Edit) -> None:
        for _n in range(count):
            edit.put(replace(span, id=new_id()))

    with qtbot.waitSignal(workspace.changed):
        workspace.submit("Tag them", put)
    opened.show_page("spans")
    page = opened.findChild(SpansPage)
    assert page is not None
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(page.table, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: is_asked(qapp, f"Remove {count} spans?"), timeout=10_000)
    notice(qapp).choose("go")
    asked = f"“Remove {count} spans” would remove {count} of {count} spans."
    qtbot.waitUntil(lambda: is_asked(qapp, asked), timeout=10_000)
    assert len(workspace.store.spans(article.id)) == count
    if answer == "keep":
        notice(qapp).choose("keep")
        assert not opened.jobs.running
        assert len(workspace.store.spans(article.id)) == count
        assert workspace.step_names()[0] == "Tag them"
        return
    with qtbot.waitSignal(workspace.changed, timeout=20_000):
        notice(qapp).choose("remove")
    assert workspace.store.spans(article.id) == ()
    (made,) = backups(workspace.store.project_id)
    assert made.why is Why.REMOVAL
    with Store.open(made.path) as store:
        assert len(store.spans(article.id)) == count
    with qtbot.waitSignal(workspace.changed, timeout=20_000):
        workspace.undo()
    assert len(workspace.store.spans(article.id)) == count
