"""SQLite's locks on Linux and macOS belong to the process and go with any handle on the file that is closed.

Without them a second program believes it is the last user, and throws away the log that holds what was saved.
"""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from annotator.store.store import Store

VISIT = """
import sqlite3, sys
database = sqlite3.connect(sys.argv[1])
database.execute("SELECT count(*) FROM actions").fetchone()
database.close()
"""


def log_of(project: Path) -> Path:
    return project.with_name(project.name + "-wal")


def visit(project: Path) -> None:
    """Open and close the project as another program would."""
    subprocess.run([sys.executable, "-c", VISIT, project], check=True)


def read_as_bytes(project: Path) -> None:
    project.read_bytes()


def open_again(project: Path) -> None:
    Store.open(project).close()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return tmp_path / "talks.annotator"


def log_survives(project: Path, meanwhile: Callable[[Path], None]) -> bool:
    """Whether the log is still the same file after another program's visit, `meanwhile` having happened before."""
    with Store.create(project):
        log = log_of(project).stat().st_ino
        meanwhile(project)
        visit(project)
        return log_of(project).exists() and log_of(project).stat().st_ino == log


@pytest.mark.skipif(sys.platform == "win32", reason="locks belong to the handle there")
def test_reading_the_file_as_bytes_is_what_must_never_happen(project: Path) -> None:
    assert not log_survives(project, read_as_bytes)


def test_another_program_may_look_while_we_write(project: Path) -> None:
    assert log_survives(project, lambda _: None)


def test_opening_a_project_again_in_the_same_process_keeps_its_locks(project: Path) -> None:
    assert log_survives(project, open_again)
