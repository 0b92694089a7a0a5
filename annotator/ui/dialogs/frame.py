"""What every dialog of ours has in common: margins, labelled fields, a line for problems, buttons.

It knows no project.
"""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from annotator.core.errors import UserError
from annotator.ui import plain

TITLE_BAR = 40
"""Pixels that a window's title takes from the screen, about."""


class Dialog(QDialog):
    """A dialog that stays usable by keyboard alone: each field has a label with a buddy, Enter does the main thing."""

    def __init__(self, title: str, intro: str = "", parent: QWidget | None = None, *, width: int = 520) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setMinimumWidth(width)
        self.body = QVBoxLayout()
        self.body.setSpacing(4)
        self._problem = plain.label(parent=self, wrap=True, role="bad")
        self._problem.hide()
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(16)
        if intro:
            line = plain.label(intro, self, wrap=True, role="muted")
            line.setMinimumWidth(width - 48)
            layout.addWidget(line)
        layout.addLayout(self.body, 1)
        layout.addWidget(self._problem)
        layout.addLayout(self._buttons)

    def showEvent(self, event: QShowEvent) -> None:
        """Be as high as everything in it needs, else no higher than the screen has room for, title bar and all."""
        super().showEvent(event)
        # Lines that wrap are higher than the layout says without being told how wide they are.
        layout = self.layout()
        wrapped = layout.totalMinimumHeightForWidth(self.width()) if layout is not None else 0
        least = max(self.minimumSizeHint().height(), wrapped)
        room = self.screen().availableGeometry().height() - TITLE_BAR
        height = max(least, min(self.height(), room))
        if height != self.height():
            self.resize(self.width(), height)

    def add_field(self, title: str, field: QWidget, *beside: QWidget, about: str = "") -> None:
        """Add a field under its title, with buttons beside it and a line that explains it."""
        if self.body.count():
            self.body.addSpacing(12)
        label = plain.label(title, self, role="heading")
        label.setBuddy(field)
        field.setAccessibleName(title)
        field.setAccessibleDescription(about)
        self.body.addWidget(label)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(field, 1)
        for widget in beside:
            row.addWidget(widget)
        self.body.addLayout(row)
        if about:
            self.body.addWidget(plain.label(about, self, wrap=True, role="muted"))

    def add_button(self, title: str, pressed: Callable[[], object], *, default: bool = False) -> QPushButton:
        """Add a button at the bottom; the default one is what Enter does."""
        button = QPushButton(plain.menu_text(title), self)
        button.setAutoDefault(default)
        button.setDefault(default)
        button.clicked.connect(lambda _checked: pressed())
        if not self._buttons.count():
            self._buttons.addStretch(1)
        self._buttons.addWidget(button)
        return button

    def small_button(self, title: str, pressed: Callable[[], object]) -> QPushButton:
        """Return a button for beside a field, which Enter never presses by itself."""
        button = QPushButton(plain.menu_text(title), self)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked: pressed())
        return button

    def show_problem(self, problem: UserError | None) -> None:
        """Say in the dialog what is wrong and what to do, or that nothing is."""
        self._problem.setText(str(problem) if problem else "")
        self._problem.setVisible(problem is not None)

    @property
    def problem(self) -> str:
        """The problem shown now, or an empty string."""
        return self._problem.text()
