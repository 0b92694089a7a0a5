"""Import: everything that can be read, one action, nothing twice, nothing half done."""

import json
import os
from pathlib import Path

import pytest

from annotator.core.change import ActionKind, ActionState
from annotator.core.draft import Draft
from annotator.core.errors import UserError
from annotator.core.ids import new_id
from annotator.core.model import Note
from annotator.core.progress import run
from annotator.formats import format_named
from annotator.store.check import check
from annotator.store.connection import DiskFullError
from annotator.store.store import Store
from annotator.store.writer import Direct
from annotator.tasks.completing import completed, first_line
from annotator.tasks.importing import Imported, import_paths


def add(store: Store, *paths: Path) -> Imported:
    return run(import_paths(Direct(store), paths))


def test_a_folder_is_imported_to_its_bottom_in_the_order_of_names_as_one_action(store: Store, articles: Path) -> None:
    done = add(store, articles)
    assert [store.article(id).name for id in done.added] == ["a.txt", "b.txt", "c.txt"]
    assert done.action is not None
    assert (done.action.kind, done.action.state) == (ActionKind.IMPORT, ActionState.DONE)
    assert done.action.name == "Import 3 articles"
    assert set(store.action(done.action.id).articles) == set(done.added)


def test_files_and_folders_come_in_one_order_each_once_whatever_formats_lie_between(
    store: Store, tmp_path: Path
) -> None:
    names = ["B.txt", "a/x/y.txt", "a/z.txt", "b.md.txt", "b/c.txt", "b.txt", "c d.html", "e.txt", "é.txt"]
    for name in reversed(names):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(f"The text of {name}.", encoding="utf-8")
    done = add(store, tmp_path)
    wanted = sorted(names, key=lambda name: Path(os.path.normcase(name)).parts)
    assert [store.article(id).name for id in done.added] == [Path(name).name for name in wanted]
    assert (done.added[-1], list(done.added[:1])) == (list(done.added)[-1], [done.added[0]])
    assert done.added == tuple(done.added)


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_to_a_folder_is_not_searched_and_one_to_a_file_is_read(store: Store, articles: Path) -> None:
    (articles / "more" / "round").symlink_to(articles, target_is_directory=True)
    (articles / "nothing.txt").symlink_to(articles / "gone.txt")
    (articles / "d.txt").symlink_to(articles / "a.txt")
    done = add(store, articles)
    assert (len(done.added), done.same, done.refused) == (3, ("d.txt",), ())


def test_importing_twice_adds_nothing_and_says_so(store: Store, articles: Path) -> None:
    add(store, articles)
    steps = len(store.actions())
    again = add(store, articles)
    assert again.added == ()
    assert sorted(again.same) == ["a.txt", "b.txt", "c.txt"]
    assert again.action is None
    assert len(store.actions()) == steps


def test_the_same_file_named_twice_is_read_once(store: Store, articles: Path) -> None:
    done = add(store, articles / "a.txt", articles, articles / "more" / ".." / "a.txt")
    assert len(done.added) == 3
    assert done.same == ()


def test_the_seed_s_header_fills_title_dates_place_and_source_and_leaves_the_text(store: Store, articles: Path) -> None:
    (id,) = add(store, articles / "b.txt").added
    article = store.article(id)
    assert article.title == "France and Germany agree on rail links"
    assert (article.date, article.dateline_date) == ("2024-05-06", "2024-05-05")
    assert (article.place, article.source) == ("PARIS", "Reuters")
    assert article.text == (articles / "b.txt").read_text(encoding="utf-8")


def test_without_a_header_the_first_line_is_the_title(store: Store, articles: Path) -> None:
    (id,) = add(store, articles / "a.txt").added
    assert store.article(id).title == "Ministers met."


def test_a_long_first_line_is_cut_between_words_to_120_characters() -> None:
    title = first_line("\n  " + "word " * 60 + "\nmore")
    assert len(title) <= 120
    assert title.endswith("word…")


def test_an_article_that_was_in_a_project_before_keeps_its_empty_fields() -> None:
    draft = completed(Draft(" date 2024-05-06 A title\n\nMay 06, 2024\n\nPARIS, May 5 (Reuters) -- Text.", id="x"))
    assert (draft.title, draft.date, draft.source) == ("A title", "", "")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256))),
        ("noise.txt", bytes(range(256)) * 4),
        ("nothing.txt", b""),
        ("blank.txt", b" \n\n\t "),
        ("broken.txt", b"A good line.\n\xff\xfe\xfa and a bad one \xc3\x28"),
        ("table.docx", b"PK\x03\x04"),
        ("half.jsonl", b'{"text": "cut'),
    ],
)
def test_a_bad_file_is_named_with_a_hint_and_the_others_are_added(
    store: Store, articles: Path, name: str, data: bytes
) -> None:
    (articles / name).write_bytes(data)
    done = add(store, articles)
    assert len(done.added) == 3
    (refusal,) = done.refused
    assert name in refusal.name + refusal.message
    assert refusal.message.endswith(".")
    assert refusal.hint


def test_what_is_missing_or_empty_is_refused_and_leaves_no_trace_in_the_history(store: Store, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    steps = len(store.actions())
    done = add(store, tmp_path / "empty", tmp_path / "gone.txt")
    assert done.added == ()
    assert [bool(refusal.hint) for refusal in done.refused] == [True, True]
    assert len(store.actions()) == steps


def test_many_files_of_one_unknown_kind_are_refused_in_one_sentence(store: Store, articles: Path) -> None:
    for n in range(30):
        (articles / f"{n}.png").write_bytes(b"\x89PNG")
    done = add(store, articles)
    (refusal,) = done.refused
    assert "30 files that end in .png" in refusal.message


def test_hidden_files_and_reports_of_losses_are_passed_by(store: Store, articles: Path) -> None:
    (articles / ".DS_Store").write_bytes(b"\x00\x01")
    (articles / ".cache").mkdir()
    (articles / ".cache" / "page.txt").write_text("Kept by a program.", encoding="utf-8")
    (articles / "out.csv-losses.jsonl").write_text('{"article": "x"}\n', encoding="utf-8")
    done = add(store, articles)
    assert (len(done.added), done.refused) == (3, ())


def test_a_format_that_was_chosen_reads_files_of_any_name(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "article.md"
    file.write_text("Ministers met.\n", encoding="utf-8")
    done = run(import_paths(Direct(store), [file], format_named("text")))
    assert len(done.added) == 1


@pytest.mark.parametrize("steps", [1, 2, 3])
def test_closing_the_task_takes_back_what_it_wrote(store: Store, articles: Path, steps: int) -> None:
    task = import_paths(Direct(store), [articles])
    for _ in range(steps):
        next(task)
    task.close()
    assert list(store.article_ids()) == []
    assert len(add(store, articles).added) == 3


def test_an_import_that_somebody_has_built_on_is_kept_when_it_is_closed(store: Store, articles: Path) -> None:
    task = import_paths(Direct(store), [articles])
    while not list(store.article_ids()):
        next(task)
    (id, *_) = store.article_ids()
    with store.edit("Note") as edit:
        edit.put(Note(new_id(), id, store.annotator.id, "mine"))
    with pytest.raises(UserError):
        task.close()
    assert store.notes(id)
    assert store.unfinished() == ()


def test_an_import_is_taken_back_in_one_step_from_the_history(store: Store, articles: Path) -> None:
    done = add(store, articles)
    assert done.action is not None
    store.take_back(done.action.id)
    assert list(store.article_ids()) == []


def test_the_same_text_from_another_source_is_added_and_said(store: Store, articles: Path, tmp_path: Path) -> None:
    add(store, articles)
    other = tmp_path / "other.jsonl"
    text = (articles / "a.txt").read_text(encoding="utf-8")
    row = {"format": "annotator-jsonl", "version": 1, "text": text, "source": "AP", "date": "2024-01-01"}
    other.write_text(json.dumps(row) + "\n", encoding="utf-8")
    done = add(store, other)
    assert len(done.added) == 1
    assert len(done.same_text) == 1


def test_an_import_that_finds_no_room_is_one_sentence_and_is_taken_back_whole(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for n in range(60):
        (folder / f"{n}.txt").write_text(f"Tariffs {n}.\n" + f"word{n} " * 900, encoding="utf-8")
    connection = store._connection
    connection.execute(f"PRAGMA max_page_count={connection.execute('PRAGMA page_count').fetchone()[0] + 60}")
    with pytest.raises(DiskFullError):
        add(store, folder)
    assert store.unfinished() == ()
    (imported,) = (action for action in store.actions() if action.kind is ActionKind.IMPORT)
    assert imported.state is ActionState.TAKEN_BACK
    assert store.article_count() == 0
    assert run(check(store)) == ()
