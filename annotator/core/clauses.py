"""Cuts a sentence into clauses: the pieces that each say one thing, as a commitment is tagged.

It works on one sentence by punctuation and by a list of verbs; noun lists ("peace, stability and trade") stay whole.
"""

from annotator.core.cues import LONGEST_SENTENCE, attribution_of, trim_statement
from annotator.core.header import Range
from annotator.core.patterns import Pattern
from annotator.core.reporting import listed

_VERBS = listed(
    "abide accelerate accept accord achieve act adapt add address adhere adopt advance advise agree allocate "
    "allow apply assist assume attach attend attract avoid ban bear begin benefit block bolster boost break "
    "bridge bring broaden build call carry cement champion cherish clarify coexist collaborate combat commit "
    "compete complete comply conclude condemn conduct congratulate connect consider consolidate consult continue "
    "contribute control convene cooperate coordinate cope correct counter create cultivate cut deal decide deepen "
    "defend defuse deliver demonstrate denounce deny deploy deter develop discuss diversify draw drive earn ease "
    "elevate eliminate embrace empower enable encourage end enforce engage enhance enjoy enlarge enrich ensure "
    "enter eradicate establish examine exchange exclude execute exert expand expedite explore express extend "
    "facilitate fight fill finalize find focus follow forge foster fulfil fulfill fund further gain gather "
    "generate get give go grasp grow guarantee guide handle harmonize heed help highlight hold honor honour "
    "identify implement import impose improve incorporate increase inject innovate insist inspire integrate "
    "intensify interfere intervene introduce invest investigate invite jeopardize join keep launch lead learn let "
    "leverage lift limit listen live maintain make manage mediate meet mitigate mobilize modernize monitor move "
    "narrow negotiate nurture observe offer open oppose optimize organize overcome oversee participate pave pay "
    "persist plan play practice practise prepare preserve press prevail prevent prioritize proceed produce "
    "promote propose prosper protect provide punish purchase pursue push put raise ratify reach reaffirm realise "
    "realize rebuild recognize recover redouble reduce refrain reiterate reject relax release rely remain remove "
    "renew replace resist resolve resort respect respond restore restrict resume retain return revive safeguard "
    "save scale secure see seek sell send serve set settle shape share shoulder show sign simplify solve speed "
    "stabilize stand start stay step stick stop streamline strengthen strive succeed supply support suspend "
    "sustain synergize tackle take tap terminate think tighten train transfer transform translate treat turn "
    "undermine understand undertake unite unleash upgrade uphold urge use usher utilize view visit welcome win "
    "withdraw work"
)
# Words of the list that are as often nouns or adjectives; a conjunction, comma or "of" behind them shows the noun.
_ALSO_NOUNS = frozenset(
    listed(
        "address advance attempt ban bear benefit block boost break bridge call complete control counter cut deal "
        "draw drive ease end exchange fight focus fund further gain grasp guarantee guide help hold honor honour "
        "import increase invite lead lift limit live meet move offer open plan play practice press produce purchase "
        "push release respect return scale set shape share show sign stand start stay step stop supply support tap "
        "train transfer turn use view visit welcome win work"
    )
)
_NOUN_FOLLOWS = Pattern(r"\s*(?:[,.;:)]|$|(?:and|or|of|for|between|among|is|are|has|have|was|were)\b)")
_FINITE = (
    r"(?:is|are|was|were|has|have|had|will|would|shall|should|can|could|may|might|must|does|do|did|cannot|won[’']t)"
)
_MODAL = r"(?:to|should|will|would|shall|can|could|may|might|must|cannot)"
_ADVERBS = (
    r"(?:(?:also|always|better|further|jointly|never|not|fully|continuously|actively|constantly|together|thus|then|"
    r"still|again|even|just|[a-z]{3,12}ly)\s+)*"
)
_ANY_VERB = "|".join(sorted(_VERBS, key=len, reverse=True))
_BASE = Pattern(rf"{_ADVERBS}(?:to\s+)?{_ADVERBS}(?P<verb>{_ANY_VERB})\b")
_INFLECTED = Pattern(rf"\b(?:[a-z]{{2,}}ed|(?:{_ANY_VERB})e?s|made|met|held|took|gave|said|had)\b")
_AUXILIARY = Pattern(rf"{_ADVERBS}{_FINITE}\b")
_PAST = Pattern(rf"{_ADVERBS}(?:[a-z]{{2,}}ed|met|held|made|took|gave|went|began|brought|built|led|sent|spoke|set)\s")
_PURPOSE = Pattern(r"(?:in order to|so as to|so that|which|who|whom|whose|where|thereby|thus|including by)\b")
_CONJUNCTION = Pattern(
    r"(?:and|or|but|while|whereas|yet|so|because|as well as|although|though|if|when|unless)\s+(?:that\s+)?"
)
_NEW_SUBJECT = Pattern(rf"(?:[^\s,;:]+\s+){{1,7}}?{_FINITE}\b")
_ANY_FINITE = Pattern(rf"\b{_FINITE}\b")

_HARD = Pattern(r"[;；。！？…]|:(?=\s)|[，：،؛]|(?<=\s)(?:--?|–)(?=\s)|—")
_SOFT = Pattern(r",[”\"’]?\s+|\s+(?=(?:and|or|but|while|whereas|because|although|unless)\s)")
_LEAD = Pattern(rf"\b{_MODAL}\s+")


def clause_ranges(text: str, sentence: Range) -> tuple[Range, ...]:
    """Return the clauses of a sentence in order, without its cue, opening adjunct, conjunctions and end punctuation.

    Where a row of verb phrases hangs on one lead ("China and South Korea should expand ..., speed up ..."), the lead
    belongs to the first of them, which then says who does what.
    """
    statement = attribution_of(text, sentence).statement
    if sentence[1] - sentence[0] > LONGEST_SENTENCE:
        return statement
    found: list[Range] = []
    for fragment in statement:
        for piece in _hard_pieces(text, fragment):
            found.extend(_soft_pieces(text, piece))
    return tuple(found)


def _hard_pieces(text: str, fragment: Range) -> list[Range]:
    """Cut at semicolons, colons, dashes and Chinese commas."""
    pieces, start = [], fragment[0]
    for match in _HARD.finditer(text, *fragment):
        pieces.append((start, match.start()))
        start = match.end()
    pieces.append((start, fragment[1]))
    trimmed = (trim_statement(text, piece) for piece in pieces)
    return [piece for piece in trimmed if piece[0] < piece[1]]


def _soft_pieces(text: str, piece: Range) -> list[Range]:
    """Cut at those commas and conjunctions behind which a verb phrase or a new clause begins."""
    start, end = piece
    pieces: list[Range] = []
    for match in _SOFT.finditer(text, start, end):
        if match.start() < start:
            continue
        conjunction = _CONJUNCTION.match(text, match.end(), end)
        begin = conjunction.end() if conjunction else match.end()
        comma = text[match.start()] == ","
        if _begins_clause(text, begin, end, start, match.start(), comma=comma, joined=conjunction is not None):
            pieces.append((start, match.start()))
            start = begin
    pieces.append((start, end))
    trimmed = [trim_statement(text, x) for x in pieces]
    return [x for x in trimmed if x[0] < x[1]]


def _begins_clause(text: str, begin: int, end: int, start: int, stop: int, *, comma: bool, joined: bool) -> bool:
    """Whether a verb phrase, an auxiliary, a purpose or a new subject begins at `begin`, and not just more nouns.

    [start, stop) is the clause before; `comma` and `joined` say what stands between: a comma, a conjunction.
    """
    base = _BASE.match(text, begin, end)
    if base and not (base["verb"] in _ALSO_NOUNS and _NOUN_FOLLOWS.match(text, base.end(), end)):
        return _has_verb(text, start, stop)
    finite = _AUXILIARY.match(text, begin, end) or (joined and comma and _PAST.match(text, begin, end))
    if finite:
        return _has_verb(text, start, stop)
    if comma and _PURPOSE.match(text, begin, end):
        return True
    subordinate = not text.startswith(("and", "or"), stop + 1)
    if joined and (comma or subordinate):
        return _NEW_SUBJECT.match(text, begin, end) is not None and _has_verb(text, start, stop)
    return False


def _has_verb(text: str, start: int, stop: int) -> bool:
    """True where a stretch has something that looks like a verb; "Wu Zhenglong, among others" has not."""
    if _BASE.match(text, start, stop) or _ANY_FINITE.search(text, start, stop) or _lead_end(text, start, stop):
        return True
    return _INFLECTED.search(text, start, stop) is not None


def _lead_end(text: str, start: int, stop: int) -> int | None:
    """Return where the verb phrase behind the last "to" or modal begins, None where there is none."""
    last = None
    for match in _LEAD.finditer(text, start, stop):
        if _BASE.match(text, match.end(), stop):
            last = match.end()
    return last
