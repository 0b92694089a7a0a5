"""The self-test of an installed program: window, tag, save, reopen, export, in a folder that it removes again.

It says what works and what does not; it never looks at anything of the person who runs it.
"""

import platform
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from PySide6.QtCore import qVersion

from annotator import __version__, places
from annotator.core.errors import UserError
from annotator.core.progress import Progress, Task, run
from annotator.store.check import check
from annotator.store.store import Store
from annotator.tasks.demo import compare, export_all, new_project, seed_article
from annotator.tasks.plan import DEMO
from annotator.ui.demo import tag_by_hand, undo_and_redo
from annotator.ui.session import Session

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
            "checks": [asdict(check) for check in self.checks],
        }


def self_test() -> Task[Report]:
    """Try everything in order; what builds on something that failed is not tried."""
    report = Report()
    with tempfile.TemporaryDirectory() as folder:
        steps = _steps(Path(folder))
        for done, (name, step) in enumerate(steps):
            yield Progress(done, len(steps), name)
            report.checks.append(_tried(name, step))
            if not report.checks[-1].ok:
                break
    return report


def _tried(name: str, step: Callable[[], object]) -> Check:
    started = time.perf_counter()
    problem = ""
    try:
        step()
    except (UserError, OSError, ImportError) as error:
        problem = str(error)
    return Check(name, not problem, round(1000 * (time.perf_counter() - started)), problem)


def _steps(folder: Path) -> tuple[tuple[str, Callable[[], object]], ...]:
    project = folder / "demo.annotator"
    return (
        ("what ships is there", _resources),
        ("make a project and import", lambda: run(new_project(folder, ANNOTATOR))),
        ("open the window, tag, undo, redo, close", lambda: _tag(project, folder)),
        ("the file has what was tagged", lambda: compare(project, PLAN)),
        ("open the window again", lambda: _reopen(project, folder)),
        ("export in every format and read back", lambda: run(export_all(project, folder, len(PLAN)))),
        ("the project is sound", lambda: _check(project)),
    )


def _resources() -> None:
    for path in (places.resources() / "icons", places.resources() / "codebooks", places.seeds()):
        if not path.is_dir() or not any(path.iterdir()):
            raise UserError(f"“{path}” is missing or empty.", hint="Install the program again.")


def _tag(project: Path, folder: Path) -> None:
    with Session(project, folder, ANNOTATOR) as session:
        session.workspace.open_article(seed_article(session.workspace.store))
        for tag in PLAN:
            tag_by_hand(session, tag)
        undo_and_redo(session)


def _reopen(project: Path, folder: Path) -> None:
    with Session(project, folder, ANNOTATOR) as session:
        session.picture(folder / "window.png")


def _check(project: Path) -> None:
    with Store.open(project) as store:
        problems = run(check(store))
    if problems:
        raise UserError(f"{problems[0].promise}: {problems[0].found}.", hint="Please report this.")
