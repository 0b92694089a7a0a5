"""How dates, times and counts are written."""

from datetime import UTC, datetime

import pytest

from annotator.core.dates import day_from
from annotator.ui.panels.words import counted, day, days_apart, moment


def test_days_are_written_out_and_anything_else_stays() -> None:
    assert day("2023-09-08") == "8 Sep 2023"
    assert day("last spring") == "last spring"


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("2023-09-08", "2023-09-08", "2023-09-08"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2023/12", "2023-12-01", "2023-12-31"),
        ("2023", "2023-01-01", "2023-12-31"),
        ("", "", ""),
        ("2023-13", None, None),
        ("soon", None, None),
        ("23", None, None),
    ],
)
def test_a_day_a_month_or_a_year_may_be_typed(typed: str, first: str | None, last: str | None) -> None:
    assert day_from(typed) == first
    assert day_from(typed, last=True) == last


def test_times_of_today_are_a_clock_and_older_ones_name_their_day() -> None:
    now = datetime(2024, 2, 1, 15, 0, tzinfo=UTC)
    at = [datetime(year, month, 1, 9, 5, tzinfo=UTC) for year, month in ((2024, 2), (2024, 1), (2023, 9))]
    words = [moment(round(when.timestamp() * 1_000_000), now=now, zone=UTC) for when in at]
    assert words == ["09:05", "1 Jan, 09:05", "1 Sep 2023, 09:05"]


def test_counts_and_distances() -> None:
    assert (counted(1, "span"), counted(1200, "span")) == ("1 span", "1,200 spans")
    assert days_apart("2023-09-08", "2023-09-07") == 1
    assert days_apart("2023-09-08", "") == 0
