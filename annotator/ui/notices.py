"""All that the program tells people: news in the status line, questions, errors, and the one dialog for a crash.

Everything is plain text. News never interrupts; a dialog comes only where a choice is needed or something is wrong.
"""

import logging
import platform
import sys
import threading
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from annotator.core.errors import UserError
from annotator.ui import icons, plain

log = logging.getLogger("annotator")

ICON_SIZE = 32


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to a question. `default` is what Enter gives, `leaves` what Esc and closing give."""

    id: str
    title: str
    default: bool = False
    leaves: bool = False


OK = (Choice("ok", "Close", default=True, leaves=True),)


class Notice(QDialog):
    """A question or an error: what it is about, what is known, and its answers as buttons; emits the chosen id."""

    answered = Signal(str)

    def __init__(
        self,
        title: str,
        text: str = "",
        choices: Sequence[Choice] = OK,
        *,
        icon: str = "info",
        detail: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Annotator")
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        self._leaves = next((choice.id for choice in choices if choice.leaves), choices[-1].id)
        self._answer = ""
        self.buttons = {choice.id: self._button(choice) for choice in choices}
        self._lay_out(title, text, icon, detail)
        self.finished.connect(self._tell)

    def choose(self, id: str) -> None:
        """Answer as if the button were pressed."""
        self._answer = id
        self.accept()

    def text(self) -> str:
        """Return what the notice says, for tests and for copying."""
        return "\n".join(part for part in (self.accessibleName(), self.accessibleDescription()) if part)

    def _button(self, choice: Choice) -> QPushButton:
        button = QPushButton(plain.menu_text(choice.title), self)
        button.setAutoDefault(choice.default)
        button.setDefault(choice.default)
        button.clicked.connect(lambda: self.choose(choice.id))
        return button

    def _lay_out(self, title: str, text: str, icon: str, detail: str) -> None:
        picture = plain.label(parent=self)
        color = {"error": "bad", "warning": "warning"}.get(icon, "accent")
        picture.setPixmap(icons.pixmap(icon, ICON_SIZE, color, self.devicePixelRatioF()))
        picture.setAlignment(Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(8)
        for part, role in ((title, "heading"), (text, "")):
            if part:
                line = plain.label(part, self, wrap=True, role=role)
                line.setMinimumWidth(380)
                line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                words.addWidget(line)
        if detail:
            words.addWidget(_detail(detail, self))
        words.addStretch(1)
        top = QHBoxLayout()
        top.setSpacing(16)
        top.addWidget(picture)
        top.addLayout(words, 1)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        for button in self.buttons.values():
            row.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.setSpacing(24)
        layout.addLayout(top, 1)
        layout.addLayout(row)
        layout.setSizeConstraint(QVBoxLayout.SizeConstraint.SetMinimumSize)
        default = next((b for b in self.buttons.values() if b.isDefault()), None)
        (default or next(iter(self.buttons.values()))).setFocus()

    @Slot()
    def _tell(self) -> None:
        self.answered.emit(self._answer or self._leaves)


def _detail(text: str, parent: QWidget) -> QPlainTextEdit:
    box = QPlainTextEdit(parent)
    box.setPlainText(text)
    box.setReadOnly(True)
    box.setTabChangesFocus(True)
    box.setMinimumSize(480, 160)
    box.setAccessibleName("Details")
    return box


def ask(
    parent: QWidget | None,
    title: str,
    text: str,
    choices: Sequence[Choice],
    answered: Callable[[str], object],
    *,
    icon: str = "info",
    detail: str = "",
) -> Notice:
    """Ask, and call `answered` with the id of the choice; the program goes on meanwhile."""
    notice = Notice(title, text, choices, icon=icon, detail=detail, parent=parent)
    notice.answered.connect(answered)
    notice.open()
    return notice


def show_error(
    parent: QWidget | None,
    error: UserError,
    *,
    button: str = "",
    pressed: Callable[[], object] | None = None,
    detail: str = "",
) -> Notice:
    """Say what went wrong and what to do; `button` is the one that helps, where there is one."""
    log.info("Told the user: %s", error)
    choices = list(OK)
    if button:
        choices = [Choice("ok", "Close", leaves=True), Choice("help", button, default=True)]
    notice = Notice(error.message, error.hint, choices, icon="error", detail=detail, parent=parent)
    if pressed is not None:
        notice.answered.connect(lambda answer: pressed() if answer == "help" else None)
    notice.open()
    return notice


def version_line() -> str:
    """Return one line with the versions of the program and of what it stands on."""
    from importlib.metadata import PackageNotFoundError, version

    from PySide6.QtCore import qVersion

    try:
        own = version("annotator-desktop")
    except PackageNotFoundError:
        own = "from a checkout"
    return f"Annotator {own} · Qt {qVersion()} · Python {platform.python_version()} · {platform.platform()}"


class CrashReporter(QObject):
    """Catches what nothing else caught, on any thread: writes it to the log, then shows one dialog at a time.

    Invariant: the report is on disk before anything is shown.
    """

    reported = Signal(str)
    _caught = Signal(str)

    def __init__(self, folder: Path, what_is_safe: Callable[[], str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._what_is_safe = what_is_safe
        self._notice: Notice | None = None
        self._before = (sys.excepthook, threading.excepthook)
        self._caught.connect(self._show, Qt.ConnectionType.QueuedConnection)

    @property
    def path(self) -> Path:
        """The file that reports are appended to."""
        return self._folder / "crashes.log"

    def install(self) -> None:
        """Become the place where uncaught exceptions end."""
        sys.excepthook = self.catch
        threading.excepthook = self._catch_in_thread

    def remove(self) -> None:
        """Give the hooks back."""
        sys.excepthook, threading.excepthook = self._before

    def catch(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Write a report of one exception, and have it shown; an interrupt from the keyboard just quits."""
        if issubclass(kind, KeyboardInterrupt):
            app = QGuiApplication.instance()
            if app is not None:
                app.quit()
            return
        report = "".join(traceback.format_exception(kind, error, trace))
        whole = f"{datetime.now().astimezone().isoformat(timespec='seconds')}\n{version_line()}\n{report}"
        self._write(whole)
        self._caught.emit(whole)

    def _catch_in_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self.catch(args.exc_type, args.exc_value, args.exc_traceback)

    def _write(self, report: str) -> None:
        sys.stderr.write(report)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with self.path.open("a", encoding="utf-8") as file:
                file.write(report + "\n")
        except OSError as error:
            sys.stderr.write(f"The report could not be written: {error}\n")

    @Slot(str)
    def _show(self, report: str) -> None:
        self.reported.emit(report)
        if self._notice is not None:
            return
        self._notice = ask(
            None,
            "Something in Annotator went wrong. This is a mistake in the program, not yours.",
            f"{self._what_is_safe()}\nThe report below is also in “{self.path}”.",
            (Choice("copy", "Copy the report"), Choice("ok", "Go on", default=True, leaves=True)),
            lambda answer: self._close(answer, report),
            icon="error",
            detail=report,
        )

    def _close(self, answer: str, report: str) -> None:
        self._notice = None
        if answer == "copy":
            QGuiApplication.clipboard().setText(report)
