"""The spans that wait on an earlier text, where the texts are too long to be compared while the window draws."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import ClassVar

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from annotator.core.common_text import Stopped, never
from annotator.core.draft import Draft
from annotator.core.ids import new_id
from annotator.core.model import Span, fragments_of
from annotator.core.progress import run
from annotator.core.query import ArticleFilter
from annotator.core.reanchoring import Anchoring
from annotator.store.store import Store
from annotator.store.writer import Direct
from annotator.tasks.changed_texts import ChangedChoices, Choice
from annotator.tasks.codebooks import read_codebook
from annotator.tasks.importing import ImportOptions, import_drafts
from annotator.ui.panels import comparer
from annotator.ui.panels.earlier import COMPARING, LONG, NOT_COMPARED, EarlierPanel
from annotator.ui.workspace import Workspace

BEFORE = "China will cut tariffs on farm goods by the end of the year."
AFTER = "China will certainly cut all tariffs on farm goods by the end of next year."
REST = "".join(f"Paragraph {number} says nothing that anybody tags.\n\n" for number in range(LONG // 80))


@pytest.fixture
def panel(tmp_path: Path, qtbot: QtBot) -> Iterator[EarlierPanel]:
    project = tmp_path / "a.annotator"
    with Store.create(project, read_codebook("diplomatic-readout"), annotator="Ada") as store:
        drafts = [Draft(text=f"{words}\n\n{REST}", link="https://daily.example/1") for words in (BEFORE, AFTER)]
        (id,) = run(import_drafts(Direct(store), drafts[:1], "Paste")).added
        article, label = store.article(id), store.codebook().labels[0]
        span = Span(new_id(), id, 1, label.id, store.annotator.id, fragments_of(article, ((0, len(BEFORE)),)))
        with store.edit("Tag") as edit:
            edit.put(span)
        run(import_drafts(Direct(store), drafts[1:], "Paste", ImportOptions(changed=ChangedChoices(Choice.VERSION))))
    workspace = Workspace()
    workspace.open(project, "Ada")
    panel = EarlierPanel(workspace)
    qtbot.addWidget(panel)
    yield panel
    workspace.close()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("earlier texts")]


def show(panel: EarlierPanel) -> None:
    store = panel._workspace.store
    (row,) = store.articles(ArticleFilter(), limit=1).rows
    panel.show_record(store.record(row.id), store.codebook())


def shown(panel: EarlierPanel) -> str:
    return str(panel.list.rows.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole))


class Slow(Anchoring):
    """A comparison that lasts until a test lets it end, or until it is stopped."""

    begun: ClassVar[list[str]] = []
    may_end = threading.Event()

    def __init__(self, old: str, new: str, stopped: Callable[[], bool] = never) -> None:
        self.begun.append(old)
        while not self.may_end.wait(0.005):
            if stopped():
                raise Stopped
        super().__init__(old, new)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> type[Slow]:
    Slow.begun.clear()
    Slow.may_end.clear()
    monkeypatch.setattr(comparer, "Anchoring", Slow)
    return Slow


def test_long_texts_are_compared_beside_the_window(panel: EarlierPanel, qtbot: QtBot) -> None:
    show(panel)
    assert COMPARING in shown(panel)
    qtbot.waitUntil(lambda: COMPARING not in shown(panel), timeout=20_000)
    assert AFTER[:40] in shown(panel)


def test_a_record_shown_anew_does_not_begin_the_comparison_anew(
    panel: EarlierPanel, qtbot: QtBot, slow: type[Slow]
) -> None:
    show(panel)
    qtbot.waitUntil(lambda: len(slow.begun) == 1)
    show(panel)
    slow.may_end.set()
    show(panel)
    qtbot.waitUntil(lambda: AFTER[:40] in shown(panel))
    assert len(slow.begun) == 1


def test_closing_stops_a_comparison(panel: EarlierPanel, qtbot: QtBot, slow: type[Slow]) -> None:
    show(panel)
    qtbot.waitUntil(lambda: len(slow.begun) == 1)
    panel._workspace.close()
    assert COMPARING in shown(panel)


def test_a_comparison_that_fails_says_so(panel: EarlierPanel, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(comparer, "Anchoring", fail)
    show(panel)
    qtbot.waitUntil(lambda: NOT_COMPARED in shown(panel))
