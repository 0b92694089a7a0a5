"""The unit that a file counts its offsets in, found by how well its spans land, and the way from it to code points.

Tools differ in what they count (code points, UTF-16 units, bytes), in whether a line break of two characters counts as
one, and in whether the end is the last character or the one after it. A file's own word for it is a first guess only.
"""

import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from annotator.core.patterns import Pattern
from annotator.core.text import normalise

CODE_POINTS, UTF_16, BYTES = "code points", "UTF-16 units", "bytes"
AS_READ, ONE, TWO = "", "line breaks counted once", "line breaks counted twice"
SAMPLES = 5

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Unit:
    """One way of counting: what is counted, how a line break counts, whether the end is the last character itself."""

    counted: str = CODE_POINTS
    breaks: str = AS_READ
    inclusive: bool = False

    @property
    def name(self) -> str:
        """The name by which it is chosen and shown: “UTF-16 units, line breaks counted twice”."""
        parts = (self.counted, self.breaks, "end is the last character" if self.inclusive else "")
        return ", ".join(part for part in parts if part)


UNITS = tuple(
    Unit(counted, breaks, inclusive)
    for inclusive in (False, True)
    for breaks in (AS_READ, ONE, TWO)
    for counted in (CODE_POINTS, UTF_16, BYTES)
)
"""All of them, the usual ones first."""

POINTS = UNITS[0]
UTF16 = UNITS[1]


def unit_named(name: str) -> Unit | None:
    """Return the unit of this name, None for an empty name or one there is not."""
    short = {"codepoints": POINTS, "code-points": POINTS, "utf-16": UTF16, "utf16": UTF16, "bytes": UNITS[2]}
    return short.get(name.casefold()) or next((unit for unit in UNITS if unit.name == name), None)


@dataclass(frozen=True, slots=True)
class Places:
    """A text as a file gives it, with the ranges of its spans in the file's unit and the words they should be."""

    text: str
    ranges: Sequence[Range]
    quotes: Sequence[str | None]


class Ruler:
    """Turns offsets of one text into code points of its normalised text. It remembers each unit it was asked for."""

    def __init__(self, raw: str) -> None:
        whole = normalise(raw)
        self.text = whole.text
        self._raw = raw
        self._map = whole.offsets
        self._plain = raw.isascii() and "\r" not in raw
        self._scales: dict[tuple[str, str], list[int]] = {}

    def range_of(self, start: int, end: int, unit: Unit) -> Range | None:
        """Return a range in code points of the normalised text; None where it is not one, or splits a character."""
        last = end + 1 if unit.inclusive else end
        first, after = self._place(start, unit), self._place(last, unit)
        if first is None or after is None or not first < after <= len(self.text):
            return None
        return first, after

    def _place(self, offset: int, unit: Unit) -> int | None:
        if offset < 0:
            return None
        if self._plain and unit.breaks != TWO:
            return offset if offset <= len(self.text) else None
        if unit.breaks == AS_READ and unit.counted == CODE_POINTS:
            return self._map.to_normalised(offset) if offset <= len(self._raw) else None
        scale = self._scale(unit)
        at = bisect_left(scale, offset)
        if at == len(scale) or scale[at] != offset:
            return None
        return self._map.to_normalised(at) if unit.breaks == AS_READ else at

    def _scale(self, unit: Unit) -> list[int]:
        """Return the offset in a unit of each character (of the text as read, or of the normalised one) and the end."""
        key = (unit.counted, unit.breaks)
        if key not in self._scales:
            text = self._raw if unit.breaks == AS_READ else self.text
            newline = 2 if unit.breaks == TWO else 1
            widths = (newline if letter == "\n" else _width(letter, unit.counted) for letter in text)
            self._scales[key] = list(accumulate(widths, initial=0))
        return self._scales[key]


_TWO_BYTES, _THREE_BYTES, _LAST_PLANE = 0x80, 0x800, 0xFFFF


def _width(letter: str, counted: str) -> int:
    number = ord(letter)
    if counted == CODE_POINTS:
        return 1
    if counted == UTF_16:
        return 2 if number > _LAST_PLANE else 1
    return 1 + (number >= _TWO_BYTES) + (number >= _THREE_BYTES) + (number > _LAST_PLANE)


@dataclass(frozen=True, slots=True)
class Reading:
    """What spans would say in one unit (given by its name), a few words each; empty where one would be nowhere."""

    unit: str
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """The unit of a file. `remark` says how it was found where that is worth knowing, else it is empty.

    `readings` are the units that do equally well and differ, the one that was taken first, so that a person can be
    asked; there are none where the spans decide.
    """

    unit: Unit
    remark: str = ""
    readings: tuple[Reading, ...] = ()


_MOST_PLACES = 3_000
_CLEAR = 2


def find_unit(places: Iterable[Places], usual: Unit, tie: Unit | None = None) -> Found:
    """Return the unit in which most spans land on their words or on whole words; `usual` where nothing is better.

    `tie` is the one to take where it does as well as that.
    """
    rulers = [(Ruler(place.text), place) for place in _sampled(places)]
    total = sum(len(place.ranges) for _, place in rulers)
    if not total:
        return Found(usual)
    order = (usual, *(unit for unit in UNITS if unit != usual))
    scores: dict[Unit, int] = {}
    landings: dict[Unit, tuple[Range | None, ...]] = {}
    for unit in order:
        landings[unit] = tuple(ruler.range_of(*given, unit) for ruler, place in rulers for given in place.ranges)
        if landings[unit] in [landings[other] for other in scores]:
            continue
        scores[unit] = _score(rulers, landings[unit])
        if unit == usual and scores[unit] == total and all(quote for _, x in rulers for quote in x.quotes):
            return Found(usual)
    best = max(scores.values())
    winner = next(unit for unit in order if scores.get(unit, -1) == best)
    if winner != usual and best - scores[usual] < _CLEAR and best < total:
        winner = usual
    if tie is not None and scores.get(tie, -1) == scores[winner]:
        return Found(tie)
    tied = [winner, *(unit for unit, score in scores.items() if score == scores[winner] and unit != winner)]
    tied = [unit for unit in tied if _is_likely(unit, winner, rulers)]
    readings = _readings(rulers, [(unit, landings[unit]) for unit in tied]) if len(tied) > 1 and scores[winner] else ()
    return Found(winner, _remark(rulers, landings, scores, winner, usual), readings)


def _is_likely(unit: Unit, winner: Unit, rulers: Sequence[tuple[Ruler, Places]]) -> bool:
    """Whether to ask about a unit that does as well as the winner.

    In Chinese nearly every range lands well, so that a unit is worth a question only where tools differ in it: in what
    is counted, and in line breaks where those have two characters.
    """
    if unit.inclusive != winner.inclusive:
        return False
    double = any("\r\n" in place.text for _, place in rulers)
    return unit.breaks == winner.breaks or (double and TWO not in {unit.breaks, winner.breaks})


def _readings(
    rulers: Sequence[tuple[Ruler, Places]], tied: Sequence[tuple[Unit, Sequence[Range | None]]]
) -> tuple[Reading, ...]:
    """Return what the same few spans say in each unit, those spans in which the units differ."""
    texts = [ruler.text for ruler, place in rulers for _ in place.ranges]
    unlike = [n for n in range(len(texts)) if len({landed[n] for _, landed in tied}) > 1][:SAMPLES]

    def words(n: int, place: Range | None) -> str:
        return texts[n][slice(*place)][:_MOST_OF_SAMPLE] if place is not None else ""

    return tuple(Reading(unit.name, tuple(words(n, landed[n]) for n in unlike)) for unit, landed in tied)


_MOST_OF_SAMPLE = 40


def _sampled(places: Iterable[Places]) -> list[Places]:
    kept: list[Places] = []
    count = 0
    for place in places:
        if place.ranges and count < _MOST_PLACES:
            kept.append(place)
            count += len(place.ranges)
    return kept


def _score(rulers: Sequence[tuple[Ruler, Places]], landings: Sequence[Range | None]) -> int:
    good, at = 0, 0
    for ruler, place in rulers:
        for quote in place.quotes:
            landed = landings[at]
            at += 1
            if landed is None:
                continue
            if quote:
                good += _same(ruler.text[landed[0] : landed[1]], quote)
            else:
                good += lands_well(ruler.text, *landed)
    return good


def _same(text: str, quote: str) -> bool:
    return text == quote or "".join(text.split()) == "".join(quote.split())


def _remark(
    rulers: Sequence[tuple[Ruler, Places]],
    landings: dict[Unit, tuple[Range | None, ...]],
    scores: dict[Unit, int],
    winner: Unit,
    usual: Unit,
) -> str:
    """Return how the unit was found: where it is not the usual one, or where another does as well and differs."""
    texts = [ruler.text for ruler, place in rulers for _ in place.ranges]
    landed = [(text, x) for text, x in zip(texts, landings[winner], strict=True) if x is not None]
    telling = [(text, x) for text, x in landed if not text.isascii()] or landed
    samples = ", ".join(f"“{text[start:end][:40]}”" for text, (start, end) in telling[:SAMPLES])
    total = len(texts)
    ties = [unit for unit, score in scores.items() if score == scores[winner] and unit != winner]
    if winner != usual:
        return (
            f"Its offsets are read as {winner.name}: {scores[winner]} of {total} spans land on whole words, and "
            f"{scores[usual]} as {usual.name}. They say {samples}."
        )
    if ties and scores[winner]:
        return (
            f"Its offsets could be {winner.name} or {ties[0].name}; they are read as {winner.name}, and say {samples}."
        )
    return ""


_JOINERS = "\u200d\ufe0f\ufe0e"
_UNSPACED = Pattern(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff]"
)


def lands_well(text: str, start: int, end: int) -> bool:
    """Say whether a range begins and ends between words, without white space at its edges."""
    if not 0 <= start < end <= len(text) or text[start].isspace() or text[end - 1].isspace():
        return False
    if _continues(text[start]) or (end < len(text) and _continues(text[end])) or text[end - 1] == "\u200d":
        return False
    return not _inside(text, start) and not _inside(text, end)


def _continues(letter: str) -> bool:
    return bool(unicodedata.combining(letter)) or letter in _JOINERS


def _inside(text: str, at: int) -> bool:
    """Say whether an offset is inside a word of a script that puts spaces between words."""
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if unicodedata.combining(before):
        before = next((x for x in reversed(text[: at - 1]) if not unicodedata.combining(x)), " ")
    return before.isalnum() and after.isalnum() and not _UNSPACED.match(after) and not _UNSPACED.match(before)
