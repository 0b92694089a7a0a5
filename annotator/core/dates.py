"""Turns words such as "Thursday", "by 2030" or "over the past 30 years" into days, counted from a day the reader sees.

It reads words and never an article; where words mean no certain days it gives nothing. ISO 8601 and Gregorian only.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from annotator.core.date_words import RULES, WRAPS, Base, Days, Rule
from annotator.core.header import Range
from annotator.core.patterns import Pattern

OPEN = ".."
"""Stands for the end of an interval that has none, as in "since 2022": 2022-01-01/.."""

_EDGES = " \t\n\u00a0\u3000,.;:，。；：()（）“”\"'"
_LEADING = Pattern(r"(?i)(?:in|on|at|for|during|of|as of|the|around|about|from|between)\s+")
_JOIN = Pattern(r"(?i)\s*(?:to|and|through|until|till|-|–|—|至|到)\s*")
_CHINESE_BEHIND = Pattern(r"(?P<before>之?前|底前)|(?P<since>以来|起|以后)|(?P<end>年?底)")
_LOOK_BACK = 24
_DAY_PARTS, _YEAR_DIGITS = 3, 4


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` to `last`, both included, ISO; one is empty where the interval is open there.

    Invariant: at least one is given, and `first` is not after `last`.
    """

    first: str
    last: str

    @classmethod
    def parse(cls, value: str) -> Self | None:
        """Read what `iso` writes: a day, or an interval with ".." for an open end; None for anything else."""
        first, slash, last = value.partition("/")
        if not slash:
            return cls(first, first) if _is_day(first) else None
        ends = ["" if end == OPEN else end for end in (first, last)]
        if not any(ends) or not all(_is_day(end) for end in ends if end) or (all(ends) and ends[0] > ends[1]):
            return None
        return cls(ends[0], ends[1])

    @property
    def iso(self) -> str:
        """One day as it is, an interval as "first/last"."""
        return self.first if self.first == self.last else f"{self.first or OPEN}/{self.last or OPEN}"


@dataclass(frozen=True, slots=True)
class Anchor:
    """A day that words are counted from, and what the reader knows it by: "dateline", "publication"."""

    name: str
    day: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One meaning of some words. `by` names the anchor, empty where the words name the days themselves.

    `ahead` is True for the coming Thursday where the one before the anchor is meant more often.
    """

    period: Period
    by: str = ""
    ahead: bool = False


@dataclass(frozen=True, slots=True)
class Dated:
    """Words in a text that mean days: their range in code points, and the days."""

    range: Range
    period: Period


def anchors(dateline_date: str, published: str) -> tuple[Anchor, ...]:
    """Return the days of an article to count from, the dateline's first: it is nearer to what was said."""
    named = (("dateline", dateline_date), ("publication", published))
    return tuple(Anchor(name, day) for name, day in named if _is_day(day))


def readings(words: str, known: Sequence[Anchor]) -> tuple[Reading, ...]:
    """Return what some words may mean, the likeliest first, each meaning once; nothing where they mean no days."""
    absolute = resolve(words)
    if absolute is not None:
        return (Reading(absolute),)
    found: dict[Period, Reading] = {}
    for ahead in (False, True):
        for anchor in known:
            period = resolve(words, anchor.day, ahead=ahead)
            if period is not None:
                found.setdefault(period, Reading(period, anchor.name, ahead))
    return tuple(found.values())


def resolve(words: str, day: str = "", *, ahead: bool = False) -> Period | None:
    """Return what words mean as a whole, counted from an ISO day; without one only words that need none.

    `ahead` takes the coming Thursday or 7 September, not the last one.
    """
    text = _bare(words)
    found = dates_in(text, day, ahead=ahead)
    if not found:
        return None
    first, last = found[0], found[-1]
    outside = text[: first.range[0]] + text[last.range[1] :]
    if outside.strip(_EDGES):
        return None
    if first is last:
        return first.period
    if found[1:] != (last,) or not _JOIN.fullmatch(text, first.range[1], last.range[0]):
        return None
    start, end = first.period.first, last.period.last
    return Period(start, end) if start and end and start <= end else None


def dates_in(text: str, day: str = "", *, ahead: bool = False) -> tuple[Dated, ...]:
    """Return the words in a text that mean days, in order, none overlapping, counted from an ISO day ("" for none)."""
    anchor = date.fromisoformat(day) if _is_day(day) else None
    found = sorted(_matches(text, anchor, ahead=ahead), key=lambda x: (x[0][0], -x[0][1]))
    dated: list[Dated] = []
    reached = 0
    for (start, end), days in found:
        if start < reached:
            continue
        dated.append(_wrapped(text, reached, (start, end), days))
        reached = dated[-1].range[1]
    return tuple(dated)


def _matches(text: str, anchor: date | None, *, ahead: bool) -> Iterator[tuple[Range, Days]]:
    for rule in RULES:
        for match in rule.pattern.finditer(text):
            before = text[max(0, match.start() - _LOOK_BACK) : match.start()]
            days = _days(rule, match, anchor, ahead=ahead or rule.leads_ahead(before))
            if days is not None:
                yield match.span(), days


def _days(rule: Rule, match: re.Match[str], anchor: date | None, *, ahead: bool) -> Days | None:
    if rule.relative and anchor is None:
        return None
    try:
        return rule.days(match, Base(anchor or date.min, ahead))
    except (ValueError, OverflowError):
        # There is no 31 June, and no day so many years before or behind the anchor.
        return None


def _wrapped(text: str, low: int, found: Range, days: Days) -> Dated:
    """Take in what stands before the words and changes their meaning: "by", "since", "before"."""
    start, end = found
    first, last = (day.isoformat() for day in days)
    before = text[max(low, start - _LOOK_BACK) : start]
    for wrap in WRAPS:
        match = wrap.pattern.search(before)
        if match:
            begin = start - (len(before) - match.start())
            period = _open(first, last, days, wrap.kind)
            return Dated((begin, end), period) if period else Dated(found, Period(first, last))
    behind = _CHINESE_BEHIND.match(text, end)
    if behind:
        kind = "by" if behind["before"] else "since" if behind["since"] else "end"
        period = _open(first, last, days, kind)
        if period:
            return Dated((start, behind.end()), period)
    return Dated(found, Period(first, last))


def _open(first: str, last: str, days: Days, kind: str) -> Period | None:
    """Return the interval that "by", "before", "since", "after" or "end" makes of some days."""
    day = timedelta(days=1)
    try:
        return {
            "by": lambda: Period("", last),
            "before": lambda: Period("", (days[0] - day).isoformat()),
            "since": lambda: Period(first, ""),
            "after": lambda: Period((days[1] + day).isoformat(), ""),
            "end": lambda: Period(last, last),
        }[kind]()
    except OverflowError:
        return None


def _bare(words: str) -> str:
    text = " ".join(words.split()).strip(_EDGES)
    while match := _LEADING.match(text):
        text = text[match.end() :]
    return text


def _is_day(value: str) -> bool:
    if len(value) != len("2023-09-07"):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def day_from(typed: str, *, last: bool = False) -> str | None:
    """Return the ISO day of what was typed (a day, a month, a year; empty stays empty), or None when it is not one."""
    typed = typed.strip()
    if not typed:
        return ""
    parts = typed.replace("/", "-").replace(".", "-").split("-")
    if not all(part.isdecimal() for part in parts) or len(parts) > _DAY_PARTS or len(parts[0]) != _YEAR_DIGITS:
        return None
    numbers = [int(part) for part in parts]
    try:
        if len(numbers) == _DAY_PARTS:
            return date(*numbers).isoformat()
        year, month = numbers[0], numbers[1] if len(numbers) > 1 else (12 if last else 1)
        first = date(year, month, 1)
        if not last:
            return first.isoformat()
        after = date(year + month // 12, month % 12 + 1, 1)
        return date.fromordinal(after.toordinal() - 1).isoformat()
    except ValueError:
        return None
