"""Words, sentences, paragraphs and clauses of a text, as ranges of code points.

The `..._at` functions look only at the neighbourhood of an offset, so they cost the same in a text of any length.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from annotator.core.characters import ATTACHED, EMOJI, ONE_BY_ONE
from annotator.core.clauses import clause_ranges
from annotator.core.cues import LONGEST_SENTENCE
from annotator.core.header import Range, match_dateline
from annotator.core.patterns import Pattern
from annotator.core.reporting import listed

# No possessive quantifiers here or elsewhere in `core`: Python before 3.11.4 matches them wrongly (cpython #106052).
_LETTER = rf"[^\W\d_{ONE_BY_ONE}]"
_BEHIND_LETTER = rf"(?:(?<={_LETTER})|(?<=[{ATTACHED}]))"
WORD = (
    rf"{EMOJI}"
    rf"|[{ONE_BY_ONE}][{ATTACHED}]*"
    # "U.S." and "a.m." keep their last full stop.
    r"|(?<![^\W_])(?:[A-Za-z]\.){2,}(?![^\W_])"
    rf"|(?:{_LETTER}|\d|(?<=\w)_)"
    rf"(?:{_LETTER}|[\d_{ATTACHED}]|{_BEHIND_LETTER}[’'.·״](?={_LETTER})|(?<=\d)[.,’'](?=\d))*"
)
"""One word in the sense of UAX 29, with these choices: Han, kana and Thai letters and emoji are one word each, and a
hyphen separates. An apostrophe or full stop between letters, and a point or comma between digits, does not."""

_WORDS = Pattern(WORD)
_WORD_REACH = 256


def words(text: str) -> tuple[Range, ...]:
    """Return all words in order; spaces, punctuation and symbols belong to none."""
    return tuple(match.span() for match in _WORDS.finditer(text))


def word_at(text: str, pos: int) -> Range:
    """Return the word around an offset, else the one that ends there, else the empty range there."""
    low = _word_start_before(text, pos)
    before = (pos, pos)
    for match in _WORDS.finditer(text, low, min(len(text), pos + _WORD_REACH)):
        if match.start() > pos:
            break
        if pos < match.end():
            return match.span()
        if pos == match.end():
            before = match.span()
    return before


def _word_start_before(text: str, pos: int) -> int:
    """Return an offset before `pos` at which no word is cut: behind a space, or as far back as words are looked at."""
    floor = max(0, pos - _WORD_REACH)
    low = pos
    while low > floor and not text[low - 1].isspace():
        low -= 1
    return low


def paragraphs(text: str) -> tuple[Range, ...]:
    """Return the lines that are not blank, without the spaces around them."""
    found: list[Range] = []
    start = 0
    while start < len(text):
        stop = text.find("\n", start)
        stop = len(text) if stop < 0 else stop
        if (trimmed := _trimmed(text, start, stop))[0] < trimmed[1]:
            found.append(trimmed)
        start = stop + 1
    return tuple(found)


def paragraph_at(text: str, pos: int) -> Range:
    """Return the paragraph on whose line an offset is; the empty range there when the line is blank."""
    trimmed = _trimmed(text, *_line_at(text, pos))
    return trimmed if trimmed[0] < trimmed[1] else (pos, pos)


def _line_at(text: str, pos: int) -> Range:
    """Return the whole line around an offset, without its newline."""
    start = text.rfind("\n", 0, pos) + 1
    stop = text.find("\n", pos)
    return start, len(text) if stop < 0 else stop


def _trimmed(text: str, start: int, end: int) -> Range:
    """Return a range without the white space at its edges."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


_END = Pattern(r"[.!?…‼⁇⁈⁉。！？\uff0e｡؟\u06d4।॥]+[\"'”’»)\]」』）】]*|[\u2028\u2029]")
_CJK_END = frozenset("。！？\uff0e｡।॥")
_SPACE_THEN = Pattern(r"\s+[\"'“‘«(\[]*(?P<next>\S)")
_LAST_WORD = Pattern(r"[^\s\"“”'‘’()\[\]/—]+\Z")
_TITLES = frozenset(
    listed(
        "mr mrs ms dr prof st gen sen rep gov lt col maj capt cmdr sgt adm hon rev fr sr jr messrs pres amb vs "
        "etc eg ie viz cf al approx est mt ft"
    )
)
_BEFORE_NUMBER = frozenset(
    listed("jan feb mar apr jun jul aug sep sept oct nov dec no nos art sec fig vol pp p ch para")
)
_FIRMS = frozenset(listed("inc co corp ltd bros plc"))
_OPENERS = frozenset(
    listed("The It In He She They A An This That These Those But And We On At His Her Their Its For As After Before")
)
_PLAIN_WORD = Pattern(r"\w+")
_CHUNK = 1000


def _is_end(text: str, start: int, match: re.Match[str], end: int) -> bool:
    """Say whether a sentence ends behind this punctuation; [start, end) is the line."""
    mark = match[0]
    if mark[0] in _CJK_END or mark[0] in "\u2028\u2029":
        return True
    after = _SPACE_THEN.match(text, match.end(), min(end, match.end() + 40))
    if after is None:
        return not text[match.end() : min(end, match.end() + 40)].strip()
    following = after["next"]
    if following.islower():
        return False
    if not mark.startswith(".") or mark.startswith(".."):
        return True
    word = _LAST_WORD.search(text, max(start, match.start() - 40), match.start())
    return word is None or not _is_abbreviation(text, start, word, after.start("next"))


def _is_abbreviation(text: str, start: int, word: re.Match[str], following: int) -> bool:
    """Say whether the full stop behind `word` belongs to it: "Sept.", "U.S.", "J.", "Mr.", a number of a list."""
    plain = word[0].replace(".", "")
    if len(plain) == 1 and plain.isalpha() and plain.isupper():
        return True
    if "." in word[0] and all(len(part) == 1 and part.isalpha() for part in word[0].split(".")):
        return True
    lower = plain.lower()
    if lower in _TITLES:
        return True
    if lower in _BEFORE_NUMBER:
        return text[following].isdigit()
    if lower in _FIRMS:
        next_word = _PLAIN_WORD.match(text, following)
        return next_word is not None and next_word[0] not in _OPENERS
    return word[0].isdigit() and word.start() == _trimmed(text, start, word.end())[0]


def _ends(text: str, line: Range, low: int, high: int) -> Iterator[int]:
    """Yield the offsets behind the sentence ends whose punctuation begins in [low, high), inside one line."""
    start, end = line
    first = _trimmed(text, start, min(end, start + _CHUNK))[0]
    dateline = match_dateline(text, first, end) if low < first + _CHUNK else None
    for match in _END.finditer(text, max(low, dateline.end if dateline else low), end):
        if match.start() >= high:
            return
        if _is_end(text, start, match, end):
            yield match.end()


def _sentences_of(text: str, line: Range) -> Iterator[Range]:
    start = line[0]
    for stop in (*_ends(text, line, *line), line[1]):
        trimmed = _trimmed(text, start, stop)
        if trimmed[0] < trimmed[1]:
            yield trimmed
        start = stop


def sentences(text: str) -> tuple[Range, ...]:
    """Return all sentences in order, with their end punctuation. A line break always ends one."""
    found: list[Range] = []
    for paragraph in paragraphs(text):
        found.extend(_sentences_of(text, paragraph))
    return tuple(found)


def sentence_at(text: str, pos: int) -> Range:
    """Return the sentence around an offset, or the one that ends there; on a blank line the empty range there."""
    line = paragraph_at(text, pos)
    if line[0] == line[1]:
        return (pos, pos)
    pos = min(max(pos, line[0]), line[1] - 1)
    start = _last_end(text, line, pos)
    trimmed = _trimmed(text, start, _next_end(text, line, pos))
    if pos < trimmed[0] and start > line[0]:
        # A caret in the space behind a full stop belongs to the sentence before.
        return sentence_at(text, start - 1)
    return trimmed


def _last_end(text: str, line: Range, pos: int) -> int:
    """Return the last sentence end not behind `pos`, or the start of the line. The look back grows until it finds."""
    reach = _CHUNK
    while True:
        low = max(line[0], pos - reach)
        while low > line[0] and low > pos - reach - _WORD_REACH and not text[low - 1].isspace():
            low -= 1
        ends = [stop for stop in _ends(text, line, low, pos) if stop <= pos]
        if ends or low == line[0]:
            return ends[-1] if ends else line[0]
        reach *= 4


def _next_end(text: str, line: Range, pos: int) -> int:
    """Return the first sentence end behind `pos`, or the end of the line."""
    low = pos
    while low > line[0] and low > pos - _WORD_REACH and not text[low - 1].isspace():
        low -= 1
    return next((stop for stop in _ends(text, line, low, line[1]) if stop > pos), line[1])


@lru_cache(maxsize=256)
def _clauses_of(sentence: str) -> tuple[Range, ...]:
    return clause_ranges(sentence, (0, len(sentence)))


def clauses(text: str, sentence: Range) -> tuple[Range, ...]:
    """Return the clauses of one sentence in order, without conjunctions, leading commas, its cue and its full stop."""
    start = sentence[0]
    if sentence[1] - start > LONGEST_SENTENCE:
        return clause_ranges(text, sentence)
    return tuple((start + a, start + b) for a, b in _clauses_of(text[start : sentence[1]]))


def clause_at(text: str, pos: int) -> Range:
    """Return the clause around an offset, else the next of its sentence, else the last; the empty range without any."""
    found = clauses(text, sentence_at(text, pos))
    behind = (clause for clause in found if clause[1] >= pos)
    return next(behind, found[-1] if found else (pos, pos))
