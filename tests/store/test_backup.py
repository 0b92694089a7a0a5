"""A backup is a whole project by itself; enough of them stay, and one that is put back takes nothing away."""

import gzip
import os
import shutil
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from annotator import places
from annotator.core.errors import UserError
from annotator.core.progress import run
from annotator.store.backup import Backup, Why, back_up, backups, facts, folder_of, own_first, project_at, superfluous
from annotator.store.check import check
from annotator.store.connection import DamagedError
from annotator.store.copying import copied
from annotator.store.restoring import restore
from annotator.store.store import Store
from tests.fault.changing import data_of
from tests.store.conftest import Desk, add_article

NOW = datetime(2026, 11, 25, 12, 30, tzinfo=UTC)


def made(*ages: timedelta, why: Why = Why.WORKING, size: int = 1000) -> list[Backup]:
    return [Backup(Path(f"{n}"), NOW - age, why, size) for n, age in enumerate(ages)]


def kept(all: list[Backup], now: datetime = NOW, most: int = 10**9) -> list[Backup]:
    gone = {backup.path for backup in superfluous(all, now, most)}
    return [backup for backup in all if backup.path not in gone]


def test_a_backup_is_a_sound_project_with_all_that_was_saved(desk: Desk) -> None:
    desk.tag("Topic", (1, 5))
    backup = run(back_up(desk.store.path, Why.ASKED))
    assert backup is not None
    assert backup.path.is_relative_to(places.data_dir())
    held = facts(backup.path)
    assert held is not None
    assert (held.articles, held.spans, held.last) == (1, 1, "Tag Topic")
    with Store.open(backup.path) as store:
        assert run(check(store)) == ()
        assert len(store.spans(desk.article.id)) == 1


def test_a_backup_is_of_one_moment_though_the_work_goes_on(desk: Desk) -> None:
    for n in range(400):
        add_article(desk.store, f"Article {n}. " * 300, f"{n}")
    task = copied(desk.store.path, desk.store.path.with_name("copy.annotator"))
    next(task)
    desk.tag("Topic", (1, 5))
    run(task)
    with Store.open(desk.store.path.with_name("copy.annotator")) as store:
        assert store.article_count() == 401
        assert run(check(store)) == ()


def test_a_backup_that_is_stopped_leaves_nothing_behind(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "copy.annotator").write_text("what was there", encoding="utf-8")
    task = copied(desk.store.path, folder / "copy.annotator")
    next(task)
    task.close()
    left = [path for path in folder.iterdir() if path.suffix != ".lock"]
    assert [path.read_text(encoding="utf-8") for path in left] == ["what was there"]


def test_nothing_new_is_not_backed_up_twice_unless_somebody_asks(desk: Desk) -> None:
    assert run(back_up(desk.store.path, Why.WORKING)) is not None
    assert run(back_up(desk.store.path, Why.WORKING)) is None
    assert run(back_up(desk.store.path, Why.CLOSING)) is None
    assert run(back_up(desk.store.path, Why.ASKED)) is not None
    desk.tag("Topic", (1, 5))
    assert run(back_up(desk.store.path, Why.CLOSING)) is not None
    assert [backup.why for backup in backups(desk.store.project_id)] == [Why.CLOSING, Why.ASKED, Why.WORKING]


@pytest.mark.parametrize("why", [Why.REMOVAL, Why.MERGE, Why.UPDATE])
def test_a_backup_of_the_same_that_was_made_by_the_way_is_kept_as_long_as_one_before_something(
    desk: Desk, why: Why
) -> None:
    first = run(back_up(desk.store.path, Why.CLOSING))
    promoted = run(back_up(desk.store.path, why))
    assert first is not None
    assert promoted is not None
    assert (promoted.why, promoted.made) == (why, first.made)
    assert backups(desk.store.project_id) == [promoted]
    assert facts(promoted.path) is not None
    assert run(back_up(desk.store.path, Why.WORKING)) is None
    assert backups(desk.store.project_id) == [promoted]


def test_a_damaged_project_makes_no_backup_and_costs_none(desk: Desk) -> None:
    first = run(back_up(desk.store.path, Why.ASKED))
    assert first is not None
    path, id = desk.store.path, desk.store.project_id
    desk.store.close()
    damage(path)
    with pytest.raises(DamagedError):
        run(back_up(path, Why.ASKED))
    assert [backup.path for backup in backups(id)] == [first.path]
    assert [name.name for name in folder_of(id).iterdir() if name.name.startswith(".")] == []
    desk.store = Store.open(first.path)


def damage(path: Path) -> None:
    """Overwrite the second half of the file: the first pages still say what it is."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2 :] = b"\x5a" * (len(data) - len(data) // 2)
    path.write_bytes(data)


def test_an_older_project_is_backed_up_before_it_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "old.annotator"
    path.write_bytes(gzip.decompress(data_of(1).read_bytes()))
    with Store.open(path) as store:
        id = store.project_id
    with Store.open(path, write=True, annotator="Anna"):
        pass
    (backup,) = backups(id)
    assert backup.why is Why.UPDATE
    connection = sqlite3.connect(f"{backup.path.as_uri()}?immutable=1", uri=True)
    assert connection.execute("PRAGMA user_version").fetchone() == (1,)
    connection.close()


def test_a_restored_backup_is_the_project_again_and_what_it_replaced_is_kept(desk: Desk) -> None:
    desk.tag("Topic", (1, 5))
    old = run(back_up(desk.store.path, Why.WORKING))
    desk.tag("Topic", (6, 9))
    desk.store.close()
    assert old is not None
    done = run(restore(desk.store.path, old.path, annotator="Anna"))
    assert done.before is not None
    held = facts(done.before.path)
    assert held is not None
    assert held.spans == 2
    desk.store = Store.open(desk.store.path, write=True, annotator="Anna")
    assert len(desk.store.spans(desk.article.id)) == 1
    assert desk.store.missing == 0, "what was wanted is no accident"
    assert desk.store.actions()[0].name.startswith("Restore the backup of ")
    assert run(check(desk.store)) == ()
    assert sorted(path.name for path in desk.store.path.parent.iterdir() if "restoring" in path.name) == []


def test_the_backup_that_is_put_back_is_not_thinned_by_the_one_made_before(desk: Desk) -> None:
    yesterday = (datetime.now(UTC) - timedelta(days=1)).replace(hour=1, minute=0, second=0, microsecond=0)
    for n in range(4):
        desk.tag("Topic", (n, n + 3))
        backup = run(back_up(desk.store.path, Why.WORKING))
        assert backup is not None
        aged(backup, yesterday + timedelta(minutes=10 * n))
    wanted = backups(desk.store.project_id)[1]
    desk.store.close()
    run(restore(desk.store.path, wanted.path, annotator="Anna"))
    assert wanted.path.exists()
    desk.store = Store.open(desk.store.path, write=True, annotator="Anna")
    assert len(desk.store.spans(desk.article.id)) == 3


def test_a_copy_of_a_project_thins_its_own_backups_alone(desk: Desk, tmp_path: Path) -> None:
    yesterday = (datetime.now(UTC) - timedelta(days=1)).replace(hour=1, minute=0, second=0, microsecond=0)
    other = Path(shutil.copy(run_down(desk), tmp_path / "copy.annotator"))
    desk.tag("Topic", (1, 5))
    first = run(back_up(desk.store.path, Why.WORKING))
    assert first is not None
    kept = aged(first, yesterday)
    with Store.open(other, write=True, annotator="Anna") as store:
        for n in range(2):
            add_article(store, f"Only there {n}.", f"{n}")
            made = run(back_up(other, Why.WORKING))
            assert made is not None
            aged(made, yesterday + timedelta(minutes=10 * n + 10))
        add_article(store, "One more there.", "more")
        run(back_up(other, Why.WORKING))
    assert kept.exists()
    assert len(backups(desk.store.project_id)) == 3, "of those made there in one hour, one stays"


def test_a_project_that_was_renamed_goes_on_with_its_backups_and_thins_them(desk: Desk) -> None:
    yesterday = (datetime.now(UTC) - timedelta(days=1)).replace(hour=1, minute=0, second=0, microsecond=0)
    before = desk.store.path
    for n in range(3):
        desk.tag("Topic", (n, n + 3))
        backup = run(back_up(before, Why.WORKING))
        assert backup is not None
        aged(backup, yesterday + timedelta(minutes=10 * n))
    desk.store.close()
    after = before.rename(before.with_name("renamed.annotator"))
    assert run(back_up(after, Why.CLOSING)) is None, "nothing changed since the last one under the old name"
    desk.store = Store.open(after, write=True, annotator="Anna")
    desk.tag("Topic", (6, 9))
    run(back_up(after, Why.WORKING))
    listed = own_first(backups(desk.store.project_id), after)
    assert [where for _backup, where in listed] == ["", ""], "of those made in one hour, one stays"


def test_a_backup_made_under_an_earlier_name_is_put_back(desk: Desk) -> None:
    old = run(back_up(desk.store.path, Why.WORKING))
    assert old is not None
    desk.tag("Topic", (1, 5))
    path = desk.store.path.with_name("renamed.annotator")
    desk.store.close()
    desk.store.path.rename(path)
    run(restore(path, old.path, annotator="Anna"))
    desk.store = Store.open(path, write=True, annotator="Anna")
    assert desk.store.spans(desk.article.id) == ()


def test_a_copy_that_is_gone_keeps_its_backups_apart_where_it_went_another_way(desk: Desk, tmp_path: Path) -> None:
    yesterday = (datetime.now(UTC) - timedelta(days=1)).replace(hour=1, minute=0, second=0, microsecond=0)
    other = Path(shutil.copy(run_down(desk), tmp_path / "copy.annotator"))
    with Store.open(other, write=True, annotator="Anna") as store:
        for n in range(3):
            add_article(store, f"Only there {n}.", f"{n}")
            made = run(back_up(other, Why.WORKING))
            assert made is not None
            aged(made, yesterday + timedelta(minutes=10 * n))
    newest = backups(desk.store.project_id)[0]
    other.unlink()
    for n in range(2):
        desk.tag("Topic", (n, n + 5))
        run(back_up(desk.store.path, Why.WORKING))
    listed = own_first(backups(desk.store.project_id), desk.store.path)
    assert [where for _backup, where in listed] == ["", "", str(other)], "one stays of those made there in one hour"
    assert listed[-1][0].path == newest.path
    assert project_at(other) == desk.store.project_id


def run_down(desk: Desk) -> Path:
    """Fold the log into the file, and return that."""
    desk.store.rest()
    return desk.store.path


def aged(backup: Backup, made: datetime) -> Path:
    """Give a backup the name that it would have if it had been made then."""
    _when, _, rest = backup.path.name.partition("Z-")
    return backup.path.rename(backup.path.with_name(f"{made:%Y%m%dT%H%M%S}000Z-{rest}"))


def test_a_project_that_is_open_somewhere_is_not_replaced(desk: Desk) -> None:
    old = run(back_up(desk.store.path, Why.WORKING))
    assert old is not None
    with pytest.raises(UserError, match="is being edited"):
        run(restore(desk.store.path, old.path))
    desk.store.close()
    desk.store = Store.open(desk.store.path)
    with pytest.raises(UserError, match="is open in another window"):
        run(restore(desk.store.path, old.path))
    assert desk.store.article_count() == 1


def test_a_damaged_project_is_set_aside_when_a_backup_takes_its_place(desk: Desk) -> None:
    old = run(back_up(desk.store.path, Why.WORKING))
    assert old is not None
    path = desk.store.path
    desk.store.close()
    damage(path)
    before = path.read_bytes()
    done = run(restore(path, old.path, annotator="Anna"))
    assert done.set_aside is not None
    assert done.set_aside.read_bytes() == before
    desk.store = Store.open(path, write=True, annotator="Anna")
    assert run(check(desk.store)) == ()


@pytest.mark.parametrize("what", ["missing", "empty", "junk"])
def test_backups_of_a_file_that_says_nothing_any_more_are_found(desk: Desk, what: str) -> None:
    old = run(back_up(desk.store.path, Why.WORKING))
    assert old is not None
    path, id = desk.store.path, desk.store.project_id
    desk.store.close()
    path.unlink()
    if what != "missing":
        path.write_bytes(b"" if what == "empty" else b"junk" * 3000)
    assert project_at(path) == id
    run(restore(path, old.path, annotator="Anna"))
    desk.store = Store.open(path, write=True, annotator="Anna")
    assert desk.store.project_id == id


def test_of_two_projects_that_had_the_same_name_the_newer_is_meant(tmp_path: Path) -> None:
    path, ids = tmp_path / "news.annotator", []
    for n in range(4):
        path.unlink(missing_ok=True)
        with Store.create(path, annotator="Anna") as store:
            ids.append(store.project_id)
            run(back_up(path, Why.WORKING))
        for known in places.data_dir().rglob("*.json"):
            if ids[-1] in str(known):
                os.utime(known, (1_000_000 * n, 1_000_000 * n))
    path.write_bytes(b"junk" * 3000)
    assert project_at(path) == ids[-1]


def test_another_projects_backup_is_refused(desk: Desk, tmp_path: Path) -> None:
    Store.create(tmp_path / "other.annotator", annotator="Anna").close()
    other = run(back_up(tmp_path / "other.annotator", Why.ASKED))
    assert other is not None
    desk.store.close()
    with pytest.raises(UserError, match="of another project"):
        run(restore(desk.store.path, other.path))
    desk.store = Store.open(desk.store.path)
    assert desk.store.article_count() == 1


@pytest.mark.parametrize("harm", ["PRAGMA user_version=99", "CREATE VIEW more AS SELECT 1"])
def test_what_could_not_be_opened_takes_nobodys_place(desk: Desk, harm: str) -> None:
    backup = run(back_up(desk.store.path, Why.ASKED))
    assert backup is not None
    desk.tag("Topic", (1, 5))
    desk.store.close()
    connection = sqlite3.connect(backup.path)
    connection.execute(harm)
    connection.close()
    with pytest.raises(UserError):
        run(restore(desk.store.path, backup.path, annotator="Anna"))
    desk.store = Store.open(desk.store.path, write=True, annotator="Anna")
    assert len(desk.store.spans(desk.article.id)) == 1


def test_all_of_the_last_hour_stay_then_one_an_hour_a_day_a_week_a_month() -> None:
    ten_minutes = made(*(timedelta(minutes=10 * n) for n in range(6 * 24 * 200)))
    left = kept(ten_minutes)
    ages = [NOW - backup.made for backup in left]
    hour, day = timedelta(hours=1), timedelta(days=1)

    def between(low: timedelta, high: timedelta) -> int:
        return sum(low < age <= high for age in ages)

    assert sum(age <= hour for age in ages) == 7
    assert between(hour, 2 * day) in (47, 48)
    assert between(2 * day, 14 * day) in (12, 13)
    assert between(14 * day, 90 * day) in (11, 12)
    assert between(90 * day, 200 * day) in (3, 4, 5)
    assert kept(left) == left, "thinning again takes nothing more"


def test_thinning_as_they_are_made_keeps_what_thinning_at_once_keeps() -> None:
    left: list[Backup] = []
    for n in range(6 * 24 * 20):
        now = NOW + timedelta(minutes=10 * n)
        left = kept([*left, Backup(Path(f"{n}"), now, Why.WORKING, 1)], now)
    days = {backup.made.date() for backup in left}
    assert len(days) >= 14
    assert len(left) < 90


def test_what_was_asked_for_and_the_newest_always_stay() -> None:
    old = made(*(timedelta(days=400, minutes=n) for n in range(50)), why=Why.ASKED)
    assert kept(old, most=1) == old
    (newest, *_rest) = made(timedelta(days=4000), timedelta(days=4001))
    assert newest in kept(made(timedelta(days=4000), timedelta(days=4001)), most=1)


def test_what_was_made_before_something_stays_a_month() -> None:
    young = made(*(timedelta(days=20, minutes=n) for n in range(5)), why=Why.REMOVAL)
    old = made(*(timedelta(days=40, minutes=n) for n in range(5)), why=Why.REMOVAL)
    assert len(kept(young)) == 5
    assert len(kept(old)) == 1


def test_a_backup_from_the_future_stays() -> None:
    ahead = made(*(timedelta(days=-300, minutes=-n) for n in range(5)))
    assert kept(ahead) == ahead


def test_the_oldest_go_where_they_take_too_much_room() -> None:
    all = made(*(timedelta(days=n) for n in range(10)), size=100)
    assert [backup.path.name for backup in kept(all, most=450)] == ["0", "1", "2", "3"]
