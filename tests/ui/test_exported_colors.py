"""The colours of exported pages are those that the window computes."""

from annotator.formats import label_colors
from annotator.ui.palette import LABEL_COLOURS, Palette, dark, light


def of(palette: Palette, part: str) -> tuple[str, ...]:
    return tuple(getattr(palette.label(str(n)), part).name() for n in range(1, LABEL_COLOURS + 1))


def test_exported_pages_have_the_colours_of_the_window() -> None:
    for palette, bars, words, tints in (
        (light(), label_colors.LIGHT_BARS, label_colors.LIGHT_WORDS, label_colors.LIGHT_TINTS),
        (dark(), label_colors.DARK_BARS, label_colors.DARK_WORDS, label_colors.DARK_TINTS),
    ):
        assert of(palette, "bar") == bars
        assert of(palette, "text") == words
        assert of(palette, "tint") == tints
