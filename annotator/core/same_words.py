"""The same words in many places: which are labelled differently, and where some were missed. It knows keys, not rows.

Words are the same whatever their case and line breaks. It counts places, an article and a range, so that two labels on
one place are no contradiction. Words that stand without a label more often than with one are no oversight.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import compress, pairwise
from typing import NamedTuple

from annotator.core.finding import is_whole
from annotator.core.header import Range

FEWEST, LONG = 2, 4
"""A word or two must have a label in so many places before another place counts as missed; longer words in one."""
SHORTEST = 2
"""Words of fewer characters are not compared."""
_STOPS = re.compile(r"[^\w\s]")
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
"""Scripts without spaces, in which words cannot be cut apart by them."""


class Sighting(NamedTuple):
    """Words that have a label: the keys of article, label and span, and [start, end) in code points."""

    article: int
    start: int
    end: int
    label: int
    span: int


class Miss(NamedTuple):
    """Words without a label: the key of the article, [start, end) in code points, and the words on one line."""

    article: int
    start: int
    end: int
    words: str


Group = tuple[int, str]
"""The same words in one layer: its number, and the words as `same` gives them."""


def same(words: str) -> str:
    """Return words as they are compared: in small letters, on one line."""
    line = " ".join(words.split()) if "\n" in words or "  " in words else words
    return line.lower()


@dataclass(frozen=True, slots=True)
class Text:
    """An article to be looked through: its text, the ranges that were read, and the ranges of spans by layer."""

    article: int
    text: str
    read: Sequence[Range]
    taken: Sequence[tuple[int, int, int]]


@dataclass(slots=True)
class SameWords:
    """Groups are found in a text by their first words, then by the hash of all their words.

    Invariant: `missed` holds groups alone whose words have a label in at least as many places as not.

    `layers` gives the layer of each label; `fits` says whether a place makes sense for a label, where not all do.
    """

    layers: dict[int, int]
    fits: Callable[[int, str, Range], bool] = lambda _label, _text, _place: True
    groups: dict[Group, list[Sighting]] = field(default_factory=dict)
    missed: dict[Group, list[Miss]] = field(default_factory=dict)
    _of: dict[int, list[Group]] = field(default_factory=dict)
    _usual: dict[Group, tuple[int, int]] = field(default_factory=dict)
    _common: set[Group] = field(default_factory=set)
    _ones: set[str] = field(default_factory=set)
    _firsts: set[str] = field(default_factory=set)
    _twos: set[tuple[str, ...]] = field(default_factory=set)
    _threes: dict[tuple[str, ...], set[int]] = field(default_factory=dict)
    _exact: dict[int, list[Group]] = field(default_factory=dict)
    _wide: dict[tuple[str, ...], list[Group]] = field(default_factory=dict)

    def add(self, words: str, sighting: Sighting) -> None:
        """Note that words have a label somewhere."""
        if len(words) < SHORTEST:
            return
        group = (self.layers[sighting.label], same(words))
        known = self.groups.get(group)
        if known is None:
            self.groups[group] = [sighting]
        else:
            known.append(sighting)
            self._usual.pop(group, None)
            if known[-2][:2] == sighting[:2]:
                return  # another label, or another person, at the same place
        self._of.setdefault(sighting.article, []).append(group)

    def forget(self, article: int) -> None:
        """Take an article out."""
        groups = set(self._of.pop(article, ()))
        for group in groups:
            self._usual.pop(group, None)
            left = [x for x in self.groups.get(group, ()) if x.article != article]
            if left:
                self.groups[group] = left
            else:
                self.groups.pop(group, None)
                self.missed.pop(group, None)
        self.leave(article)

    def of(self, article: int) -> dict[Group, list[Sighting]]:
        """Return the words that have a label in an article, and where."""
        groups = dict.fromkeys(self._of.get(article, ()))
        return {group: [x for x in self.groups[group] if x.article == article] for group in groups}

    def leave(self, article: int) -> None:
        """Forget what was missed in an article."""
        for group, places in list(self.missed.items()):
            left = [place for place in places if place[0] != article]
            if left:
                self.missed[group] = left
            else:
                del self.missed[group]

    def different(self, groups: Iterable[Group] | None = None) -> Iterator[tuple[Group, Sighting, int, int]]:
        """Yield (words, sighting, the label that they have elsewhere, in how many places) of what differs."""
        for group in self.groups if groups is None else groups:
            sightings = self.groups.get(group, ())
            if len(sightings) > 1 and len({x.label for x in sightings}) > 1:
                yield from _odd_ones(group, sightings)

    def label_of(self, group: Group) -> tuple[int, int]:
        """Return the label that words have in most places, and in how many; (0, 0) where they have none."""
        known = self._usual.get(group)
        if known is None:
            known = self._usual[group] = self._count(group)
        return known

    def _count(self, group: Group) -> tuple[int, int]:
        sightings = self.groups.get(group, ())
        if len(sightings) == 1:
            return sightings[0].label, 1
        counts: dict[int, set[tuple[int, int]]] = {}
        for x in sightings:
            counts.setdefault(x.label, set()).add((x.article, x.start))
        label = max(counts, key=lambda key: len(counts[key]), default=0)
        return label, len(counts.get(label, ()))

    def arrange(self, groups: Iterable[Group] | None = None) -> None:
        """Make ready to look for all words that have a label, or for these as well as those before."""
        for group in self.groups if groups is None else groups:
            here = self._anchored(group)
            if here is not None and group not in here:
                here.append(group)

    def _anchored(self, group: Group) -> list[Group] | None:
        """Return the groups found in a text where this one is, ready for it; None where it has no words."""
        words = group[1]
        if not words.isascii() and _WIDE.match(words):
            return self._wide.setdefault(tuple(words[:2]), [])
        parts = tuple(_cut(words))
        if not parts:
            return None
        if len(parts) == 1:
            self._ones.add(parts[0])
        else:
            self._firsts.add(parts[0])
            if parts[2:]:
                self._threes.setdefault(parts[:3], set()).add(len(parts))
            else:
                self._twos.add(parts)
        return self._exact.setdefault(hash(parts), [])

    def look_through(self, text: Text) -> None:
        """Find what was missed in one article; call `leave` before where it was looked through already."""
        small = lowered(text.text)
        mine = Counter(self._of.get(text.article, ()))
        taken: dict[int, list[Range]] | None = None
        for group, times in self._candidates(small):
            if times <= mine[group] or group not in self.groups:
                continue  # each of them has its label
            taken = _by_layer(text.taken) if taken is None else taken
            self._note(group, text, self._places(group, text, small, taken))

    def look_for(self, group: Group, texts: Iterable[Text]) -> None:
        """Look for one group's words anew in texts, as long as it may be an oversight."""
        self.missed.pop(group, None)
        self._common.discard(group)
        if group not in self.groups:
            return
        for text in texts:
            small = lowered(text.text)
            self._note(group, text, self._places(group, text, small, _by_layer(text.taken)))
            if group in self._common:
                return

    def _candidates(self, small: str) -> Iterator[tuple[Group, int]]:
        """Yield the groups whose words stand in a text, each with how often they do."""
        words = [*_cut(small), "", ""]
        firsts, twos, threes = self._firsts, self._twos, self._threes
        keys = [hash((word,)) for word in filter(self._ones.__contains__, words)]
        for n in compress(range(len(words) - 2), map(firsts.__contains__, words)):  # few words are left for Python
            one, two, three = words[n : n + 3]
            if (one, two) in twos:
                keys.append(hash((one, two)))
            lengths = threes.get((one, two, three), ())
            keys += [hash(tuple(words[n : n + length])) for length in lengths]
        hits = Counter(filter(self._exact.__contains__, keys))
        for key, times in hits.items():
            for group in list(self._exact[key]):
                yield group, times
        if self._wide and not small.isascii():
            for pair in set(filter(self._wide.__contains__, pairwise(small))):
                yield from ((group, small.count(group[1])) for group in list(self._wide[pair]))

    def _places(self, group: Group, text: Text, small: str, taken: dict[int, list[Range]]) -> list[Range]:
        words, found = group[1], []
        label, _places = self.label_of(group)
        spans = taken.get(group[0], ())
        at = small.find(words)
        while at >= 0:
            end = at + len(words)
            if (
                not any(a < end and at < b for a, b in spans)
                and any(a <= at and end <= b for a, b in text.read)
                and "-" not in (small[at - 1 : at], small[end : end + 1])
                and is_whole(text.text, (at, end))
                and self.fits(label, text.text, (at, end))
            ):
                found.append((at, end))
            at = small.find(words, end)
        return found

    def _note(self, group: Group, text: Text, places: Sequence[Range]) -> None:
        """Keep what was missed of a group in a text, unless in all it is more than has a label."""
        if not places:
            return
        known = self.missed.setdefault(group, [])
        known += [Miss(text.article, start, end, " ".join(text.text[start:end].split())) for start, end in places]
        labelled = self.label_of(group)[1]
        if len(known) > labelled or (labelled < FEWEST and group[1].count(" ") < LONG - 1):
            del self.missed[group]
            self._common.add(group)
            here = self._anchored(group)
            if here is not None and group in here:
                here.remove(group)


def _cut(small: str) -> list[str]:
    """Return the words of a text without what stands between them."""
    return (small.translate(_ASCII_STOPS) if small.isascii() else _STOPS.sub(" ", small)).split()


_ASCII_STOPS = {n: " " for n in range(128) if _STOPS.match(chr(n))}


def lowered(text: str) -> str:
    """Return a text in small letters and on one line, each character at its place; where that moves one, as it is."""
    small = text.lower()
    return (small if len(small) == len(text) else text).replace("\n", " ")


def _by_layer(taken: Iterable[tuple[int, int, int]]) -> dict[int, list[Range]]:
    found: dict[int, list[Range]] = {}
    for layer, start, end in taken:
        found.setdefault(layer, []).append((start, end))
    return found


def _odd_ones(group: Group, sightings: Sequence[Sighting]) -> Iterator[tuple[Group, Sighting, int, int]]:
    """Yield the sightings whose label is not the one that the words have in most places."""
    places: dict[tuple[int, int, int], dict[int, Sighting]] = {}
    for x in sightings:
        places.setdefault(x[:3], {}).setdefault(x.label, x)
    sets: dict[frozenset[int], int] = {}
    for labels in places.values():
        key = frozenset(labels)
        sets[key] = sets.get(key, 0) + 1
    if len(sets) == 1:
        return
    usual = max(sets, key=lambda key: sets[key])
    (better, *_rest) = sorted(usual)
    for labels in places.values():
        for label, x in labels.items():
            if label not in usual:
                yield group, x, better, sets[usual]
