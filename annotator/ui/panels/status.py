"""The line at the foot of the window: whether all is saved, how far the work is, the last step and the way back."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from annotator.core.change import Action, ActionKind
from annotator.core.model import Status
from annotator.core.rules import problems
from annotator.ui import plain
from annotator.ui.commands import Commands
from annotator.ui.panels.pieces import Elided
from annotator.ui.panels.words import counted
from annotator.ui.settings import Settings
from annotator.ui.workspace import Failure, Workspace

COLORS = {"problem": "bad", "warning": "warning"}
NARROW = 700
"""Below this width in pixels the counts give way to the message."""


class StatusBar(QWidget):
    """Says "All changes saved" only while nothing is on its way to the disk. `slot` is free for others."""

    def __init__(
        self, workspace: Workspace, commands: Commands, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._commands = commands
        self._settings = settings
        self.setObjectName("status")
        self.setAccessibleName("Status")
        self.saved = plain.label("", self, role="muted")
        self.counts = plain.label("", self, role="muted")
        self.message = Elided("", self, color="ink")
        self.message.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.way_back = QPushButton(self)
        self.way_back.setProperty("role", "quiet")
        self.way_back.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.brush = plain.label("", self, role="heading")
        self.slot = QWidget(self)
        inner = QHBoxLayout(self.slot)
        inner.setContentsMargins(0, 0, 0, 0)
        self._way = ""
        self._lay_out()
        self._connect()
        self._begin()

    def say(self, text: str, kind: str = "news") -> None:
        """Show a message. After an undo a button offers Redo, after a step Undo; `kind` is its sort or a colour."""
        self.message.set_text(text, COLORS.get(kind, "ink"))
        self._way = {"undo": "edit.redo", "redo": "edit.undo", "step": "edit.undo"}.get(kind, "")
        self.way_back.setText("Redo" if self._way == "edit.redo" else "Undo")
        self.way_back.setAccessibleName(f"{self.way_back.text()}: {text}")
        self.way_back.setVisible(bool(self._way))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.counts.setVisible(event.size().width() >= NARROW)

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 0, 12, 0)
        layout.setSpacing(16)
        layout.addWidget(self.saved)
        layout.addWidget(self.counts)
        layout.addWidget(self.message)
        layout.addWidget(self.way_back)
        layout.addStretch(1)
        layout.addWidget(self.brush)
        layout.addWidget(self.slot)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(self.fontMetrics().height() + 16)

    def _connect(self) -> None:
        workspace = self._workspace
        workspace.opened.connect(self._begin)
        workspace.closed.connect(self._begin)
        workspace.unsaved.connect(self._show_saved)
        workspace.changed.connect(self._follow)
        workspace.failed.connect(self._fail)
        workspace.status_said.connect(self.say)
        workspace.brush_changed.connect(self._show_brush)
        self.way_back.clicked.connect(self._go_back)

    def _begin(self) -> None:
        self.say("")
        self._show_saved(self._workspace.unsaved_count)
        self._count()
        self._show_brush("")

    def _show_saved(self, unsaved: int) -> None:
        if self._workspace.is_open and self._workspace.read_only:
            self.saved.setText("Open to read only")
        elif unsaved:
            self.saved.setText(f"{counted(unsaved, 'change')} not saved yet")
        else:
            self.saved.setText("All changes saved" if self._workspace.is_open else "")

    def _count(self) -> None:
        if not self._workspace.is_open:
            self.counts.setText("")
            return
        counts = self._workspace.store.status_counts()
        self.counts.setText(f"{counts.get(Status.OPEN, 0):,} of {sum(counts.values()):,} open")

    def _follow(self, action: Action) -> None:
        if not action.changes or action.touches("work", "article"):
            self._count()
        if action.kind in (ActionKind.EDIT, ActionKind.BULK):
            self.say(action.name + self._problems_left(action), "step")

    def _problems_left(self, action: Action) -> str:
        """Return how many problems an article has that was just finished; finishing it is allowed all the same."""
        for change in action.changes:
            if change.kind == "work" and change.after is not None and change.after.get("status") == Status.DONE:
                record = self._workspace.store.record(change.article)
                found = len(problems(self._workspace.codebook, record))
                return f", with {counted(found, 'problem')}" if found else ""
        return ""

    def _fail(self, failure: Failure) -> None:
        self.say(f"Not saved: {failure.name}. {failure.error.message}", "problem")

    def _show_brush(self, label: str) -> None:
        found = self._workspace.codebook.label(label) if label else None
        self.brush.setText(f"Brush: {found.name} · Esc ends it" if found is not None else "")
        self.brush.setVisible(found is not None)

    def _go_back(self) -> None:
        way, self._way = self._way, ""
        self.way_back.hide()
        self._commands.run(way)
