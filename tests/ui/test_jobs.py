import threading

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QToolButton
from pytestqt.qtbot import QtBot

from annotator.core.errors import UserError
from annotator.core.progress import Progress, Task
from annotator.ui.jobs import Job, Jobs, JobsBar


@pytest.fixture
def jobs(qapp: QApplication) -> Jobs:
    return Jobs()


def counting(steps: int) -> Task[str]:
    for step in range(steps):
        yield Progress(step, steps, "counting")
    return "counted"


def endless(stopped: list[str]) -> Task[None]:
    try:
        while True:
            yield Progress(0, None, "on and on")
    finally:
        stopped.append(threading.current_thread().name)


def refusing() -> Task[None]:
    yield Progress(0, 1, "")
    raise UserError("The disk is full.", hint="Free some room.")


def broken() -> Task[None]:
    yield Progress(0, 1, "")
    raise ZeroDivisionError


def test_a_result_arrives_on_the_thread_of_the_window(jobs: Jobs, qtbot: QtBot) -> None:
    arrived: list[tuple[str, threading.Thread]] = []
    with qtbot.waitSignal(jobs.idle):
        jobs.run("Count", counting(3), lambda result: arrived.append((result, threading.current_thread())))
    assert arrived == [("counted", threading.main_thread())]
    assert jobs.running == ()


def test_what_a_task_refuses_arrives_as_its_error(jobs: Jobs, qtbot: QtBot) -> None:
    errors: list[UserError] = []
    done: list[object] = []
    with qtbot.waitSignal(jobs.idle):
        jobs.run("Write", refusing(), done.append, errors.append)
    assert [error.message for error in errors] == ["The disk is full."]
    assert done == []


def test_cancelling_closes_the_task_on_its_own_thread(jobs: Jobs, qtbot: QtBot) -> None:
    stopped: list[str] = []
    told: list[str] = []
    with qtbot.waitSignal(jobs.started):
        job = jobs.run("Endless", endless(stopped), told.append, None, lambda: told.append("cancelled"))
    with qtbot.waitSignal(job.progressed):
        pass
    with qtbot.waitSignal(jobs.idle):
        job.cancel()
    assert told == ["cancelled"]
    assert stopped == ["job: Endless"]


def test_a_mistake_in_a_task_reaches_the_crash_report_and_ends_the_job(
    jobs: Jobs, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    caught: list[type[BaseException]] = []
    monkeypatch.setattr(threading, "excepthook", lambda args: caught.append(args.exc_type))
    told: list[str] = []
    with qtbot.waitSignal(jobs.idle):
        jobs.run("Broken", broken(), told.append, None, lambda: told.append("cancelled"))
    assert caught == [ZeroDivisionError]
    assert told == ["cancelled"]


def test_two_jobs_run_beside_each_other(jobs: Jobs, qtbot: QtBot) -> None:
    stopped: list[str] = []
    results: list[str] = []
    first = jobs.run("Endless", endless(stopped), results.append)
    second = jobs.run("Count", counting(5), results.append)
    with qtbot.waitSignal(second.ended):
        pass
    assert jobs.running == (first,)
    with qtbot.waitSignal(jobs.idle):
        jobs.cancel_all()
    assert results == ["counted"]


def test_the_strip_shows_a_job_and_its_button_cancels_it(jobs: Jobs, qtbot: QtBot) -> None:
    bar = JobsBar(jobs)
    qtbot.addWidget(bar)
    assert bar.isHidden()
    with qtbot.waitSignal(jobs.started):
        job = jobs.run("Importing", endless([]), lambda _result: None)
    assert not bar.isHidden()
    with qtbot.waitSignal(job.progressed):
        pass
    assert "Importing  ·  on and on" in [label.text() for label in bar.findChildren(QLabel)]
    with qtbot.waitSignal(jobs.idle):
        button(bar, "Cancel: Importing").click()
    assert bar.isHidden()


def button(bar: JobsBar, name: str) -> QToolButton:
    (found,) = [child for child in bar.findChildren(QToolButton) if child.accessibleName() == name]
    return found


def test_a_quick_task_does_not_flood_the_window(jobs: Jobs, qtbot: QtBot) -> None:
    seen: list[Progress] = []

    def watch(job: Job) -> None:
        job.progressed.connect(seen.append)

    jobs.started.connect(watch)
    with qtbot.waitSignal(jobs.idle):
        jobs.run("Count", counting(20_000), lambda _result: None)
    assert len(seen) < 200
