"""What does not go together in a project: findings with their place, and what helps. They are values.

Rules of the codebook (see `rules`) are one kind; the others compare articles: the same words labelled differently, and
words that are labelled here and were missed there (see `same_words`).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from annotator.core.header import Range
from annotator.core.model import About, Accepted
from annotator.core.patterns import Pattern
from annotator.core.reporting import ADVERB, DIRECTED, REPORTING
from annotator.core.speakers import is_subject

_VERB_BEHIND = Pattern(rf"[\s,]{{1,2}}(?:(?:{ADVERB})\s+)?(?:{REPORTING}|{DIRECTED})\b|[\u4e00-\u9fff]")
_VERB_BEFORE = Pattern(r"(?i)(?:\bsaid|\bsays|\baccording to)\s+(?:the\s+)?$")
_LOOK_BACK = 20


class Kind(StrEnum):
    """What kind of thing does not fit."""

    RULE = "rule"
    DIFFERENT = "labelled differently"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not fit, and where: [start, end) in code points of the article's text.

    `label` is the id of the label that the words have, or would have where they were missed; `better` that of the one
    which the same words have elsewhere, where they have another.
    """

    about: About
    message: str
    start: int
    end: int
    label: str
    quote: str
    better: str = ""

    @property
    def kind(self) -> Kind:
        """What kind of thing it is."""
        return Kind(self.about.rule) if self.about.rule in (Kind.DIFFERENT, Kind.MISSED) else Kind.RULE

    @property
    def everywhere(self) -> About | None:
        """What accepts the same of these words in the whole project; None where it is about one span alone."""
        return replace(self.about, article="", span="", key=self.label) if self.kind is not Kind.RULE else None

    @property
    def hint(self) -> str:
        """What to do about it."""
        return _HINTS.get(self.about.rule, "Change what the span says, or accept it with a reason.")


_HINTS = {
    str(Kind.DIFFERENT): "Give it the label that the same words have elsewhere, or accept it with a reason.",
    str(Kind.MISSED): "Tag it, or accept it with a reason.",
    "required": "Answer the field, or press 0 in it where the article does not say.",
    "answer": "Choose one of the answers that the codebook offers.",
    "not asked": "Take the answer away, or give the span a label that asks for it.",
    "not shown": "Take the answer away, or change the answer that it depends on.",
    "overlap": "Move an edge of one of the two, or remove one.",
}


def still_open(found: Iterable[Finding], accepted: Iterable[Accepted]) -> tuple[Finding, ...]:
    """Return the findings that nobody accepted, neither where they are nor for these words everywhere."""
    stands = {x.about for x in accepted}
    if not stands:
        return tuple(found)
    return tuple(x for x in found if x.about not in stands and x.everywhere not in stands)


def differing(words: str, here: str, elsewhere: str, places: int) -> str:
    """Return the sentence about words that have another label elsewhere; the labels are names."""
    return f"“{words}” is {here} here and {elsewhere} in {_others(places)}."


def missing(words: str, label: str, places: int) -> str:
    """Return the sentence about words that have a label elsewhere and none here."""
    return f"“{words}” is {label} in {_others(places)}, and has no label here."


def _others(places: int) -> str:
    return "another place" if places == 1 else f"{places:,} other places"


def speaks(text: str, words: Range) -> bool:
    """Whether words stand right beside a reporting verb as its subject: a missed speaker, not just a name.

    A look at the words around comes first: it settles nearly all places, at a hundredth of the cost of the sentence.
    """
    start, end = words
    near = _VERB_BEHIND.match(text, end) or _VERB_BEFORE.search(text, max(0, start - _LOOK_BACK), start)
    return near is not None and is_subject(text, words)
