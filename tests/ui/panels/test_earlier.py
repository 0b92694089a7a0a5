"""The spans that wait on an earlier text, where the texts are too long to be compared while the window draws."""

from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from annotator.core.draft import Draft
from annotator.core.ids import new_id
from annotator.core.model import Span, fragments_of
from annotator.core.progress import run
from annotator.store.store import Store
from annotator.store.writer import Direct
from annotator.tasks.changed_texts import ChangedChoices, Choice
from annotator.tasks.codebooks import read_codebook
from annotator.tasks.importing import ImportOptions, import_drafts
from annotator.ui.panels.earlier import COMPARING, LONG, EarlierPanel
from annotator.ui.workspace import Workspace

BEFORE = "China will cut tariffs on farm goods by the end of the year."
AFTER = "China will certainly cut all tariffs on farm goods by the end of next year."
REST = "".join(f"Paragraph {number} says nothing that anybody tags.\n\n" for number in range(LONG // 80))


def test_long_texts_are_compared_beside_the_window(tmp_path: Path, qtbot: QtBot) -> None:
    project = tmp_path / "a.annotator"
    with Store.create(project, read_codebook("diplomatic-readout"), annotator="Ada") as store:
        drafts = [Draft(text=f"{words}\n\n{REST}", link="https://daily.example/1") for words in (BEFORE, AFTER)]
        (id,) = run(import_drafts(Direct(store), drafts[:1], "Paste")).added
        article, label = store.article(id), store.codebook().labels[0]
        span = Span(new_id(), id, 1, label.id, store.annotator.id, fragments_of(article, ((0, len(BEFORE)),)))
        with store.edit("Tag") as edit:
            edit.put(span)
        run(import_drafts(Direct(store), drafts[1:], "Paste", ImportOptions(changed=ChangedChoices(Choice.VERSION))))
        record, codebook = store.record(id), store.codebook()
    workspace = Workspace()
    workspace.open(project, "Ada")
    panel = EarlierPanel(workspace)
    qtbot.addWidget(panel)
    panel.show_record(record, codebook)

    def shown() -> str:
        return str(panel.list.rows.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole))

    assert COMPARING in shown()
    qtbot.waitUntil(lambda: COMPARING not in shown(), timeout=20_000)
    assert AFTER[:40] in shown()
    workspace.close()
