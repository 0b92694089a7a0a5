"""Recognises what stands before a news article's first words: title line, date line, dateline.

It never alters the text and never looks further than the first lines; all it gives are offsets and values.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from annotator.core.patterns import Pattern

Range = tuple[int, int]
"""[start, end) in code points."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?\.?|July?\.?|Aug(?:ust|\.)?"
    r"|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_WORD = r"[A-Z\u00c0-\u00de][A-Za-z\u00c0-\u024f.'\u2019\-]*"
_CITY = rf"{_WORD}(?:[ /]{_WORD}){{0,4}}"
_DAY = rf"(?:{MONTH} \d{{1,2}}(?:, \d{{4}})?|\d{{1,2}} {MONTH}(?: \d{{4}})?)"

_TITLE_LINE = Pattern(r"[ \t]*date[ \t]+(\d{4}-\d{2}-\d{2})[ \t]+(\S[^\n]*)")
_DATELINE = Pattern(
    rf"(?P<place>{_CITY}(?:, (?!{MONTH}[ ,]){_CITY})?)(?:,? (?P<date>{_DAY}))?\.?,? ?"
    r"(?:\((?P<agency>[A-Z][A-Za-z&. ]{1,24})\)|/(?P<slashed>[A-Z]{3,12})/\.?|(?P<bare>Kyodo(?: News)?)(?= -))? ?"
    r"(?P<dash>--|\u2014|\u2013|-)?[ \u00a0]?(?=(?P<next>\S))"
)
_STAMP = Pattern(rf"{_DAY}(?:,? ?\d{{1,2}}:\d\d|,? \d{{4}}| ?[-|]|$)")
_CHINESE_DATELINE = Pattern(
    r"(?P<agency>新华社|中新社|中新网|人民网|央视网)(?P<place>[\u4e00-\u9fff]{1,12}?)?"
    r"(?:(?P<month>\d{1,2})月(?P<day>\d{1,2})日)?电(?:[（(][^）)\n]{1,40}[）)])?[ \u3000]*"
)
_BLANK_LINES = Pattern(r"(?:[^\S\n]*\n)*")
_WEEKDAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? )?"
_DATE_LINE = Pattern(
    rf"{_WEEKDAY}(?:(?P<m1>{MONTH}) (?P<d1>\d{{1,2}}),? (?P<y1>\d{{4}})"
    rf"|(?P<d2>\d{{1,2}}) (?P<m2>{MONTH}),? (?P<y2>\d{{4}})"
    r"|(?P<y3>\d{4})-(?P<m3>\d{2})-(?P<d3>\d{2})|(?P<y4>\d{4})年(?P<m4>\d{1,2})月(?P<d4>\d{1,2})日)"
)

# A dateline stands in the first lines and is short; nothing behind these limits is ever looked at.
_LINES = 12
_LINE_LENGTH = 240
_TITLE_LENGTH = 2000
_DATE_LINE_BEFORE = 3


@dataclass(frozen=True, slots=True)
class Header:
    """What was recognised; None or "" for what is not there.

    `title`, `date_line` and `dateline` are ranges; dates are ISO. `dateline` ends where the article's first word
    begins. `header_end` is the offset of the body: behind title line and date line, before the dateline, 0 where the
    text has neither line.
    """

    title: Range | None = None
    published: str = ""
    date_line: Range | None = None
    dateline: Range | None = None
    place: str = ""
    dateline_date: str = ""
    agency: str = ""
    header_end: int = 0


@dataclass(frozen=True, slots=True)
class Dateline:
    """One dateline as it stands: its end, and place, day and agency in its own words ("" where missing)."""

    end: int
    place: str
    day: str
    agency: str


def read_header(text: str) -> Header:
    """Return what stands before the article's first words; an empty `Header` where nothing is recognised."""
    title: Range | None = None
    date_line: Range | None = None
    published, line_date, header_end = "", "", 0
    for number, (start, end) in enumerate(_first_lines(text)):
        if title is None and date_line is None and (match := _TITLE_LINE.match(text, start, end)):
            title = (match.start(2), match.start(2) + len(match[2].rstrip()))
            published = _iso(*(int(part) for part in match[1].split("-")))
            header_end = _next_line(text, end)
            continue
        may_date = date_line is None and number < _DATE_LINE_BEFORE
        if may_date and (found := _DATE_LINE.fullmatch(text, start, end)):
            date_line, line_date = (start, end), _date_of_line(found)
            header_end = _next_line(text, end)
            continue
        dateline = match_dateline(text, start, min(end, start + _LINE_LENGTH))
        if dateline:
            published = published or line_date
            day = _resolve(dateline.day, published)
            return Header(
                title, published, date_line, (start, dateline.end), dateline.place, day, dateline.agency, header_end
            )
    return Header(title, published or line_date, date_line, header_end=header_end)


def match_dateline(text: str, start: int, end: int) -> Dateline | None:
    """Return the dateline that begins at `start`, the start of a paragraph; `end` bounds the look."""
    end = min(end, start + _LINE_LENGTH)
    chinese = _CHINESE_DATELINE.match(text, start, end)
    if chinese:
        day = f"{chinese['month']}月{chinese['day']}日" if chinese["month"] else ""
        return Dateline(chinese.end(), chinese["place"] or "", day, chinese["agency"])
    match = _DATELINE.match(text, start, end)
    if match is None:
        return None
    # A capitalised word and a dash is not enough: "NATO - the alliance - ..." is a sentence.
    in_capitals = match["place"].isupper()
    stamped = _STAMP.match(text, match.end(), end)  # "KYODO NEWS - Sep 7, 2023 - 18:44" names no place
    bare = match["dash"] and in_capitals and not match["next"].islower() and not stamped
    agency = match["agency"] or match["bare"] or ""
    by_agency = agency and (match["dash"] or match["date"] or in_capitals)
    if not (by_agency or match["slashed"] or (match["dash"] and match["date"]) or bare):
        return None
    return Dateline(match.end(), match["place"], match["date"] or "", agency or match["slashed"] or "")


def _first_lines(text: str) -> Iterator[Range]:
    """Yield the first non-blank lines without the blanks around them; a very long line is cut."""
    start = count = 0
    while start < len(text) and count < _LINES:
        newline = text.find("\n", start)
        stop = len(text) if newline < 0 else newline
        line = text[start : min(stop, start + _TITLE_LENGTH)]
        if line.strip():
            begin = start + len(line) - len(line.lstrip())
            count += 1
            yield begin, begin + len(line.strip())
        start = stop + 1


def _next_line(text: str, end: int) -> int:
    """Return the offset of the first line behind `end` that has something on it."""
    newline = text.find("\n", end)
    if newline < 0:
        return len(text)
    match = _BLANK_LINES.match(text, newline)
    return match.end() if match else newline


def _iso(year: int, month: int, day: int) -> str:
    """Return the ISO date, or "" where there is no such day."""
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def _month_number(name: str) -> int:
    return int(name) if name.isdigit() else _MONTHS.index(name[:3].lower()) + 1


def _date_of_line(match: re.Match[str]) -> str:
    """Return the ISO date of a date line, whichever way it is written."""
    style = next(n for n in "1234" if match[f"y{n}"])
    return _iso(int(match[f"y{style}"]), _month_number(match[f"m{style}"]), int(match[f"d{style}"]))


@lru_cache(maxsize=1000)  # the articles of a folder are of the same few days
def _resolve(day: str, published: str) -> str:
    """Return the ISO date of a dateline's day; without a year it is the latest one not after `published` + 1 day."""
    numbers = re.findall(r"\d+", day)
    if not numbers:
        return ""
    month = _month_number((re.findall(r"[A-Za-z]+", day) or [numbers.pop(0)])[0])
    number = int(numbers[0])
    if len(numbers) > 1:
        return _iso(int(numbers[1]), month, number)
    if not published:
        return ""
    latest = min(date.fromisoformat(published), date.max - timedelta(days=1)) + timedelta(days=1)
    # Eight years reach the 29 February before any day.
    candidates = (_iso(year, month, number) for year in range(latest.year, max(latest.year - 9, 0), -1))
    return next((iso for iso in candidates if iso and iso <= latest.isoformat()), "")
