"""A strip above the pages that says what is unusual about the open project, for as long as it is so."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from annotator.ui import icons, plain

ICON = 16

Button = tuple[str, Callable[[], object]]


class Banner(QFrame):
    """Hidden where there is nothing to say. Its buttons are what can be done about it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "banner")
        self.setAccessibleName("About this project")
        self._picture = plain.label(parent=self)
        self._picture.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        self._text = plain.label(parent=self, wrap=True)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(16, 6, 12, 6)
        self._row.setSpacing(12)
        self._row.addWidget(self._picture)
        self._row.addWidget(self._text, 1)
        self.buttons: list[QPushButton] = []
        self.hide()

    def say(self, text: str, buttons: Sequence[Button] = (), *, icon: str = "info") -> None:
        """Show a sentence with its buttons, in place of what was said before."""
        self.clear()
        color = "warning" if icon == "warning" else "accent"
        self._picture.setPixmap(icons.pixmap(icon, ICON, color, self.devicePixelRatioF()))
        self._text.setText(text)
        self.setAccessibleDescription(text)
        for title, pressed in buttons:
            button = QPushButton(plain.menu_text(title), self)
            button.clicked.connect(lambda _checked=False, pressed=pressed: pressed())
            self._row.addWidget(button)
            self.buttons.append(button)
        self.show()

    def clear(self) -> None:
        """Say nothing."""
        for button in self.buttons:
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = []
        self._text.setText("")
        self.hide()

    @property
    def text(self) -> str:
        """What it says now, or an empty string."""
        return self._text.text()
