"""Sizes that follow from the typeface and the window: what a line needs, and where column, gutter and cards lie.

Nothing here knows an article; everything scales with the text's size.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtGui import QFont, QFontInfo, QFontMetricsF

SERIF = ("Charter", "Source Serif 4", "Source Serif Pro", "Georgia", "Noto Serif", "DejaVu Serif", "Liberation Serif")
SANS = ("Inter", "Segoe UI", "SF Pro Text", "Helvetica Neue", "Noto Sans", "DejaVu Sans", "Liberation Sans")
INTERFACE = ("Segoe UI", "SF Pro Text", "Inter", "Cantarell", "Noto Sans", "DejaVu Sans", "Liberation Sans")
SMALLEST_TAG = 10
DEFAULT_SIZE = 16
DEFAULT_LEADING = 30
CHARACTERS = 76.5
_SAMPLE = (
    "South Korea is ready to work with China to enhance communication and dialogue at all levels, deepen exchanges "
    "and cooperation in economy and trade, culture and other fields, practice multilateralism and free trade."
)


def text_font(families: Sequence[str], size: int, *, for_paper: bool = False) -> QFont:
    """Return the typeface for the article: the first family there is, `size` pixels high; on paper without a grid."""
    font = QFont()
    font.setFamilies(list(families))
    font.setPixelSize(size)
    hinting = QFont.HintingPreference
    font.setHintingPreference(hinting.PreferNoHinting if for_paper else hinting.PreferVerticalHinting)
    return font


class Metrics:
    """What one line of text needs at one size.

    Invariant: a line with one row of bars and one band of tags is exactly as high as a line without spans. A compact
    line has no band of tags.
    """

    def __init__(self, font: QFont, leading: int = DEFAULT_LEADING, *, compact: bool = False) -> None:
        self.font = font
        self.compact = compact
        measure = QFontMetricsF(font)
        size = float(QFontInfo(font).pixelSize())
        self.size = size
        self.ascent, self.descent = measure.ascent(), measure.descent()
        self.text_height = self.ascent + self.descent
        # Typefaces leave air above capitals for accents; tints leave out most of it, so that they clear the tags above.
        self.tint_top = max(0.0, self.ascent - measure.capHeight() * 1.14)
        self.cap_top = max(0.0, self.ascent - measure.capHeight())
        self.average = measure.horizontalAdvance(_SAMPLE) / len(_SAMPLE)
        self.tag_font = _tag_font(size)
        self.tag_measure = QFontMetricsF(self.tag_font)
        self.tag_ascent = self.tag_measure.ascent()
        self.tag_cap = self.tag_measure.capHeight()
        self.tag_descent = self.tag_measure.descent()
        # Tags have few descenders: the band is a little tighter than the typeface's own line.
        self.tag_height = self.tag_ascent + self.tag_measure.descent() * 0.7
        self.bar = max(2.0, round(size * 0.125))
        self.row = self.bar + max(2.0, size * 0.125)
        self.bars_top = self.text_height + max(0.5, size * 0.03)
        self.air = max(1.0, size * 0.13 + self.text_height * (leading - DEFAULT_LEADING) / 100)
        self.tag_band = 0.0 if compact else self.tag_height
        self.reserved = self.bars_top + self.row + self.tag_band
        self.blank = round(size * (0.5 if compact else 0.66))
        self.fold = self.tag_height + self.blank
        self.note_font = _note_font(size)

    @property
    def line(self) -> float:
        """Height of a line with at most one row of bars and one band of tags, air included."""
        return self.reserved + self.air

    @property
    def column(self) -> float:
        """Width of a column that holds 70 to 78 characters a full line."""
        return self.average * CHARACTERS


@dataclass(frozen=True, slots=True)
class Columns:
    """Where things lie across the page, in pixels from the view's left edge.

    The gutter ends where the text starts; `cards` is the width for notes right of the text, 0 where they are dots.
    """

    width: float
    left: float
    text: float
    gutter: float
    cards: float

    @property
    def right(self) -> float:
        """Right edge of the text."""
        return self.left + self.text


_WIDE = 1100.0
_NARROW_GUTTER = 34.0
_EDGE = 40.0
_NARROW_EDGE = 24.0
_CARDS = 260.0
_LEAST_TEXT = 160.0


def columns(width: float, metrics: Metrics) -> Columns:
    """Return where text, gutter and cards lie in a view of this width. Narrow views lose gutter first, then text."""
    is_wide = width >= _WIDE
    gutter, edge = (132.0, _EDGE) if is_wide else (96.0, _EDGE)
    cards = _CARDS if is_wide and width - gutter - edge - _CARDS >= min(metrics.column, 560.0) else 0.0
    text = metrics.column
    spare = width - edge - cards - text
    if spare < gutter:
        gutter = max(_NARROW_GUTTER, spare)
        edge = max(_NARROW_EDGE, min(edge, width - gutter - cards - text))
        text = min(text, max(_LEAST_TEXT, width - gutter - edge - cards))
    left = gutter + max(0.0, (width - gutter - text - cards - edge) / 2)
    return Columns(width, round(left), float(round(text)), gutter, cards)


def _tag_font(size: float) -> QFont:
    font = QFont()
    font.setFamilies(list(INTERFACE))
    font.setPixelSize(max(SMALLEST_TAG, round(size * 0.64)))
    font.setWeight(QFont.Weight.DemiBold)
    return font


def _note_font(size: float) -> QFont:
    font = QFont()
    font.setFamilies(list(INTERFACE))
    font.setPixelSize(max(11, round(size * 0.75)))
    return font
