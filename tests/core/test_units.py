"""What a key tags at the caret, growing and shrinking, clause to clause, and who speaks."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.codebook import Unit
from annotator.core.segment import paragraphs
from annotator.core.units import Ranges, grow, next_clause, previous_clause, shrink, speaker_before, unit_at

SEED = next((Path(__file__).parents[2] / "seeds").glob("*.txt")).read_text(encoding="utf-8")


def quoted(ranges: tuple[tuple[int, int], ...]) -> list[str]:
    return [SEED[a:b] for a, b in ranges]


@pytest.mark.parametrize(
    ("at", "name"),
    [
        ("Premier Li Qiang", "Chinese Premier Li Qiang"),
        ("Qiang said", "Chinese Premier Li Qiang"),
        ("Yoon Suk-yeol on", "South Korean President Yoon Suk-yeol"),
        ("yeol on", "South Korean President Yoon Suk-yeol"),
        ("Jinping", "President Xi Jinping"),
        ("Li made", "Li"),
        ("Li urged", "Li"),
        ("the Chinese premier.", "the Chinese premier"),
        ("premier.\n", "the Chinese premier"),
        ("Korean president said", "the South Korean president"),
        ("he said", "he"),
        ("he wishes", "he"),
        ("Asian Games", "Hangzhou Asian Games"),
        ("China-ASEAN", "China-ASEAN Summit"),
        ("S.Korea", "S.Korea"),
        ("Zhenglong", "Wu Zhenglong"),
        ("interests and", "interests"),
        ("The two sides should", "The"),
    ],
)
def test_the_name_around_the_caret(at: str, name: str) -> None:
    assert quoted(unit_at(SEED, SEED.index(at), Unit.NAME)) == [name]


@pytest.mark.parametrize(
    ("text", "at", "name"),
    [
        ("Then Mr. Smith left.", "Smith", "Mr. Smith"),
        ("They asked Foreign Ministry spokesperson Mao Ning.", "Mao", "Foreign Ministry spokesperson Mao Ning"),
        ("In Li's view", "Li", "Li"),
        ("with Ursula von der Leyen today", "Leyen", "Ursula von der Leyen"),
        ("met the prime minister there", "the", "the prime minister"),
    ],
)
def test_names_with_titles_particles_and_endings(text: str, at: str, name: str) -> None:
    assert [text[a:b] for a, b in unit_at(text, text.index(at), Unit.NAME)] == [name]


def test_each_unit_at_one_place() -> None:
    at = SEED.index("is willing to strengthen") + 12
    assert quoted(unit_at(SEED, at, Unit.CLAUSE)) == ["is willing to strengthen coordination with China"]
    assert quoted(unit_at(SEED, at, Unit.STATEMENT))[0] == "South Korea"
    sentence = (
        "South Korea, he said, is willing to strengthen coordination with China and promote trilateral cooperation"
    )
    assert quoted(unit_at(SEED, at, Unit.SENTENCE))[0].startswith(sentence)
    assert unit_at(SEED, at, Unit.PARAGRAPH) == unit_at(SEED, at, Unit.SENTENCE)


def test_a_subject_that_the_cue_cuts_off_is_one_clause_with_what_it_does() -> None:
    at = SEED.index("South Korea, he said")
    first, second = quoted(unit_at(SEED, at, Unit.CLAUSE))
    assert (first, second.split()[:3]) == ("South Korea", ["is", "willing", "to"])
    text = "China will act, he said, and Japan will follow.\n"
    assert [text[a:b] for a, b in unit_at(text, 0, Unit.CLAUSE)] == ["China will act"]


@pytest.mark.parametrize("unit", list(Unit))
def test_a_blank_line_has_no_unit(unit: Unit) -> None:
    assert unit_at(SEED, SEED.index("\n\n") + 1, unit) == ()
    assert unit_at("", 0, unit) == ()


def test_a_selection_grows_from_word_to_paragraph_and_shrinks_back() -> None:
    at = SEED.index("common interests")
    steps: list[Ranges] = [((at, at),)]
    for _ in range(6):
        steps.append(grow(SEED, steps[-1]))
    assert quoted(steps[1]) == ["common"]
    assert quoted(steps[2]) == ["China and South Korea should expand common interests"]
    assert quoted(steps[3])[0].startswith("China and South Korea should expand common interests, speed")
    assert quoted(steps[4])[0].startswith("Li said China")
    # The paragraph is one sentence: the ladder ends there.
    assert steps[4] == steps[5] == steps[6]
    back = steps[4]
    for expected in (steps[3], steps[2], steps[1]):
        back = shrink(SEED, back, at)
        assert back == expected
    assert shrink(SEED, back, at) == back


def test_a_statement_in_two_fragments_is_one_step_of_the_ladder() -> None:
    at = SEED.index("trilateral")
    statement = unit_at(SEED, at, Unit.STATEMENT)
    assert len(statement) == 2
    assert grow(SEED, unit_at(SEED, at, Unit.CLAUSE)) == statement
    assert grow(SEED, statement) == unit_at(SEED, at, Unit.SENTENCE)
    assert shrink(SEED, unit_at(SEED, at, Unit.SENTENCE), at) == statement


def test_full_stop_and_comma_walk_the_clauses() -> None:
    at = SEED.index("Li said China and South")
    first = next_clause(SEED, at)
    assert first is not None
    second = next_clause(SEED, first[1])
    assert second is not None
    assert quoted((first, second)) == [
        "China and South Korea should expand common interests",
        "speed up the second phase of China-South Korea free trade agreement negotiations",
    ]
    assert previous_clause(SEED, second[0]) == first
    assert next_clause(SEED, len(SEED)) is None
    assert previous_clause(SEED, 0) is None


def test_walking_visits_every_clause_once_in_both_directions() -> None:
    forth, clause = [], next_clause(SEED, 0)
    while clause:
        forth.append(clause)
        clause = next_clause(SEED, clause[1])
    back, clause = [], previous_clause(SEED, len(SEED))
    while clause:
        back.append(clause)
        clause = previous_clause(SEED, clause[0])
    assert forth == back[::-1]
    assert len(forth) > 40


def test_the_speaker_of_each_paragraph_of_the_seed_is_known() -> None:
    found = [speaker_before(SEED, start) for start, _ in paragraphs(SEED)]
    assert [speaker and (SEED[slice(*speaker.range)], speaker.name) for speaker in found] == [
        None,
        None,
        ("Chinese Premier Li Qiang", "Li Qiang"),
        None,
        ("Li", "Li Qiang"),
        ("Li", "Li Qiang"),
        ("the Chinese premier", "Li Qiang"),
        ("Li", "Li Qiang"),
        ("Li", "Li Qiang"),
        ("Li", "Li Qiang"),
        ("Li", "Li Qiang"),
        ("the South Korean president", "Yoon Suk-yeol"),
        ("Yoon", "Yoon Suk-yeol"),
        ("Yoon", "Yoon Suk-yeol"),
        ("he", "Yoon Suk-yeol"),
        None,
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("He said it will rain.", None),
        ("They said it will rain.", None),
        ("A spokesperson said it will rain.", None),
        ("Jane Smith came.\n\nSmith said it will rain.", "Jane Smith"),
        ("Smith said it will rain.", "Smith"),
        ("President Joe Biden came.\n\nThe president said it will rain.", "Joe Biden"),
        ("The president said it will rain.", None),
        ("Reuters said it will rain.", "Reuters"),
        ("Foreign Ministry spokesperson Mao Ning said it will rain.", "Mao Ning"),
        ("Mr. Smith said it will rain.", "Smith"),
    ],
)
def test_a_speaker_is_named_only_when_the_text_names_one(text: str, name: str | None) -> None:
    speaker = speaker_before(text, text.rindex("said"))
    assert (speaker.name if speaker else None) == name


ANY = st.lists(
    st.sampled_from(
        [
            "Li said",
            "Premier",
            " ",
            ", ",
            ". ",
            "he said",
            "the premier",
            "Yoon Suk-yeol",
            "\n",
            "中文。",
            "👩‍🚀",
            "e\u0301",
            "and promote trade",
            "العربية",
            "\u2028",
            "\u00a0",
            "-",
            "’s",
            "“",
            "”",
            "\ufeff",
            "U.S.",
        ]
    ),
    max_size=20,
).map("".join)


@settings(deadline=None)
@given(ANY)
def test_every_unit_at_every_offset_lies_in_order_inside_the_text(text: str) -> None:
    for pos in range(len(text) + 1):
        for unit in Unit:
            last = 0
            for start, end in unit_at(text, pos, unit):
                assert last <= start < end <= len(text)
                last = end
        speaker = speaker_before(text, pos)
        assert speaker is None or speaker.name


@settings(deadline=None)
@given(ANY, st.data())
def test_growing_never_lets_go_of_the_selection_and_shrinking_stays_inside(text: str, data: st.DataObject) -> None:
    pos = data.draw(st.integers(0, len(text)))
    ranges: Ranges = ((pos, pos),)
    for _ in range(7):
        larger = grow(text, ranges)
        hull = (min(a for a, _ in larger), max(b for _, b in larger))
        assert all(hull[0] <= a and b <= hull[1] for a, b in ranges)
        ranges = larger
    assert grow(text, ranges) == ranges
    for _ in range(7):
        smaller = shrink(text, ranges, pos)
        assert all(any(a <= c and d <= b for a, b in ranges) for c, d in smaller)
        ranges = smaller
    assert shrink(text, ranges, pos) == ranges


@settings(deadline=None)
@given(ANY)
def test_walking_clauses_always_moves_on_and_ends(text: str) -> None:
    pos = 0
    while clause := next_clause(text, pos):
        assert pos <= clause[0] < clause[1]
        pos = clause[1]
    pos = len(text)
    while clause := previous_clause(text, pos):
        assert clause[0] < clause[1] <= pos
        pos = clause[0]


def test_finding_the_speaker_costs_the_same_whatever_stands_before() -> None:
    def once(before: str) -> float:
        text = before + "\nPremier Li said it will rain."
        start = time.process_time()
        for _ in range(5):
            assert speaker_before(text, len(text) - 5)
        return time.process_time() - start

    for unit in ("A.", "Li ", "Premier ", "Li said so.\n", "A-", "\n"):
        short, long = unit * (20_000 // len(unit)), unit * (400_000 // len(unit))
        assert min(once(long) for _ in range(2)) < 4 * min(once(short) for _ in range(3)) + 0.02
