"""How the panels write dates, people, counts and steps for a reader. Pure functions; nothing here is a widget."""

from datetime import UTC, date, datetime, tzinfo

from annotator.core.change import Action
from annotator.core.model import Annotator

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day(iso: str, *, year: bool = True) -> str:
    """Return an ISO day as people write it, "8 Sep 2023"; what is not an ISO day stays as it is."""
    try:
        value = date.fromisoformat(iso)
    except ValueError:
        return iso
    short = f"{value.day} {MONTHS[value.month - 1]}"
    return f"{short} {value.year}" if year else short


def period(iso: str) -> str:
    """Return an ISO day or interval (see `core.dates`) as people write it: "2022", "Oct 2023", "by 31 Dec 2030"."""
    first, slash, last = iso.partition("/")
    if not slash:
        return day(iso)
    if ".." in (first, last):
        return f"by {day(last)}" if first == ".." else f"from {day(first)}"
    try:
        start, end = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        return iso
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
        return str(start.year) if start.year == end.year else f"{start.year} to {end.year}"
    after = end.toordinal() + 1
    if start.day == 1 and start.replace(day=28).month == end.month and date.fromordinal(after).day == 1:
        return f"{MONTHS[start.month - 1]} {start.year}" if start.year == end.year else f"{day(first)} to {day(last)}"
    return f"{day(first)} to {day(last)}"


def moment(at: int, *, now: datetime | None = None, zone: tzinfo | None = None) -> str:
    """Return a time (microseconds since 1970) as a clock time today, else with its day; `zone` None is local."""
    when = datetime.fromtimestamp(at / 1_000_000, UTC).astimezone(zone)
    today = (now or datetime.now(UTC)).astimezone(zone).date()
    clock = f"{when:%H:%M}"
    if when.date() == today:
        return clock
    return f"{day(when.date().isoformat(), year=when.year != today.year)}, {clock}"


def one_line(text: str) -> str:
    """Return text with every run of white space as one space, so that it stays on its line."""
    return " ".join(text.split())


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: "1 span", "3 spans"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def days_apart(one: str, other: str) -> int:
    """Return how many days lie between two ISO days, 0 where either is not one."""
    try:
        return abs((date.fromisoformat(one) - date.fromisoformat(other)).days)
    except ValueError:
        return 0


def who(annotator: str, people: tuple[Annotator, ...]) -> str:
    """Return the name of an annotator by id."""
    return next((person.name for person in people if person.id == annotator), "someone") or "unnamed"


def step(action: Action, people: tuple[Annotator, ...]) -> str:
    """Return one line about an action: when, who, what."""
    return f"{moment(action.at)} · {who(action.annotator, people)} · {action.name}"
