"""Finds who is said to say a sentence: the cue ("Li said", "said Yoon", "he said") and what is said, the statement.

It works on one sentence by word lists and word order, English first and a little Chinese. It knows no article and
never guesses who a pronoun is.
"""

import re
from dataclasses import dataclass

from annotator.core.header import Range, match_dateline
from annotator.core.patterns import Pattern
from annotator.core.reporting import (
    ADJUNCT,
    ADVERB,
    CHINESE_LEADING,
    CHINESE_TRAILING,
    DIRECTED,
    NOT_IN_SUBJECT,
    OPENING,
    PARTICIPLE,
    PRONOUNS,
    REPORTING,
    TO_INFINITIVE,
    WHEN,
    listed,
)

# Behind this length a "sentence" is no prose (a table, a dump), and has no cue.
LONGEST_SENTENCE = 4000
_LONGEST_SUBJECT = 160
_WORDS_IN_SUBJECT = 12
_WORDS_IN_PLAIN_NOUN = 4
_DETERMINERS = frozenset(listed("the a an both his her their its one some"))
_OPEN_ENDED = _DETERMINERS - {"one", "both", "some"} | {"of", "and", "in", "on"}


@dataclass(frozen=True, slots=True)
class Cue:
    """Where a sentence says who speaks. `subject_range` and `verb_range` lie inside `range`; code points."""

    range: Range
    subject_range: Range
    verb_range: Range


@dataclass(frozen=True, slots=True)
class Attribution:
    """A sentence taken apart: its cue, if any, and the one or two fragments of its statement."""

    cue: Cue | None
    statement: tuple[Range, ...]


_VERB = Pattern(rf"\b(?:{REPORTING}|{DIRECTED})\b|\b[Aa]ccording to\b")
_ADVERBS = Pattern(rf"(?:\s*\b(?:{ADVERB}|{WHEN}))+\s*$")
_ADJUNCTS = Pattern(rf"(?:\s+(?:{ADJUNCT})(?=[\s,:.;”\"’]|$))*")
_THAT_BEHIND = Pattern(
    r"\s+(?:on|at|in|during|after|when|while|before|following|here|to)\b[^,.;:“\"]{0,100}?\bthat\b(?=\s)"
)
_TOLD_OBJECT = Pattern(
    r"\s+(?:reporters|journalists|Xinhua|lawmakers|delegates|them|him|her|us|media|state television"
    r"|(?:a|an|the)(?:\s+[\w’'-]+){1,4}?(?=\s+(?:that|on|in)\b)|[A-Z][\w-]+(?:\s[A-Z][\w-]+){0,2})\b"
)
_DIRECTED_OBJECT = Pattern(r"(?:\s+[^\s,;:.]+){1,14}?\s+to(?=\s)")
_OPENING_ADJUNCT = Pattern(rf"(?:{OPENING})\b[^,;:“”\"]{{0,120}}?(?:, \d{{4}})?,\s+(?!and\b|or\b|but\b)")
_LINKED = Pattern(rf",?\s*(?:while |and |also )?(?:{PARTICIPLE})(?:\s+that)?\s+")
_APPOSITION = Pattern(
    r",\s+(?:an?|the|who|whose|also|chairman|chairwoman|director|head|president|spokes\w+|professor)\b"
)
_DIRECTED = Pattern(DIRECTED)
_TO_INFINITIVE = Pattern(TO_INFINITIVE)
_COMMA_BEFORE_SPEECH = Pattern(r",\s+(?:that\b|“|\")")
_ONLY_ADJUNCTS = Pattern(rf"(?:\s+(?:{ADJUNCT}|reporters|here|Xinhua))*\s*")
_ADJUNCT_OR_END = Pattern(r"(?=\s(?:on|in|at|during|here|after)\b)|$")
_NO_SUBJECT = Pattern(r"[,;:“”\"?!\n]")
_INITIALS = Pattern(r"(?:\b[A-Za-z]\.){2}\Z")
_TITLE_PREFIX = Pattern(r"date[ \t]+\d{4}-\d{2}-\d{2}[ \t]+(?=\S)")
_DELIMITER = Pattern(r"[,;:”\"]|--|—")


def attribution_of(text: str, sentence: Range) -> Attribution:
    """Take a sentence apart; without a cue the statement is all of it but dateline, opening adjunct and full stop."""
    start, end = sentence
    dateline = match_dateline(text, start, end)
    body = dateline.end if dateline and dateline.end < end else start
    title = _TITLE_PREFIX.match(text, start, end)
    body = title.end() if title else body
    if end - body > LONGEST_SENTENCE:
        return Attribution(None, _fragments(text, [(body, end)]))
    first = _behind_opening(text, body, end)
    found = _chinese(text, body, end) or _english(text, body, first, end)
    if found is None:
        return Attribution(None, _fragments(text, [(first, end)]))
    cue, pieces = found
    # What stands before a cue in the middle or at the end may itself begin with an adjunct.
    statement = _fragments(text, pieces)
    return Attribution(cue, statement) if statement else Attribution(None, _fragments(text, [(first, end)]))


def cue_of(text: str, sentence: Range) -> Cue | None:
    """Return the cue of a sentence, None where it has none."""
    return attribution_of(text, sentence).cue


def statement_of(text: str, sentence: Range) -> tuple[Range, ...]:
    """Return what a sentence states: one fragment, two where the cue splits it, none where nothing is left."""
    return attribution_of(text, sentence).statement


Found = tuple[Cue, list[Range]]


def _behind_opening(text: str, start: int, end: int) -> int:
    """Return where the sentence begins behind "For his part, " and its like."""
    match = _OPENING_ADJUNCT.match(text, start, end)
    return match.end() if match and match.end() < end else start


def _english(text: str, body: int, first: int, end: int) -> Found | None:
    """Try every reporting verb in order: first as the sentence's own, then as an insertion between commas."""
    verbs = list(_VERB.finditer(text, body, end))
    for verb in verbs:
        if found := _leading(text, first, verb, end) or _inserted(text, first, verb, end):
            return found
    return None


def _leading(text: str, first: int, verb: re.Match[str], end: int) -> Found | None:
    """Match "Li said on Thursday China ...", "Li urged the two sides to ...", "Mao Ning, a spokesperson, said ..."."""
    if verb.start() - first > 2 * _LONGEST_SUBJECT:
        return None
    if verb[0].lower() == "according to":
        return _according(text, first, verb, end)
    before = text[first : verb.start()]
    subject = _subject(before, first)
    if subject is None and before.rstrip().endswith(","):
        # An apposition stands between the subject and its verb.
        name = before.split(",", 1)[0]
        follows = text[verb.end() : verb.end() + 2]
        if before.count(",") > 1 and not _VERB.search(before) and follows[1:2] != ",":
            subject = _subject(name, first)
    if subject is None:
        return None
    stop = _behind_verb(text, verb, end)
    if stop is None or not text[stop:end].strip(' .,”"'):
        return None
    return Cue((subject[0], stop), subject, verb.span()), [(stop, end)]


def _behind_verb(text: str, verb: re.Match[str], end: int) -> int | None:
    """Return where a leading cue ends: behind the verb's object, adjuncts and "that"; None where it is no cue."""
    at = verb.end()
    if _DIRECTED.fullmatch(verb[0]):
        target = _DIRECTED_OBJECT.match(text, at, end)
        if target:
            return target.end()
        return at if not verb[0].startswith("call") else None
    if _TO_INFINITIVE.fullmatch(verb[0]) and text.startswith(" to ", at):
        return None
    if verb[0] in ("told", "tells"):
        told = _TOLD_OBJECT.match(text, at, end)
        if told is None:
            return None
        at = told.end()
    that = _THAT_BEHIND.match(text, at, end)
    if that:
        return that.end()
    adjuncts = _ADJUNCTS.match(text, at, end)
    at = adjuncts.end() if adjuncts else at
    return at + len(" that") if text.startswith(" that ", at) else at


def _according(text: str, first: int, verb: re.Match[str], end: int) -> Found | None:
    """Match "According to the ministry, exports grew" at the start; elsewhere it is an insertion."""
    comma = text.find(",", verb.end(), min(end, verb.end() + _LONGEST_SUBJECT))
    if verb.start() != first or comma < 0:
        return None
    subject = _subject(text[verb.end() : comma], verb.end(), loose=True)
    return (Cue((first, comma), subject, verb.span()), [(comma, end)]) if subject else None


def _inserted(text: str, first: int, verb: re.Match[str], end: int) -> Found | None:
    """Match ", said Li." and ", he said, ...": a piece between commas that is nothing but a cue."""
    left = _last_delimiter(text, max(first, verb.start() - _LONGEST_SUBJECT), verb.start())
    if left is None:
        return None
    following = _DELIMITER.search(text, verb.end(), min(end, verb.end() + 2 * _LONGEST_SUBJECT))
    right = following.start() if following else end
    if right == end and end - verb.end() > 2 * _LONGEST_SUBJECT:
        return None
    while right > verb.end() and text[right - 1] in " .?!":
        right -= 1
    parts = _subject_of_piece(text, left, verb, right)
    if parts is None:
        return None
    subject, inverted = parts
    cue_start = min(subject[0], verb.start())
    rest = right
    if inverted and _APPOSITION.match(text, right, end):
        comma = _COMMA_BEFORE_SPEECH.search(text, right, end)
        rest = right = comma.start() if comma else end
        right = right - 1 if text[right - 1] in ".?!" else right
    elif linked := _LINKED.match(text, rest, end):
        rest, right = linked.end(), linked.start() + len(linked[0].rstrip())
    return Cue((cue_start, right), subject, verb.span()), [(first, cue_start), (rest, end)]


def _subject_of_piece(text: str, left: int, verb: re.Match[str], right: int) -> tuple[Range, bool] | None:
    """Return the subject in [left, right) and whether it follows the verb; None where more than a cue is there."""
    before = text[left : verb.start()]
    if verb[0].lower() == "according to":
        subject = None if before.strip() else _subject(text[verb.end() : right], verb.end(), loose=True)
        return (subject, True) if subject else None
    if _DIRECTED.fullmatch(verb[0]):
        return None
    if before.strip():
        subject = _subject(before, left, loose=True)
        return (subject, False) if subject and _ONLY_ADJUNCTS.fullmatch(text, verb.end(), right) else None
    # Behind the verb an adjunct may follow the subject: "said Li on Thursday".
    words = text[verb.end() : right]
    for match in _ADJUNCT_OR_END.finditer(words):
        subject = _subject(words[: match.start()], verb.end(), loose=True)
        if subject and (not words[match.start() :].strip() or match.start() > 0):
            return subject, True
    return None


def _last_delimiter(text: str, start: int, end: int) -> int | None:
    """Return the offset behind the last comma, quote or dash in [start, end), None where there is none."""
    last = None
    for match in _DELIMITER.finditer(text, start, end):
        last = match.end()
    return last


def _subject(words: str, offset: int, *, loose: bool = False) -> Range | None:
    """Return the range of the subject when `words`, which begin at `offset`, are one, with adverbs around allowed.

    `loose` also takes plain nouns ("officials"), which stand between commas but say too little at the start of a
    sentence.
    """
    core = _ADVERBS.sub("", words).strip()
    if not core or len(core) > _LONGEST_SUBJECT or _NO_SUBJECT.search(core):
        return None
    start = offset + words.index(core)
    parts = core.split()
    lower = parts[0].lower()
    if lower in PRONOUNS and len(parts) == 1:
        return (start, start + len(core))
    if len(parts) > _WORDS_IN_SUBJECT or any(part.lower() in NOT_IN_SUBJECT for part in parts):
        return None
    known = parts[0][0].isupper() or lower in _DETERMINERS
    if not known and not (loose and len(parts) <= _WORDS_IN_PLAIN_NOUN and core.isascii()):
        return None
    return (start, start + len(core)) if parts[-1].lower() not in _OPEN_ENDED else None


def _chinese(text: str, body: int, end: int) -> Found | None:
    """Match "李强表示，……" at the start and "……，李强说。" at the end."""
    match = CHINESE_LEADING.match(text, body, end)
    if match:
        cue = Cue((match.start("subject"), match.end("verb")), match.span("subject"), match.span("verb"))
        return cue, [(match.end(), end)]
    tail = CHINESE_TRAILING.search(text, max(body, end - 60), end)
    if tail:
        cue = Cue((tail.start("subject"), tail.end("verb")), tail.span("subject"), tail.span("verb"))
        return cue, [(body, tail.start())]
    return None


_EDGES = " \t\n\u00a0\u3000,.;:，。；：、،؛\u06d4।"
_PAIRS = {"“": "”", "「": "」", "『": "』", "«": "»", "‘": "’", '"': '"'}
_CLOSERS = {close: opener for opener, close in _PAIRS.items() if close != opener}


def _fragments(text: str, pieces: list[Range]) -> tuple[Range, ...]:
    """Return the pieces without the punctuation, dashes and lone or enclosing quotation marks at their edges."""
    trimmed = (trim_statement(text, piece) for piece in pieces)
    return tuple(piece for piece in trimmed if piece[0] < piece[1])


def trim_statement(text: str, piece: Range) -> Range:
    """Return a range without what is no part of a statement at its edges. The full stop of "U.S." stays."""
    start, end = piece
    changed = True
    while changed and start < end:
        before = (start, end)
        while start < end and (text[start] in _EDGES or text[start].isspace() or text[start] in "-—–"):
            start += 1
        while start < end and (text[end - 1] in _EDGES or text[end - 1].isspace() or text[end - 1] in "-—–"):
            if text[end - 1] == "." and _INITIALS.search(text, max(start, end - 5), end):
                break
            end -= 1
        start, end = _without_quotes(text, start, end)
        changed = (start, end) != before
    return (start, end)


def _without_quotes(text: str, start: int, end: int) -> Range:
    """Leave out quotation marks that enclose the whole range or have no partner inside it."""
    if end - start < 1:
        return (start, end)
    first, last, inner = text[start], text[end - 1], text[start + 1 : end - 1]
    if end - start > 1 and _PAIRS.get(first) == last and first not in inner and last not in inner:
        return (start + 1, end - 1)
    quote = text[start:end]
    if first in _PAIRS and _PAIRS[first] not in quote[1:]:
        return (start + 1, end)
    # An apostrophe closes nothing: "the two sides’" keeps it.
    unpaired = last in _CLOSERS and last != "’" and _CLOSERS[last] not in quote
    if unpaired or (last == '"' and quote.count('"') % 2):
        return (start, end - 1)
    return (start, end)
