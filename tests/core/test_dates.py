"""Words become days, counted from the dateline or the publication; the seed says Thursday and means the 7th."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.dates import Period, anchors, dates_in, readings, resolve

SEED = next((Path(__file__).parents[2] / "seeds").glob("*.txt")).read_text(encoding="utf-8")
DAY = "2023-09-07"
ANCHORS = anchors(DAY, "2023-09-08")


@pytest.mark.parametrize(
    ("words", "iso"),
    [
        ("Thursday", "2023-09-07"),
        ("on Thursday", "2023-09-07"),
        ("last Thursday", "2023-08-31"),
        ("next Friday", "2023-09-08"),
        ("by Monday", "../2023-09-11"),
        ("today", "2023-09-07"),
        ("yesterday", "2023-09-06"),
        ("last year", "2022-01-01/2022-12-31"),
        ("this week", "2023-09-04/2023-09-10"),
        ("next month", "2023-10-01/2023-10-31"),
        ("in the second half of next year", "2024-07-01/2024-12-31"),
        ("early next year", "2024-01-01/2024-04-30"),
        ("by the end of this year", "../2023-12-31"),
        ("over the past 30 years", "1993-09-07/2023-09-07"),
        ("in the coming two years", "2023-09-07/2025-09-07"),
        ("within three months", "2023-09-07/2023-12-07"),
        ("two years ago", "2021-01-01/2021-12-31"),
        ("Sept. 7", "2023-09-07"),
        ("Dec. 12", "2023-12-12"),
        ("29 February", "2024-02-29"),
        ("last March", "2023-03-01/2023-03-31"),
        ("昨天", "2023-09-06"),
        ("周四", "2023-09-07"),
        ("下周一", "2023-09-11"),
        ("明年9月", "2024-09-01/2024-09-30"),
        ("9月7日", "2023-09-07"),
        ("过去30年", "1993-09-07/2023-09-07"),
    ],
)
def test_words_are_counted_from_a_day(words: str, iso: str) -> None:
    assert resolve(words) is None, "without a day to count from they mean nothing"
    found = resolve(words, DAY)
    assert found is not None
    assert found.iso == iso


@pytest.mark.parametrize(
    ("words", "iso"),
    [
        ("2023-09-07", "2023-09-07"),
        ("7 September 2023", "2023-09-07"),
        ("September 7, 2023", "2023-09-07"),
        ("by 2030", "../2030-12-31"),
        ("in 2022", "2022-01-01/2022-12-31"),
        ("since 2022", "2022-01-01/.."),
        ("before March 2024", "../2024-02-29"),
        ("the end of 2025", "2025-12-31"),
        ("from 2023 to 2025", "2023-01-01/2025-12-31"),
        ("the first quarter of 2024", "2024-01-01/2024-03-31"),
        ("the 1990s", "1990-01-01/1999-12-31"),
        ("2023年9月7日", "2023-09-07"),
        ("到2030年", "../2030-12-31"),
    ],
)
def test_words_that_name_their_days_need_none_to_count_from(words: str, iso: str) -> None:
    (reading,) = readings(words, ANCHORS)
    assert (reading.period.iso, reading.by) == (iso, "")
    assert readings(words, ()) == (reading,)


@pytest.mark.parametrize(
    "words", ["", "peace", "Feb. 30", "more than 2000 people", "as soon as possible", "may", "31月9日"]
)
def test_other_words_are_no_days(words: str) -> None:
    assert readings(words, ANCHORS) == ()


def test_the_dateline_counts_before_the_publication_and_both_are_named() -> None:
    first, second, *_ = readings("today", ANCHORS)
    assert (first.period.iso, first.by) == ("2023-09-07", "dateline")
    assert (second.period.iso, second.by) == ("2023-09-08", "publication")
    assert readings("today", anchors("", "2023-09-08")) == (second,)
    assert [reading.by for reading in readings("last year", ANCHORS)] == ["dateline"], "one meaning is told once"


def test_the_coming_day_of_a_name_is_offered_behind_the_last_one() -> None:
    found = readings("Thursday", ANCHORS)
    assert [(reading.period.iso, reading.ahead) for reading in found] == [("2023-09-07", False), ("2023-09-14", True)]


def test_the_seed_says_when() -> None:
    found = {SEED[slice(*dated.range)]: dated.period.iso for dated in dates_in(SEED, DAY)}
    assert found == {
        "2023-09-08": "2023-09-08",
        "September 08, 2023": "2023-09-08",
        "Sept. 7": "2023-09-07",
        "Thursday": "2023-09-07",
        "last year": "2022-01-01/2022-12-31",
        "over the past 30 years": "1993-09-07/2023-09-07",
    }


@given(st.text(alphabet="0123456789-/年月日 May.bynextlastyearsTuesday", max_size=40), st.dates())
def test_any_words_give_whole_periods_or_nothing(words: str, day: object) -> None:
    for dated in dates_in(words, str(day)):
        start, end = dated.range
        assert 0 <= start < end <= len(words)
        assert Period.parse(dated.period.iso) == dated.period


@pytest.mark.parametrize(
    "value", ["", "2023", "2023-02-30", "../..", "2024-01-01/2023-01-01", "2023-1-1", "x/2023-01-01"]
)
def test_what_is_no_day_and_no_interval_is_no_period(value: str) -> None:
    assert Period.parse(value) is None
