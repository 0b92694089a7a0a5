"""Looking for newer versions: off unless it is wanted, no connection while it is off, and it only tells."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from annotator import __version__, places
from annotator.core.errors import UserError
from annotator.tasks.updates import Release, newest, numbers
from annotator.ui.commands import Commands
from annotator.ui.main_window import MainWindow
from annotator.ui.notices import Notice
from annotator.ui.settings import BY_ID, Settings
from annotator.ui.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
NEWER = {"version": "99.0.1", "page": "https://example.org/annotator"}

# Everything that opens a connection or looks up a name is told to an audit hook, whoever does it in Python; Qt's own
# network would be a module more.
QUIET = """
import sys
calls = []
sys.addaudithook(lambda name, given: calls.append(name) if name.startswith(("socket.", "urllib.")) else None)
from PySide6.QtCore import QTimer
from annotator import places
from annotator.ui import app
from annotator.ui.settings import Settings
application = app.make_application()
settings = Settings(places.config_dir() / "settings.ini")
settings.set("annotator.name", "Ada")
if sys.argv[1] == "on":
    settings.set("updates.look", True)
window = app.open_window(application, settings)
app.begin(window, settings, None, example=False)
window.updates.answered.connect(lambda _: window.close())
QTimer.singleShot(300 if sys.argv[1] == "off" else 15000, window.close)
application.exec()
print(sorted(set(calls)), "PySide6.QtNetwork" in sys.modules)
"""


class Answers(BaseHTTPRequestHandler):
    """Says what the server was given to say, and keeps what it was asked."""

    def do_GET(self) -> None:
        server = self.server
        assert isinstance(server, Server)
        server.asked.append((self.path, dict(self.headers)))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(server.answer)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class Server(HTTPServer):
    """A place that tells of newer versions."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.answer = json.dumps(NEWER).encode()
        self.asked: list[tuple[str, dict[str, str]]] = []

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_port}/latest.json"


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    thread = threading.Thread(target=made.serve_forever)
    thread.start()
    yield made
    made.shutdown()
    thread.join()
    made.server_close()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "settings.ini")


@pytest.fixture
def workspace() -> Iterator[Workspace]:
    made = Workspace()
    yield made
    made.close()


@pytest.fixture
def said(workspace: Workspace) -> list[str]:
    """What the status line was told."""
    lines: list[str] = []
    workspace.status_said.connect(lambda text, _kind: lines.append(text))
    return lines


@pytest.fixture
def window(qtbot: QtBot, settings: Settings, workspace: Workspace) -> MainWindow:
    made = MainWindow(workspace, Commands(settings), settings)
    qtbot.addWidget(made)
    return made


def started(setting: str, address: str) -> str:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "ANNOTATOR_UPDATES": address}
    done = subprocess.run(
        [sys.executable, "-c", QUIET, setting], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_window_opens_no_connection_unless_the_setting_is_on(server: Server) -> None:
    assert BY_ID["updates.look"].default is False
    assert started("off", server.address) == "[] False"
    assert server.asked == []


def test_with_the_setting_it_asks_once_and_says_nothing_of_the_person(server: Server) -> None:
    assert "socket.connect" in started("on", server.address), "the hook above hears connections"
    ((path, headers),) = server.asked
    assert path == "/latest.json"
    assert headers["User-Agent"] == f"Annotator/{__version__}"
    assert set(headers) <= {"Host", "User-Agent", "Accept-Encoding", "Connection"}


def test_once_a_day_is_enough(
    server: Server,
    window: MainWindow,
    settings: Settings,
    said: list[str],
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ANNOTATOR_UPDATES", server.address)
    settings.set("updates.look", True)
    with qtbot.waitSignal(window.updates.answered):
        assert window.updates.look_if_due()
    assert not window.updates.look_if_due()
    assert said == ["Annotator 99.0.1 can be had: Help › Look for a newer version."]


def test_the_command_shows_the_newer_version(
    server: Server, window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANNOTATOR_UPDATES", server.address)
    with qtbot.waitSignal(window.updates.answered):
        window.updates.look()
    notice = window.findChild(Notice)
    assert notice is not None
    assert "99.0.1" in notice.windowTitle() + notice.accessibleName()
    notice.reject()


def test_the_command_says_that_there_is_none(
    server: Server, window: MainWindow, said: list[str], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.answer = json.dumps({**NEWER, "version": __version__}).encode()
    monkeypatch.setenv("ANNOTATOR_UPDATES", server.address)
    with qtbot.waitSignal(window.updates.answered):
        window.updates.look()
    assert said == ["There is no newer version."]


def test_a_copy_that_knows_no_address_says_so_without_asking(window: MainWindow, qtbot: QtBot) -> None:
    assert places.updates_address() == ""
    with qtbot.waitSignal(window.updates.answered) as told:
        window.updates.look()
    assert isinstance(told.args[0], UserError)
    notice = window.findChild(Notice)
    assert notice is not None
    notice.reject()


@pytest.mark.parametrize(
    "answer",
    [b"", b"[]", b"{}", b'{"version": "x", "page": "https://example.org"}', b'{"version": "1", "page": "file:///x"}'],
)
def test_an_answer_that_makes_no_sense_is_an_error_for_people(server: Server, answer: bytes) -> None:
    server.answer = answer
    with pytest.raises(UserError):
        newest(server.address)


def test_nothing_but_a_safe_connection_is_used() -> None:
    for address in ("", "http://example.org/latest.json", "file:///latest.json"):
        with pytest.raises(UserError):
            newest(address)


def test_versions_are_compared_by_their_numbers() -> None:
    assert Release("10.0", "").is_newer
    assert not Release(__version__, "").is_newer
    assert numbers("0.10.2") > numbers("0.9.9")
    assert numbers("1.2rc1") == (1,)
