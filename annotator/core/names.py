"""Finds the name of a person, country or office around an offset, and the full name that a short one stands for.

It knows capital letters and a list of offices, nothing of the world; where it is unsure it says so with None or "".
"""

import re
from dataclasses import dataclass

from annotator.core.cues import Cue, attribution_of
from annotator.core.header import Range
from annotator.core.patterns import Pattern
from annotator.core.reporting import PRONOUNS, listed
from annotator.core.segment import paragraph_at, sentence_at, word_at, words

_OFFICES = listed(
    "premier president minister spokesperson spokesman spokeswoman chairman chairwoman chairperson secretary "
    "secretary-general ambassador leader chancellor king queen prince princess governor mayor general director "
    "envoy commissioner representative senator vice deputy prime foreign head chief officer official diplomat "
    "speaker professor expert analyst delegate congressman adviser advisor"
)
_OFFICE = frozenset(_OFFICES)
# Capitalised only because a sentence or clause begins with them.
_NO_NAME = frozenset(
    listed(
        "the a an this that these those during in on at for after before since following amid with as under "
        "from through besides despite over earlier meanwhile however moreover furthermore also then later thus "
        "therefore today yesterday both his her their its he she they it we i you but and or if when while "
        "although not no all each every some many most other another such there here what who how why where "
        "speaking"
    )
)
_LINK = Pattern(r"[ \u00a0]|-|\. |[’'](?=[A-Z])")
_PARTICLES = frozenset(listed("van von de der den del della di da du la le bin bint ibn al el of"))
_SHORT_TITLES = frozenset(listed("mr mrs ms dr prof gen sen rep gov lt col"))
_POSSESSIVE = Pattern(r"[’']s?\Z")
_REACH = 300
_LOOK_BACK = 20000
_PARAGRAPHS_BACK = 6

_NAME = r"[A-Z\u00c0-\u00de][\w’'.-]{0,40}"


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who a paragraph's cue says speaks: the words there, and the fullest name known for them from the text before."""

    range: Range
    name: str


def name_at(text: str, pos: int) -> Range:
    """Return the name around an offset with its title words, the subject of a cue, else the word; empty without any.

    "Chinese Premier Li Qiang", "Yoon Suk-yeol", "the Chinese premier"; "he" where it is the subject of a cue.
    """
    word = word_at(text, pos)
    if word[0] == word[1]:
        return word
    sentence = sentence_at(text, pos)
    cue = attribution_of(text, sentence).cue
    if cue and cue.subject_range[0] <= word[0] and word[1] <= cue.subject_range[1]:
        return cue.subject_range
    low, high = max(sentence[0], word[0] - _REACH), min(sentence[1], word[1] + _REACH)
    near = [(low + a, low + b) for a, b in words(text[low:high])]
    if word not in near:
        return word
    at = near.index(word)
    if not _in_name(text, word):
        beside = _name_beside(text, near, at)
        if beside is None:
            return word
        at = beside
    return _grown_name(text, near, at)


def _in_name(text: str, word: Range) -> bool:
    """True for a capitalised word that is not merely the first of a sentence."""
    return text[word[0]].isupper() and text[word[0] : word[1]].lower() not in _NO_NAME


def _is_office(text: str, word: Range) -> bool:
    return text[word[0] : word[1]].lower() in _OFFICE


def _linked(text: str, left: Range, right: Range) -> bool:
    """True where only a space or a hyphen stands between two words, or the full stop of an initial or a title."""
    between = text[left[1] : right[0]]
    if between == ". ":
        return left[1] - left[0] == 1 or text[left[0] : left[1]].lower() in _SHORT_TITLES
    return _LINK.fullmatch(text, left[1], right[0]) is not None


def _name_beside(text: str, near: list[Range], at: int) -> int | None:
    """Return the index from which a name grows that holds the lower-case word at `at`, None where there is none."""
    word = text[near[at][0] : near[at][1]].lower()
    if at > 0 and text[near[at - 1][1] : near[at][0]] == "-" and _in_name(text, near[at - 1]):
        return at
    if _is_office(text, near[at]):
        return at
    if word == "the":
        # "the Chinese premier" is a name when an office closes it.
        for other in range(at + 1, min(at + 6, len(near))):
            if not _linked(text, near[other - 1], near[other]):
                break
            if text[near[other][0]].islower():
                return other if _is_office(text, near[other]) else None
    return None


def _belongs(text: str, near: list[Range], at: int) -> bool:
    """True where the word at `at` is part of a name: capitalised, an office, or behind a hyphen."""
    word = near[at]
    behind_hyphen = at > 0 and text[near[at - 1][1] : word[0]] == "-" and _in_name(text, near[at - 1])
    return _in_name(text, word) or _is_office(text, word) or behind_hyphen


def _grown_name(text: str, near: list[Range], at: int) -> Range:
    """Return the whole name that holds the word at `at`, with the article before an office ("the Chinese premier")."""
    first, last = _reach(text, near, at, -1), _reach(text, near, at, 1)
    closed = _is_office(text, near[last]) and text[near[last][0]].islower()
    if closed and first > 0 and text[near[first - 1][0] : near[first - 1][1]].lower() == "the":
        first -= 1
    end = near[last][1]
    possessive = _POSSESSIVE.search(text, near[last][0] + 1, end)
    return near[first][0], possessive.start() if possessive else end


def _reach(text: str, near: list[Range], at: int, step: int) -> int:
    """Return the index of the last word of the name on one side; `step` is -1 or 1.

    Particles ("von der") are part of it where a capitalised word stands behind them.
    """
    reached = at
    while True:
        following = reached + step
        while _steps(text, near, following, step) and text[slice(*near[following])] in _PARTICLES:
            following += step
        if not _steps(text, near, following, step) or not _belongs(text, near, following):
            return reached
        if abs(following - reached) > 1 and not _in_name(text, near[following]):
            return reached
        reached = following


def _steps(text: str, near: list[Range], index: int, step: int) -> bool:
    """True where there is a word at `index` that is linked to the one a step before it."""
    if not 0 <= index < len(near):
        return False
    left, right = sorted((near[index], near[index - step]))
    return _linked(text, left, right)


def speaker_before(text: str, pos: int) -> Speaker | None:
    """Return who speaks in the paragraph around `pos` as its first cue has it, None where it has none or it is unclear.

    A surname or an office is resolved to the last full name before it, "he" or "she" to the last person who spoke.
    """
    cue = _first_cue(text, paragraph_at(text, pos))
    if cue is None:
        return None
    name = name_behind(text, cue.subject_range)
    return Speaker(cue.subject_range, name) if name else None


def name_behind(text: str, words_there: Range) -> str:
    """Return the fullest name known from the text before for the words of a speaker, "" when unsure."""
    return _resolved(text, words_there, paragraph_at(text, words_there[0])[0], _PARAGRAPHS_BACK)


def _first_cue(text: str, paragraph: Range) -> Cue | None:
    """Return the first cue of a paragraph; only its first sentences are looked at."""
    at = paragraph[0]
    for _ in range(8):
        sentence = sentence_at(text, at)
        if sentence[0] >= sentence[1]:
            return None
        cue = attribution_of(text, sentence).cue
        if cue or sentence[1] >= paragraph[1]:
            return cue
        at = sentence[1]
        while at < paragraph[1] and text[at].isspace():
            at += 1
    return None


def _resolved(text: str, subject: Range, paragraph: int, paragraphs_left: int) -> str:
    """Return the fullest name of a subject, "" when unsure."""
    words_there = text[subject[0] : subject[1]]
    parts = words_there.split()
    if words_there.lower() in PRONOUNS:
        if words_there.lower() not in ("he", "she"):
            return ""
        return _last_speaker(text, paragraph, paragraphs_left)
    before = text[max(0, subject[0] - _LOOK_BACK) : subject[0]]
    names = _without_offices(parts)
    if names is None:
        return _holder_of_office(before, parts)
    if len(names) == 1:
        return _full_name(before, names[0]) or names[0]
    return " ".join(names)


def _without_offices(parts: list[str]) -> list[str] | None:
    """Return the name behind the office ("Chinese Premier Li Qiang": Li Qiang), None where there is only an office."""
    last = max((i for i, part in enumerate(parts) if part.lower().rstrip(".") in _OFFICE | _SHORT_TITLES), default=-1)
    rest = parts[last + 1 :]
    if not rest or (parts[0].lower() in ("the", "a", "an") and last < 0):
        return None
    return rest if all(_may_name(part) or part in _PARTICLES for part in rest) else None


def _may_name(word: str) -> bool:
    """True for a word that begins with a capital, or with a letter of a script that has none."""
    return word[0].isupper() or (word[0].isalpha() and word[0].lower() == word[0].upper())


def _holder_of_office(before: str, parts: list[str]) -> str:
    """Return the last name the text gives with an office: "the Chinese premier" from "Chinese Premier Li Qiang"."""
    core = parts[1:] if parts[0].lower() in ("the", "a", "an") else parts
    if parts[0].lower() in ("a", "an") or not core or core[-1].lower() not in _OFFICE:
        return ""
    office = r"\s+".join(re.escape(part) for part in core)
    found = re.findall(rf"\b(?i:{office})\s+({_NAME}(?:\s{_NAME}){{0,2}})", before)
    return str(found[-1]) if found else ""


def _full_name(before: str, surname: str) -> str:
    """Return the last name of two or three words that holds this surname; titles before it are left out."""
    word = re.escape(surname)
    behind_office = re.findall(
        rf"\b(?i:{'|'.join(_OFFICES)})\s+({word}\s{_NAME}|{_NAME}\s(?:{_NAME}\s)?{word})\b", before
    )
    if behind_office:
        return str(behind_office[-1])
    found: list[str] = []
    for match in re.finditer(rf"(?:\b({_NAME})\s)?\b{word}(?:\s({_NAME}))?", before):
        first, second = match[1], match[2]
        if second and second.lower() not in _OFFICE:
            found.append(f"{surname} {second}")
        elif first and first.lower() not in _OFFICE | _NO_NAME and not first.endswith("."):
            found.append(f"{first} {surname}")
    return found[-1].rstrip(".") if found else ""


def _last_speaker(text: str, paragraph: int, paragraphs_left: int) -> str:
    """Return the name of whoever the nearest paragraph before says speaks, "" when none of a few does."""
    at = paragraph
    while at > 0 and paragraphs_left > 0:
        while at > 0 and text[at - 1].isspace():
            at -= 1
        if at == 0:
            return ""
        before = paragraph_at(text, at - 1)
        cue = _first_cue(text, before)
        paragraphs_left -= 1
        if cue:
            return _resolved(text, cue.subject_range, before[0], paragraphs_left)
        at = before[0]
    return ""
