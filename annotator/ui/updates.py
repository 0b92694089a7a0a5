"""Says that there is a newer version: once a day where the settings say so, and when somebody asks. It only shows.

Nothing is sent and no connection is made unless the setting is on or the command is given.
"""

import contextlib
import logging
import threading
import time

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from annotator import places
from annotator.core.errors import UserError
from annotator.tasks.updates import Release, newest
from annotator.ui import notices
from annotator.ui.settings import Settings
from annotator.ui.workspace import Workspace

log = logging.getLogger("annotator")

LAST = "updates/last"
A_DAY = 20 * 3600
"""Seconds; somebody who starts at nine each morning is told each morning."""
PAGE_CHOICES = (
    notices.Choice("leave", "Close", leaves=True),
    notices.Choice("page", "Show the page", default=True),
)


class Updates(QObject):
    """Asks in a thread of its own, which nobody waits for: closing the window never does."""

    answered = Signal(object)
    """A `Release`, or the `UserError` there was instead; on the thread of the window."""

    def __init__(self, settings: Settings, workspace: Workspace, window: QWidget) -> None:
        super().__init__(window)
        self._settings = settings
        self._workspace = workspace
        self._window = window
        self._wanted = False
        self._asking = False
        self.answered.connect(self._tell)

    def look_if_due(self) -> bool:
        """Ask where the settings say so, an address is known and a day has gone by; say whether it asks."""
        text = self._settings.text(LAST)
        last = float(text) if text.replace(".", "", 1).isdecimal() else 0.0
        due = not 0 <= time.time() - last < A_DAY
        if not (self._settings.flag("updates.look") and places.updates_address() and due):
            return False
        self._settings.set_text(LAST, str(time.time()))
        self._ask(wanted=False)
        return True

    def look(self) -> None:
        """Ask now, and tell the answer whatever it is."""
        self._ask(wanted=True)

    def _ask(self, *, wanted: bool) -> None:
        self._wanted = self._wanted or wanted
        if not self._asking:
            self._asking = True
            threading.Thread(target=self._work, args=(places.updates_address(),), name="updates", daemon=True).start()

    def _work(self, address: str) -> None:
        answer: Release | UserError
        try:
            answer = newest(address)
        except UserError as error:
            answer = error
        with contextlib.suppress(RuntimeError):  # the window is gone
            self.answered.emit(answer)

    def _tell(self, answer: Release | UserError) -> None:
        wanted, self._wanted, self._asking = self._wanted, False, False
        if isinstance(answer, UserError):
            log.info("Looking for a newer version: %s", answer)
            if wanted:
                notices.show_error(self._window, answer)
        elif wanted:
            self._show(answer)
        elif answer.is_newer:
            said = f"Annotator {answer.version} can be had: Help › Look for a newer version."
            self._workspace.status_said.emit(said, "news")

    def _show(self, release: Release) -> None:
        if not release.is_newer:
            self._workspace.status_said.emit("There is no newer version.", "news")
            return
        notices.ask(
            self._window,
            f"Annotator {release.version} can be had.",
            "Annotator changes nothing by itself. The page says what is new and has the installers.",
            PAGE_CHOICES,
            lambda answer: QDesktopServices.openUrl(QUrl(release.page)) if answer == "page" else None,
        )
