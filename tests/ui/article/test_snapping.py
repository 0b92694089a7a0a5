"""What a selection made with the mouse snaps to: words of every script, clauses, sentences, paragraphs, nothing."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt

from annotator.core.segment import clause_at, paragraph_at, sentence_at
from tests.ui.article.conftest import Hands

ALT = Qt.KeyboardModifier.AltModifier


@pytest.mark.parametrize(
    ("text", "start", "end", "words"),
    [
        ("He left the U.S. on Sept. 7 by air.", "he U", "S. on", "the U.S."),
        ("He left the U.S. on Sept. 7 by air.", "ept", "7 by", "Sept. 7"),
        ("中国准备与韩国合作。", "准备", "韩国", "准备与"),
        ("الصين مستعدة للعمل", "صين", "عدة", "الصين مستعدة"),
        ("Go 😀😀 on 👩‍👩‍👧 now", "😀 on", "on", "😀 on"),
        ("one line\nand the next", "ine", "nd the", "line\nand"),
    ],
)
def test_words_are_whole_words_of_their_script(
    show: Callable[..., Hands], text: str, start: str, end: str, words: str
) -> None:
    hands = show(text)
    # In the middle of a Chinese letter either of its edges may be the nearer one, as the font has it.
    left = QPoint(2, 0) if "中" in text else QPoint()
    hands.drag(hands.point(start) - left, hands.point(end) - left)
    assert hands.selected() == words


@pytest.mark.parametrize("snap", ["clause", "sentence", "paragraph"])
def test_larger_units_are_taken_whole(hands: Hands, snap: str) -> None:
    hands.view.snap = snap
    first = hands.range("speed up the second")[0] + 8
    hands.view.reveal(first)
    hands.drag(hands.view.point_of(first), hands.view.point_of(first + 6))
    unit = {"clause": clause_at, "sentence": sentence_at, "paragraph": paragraph_at}[snap]
    assert hands.view.selection() == (unit(hands.view.text, first),)


def test_alt_does_it_the_other_way(hands: Hands) -> None:
    start = hands.range("China is ready")[0]
    hands.view.snap = "off"
    hands.drag(hands.view.point_of(start + 1), hands.view.point_of(start + 3))
    assert len(hands.selected()) < len("China")
    hands.drag(hands.view.point_of(start + 1), hands.view.point_of(start + 3), ALT)
    assert hands.selected() == "China"
    hands.view.snap = "word"
    hands.drag(hands.view.point_of(start + 1), hands.view.point_of(start + 3), ALT)
    assert len(hands.selected()) < len("China")
