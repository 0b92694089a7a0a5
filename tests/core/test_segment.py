"""Words, sentences, paragraphs and clauses."""

import re
import sys
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.characters import MARKS
from annotator.core.segment import (
    clause_at,
    clauses,
    paragraph_at,
    paragraphs,
    sentence_at,
    sentences,
    word_at,
    words,
)

SEED = next((Path(__file__).parents[2] / "seeds").glob("*.txt")).read_text(encoding="utf-8")
TICK = 0.05 if sys.platform == "win32" else 0.01
"""Seconds that a measure of CPU time may be wrong; Windows counts it in steps of 15.6 ms."""
Range = tuple[int, int]

ANY = st.text(
    st.one_of(
        st.sampled_from(
            "Li said. U.S. and, “he” 3.5\n\r\u2028\ufeff\u00a0e\u0301中文。，한국العربية؟👩\u200d🚀🇨🇳\ufe0f'’-_"
        ),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=60,
)
PROSE = st.lists(
    st.sampled_from(
        [
            "Li said",
            "the two sides should",
            "and",
            ", and promote trade",
            ".",
            " ",
            "\n",
            ", he said,",
            "“",
            "”",
            "U.S.",
        ]
    ),
    max_size=30,
).map(" ".join)


def quoted(text: str, ranges: tuple[Range, ...]) -> list[str]:
    return [text[a:b] for a, b in ranges]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Li isn’t at Yoon's", "Li|isn’t|at|Yoon's"),
        ("3.5 of 1,000 at 7:30", "3.5|of|1,000|at|7|30"),
        ("good-neighborliness", "good|neighborliness"),
        ("the U.S. and S.Korea, a.m.", "the|U.S.|and|S.Korea|a.m."),
        ("G20 and 26th", "G20|and|26th"),
        ("李强说カナ", "李|强|说|カ|ナ"),
        ("한국 대통령", "한국|대통령"),
        ("قال لي تشيانغ", "قال|لي|تشيانغ"),
        ("كِتَاب", "كِتَاب"),
        ("Россия, \u0435\u0301", "Россия|\u0435\u0301"),
        ("cafe\u0301 na\u00efve", "cafe\u0301|na\u00efve"),
        ("🇨🇳🇰🇷 👩‍🚀 👍🏽 1️⃣ ❤️", "🇨🇳|🇰🇷|👩‍🚀|👍🏽|1️⃣|❤️"),
        ("हिन्दी भाषा", "हिन्दी|भाषा"),
        ("snake_case co\u00adop", "snake_case|co\u00adop"),
        ("-- “ ” …", ""),
    ],
)
def test_words_follow_the_rules_of_unicode_and_our_choices(text: str, expected: str) -> None:
    assert quoted(text, words(text)) == (expected.split("|") if expected else [])


def test_all_marks_of_old_unicode_are_known() -> None:
    marks = re.compile(f"[{MARKS}]")
    # This version of the data never changes, so the test means the same under every Python.
    old = unicodedata.ucd_3_2_0
    listed = [chr(c) for c in range(0x10000) if old.category(chr(c))[0] == unicodedata.category(chr(c))[0] == "M"]
    assert len(listed) > 400
    assert [hex(ord(c)) for c in listed if not marks.match(c)] == []
    assert not marks.match("a")


def test_a_caret_behind_a_word_still_means_it() -> None:
    text = "Li said, 李强"
    assert [text[slice(*word_at(text, pos))] for pos in range(len(text) + 1)] == [
        *["Li"] * 3,
        *["said"] * 5,
        "",
        "李",
        "强",
        "强",
    ]


@settings(deadline=None)
@given(ANY)
def test_word_at_agrees_with_words_at_every_offset(text: str) -> None:
    everything = words(text)
    for pos in range(len(text) + 1):
        around = [word for word in everything if word[0] <= pos < word[1]] or [
            word for word in everything if word[1] == pos
        ]
        assert word_at(text, pos) == (around[0] if around else (pos, pos))


@pytest.mark.parametrize("segment", [words, sentences, paragraphs])
@settings(deadline=None)
@given(text=st.one_of(ANY, PROSE))
def test_segments_are_ordered_apart_and_inside_the_text(segment: Callable[[str], tuple[Range, ...]], text: str) -> None:
    last = 0
    for start, end in segment(text):
        assert last <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip() != ""
        last = end


@settings(deadline=None)
@given(st.one_of(ANY, PROSE))
def test_no_letter_is_outside_a_sentence_and_none_outside_a_paragraph(text: str) -> None:
    for segment in (sentences, paragraphs):
        kept = "".join(quoted(text, segment(text)))
        assert "".join(kept.split()) == "".join(text.split())


@settings(deadline=None)
@given(st.one_of(ANY, PROSE))
def test_sentence_at_gives_one_of_the_sentences_at_every_offset(text: str) -> None:
    everything = sentences(text)
    for pos in range(len(text) + 1):
        found = sentence_at(text, pos)
        around = [sentence for sentence in everything if sentence[0] <= pos < sentence[1]]
        assert found == around[0] if around else found in everything or found == (pos, pos)


@settings(deadline=None)
@given(PROSE)
def test_clauses_are_ordered_apart_and_inside_their_sentence(text: str) -> None:
    for sentence in sentences(text):
        last = sentence[0]
        for start, end in clauses(text, sentence):
            assert last <= start < end <= sentence[1]
            last = end
        for pos in range(sentence[0], sentence[1]):
            found = clause_at(text, pos)
            assert found in clauses(text, sentence) or found == (pos, pos)


SENTENCES = [
    ("He is in the U.S. Army. She left.", "He is in the U.S. Army.|She left."),
    ("On Sept. 7 he came. On Jan. 3 he left.", "On Sept. 7 he came.|On Jan. 3 he left."),
    ("S.Korea and J. R. Smith met Mr. Li. Then?", "S.Korea and J. R. Smith met Mr. Li.|Then?"),
    ("“We will go.” He went.", "“We will go.”|He went."),
    ("“Really?” he asked. Yes!", "“Really?” he asked.|Yes!"),
    ("Growth was 3.5 percent. No. 5 came.", "Growth was 3.5 percent.|No. 5 came."),
    ("Wait... what? Wait... What?", "Wait... what?|Wait...|What?"),
    ("Apple Inc. said so. He left Apple Inc. The end.", "Apple Inc. said so.|He left Apple Inc.|The end."),
    ("1. First point. 2. Second", "1. First point.|2.|Second"),
    ("No full stop\nNext line", "No full stop|Next line"),
    ("李强说。中方愿意！真的吗？“是的。”", "李强说。|中方愿意！|真的吗？|“是的。”"),
    ("هل هذا صحيح؟ نعم.", "هل هذا صحيح؟|نعم."),
    ("MOSCOW, September 7. /TASS/. Russia won. It did.", "MOSCOW, September 7. /TASS/. Russia won.|It did."),
    ("  \n\u00a0\n", ""),
]


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_sentences_end_where_a_reader_ends_them(text: str, expected: str) -> None:
    assert quoted(text, sentences(text)) == (expected.split("|") if expected else [])


def test_a_caret_between_sentences_belongs_to_the_one_before() -> None:
    text = "One. Two."
    assert [text[slice(*sentence_at(text, pos))] for pos in range(len(text) + 1)] == ["One."] * 5 + ["Two."] * 5


def test_paragraphs_are_the_lines_with_words() -> None:
    assert len(paragraphs(SEED)) == 16
    text = "  one \n\n\u2028two\n"
    assert quoted(text, paragraphs(text)) == ["one", "two"]
    assert paragraph_at(text, 0) == (2, 5)
    assert paragraph_at(text, 7) == (7, 7)


def clauses_of(paragraph: str) -> list[str]:
    start = SEED.index(paragraph)
    return quoted(SEED, clauses(SEED, sentence_at(SEED, start)))


def test_the_clauses_of_the_seed_are_the_commitments() -> None:
    assert clauses_of("Li said China and South Korea should expand") == [
        "China and South Korea should expand common interests",
        "speed up the second phase of China-South Korea free trade agreement negotiations",
        "explore new growth areas of cooperation such as high-tech, green and low-carbon industries",
    ]
    assert clauses_of("Li also called on")[1:] == [
        "uphold the original intention of establishing diplomatic ties",
        "enhance mutual political trust",
        "in order to better benefit the two peoples",
        "promote regional peace, stability, development and prosperity",
    ]
    assert clauses_of("South Korea is ready to work") == [
        "South Korea is ready to work with China to enhance communication and dialogue at all levels",
        "deepen exchanges and cooperation in economy and trade, culture and other fields",
        "practice multilateralism and free trade",
        "promote the steady and sound development of bilateral relations",
        "foster world peace and prosperity",
    ]
    assert clauses_of("South Korea, he said") == [
        "South Korea",
        "is willing to strengthen coordination with China",
        "promote trilateral cooperation among South Korea, China, and Japan",
    ]
    assert clauses_of("China has always supported")[1:] == [
        "has always advocated maintaining peace and stability on the peninsula",
        "will continue to promote peace talks",
    ]
    assert clauses_of("Wu Zhenglong") == ["Wu Zhenglong, among others, was present at the meeting"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Japan is ready, but it will not yield; talks go on.", "Japan is ready|it will not yield|talks go on"),
        ("China, Japan and South Korea enjoy peace, trade and culture.", None),
        ("China opposes sanctions, and South Korea is undecided.", "China opposes sanctions|South Korea is undecided"),
        ("中国愿同韩国努力，加强合作；推进和谈。", "中国愿同韩国努力|加强合作|推进和谈"),
        ("They made progress, which has benefited all.", "They made progress|which has benefited all"),
    ],
)
def test_clauses_are_cut_before_verbs_and_lists_stay_whole(text: str, expected: str | None) -> None:
    found = quoted(text, clauses(text, (0, len(text))))
    assert found == (expected.split("|") if expected else [text[:-1]])


def cpu(function: Callable[[str, int], object], text: str) -> float:
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        for pos in range(len(text) // 2, len(text) // 2 + 40):
            function(text, pos)
        best = min(best, time.process_time() - start)
    return best


@pytest.mark.parametrize("find", [word_at, sentence_at, clause_at])
def test_looking_at_a_place_costs_the_same_in_a_text_of_any_length(find: Callable[[str, int], object]) -> None:
    for text in (SEED, SEED.replace("\n", " ")):
        # The cost of the text itself (finding the line) is allowed for: 64 times the text, at most 4 times the time.
        assert cpu(find, text * 256) < 4 * cpu(find, text * 4) + TICK


@pytest.mark.parametrize(
    "unit", ["A", ".", "A.", "A. ", "_", ", ", "said ", "he said, ", '"', "and ", "中", "1,", "a'", "-"]
)
def test_cutting_a_long_text_costs_at_most_its_length(unit: str) -> None:
    def cut(size: int, times: int) -> float:
        text = unit * (size // len(unit))
        start = time.process_time()
        for _ in range(times):
            words(text)
            sentences(text)
            clause_at(text, len(text) // 2)
        return time.process_time() - start

    # As much text in 8 pieces: one of them alone is shorter than a tick of Windows' clock. A quadratic search would
    # cost 8 times as much in one piece.
    assert min(cut(80_000, 1) for _ in range(2)) < 3 * min(cut(10_000, 8) for _ in range(2)) + TICK
