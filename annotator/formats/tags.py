"""Tags of words (IOB1, IOB2, BIOES, BILOU) as spans of words, whatever the scheme and its slips."""

from collections.abc import Sequence
from dataclasses import dataclass

_OUTSIDE = frozenset({"", "O", "_", "-", "o", "0"})
_PREFIXES = frozenset("BIESLU")
_BEGINS, _ENDS = frozenset("BSU"), frozenset("ESLU")


@dataclass(frozen=True, slots=True)
class Tagged:
    """A run of words [first, last) with one label."""

    first: int
    last: int
    label: str


def parts_of(tag: str) -> tuple[str, str]:
    """Return prefix and label of a tag, both empty for a word outside; a tag without a prefix is only a label."""
    if tag in _OUTSIDE:
        return "", ""
    for dash in "-_":
        before, found, label = tag.partition(dash)
        if found and len(before) == 1 and before.upper() in _PREFIXES and label:
            return before.upper(), label
    return "I", tag


def spans_of(tags: Sequence[str]) -> list[Tagged]:
    """Return the runs of one sentence. “I” after another label or after nothing begins one, as IOB1 has it."""
    found: list[Tagged] = []
    first, label = 0, ""
    for number, tag in enumerate((*tags, "O")):
        prefix, name = parts_of(tag)
        if label and (name != label or prefix in _BEGINS):
            found.append(Tagged(first, number, label))
            label = ""
        if name and not label:
            first, label = number, name
        if label and prefix in _ENDS:
            found.append(Tagged(first, number + 1, label))
            label = ""
    return found


def scheme_of(sentences: Sequence[Sequence[str]]) -> str:
    """Return the name of the scheme that the tags keep, for people; empty where nothing is tagged."""
    prefixes: set[str] = set()
    begins_with_i = begins_with_b = False
    for tags in sentences:
        before = ("", "")
        for tag in tags:
            prefix, label = parts_of(tag)
            if label:
                prefixes.add(prefix)
                new = before[1] != label
                begins_with_i = begins_with_i or (prefix == "I" and new)
                begins_with_b = begins_with_b or (prefix == "B" and new)
            before = (prefix, label)
    if prefixes & {"L", "U"}:
        return "BILOU"
    if prefixes & {"E", "S"}:
        return "BIOES"
    if not prefixes:
        return ""
    if begins_with_i and begins_with_b:
        return "IOB2 with slips"
    return "IOB1" if begins_with_i else "IOB2"
