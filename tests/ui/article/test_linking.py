"""Links made in the text: by dragging from the active span's tag, with a menu where several fields fit."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from annotator.core.model import Filler
from annotator.ui.article.editor import ArticleEditor
from annotator.ui.article.layout import lines_of
from annotator.ui.workspace import Workspace
from tests.ui.article.conftest import Hands, wait

K = Qt.Key
LEFT = Qt.MouseButton.LeftButton


def tag_of(desk: Hands, id: str) -> QPoint:
    """Return the middle of a span's tag in the viewport."""
    layout, mark = desk.view.page_layout, desk.view.mark(id)
    assert mark is not None
    paragraph, number = layout.line_of(mark.start)
    line = lines_of(paragraph)[number]
    segment = next(x for x in line.segments if x.mark is mark)
    x = layout.columns.left + segment.tag_x + segment.tag_width / 2
    y = layout.top_of(paragraph.index) + line.y + segment.tag_y + layout.metrics.tag_height / 2
    return QPoint(round(x), round(y) - desk.view.verticalScrollBar().value())


def tagged(desk: Hands, qtbot: QtBot, workspace: Workspace, words: str, key: Qt.Key) -> str:
    desk.view.select((desk.range(words),))
    desk.press(key)
    wait(qtbot, workspace)
    return workspace.active_span


def links(workspace: Workspace) -> list[tuple[str, str, Filler]]:
    assert workspace.article is not None
    found = []
    for link in workspace.store.relations(workspace.article.id):
        role = workspace.codebook.role(link.role)
        found.append((role.name if role else "?", link.source, link.to))
    return found


def test_dragging_the_tag_to_another_span_asks_which_field_and_links_in_one_step(
    desk: Hands,
    editor: ArticleEditor,
    workspace: Workspace,
    qtbot: QtBot,
) -> None:
    party = tagged(desk, qtbot, workspace, "South Korea to resist"[:11], K.Key_P)
    promise = tagged(desk, qtbot, workspace, "meet each other halfway", K.Key_C)
    desk.drag(tag_of(desk, promise), desk.point("South Korea to resist", 3))
    (menu,) = (x for x in desk.view.findChildren(QMenu) if x.accessibleName() == "Which field")
    titles = [action.text() for action in menu.actions()]
    assert titles == ["&1  Party of Commitment", "&2  To of Commitment"]
    menu.actions()[1].trigger()
    menu.close()
    wait(qtbot, workspace)
    assert links(workspace) == [("To", promise, Filler(span=party))]
    assert workspace.step_names()[0] == "Link To of Commitment"
    assert desk.words_of(promise) == "meet each other halfway"
    workspace.undo()
    wait(qtbot, workspace)
    assert links(workspace) == []


def test_where_one_field_fits_it_is_filled_at_once_also_from_the_other_end(
    desk: Hands,
    workspace: Workspace,
    qtbot: QtBot,
) -> None:
    promise = tagged(desk, qtbot, workspace, "meet each other halfway", K.Key_C)
    day = tagged(desk, qtbot, workspace, "Thursday", K.Key_W)
    desk.drag(tag_of(desk, day), desk.point("each other", 2))
    wait(qtbot, workspace)
    assert links(workspace) == [("Deadline", promise, Filler(span=day))]


def test_escape_lets_a_dragged_link_go_and_nothing_is_stored(
    desk: Hands,
    workspace: Workspace,
    qtbot: QtBot,
) -> None:
    tagged(desk, qtbot, workspace, "meet each other halfway", K.Key_C)
    day = tagged(desk, qtbot, workspace, "Thursday", K.Key_W)
    start, end = tag_of(desk, day), desk.point("each other", 2)
    QTest.mousePress(desk.view.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, start)
    for step in range(1, 5):
        desk.move(start + (end - start) * step / 4, LEFT)
    desk.press(K.Key_Escape)
    QTest.mouseRelease(desk.view.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, end)
    wait(qtbot, workspace)
    assert links(workspace) == []
    assert workspace.active_span == day


def test_a_press_on_the_tag_without_a_drag_is_a_click(desk: Hands, workspace: Workspace, qtbot: QtBot) -> None:
    day = tagged(desk, qtbot, workspace, "Thursday", K.Key_W)
    desk.click(tag_of(desk, day))
    assert workspace.active_span == day
    assert links(workspace) == []


def test_spans_that_no_field_joins_are_not_linked(desk: Hands, workspace: Workspace, qtbot: QtBot) -> None:
    told: list[str] = []
    workspace.status_said.connect(lambda words, _kind: told.append(words))
    tagged(desk, qtbot, workspace, "meet each other halfway", K.Key_T)
    day = tagged(desk, qtbot, workspace, "Thursday", K.Key_W)
    desk.drag(tag_of(desk, day), desk.point("each other", 2))
    assert told[-1] == "No field of these two spans can hold the other."
    assert links(workspace) == []


@pytest.mark.parametrize("key", [K.Key_Escape, K.Key_T, K.Key_Right])
def test_any_other_key_ends_linking_by_key(
    desk: Hands, workspace: Workspace, qtbot: QtBot, key: Qt.Key, editor: ArticleEditor
) -> None:
    tagged(desk, qtbot, workspace, "meet each other halfway", K.Key_C)
    tagged(desk, qtbot, workspace, "Thursday", K.Key_W)
    assert editor._linking.begin()
    assert editor._linking.source
    desk.press(key)
    assert editor._linking.source == "" or key == K.Key_Right
    wait(qtbot, workspace)
    assert links(workspace) == []
