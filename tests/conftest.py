"""What every test runs under: folders of its own, no screen, one font, and guards that let nothing pass unseen.

A Qt message, a logged warning, a thread or a window left behind fails the test; a Python warning does too, by
pytest's own `filterwarnings`. A test that expects log lines asks for `caplog` and says which. Nothing here imports Qt.
"""

import gc
import logging
import os
import sys
import threading
import time
from collections.abc import Generator, Iterator
from typing import Any

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["QT_FONT_DPI"] = "96"
if sys.platform == "win32":
    # The offscreen platform has no fonts there but those of a folder.
    os.environ.setdefault("QT_QPA_FONTDIR", os.path.expandvars(r"%WINDIR%\Fonts"))
for _name in ("QT_SCALE_FACTOR", "QT_STYLE_OVERRIDE", "QT_QPA_PLATFORMTHEME", "ANNOTATOR_HOME"):
    os.environ.pop(_name, None)

FONT = "DejaVu Sans"
BACKUP_SECONDS = 30.0
GRACE = 2.0
"""Seconds that a thread which is on its way out may still take."""


class _Unexpected(logging.Handler):
    """Keeps the warnings and errors that were logged since it was last emptied."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.levelname} {record.name}: {record.getMessage()}")


_log = _Unexpected()
_threads_before = pytest.StashKey[set[threading.Thread]]()
_windows_before = pytest.StashKey[set[int]]()
_failed = pytest.StashKey[bool]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-pictures", action="store_true", help="write the expected pictures anew; look at each")


def pytest_configure() -> None:
    logging.getLogger().addHandler(_log)


def pytest_unconfigure() -> None:
    logging.getLogger().removeHandler(_log)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    _log.lines.clear()
    item.stash[_threads_before] = set(threading.enumerate())
    item.stash[_windows_before] = {id(window) for window in _windows()}
    item.stash[_failed] = False
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.failed:
        item.stash[_failed] = True
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    messages, give_back = _listen_to_qt(item)
    try:
        result = yield
        _destroy_deleted()
    finally:
        give_back()
    if item.stash[_failed]:
        return result  # what it left behind is no news: it did not come to its end
    found = [f"Qt said: {message}" for message in messages]
    if "caplog" not in getattr(item, "fixturenames", ()):
        found += [f"logged: {line}" for line in _log.lines]
    found += [f"a thread is left: {name}" for name in _threads_left(item.stash[_threads_before])]
    found += [f"a window is left: {name}" for name in _windows_left(item.stash[_windows_before])]
    if found:
        pytest.fail("The test passed, but not cleanly: " + "; ".join(found), pytrace=False)
    return result


def _listen_to_qt(item: pytest.Item) -> tuple[list[str], Any]:
    """Collect Qt's warnings until the returned function is called; pytest-qt listens during the test only."""
    core = sys.modules.get("PySide6.QtCore")
    messages: list[str] = []
    if core is None or item.get_closest_marker("no_qt_log"):
        return messages, lambda: None
    quiet = (core.QtMsgType.QtDebugMsg, core.QtMsgType.QtInfoMsg)

    def keep(kind: Any, _context: Any, message: str) -> None:
        if kind not in quiet and not message.startswith("This plugin does not support "):
            messages.append(message)

    before = core.qInstallMessageHandler(keep)
    return messages, lambda: core.qInstallMessageHandler(before)


def _threads_left(before: set[threading.Thread]) -> list[str]:
    """Return the names of running threads that were not there before, once those on their way out are gone."""
    for thread in set(threading.enumerate()) - before:
        if thread.name == "backup":
            thread.join(BACKUP_SECONDS)  # it outlives its window on purpose
    until = time.monotonic() + GRACE
    while left := [thread for thread in set(threading.enumerate()) - before if thread.ident in sys._current_frames()]:
        if time.monotonic() > until:
            return sorted(thread.name for thread in left)
        time.sleep(0.005)
    return []


def _destroy_deleted() -> None:
    """Carry out every `deleteLater` that still waits for an event loop."""
    core = sys.modules.get("PySide6.QtCore")
    if core is not None and core.QCoreApplication.instance() is not None:
        core.QCoreApplication.sendPostedEvents(None, core.QEvent.Type.DeferredDelete.value)


def _windows() -> list[Any]:
    """Return every top-level widget there is, but for the tooltip, which Qt keeps for itself."""
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is None or widgets.QApplication.instance() is None:
        return []
    return [
        window
        for window in widgets.QApplication.topLevelWidgets()
        if window.metaObject().className() not in ("QTipLabel", "QDesktopWidget")
    ]


def _windows_left(before: set[int]) -> list[str]:
    """Return the top-level widgets that were not there before, once garbage is collected."""
    if all(id(window) in before for window in _windows()):
        return []
    gc.collect()
    _destroy_deleted()
    return sorted(
        f"{window.metaObject().className()} “{window.objectName() or window.windowTitle()}”"
        for window in _windows()
        if id(window) not in before
    )


@pytest.fixture(autouse=True)
def _own_folders(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the settings and data of the person who runs the tests out of them, and each test's out of the next."""
    number = request.session.stash.setdefault(_homes, 0) + 1
    request.session.stash[_homes] = number
    os.environ["ANNOTATOR_HOME"] = str(tmp_path_factory.getbasetemp() / "homes" / str(number))
    yield
    os.environ.pop("ANNOTATOR_HOME", None)


_homes = pytest.StashKey[int]()


@pytest.fixture(scope="session")
def qapp(qapp: Any) -> Any:
    """Give pytest-qt's application the one font and style that the pictures and measures in tests rely on."""
    from PySide6.QtGui import QFont, QFontDatabase

    if FONT in QFontDatabase.families():
        qapp.setFont(QFont(FONT, 10))
    qapp.setStyle("Fusion")
    return qapp
