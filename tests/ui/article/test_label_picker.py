"""Which labels the picker lists for what is typed, and that it never lies over the words that are read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect, QSize

from annotator.core.codebook import Codebook
from annotator.tasks.codebooks import read_codebook, shipped_codebooks
from annotator.ui.article.label_picker import LEAST_HEIGHT, beside, matching


@pytest.fixture(scope="module")
def codebook() -> Codebook:
    return read_codebook(shipped_codebooks()[0])


@pytest.mark.parametrize(
    ("typed", "first"), [("t", "Topic"), ("w", "Time"), ("part", "Party"), ("mand", "Demand"), ("topics", "Topic")]
)
def test_a_key_a_beginning_or_a_group_finds_its_label(codebook: Codebook, typed: str, first: str) -> None:
    assert matching(codebook, typed)[0].name == first


def test_nothing_typed_lists_all_in_order_and_nonsense_none(codebook: Codebook) -> None:
    assert matching(codebook, "") == codebook.labels
    assert matching(codebook, "zzz") == ()


@given(
    top=st.integers(-50, 560),
    height=st.integers(16, 200),
    left=st.integers(0, 800),
    wanted=st.integers(LEAST_HEIGHT, 300),
)
def test_it_never_covers_what_is_read_where_there_is_room(top: int, height: int, left: int, wanted: int) -> None:
    room, read = QSize(800, 560), QRect(left, top, 1, height)
    placed = beside(room, read, QSize(300, wanted))
    assert QRect(0, 0, 800, 560).contains(placed)
    if max(top, room.height() - top - height) > LEAST_HEIGHT + 12:
        assert not placed.intersects(read)
