"""Title line, date line and dateline."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.header import Header, read_header

SEED = next((Path(__file__).parents[2] / "seeds").glob("*.txt")).read_text(encoding="utf-8")


def words(text: str, span: tuple[int, int] | None) -> str:
    return text[slice(*span)] if span else ""


def test_the_seed_gives_title_dates_place_and_agency() -> None:
    header = read_header(SEED)
    assert words(SEED, header.title) == "China ready to join S.Korea in advancing ties -- Chinese premier"
    assert header.published == "2023-09-08"
    assert words(SEED, header.date_line) == "September 08, 2023"
    assert words(SEED, header.dateline) == "JAKARTA, Sept. 7 (Xinhua) -- "
    assert (header.place, header.dateline_date, header.agency) == ("JAKARTA", "2023-09-07", "Xinhua")
    assert SEED[header.header_end :].startswith("JAKARTA")


DATELINES = [
    ("JAKARTA, Sept. 7 (Xinhua) -- ", "Chinese", "JAKARTA", "2023-09-07", "Xinhua"),
    ("SEOUL, Sept. 7 (Yonhap) -- ", "South", "SEOUL", "2023-09-07", "Yonhap"),
    ("WASHINGTON (AP) — ", "President", "WASHINGTON", "", "AP"),
    ("LONDON, Sept 7 (Reuters) - ", "Britain", "LONDON", "2023-09-07", "Reuters"),
    ("LONDON, Sept 7 (Reuters) - ", "iPhone maker", "LONDON", "2023-09-07", "Reuters"),
    ("Paris, Sept 7, 2023 (AFP) - ", "France", "Paris", "2023-09-07", "AFP"),
    ("MOSCOW, September 7. /TASS/. ", "Russia", "MOSCOW", "2023-09-07", "TASS"),
    ("TOKYO (Kyodo) — ", "Japan", "TOKYO", "", "Kyodo"),
    ("TOKYO, Sept. 7, Kyodo - ", "Japan", "TOKYO", "2023-09-07", "Kyodo"),
    ("TOKYO, Sept. 7 Kyodo - ", "Japan", "TOKYO", "2023-09-07", "Kyodo"),
    ("SÃO PAULO, 7 Sept (Reuters) — ", "O", "SÃO PAULO", "2023-09-07", "Reuters"),
    ("WASHINGTON — ", "The", "WASHINGTON", "", ""),
    ("BEIJING -- ", "May 4 marked a century", "BEIJING", "", ""),
    ("GENEVA — ", "12 June will be the day", "GENEVA", "", ""),
    ("NEW YORK/LONDON, Sept 7 (Reuters) - ", "Oil", "NEW YORK/LONDON", "2023-09-07", "Reuters"),
    ("UNITED NATIONS, Sept. 7 (Xinhua) -- ", "UN", "UNITED NATIONS", "2023-09-07", "Xinhua"),
    ("BEIJING, Sept. 7 (Xinhua) -- ", "“We", "BEIJING", "2023-09-07", "Xinhua"),
    ("ADDIS ABABA, Sept. 7 (Xinhua) -- ", "AU", "ADDIS ABABA", "2023-09-07", "Xinhua"),
    ("HANGZHOU, China, Sept. 7 (Xinhua) -- ", "The", "HANGZHOU, China", "2023-09-07", "Xinhua"),
    ("BRUSSELS, Dec. 31 (Xinhua) -- ", "The", "BRUSSELS", "2022-12-31", "Xinhua"),
    ("BRUSSELS, Feb. 29 (Xinhua) -- ", "The", "BRUSSELS", "2020-02-29", "Xinhua"),
    ("BRUSSELS, Sept. 9 (Xinhua) -- ", "The", "BRUSSELS", "2023-09-09", "Xinhua"),
    ("BRUSSELS, Sept. 10 (Xinhua) -- ", "The", "BRUSSELS", "2022-09-10", "Xinhua"),
    ("新华社雅加达9月7日电（记者张三）", "国务院总理李强", "雅加达", "2023-09-07", "新华社"),
]


@pytest.mark.parametrize(("dateline", "body", "place", "day", "agency"), DATELINES)
def test_datelines_of_all_agencies_are_recognised(dateline: str, body: str, place: str, day: str, agency: str) -> None:
    text = f"date 2023-09-08 Title\n\n{dateline}{body} and so on"
    header = read_header(text)
    assert words(text, header.dateline) == dateline
    assert (header.place, header.dateline_date, header.agency) == (place, day, agency)


@pytest.mark.parametrize(
    "line",
    [
        "Li said on Thursday - again",
        "The plan - a first - passed",
        "NATO - the alliance - said",
        "KYODO NEWS - Sep 7, 2023 - 18:44 | All",
        "Chinese Premier (Li) said so",
        "",
        "\n\n",
    ],
)
def test_text_without_a_header_gives_an_empty_one(line: str) -> None:
    assert read_header(line) == Header()


@pytest.mark.parametrize(
    "line", ["8 September 2023", "Friday, September 8, 2023", "2023-09-08", "2023年9月8日", "Sept. 8, 2023"]
)
def test_a_date_line_alone_dates_the_article(line: str) -> None:
    text = f"A title\n{line}\n\nParis, Sept 7 (AFP) - France"
    header = read_header(text)
    assert words(text, header.date_line) == line
    assert header.published == "2023-09-08"
    assert header.dateline_date == "2023-09-07"
    assert header.title is None
    assert text[header.header_end :].startswith("Paris")


def test_a_date_line_deep_in_the_text_is_not_the_header() -> None:
    assert read_header("One.\nTwo.\nThree.\nFour.\nSeptember 8, 2023\n") == Header()


def test_a_day_that_does_not_exist_is_left_out() -> None:
    header = read_header("date 2023-13-40 Title\n\nPARIS, Feb. 31 (AFP) - France")
    assert header.title == (16, 21)
    assert (header.published, header.dateline_date, header.place) == ("", "", "PARIS")
    assert read_header("date 9999-12-31 T\n\nPARIS, Dec. 31 (AFP) - F").dateline_date == "9999-12-31"


@settings(deadline=None)
@given(st.text(st.sampled_from("date 2023-09-08 JAKRT,Sept.()/—-\n\r年月日电新华社é"), max_size=60))
def test_whatever_the_text_the_ranges_lie_inside_it(text: str) -> None:
    header = read_header(text)
    assert 0 <= header.header_end <= len(text)
    for span in (header.title, header.date_line, header.dateline):
        assert span is None or 0 <= span[0] < span[1] <= len(text)


def cpu(text: str) -> float:
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        read_header(text)
        best = min(best, time.process_time() - start)
    return best


@pytest.mark.parametrize("unit", ["A", "City ", "A'", "- ", "\n", " ", "date 2023-09-08 ", "A, ", "1 May "])
def test_reading_the_header_of_a_long_text_costs_at_most_its_length(unit: str) -> None:
    short, long = unit * (50_000 // len(unit)), unit * (800_000 // len(unit))
    # 16 times the text; a quadratic search would cost 256 times as much.
    assert cpu(long) < 40 * cpu(short) + 0.005
