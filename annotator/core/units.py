"""What a label's key tags at the caret, and the ladder from a word to its paragraph that a selection climbs.

It only answers with ranges of code points; what is selected or tagged is for others to say.
"""

from collections.abc import Sequence

from annotator.core.codebook import Unit
from annotator.core.cues import Cue, attribution_of, cue_of, statement_of
from annotator.core.header import Range
from annotator.core.names import Speaker, name_at, speaker_before
from annotator.core.patterns import Pattern
from annotator.core.segment import clause_at, clauses, paragraph_at, sentence_at, word_at

Ranges = tuple[Range, ...]

_VERB_FIRST = Pattern(
    r"(?:also |still |now )?(?:is|are|was|were|has|have|had|will|would|shall|should|can|could|may|might|must|does|did"
    r"|wants|hopes|plans|intends|needs|opposes|supports|welcomes|remains)\b"
)

__all__ = [
    "Cue",
    "Ranges",
    "Speaker",
    "attribution_of",
    "cue_of",
    "grow",
    "next_clause",
    "previous_clause",
    "shrink",
    "speaker_before",
    "statement_of",
    "unit_at",
]


def unit_at(text: str, pos: int, unit: Unit) -> Ranges:
    """Return what a key tags at `pos`: one range, two for a statement that its cue splits, none on a blank line."""
    if unit is Unit.STATEMENT:
        return statement_of(text, sentence_at(text, pos))
    if unit is Unit.CLAUSE:
        return _clause_at(text, pos)
    find = {Unit.NAME: name_at, Unit.SENTENCE: sentence_at, Unit.PARAGRAPH: paragraph_at}[unit]
    found = find(text, pos)
    return (found,) if found[0] < found[1] else ()


def _clause_at(text: str, pos: int) -> Ranges:
    """Return the clause at `pos`; on a subject that the cue cuts off ("South Korea, he said, is ...") the statement."""
    found = clause_at(text, pos)
    statement = statement_of(text, sentence_at(text, pos))
    if len(statement) > 1 and found == statement[0] and _VERB_FIRST.match(text, statement[1][0]):
        return statement
    return (found,) if found[0] < found[1] else ()


def _ladder(text: str, pos: int) -> list[Ranges]:
    """Return the units that hold `pos`, from the word to the paragraph."""
    sentence = sentence_at(text, pos)
    steps = ((word_at(text, pos),), (clause_at(text, pos),), statement_of(text, sentence), (sentence,))
    held = [step for step in (*steps, (paragraph_at(text, pos),)) if any(a <= pos <= b and a < b for a, b in step)]
    return list(dict.fromkeys(held))


def _holds(outer: Sequence[Range], inner: Sequence[Range]) -> bool:
    """True where each inner range lies in one of the outer ranges and they are not the same."""
    within = all(any(a <= start and end <= b for a, b in outer) for start, end in inner)
    return within and tuple(outer) != tuple(inner)


def grow(text: str, ranges: Sequence[Range]) -> Ranges:
    """Return the next larger unit around a selection (or caret: one empty range); the same when there is none.

    The steps are word, clause, statement, sentence, paragraph.
    """
    if not ranges:
        return ()
    start, end = min(a for a, _ in ranges), max(b for _, b in ranges)
    larger = (step for step in _ladder(text, start) if _holds(step, ranges))
    whole = (start, end)
    return next(larger, tuple(ranges) if len(ranges) == 1 else (whole,))


def shrink(text: str, ranges: Sequence[Range], caret: int | None = None) -> Ranges:
    """Return the next smaller unit inside a selection, the one around `caret`; the same when there is none.

    Without a caret it is the one at the start of the selection's first statement.
    """
    if not ranges:
        return ()
    start, end = min(a for a, _ in ranges), max(b for _, b in ranges)
    at = start
    if caret is not None and start <= caret <= end:
        at = caret
    else:
        statement = statement_of(text, sentence_at(text, start))
        if statement and start <= statement[0][0] < end:
            at = statement[0][0]
    smaller = [step for step in _ladder(text, at) if _holds(ranges, step)]
    return smaller[-1] if smaller else tuple(ranges)


def next_clause(text: str, pos: int) -> Range | None:
    """Return the first clause that begins at or behind `pos` (a caret, or the end of a selection), None at the end."""
    at = pos
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        sentence = sentence_at(text, at)
        for clause in clauses(text, sentence):
            if clause[0] >= pos:
                return clause
        at = max(sentence[1], at + 1)
    return None


def previous_clause(text: str, pos: int) -> Range | None:
    """Return the last clause that ends at or before `pos` (a caret, or the start of a selection), None at the start."""
    at = pos
    while at > 0:
        if text[at - 1].isspace():
            at -= 1
            continue
        sentence = sentence_at(text, at - 1)
        for clause in reversed(clauses(text, sentence)):
            if clause[1] <= pos:
                return clause
        at = min(sentence[0], at - 1)
    return None
