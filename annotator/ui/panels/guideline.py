"""The guideline of a label at the foot of the details: of the one pointed at, of the brush, or of the active span."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from annotator.core.change import Action
from annotator.core.errors import UserError
from annotator.ui.commands import Commands
from annotator.ui.tables.label_guide import LabelGuide
from annotator.ui.workspace import CODEBOOK_KINDS, Workspace

WAIT = 450
"""Milliseconds that the pointer rests on a label before its guideline comes."""

LINES = 15


class Guideline(QFrame):
    """Invariant: it is shown only while there is a label to tell of; the text beside it never moves for it."""

    def __init__(self, workspace: Workspace, commands: Commands, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._kept = False
        self._pointed = self._brush = ""
        self.guide = LabelGuide(self, narrow=True)
        rule = QFrame(self)
        rule.setProperty("role", "rule")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(rule)
        column.addWidget(self.guide)
        self.guide.setFixedHeight(LINES * self.fontMetrics().lineSpacing())
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.timeout.connect(self._show)
        workspace.label_pointed.connect(self._point)
        workspace.brush_changed.connect(self._take_brush)
        workspace.span_activated.connect(lambda _span: self._show())
        workspace.changed.connect(self._follow)
        workspace.closed.connect(self._forget)
        commands.bind("view.guideline", self.keep_open)
        self.hide()

    def keep_open(self, on: bool) -> None:
        """Tell of the active span's label as long as this is on."""
        self._kept = on
        self._show()

    def label(self) -> str:
        """Return the id of the label that it tells of now, or an empty string."""
        if self._pointed or self._brush:
            return self._pointed or self._brush
        span = self._workspace.active_span if self._kept and self._workspace.is_open else ""
        try:
            return self._workspace.store.span(span).label if span else ""
        except UserError:  # it is not on disk yet, or was just removed
            return ""

    def _point(self, label: str) -> None:
        self._pointed = label
        self._wait.start(WAIT if label else WAIT // 2)

    def _take_brush(self, label: str) -> None:
        self._brush = label
        self._show()

    def _follow(self, action: Action) -> None:
        if self._kept or action.touches(*CODEBOOK_KINDS):
            self._show()

    def _forget(self) -> None:
        self._pointed = self._brush = ""
        self._show()

    def _show(self) -> None:
        label = self.label()
        known = self._workspace.codebook.label(label) is not None
        if known:
            self.guide.show_part(self._workspace.codebook, label)
        self.setVisible(known)
