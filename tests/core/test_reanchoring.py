"""Spans find their words again in a changed text: exactly or not at all, and everything else is only proposed."""

import random
import time
from collections.abc import Callable
from itertools import chain, repeat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.common_text import Stopped, common_blocks, similarity, word_share
from annotator.core.reanchoring import Anchoring, Fate, Placement, counted_fates

SAID = (
    "BEIJING, Sept. 7 (Xinhua) -- China is ready to work with South Korea, Premier Li said.\n\n"
    "Li called on both sides to speed up the second phase of the talks.\n\n"
    "For his part, Yoon said that he is willing to strengthen coordination with China.\n"
)
WORDS = st.sampled_from(("China", "Li", "said", "he", "the", "talks", "will", "a", "🎉", "中国", "é", ".", ",", "\n"))
TEXTS = st.lists(WORDS, min_size=1, max_size=60).map(" ".join)


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, str]:
    """Return a text and what some insertions, deletions, moves and replacements make of it."""
    words = draw(st.lists(WORDS, min_size=1, max_size=80))
    changed = list(words)
    for _ in range(draw(st.integers(0, 5))):
        a = draw(st.integers(0, len(changed)))
        b = draw(st.integers(a, min(len(changed), a + 10)))
        new = draw(st.lists(WORDS, max_size=6))
        piece = changed[a:b]
        changed[a:b] = new
        if draw(st.booleans()):
            at = draw(st.integers(0, len(changed)))
            changed[at:at] = piece
    return " ".join(words), " ".join(changed)


@st.composite
def spans_of(draw: st.DrawFn, text: str) -> list[tuple[tuple[int, int], ...]]:
    """Return spans of a text, some of them in several pieces."""
    spans = []
    for _ in range(draw(st.integers(1, 8))):
        edges = draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=6, unique=True).map(sorted))
        pairs = zip(edges[::2], edges[1::2], strict=False)
        spans.append(tuple(pairs))
    return spans


def place(old: str, new: str, quote: str) -> Placement:
    start = old.index(quote)
    return Anchoring(old, new).place(((start, start + len(quote)),))


def words_of(text: str, placement: Placement) -> list[str]:
    return [text[a:b] for a, b in placement.ranges]


@given(edited())
def test_a_common_block_is_the_same_in_both_texts_and_blocks_follow_each_other(texts: tuple[str, str]) -> None:
    old, new = texts
    at, there = 0, 0
    for block in common_blocks(old, new):
        assert block.length > 0
        assert old[block.old : block.old_end] == new[block.new : block.new_end]
        assert block.old >= at
        assert block.new >= there
        at, there = block.old_end, block.new_end


@given(st.data())
def test_an_exact_place_has_the_same_words_and_nothing_vanishes(data: st.DataObject) -> None:
    old, new = data.draw(edited())
    if len(old) < 2:
        return
    spans = data.draw(spans_of(old))
    anchoring = Anchoring(old, new)
    placements = [anchoring.place(ranges) for ranges in spans]
    for ranges, found in zip(spans, placements, strict=True):
        for start, end in found.ranges:
            assert 0 <= start < end <= len(new)
        assert all(a[1] < b[0] for a, b in zip(found.ranges, found.ranges[1:], strict=False))
        if found.fate is Fate.EXACT:
            assert words_of(new, found) == [old[a:b] for a, b in ranges]
            assert found.score == 100
        elif found.fate is Fate.FUZZY:
            assert found.ranges
            assert 0 < found.score < 100
        else:
            assert (found.ranges, found.score) == ((), 0)
    assert counted_fates(placements).total == len(spans)


@given(TEXTS)
def test_a_text_that_did_not_change_keeps_every_span(text: str) -> None:
    anchoring = Anchoring(text, text)
    for start in range(0, len(text), 3):
        end = min(len(text), start + 5)
        assert anchoring.place(((start, end),)) == Placement(Fate.EXACT, ((start, end),), 100)


@pytest.mark.parametrize("quote", ["Premier Li", "ready to work", "speed up the second phase", "China.\n"[:5]])
def test_words_around_which_nothing_changed_stay_exact_where_the_text_grew_before_them(quote: str) -> None:
    new = "CORRECTED: an earlier version named another city.\n\n" + SAID.replace("the talks", "their long talks")
    found = place(SAID, new, quote)
    assert found.fate is Fate.EXACT
    assert words_of(new, found) == [quote]


def test_a_quote_with_a_word_put_in_is_a_proposal_with_a_score() -> None:
    new = SAID.replace("is ready", "is not ready")
    found = place(SAID, new, "is ready to work")
    assert found.fate is Fate.FUZZY
    assert words_of(new, found) == ["is not ready to work"]
    assert found.score > 80


def test_a_replaced_word_at_the_end_of_a_quote_is_in_the_proposal() -> None:
    new = SAID.replace("strengthen coordination", "deepen cooperation")
    found = place(SAID, new, "is willing to strengthen")
    assert found.fate is Fate.FUZZY
    assert words_of(new, found) == ["is willing to deepen"]


def test_a_paragraph_that_moved_takes_its_spans_along_exactly() -> None:
    first, second, third = SAID.strip().split("\n\n")
    new = f"{third}\n\n{second}\n\n{first}\n"
    for quote in ("ready to work", "speed up the second phase", "is willing to strengthen"):
        found = place(SAID, new, quote)
        assert found.fate is Fate.EXACT
        assert words_of(new, found) == [quote]


def test_a_paragraph_that_moved_and_was_edited_is_found_as_a_proposal() -> None:
    first, second, third = SAID.strip().split("\n\n")
    new = f"{second}\n\n{third}\n\n" + first.replace("is ready to work", "stands ready to work on trade") + "\n"
    found = place(SAID, new, "China is ready to work with South Korea")
    assert found.fate is Fate.FUZZY
    assert "ready to work on trade with South Korea" in words_of(new, found)[0]


def test_a_quote_that_is_gone_is_nowhere() -> None:
    new = SAID.replace("Li called on both sides to speed up the second phase of the talks.\n\n", "")
    assert place(SAID, new, "speed up the second phase of the talks") == Placement(Fate.ORPHAN)


def test_words_that_stand_between_changed_ones_are_a_proposal() -> None:
    old = "In the morning China is ready to work, and says so to everybody who wants to hear it in the afternoon."
    new = "In the morning Japan is ready to work! He says so to everybody who wants to hear it in the afternoon."
    found = place(old, new, "is ready to work")
    assert found.fate is Fate.FUZZY
    assert words_of(new, found) == ["is ready to work"]


def test_a_short_word_in_a_text_written_anew_is_no_proof_of_its_place() -> None:
    old = "He met the minister in the morning, and he left. "
    new = "Storms are expected along the coast; he who sails should wait."
    assert place(old, new, "he left").fate is Fate.ORPHAN
    start = old.index("he left")
    assert Anchoring(old, new).place(((start, start + 2),)).fate is not Fate.EXACT


def test_an_exact_place_cuts_no_word_that_it_did_not_cut() -> None:
    old = "The minister spoke at length about trade and about peace."
    new = "The ministers spoke at length about trade and about peace."
    found = place(old, new, "The minister")
    assert found.fate is Fate.FUZZY
    assert words_of(new, found) == ["The ministers"]


def test_pieces_that_a_deletion_brought_together_are_proposed_as_one() -> None:
    old = "据新华社报道，中国总理在会谈中表示愿意同韩国加强协调，推动双边关系向前发展，维护地区和平稳定。"
    new = old.replace("在会谈中表示", "")
    start, then = old.index("中国总理"), old.index("愿意同韩国")
    found = Anchoring(old, new).place(((start, start + 4), (then, then + 5)))
    assert found.fate is Fate.FUZZY
    assert words_of(new, found) == ["中国总理愿意同韩国"]


def test_a_span_in_pieces_keeps_them_where_all_stand_exactly() -> None:
    new = "Update: " + SAID
    a, b = SAID.index("Yoon"), SAID.index("is willing")
    found = Anchoring(SAID, new).place(((a, a + 4), (b, b + 10)))
    assert found == Placement(Fate.EXACT, ((a + 8, a + 12), (b + 8, b + 18)), 100)


def test_a_paragraph_counts_as_the_same_only_whole() -> None:
    second = "Li called on both sides to speed up the second phase of the talks."
    start = SAID.index(second)
    grown = SAID.replace(second, second + " He did not say when.")
    assert Anchoring(SAID, grown).paragraph(start, start + len(second)) is None
    moved = "New first line.\n\n" + SAID
    assert Anchoring(SAID, moved).paragraph(start, start + len(second)) == (start + 17, start + 17 + len(second))


def test_similar_texts_are_told_from_others() -> None:
    assert word_share(SAID, SAID.replace("ready", "willing")) > 0.9
    assert word_share(SAID, "Storms are expected along the coast.") < 0.3
    assert word_share("", "") == 0.0
    assert similarity("will promote peace", "will push peace") > 0.5


def test_comparing_long_texts_costs_what_they_are_long() -> None:
    def written_anew(words: list[str], rng: random.Random) -> str:
        return " ".join(rng.sample(words, len(words)))

    def edited_here_and_there(words: list[str], rng: random.Random) -> str:
        return " ".join(word if rng.random() > 0.05 else f"new{rng.randrange(50)}" for word in words)

    def repeated(words: list[str], _rng: random.Random) -> str:
        return "a b " * (len(words) // 2) + "c"

    def cost(size: int, change: Callable[[list[str], random.Random], str]) -> float:
        rng = random.Random(7)  # noqa: S311 - the same words each time
        words = [f"w{rng.randrange(size)}" for _ in range(size)]
        old, new = (" ".join(words), change(words, rng)) if change is not repeated else ("b a " * size, "a b " * size)
        started = time.process_time()
        anchoring = Anchoring(old, new)
        for start in range(0, len(old) - 40, len(old) // 20):
            anchoring.place(((start, start + 30),))
        return time.process_time() - started

    for change in (written_anew, edited_here_and_there, repeated):
        small = min(cost(3_000, change) for _ in range(3))
        large = min(cost(12_000, change) for _ in range(3))
        assert large < 9 * small, change.__name__  # four times the text; quadratic would be sixteen


def test_comparing_stops_wherever_it_is_told_to() -> None:
    old = " ".join(f"word{n} stands here" for n in range(1000))
    new = " ".join(f"word{n} stood there" for n in range(1000))
    asked = 0

    def count() -> bool:
        nonlocal asked
        asked += 1
        return False

    whole = common_blocks(old, new, count)
    assert whole == common_blocks(old, new)
    for most in range(0, asked, max(1, asked // 8)):
        answers = chain([False] * most, repeat(True))
        with pytest.raises(Stopped):
            common_blocks(old, new, answers.__next__)
