"""How labels show in the article: each group full, quiet (its bars alone) or hidden, each label with its pattern.

It hides nothing itself: the editor asks `state` for every span it shows.
"""

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from annotator.core.codebook import Codebook
from annotator.ui import plain
from annotator.ui.palette import LABEL_COLOURS
from annotator.ui.settings import Settings
from annotator.ui.workspace import Workspace

FULL, QUIET, HIDDEN = "full", "quiet", "hidden"
STATES = {FULL: "Full", QUIET: "Quiet: bars alone", HIDDEN: "Hidden"}
_KEY = "groups/"


class Groups(QObject):
    """The groups of the open project's codebook. Invariant: what is not remembered as quiet or hidden is full."""

    changed = Signal()

    def __init__(self, workspace: Workspace, settings: Settings, parent: QWidget) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._settings = settings
        self._states: dict[str, str] = {}

    def state(self, group: str) -> str:
        """Return how a group shows, by its id."""
        found = self._states.get(group)
        if found is None:
            stored = self._settings.text(_KEY + group)
            found = self._states[group] = stored if stored in STATES else FULL
        return found

    def set(self, group: str, state: str) -> None:
        """Show a group otherwise, here and from now on."""
        if state != self.state(group):
            self._states[group] = state
            self._settings.set_text(_KEY + group, "" if state == FULL else state)
            self.changed.emit()

    def shown(self) -> tuple[str, ...]:
        """Return the ids of the groups that are not hidden, in the codebook's order."""
        return tuple(group.id for group in self._workspace.codebook.layers if self.state(group.id) != HIDDEN)

    def make_menu(self, parent: QWidget) -> QMenu:
        """Return a menu with a submenu a group, for the View menu."""
        menu = QMenu("Groups of labels", parent)
        menu.setAccessibleName("Groups of labels")
        menu.aboutToShow.connect(lambda: self._fill(menu))

        def follow_project() -> None:
            menu.setEnabled(self._workspace.is_open)

        self._workspace.opened.connect(follow_project)
        self._workspace.closed.connect(follow_project)
        follow_project()
        return menu

    def _fill(self, menu: QMenu) -> None:
        menu.clear()
        for group in self._workspace.codebook.layers:
            submenu = menu.addMenu(plain.menu_text(group.name))
            choices = QActionGroup(submenu)
            for state, title in STATES.items():
                action = submenu.addAction(title)
                action.setCheckable(True)
                action.setChecked(self.state(group.id) == state)
                action.triggered.connect(lambda _on=False, id=group.id, state=state: self.set(id, state))
                choices.addAction(action)


def patterns_of(codebook: Codebook) -> dict[str, int]:
    """Return the pattern of every label's bars by its id: labels that share a colour differ in it."""
    taken: dict[str, int] = {}
    patterns: dict[str, int] = {}
    for layer in codebook.layers:
        for label in codebook.labels_of(layer.id):
            color = str((int(label.color) - 1) % LABEL_COLOURS + 1) if label.color.isdecimal() else label.color.lower()
            patterns[label.id] = taken.get(color, 0)
            taken[color] = patterns[label.id] + 1
    return patterns
