"""The bars of the Overview from the counts of the store. Pure functions; what is read slowly is read by a thread."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtGui import QColor

from annotator.core.codebook import Attribute, AttributeType, Codebook, Label, Role
from annotator.core.fillers import says_who_speaks
from annotator.core.model import Status
from annotator.core.progress import Progress, Task
from annotator.core.query import EMPTY, NOT_STATED, SpanFilter
from annotator.store.overview import MonthCount, ReadCount, by_month, read_paragraphs
from annotator.store.span_groups import Group, groups
from annotator.store.store import Store
from annotator.ui.charts import Bar, BarGroup, Part
from annotator.ui.panels.status_marks import STATUS_NAMES
from annotator.ui.panels.words import MONTHS, counted
from annotator.ui.panels.words import day as day_in_words
from annotator.ui.tables.chips import label_colors
from annotator.ui.theme import theme

DAYS = 30
"""How many days the columns go back, today included."""
MOST_MONTHS = 24
MOST_PEOPLE = 12
COME_BACK = "come back"
WITH, WITHOUT = "with", "without"
_STATUS_COLORS = {Status.NEW: "faint", Status.OPEN: "accent", Status.DONE: "good", Status.NOT_RELEVANT: "muted"}
_COLOURS = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """What is counted besides: spans of `label` by the choices of `field`, and by who fills `role`."""

    label: Label
    field: Attribute | None
    role: Role | None


@dataclass(frozen=True, slots=True)
class Slow:
    """What a thread counted."""

    read: ReadCount
    months: tuple[MonthCount, ...] = ()
    people: tuple[Group, ...] = ()


def asked_of(codebook: Codebook) -> Asked | None:
    """Return what a codebook is about: the first label whose spans name others, its first choice, and who says it."""
    label = next((x for x in codebook.labels if codebook.roles_of(x.id) and not x.retired), None)
    if label is None:
        return None
    field = next((x for x in codebook.attributes_of(label.id) if x.type is AttributeType.CHOICE), None)
    roles = codebook.roles_of(label.id)
    role = next((x for x in roles if says_who_speaks(codebook, x)), roles[0])
    return Asked(label, field, role)


def count_slowly(reader: Store, asked: Asked | None) -> Task[Slow]:
    """Count what no counter keeps, one thing after the other."""
    yield Progress(0)
    read = read_paragraphs(reader)
    if asked is None:
        return Slow(read)
    yield Progress(1)
    months = by_month(reader, asked.label.id, asked.field.id if asked.field is not None else "")
    yield Progress(2)
    who = groups(reader, SpanFilter(labels=(asked.label.id,)), asked.role.name) if asked.role is not None else []
    return Slow(read, tuple(months), tuple(x for x in who if x.name not in (EMPTY, NOT_STATED))[:MOST_PEOPLE])


def status_bars(counts: dict[Status, int], flagged: int) -> list[BarGroup]:
    """Return a bar a status, and one for what is to come back to."""
    look = theme()
    bars = [
        Bar(
            status.value,
            STATUS_NAMES[status],
            counts.get(status, 0),
            f"{STATUS_NAMES[status]}: {counted(counts.get(status, 0), 'article')}",
            look.color(_STATUS_COLORS[status]),
        )
        for status in Status
    ]
    spoken = f"Come back: {counted(flagged, 'article')}"
    bars.append(Bar(COME_BACK, "Come back", flagged, spoken, look.color("warning")))
    return [BarGroup("", tuple(bars))]


def label_bars(codebook: Codebook, counts: dict[str, int]) -> list[BarGroup]:
    """Return the labels by group in the codebook's order; retired ones only where spans still have them."""
    found = []
    for layer in codebook.layers:
        labels = [x for x in codebook.labels_of(layer.id) if counts.get(x.id, 0) or not x.retired]
        bars = tuple(_label_bar(label, counts.get(label.id, 0)) for label in labels)
        if bars:
            found.append(BarGroup(layer.name if len(bars) > 1 else "", bars))
    return found


def _label_bar(label: Label, count: int) -> Bar:
    spoken = f"{label.name}: {counted(count, 'span')}"
    return Bar(label.id, label.name, count, spoken, label_colors(label).bar)


def day_bars(done: dict[str, int]) -> list[BarGroup]:
    """Return a column a day up to today."""
    today = date.today()  # noqa: DTZ011 - the days of the person who looks
    days = [today - timedelta(days=n) for n in range(DAYS - 1, -1, -1)]
    return [BarGroup("", tuple(_day_bar(day, done.get(day.isoformat(), 0), is_today=day == today) for day in days))]


def _day_bar(day: date, count: int, *, is_today: bool) -> Bar:
    name = "Today" if is_today else day_in_words(day.isoformat(), year=False)
    return Bar(day.isoformat(), name, count, f"{name}: {counted(count, 'article')} done", theme().color("good"))


def pace(done: dict[str, int], left: int) -> str:
    """Return how fast articles get done on days with any, and how long the rest takes at that; "" without any."""
    first = (date.today() - timedelta(days=DAYS - 1)).isoformat()  # noqa: DTZ011
    recent = [count for day, count in done.items() if day >= first and count]
    if not recent:
        return ""
    a_day = sum(recent) / len(recent)
    said = f"{round(a_day):,} done a day" if a_day >= 1.5 else "1 done a day"
    return f"{said}, {counted(-(-left // max(1, round(a_day))), 'day')} left" if left else said


def month_bars(months: Sequence[MonthCount], asked: Asked) -> list[BarGroup]:
    """Return a column a month without gaps, the last ones, made of the answers to the field."""
    counts: dict[str, dict[str, int]] = {}
    for month, answer, n in months:
        if _is_month(month):
            counts.setdefault(month, {})[answer] = n
    if not counts:
        return []
    bars = []
    for month in _months(min(counts), max(counts))[-MOST_MONTHS:]:
        of_month = counts.get(month, {})
        total = sum(of_month.values())
        parts = tuple(Part(name, of_month.get(id, 0), colour) for id, name, colour in answers(asked))
        name = f"{MONTHS[int(month[5:]) - 1]} {month[:4]}"
        bars.append(Bar(month, name, total, f"{name}: {counted(total, 'span')}", None, parts if asked.field else ()))
    return [BarGroup("", tuple(bars))]


def _is_month(text: str) -> bool:
    return len(text) == 7 and text[4] == "-" and text[:4].isdecimal() and text[5:] in _NUMBERS


_NUMBERS = {f"{n:02}" for n in range(1, 13)}


def _months(first: str, last: str) -> list[str]:
    """Return every month from one to another; of very many the last ones."""
    year, month = int(last[:4]), int(last[5:])
    found = [last]
    while found[-1] > first and len(found) < MOST_MONTHS:
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
        found.append(f"{year:04}-{month:02}")
    return found[::-1]


def answers(asked: Asked) -> list[tuple[str, str, QColor]]:
    """Return the choices of the field with a colour each, and the empty answer."""
    if asked.field is None:
        return []
    found = [
        (choice.id, choice.name, label_colors(Label("", "", "", color=str(n % _COLOURS + 1))).bar)
        for n, choice in enumerate(asked.field.choices)
    ]
    return [*found, ("", EMPTY, theme().color("faint"))]


def answer_bars(months: Sequence[MonthCount], asked: Asked) -> list[BarGroup]:
    """Return a bar an answer, in the colours of the columns."""
    counts: dict[str, int] = {}
    for _month, answer, n in months:
        counts[answer] = counts.get(answer, 0) + n
    bars = [
        Bar(name, name, counts.get(id, 0), f"{name}: {counted(counts.get(id, 0), 'span')}", colour)
        for id, name, colour in answers(asked)
    ]
    return [BarGroup("", tuple(bars))] if bars else []


def people_bars(people: Sequence[Group]) -> list[BarGroup]:
    """Return a bar for each of those who said most."""
    bars = tuple(
        Bar(str(n), group.name, group.count, f"{group.name}: {counted(group.count, 'span')}")
        for n, group in enumerate(people)
    )
    return [BarGroup("", bars)] if bars else []


def read_bars(read: ReadCount) -> list[BarGroup]:
    """Return the paragraphs that were read, with a span in them and without."""
    look = theme()
    rows = ((WITH, "With a span", read.tagged, "accent"), (WITHOUT, "Without one", read.bare, "muted"))
    bars = (
        Bar(key, name, n, f"{name}: {counted(n, 'paragraph')}", look.color(colour)) for key, name, n, colour in rows
    )
    return [BarGroup("", tuple(bars))]
