"""A full disk, a file that moved, another program at it, a clock that jumps: nothing that was saved is lost."""

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from annotator.core.change import Action, ActionState
from annotator.core.draft import Draft
from annotator.core.errors import UserError
from annotator.core.ids import new_id
from annotator.core.model import Note
from annotator.core.progress import run
from annotator.store.check import check
from annotator.store.connection import BUSY_MILLISECONDS, DiskFullError, MovedError
from annotator.store.edit import Edit
from annotator.store.store import Store
from annotator.store.writer import IDLE_SECONDS, Direct, Writer
from annotator.tasks.importing import import_drafts, import_paths
from tests.store.conftest import Desk, open_desk, seed_text


@dataclass
class Reports:
    done: list[Action | None] = field(default_factory=list)
    failed: list[UserError] = field(default_factory=list)
    low: list[UserError] = field(default_factory=list)
    told: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    def on_done(self, _ticket: int, action: Action | None) -> None:
        self.done.append(action)
        self.told.release()

    def on_failed(self, _ticket: int, _name: str, error: UserError) -> None:
        self.failed.append(error)
        self.told.release()

    def wait(self) -> None:
        assert self.told.acquire(timeout=30)

    def writer(self, path: Path) -> Writer:
        return Writer(path, "Anna", self.on_done, self.on_failed, self.low.append)


def noting(article: str, annotator: str, text: str) -> Callable[[Edit], None]:
    return lambda edit: edit.put(Note(new_id(), article, annotator, text))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = open_desk(tmp_path / "news.annotator", seed_text())
    yield desk
    desk.store.close()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of five megabytes, where this user may mount one."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = shutil.which("mount")
    if sys.platform != "linux" or mount is None or os.geteuid() != 0:
        pytest.skip("only root on Linux may make a small disk")
    made = subprocess.run([mount, "-t", "tmpfs", "-o", "size=5m", "tmpfs", place], capture_output=True, check=False)
    if made.returncode:
        pytest.skip("no disk may be mounted here")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


def test_the_last_changes_fit_in_the_room_that_was_kept(small_disk: Path, tmp_path: Path) -> None:
    desk = open_desk(small_disk / "news.annotator", seed_text())
    article, who = desk.article.id, desk.store.annotator.id
    desk.store.close()
    reports = Reports()
    writer = reports.writer(desk.store.path)
    reserve = small_disk / ".news.annotator.reserve"
    writer.submit("Note", noting(article, who, "first"))
    reports.wait()
    until = time.monotonic() + IDLE_SECONDS + 20
    while not reserve.exists():
        assert time.monotonic() < until
        threading.Event().wait(0.05)
    free = shutil.disk_usage(small_disk).free
    (small_disk / "film").write_bytes(bytes(free))
    for n in range(8):
        writer.submit("Note", noting(article, who, f"{n} " + "x" * 4000))
        reports.wait()
    assert reports.failed == []
    assert [type(error) for error in reports.low] == [DiskFullError]
    assert not reserve.exists()
    while not reports.failed:
        writer.submit("Note", noting(article, who, "y" * 50_000))
        reports.wait()
    assert isinstance(reports.failed[0], DiskFullError)
    elsewhere = tmp_path / "elsewhere.annotator"
    writer.run(lambda store: store.copy_to(elsewhere))
    saved = len([action for action in reports.done if action is not None])
    writer.close()
    with Store.open(elsewhere) as store:
        assert len(store.notes(article)) == saved
        assert run(check(store)) == ()
    (small_disk / "film").unlink()
    with Store.open(desk.store.path) as store:
        assert len(store.notes(article)) == saved
        assert run(check(store)) == ()


@pytest.mark.parametrize("beside", [False, True])
def test_an_import_that_fills_the_disk_is_taken_back_in_the_room_that_was_kept(small_disk: Path, beside: bool) -> None:
    path = small_disk / "news.annotator"
    open_desk(path, seed_text()).store.close()
    (small_disk / "film").write_bytes(bytes(600_000))
    drafts = [Draft(f"Tariffs {n}. " + "word " * 400, title=f"Article {n}") for n in range(3000)]
    writing: Writer | Store = Reports().writer(path) if beside else Store.open(path, write=True, annotator="Anna")
    writes = writing if isinstance(writing, Writer) else Direct(writing)
    with pytest.raises(DiskFullError):
        run(import_drafts(writes, drafts, "Import 3000 articles"))
    writing.close()
    assert [file.name for file in small_disk.iterdir() if file.name.endswith("reserve")] == []
    with Store.open(path) as store:
        (imported,) = (action for action in store.actions() if action.name == "Import 3000 articles")
        assert imported.state is ActionState.TAKEN_BACK
        assert store.article_count() == 1
        assert run(check(store)) == ()


def test_an_import_that_cannot_even_be_taken_back_is_kept_and_says_so(small_disk: Path, tmp_path: Path) -> None:
    path = small_disk / "news.annotator"
    open_desk(path, seed_text()).store.close()
    folder = tmp_path / "many"
    folder.mkdir()
    for n in range(400):
        (folder / f"{n}.txt").write_text(f"Tariffs {n}.\n" + f"word{n} " * 50, encoding="utf-8")
    writer = Reports().writer(path)
    task = import_paths(writer, [folder])
    for _ in range(350):
        next(task)
    (small_disk / ".news.annotator.reserve").unlink()
    (small_disk / "film").write_bytes(bytes(shutil.disk_usage(small_disk).free - 60_000))
    with pytest.raises(DiskFullError) as refused:
        run(task)
    writer.close()
    with Store.open(path) as store:
        (imported,) = (action for action in store.actions() if action.name == "Import 400 articles")
        assert imported.state is ActionState.DONE
        assert "“Import 400 articles” is kept as far as it came." in refused.value.hint
        assert store.article_count() > 1
        assert run(check(store)) == ()


def test_the_room_that_was_kept_is_given_back_on_closing(desk: Desk) -> None:
    path = desk.store.path
    desk.store.close()
    reports = Reports()
    writer = reports.writer(path)
    writer._reserve.keep()
    assert (path.parent / ".news.annotator.reserve").stat().st_size > 1_000_000
    writer.close()
    assert [name.name for name in path.parent.iterdir() if name.name.endswith("reserve")] == []
    desk.store = Store.open(path)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not let go of a file that is open")
def test_nothing_more_is_written_to_a_file_that_was_moved_until_it_is_back(desk: Desk, tmp_path: Path) -> None:
    article, who, path = desk.article.id, desk.store.annotator.id, desk.store.path
    desk.store.close()
    reports = Reports()
    writer = reports.writer(path)
    writer.submit("Note", noting(article, who, "before"))
    reports.wait()
    path.rename(tmp_path / "moved.annotator")
    writer.submit("Note", noting(article, who, "while it is away"))
    reports.wait()
    assert [type(error) for error in reports.failed] == [MovedError]
    with Store.open(tmp_path / "moved.annotator") as store:
        assert [note.text for note in store.notes(article)] == ["before"], "the log was folded in at once"
    writer.run(lambda store: store.copy_to(tmp_path / "saved.annotator"), anywhere=True)
    (tmp_path / "moved.annotator").rename(path)
    writer.submit("Note", noting(article, who, "after"))
    reports.wait()
    writer.close()
    desk.store = Store.open(path)
    assert sorted(note.text for note in desk.store.notes(article)) == ["after", "before"]
    assert run(check(desk.store)) == ()
    with Store.open(tmp_path / "saved.annotator") as store:
        assert [note.text for note in store.notes(article)] == ["before"]


def test_another_program_that_writes_is_waited_for_and_then_named(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    article, who = desk.article.id, desk.store.annotator.id
    assert BUSY_MILLISECONDS >= 1000
    desk.store._connection.execute("PRAGMA busy_timeout=50")
    other = sqlite3.connect(desk.store.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(UserError, match="is being written by another program"), desk.store.edit("Note") as edit:
        noting(article, who, "in vain")(edit)
    other.execute("ROLLBACK")
    other.close()
    with desk.store.edit("Note") as edit:
        noting(article, who, "again")(edit)
    assert [note.text for note in desk.store.notes(article)] == ["again"]


@pytest.mark.parametrize("jump", [-3 * 365, 40 * 365, -20_000])
def test_a_clock_that_jumps_leaves_the_order_of_the_steps(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, jump: int
) -> None:
    desk.tag("Topic", (1, 5))
    now = time.time_ns()
    monkeypatch.setattr(time, "time_ns", lambda: max(0, now + jump * 86_400 * 10**9))
    desk.tag("Topic", (6, 9))
    monkeypatch.undo()
    desk.tag("Commitment", (10, 15))
    assert [action.name for action in desk.store.actions(3)] == ["Tag Commitment", "Tag Topic", "Tag Topic"]
    times = [action.at for action in desk.store.actions(100)]
    assert times == sorted(times, reverse=True)
    assert len(set(times)) == len(times)
    undone = desk.store.undo()
    assert undone is not None
    assert undone.name == "Tag Commitment"
    assert run(check(desk.store)) == ()
