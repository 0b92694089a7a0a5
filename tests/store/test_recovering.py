"""What can be read of a damaged project comes back in a new file, what cannot is named; nothing else is touched."""

import gzip
import random
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from annotator import places
from annotator.core.errors import UserError
from annotator.core.ids import derived_id
from annotator.core.model import Status, Work
from annotator.core.progress import run
from annotator.store.backup import Why, back_up
from annotator.store.check import check, stored
from annotator.store.recovering import Recovered, recover
from annotator.store.store import Store
from tests.fault.changing import data_of
from tests.store.conftest import Desk, add_article, open_desk, seed_text

PAGE = 4096


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A closed project with thirty articles, a few hundred spans, something removed, something undone."""
    desk = open_desk(tmp_path / "news.annotator", seed_text())
    for n in range(30):
        add_article(desk.store, f"Article {n} said so. {seed_text()}", f"Number {n}")
    for n in range(200):
        desk.tag("Topic", (n, n + 3))
    with desk.store.edit("Remove") as edit:
        edit.remove(desk.store.spans(desk.article.id)[0])
        who = desk.store.annotator.id
        edit.put(Work(derived_id("work", desk.article.id, who), desk.article.id, who, Status.DONE))
    desk.store.undo()
    desk.tag("Topic", (400, 410))
    desk.store.close()
    return desk.store.path


def recovered(path: Path) -> tuple[Recovered, Path]:
    before = path.read_bytes()
    new = path.with_name("new.annotator")
    done = run(recover(path, new))
    assert path.read_bytes() == before, "the damaged file was touched"
    assert done.problems == ()
    with Store.open(new) as store:
        assert run(check(store)) == ()
    assert sorted(x.name for x in path.parent.iterdir() if x.name.startswith(".recover")) == []
    return done, new


def content(path: Path) -> dict[tuple[str, str], object]:
    connection = sqlite3.connect(f"{path.as_uri()}?immutable=1", uri=True)
    try:
        return dict(stored(connection))
    finally:
        connection.close()


def pages_of(path: Path, table: str) -> list[int]:
    connection = sqlite3.connect(path)
    found = connection.execute("SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf'", (table,)).fetchall()
    connection.close()
    return [page for (page,) in found]


def root_of(path: Path, table: str) -> int:
    connection = sqlite3.connect(path)
    (page,) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,)).fetchone()
    connection.close()
    return int(page)


def wreck(path: Path, *pages: int) -> None:
    data = bytearray(path.read_bytes())
    for page in pages:
        data[(page - 1) * PAGE : page * PAGE] = b"\xa5" * PAGE
    path.write_bytes(data)


def test_a_sound_project_is_recovered_whole(project: Path) -> None:
    before = content(project)
    done, new = recovered(project)
    assert done.whole
    assert content(new) == before
    assert done.lines()[-1] == "Everything that the file held is back."
    with Store.open(new, write=True, annotator="Anna") as store:
        assert store.actions()[0].name == "Recover from a damaged file"
        assert store.actions()[1].name == "Tag Topic"
        assert store.missing == 0


@pytest.mark.parametrize("table", ["spans", "fragments", "labels", "articles", "work", "article_texts", "steps"])
def test_a_table_that_is_gone_is_rebuilt_from_the_history(project: Path, table: str) -> None:
    before = content(project)
    wreck(project, root_of(project, table))
    done, new = recovered(project)
    assert done.lost == ()
    assert done.missing_steps == 0
    assert content(new) == before


@pytest.mark.parametrize("table", ["events", "actions"])
def test_a_history_that_is_gone_is_made_up_for_by_the_tables(project: Path, table: str) -> None:
    before = content(project)
    wreck(project, root_of(project, table))
    done, new = recovered(project)
    assert done.missing_steps > 200
    assert done.from_tables == len(before)
    assert content(new) == before


@pytest.mark.parametrize("version", [1, 2])
def test_the_tables_of_an_older_format_make_up_for_the_history_as_well(tmp_path: Path, version: int) -> None:
    path = tmp_path / "old.annotator"
    path.write_bytes(gzip.decompress(data_of(version).read_bytes()))
    shutil.copy(path, tmp_path / "now.annotator")
    Store.open(tmp_path / "now.annotator", write=True, annotator="Anna").close()
    before = content(tmp_path / "now.annotator")
    shutil.rmtree(places.data_dir() / "backups")
    wreck(path, root_of(path, "events"))
    done, new = recovered(path)
    assert done.lost == ()
    after = content(new)
    assert {key: row for key, row in before.items() if key in after or key[0] != "annotator"} == after
    assert {kind for kind, _id in after} >= {"label", "attribute", "span"}


def test_a_few_unreadable_steps_cost_nothing_that_the_tables_have(project: Path) -> None:
    before = content(project)
    leaves = pages_of(project, "events")
    wreck(project, leaves[len(leaves) // 2])
    done, new = recovered(project)
    assert 0 < done.missing_steps < 100
    assert content(new) == before


def test_backups_give_back_steps_and_texts(project: Path) -> None:
    before = content(project)
    assert run(back_up(project, Why.ASKED)) is not None
    leaves = pages_of(project, "events")
    wreck(project, *leaves[3:6], root_of(project, "texts"), root_of(project, "spans"))
    done, new = recovered(project)
    assert done.whole
    assert done.from_backups > 30
    assert content(new) == before


def test_a_project_that_somebody_edits_is_not_recovered(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="is being edited"):
        run(recover(desk.store.path, tmp_path / "new.annotator"))
    assert not (tmp_path / "new.annotator").exists()


def test_a_text_that_is_nowhere_is_named_and_the_rest_is_kept(project: Path) -> None:
    connection = sqlite3.connect(project)
    connection.execute("DROP TRIGGER texts_frozen")
    connection.execute("UPDATE texts SET text = upper(text) WHERE id = 1")
    connection.commit()
    connection.close()
    done, new = recovered(project)
    assert done.articles == 30
    assert "the article “China ready”, whose text could not be read" in done.lost
    assert not done.whole
    with Store.open(new) as store:
        assert sum(store.label_counts().values()) == 0


@pytest.mark.parametrize(
    "harm",
    [
        pytest.param(lambda data: b"\x00" * 100 + data[100:], id="header"),
        pytest.param(lambda data: data[: len(data) * 2 // 3], id="cut short"),
        pytest.param(lambda data: data[:4096] + b"\xff" * 8192 + data[12288:], id="two pages"),
    ],
)
def test_a_header_or_an_end_that_is_gone_is_no_end(project: Path, harm: Callable[[bytes], bytes]) -> None:
    assert run(back_up(project, Why.ASKED)) is not None
    before = content(project)
    project.write_bytes(harm(project.read_bytes()))
    _done, new = recovered(project)
    assert content(new) == before


def test_junk_without_a_backup_says_so_and_makes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "junk.annotator"
    path.write_bytes(b"junk" * 5000)
    with pytest.raises(UserError, match="can be read, and there is no backup"):
        run(recover(path, tmp_path / "new.annotator"))
    assert sorted(x.name for x in tmp_path.iterdir() if not x.name.startswith(".junk")) == ["junk.annotator"]


def test_what_a_stranger_put_into_a_project_is_left_out(project: Path) -> None:
    before = content(project)
    connection = sqlite3.connect(project)
    connection.executescript(
        """CREATE TRIGGER eat AFTER INSERT ON spans BEGIN DELETE FROM spans WHERE id = new.id; END;
           DROP TABLE notes;
           CREATE VIEW notes AS WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n) SELECT id FROM n;"""
    )
    connection.close()
    with pytest.raises(UserError, match="its tables are not those"):
        Store.open(project)
    done, new = recovered(project)
    assert done.lost == ()
    assert content(new) == before


def test_random_damage_never_ends_in_an_error(project: Path, tmp_path: Path) -> None:
    dice = random.Random(6)  # noqa: S311 - damage is no secret
    sound = project.read_bytes()
    copy = tmp_path / "copy.annotator"
    for _ in range(6):
        data = bytearray(sound)
        for _ in range(dice.choice((1, 5, 40))):
            page = dice.randrange(1, len(data) // PAGE)
            data[page * PAGE : (page + 1) * PAGE] = dice.randbytes(PAGE)
        copy.write_bytes(data)
        _done, new = recovered(copy)
        new.unlink()


def test_a_project_that_goes_on_after_a_restore_takes_nothing_from_the_line_it_left(desk: Desk, tmp_path: Path) -> None:
    from annotator.store.restoring import restore

    old = run(back_up(desk.store.path, Why.WORKING))
    assert old is not None
    desk.tag("Topic", (1, 5))
    path = desk.store.path
    desk.store.close()
    run(restore(path, old.path, annotator="Anna"))
    shutil.copy(path, tmp_path / "now")
    before = content(path)
    done, new = recovered(path)
    assert done.whole
    assert content(new) == before
    desk.store = Store.open(new)


def test_a_project_is_recovered_without_the_steps_of_another_copy_of_it(project: Path, tmp_path: Path) -> None:
    before = content(project)
    other = Path(shutil.copy(project, tmp_path / "other.annotator"))
    with Store.open(other, write=True, annotator="Anna") as store:
        add_article(store, "Only in the other copy.", "other")
        assert run(back_up(other, Why.ASKED)) is not None
    done, new = recovered(project)
    assert done.whole
    assert content(new) == before
