"""Light and dark: the colours of the whole interface, and how they follow the system or the user's choice.

It knows nothing of label colours (see `palette`). Widgets that paint themselves read `theme()` when they paint; a
change reaches them as `QEvent.PaletteChange`.
"""

from dataclasses import asdict, dataclass
from string import Template

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from annotator import places
from annotator.ui.settings import Settings


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of one look, each "#rrggbb". `paper` is under the article, `panel` beside it, `field` in inputs."""

    dark: bool
    paper: str
    panel: str
    field: str
    raised: str
    ink: str
    muted: str
    faint: str
    line: str
    hover: str
    pressed: str
    accent: str
    accent_ink: str
    selection: str
    good: str
    warning: str
    bad: str

    def color(self, name: str) -> QColor:
        """Return one of the colours by its name."""
        return QColor(str(getattr(self, name)))


LIGHT = Theme(
    dark=False,
    paper="#fdfcfa",
    panel="#f4f2ee",
    field="#ffffff",
    raised="#ffffff",
    ink="#1d1d1f",
    muted="#65635e",
    faint="#98958e",
    line="#dfdbd3",
    hover="#e9e6df",
    pressed="#dedad1",
    accent="#2f5fd0",
    accent_ink="#ffffff",
    selection="#d3e0fb",
    good="#1d7a4c",
    warning="#8f5a00",
    bad="#b3261e",
)

DARK = Theme(
    dark=True,
    paper="#1b1d21",
    panel="#212429",
    field="#17191c",
    raised="#2a2d33",
    ink="#e4e2dd",
    muted="#a09e98",
    faint="#74736f",
    line="#363a41",
    hover="#2e3238",
    pressed="#383d45",
    accent="#7fa6ff",
    accent_ink="#10131a",
    selection="#2f4470",
    good="#5fc48f",
    warning="#e0ac52",
    bad="#ff8a80",
)

_current = [LIGHT]


def theme() -> Theme:
    """Return the colours of now."""
    return _current[0]


class ThemeFollower(QObject):
    """Keeps the application in the look that the settings and the system ask for, live."""

    def __init__(self, app: QApplication, settings: Settings) -> None:
        super().__init__(app)
        self._app = app
        self._settings = settings
        app.setStyle("Fusion")
        _set_base_font(app)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self.apply)
        settings.changed.connect(self._follow_setting)
        self._ask_platform()
        self.apply()

    def apply(self) -> None:
        """Bring palette and stylesheet up to date."""
        choice = self._settings.string("theme")
        dark = choice == "dark" or (choice == "system" and _system_is_dark())
        wanted = DARK if dark else LIGHT
        sheet = stylesheet(wanted)
        if theme() is wanted and self._app.styleSheet() == sheet:
            return
        _current[0] = wanted
        self._app.setPalette(palette_of(wanted))
        self._app.setStyleSheet(sheet)

    def _follow_setting(self, id: str) -> None:
        if id == "theme":
            self._ask_platform()
            self.apply()

    def _ask_platform(self) -> None:
        # Native title bars and file dialogs follow this, not our palette.
        schemes = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
        scheme = schemes.get(self._settings.string("theme"), Qt.ColorScheme.Unknown)
        QGuiApplication.styleHints().setColorScheme(scheme)


def _system_is_dark() -> bool:
    return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark


def _set_base_font(app: QApplication) -> None:
    font = QFont(app.font())
    if font.pointSizeF() < 9:
        font.setPointSizeF(9)
    app.setFont(font)


def stylesheet(look: Theme) -> str:
    """Return the stylesheet of a look, from the template in the resources."""
    template = (places.resources() / "themes" / "annotator.qss").read_text(encoding="utf-8")
    icons = (places.resources() / "themes").as_posix()
    return Template(template).substitute(
        {name: str(value) for name, value in asdict(look).items()},
        icons=icons,
        mode="dark" if look.dark else "light",
    )


def palette_of(look: Theme) -> QPalette:
    """Return the palette of a look."""
    role = QPalette.ColorRole
    palette = QPalette()
    colors = {
        role.Window: look.panel,
        role.WindowText: look.ink,
        role.Base: look.field,
        role.AlternateBase: look.panel,
        role.Text: look.ink,
        role.Button: look.raised,
        role.ButtonText: look.ink,
        role.BrightText: look.bad,
        role.ToolTipBase: look.raised,
        role.ToolTipText: look.ink,
        role.PlaceholderText: look.faint,
        role.Highlight: look.selection,
        role.HighlightedText: look.ink,
        role.Link: look.accent,
        role.LinkVisited: look.accent,
        role.Accent: look.accent,
        role.Light: look.raised,
        role.Midlight: look.hover,
        role.Mid: look.line,
        role.Dark: look.line,
        role.Shadow: look.line,
    }
    for name, value in colors.items():
        palette.setColor(name, QColor(value))
    for name in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, QColor(look.faint))
    return palette
