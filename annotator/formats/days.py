"""Days as files write them, as ISO days. A day that could be read two ways is no day."""

import re
from datetime import date

_ISO = re.compile(r"^\s*(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_COMPACT = re.compile(r"^\s*(\d{4})(\d{2})(\d{2})(?:T?\d{2,6}|T.*|Z)?(?:[-+Z].*)?\s*$")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_FIRST = re.compile(r"\b([A-Za-z]{3})[a-z]*\.?\s+(\d{1,2}),?\s+(\d{4})\b")
_DAY_FIRST = re.compile(r"\b(\d{1,2})\.?\s+([A-Za-z]{3})[a-z]*\.?,?\s+(\d{4})\b")


def day_of(text: str) -> str:
    """Return the day in a date or time as it stands there (its own time zone), ISO; empty where there is none."""
    for pattern in (_ISO, _COMPACT):
        if match := pattern.match(text):
            return _day(int(match[1]), int(match[2]), int(match[3]))
    from email.utils import parsedate_tz

    try:
        parsed = parsedate_tz(text)
    except (ValueError, IndexError, TypeError):
        parsed = None
    if parsed is not None and (day := _day(*parsed[:3])):
        return day
    if match := _MONTH_FIRST.search(text):
        return _day(int(match[3]), _month(match[1]), int(match[2]))
    if match := _DAY_FIRST.search(text):
        return _day(int(match[3]), _month(match[2]), int(match[1]))
    return ""


def _month(name: str) -> int:
    return _MONTHS.index(name.lower()) + 1 if name.lower() in _MONTHS else 0


def _day(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except (ValueError, OverflowError):
        return ""
