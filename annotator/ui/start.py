"""The first thing that is seen: an empty window in the place and on the ground of last time, painted at once.

It knows no other part of the interface, so that it costs little more than Qt itself; the real window takes its place as
soon as it is loaded. It changes nothing.
"""

import sys
from pathlib import Path

from PySide6.QtCore import QByteArray, QElapsedTimer, QEvent, QSettings, Qt, Signal
from PySide6.QtGui import QColor, QFileOpenEvent, QGuiApplication, QPaintEvent, QPalette
from PySide6.QtWidgets import QApplication, QMainWindow

from annotator import places

GEOMETRY, GROUND = "window/geometry", "window/ground"
FIRST_SIZE, SMALLEST = (1366, 768), (800, 520)
LIGHT_GROUND, DARK_GROUND = "#f4f2ee", "#212429"
"""The ground before there is a last time: that of the panels."""
PATIENCE_MS = 300
"""How long the start waits for the screen to show it."""


class Application(QApplication):
    """The one application of the process; emits `file_opened` when the system hands it a file to open."""

    file_opened = Signal(object)

    def event(self, event: QEvent) -> bool:
        """Take a file that was opened in the Finder."""
        if isinstance(event, QFileOpenEvent) and event.file():
            self.file_opened.emit(Path(event.file()))
            return True
        return super().event(event)


class FirstPaint(QMainWindow):
    """An empty window. Invariant: `is_painted` once its ground is on the screen."""

    def __init__(self, settings: QSettings) -> None:
        super().__init__()
        self.is_painted = False
        self.setMinimumSize(*SMALLEST)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        ground = QColor(str(settings.value(GROUND, DARK_GROUND if dark else LIGHT_GROUND)))
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, ground)
        self.setPalette(palette)
        if not self.restoreGeometry(QByteArray.fromBase64(QByteArray(str(settings.value(GEOMETRY, "")).encode()))):
            room = QGuiApplication.primaryScreen().availableGeometry().size()
            self.resize(min(FIRST_SIZE[0], room.width()), min(FIRST_SIZE[1], room.height()))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self.is_painted = True


def make_application() -> Application:
    """Return the application, made with what must be set before there is one."""
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    app = Application(sys.argv[:1])
    app.setApplicationName("Annotator")
    app.setApplicationDisplayName("Annotator")
    app.setDesktopFileName("annotator")
    return app


def paint_first(app: Application) -> FirstPaint:
    """Show the empty window and return it once it is painted, or after a moment where the screen is slow."""
    first = FirstPaint(QSettings(str(places.config_dir() / "settings.ini"), QSettings.Format.IniFormat))
    first.show()
    waited = QElapsedTimer()
    waited.start()
    while not first.is_painted and waited.elapsed() < PATIENCE_MS:
        app.processEvents()
    return first


def run(project: Path | None, *, example: bool = False) -> int:
    """Show the window, on a project, on the example, or on what was open last; return the exit code."""
    app = make_application()
    first = paint_first(app)
    from annotator.ui.app import run as run_whole

    return run_whole(app, first, project, example=example)
