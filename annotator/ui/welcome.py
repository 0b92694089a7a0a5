"""The page that is shown while no project is open: new, open, the example, and what was opened lately."""

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from annotator.ui import icons, plain
from annotator.ui.commands import Commands
from annotator.ui.settings import RECENT, Settings

COLUMN = 360
ICON = QSize(20, 20)
WAYS = (
    ("file.new", "new", "New project"),
    ("file.open", "open", "Open project"),
    ("file.example", "example", "Try the example"),
)


class WelcomePage(QScrollArea):
    """Shows only what can be done from here; emits `chosen` with the path of a project opened lately."""

    chosen = Signal(object)

    def __init__(self, commands: Commands, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._commands = commands
        self._settings = settings
        self.setWidgetResizable(True)
        self.setAccessibleName("Welcome")
        self._recent = QVBoxLayout()
        self._recent.setSpacing(0)
        self.rows: list[QPushButton] = []
        self.ways = [self._way(*way) for way in WAYS]
        self.setWidget(self._whole())
        self.setFocusProxy(self.ways[0])
        settings.changed.connect(lambda id: self.refresh() if id == RECENT else None)
        self.refresh()

    def refresh(self) -> None:
        """List the projects opened lately that are still there."""
        while self._recent.count():
            item = self._recent.takeAt(0)
            old = item.widget() if item is not None else None
            if old is not None:
                old.hide()
                old.deleteLater()
        self.rows = [self._row(path) for path in self._settings.recent()]
        for row in self.rows:
            self._recent.addWidget(row)
        if not self.rows:
            nothing = plain.label("Nothing yet. A new project takes a few seconds.", self, role="muted")
            nothing.setContentsMargins(12, 8, 0, 0)
            self._recent.addWidget(nothing)

    def _whole(self) -> QWidget:
        page = QWidget()
        page.setProperty("role", "paper")
        page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        columns = QHBoxLayout()
        columns.setSpacing(48)
        columns.addLayout(self._column("Start", self._ways_layout()))
        columns.addLayout(self._column("Recent", self._recent))
        inside = QVBoxLayout()
        inside.setSpacing(4)
        inside.addStretch(2)
        inside.addWidget(_indented(plain.label("Annotator", page, role="display")))
        inside.addWidget(_indented(plain.label("From news articles to labelled datasets.", page, role="muted")))
        inside.addSpacing(32)
        inside.addLayout(columns)
        inside.addSpacing(32)
        hint = "Drop articles, folders or a project anywhere in this window."
        inside.addWidget(_indented(plain.label(hint, page, role="muted")))
        inside.addStretch(3)
        centred = QHBoxLayout(page)
        centred.setContentsMargins(32, 24, 32, 24)
        centred.addStretch(1)
        centred.addLayout(inside)
        centred.addStretch(1)
        return page

    def _column(self, title: str, rows: QVBoxLayout) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(4)
        heading = _indented(plain.label(title, self, role="section"))
        heading.setFixedWidth(COLUMN)
        column.addWidget(heading)
        column.addLayout(rows)
        column.addStretch(1)
        return column

    def _ways_layout(self) -> QVBoxLayout:
        rows = QVBoxLayout()
        rows.setSpacing(0)
        for way in self.ways:
            rows.addWidget(way)
        return rows

    def _way(self, id: str, icon: str, title: str) -> QPushButton:
        button = QPushButton(plain.menu_text(title), self)
        button.setProperty("role", "row")
        button.setIcon(icons.icon(icon, "accent"))
        button.setIconSize(ICON)
        keys = self._commands.shown_keys(id)
        plain.set_tooltip(button, keys)
        button.clicked.connect(lambda _checked: self._commands.run(id))
        return button

    def _row(self, path: Path) -> QPushButton:
        button = QPushButton(self)
        button.setProperty("role", "row")
        where = self.fontMetrics().elidedText(_short(path.parent), Qt.TextElideMode.ElideMiddle, COLUMN - 32)
        lines = QVBoxLayout(button)
        lines.setContentsMargins(12, 6, 12, 6)
        lines.setSpacing(2)
        for text, role in ((plain.elided(path.stem, 40), ""), (where, "muted")):
            line = plain.label(text, button, role=role)
            line.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            lines.addWidget(line)
        # A button does not ask its layout how high it must be.
        button.setMinimumHeight(2 * self.fontMetrics().lineSpacing() + 18)
        button.setAccessibleName(f"Open {path.stem}")
        plain.set_tooltip(button, str(path))
        button.clicked.connect(lambda _checked: self.chosen.emit(path))
        return button


def _indented(label: QLabel) -> QLabel:
    """Bring a label in line with the text inside the rows of buttons."""
    label.setContentsMargins(12, 0, 0, 0)
    return label


def _short(folder: Path) -> str:
    """Return a folder as people write it, with a tilde for their own."""
    try:
        return str("~" / folder.relative_to(Path.home()))
    except ValueError:
        return str(folder)
