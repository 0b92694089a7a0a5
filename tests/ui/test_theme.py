import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QPalette
from PySide6.QtWidgets import QApplication

from annotator import places
from annotator.ui import icons, theme
from annotator.ui.palette import PALETTES
from annotator.ui.settings import Settings
from annotator.ui.theme import DARK, LIGHT, LOOKS, Theme, ThemeFollower


@pytest.fixture
def settings(qapp: QApplication, tmp_path: Path) -> Settings:
    return Settings(tmp_path / "settings.ini")


@pytest.fixture
def follower(qapp: QApplication, settings: Settings) -> Iterator[ThemeFollower]:
    palette, sheet, font = qapp.palette(), qapp.styleSheet(), qapp.font()
    made = ThemeFollower(qapp, settings)
    yield made
    settings.set("theme", "system")
    made.deleteLater()
    qapp.setStyleSheet(sheet)
    qapp.setPalette(palette)
    qapp.setFont(font)


def contrast(one: str, other: str) -> float:
    def light(name: str) -> float:
        color = QColor(name)
        parts = (color.redF(), color.greenF(), color.blueF())
        linear = [float(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4) for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_text_can_be_read_on_everything_it_stands_on(look: Theme) -> None:
    for ground in (look.paper, look.panel, look.field, look.raised, look.hover, look.selection):
        assert contrast(look.ink, ground) >= 7
    for ground in (look.paper, look.panel, look.field, look.raised):
        for name in ("muted", "good", "warning", "bad", "accent"):
            assert contrast(getattr(look, name), ground) >= 4.5, name
    assert contrast(look.accent_ink, look.accent) >= 4.5


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_the_focus_ring_stands_out_from_what_is_around_it(look: Theme) -> None:
    for ground in (look.paper, look.panel, look.field, look.raised):
        assert contrast(look.accent, ground) >= 3


def test_the_stylesheet_uses_only_colours_and_pictures_that_exist() -> None:
    for look in LOOKS.values():
        sheet = theme.stylesheet(look)
        assert "$" not in re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)
        for picture in re.findall(r'url\("([^"]+)"\)', sheet):
            assert Path(picture).is_file()


def test_the_look_follows_the_setting_at_once(qapp: QApplication, settings: Settings, follower: ThemeFollower) -> None:
    settings.set("theme", "dark")
    assert theme.theme() is DARK
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(DARK.panel)
    settings.set("theme", "light")
    assert theme.theme() is LIGHT
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(LIGHT.panel)


def test_an_icon_is_drawn_in_the_colour_of_the_theme_of_now(settings: Settings, follower: ThemeFollower) -> None:
    settings.set("theme", "light")
    drawn = icons.icon("check")
    light = darkest(drawn)
    settings.set("theme", "dark")
    dark = darkest(drawn)
    assert light.lightness() < 60
    assert dark.lightness() > 180


def darkest(drawn: QIcon) -> QColor:
    image = drawn.pixmap(QSize(40, 40)).toImage()
    points = [image.pixelColor(x, y) for x in range(40) for y in range(40)]
    return max(points, key=QColor.alpha)


@pytest.mark.parametrize("name", [name for name in icons.names() if name != "annotator"])
def test_every_icon_is_drawn_in_one_hand(name: str) -> None:
    svg = (places.resources() / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    assert 'viewBox="0 0 20 20"' in svg
    assert 'stroke-width="1.5"' in svg
    assert set(re.findall(r'(?:stroke|fill)="([^"]+)"', svg)) <= {"none", "currentColor"}


def test_every_colour_is_written_in_full() -> None:
    for look in LOOKS.values():
        for field in fields(look):
            if field.name not in ("name", "dark"):
                assert re.fullmatch(r"#[0-9a-f]{6}", getattr(look, field.name))


def test_every_look_has_a_palette_with_its_own_paper() -> None:
    assert list(LOOKS) == list(PALETTES)
    for name, look in LOOKS.items():
        assert PALETTES[name]().paper == QColor(look.paper)
        assert PALETTES[name]().dark == look.dark


@pytest.mark.parametrize("name", LOOKS)
def test_every_look_can_be_chosen(name: str, qapp: QApplication, settings: Settings, follower: ThemeFollower) -> None:
    settings.set("theme", name)
    assert theme.theme() is LOOKS[name]
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(LOOKS[name].panel)
