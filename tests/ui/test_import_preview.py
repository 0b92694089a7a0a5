"""The look at files before an import: what it says, what can be chosen, that it is what the import then does."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QTreeWidgetItem
from pytestqt.qtbot import QtBot

from annotator.core.progress import run
from annotator.store.store import Store
from annotator.store.writer import Direct
from annotator.tasks import previewing
from annotator.tasks.codebooks import read_codebook
from annotator.tasks.importing import Imported, ImportOptions, import_paths
from annotator.tasks.previewing import preview
from annotator.ui.dialogs.import_preview import ImportPreview
from annotator.ui.dialogs.results import ImportResult
from annotator.ui.jobs import Jobs

FIXTURES = Path(__file__).parent.parent / "formats" / "data"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.create(tmp_path / "p.annotator", read_codebook("diplomatic-readout"), annotator="Ada") as made:
        yield made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "files"
    made.mkdir()
    return made


@pytest.fixture
def jobs(qapp: QApplication, qtbot: QtBot) -> Iterator[Jobs]:
    made = Jobs()
    yield made
    if made.running:
        with qtbot.waitSignal(made.idle):
            made.cancel_all()


def looked(store: Store, jobs: Jobs, qtbot: QtBot, *paths: Path) -> ImportPreview:
    with qtbot.waitSignal(jobs.idle, timeout=10_000):
        dialog = ImportPreview(store, jobs, paths, None)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def chosen(dialog: ImportPreview, qtbot: QtBot) -> tuple[list[Path], ImportOptions]:
    with qtbot.waitSignal(dialog.chosen) as told:
        dialog.start()
    assert told.args is not None
    return told.args[0], told.args[2]


def rows(dialog: ImportPreview) -> list[QTreeWidgetItem]:
    items = [dialog.tree.topLevelItem(n) for n in range(dialog.tree.topLevelItemCount())]
    return [item for item in items if item is not None]


def test_it_says_how_many_articles_there_are_which_are_here_and_what_is_wrong(
    store: Store, folder: Path, jobs: Jobs, qtbot: QtBot
) -> None:
    (folder / "a.txt").write_text("Li spoke.", encoding="utf-8")
    (folder / "b.txt").write_text("Yoon spoke.", encoding="utf-8")
    (folder / "c.pdf").write_bytes(b"%PDF-1.7 broken")
    run(import_paths(Direct(store), [folder / "a.txt"]))
    dialog = looked(store, jobs, qtbot, folder)
    assert dialog.said.text() == "2 articles in 3 files, 1 is already here, 1 problem"
    assert [(x.text(0), x.text(1), x.text(2)) for x in rows(dialog)] == [
        ("a.txt", "Plain text", "1, 1 here"),
        ("b.txt", "Plain text", "1"),
        ("c.pdf", "PDF", "0"),
    ]
    problem = rows(dialog)[2].child(0)
    assert problem is not None
    assert "damaged" in problem.text(0)
    assert dialog.importing.text() == "Import 2 articles"
    assert chosen(dialog, qtbot)[0] == [folder]


def test_nothing_that_can_be_read_cannot_be_imported(store: Store, folder: Path, jobs: Jobs, qtbot: QtBot) -> None:
    (folder / "c.pdf").write_bytes(b"%PDF-1.7 broken")
    dialog = looked(store, jobs, qtbot, folder)
    assert not dialog.importing.isEnabled()


def test_the_encoding_that_text_may_be_in_is_offered_with_its_words_and_taken_by_a_press(
    store: Store, jobs: Jobs, qtbot: QtBot
) -> None:
    dialog = looked(store, jobs, qtbot, FIXTURES / "raw" / "cp1252.txt")
    assert not dialog.importing.isEnabled()
    assert dialog.take_guess.isVisible()
    assert "“we will act”" in dialog.take_guess.text()
    with qtbot.waitSignal(jobs.idle, timeout=10_000):
        dialog.take_guess.click()
    assert dialog.said.text() == "1 article in 1 file"
    assert not dialog.take_guess.isVisible()
    _, options = chosen(dialog, qtbot)
    assert options.reading.encoding == "cp1252"


def test_the_fields_of_a_table_are_found_and_can_be_chosen(
    store: Store, folder: Path, jobs: Jobs, qtbot: QtBot
) -> None:
    (folder / "a.csv").write_text("headline;Rumpf\nEins;China senkt Zölle.\nZwei;Li sagt zu.\n", encoding="utf-8")
    dialog = looked(store, jobs, qtbot, folder / "a.csv")
    assert "Say below which field is the text." in dialog.hint.text()
    text = dialog.pane.part("text")
    with qtbot.waitSignal(jobs.idle, timeout=10_000):
        text.setCurrentIndex(text.findData("Rumpf"))
    assert dialog.said.text() == "2 articles in 1 file"
    assert dialog.pane.part("title").currentData() == "headline"
    paths, options = chosen(dialog, qtbot)
    assert options.reading.fields == {"text": "Rumpf"}
    done = run(import_paths(Direct(store), paths, None, options))
    assert [store.article(id).title for id in done.added] == ["Eins", "Zwei"]


def test_labels_of_the_files_are_shown_with_what_they_become_and_can_be_decided(
    store: Store, jobs: Jobs, qtbot: QtBot
) -> None:
    dialog = looked(store, jobs, qtbot, FIXTURES / "fixtures" / "brat")
    assert dialog.said.text() == "2 articles in 2 files, 12 spans"
    assert dialog.pane.label("Speaker").currentText() == "“Speaker” of the codebook"
    place, org = dialog.pane.label("Place"), dialog.pane.label("Org")
    assert place.currentText() == "Add it to the codebook"
    with qtbot.waitSignal(jobs.idle, timeout=10_000):
        place.setCurrentIndex(place.count() - 1)
        org.setCurrentIndex(org.findData("Speaker"))
    paths, options = chosen(dialog, qtbot)
    assert dict(options.labels.names) == {"Place": "", "Org": "Speaker"}
    done = run(import_paths(Direct(store), paths, None, options))
    assert done.labels_added == ("Imported: Person",)


def test_the_unit_of_offsets_is_shown_with_samples_and_can_be_chosen(store: Store, jobs: Jobs, qtbot: QtBot) -> None:
    dialog = looked(store, jobs, qtbot, FIXTURES / "fixtures" / "doccano" / "relations.utf16.jsonl")
    remark = rows(dialog)[0].child(0)
    assert remark is not None
    assert "UTF-16 units" in remark.text(0)
    assert "東京都" in remark.text(0)
    unit = dialog.pane.unit
    with qtbot.waitSignal(jobs.idle, timeout=10_000):
        unit.setCurrentIndex(unit.findData("UTF-16 units"))
    assert chosen(dialog, qtbot)[1].reading.unit == "UTF-16 units"


def test_a_look_that_is_closed_while_it_reads_is_cancelled(
    store: Store, folder: Path, jobs: Jobs, qtbot: QtBot
) -> None:
    for number in range(50):
        (folder / f"{number}.txt").write_text(f"Article {number}.", encoding="utf-8")
    dialog = ImportPreview(store, jobs, [folder], None)
    qtbot.addWidget(dialog)
    with qtbot.waitSignal(jobs.idle, timeout=10_000):
        dialog.reject()
    assert not dialog.is_reading


def test_a_large_folder_is_looked_at_in_part_and_says_so(
    store: Store, folder: Path, jobs: Jobs, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(previewing, "MOST_ARTICLES", 3)
    for number in range(9):
        (folder / f"{number}.txt").write_text(f"Article {number}.", encoding="utf-8")
    dialog = looked(store, jobs, qtbot, folder)
    assert dialog.said.text() == "More than 3 articles in 9 files"
    assert dialog.importing.text() == "Import"
    _, options = chosen(dialog, qtbot)
    assert len(run(import_paths(Direct(store), [folder], None, options)).added) == 9


def test_a_look_writes_nothing(store: Store) -> None:
    steps = len(store.actions())
    look = run(preview(store.path, [FIXTURES / "fixtures" / "brat"]))
    assert (look.articles, look.known) == (2, 0)
    assert len(store.actions()) == steps
    assert list(store.article_ids()) == []


def test_what_looks_new_twice_in_one_import_counts_once(store: Store, folder: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (folder / name).write_text("The same.", encoding="utf-8")
    look = run(preview(store.path, [folder]))
    assert (look.articles, look.known) == (2, 1)


def test_the_report_of_an_import_is_saved_from_its_list(tmp_path: Path, qtbot: QtBot) -> None:
    dialog = ImportResult(Imported(remarks=(("a.jsonl", "Its offsets are read as bytes."),), labels_added=("G: L",)))
    qtbot.addWidget(dialog)
    dialog.save(tmp_path / "report.txt")
    text = (tmp_path / "report.txt").read_text(encoding="utf-8")
    assert "Its offsets are read as bytes." in text
    assert "G: L" in text
    dialog.save(tmp_path / "none" / "report.txt")
    assert "could not be written" in dialog.problem


def test_offsets_that_could_be_one_thing_or_another_are_asked_before_anything_is_written(
    store: Store, folder: Path, jobs: Jobs, qtbot: QtBot
) -> None:
    row = '{"text": "\U0001f600東京の話です。", "label": [[2, 3, "Topic"]]}\n'
    (folder / "open.jsonl").write_text(row, encoding="utf-8")
    dialog = looked(store, jobs, qtbot, folder)
    assert not dialog.importing.isEnabled()
    assert dialog.hint.text().startswith("Offsets fit more than one way of counting.")
    texts = [dialog.pane.tie.itemText(n) for n in range(dialog.pane.tie.count())]
    assert texts == ["Choose what is right…", "“京” (code points)", "“東” (UTF-16 units)"]
    with qtbot.waitSignal(jobs.idle, timeout=10_000):
        dialog.pane.tie.setCurrentIndex(2)
    assert dialog.importing.isEnabled()
    assert dialog.pane.tie.isVisible()
    paths, options = chosen(dialog, qtbot)
    run(import_paths(Direct(store), paths, None, options))
    (article,) = store.article_ids()
    assert [span.text for span in store.spans(article)] == ["東"]
