"""The writer outlives mistakes of the program and of the disk: each edit is on disk and done, or failed and gone."""

import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from annotator.core.errors import UserError
from annotator.core.ids import new_id
from annotator.core.model import Annotator, Filler, Relation
from annotator.core.progress import run
from annotator.core.query import SpanFilter
from annotator.store.check import check
from annotator.store.edit import Edit
from annotator.store.store import Store
from annotator.store.writer import Writer
from tests.store.conftest import open_desk, seed_text, shipped_codebook
from tests.store.test_writer import Office, Reports

NOTHING: dict[str, None] = {}
"""Looking anything up in it is a mistake of the program."""


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    desk = open_desk(tmp_path / "news.annotator", seed_text())
    desk.store.close()
    reports = Reports()
    writer = Writer(desk.store.path, "Anna", reports.on_done, reports.on_failed)
    desk.store = Store.open(desk.store.path, annotator="Anna")
    yield Office(desk, writer, reports)
    writer.close()
    desk.store.close()


def held_back(office: Office) -> threading.Event:
    """Keep the writer busy, so that what is submitted next is one group."""
    gate = threading.Event()
    office.writer.quietly(lambda _store: gate.wait(20))
    return gate


def shown(office: Office) -> set[str]:
    return {span.id for span in office.desk.store.spans(office.desk.article.id)}


def test_a_mistake_of_the_program_fails_its_own_edit_and_no_other(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    spans = [office.desk.span("Topic", (n, n + 5)) for n in range(3)]

    def broken(edit: Edit) -> None:
        edit.put(spans[1])
        raise KeyError("a bug")

    gate = held_back(office)
    office.writer.submit("Tag", lambda edit: edit.put(spans[0]))
    office.writer.submit("Broken", broken)
    office.writer.submit("Tag", lambda edit: edit.put(spans[2]))
    gate.set()
    office.reports.wait_for(3)
    assert "KeyError" in caplog.text
    ((ticket, name, error),) = office.reports.failed
    assert (ticket, name) == (2, "Broken")
    assert isinstance(error.__cause__, KeyError)
    assert error.hint
    assert shown(office) == {spans[0].id, spans[2].id}
    assert office.writer.pending == 0


def test_a_mistake_in_an_undo_is_reported_too(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    office.writer.step("Undo", lambda _store: NOTHING["a bug"])
    office.reports.wait_for(1)
    assert office.reports.failed[0][1] == "Undo"
    assert office.writer.run(lambda store: store.article_count()) == 1


def test_a_listener_that_fails_does_not_end_the_writer(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "a.annotator"
    Store.create(path, shipped_codebook(), annotator="Anna").close()

    def fail(*_report: object) -> None:
        raise RuntimeError("the window is gone")

    writer = Writer(path, "Anna", fail, fail)
    for n in range(2):
        writer.submit("Add", lambda edit, n=n: edit.put(Annotator(f"{n:032x}", "Bo")))  # type: ignore[misc]
    writer.submit("Wrong", lambda edit: edit.put(Annotator("x", "Bo")))
    assert len(writer.run(lambda store: store.annotators())) == 3
    writer.close()


def test_a_group_that_loses_its_transaction_fails_whole(office: Office) -> None:
    """SQLite takes back everything by itself on some errors; what came before in the group is then gone as well."""
    spans = [office.desk.span("Topic", (n, n + 5)) for n in range(3)]

    def lose(edit: Edit) -> None:
        edit.put(spans[1])
        edit._connection.execute("ROLLBACK")
        raise UserError("The disk is full.", hint="Free some space.")

    gate = held_back(office)
    office.writer.submit("Tag", lambda edit: edit.put(spans[0]))
    office.writer.submit("Lose", lose)
    office.writer.submit("Tag", lambda edit: edit.put(spans[2]))
    gate.set()
    office.reports.wait_for(3)
    assert office.reports.done == []
    assert [ticket for ticket, _, _ in office.reports.failed] == [1, 2, 3]
    assert shown(office) == set()
    office.writer.submit("Tag", lambda edit: edit.put(spans[0]))
    office.reports.wait_for(4)
    assert shown(office) == {spans[0].id}


def _no_more_pages(store: Store) -> None:
    connection = store._connection
    connection.execute(f"PRAGMA max_page_count={connection.execute('PRAGMA page_count').fetchone()[0]}")


def _pages_again(store: Store) -> None:
    store._connection.execute("PRAGMA max_page_count=1000000")


@pytest.mark.parametrize("size", [1, 40, 400])
def test_a_full_file_fails_edits_by_name_and_what_is_reported_done_is_there(office: Office, size: int) -> None:
    office.writer.run(_no_more_pages)
    desk = office.desk
    spans = [desk.span("Topic", *((n * 4, n * 4 + 2) for n in range(size))) for _ in range(60)]
    gate = held_back(office)
    tickets = {office.writer.submit("Tag", lambda edit, s=s: edit.put(s)): s.id for s in spans}  # type: ignore[misc]
    gate.set()
    office.reports.wait_for(60)
    assert {ticket for ticket, _ in office.reports.done} | {t for t, _, _ in office.reports.failed} == set(tickets)
    assert office.reports.failed
    assert all("full" in error.message for _, _, error in office.reports.failed)
    assert shown(office) == {tickets[ticket] for ticket, _ in office.reports.done}
    office.writer.run(_pages_again)
    again = desk.span("Topic", (0, 5))
    office.writer.submit("Tag", lambda edit: edit.put(again))
    office.reports.wait_for(61)
    assert again.id in shown(office)
    assert run(check(desk.store)) == ()


def test_a_writer_that_cannot_rest_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("annotator.store.writer.IDLE_SECONDS", 0.02)
    rested = threading.Event()

    def fail(_store: Store) -> None:
        rested.set()
        raise sqlite3.OperationalError("disk I/O error")

    path = tmp_path / "a.annotator"
    Store.create(path, annotator="Anna").close()
    reports = Reports()
    writer = Writer(path, "Anna", reports.on_done, reports.on_failed)
    monkeypatch.setattr(Store, "rest", fail)
    writer.submit("Add", lambda edit: edit.put(Annotator("1" * 32, "Bo")))
    assert rested.wait(20)
    writer.submit("Add", lambda edit: edit.put(Annotator("2" * 32, "Bo")))
    reports.wait_for(2)
    assert len(reports.done) == 2
    writer.close()


def test_resting_never_waits_for_somebody_who_reads(office: Office) -> None:
    reader = sqlite3.connect(office.desk.store.path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM articles").fetchone()
    office.writer.submit("Tag", lambda edit: edit.put(office.desk.span("Topic", (0, 5))))
    office.reports.wait_for(1)
    started = time.perf_counter()
    office.writer.run(lambda store: store.rest())
    assert time.perf_counter() - started < 2
    reader.close()


def test_whoever_waits_when_it_closes_gets_an_answer_or_a_refusal(office: Office) -> None:
    gate = held_back(office)
    answers: list[int | UserError] = []

    def ask() -> None:
        try:
            answers.append(office.writer.run(lambda store: store.article_count()))
        except UserError as error:
            answers.append(error)

    askers = [threading.Thread(target=ask) for _ in range(8)]
    for asker in askers[:4]:
        asker.start()
    closer = threading.Thread(target=office.writer.close)
    closer.start()
    for asker in askers[4:]:
        asker.start()
    gate.set()
    for thread in (*askers, closer):
        thread.join(20)
        assert not thread.is_alive()
    assert len(answers) == 8
    assert all(answer == 1 or isinstance(answer, UserError) for answer in answers)


def test_a_run_that_fails_in_any_way_answers_its_caller(office: Office) -> None:
    def leave(_store: Store) -> None:
        raise SystemExit

    with pytest.raises(SystemExit):
        office.writer.run(leave)
    with pytest.raises(ZeroDivisionError):
        office.writer.run(lambda _store: 1 // 0)
    assert office.writer.run(lambda store: store.article_count()) == 1


def test_a_busy_file_fails_the_edits_and_the_next_ones_work(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.writer.run(lambda store: store._connection.execute("PRAGMA busy_timeout=10").fetchall())
    other = sqlite3.connect(office.desk.store.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    span = office.desk.span("Topic", (0, 5))
    office.writer.submit("Tag", lambda edit: edit.put(span))
    office.writer.step("Undo", lambda store: store.undo())
    office.reports.wait_for(2)
    assert "another program" in office.reports.failed[0][2].message
    other.execute("ROLLBACK")
    other.close()
    office.writer.submit("Tag", lambda edit: edit.put(span))
    office.reports.wait_for(3)
    assert shown(office) == {span.id}


_AS_NOBODY = """
import os, sys
from pathlib import Path

from annotator.core.errors import UserError
from annotator.store.store import Store
path = Path(sys.argv[1]); os.setgid(65534); os.setuid(65534)
try:
    Store.open(path, write=True)
except UserError as error:
    print("refused:", error)
with Store.open(path) as store:
    print("articles:", store.article_count())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="rights of a folder are another matter there")
def test_a_project_in_a_folder_that_cannot_be_written_is_read(tmp_path: Path) -> None:
    import os

    if os.getuid() != 0:
        pytest.skip("only root can become somebody else")
    folder = tmp_path / "shared"
    folder.mkdir()
    path = folder / "news.annotator"
    Store.create(path, annotator="Anna").close()
    for parent in (folder, *folder.parents):
        if parent != Path("/") and parent.stat().st_mode & 0o005 != 0o005:
            parent.chmod(parent.stat().st_mode | 0o055)
    path.chmod(0o444)
    folder.chmod(0o555)
    environment = {**os.environ, "ANNOTATOR_HOME": "/nonexistent", "PYTHONDONTWRITEBYTECODE": "1"}
    child = subprocess.run(
        [sys.executable, "-c", _AS_NOBODY, str(path)], capture_output=True, text=True, check=False, env=environment
    )
    assert "refused:" in child.stdout, child.stderr
    assert "articles: 0" in child.stdout, child.stderr


def test_a_disk_without_room_for_the_note_of_the_holder_still_opens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.annotator"
    Store.create(path, annotator="Anna").close()

    def full(*_arguments: object, **_named: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with Store.open(path, write=True, annotator="Anna") as store:
        assert store.writable
    with Store.open(path, write=True, annotator="Anna") as store:
        assert store.writable


def _wrong_codebook() -> object:
    from dataclasses import replace

    codebook = shipped_codebook()
    return replace(codebook, layers=())


def test_a_project_that_could_not_be_made_leaves_no_file(tmp_path: Path) -> None:
    path = tmp_path / "a.annotator"
    with pytest.raises(UserError):
        Store.create(path, _wrong_codebook(), annotator="Anna")  # type: ignore[arg-type]
    assert list(tmp_path.glob("a.annotator*")) == []
    Store.create(path, annotator="Anna").close()


Reader = Callable[[Store, str], object]
READERS: dict[str, Reader] = {
    "spans": lambda store, article: store.spans(article),
    "a record": lambda store, article: store.record(article),
    "the list of spans": lambda store, _article: store.span_rows(SpanFilter()),
    "the check": lambda store, _article: _checked(store),
}


def _checked(store: Store) -> None:
    assert run(check(store)) == ()


@pytest.mark.parametrize("what", READERS)
@pytest.mark.parametrize("after", range(1, 12))
def test_what_is_read_is_of_one_moment(office: Office, what: str, after: int) -> None:
    """Somebody writes between two statements of the reader: each statement number is tried."""
    desk = office.desk
    commitment, speaker = desk.span("Commitment", (0, 9)), desk.span("Speaker", (10, 19))
    role = desk.codebook.roles_of(commitment.label)[0].id
    link = Relation(new_id(), desk.article.id, role, commitment.id, Filler(span=speaker.id))

    def fill(edit: Edit) -> None:
        edit.put(commitment)
        edit.put(speaker)
        edit.put(link)

    office.writer.submit("Tag", fill)
    office.reports.wait_for(1)
    seen = 0

    def meddle(sql: str) -> None:
        nonlocal seen
        seen += sql.lstrip().upper().startswith("SELECT")
        if seen == after:
            seen += 100
            office.writer.run(lambda store: store.undo())

    desk.store._connection.set_trace_callback(meddle)
    try:
        found = READERS[what](desk.store, desk.article.id)
    finally:
        desk.store._connection.set_trace_callback(None)
    if what == "a record":
        ids = {span.id for span in found.spans}  # type: ignore[attr-defined]
        assert {relation.source for relation in found.relations} <= ids  # type: ignore[attr-defined]
