"""Each file that is not a healthy project of this version has its own sentence and a hint, and is left as it was."""

import shutil
import sqlite3
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

import pytest

from annotator.core.errors import UserError
from annotator.store.connection import uri_of
from annotator.store.schema import FINGERPRINT, fingerprint, migrate
from annotator.store.store import Store
from tests.store.conftest import Desk, shipped_codebook


def refusal(path: Path, *, write: bool = False) -> str:
    with pytest.raises(UserError) as caught:
        Store.open(path, write=write)
    assert caught.value.hint
    return caught.value.message


def closed_project(folder: Path) -> Path:
    path = folder / "news.annotator"
    Store.create(path, shipped_codebook(), annotator="Anna").close()
    return path


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert "There is no file" in refusal(tmp_path / "gone.annotator", write=True)
    assert list(tmp_path.iterdir()) == []


def test_an_empty_file_is_said_to_be_empty(tmp_path: Path) -> None:
    path = tmp_path / "empty.annotator"
    path.touch()
    assert "is empty" in refusal(path)
    assert path.stat().st_size == 0


def test_a_folder_is_no_project(tmp_path: Path) -> None:
    assert "is a folder" in refusal(tmp_path)


def test_text_is_no_project(tmp_path: Path) -> None:
    path = tmp_path / "news.txt"
    path.write_text("JAKARTA, Sept. 7", encoding="utf-8")
    assert "is not an Annotator project" in refusal(path, write=True)
    assert path.read_text(encoding="utf-8") == "JAKARTA, Sept. 7"


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE t(a)")
    connection.close()
    assert "another program" in refusal(path, write=True)


def test_a_newer_project_is_refused_and_unchanged(tmp_path: Path) -> None:
    path = closed_project(tmp_path)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version=99")
    connection.close()
    before = path.read_bytes()
    assert "newer version" in refusal(path, write=True)
    assert path.read_bytes() == before


def test_a_foreign_trigger_is_noticed(tmp_path: Path) -> None:
    path = closed_project(tmp_path)
    connection = sqlite3.connect(path)
    connection.execute("CREATE TRIGGER eat AFTER INSERT ON spans BEGIN DELETE FROM spans WHERE id = new.id; END")
    connection.close()
    assert "damaged" in refusal(path)


def test_a_file_cut_short_is_damaged(tmp_path: Path) -> None:
    path = closed_project(tmp_path)
    path.write_bytes(path.read_bytes()[:5000])
    assert "damaged" in refusal(path, write=True)


def test_a_second_writer_is_told_who_holds_the_project(desk: Desk) -> None:
    message = refusal(desk.store.path, write=True)
    assert "is being edited by" in message
    with Store.open(desk.store.path) as reader:
        assert reader.article(desk.article.id) == desk.article
        with pytest.raises(UserError, match="read only"), reader.edit("Tag"):
            pass


def test_a_project_is_never_made_over_another_file(tmp_path: Path) -> None:
    path = closed_project(tmp_path)
    with pytest.raises(UserError, match="exists already"):
        Store.create(path)
    with pytest.raises(UserError, match="no folder"):
        Store.create(tmp_path / "missing" / "a.annotator")


def test_what_a_kill_left_of_a_project_goes_when_one_is_made_there(tmp_path: Path) -> None:
    for name in (".news.annotator.0123456789ab.new", ".news.annotator.0123456789ab.new-journal"):
        (tmp_path / name).write_bytes(b"half")
    other = tmp_path / ".other.annotator.0123456789ab.new"
    other.touch()
    path = closed_project(tmp_path)
    left = {x.name for x in tmp_path.iterdir()}
    assert left - {path.name, f".{path.name}.lock"} == {other.name}


def test_the_schema_is_the_one_that_the_fingerprint_names() -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    migrate(connection)
    assert fingerprint(connection) == FINGERPRINT
    tables = connection.execute("SELECT sql FROM sqlite_schema WHERE type = 'table' AND sql NOT NULL").fetchall()
    ours = [sql for (sql,) in tables if "fts" not in sql and "_sqlite_" not in sql and "sqlite_" not in sql]
    assert len(ours) > 20
    assert all(sql.rstrip().endswith(("STRICT", "WITHOUT ROWID")) and "STRICT" in sql for sql in ours)
    connection.close()


def test_the_plain_sqlite_tool_shows_the_spans(desk: Desk) -> None:
    desk.tag("Commitment", desk.find("China is ready"), desk.find("to resist interference"))
    desk.store.close()
    connection = sqlite3.connect(desk.store.path)
    found = connection.execute('SELECT article, "group", label, quote, annotator FROM tagged').fetchall()
    connection.close()
    assert found == [("China ready", "Commitments", "Commitment", "China is ready to resist interference", "Anna")]
    desk.store = Store.open(desk.store.path)


def test_a_copy_that_is_edited_begins_a_line_of_its_own(desk: Desk) -> None:
    desk.tag("Topic", (0, 4))
    desk.store.close()
    copy = desk.store.path.with_name("copy.annotator")
    shutil.copy(desk.store.path, copy)
    with Store.open(copy, write=True, annotator="Anna") as other:
        assert other.undo_step() is None
        assert len(other.spans(desk.article.id)) == 1
        first = other.meta("replica")
    with Store.open(copy, write=True, annotator="Anna") as other:
        assert other.meta("replica") == first
    desk.store = Store.open(desk.store.path, write=True, annotator="Anna")
    assert desk.store.meta("replica") != first
    step = desk.store.undo_step()
    assert step is not None
    assert step.name == "Tag Topic"


def test_an_old_copy_put_back_says_how_many_changes_are_missing(desk: Desk) -> None:
    desk.tag("Topic", (0, 4))
    desk.store.close()
    path, old = desk.store.path, desk.store.path.with_name("old")
    shutil.copy(path, old)
    with Store.open(path, write=True, annotator="Anna") as store:
        desk.store = store
        desk.tag("Topic", (5, 9))
        desk.tag("Topic", (10, 14))
    shutil.copy(old, path)
    desk.store = Store.open(path, write=True, annotator="Anna")
    assert desk.store.missing == 2


def test_another_person_joins_a_project_with_a_list_of_their_own(desk: Desk) -> None:
    desk.store.close()
    desk.store = Store.open(desk.store.path, write=True, annotator="Bo")
    assert [person.name for person in desk.store.annotators()] == ["Anna", "Bo"]
    assert desk.store.annotator.name == "Bo"
    row = desk.store.article_row(desk.article.id)
    assert row is not None
    assert row.spans == 0


def test_reading_leaves_no_file_beside_the_project(tmp_path: Path) -> None:
    path = closed_project(tmp_path)
    before = {x.name for x in tmp_path.iterdir()}
    with Store.open(path) as reader:
        assert reader.article_count() == 0
        with pytest.raises(UserError, match="read-only"):
            reader._connection.execute("DELETE FROM work")
    assert {x.name for x in tmp_path.iterdir()} == before


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        (PureWindowsPath(r"\\server\share\a b.annotator"), "file:////server/share/a%20b.annotator"),
        (PureWindowsPath(r"C:\disk\a.annotator"), "file:///C:/disk/a.annotator"),
        (PurePosixPath("/disk/a.annotator"), "file:///disk/a.annotator"),
    ],
)
def test_sqlite_is_given_the_name_of_a_file_on_another_computer_as_it_reads_it(path: PurePath, uri: str) -> None:
    assert uri_of(path) == uri
