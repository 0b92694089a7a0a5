"""Where the edges of a span go by clause and sentence, and with or without the marks around its words."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.codebook import Unit
from annotator.core.edges import next_edge, with_or_without_marks

SEED = next((Path(__file__).parents[2] / "seeds").glob("*.txt")).read_text(encoding="utf-8")
TEXTS = (
    SEED,
    "李强表示，“中国愿同韩国合作”，推动双边关系发展。尹锡悦说，韩国愿意加强沟通。",
    "قال لي إن الصين مستعدة للعمل مع كوريا الجنوبية، وتعزيز العلاقات الثنائية. وأضاف أن التعاون مهم؟",
    "Li 😀 said 👩‍👩‍👧 families, and 🇰🇷 Korea, will work. “Next one!”",
)


def at(words: str) -> tuple[int, int]:
    start = SEED.index(words)
    return start, start + len(words)


def walk(edge: int, unit: Unit, *, at_end: bool, forward: bool, times: int) -> list[str]:
    """Return the words before (or, for a start, behind) the edge after each step."""
    seen = []
    for _ in range(times):
        edge = next_edge(SEED, edge, unit, at_end=at_end, forward=forward)
        seen.append(SEED[edge - 12 : edge] if at_end else SEED[edge : edge + 12])
    return seen


def test_the_end_goes_from_clause_to_clause_and_back() -> None:
    edge = at("expand common interests")[1]
    assert walk(edge, Unit.CLAUSE, at_end=True, forward=True, times=2) == ["negotiations", "n industries"]
    assert walk(at("free trade agreement")[1], Unit.CLAUSE, at_end=True, forward=False, times=2) == [
        "on interests",
        "d challenges",
    ]


def test_the_start_goes_to_where_clauses_and_sentences_start() -> None:
    edge = at("second phase")[0]
    assert walk(edge, Unit.CLAUSE, at_end=False, forward=False, times=2) == ["speed up the", "China and So"]
    assert walk(edge, Unit.SENTENCE, at_end=False, forward=False, times=2) == ["Li said Chin", "The two side"]
    assert walk(edge, Unit.SENTENCE, at_end=False, forward=True, times=1) == ["China and So"]


def test_no_abbreviation_or_date_is_a_sentence_s_end() -> None:
    text = "On Sept. 7 the U.S. envoy met J. Li in S.Korea at 9 a.m. and left. He returned."
    assert next_edge(text, 3, Unit.SENTENCE, at_end=True, forward=True) == text.index(" He returned")
    assert next_edge(text, len(text), Unit.SENTENCE, at_end=False, forward=False) == text.index("He returned")


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("unit", [Unit.CLAUSE, Unit.SENTENCE])
@given(data=st.data())
def test_every_step_gets_further_and_comes_to_an_end(text: str, unit: Unit, data: st.DataObject) -> None:
    edge = data.draw(st.integers(0, len(text)))
    at_end, forward = data.draw(st.booleans()), data.draw(st.booleans())
    for _ in range(len(text)):
        following = next_edge(text, edge, unit, at_end=at_end, forward=forward)
        assert 0 <= following <= len(text)
        if following == edge:
            return
        assert following > edge if forward else following < edge
        edge = following
    pytest.fail("it never ended")


@pytest.mark.parametrize(
    ("text", "words", "marked"),
    [
        ("He said “we will act.” Then", "we will act", "“we will act.”"),
        ("to act, he", "to act", "to act,"),
        ("in the U.S. today", "U.S.", "U.S."),
        ("他说：“我们愿意。”会谈", "我们愿意", "“我们愿意。”"),
        ("قال «سنعمل»؟", "سنعمل", "«سنعمل»؟"),
        ("Li’s plan", "Li", "Li"),
        ("at the end", "end", "end"),
    ],
)
def test_one_key_takes_marks_in_and_leaves_them_out(text: str, words: str, marked: str) -> None:
    start = text.index(words)
    ((low, high),) = with_or_without_marks(text, ((start, start + len(words)),))
    assert text[low:high] == marked
    ((low, high),) = with_or_without_marks(text, ((low, high),))
    assert text[low:high] == words


def test_of_several_pieces_only_the_outer_edges_move() -> None:
    text = "“South Korea”, he said, “is willing.”"
    pieces = tuple((text.index(x), text.index(x) + len(x)) for x in ("South Korea", "is willing"))
    taken = with_or_without_marks(text, pieces)
    assert [text[a:b] for a, b in taken] == ["“South Korea", "is willing.”"]
    assert with_or_without_marks(text, taken) == pieces
    assert with_or_without_marks(text, ()) == ()
