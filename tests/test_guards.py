"""The guards of conftest.py, proved by tests that must not pass under them."""

import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

BAD = """
import logging
import threading
import warnings

stop = threading.Event()
kept = []


def test_python_warning():
    warnings.warn("an old way", DeprecationWarning)


def test_logged_warning():
    logging.getLogger("annotator").warning("out of the blue")


def test_expected_warning(caplog):
    logging.getLogger("annotator").warning("as foretold")
    assert "as foretold" in caplog.text


def test_information_in_the_log():
    logging.getLogger("annotator").info("all is well")


def test_thread_left():
    threading.Thread(target=stop.wait, args=(20,), name="lingering", daemon=True).start()


def test_thread_that_ends():
    thread = threading.Thread(target=stop.set)
    thread.start()
    thread.join()


def test_qt_message(qapp):
    from PySide6.QtCore import qWarning

    qWarning("Qt is not amused")


def test_qt_message_while_tidying(qapp, request):
    from PySide6.QtCore import qWarning

    request.addfinalizer(lambda: qWarning("Qt was asked too late"))


def test_window_left(qapp):
    from PySide6.QtWidgets import QWidget

    window = QWidget()
    window.setWindowTitle("forgotten")
    kept.append(window)


def test_window_that_goes(qtbot):
    from PySide6.QtWidgets import QWidget

    window = QWidget()
    qtbot.addWidget(window)
    window.show()


def test_window_deleted_later(qapp):
    from PySide6.QtWidgets import QWidget

    window = QWidget()
    window.deleteLater()


def test_folders_of_its_own():
    import os

    from annotator import places

    assert str(places.config_dir()).startswith(os.environ["ANNOTATOR_HOME"])
    places.config_dir().mkdir(parents=True)


def test_folders_of_its_own_again():
    from annotator import places

    assert not places.config_dir().exists()
"""

SEEN = {
    "test_python_warning": "an old way",
    "test_logged_warning": "logged: WARNING annotator: out of the blue",
    "test_thread_left": "a thread is left: lingering",
    "test_qt_message": "Qt is not amused",
    "test_qt_message_while_tidying": "Qt said: Qt was asked too late",
    "test_window_left": "a window is left: QWidget “forgotten”",
}
CLEAN = [
    "test_expected_warning",
    "test_information_in_the_log",
    "test_thread_that_ends",
    "test_window_that_goes",
    "test_window_deleted_later",
    "test_folders_of_its_own",
    "test_folders_of_its_own_again",
]


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Run the bad tests under our own settings; return what went wrong by test, empty where nothing did."""
    folder = tmp_path_factory.mktemp("guards")
    for name in ("pyproject.toml", "tests/conftest.py"):
        shutil.copy(ROOT / name, folder)
    (folder / "test_bad.py").write_text(BAD, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "test_bad.py", "-q", "--junitxml=report.xml", "-p", "no:cacheprovider"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stdout + done.stderr
    found: dict[str, str] = {}
    for case in ET.parse(folder / "report.xml").iter("testcase"):
        problems = [f"{child.get('message')} {child.text}" for child in case if child.tag in ("failure", "error")]
        found[case.get("name", "")] = found.get(case.get("name", ""), "") + "".join(problems)
    return found


@pytest.mark.parametrize("name", SEEN)
def test_what_a_test_leaves_behind_fails_it(outcomes: dict[str, str], name: str) -> None:
    assert SEEN[name] in outcomes[name]


@pytest.mark.parametrize("name", CLEAN)
def test_a_clean_test_passes(outcomes: dict[str, str], name: str) -> None:
    assert outcomes[name] == ""


def test_every_bad_test_is_spoken_of_here(outcomes: dict[str, str]) -> None:
    assert sorted(outcomes) == sorted([*SEEN, *CLEAN])
