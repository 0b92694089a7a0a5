"""Starts the program in a window: the application, its look, where errors end, and the first project. Nothing else."""

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

from PySide6.QtCore import QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QWidget

from annotator import places
from annotator.handover import Wish
from annotator.tasks.sittings import Sitting, ended_badly
from annotator.ui import icons, last_time, start
from annotator.ui.commands import Commands
from annotator.ui.first_window import FirstWindow, bring_forward
from annotator.ui.main_window import MainWindow
from annotator.ui.notices import CrashReporter
from annotator.ui.settings import Settings
from annotator.ui.start import Application
from annotator.ui.theme import ThemeFollower
from annotator.ui.workspace import Workspace

log = logging.getLogger("annotator")

LOG_SIZE = 1_000_000
LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def run(app: Application, first_paint: QWidget, project: Path | None, *, example: bool = False) -> int:
    """Put the window in the place of what was painted first, on what there is to open; return the exit code."""
    app.setWindowIcon(icons.icon("annotator"))
    keep_log()
    settings = Settings(places.config_dir() / "settings.ini")
    window = open_window(app, settings)
    first_paint.close()
    reporter = CrashReporter(places.log_dir(), window.what_is_safe)
    reporter.install()
    ended = ended_badly()
    sitting = Sitting()
    last_time.keep_in_step(sitting, window.workspace)
    first = FirstWindow(window)
    first.wished.connect(lambda wish: carry_out(window, wish))
    # Only once the window is painted: a project that takes its time must not look like a start that does.
    QTimer.singleShot(0, window, lambda: begin(window, settings, project, example=example))
    QTimer.singleShot(0, window, lambda: last_time.tell(window, ended))
    try:
        return app.exec()
    finally:
        sitting.leave()
        first.release()
        reporter.remove()
        qInstallMessageHandler(None)


def open_window(app: Application, settings: Settings) -> MainWindow:
    """Return a window on no project yet, shown, in the look that the settings ask for."""
    ThemeFollower(app, settings)
    workspace = Workspace()
    window = MainWindow(workspace, Commands(settings), settings)
    app.file_opened.connect(lambda path: window.filing.receive([path]))
    window.show()
    return window


def make_application() -> Application:
    """Return the application with its icon, made with what must be set before there is one."""
    app = start.make_application()
    app.setWindowIcon(icons.icon("annotator"))
    return app


def begin(window: MainWindow, settings: Settings, project: Path | None, *, example: bool) -> None:
    """Ask the name at the very first start, then open what there is to open."""

    def go_on() -> None:
        window.updates.look_if_due()
        if example:
            window.filing.open_example()
        elif project is not None:
            window.filing.open_project(project)
        else:
            window.filing.open_last()

    if settings.string("annotator.name"):
        go_on()
        return
    from annotator.ui.dialogs.first_start import FirstStartDialog

    dialog = FirstStartDialog(settings, window)
    dialog.answered.connect(go_on)
    dialog.open()


def carry_out(window: MainWindow, wish: Wish) -> None:
    """Do what a second start was asked for, in this window."""
    bring_forward(window)
    if wish.example:
        window.filing.open_example()
    elif wish.project:
        window.filing.open_project(Path(wish.project))


def keep_log() -> None:
    """Write what the program and Qt log to a file, of which one older one is kept."""
    try:
        places.log_dir().mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            places.log_dir() / "annotator.log", maxBytes=LOG_SIZE, backupCount=1, encoding="utf-8"
        )
    except OSError:
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    qInstallMessageHandler(lambda kind, _where, message: log.log(LEVELS[kind], "Qt: %s", message))
