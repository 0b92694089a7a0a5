"""In the window one action that removes many spans asks first, once, and keeps them where the answer is no."""

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator.core.ids import new_id
from annotator.core.model import Span, fragments_of
from annotator.store.backup import Why, backups
from annotator.store.edit import Edit
from annotator.ui.main_window import MainWindow
from annotator.ui.notices import Notice
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
