"""The self-test of an installed program: window, tag, save, reopen, export, in a folder that it removes again.

It says what works and what does not; it never looks at anything of the person who runs it.
"""

import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication

from annotator import __version__
from annotator.core.errors import UserError
from annotator.core.progress import Progress, Task, run
from annotator.store.check import check
from annotator.store.store import Store
from annotator.tasks.demo import compare, export_all, new_project, seed_article
from annotator.tasks.plan import DEMO
from annotator.tasks.samples import read_samples
from annotator.ui.demo import tag_by_hand, undo_and_redo
from annotator.ui.installation import check_nothing_foreign, check_pictures, check_shipped, check_unchanged, snapshot
from annotator.ui.session import Session, application

ANNOTATOR = "Self-test"
PLAN = DEMO[:2]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was tried: whether it works, how long it took, and what went wrong."""

    name: str
    ok: bool
    milliseconds: int
    problem: str = ""


@dataclass(slots=True)
class Report:
    """What was found. It is well when everything that was tried works."""

    checks: list[Check] = field(default_factory=list)
    screen: str = ""

    @property
    def ok(self) -> bool:
        """Whether everything works."""
        return bool(self.checks) and all(check.ok for check in self.checks)

    def as_json(self) -> dict[str, object]:
        """Return it as one JSON object, with what it ran on."""
        return {
            "ok": self.ok,
            "version": __version__,
            "python": platform.python_version(),
            "qt": qVersion(),
            "system": platform.platform(),
            "machine": platform.machine(),
            "screen": self.screen,
            "frozen": bool(getattr(sys, "frozen", False)),
            "program": sys.executable,
            "checks": [asdict(check) for check in self.checks],
        }


def self_test(screenshot: Path | None = None) -> Task[Report]:
    """Try everything in order; what builds on something that failed is not tried.

    `screenshot` gets a picture of the window.
    """
    report = Report()
    with tempfile.TemporaryDirectory() as folder, _home_in(Path(folder)):
        application()
        report.screen = QGuiApplication.platformName()
        steps = _steps(Path(folder), screenshot)
        for done, (name, step) in enumerate(steps):
            yield Progress(done, len(steps), name)
            report.checks.append(_tried(name, step))
            if not report.checks[-1].ok:
                break
    return report


@contextmanager
def _home_in(folder: Path) -> Iterator[None]:
    """Keep the folders of the person who runs it out of the test."""
    before = os.environ.get("ANNOTATOR_HOME")
    os.environ["ANNOTATOR_HOME"] = str(folder / "home")
    try:
        yield
    finally:
        os.environ.pop("ANNOTATOR_HOME")
        if before is not None:
            os.environ["ANNOTATOR_HOME"] = before


def _tried(name: str, step: Callable[[], object]) -> Check:
    started = time.perf_counter()
    problem = ""
    try:
        step()
    except (UserError, OSError, ImportError) as error:
        problem = str(error)
    return Check(name, not problem, round(1000 * (time.perf_counter() - started)), problem)


def _steps(folder: Path, screenshot: Path | None) -> tuple[tuple[str, Callable[[], object]], ...]:
    project = folder / "demo.annotator"
    before = snapshot()
    return (
        ("what ships is there", check_shipped),
        ("icons and pictures can be drawn", check_pictures),
        ("make a project and import", lambda: run(new_project(folder, ANNOTATOR))),
        ("open the window, tag, undo, redo, close", lambda: _tag(project, folder)),
        ("the file has what was tagged", lambda: compare(project, PLAN)),
        ("open the window again", lambda: _reopen(project, folder, screenshot)),
        ("export in every format and read back", lambda: run(export_all(project, folder, len(PLAN)))),
        ("read documents, tables and old encodings", lambda: read_samples(folder)),
        ("the project is sound", lambda: _check(project)),
        ("nothing outside the program was needed", check_nothing_foreign),
        ("nothing was written into the program's folder", lambda: check_unchanged(before)),
    )


def _tag(project: Path, folder: Path) -> None:
    with Session(project, folder, ANNOTATOR) as session:
        session.workspace.open_article(seed_article(session.workspace.store))
        for tag in PLAN:
            tag_by_hand(session, tag)
        undo_and_redo(session)


def _reopen(project: Path, folder: Path, screenshot: Path | None) -> None:
    with Session(project, folder, ANNOTATOR) as session:
        session.picture(screenshot or folder / "window.png")


def _check(project: Path) -> None:
    with Store.open(project) as store:
        problems = run(check(store))
    if problems:
        raise UserError(f"{problems[0].promise}: {problems[0].found}.", hint="Please report this.")
