"""The rules behind `dates`: which words mean which days, one regular expression and one function each, no decisions."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from annotator.core.header import MONTH
from annotator.core.patterns import Pattern
from annotator.core.reporting import listed

Days = tuple[date, date]
"""First and last day, both included."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CHINESE_WEEKDAYS = "一二三四五六日天"
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_NUMBERS = {
    word: number
    for number, word in enumerate(
        listed(
            "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
            "seventeen eighteen nineteen twenty"
        ),
        start=1,
    )
} | {"a": 1, "an": 1, "couple": 2, "thirty": 30, "forty": 40, "fifty": 50, "hundred": 100}
_NUMBER = r"(?:\d{1,4}|" + "|".join(sorted(_NUMBERS, key=len, reverse=True)) + r")"
_CHINESE_NUMBERS = {word: number for number, word in enumerate("一二三四五六七八九十", start=1)} | {"两": 2}
_UNIT = r"(?:day|week|month|quarter|year|decade|centur(?=y|ies))(?:s|y|ies)?"
_YEAR = r"(?:19|20|21)\d\d"
_RELATIVE_YEAR = r"(?:this|last|next|the coming|the past|the current|the following) year"
_PARTS = {"first": 0, "second": 1, "third": 2, "fourth": 3, "last": 3}
_DAYS_FROM = {
    "today": 0, "tonight": 0, "this morning": 0, "this afternoon": 0, "this evening": 0, "yesterday": -1,
    "last night": -1, "tomorrow": 1, "the day before yesterday": -2, "the day after tomorrow": 2,
}  # fmt: skip
_CHINESE_DAYS = {"今天": 0, "今日": 0, "昨天": -1, "昨日": -1, "明天": 1, "明日": 1, "前天": -2, "后天": 2}
_CHINESE_YEARS = {"前年": -2, "去年": -1, "今年": 0, "明年": 1, "后年": 2}
_AHEAD = Pattern(r"(?i)\b(?:by|until|till|before|next|coming|no later than|下)\s*(?:the\s+)?$")


@dataclass(frozen=True, slots=True)
class Base:
    """The day to count from, and whether the coming day of a name is meant rather than the nearest or last."""

    day: date
    ahead: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """Words and what they mean; `days` raises `ValueError` or `OverflowError` where there are no such days.

    A rule that is `relative` means nothing without a day to count from.
    """

    pattern: Pattern
    days: Callable[[re.Match[str], Base], Days]
    relative: bool = True

    def leads_ahead(self, before: str) -> bool:
        """Whether the words before a match point to the coming day: "by Friday"."""
        return self.relative and _AHEAD.search(before) is not None


@dataclass(frozen=True, slots=True)
class Wrap:
    """Words right before a date that open its interval: `kind` is "by", "before", "since", "after" or "end"."""

    pattern: Pattern
    kind: str


WRAPS = (
    Wrap(Pattern(r"(?i)\b(?:by|before|until|till|no later than) (?:the )?end of (?:the )?$"), "by"),
    Wrap(Pattern(r"(?i)\b(?:at )?(?:the )?end of (?:the )?$"), "end"),
    Wrap(Pattern(r"(?i)\b(?:by|until|till|no later than|up to) (?:the )?$"), "by"),
    Wrap(Pattern(r"(?i)\b(?:before|prior to) (?:the )?$"), "before"),
    Wrap(Pattern(r"(?i)\b(?:ever )?since (?:the )?$"), "since"),
    Wrap(Pattern(r"(?i)\bafter (?:the )?$"), "after"),
    Wrap(Pattern(r"自$"), "since"),
    Wrap(Pattern(r"到$"), "by"),
)


def _number(words: str) -> int:
    return int(words) if words.isdigit() else _NUMBERS.get(words.lower()) or _CHINESE_NUMBERS[words]


def _month_number(name: str) -> int:
    return _MONTHS.index(name[:3].lower()) + 1


def _year(year: int) -> Days:
    return date(year, 1, 1), date(year, 12, 31)


def _months(year: int, month: int, count: int = 1) -> Days:
    """Return `count` whole months from one on; `month` may lie outside 1 to 12."""
    first, behind = month - 1 + 12 * year, month - 1 + count + 12 * year
    return date(first // 12, first % 12 + 1, 1), date(behind // 12, behind % 12 + 1, 1) - timedelta(days=1)


def _moved(day: date, unit: str, count: int) -> date:
    """Return the day that is so many units away; the 29 February becomes the 28th where there is none."""
    if unit in ("day", "week"):
        return day + timedelta(days=count * (7 if unit == "week" else 1))
    months = count * {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}[unit]
    first, last = _months(day.year, day.month + months)
    return min(date(first.year, first.month, 1) + timedelta(days=day.day - 1), last)


def _unit(words: str) -> str:
    word = words.lower()
    return "century" if word.startswith("centur") else word.rstrip("s")


def _whole(day: date, unit: str) -> Days:
    """Return the whole week (from Monday), month, quarter, year, decade or century that a day lies in."""
    if unit == "week":
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)
    if unit == "month":
        return _months(day.year, day.month)
    if unit == "quarter":
        return _months(day.year, 3 * ((day.month - 1) // 3) + 1, 3)
    if unit in ("decade", "century"):
        years = 10 if unit == "decade" else 100
        first = day.year - day.year % years
        return date(first, 1, 1), date(first + years - 1, 12, 31)
    return (day, day) if unit == "day" else _year(day.year)


def _step(word: str) -> int:
    word = word.lower().removeprefix("the ")
    return {"last": -1, "past": -1, "previous": -1, "next": 1, "coming": 1, "following": 1}.get(word, 0)


def _year_of(words: str, anchor: date) -> int:
    digits = re.search(r"\d{4}", words)
    return int(digits[0]) if digits else anchor.year + _step(words.rsplit(" ", 1)[0])


def _named_day(match: re.Match[str], base: Base) -> Days:
    month, day = _month_number(match["month"]), int(match["day"])
    if match["year"]:
        found = date(int(match["year"]), month, day)
        return found, found
    return _nearest_day(month, day, base.day, ahead=base.ahead)


def _nearest_day(month: int, day: int, anchor: date, *, ahead: bool) -> Days:
    """Return the day of this name that is nearest to the anchor, or with `ahead` the first one from it on."""
    years = range(anchor.year - (0 if ahead else 4), anchor.year + 9)
    real = [date(year, month, day) for year in years if _exists(year, month, day)]
    if ahead:
        real = [found for found in real if found >= anchor]
    nearest = min(real, key=lambda found: abs(found - anchor))
    return nearest, nearest


def _exists(year: int, month: int, day: int) -> bool:
    return month in range(1, 13) and 1 <= day <= _months(year, month)[1].day


def _month(match: re.Match[str], base: Base) -> Days:
    month = _month_number(match["month"])
    if match["year"]:
        return _months(int(match["year"]), month)
    which = (match["which"] or "").lower()
    if which in ("last", "next"):
        earlier, later = (base.day.year, base.day.year - 1), (base.day.year, base.day.year + 1)
        behind, before = month >= base.day.month, month <= base.day.month
        return _months(earlier[behind] if which == "last" else later[before], month)
    if base.ahead:
        return _months(base.day.year + (month < base.day.month), month)
    middle = min((_months(year, month)[0] for year in (base.day.year - 1, base.day.year, base.day.year + 1)),
                 key=lambda first: abs(first + timedelta(days=14) - base.day))  # fmt: skip
    return _months(middle.year, month)


def _weekday(match: re.Match[str], base: Base) -> Days:
    wanted = _WEEKDAYS.index(match["weekday"][:3].lower())
    which = (match["which"] or "").lower()
    return _nearest_weekday(wanted, which, base.day, ahead=base.ahead)


def _nearest_weekday(wanted: int, which: str, anchor: date, *, ahead: bool) -> Days:
    back = (anchor.weekday() - wanted) % 7
    if which in ("next", "coming", "this coming"):
        found = anchor + timedelta(days=7 - back)
    elif which == "last":
        found = anchor - timedelta(days=back or 7)
    elif ahead:
        found = anchor + timedelta(days=(7 - back) % 7)
    else:
        found = anchor - timedelta(days=back)
    return found, found


def _which_unit(match: re.Match[str], base: Base) -> Days:
    unit = _unit(match["unit"])
    return _whole(_moved(base.day, unit, _step(match["which"])), unit)


def _part_of_year(match: re.Match[str], base: Base) -> Days:
    year = _year_of(match["year"], base.day)
    halves = match["part"].lower() == "half"
    place = _PARTS[match["nth"].lower()]
    count = 6 if halves else 3
    place = min(place, 1) if halves else place
    return _months(year, 1 + count * place, count)


def _piece_of_year(match: re.Match[str], base: Base) -> Days:
    year = _year_of(match["year"], base.day)
    month, count = {"early": (1, 4), "mid": (5, 4), "late": (9, 4)}[match["piece"].lower().rstrip("- ")]
    return _months(year, month, count)


def _span_of_units(match: re.Match[str], base: Base) -> Days:
    count, unit = _number(match["count"] or "1"), _unit(match["unit"])
    if match["which"].lower() in ("past", "last", "previous", "recent"):
        return _moved(base.day, unit, -count), base.day
    return base.day, _moved(base.day, unit, count)


def _within(match: re.Match[str], base: Base) -> Days:
    return base.day, _moved(base.day, _unit(match["unit"]), _number(match["count"]))


def _ago(match: re.Match[str], base: Base) -> Days:
    unit = _unit(match["unit"])
    return _whole(_moved(base.day, unit, -_number(match["count"])), unit)


def _chinese_day(match: re.Match[str], base: Base) -> Days:
    month, day = int(match["month"]), match["day"]
    named = match["year"]
    year = int(named) if named and named.isdigit() else base.day.year + _CHINESE_YEARS[named] if named else 0
    if day is None:
        return _whole(date(year or base.day.year, month, 1), "month")
    if year:
        found = date(year, month, int(day))
        return found, found
    return _nearest_day(month, int(day), base.day, ahead=base.ahead)


def _chinese_weekday(match: re.Match[str], base: Base) -> Days:
    wanted = min(_CHINESE_WEEKDAYS.index(match["weekday"]), 6)
    which = match["which"]
    if which:
        monday = base.day - timedelta(days=base.day.weekday() - 7 * {"上": -1, "本": 0, "这": 0, "下": 1}[which[0]])
        return monday + timedelta(days=wanted), monday + timedelta(days=wanted)
    return _nearest_weekday(wanted, "", base.day, ahead=base.ahead)


def _chinese_unit(match: re.Match[str], base: Base) -> Days:
    unit = {"周": "week", "月": "month", "年": "year"}[match["unit"]]
    return _whole(_moved(base.day, unit, {"上": -1, "本": 0, "这": 0, "下": 1}[match["which"][0]]), unit)


def _chinese_span(match: re.Match[str], base: Base) -> Days:
    unit = {"天": "day", "周": "week", "月": "month", "年": "year"}[match["unit"][-1]]
    count = _number(match["count"])
    return (
        (base.day, _moved(base.day, unit, count))
        if match["which"] == "未来"
        else (_moved(base.day, unit, -count), base.day)
    )


def _iso_day(match: re.Match[str], _base: Base) -> Days:
    found = date.fromisoformat(match.group())
    return found, found


def _from_today(match: re.Match[str], base: Base) -> Days:
    found = base.day + timedelta(days=(_DAYS_FROM | _CHINESE_DAYS)[match.group().lower()])
    return found, found


def _plain_year(match: re.Match[str], base: Base) -> Days:
    return _year(_year_of(match.group(), base.day))


def _decade(match: re.Match[str], _base: Base) -> Days:
    return date(int(match["year"]), 1, 1), date(int(match["year"]) + 9, 12, 31)


_NTH = r"(?i)\b(?:the )?(?P<nth>first|second|third|fourth|last) (?P<part>half|quarter) of"
_PIECE = r"(?i)\b(?P<piece>early|mid|late)[- ]"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?(?!\d)"

RULES = (
    Rule(Pattern(r"(?<![\d-])\d{4}-\d\d-\d\d(?![\d-])"), _iso_day, relative=False),
    Rule(Pattern(rf"\b(?P<month>{MONTH}) {_DAY},? (?P<year>{_YEAR})(?!\d)"), _named_day, relative=False),
    Rule(Pattern(rf"\b(?P<day>\d{{1,2}}) (?P<month>{MONTH}),? (?P<year>{_YEAR})(?!\d)"), _named_day, relative=False),
    Rule(Pattern(rf"\b(?P<month>{MONTH}) {_DAY}(?P<year>(?!))?"), _named_day),
    Rule(Pattern(rf"\b(?P<day>\d{{1,2}}) (?P<month>{MONTH})(?P<year>(?!))?(?![\w])"), _named_day),
    Rule(Pattern(rf"\b(?P<month>{MONTH}) (?P<year>{_YEAR})(?!\d)(?P<which>(?!))?"), _month, relative=False),
    Rule(
        Pattern(
            rf"(?:\b(?P<which>[Ll]ast|[Nn]ext|[Tt]his) |(?<=[Ii]n )|(?<=[Bb]y )|(?<=[Ss]ince )|(?<=[Uu]ntil )|\A)"
            rf"(?P<month>{MONTH})(?P<year>(?!))?(?![\w]| \d)"
        ),
        _month,
    ),
    Rule(
        Pattern(rf"(?:\b(?P<which>[Ll]ast|[Nn]ext|[Tt]his coming|[Cc]oming|[Tt]his) )?(?P<weekday>{_WEEKDAY})\b"),
        _weekday,
    ),
    Rule(Pattern(rf"(?i)\b(?:{'|'.join(sorted(_DAYS_FROM, key=len, reverse=True))})\b"), _from_today),
    Rule(Pattern("|".join(_CHINESE_DAYS)), _from_today),
    Rule(
        Pattern(
            rf"(?i)\b(?P<which>last|this|next|the past|the coming|the previous|the current|the following"
            rf"|(?<=end of )the) (?P<unit>{_UNIT})\b"
        ),
        _which_unit,
    ),
    Rule(Pattern(rf"{_NTH} (?P<year>{_YEAR})\b"), _part_of_year, relative=False),
    Rule(Pattern(rf"{_NTH} (?P<year>{_RELATIVE_YEAR}|the year)\b"), _part_of_year),
    Rule(Pattern(rf"{_PIECE}(?P<year>{_YEAR})\b"), _piece_of_year, relative=False),
    Rule(Pattern(rf"{_PIECE}(?P<year>{_RELATIVE_YEAR})\b"), _piece_of_year),
    Rule(
        Pattern(
            rf"(?i)\b(?:(?:over|in|within|during|for) )?the (?P<which>past|last|previous|recent|next|coming) "
            rf"(?P<count>{_NUMBER}) (?P<unit>{_UNIT})\b"
        ),
        _span_of_units,
    ),
    Rule(
        Pattern(rf"(?i)\b(?P<which>past|last|previous|next|coming) (?P<count>{_NUMBER}) (?P<unit>{_UNIT})\b"),
        _span_of_units,
    ),
    Rule(Pattern(rf"(?i)\bwithin (?P<count>{_NUMBER}) (?P<unit>{_UNIT})\b"), _within),
    Rule(Pattern(rf"(?i)\b(?P<count>{_NUMBER}) (?P<unit>{_UNIT}) ago\b"), _ago),
    Rule(
        Pattern(
            rf"(?:(?<=[Ii]n )|(?<=[Bb]y )|(?<=[Ss]ince )|(?<=[Uu]ntil )|(?<=[Bb]efore )|(?<=[Aa]fter )"
            rf"|(?<=[Ff]rom )|(?<=[Tt]o )|(?<=[Dd]uring )|(?<=end of )|(?<=and )|\A){_YEAR}(?![\d,%-]|s\b| [a-z]+s\b)"
        ),
        _plain_year,
        relative=False,
    ),
    Rule(Pattern(r"\b(?:the )?(?P<year>(?:19|20)\d0)s\b"), _decade, relative=False),
    Rule(Pattern(rf"(?P<year>{_YEAR})年(?P<month>\d{{1,2}})月(?:(?P<day>\d{{1,2}})日)?"), _chinese_day, relative=False),
    Rule(
        Pattern(r"(?P<year>前年|去年|今年|明年|后年)?(?<!\d)(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日)?"), _chinese_day
    ),
    Rule(Pattern(rf"(?<!\d){_YEAR}年(?!\d)"), _plain_year, relative=False),
    Rule(Pattern(r"前年|去年|今年|明年|后年(?!\d)"), lambda m, base: _year(base.day.year + _CHINESE_YEARS[m.group()])),
    Rule(Pattern(r"(?P<which>上|本|这|下)?(?:个)?(?:星期|周)(?P<weekday>[一二三四五六日天])"), _chinese_weekday),
    Rule(Pattern(r"(?P<which>上|本|这|下)个?(?P<unit>周|月)(?![一二三四五六日天])"), _chinese_unit),
    Rule(
        Pattern(r"(?P<which>过去|未来)(?P<count>\d{1,4}|[一二三四五六七八九十两])(?P<unit>年|个月|周|天)"),
        _chinese_span,
    ),
)
"""Every rule. Where the words of two overlap, those that begin first count, and of these the longest."""
