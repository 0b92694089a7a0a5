"""The writer thread: edits in order, each whole, reported once and only when they are on disk."""

import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from annotator.core.change import Action
from annotator.core.errors import UserError
from annotator.store.connection import MovedError
from annotator.store.edit import Edit
from annotator.store.store import Store
from annotator.store.writer import Writer
from tests.store.conftest import Desk, open_desk, seed_text


@dataclass
class Reports:
    """What the writer reported, and a way to wait for so many reports."""

    done: list[tuple[int, Action | None]] = field(default_factory=list)
    failed: list[tuple[int, str, UserError]] = field(default_factory=list)
    arrived: threading.Condition = field(default_factory=threading.Condition)

    def on_done(self, ticket: int, action: Action | None) -> None:
        with self.arrived:
            self.done.append((ticket, action))
            self.arrived.notify_all()

    def on_failed(self, ticket: int, name: str, error: UserError) -> None:
        with self.arrived:
            self.failed.append((ticket, name, error))
            self.arrived.notify_all()

    def wait_for(self, count: int) -> None:
        with self.arrived:
            assert self.arrived.wait_for(lambda: len(self.done) + len(self.failed) >= count, timeout=20)


@dataclass
class Office:
    desk: Desk
    writer: Writer
    reports: Reports


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


def test_edits_are_on_disk_when_they_are_reported_and_in_order(office: Office) -> None:
    spans = [office.desk.span("Topic", (n, n + 5)) for n in range(40)]
    seen: list[int] = []

    def put(edit: Edit, n: int) -> None:
        seen.append(n)
        edit.put(spans[n])

    tickets = [office.writer.submit("Tag Topic", lambda edit, n=n: put(edit, n)) for n in range(40)]  # type: ignore[misc]
    office.reports.wait_for(40)
    assert seen == list(range(40))
    assert [ticket for ticket, _ in office.reports.done] == tickets
    assert office.writer.pending == 0
    assert len(office.desk.store.spans(office.desk.article.id)) == 40
    numbers = [action.number for _, action in office.reports.done if action is not None]
    assert numbers == sorted(numbers)
    assert len(set(numbers)) == 40


def test_one_that_fails_takes_back_itself_alone(office: Office) -> None:
    good = [office.desk.span("Topic", (n, n + 5)) for n in range(4)]
    wrong = replace(good[0], text_version=9)
    gate = threading.Event()
    office.writer.quietly(lambda _store: gate.wait(20))
    for span in (good[0], wrong, good[1]):
        office.writer.submit("Tag Topic", lambda edit, span=span: edit.put(span))  # type: ignore[misc]
    gate.set()
    office.reports.wait_for(3)
    assert len(office.reports.done) == 2
    ((ticket, name, error),) = office.reports.failed
    assert (ticket, name) == (2, "Tag Topic")
    assert error.hint
    assert {span.id for span in office.desk.store.spans(office.desk.article.id)} == {good[0].id, good[1].id}


def test_undo_goes_through_the_same_queue(office: Office) -> None:
    span = office.desk.span("Topic", (0, 5))
    office.writer.submit("Tag Topic", lambda edit: edit.put(span))
    office.writer.step("Undo", lambda store: store.undo())
    office.writer.step("Undo", lambda store: store.undo())
    office.writer.step("Redo", lambda store: store.redo())
    office.reports.wait_for(4)
    actions = [action for _, action in office.reports.done]
    assert [action.kind if action else None for action in actions] == ["edit", "undo", None, "redo"]
    assert office.desk.store.spans(office.desk.article.id) == (span,)


def test_closing_waits_for_everything_that_is_queued(office: Office) -> None:
    for n in range(30):
        span = office.desk.span("Topic", (n, n + 5))
        office.writer.submit("Tag Topic", lambda edit, span=span: edit.put(span))  # type: ignore[misc]
    office.writer.close()
    assert len(office.reports.done) == 30
    assert len(office.desk.store.spans(office.desk.article.id)) == 30
    with pytest.raises(UserError, match="being closed"):
        office.writer.submit("Tag", lambda _edit: None)


def test_a_task_runs_between_groups_and_gets_its_result_or_its_error(office: Office) -> None:
    assert office.writer.run(lambda store: store.article_count()) == 1
    with pytest.raises(UserError, match="no longer"):
        office.writer.run(lambda store: store.span("00000000-0000-7000-8000-000000000000"))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not let go of a file that is open")
def test_a_task_writes_nothing_to_a_file_that_is_not_in_its_place_but_reads_all(office: Office, tmp_path: Path) -> None:
    path, article = office.desk.store.path, office.desk.article.id

    def write(store: Store) -> None:
        with store.edit("Tag") as edit:
            edit.put(office.desk.span("Topic", (0, 3)))

    path.rename(tmp_path / "moved.annotator")
    with pytest.raises(MovedError):
        office.writer.run(write)
    office.writer.quietly(lambda store: store.save_place(article, 7, 0))
    assert office.writer.run(lambda store: (store.spans(article), store.place(article)), anywhere=True) == ((), None)
    (tmp_path / "moved.annotator").rename(path)
    office.writer.run(write)
    assert len(office.desk.store.spans(article)) == 1


def test_a_second_writer_is_refused_where_it_is_made(office: Office) -> None:
    with pytest.raises(UserError, match="being edited by"):
        Writer(office.desk.store.path, "Bo", office.reports.on_done, office.reports.on_failed)


def test_spans_are_read_as_of_one_moment_while_another_connection_writes(tmp_path: Path) -> None:
    desk = open_desk(tmp_path / "news.annotator", seed_text())
    span = desk.tag("Topic", (0, 3))
    seen: list[str] = []

    def remove_between(statement: str) -> None:
        """Remove the span after it was read and before its fragments are."""
        seen.append(statement)
        if "JOIN fragments" in statement and desk.store.spans(desk.article.id):
            with desk.store.edit("Remove") as edit:
                edit.remove(span)

    with Store.open(desk.store.path) as reader:
        reader._connection.set_trace_callback(remove_between)
        assert reader.spans(desk.article.id) == (span,)
        assert reader.spans(desk.article.id) == ()
    assert any("JOIN fragments" in statement for statement in seen)
    desk.store.close()
