"""A log that lies beside a name is never taken for that of a file which comes to have the name."""

import shutil
from pathlib import Path

import pytest

from annotator.core.errors import UserError
from annotator.core.progress import run
from annotator.store.backup import Why, back_up, backups
from annotator.store.check import check
from annotator.store.copying import copied
from annotator.store.recovering import recover
from annotator.store.restoring import restore
from annotator.store.store import Store
from tests.store.conftest import Desk, add_article


@pytest.fixture
def log(desk: Desk, tmp_path: Path) -> Path:
    """A log with changes of the desk's project, which has forty articles more and a backup with the first alone."""
    run(back_up(desk.store.path, Why.ASKED))
    for n in range(40):
        add_article(desk.store, f"Later {n}. " * 300, f"{n}")
    desk.store.rest()
    add_article(desk.store, "The last one.", "last")
    return Path(shutil.copy(f"{desk.store.path}-wal", tmp_path / "log"))


def backup_of(desk: Desk) -> Path:
    return backups(desk.store.project_id)[-1].path


def assert_sound(path: Path, articles: int) -> None:
    with Store.open(path) as store:
        assert run(check(store)) == ()
        assert store.article_count() == articles


def left_over(path: Path) -> list[bytes]:
    """Return what lies aside of the logs that were found beside a project."""
    return [found.read_bytes() for found in path.parent.glob(f"{path.stem} (left over *-wal")]


def test_a_backup_takes_the_place_of_a_project_of_which_only_the_log_is_left(desk: Desk, log: Path) -> None:
    path, backup = desk.store.path, backup_of(desk)
    desk.store.close()
    path.unlink()
    shutil.copy(log, f"{path}-wal")
    run(restore(path, backup, annotator="Anna"))
    assert_sound(path, 1)
    assert left_over(path) == [log.read_bytes()]
    desk.store = Store.open(path)


def test_a_new_project_does_not_take_over_a_log(log: Path, tmp_path: Path) -> None:
    path = tmp_path / "new.annotator"
    shutil.copy(log, f"{path}-wal")
    Store.create(path, annotator="Zoe").close()
    assert_sound(path, 0)
    assert left_over(path) == [log.read_bytes()]


def test_a_copy_does_not_take_over_a_log(desk: Desk, log: Path, tmp_path: Path) -> None:
    path = tmp_path / "copy.annotator"
    shutil.copy(log, f"{path}-wal")
    run(copied(backup_of(desk), path))
    assert_sound(path, 1)


def test_a_recovered_project_does_not_take_over_a_log(desk: Desk, log: Path, tmp_path: Path) -> None:
    path = tmp_path / "new.annotator"
    shutil.copy(log, f"{path}-wal")
    run(recover(backup_of(desk), path))
    assert_sound(path, 1)


def crashed(desk: Desk, to: Path) -> Path:
    """Copy the open project with its log, as the end of a process leaves it."""
    shutil.copy(f"{desk.store.path}-wal", f"{to}-wal")
    return Path(shutil.copy(desk.store.path, to))


@pytest.mark.usefixtures("log")
def test_a_copy_over_a_project_with_a_log_is_the_copy_alone(desk: Desk, tmp_path: Path) -> None:
    path = crashed(desk, tmp_path / "crashed.annotator")
    run(copied(backup_of(desk), path))
    assert_sound(path, 1)


def test_a_copy_over_a_damaged_project_with_a_log_is_the_copy_alone(desk: Desk, log: Path, tmp_path: Path) -> None:
    path = crashed(desk, tmp_path / "crashed.annotator")
    path.write_bytes(b"junk" * 3000)
    Path(f"{path}-wal").write_bytes(log.read_bytes())
    run(copied(backup_of(desk), path))
    assert_sound(path, 1)


def test_a_project_that_is_open_is_not_copied_over(desk: Desk, tmp_path: Path) -> None:
    first = run(back_up(desk.store.path, Why.ASKED))
    assert first is not None
    desk.tag("Topic", (1, 5))
    with pytest.raises(UserError, match="is being edited"):
        run(copied(first.path, desk.store.path))
    with pytest.raises(UserError, match="is being edited"):
        desk.store.copy_to(desk.store.path)
    desk.tag("Topic", (6, 9))
    assert len(desk.store.spans(desk.article.id)) == 2
    path = desk.store.path
    desk.store.close()
    desk.store = Store.open(path)
    with pytest.raises(UserError, match="is open in another window"):
        run(copied(first.path, path))
    assert len(desk.store.spans(desk.article.id)) == 2
    assert [found.name for found in tmp_path.iterdir() if found.name.endswith(".part")] == []
