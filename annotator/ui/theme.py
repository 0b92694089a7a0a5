"""Light, sepia, dark, high contrast: the colours of the interface, and how they follow the system or the user's choice.

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
    """The colours of one look, each "#rrggbb". `paper` is under the article, `panel` beside it, `field` in inputs.

    `name` is also that of the palette of the article (see `palette.PALETTES`), and `paper` is its paper.
    """

    name: str
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
    name="light",
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
    name="dark",
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

SEPIA = Theme(
    name="sepia",
    dark=False,
    paper="#f6ecd6",
    panel="#efe3c9",
    field="#fdf7e8",
    raised="#fbf3e0",
    ink="#2b2016",
    muted="#63543f",
    faint="#9a8a6c",
    line="#d9caa8",
    hover="#e5d7b8",
    pressed="#dacaa7",
    accent="#0a4db5",
    accent_ink="#ffffff",
    selection="#cfdbe6",
    good="#136b3d",
    warning="#7a4a00",
    bad="#a3201a",
)

CONTRAST = Theme(
    name="contrast",
    dark=False,
    paper="#ffffff",
    panel="#ffffff",
    field="#ffffff",
    raised="#ffffff",
    ink="#000000",
    muted="#3f3f3f",
    faint="#595959",
    line="#5c5c5c",
    hover="#e0e8f5",
    pressed="#c9d6ee",
    accent="#0039b8",
    accent_ink="#ffffff",
    selection="#b5d4ff",
    good="#00592a",
    warning="#6b3d00",
    bad="#9c0000",
)

CONTRAST_DARK = Theme(
    name="contrast-dark",
    dark=True,
    paper="#000000",
    panel="#000000",
    field="#000000",
    raised="#0c0c0c",
    ink="#ffffff",
    muted="#c8c8c8",
    faint="#a6a6a6",
    line="#a0a0a0",
    hover="#26303f",
    pressed="#33425a",
    accent="#8fc0ff",
    accent_ink="#000000",
    selection="#0a3f8f",
    good="#6fe3a0",
    warning="#ffd08a",
    bad="#ff9f97",
)

LOOKS = {look.name: look for look in (LIGHT, SEPIA, DARK, CONTRAST, CONTRAST_DARK)}

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
        wanted = LOOKS[choice] if choice in LOOKS else DARK if _system_is_dark() else LIGHT
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
        look = LOOKS.get(self._settings.string("theme"))
        chosen = Qt.ColorScheme.Dark if look is not None and look.dark else Qt.ColorScheme.Light
        scheme = Qt.ColorScheme.Unknown if look is None else chosen
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
