"""An import on its own thread beside the window's writer: edits go between its slices, and nothing is lost."""

import sys
import threading
from functools import partial
from pathlib import Path

import pytest

from annotator.core.errors import UserError
from annotator.core.ids import new_id
from annotator.core.model import Note
from annotator.core.progress import run
from annotator.formats import format_named
from annotator.store.connection import MovedError
from annotator.store.edit import Edit
from annotator.store.store import Store
from annotator.store.writer import Writer
from annotator.tasks.exporting import export
from annotator.tasks.importing import Imported, import_paths


def put(note: Note, edit: Edit) -> None:
    edit.put(note)


def test_edits_go_on_while_articles_come_in(tmp_path: Path) -> None:
    path, folder = tmp_path / "project.annotator", tmp_path / "news"
    Store.create(path, annotator="Ada").close()
    folder.mkdir()
    for n in range(300):
        (folder / f"{n:03}.txt").write_text(f"Article {n}.\n\n" + "Grain was spoken of. " * 50, encoding="utf-8")
    failed: list[UserError] = []
    writer = Writer(path, "Ada", lambda _ticket, _action: None, lambda _ticket, _name, error: failed.append(error))
    results: list[Imported] = []
    thread = threading.Thread(target=lambda: results.append(run(import_paths(writer, [folder]))))
    thread.start()
    notes = 0
    with Store.open(path) as reader:
        while thread.is_alive():
            first = next(reader.article_ids(), None)
            if first is not None:
                note = Note(new_id(), first, reader.annotator.id, "read")
                writer.submit("Note", partial(put, note))
                notes += 1
                run(export(path, tmp_path / "meanwhile.csv", format_named("csv")))
        thread.join()
        writer.close()
        assert failed == []
        assert len(results[0].added) == 300
        assert notes > 0
        assert sum(len(reader.notes(id)) for id in reader.article_ids()) == notes


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not let go of a file that is open")
@pytest.mark.parametrize("after", [0, 3])
def test_an_import_into_a_file_that_is_moved_meanwhile_fails_and_adds_nothing_more(tmp_path: Path, after: int) -> None:
    path, folder, elsewhere = tmp_path / "project.annotator", tmp_path / "news", tmp_path / "elsewhere.annotator"
    Store.create(path, annotator="Ada").close()
    folder.mkdir()
    for n in range(6):
        (folder / f"{n:03}.txt").write_text(f"Article {n}.\n\nGrain was spoken of.", encoding="utf-8")
    writer = Writer(path, "Ada", lambda _ticket, _action: None, lambda _ticket, _name, _error: None)
    task = import_paths(writer, [folder])
    while next(task).done < after:
        pass
    with Store.open(path) as store:
        there = store.article_count()
    path.rename(elsewhere)
    with pytest.raises(MovedError):
        run(task)
    writer.close()
    assert not path.exists()
    with Store.open(elsewhere) as store:
        assert store.article_count() == there
