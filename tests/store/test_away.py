"""A project on a network drive or in a synchronised folder is worked on in a copy, which is put back whole."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.core.errors import UserError
from annotator.core.ids import new_id
from annotator.core.model import Note
from annotator.core.progress import run
from annotator.store.away import folder, leave, put_back, take
from annotator.store.check import check
from annotator.store.connection import MovedError
from annotator.store.folders import kind_of_disk, shared_folder
from annotator.store.store import Store
from tests.store.conftest import Desk, open_desk, seed_text

MOUNTS = [("/", "ext4"), ("/disk", "btrfs"), ("/disk/office", "nfs4"), ("/media/stick", "vfat")]


@pytest.mark.parametrize(
    ("path", "where"),
    [
        ("/disk/Dropbox/news.annotator", "in a folder that Dropbox keeps in step"),
        ("/disk/Dropbox (Firm)/x/news.annotator", "in a folder that Dropbox keeps in step"),
        ("/disk/OneDrive - University/news.annotator", "in a folder that OneDrive keeps in step"),
        ("/disk/Library/Mobile Documents/x/news.annotator", "in a folder that iCloud keeps in step"),
        ("/disk/Dropbox.annotator", ""),
        ("/disk/dropboxes/news.annotator", ""),
    ],
)
def test_folders_of_services_are_known_by_their_names(path: str, where: str) -> None:
    assert shared_folder(Path(path)) == where


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/disk/office/x/news.annotator", "nfs4"), ("/disk/offices/x", "btrfs"), ("/etc/x", "ext4")],
)
def test_a_disk_is_the_deepest_one_that_is_mounted_above(path: str, kind: str) -> None:
    assert kind_of_disk(Path(path), MOUNTS) == kind


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    (tmp_path / "Dropbox").mkdir()
    desk = open_desk(tmp_path / "Dropbox" / "news.annotator", seed_text())
    desk.store.close()
    yield desk
    desk.store.close()


def write(path: Path, text: str) -> None:
    with Store.open(path, write=True, annotator="Anna") as store, store.edit(f"Note {text}") as edit:
        edit.put(Note(new_id(), next(store.article_ids()), store.annotator.id, text))


def notes(path: Path) -> list[str]:
    with Store.open(path) as store:
        assert run(check(store)) == ()
        return sorted(note.text for note in store.notes(next(store.article_ids())))


def test_the_copy_is_put_back_and_goes(desk: Desk) -> None:
    original = desk.store.path
    away = run(take(original))
    assert away.copy.is_relative_to(folder())
    with pytest.raises(UserError, match="is being edited"):
        Store.open(original, write=True)
    assert run(put_back(away)) is None
    write(away.copy, "one")
    assert notes(original) == []
    done = run(put_back(away))
    assert done is not None
    assert not done.beside
    write(away.copy, "two")
    run(put_back(away))
    leave(away)
    assert notes(original) == ["one", "two"]
    assert not away.copy.exists()
    assert [path.name for path in original.parent.iterdir() if path.name.startswith(".news.annotator.")] in (
        [],
        [".news.annotator.lock"],
    )
    with Store.open(original, write=True, annotator="Anna") as store:
        assert store.missing == 0


def test_changes_that_were_not_put_back_are_there_the_next_time(desk: Desk) -> None:
    away = run(take(desk.store.path))
    write(away.copy, "one")
    away.lock.release()  # the program was killed
    again = run(take(desk.store.path))
    assert notes(again.copy) == ["one"]
    assert again.has_changes
    run(put_back(again))
    leave(again)
    assert notes(desk.store.path) == ["one"]


def test_a_damaged_copy_does_not_lock_a_sound_project_out(desk: Desk) -> None:
    away = run(take(desk.store.path))
    write(away.copy, "lost")
    away.lock.release()  # the program was killed
    with away.copy.open("r+b") as file:
        file.write(b"junk" * 3000)
    harmed = away.copy.read_bytes()
    again = run(take(desk.store.path))
    assert notes(again.copy) == []
    assert again.damaged is not None
    write(again.copy, "one")
    run(put_back(again))
    leave(again)
    assert notes(desk.store.path) == ["one"]
    assert again.damaged.read_bytes() == harmed
    third = run(take(desk.store.path))
    assert third.damaged is None
    leave(third)


def test_a_project_that_somebody_changed_meanwhile_is_not_overwritten(desk: Desk) -> None:
    original = desk.store.path
    away = run(take(original))
    write(away.copy, "mine")
    elsewhere = original.with_name("elsewhere")
    shutil.copy(original, elsewhere)
    write(elsewhere, "theirs")
    elsewhere.replace(original)  # what a service does that brings a newer file
    done = run(put_back(away))
    assert done is not None
    assert done.beside
    write(away.copy, "more of mine")
    again = run(put_back(away))
    assert again is not None
    assert again.path == done.path, "it goes on there, and makes no file more"
    leave(away)
    assert notes(original) == ["theirs"]
    assert notes(done.path) == ["mine", "more of mine"]
    assert not away.copy.exists()
    fresh = run(take(original))
    assert notes(fresh.copy) == ["theirs"]
    leave(fresh)


def test_a_place_that_cannot_be_reached_costs_nothing(desk: Desk, tmp_path: Path) -> None:
    away = run(take(desk.store.path))
    write(away.copy, "one")
    (tmp_path / "Dropbox").rename(tmp_path / "unplugged")
    with pytest.raises(MovedError):
        run(put_back(away))
    leave(away)
    (tmp_path / "unplugged").rename(tmp_path / "Dropbox")
    again = run(take(desk.store.path))
    assert notes(again.copy) == ["one"]
    run(put_back(again))
    leave(again)
    assert notes(desk.store.path) == ["one"]


def test_what_is_no_project_is_not_taken(tmp_path: Path) -> None:
    junk = tmp_path / "junk.annotator"
    junk.write_text("junk", encoding="utf-8")
    with pytest.raises(UserError):
        run(take(junk))
