import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from annotator.core.errors import UserError
from annotator.ui import notices
from annotator.ui.notices import Choice, CrashReporter, Notice

MARKUP = "<h1>“x.txt”</h1> is not text."


@pytest.fixture
def reporter(qapp: QApplication, tmp_path: Path) -> Iterator[CrashReporter]:
    made = CrashReporter(tmp_path / "logs", lambda: "All is saved.")
    yield made
    made.remove()


def shown(qapp: QApplication) -> Notice:
    (notice,) = [widget for widget in qapp.topLevelWidgets() if isinstance(widget, Notice) and widget.isVisible()]
    return notice


def test_a_question_is_plain_text_and_gives_the_answer_that_was_pressed(qtbot: QtBot, qapp: QApplication) -> None:
    answers: list[str] = []
    choices = (Choice("no", "Leave it", leaves=True), Choice("yes", "Do it", default=True))
    notice = notices.ask(None, MARKUP, "Sure?", choices, answers.append)
    qtbot.addWidget(notice)
    texts = [label for label in notice.findChildren(QLabel) if label.text()]
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in texts)
    assert MARKUP in [label.text() for label in texts]
    notice.buttons["yes"].click()
    assert answers == ["yes"]


def test_escape_is_the_answer_that_changes_nothing(qtbot: QtBot) -> None:
    answers: list[str] = []
    choices = (Choice("no", "Leave it", leaves=True), Choice("yes", "Do it", default=True))
    notice = notices.ask(None, "Replace it?", "", choices, answers.append)
    qtbot.addWidget(notice)
    qtbot.keyClick(notice, Qt.Key.Key_Escape)
    assert answers == ["no"]


def test_enter_is_the_default_answer(qtbot: QtBot) -> None:
    answers: list[str] = []
    choices = (Choice("no", "Leave it", leaves=True), Choice("yes", "Do it", default=True))
    notice = notices.ask(None, "Go on?", "", choices, answers.append)
    qtbot.addWidget(notice)
    qtbot.keyClick(notice, Qt.Key.Key_Return)
    assert answers == ["yes"]


def test_an_error_says_what_happened_what_to_do_and_has_one_button_that_helps(qtbot: QtBot) -> None:
    pressed: list[str] = []
    error = UserError("“a.txt” is empty.", hint="Choose another.")
    notice = notices.show_error(None, error, button="Choose…", pressed=lambda: pressed.append("choose"))
    qtbot.addWidget(notice)
    assert notice.text() == "“a.txt” is empty.\nChoose another."
    notice.buttons["help"].click()
    assert pressed == ["choose"]


def raise_and_catch(reporter: CrashReporter, error: Exception) -> None:
    try:
        raise error
    except type(error):
        kind, value, trace = sys.exc_info()
        assert kind is not None
        assert value is not None
        reporter.catch(kind, value, trace)


def test_a_crash_is_on_disk_before_it_is_shown(
    reporter: CrashReporter, qtbot: QtBot, qapp: QApplication, capsys: pytest.CaptureFixture[str]
) -> None:
    with qtbot.waitSignal(reporter.reported) as told:
        raise_and_catch(reporter, ZeroDivisionError("seven by nothing"))
        assert "seven by nothing" in reporter.path.read_text(encoding="utf-8")
    report = told.args[0]
    assert "Python" in report
    assert "raise_and_catch" in report
    notice = shown(qapp)
    assert "All is saved." in notice.text()
    notice.buttons["copy"].click()
    assert "seven by nothing" in QApplication.clipboard().text()


def test_a_second_crash_is_logged_but_shows_no_second_dialog(
    reporter: CrashReporter, qtbot: QtBot, qapp: QApplication, capsys: pytest.CaptureFixture[str]
) -> None:
    for text in ("one", "two"):
        with qtbot.waitSignal(reporter.reported):
            raise_and_catch(reporter, ZeroDivisionError(text))
    assert reporter.path.read_text(encoding="utf-8").count("ZeroDivisionError:") == 2
    shown(qapp).buttons["ok"].click()


def test_a_mistake_on_another_thread_is_caught_too(
    reporter: CrashReporter, qtbot: QtBot, qapp: QApplication, capsys: pytest.CaptureFixture[str]
) -> None:
    reporter.install()
    with qtbot.waitSignal(reporter.reported) as told:
        thread = threading.Thread(target=lambda: 1 / 0, name="elsewhere")
        thread.start()
        thread.join()
    reporter.remove()
    assert "ZeroDivisionError" in told.args[0]
    shown(qapp).buttons["ok"].click()


def test_the_hooks_are_given_back(reporter: CrashReporter) -> None:
    before = sys.excepthook, threading.excepthook
    reporter.install()
    assert sys.excepthook != before[0]
    reporter.remove()
    assert (sys.excepthook, threading.excepthook) == before


def test_a_log_that_cannot_be_written_hides_no_crash(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way", encoding="utf-8")
    reporter = CrashReporter(blocked / "logs", lambda: "All is saved.")
    with qtbot.waitSignal(reporter.reported):
        raise_and_catch(reporter, ZeroDivisionError("still told"))
    shown(qapp).buttons["ok"].click()
    assert "could not be written" in capsys.readouterr().err
