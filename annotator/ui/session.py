"""The real window on one project, opened and closed as a person does, for the demo and the self-test.

Its settings are its own: it neither reads nor changes those of the person who runs it.
"""

from pathlib import Path
from types import TracebackType
from typing import Self

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.core.errors import UserError
from annotator.ui.app import make_application
from annotator.ui.commands import Commands
from annotator.ui.hands import Hands
from annotator.ui.main_window import MainWindow
from annotator.ui.settings import Settings
from annotator.ui.theme import ThemeFollower
from annotator.ui.workspace import Failure, Workspace

SIZE = (1440, 900)


def application() -> QApplication:
    """Return the application of this process, made when there is none."""
    running = QApplication.instance()
    return running if isinstance(running, QApplication) else make_application()


class Session:
    """A window that is open inside the block; leaving it closes the window, which waits until all is on disk."""

    def __init__(self, project: Path, folder: Path, annotator: str, theme: str = "light") -> None:
        """Open `project` as the person called `annotator`; `folder` takes the settings."""
        self._project = project
        self._app = application()
        self.settings = Settings(folder / "settings.ini")
        self.settings.set("annotator.name", annotator)
        self.settings.set("theme", theme)
        self._follower = ThemeFollower(self._app, self.settings)
        self.workspace = Workspace()
        self._failures: list[Failure] = []
        self.workspace.failed.connect(self._failures.append)
        self.window = MainWindow(self.workspace, Commands(self.settings), self.settings)
        self.view = self.window.articles.editor.view
        self.hands = Hands(self.window, self.view, self.workspace)

    def __enter__(self) -> Self:
        """Show the window with the project in it."""
        self.window.resize(*SIZE)
        self.window.show()
        self.window.activateWindow()
        # Shortcuts are for the active window alone.
        QTest.qWaitForWindowActive(self.window)
        self.window.filing.open_project(self._project)
        self.hands.settle()
        if self.workspace.article is None:
            raise UserError("The window opened, and shows no article.", hint="Look into the log folder.")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close the window; raise `UserError` where an edit had failed."""
        if kind is None:
            self.hands.settle()
        self.window.close()
        self.workspace.close()
        for leaving in (self.window, self.workspace, self._follower, self.settings):
            leaving.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        if kind is None and self._failures:
            raise self._failures[0].error

    def picture(self, path: Path) -> None:
        """Save what the window looks like; raise `UserError` where the file cannot be written."""
        QApplication.processEvents()
        if not self.window.grab().save(str(path)):
            raise UserError(f"The picture “{path.name}” could not be written.", hint="Check the free space.")
