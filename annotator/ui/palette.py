"""The colours of the program on every paper: paper, ink and ten label colours that colour-blind people can tell apart.

It computes colours and knows no widget. A label's colour is worked out in OKLCH, so that bars, tags and tints keep
their contrast on every paper whatever colour somebody chose.
"""

import math
from dataclasses import dataclass, field
from functools import lru_cache

from PySide6.QtGui import QColor

LABEL_COLOURS = 10
"""How many numbered label colours there are: "1" to "10"."""

# Hue, chroma, lightness on light paper, lightness on dark paper. Chosen by annealing for the largest smallest distance
# under normal, protan, deutan and tritan vision, with a contrast of at least 3.2 on light and 4.5 on dark paper.
_HUES: tuple[tuple[float, float, float, float], ...] = (
    (266, 0.19, 0.57, 0.63),
    (63, 0.12, 0.56, 0.90),
    (169, 0.19, 0.44, 0.71),
    (345, 0.17, 0.65, 0.82),
    (77, 0.19, 0.36, 0.71),
    (299, 0.15, 0.44, 0.75),
    (229, 0.16, 0.64, 0.90),
    (17, 0.19, 0.67, 0.64),
    (120, 0.18, 0.63, 0.80),
    (262, 0.04, 0.36, 0.65),
)
_BAR_CONTRAST = 3.0
_TEXT_CONTRAST_LIGHT = 5.5
_TEXT_CONTRAST_DARK = 6.5
_BAR_CONTRAST_HIGH = 4.5
_TEXT_CONTRAST_HIGH = 7.0


@dataclass(frozen=True, slots=True)
class LabelColors:
    """How one label looks: `bar` under the words, `text` of its tag, `tint` behind the words, `tint_on` when active."""

    bar: QColor
    text: QColor
    tint: QColor
    tint_on: QColor


@dataclass(frozen=True)
class Palette:
    """Every colour of one paper. Invariant: ink on paper is at least 12:1, muted on paper at least 4.5:1.

    On a paper of high contrast (`high`) bars reach 4.5:1, tags and muted ink 7:1, ink 18:1.
    """

    dark: bool
    paper: QColor
    ink: QColor
    muted: QColor
    selection: QColor
    search: QColor
    search_now: QColor
    accent: QColor
    relation: QColor
    card: QColor
    line: QColor
    window: QColor
    good: QColor
    bad: QColor
    high: bool = False
    _labels: dict[str, LabelColors] = field(default_factory=dict, compare=False, repr=False)

    def label(self, key: str) -> LabelColors:
        """Return the colours of a label whose `color` is "1" to "10" or "#rrggbb"; anything else gives the first."""
        found = self._labels.get(key)
        if found is None:
            found = self._labels[key] = _label_colors(key, self)
        return found


def contrast(one: QColor, other: QColor) -> float:
    """Return the WCAG contrast of two opaque colours, 1 to 21."""
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


@lru_cache(maxsize=1)
def light() -> Palette:
    """Return the light palette."""
    return Palette(
        dark=False,
        paper=QColor("#fdfcfa"),
        ink=QColor("#1d1d1f"),
        muted=QColor("#6a6a70"),
        selection=QColor("#b9d4f7"),
        search=QColor("#fff0a8"),
        search_now=QColor("#ffc64d"),
        accent=QColor("#0b57d0"),
        relation=QColor("#4a4d55"),
        card=QColor("#ffffff"),
        line=QColor("#d9d6d0"),
        window=QColor("#f3f1ed"),
        good=QColor("#1a7f4b"),
        bad=QColor("#b3261e"),
    )


@lru_cache(maxsize=1)
def dark() -> Palette:
    """Return the dark palette."""
    return Palette(
        dark=True,
        paper=QColor("#1b1d21"),
        ink=QColor("#e4e2dd"),
        muted=QColor("#9a9ca3"),
        selection=QColor("#2f4f7f"),
        search=QColor("#5a4d12"),
        search_now=QColor("#7a5400"),
        accent=QColor("#8ab4ff"),
        relation=QColor("#c3c6cf"),
        card=QColor("#24272d"),
        line=QColor("#4a4e57"),
        window=QColor("#23262b"),
        good=QColor("#5cc78f"),
        bad=QColor("#ff8a80"),
    )


@lru_cache(maxsize=1)
def sepia() -> Palette:
    """Return the palette of the warm paper."""
    return Palette(
        dark=False,
        paper=QColor("#f6ecd6"),
        ink=QColor("#2b2016"),
        muted=QColor("#6b5a44"),
        selection=QColor("#bcd0e0"),
        search=QColor("#ffe58a"),
        search_now=QColor("#ffbf47"),
        accent=QColor("#0a4db5"),
        relation=QColor("#4f4536"),
        card=QColor("#fbf4e4"),
        line=QColor("#d6c7a6"),
        window=QColor("#ede1c6"),
        good=QColor("#136b3d"),
        bad=QColor("#a3201a"),
    )


@lru_cache(maxsize=1)
def contrast_light() -> Palette:
    """Return the palette of black on white, for eyes that need every bit of contrast."""
    return Palette(
        dark=False,
        paper=QColor("#ffffff"),
        ink=QColor("#000000"),
        muted=QColor("#3f3f3f"),
        selection=QColor("#9cc9ff"),
        search=QColor("#ffee66"),
        search_now=QColor("#ffb700"),
        accent=QColor("#0039b8"),
        relation=QColor("#000000"),
        card=QColor("#ffffff"),
        line=QColor("#6b6b6b"),
        window=QColor("#f0f0f0"),
        good=QColor("#00592a"),
        bad=QColor("#9c0000"),
        high=True,
    )


@lru_cache(maxsize=1)
def contrast_dark() -> Palette:
    """Return the palette of white on black, for eyes that need every bit of contrast."""
    return Palette(
        dark=True,
        paper=QColor("#000000"),
        ink=QColor("#ffffff"),
        muted=QColor("#c8c8c8"),
        selection=QColor("#0a4aa8"),
        search=QColor("#5f5200"),
        search_now=QColor("#8a4b00"),
        accent=QColor("#8fc0ff"),
        relation=QColor("#ffffff"),
        card=QColor("#101010"),
        line=QColor("#9a9a9a"),
        window=QColor("#000000"),
        good=QColor("#6fe3a0"),
        bad=QColor("#ff9f97"),
        high=True,
    )


PALETTES = {
    "light": light,
    "sepia": sepia,
    "dark": dark,
    "contrast": contrast_light,
    "contrast-dark": contrast_dark,
}
"""The papers by name; the looks of the whole interface (`theme`) have the same names."""


def palette(name: str) -> Palette:
    """Return the palette of a paper."""
    return PALETTES[name]()


def _label_colors(key: str, around: Palette) -> LabelColors:
    hue, chroma, lightness = _base_of(key, dark_paper=around.dark)
    paper = around.paper
    bar = _BAR_CONTRAST_HIGH if around.high else _BAR_CONTRAST
    if around.dark:
        text = _TEXT_CONTRAST_HIGH if around.high else _TEXT_CONTRAST_DARK
        tint, tint_on = (0.28, 0.38) if around.high else (0.33, 0.42)
        return LabelColors(
            bar=_fit(lightness, chroma, hue, paper, bar),
            text=_fit(max(lightness, 0.70), chroma * 0.7, hue, paper, text),
            tint=_color(tint, min(0.055, chroma * 0.45), hue),
            tint_on=_color(tint_on, min(0.085, chroma * 0.6), hue),
        )
    text = _TEXT_CONTRAST_HIGH if around.high else _TEXT_CONTRAST_LIGHT
    # A tint is seen against its paper: on a darker one it has to be darker too.
    below = _oklch_of(QColor("#fdfcfa"))[0] - _oklch_of(paper)[0]
    return LabelColors(
        bar=_fit(lightness, chroma, hue, paper, bar),
        text=_fit(min(lightness, 0.58), chroma, hue, paper, text),
        tint=_color(0.945 - max(0.0, below), min(0.032, chroma * 0.25), hue),
        tint_on=_color(0.885 - max(0.0, below), min(0.075, chroma * 0.5), hue),
    )


def _base_of(key: str, *, dark_paper: bool) -> tuple[float, float, float]:
    """Return hue, chroma and lightness of a colour key before it is fitted to the paper."""
    if key.startswith("#"):
        chosen = QColor(key)
        if chosen.isValid():
            lightness, chroma, hue = _oklch_of(chosen)
            return hue, chroma, max(lightness, 0.62) if dark_paper else min(lightness, 0.68)
    number = (int(key) - 1) % LABEL_COLOURS if key.isascii() and key.isdigit() else 0
    hue, chroma, on_light, on_dark = _HUES[number]
    return hue, chroma, on_dark if dark_paper else on_light


def _fit(lightness: float, chroma: float, hue: float, paper: QColor, ratio: float) -> QColor:
    """Return the colour, moved away from the paper in lightness alone until it has this contrast."""
    step = 0.01 if _luminance(paper) < 0.2 else -0.01
    color = _color(lightness, chroma, hue)
    while contrast(color, paper) < ratio and 0 < lightness + step < 1:
        lightness += step
        color = _color(lightness, chroma, hue)
    return color


def _color(lightness: float, chroma: float, hue: float) -> QColor:
    """Return the sRGB colour of an OKLCH triple, its chroma lowered until it is inside sRGB."""
    while chroma > 0 and not all(-0.001 <= value <= 1.001 for value in _linear_of_oklch(lightness, chroma, hue)):
        chroma -= 0.005
    linear = _linear_of_oklch(lightness, max(chroma, 0.0), hue)
    red, green, blue = (min(1.0, max(0.0, _encoded(max(0.0, value)))) for value in linear)
    return QColor(round(red * 255), round(green * 255), round(blue * 255))


def _linear_of_oklch(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    a = chroma * math.cos(math.radians(hue))
    b = chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _oklch_of(color: QColor) -> tuple[float, float, float]:
    red, green, blue = (_linear(value) for value in (color.redF(), color.greenF(), color.blueF()))
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360


def _luminance(color: QColor) -> float:
    return 0.2126 * _linear(color.redF()) + 0.7152 * _linear(color.greenF()) + 0.0722 * _linear(color.blueF())


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def _encoded(value: float) -> float:
    return 12.92 * value if value <= 0.0031308 else float(1.055 * value ** (1 / 2.4) - 0.055)
