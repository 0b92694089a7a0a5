"""Every colour keeps its contrast on both papers, whatever somebody chose."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.ui.palette import LABEL_COLOURS, PALETTES, Palette, contrast, light

KEYS = [str(number + 1) for number in range(LABEL_COLOURS)]
BAR, TEXT = 3.0, 4.5
PAPERS = [made() for made in PALETTES.values()]


@pytest.mark.parametrize("theme", PAPERS, ids=PALETTES)
def test_ink_and_muted_ink_can_be_read_on_paper_selection_and_search(theme: Palette) -> None:
    assert contrast(theme.ink, theme.paper) >= 12
    assert contrast(theme.muted, theme.paper) >= TEXT
    for below in (theme.selection, theme.search, theme.search_now, theme.card):
        assert contrast(theme.ink, below) >= TEXT
    for above in (theme.accent, theme.relation, theme.good):
        assert contrast(above, theme.paper) >= BAR


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("theme", PAPERS, ids=PALETTES)
def test_numbered_colours_keep_their_contrast(theme: Palette, key: str) -> None:
    colors = theme.label(key)
    assert contrast(colors.bar, theme.paper) >= BAR
    assert contrast(colors.text, theme.paper) >= TEXT
    assert contrast(colors.text, theme.card) >= TEXT
    assert contrast(theme.ink, colors.tint) >= TEXT
    assert contrast(theme.ink, colors.tint_on) >= TEXT
    if theme.high:
        assert contrast(colors.bar, theme.paper) >= TEXT
        assert contrast(colors.text, theme.paper) >= 7
        assert contrast(theme.muted, theme.paper) >= 7


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("theme", PAPERS, ids=PALETTES)
def test_a_tint_can_be_told_from_its_paper(theme: Palette, key: str) -> None:
    colors = theme.label(key)
    assert contrast(colors.tint, theme.paper) >= 1.08
    assert contrast(colors.tint_on, colors.tint) >= 1.1


@given(st.integers(0, 0xFFFFFF))
def test_any_chosen_colour_keeps_its_contrast(number: int) -> None:
    for theme in PAPERS:
        colors = theme.label(f"#{number:06x}")
        assert contrast(colors.bar, theme.paper) >= BAR
        assert contrast(colors.text, theme.paper) >= TEXT
        assert contrast(theme.ink, colors.tint_on) >= TEXT


def test_the_numbered_colours_all_differ() -> None:
    for theme in PAPERS:
        assert len({theme.label(key).bar.name() for key in KEYS}) == LABEL_COLOURS


def test_what_is_no_colour_gets_the_first() -> None:
    for key in ("", "blue", "#12", "#zzzzzz"):
        assert light().label(key).bar == light().label("1").bar
