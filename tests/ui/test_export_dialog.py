"""The export dialog hands over what was chosen: the format's own choices, what goes out, edges."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from annotator.formats import format_named
from annotator.formats.base import Edges, WriteOptions
from annotator.store.store import Store
from annotator.tasks.alignment import Misaligned
from annotator.tasks.codebooks import read_codebook, shipped_codebooks
from annotator.tasks.selecting import Selection
from annotator.ui.dialogs.edges import EdgesDialog, sentence
from annotator.ui.dialogs.exporting import ExportDialog
from annotator.ui.dialogs.exporting_selection import Available
from annotator.ui.settings import Settings


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.create(tmp_path / "p.annotator", read_codebook(shipped_codebooks()[0]), annotator="Ada") as made:
        yield made


def test_an_export_hands_over_what_goes_out(settings: Settings, qtbot: QtBot, tmp_path: Path, store: Store) -> None:
    available = Available(store.codebook(), store.annotators(), lambda: ("one", "two"))
    dialog = ExportDialog(tmp_path / "Readouts.annotator", settings, None, available)
    qtbot.addWidget(dialog)
    page = dialog.selection
    assert page.selection() == Selection()
    page.articles.setCurrentIndex(page.articles.findData("listed"))
    page.people.setCurrentIndex(page.people.findText("Ada"))
    page.spans.setCurrentIndex(page.spans.findData("human"))
    speakers = page.labels.topLevelItem(0)
    assert speakers is not None
    speakers.setCheckState(0, Qt.CheckState.Unchecked)
    with qtbot.waitSignal(dialog.chosen) as told:
        dialog.start()
    chosen: Selection = told.args[3]
    left = {label.name for label in store.codebook().labels if label.id not in chosen.labels}
    assert left == {label.name for label in store.codebook().labels_of(store.codebook().layers[0].id)}
    assert (chosen.articles, chosen.human, chosen.done) == (("one", "two"), True, False)
    assert chosen.annotators == (store.annotator.id,)
    for number in range(page.labels.topLevelItemCount()):
        row = page.labels.topLevelItem(number)
        assert row is not None
        row.setCheckState(0, Qt.CheckState.Unchecked)
    with qtbot.assertNotEmitted(dialog.chosen):
        dialog.start()
    assert "No label is ticked" in dialog.problem


def test_the_choices_of_a_format_are_handed_over_and_remembered(
    settings: Settings, qtbot: QtBot, tmp_path: Path
) -> None:
    def of(name: str) -> ExportDialog:
        dialog = ExportDialog(tmp_path / "Readouts.annotator", settings)
        qtbot.addWidget(dialog)
        index = next(n for n in range(dialog.format.count()) if dialog.format.itemText(n) == format_named(name).title)
        dialog.format.setCurrentIndex(index)
        return dialog

    dialog = of("conll")
    tags = next(box for box in dialog.choices.findChildren(QComboBox) if box.accessibleName() == "Tags")
    tags.setCurrentIndex(tags.findData("bioes"))
    assert dialog.choices.edges is not None
    dialog.choices.edges.setCurrentIndex(dialog.choices.edges.findData("skip"))
    with qtbot.waitSignal(dialog.edges_asked) as asked:
        dialog.choices.list_edges.emit()
    assert asked.args[0].name == "conll"
    with qtbot.waitSignal(dialog.chosen) as told:
        dialog.start()
    options: WriteOptions = told.args[2]
    assert (options.chosen["tags"], options.edges) == ("bioes", Edges.SKIP)
    again = of("conll")
    assert again.choices.chosen()["tags"] == "bioes"
    licensed = of("hf").choices
    assert licensed.licence is not None
    licensed.licence.setText("cc-by-4.0")
    assert licensed.chosen_licence() == "cc-by-4.0"
    assert of("html").choices.chosen_edges() is Edges.EXPAND


def test_crooked_spans_are_listed_and_lead_to_their_article(qtbot: QtBot) -> None:
    shown: list[str] = []
    one = Misaligned("a", "Title", "s", 1, 5, "hina", "China", "")
    dialog = EdgesDialog([one], shown.append)
    qtbot.addWidget(dialog)
    row = dialog.tree.topLevelItem(0)
    assert row is not None
    assert [row.text(n) for n in range(4)] == ["hina", "China", "(nothing is left)", "Title"]
    dialog.tree.itemActivated.emit(row, 0)
    assert shown == ["s"]
    assert "nothing would be moved" in sentence(0)
