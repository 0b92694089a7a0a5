"""The word lists behind `cues`: reporting verbs, adjuncts, openings. Pieces of regular expressions, no decisions."""

from annotator.core.patterns import Pattern


def listed(words: str) -> tuple[str, ...]:
    """Return the words of a list that is written as one string."""
    return tuple(words.split())


_PLAIN = listed(
    "said says say stressed stresses noted notes added adds stated states emphasized emphasised emphasizes "
    "emphasises underlined underlines underscored underscores reiterated reiterates reaffirmed reaffirms "
    "announced announces declared declares argued argues claimed claims explained explains warned warns told "
    "tells confirmed confirms insisted insists remarked remarks commented believed believes hoped hopes "
    "recalled recalls acknowledged acknowledges maintained observed suggested suggests proposed proposes denied "
    "denies asserted replied answered concluded cautioned admitted voiced pledged pledges vowed vows promised "
    "promises wrote writes tweeted"
)
_PHRASES = (
    r"pointed out",
    r"points out",
    r"called for",
    r"calls for",
    r"(?:has|have|had) (?:said|stressed|noted|announced|warned|stated|reiterated)",
    r"express(?:ed|es) (?:(?:his|her|their|its|the) )?(?:hope|belief|confidence|conviction|readiness|concern)",
    r"made (?:it )?clear",
    r"was quoted as saying",
)
REPORTING = r"(?:" + "|".join([*_PHRASES, *_PLAIN]) + r")"

DIRECTED = (
    r"(?:urged|urges|called on|called upon|calls on|calls upon|appealed to|asked|asks|encouraged|encourages|invited"
    r"|requested|instructed|ordered|pressed|demanded)"
)
"""Verbs that say who shall do something: "Li urged the two sides to ..."."""

TO_INFINITIVE = r"(?:pledge[ds]|vow(?:s|ed)|promise[ds]|hope[ds]|propose[ds]|claim(?:s|ed))"
"""Verbs that are no cue before "to": "China pledged to cut emissions" is itself the statement."""

PARTICIPLE = (
    r"(?:adding|noting|stressing|saying|emphasizing|emphasising|underlining|underscoring|warning|explaining"
    r"|reiterating|stating|pointing out|announcing)"
)

ADVERB = (
    r"also|further|furthermore|then|again|once again|later|earlier|repeatedly|jointly|explicitly|publicly|reportedly"
    r"|meanwhile|however|therefore|strongly|clearly|[a-z]{3,12}ly"
)

_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
WHEN = rf"(?:late |early )?(?:on |last )?{_WEEKDAY}(?: (?:morning|afternoon|evening|night))?|on {_MONTH} \d{{1,2}}"
ADJUNCT = (
    WHEN + r"|here|yesterday|today|earlier|later|recently|in (?:a|an|the) [a-z-]+(?: [a-z-]+)?"
    r"|at (?:a|an|the) (?:[a-z-]+ ){0,3}(?:conference|briefing|meeting|summit|forum|event|session|ceremony)"
    r"|(?:in|at) [A-Z][a-z]+(?: [A-Z][a-z]+)?|earlier this (?:week|month|year)|by (?:phone|telephone)"
)
"""What may stand between a reporting verb and what is said: when and where."""

OPENING = (
    r"During|In|On|At|For (?:his|her|its|their) part|For|After|Before|Since|Following|Amid|Amidst|With|As for|As to"
    r"|Regarding|Concerning|Under|From|Through|Besides|Despite|Over|Earlier|Meanwhile|However|Moreover|Furthermore"
    r"|In addition|Also|Then|Later|Thus|Therefore|Today|Yesterday|Currently|Speaking|Turning to|Citing|Addressing"
    r"|Against|Within|Throughout|Apart from|Thanks to|Upon|To this end|By contrast"
)
"""How an adjunct before the subject begins; it ends with a comma and is not part of the statement."""

PRONOUNS = frozenset(("he", "she", "they", "it", "we", "i", "you"))

NOT_IN_SUBJECT = frozenset(
    listed(
        "that which who whom whose is are was were be been being has have had do does did will would shall "
        "should can could may might must to not he she they we i it as if when while because although though "
        "than but so"
    )
)
"""Words that no subject of a cue contains: they show that a verb of the sentence came before."""

_SUBJECT = r"(?P<subject>[\u4e00-\u9fffA-Za-z·]{1,24}?)"
_CHINESE_VERB = r"(?P<verb>表示|指出|强调|认为|宣布|重申|呼吁|敦促|介绍|透露|说|称)"
_WHEN = r"(?:[\u4e00-\u9fff0-9]{0,12}日)?"
CHINESE_LEADING = Pattern(rf"{_SUBJECT}{_WHEN}(?:还|也|同时|再次|进一步|并)?{_CHINESE_VERB}[，,：:]\s*(?=\S)")
CHINESE_TRAILING = Pattern(rf"[，,”」]\s*{_SUBJECT}{_CHINESE_VERB}[。.]?\Z")
