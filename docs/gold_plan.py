"""What the seed article says, read with care under “Diplomatic readout”: every mark of the gold project, by paragraph.

Written by hand; `make_gold` turns it into `seeds/gold.jsonl`. Paragraphs count from 1 at the dateline.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

NOT_STATED = "not stated"
LI, YOON = "Li Qiang", "Yoon Suk-yeol"
CHINA, KOREA, JAPAN = "China", "South Korea", "Japan"
BOTH = (CHINA, KOREA)

ALIASES = {
    LI: ("person", ("Li", "the Chinese premier")),
    YOON: ("person", ("Yoon", "the South Korean president")),
    CHINA: ("country", ()),
    KOREA: ("country", ("S.Korea",)),
    JAPAN: ("country", ()),
}
"""Everybody of the article who speaks, commits or is spoken to: kind and other names."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Words of one paragraph with a label. Each of `quotes` is a fragment, looked for behind the one before.

    `skip` passes over so many earlier places of the first quote. `fields` are by name, answers by name. `roles` are by
    name, each with its fillers: the name of an actor, which means that actor's mark in the paragraph where there is
    one, or "not stated".
    """

    label: str
    quotes: tuple[str, ...]
    fields: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    skip: int = 0


def speaker(words: str, who: str, office: str = "", *, skip: int = 0) -> Mark:
    """Words that name who says the paragraph."""
    return Mark("Speaker", (words,), {"Person": who} | ({"Office": office} if office else {}), skip=skip)


def party(words: str, who: str = "", *, skip: int = 0) -> Mark:
    """Words that name who commits or is asked; who they are, where it is one country."""
    return Mark("Party", (words,), {"Organisation": who} if who else {}, skip=skip)


def commitment(
    words: str | tuple[str, ...], said: str, by: str, to: tuple[str, ...], strength: str, **more: str
) -> Mark:
    """A promise; `more` are other fields that the article answers, "_" for a space in the name."""
    fields = {"Strength": strength, "Polarity": "does"} | {name.replace("_", " "): x for name, x in more.items()}
    roles = {"Speaker": (said,), "Party": (by,), "To": to, "Deadline": (NOT_STATED,)}
    return Mark("Commitment", (words,) if isinstance(words, str) else words, fields, roles)


def demand(words: str, said: str, force: str, to: tuple[str, ...] = BOTH) -> Mark:
    """Something that a speaker wants done."""
    return Mark("Demand", (words,), {"Force": force}, {"Speaker": (said,), "To": to})


def topic(words: str, subject: str) -> Mark:
    """Words that name what is talked about."""
    return Mark("Topic", (words,), {"Subject": subject})


def time(words: str, date: str) -> Mark:
    """Words that name days."""
    return Mark("Time", (words,), {"Date": date})


TRADE, INDUSTRY, PEACE = "Trade and economy", "Industry and technology", "Security and peace"
RELATIONS, REGION, CULTURE = "Political relations", "Regional cooperation", "Culture and people"
UNSAID = (NOT_STATED,)
WILLING = (
    "is willing to strengthen coordination with China and promote trilateral cooperation among South Korea, China, "
    "and Japan"
)

PLAN: tuple[tuple[Mark, ...], ...] = (
    (
        speaker("Chinese Premier Li Qiang", LI, "Chinese Premier"),
        time("Thursday", "2023-09-07"),
        party("China", CHINA),
        party("South Korea", KOREA),
        commitment(
            "China is ready to work with South Korea to resist interference",
            LI,
            CHINA,
            (KOREA,),
            "is ready to",
            Alone_or_jointly="jointly",
        ),
        commitment("meet each other halfway", LI, CHINA, (KOREA,), "is ready to", Alone_or_jointly="jointly"),
        commitment(
            "advance bilateral relations so as to reflect the changes of the times",
            LI,
            CHINA,
            (KOREA,),
            "is ready to",
            Alone_or_jointly="jointly",
        ),
        topic("bilateral relations", RELATIONS),
    ),
    (),
    (
        speaker("Li", LI),
        time("last year", "2022-01-01/2022-12-31"),
        topic("bilateral relations", RELATIONS),
    ),
    (
        speaker("Li", LI),
        party("both sides"),
        demand("implement the important consensus reached by the heads of state of the two countries", LI, "calls for"),
        demand("uphold the original intention of establishing diplomatic ties", LI, "calls for"),
        demand("enhance mutual political trust", LI, "calls for"),
        topic("mutual political trust", RELATIONS),
        topic("regional peace, stability, development and prosperity", PEACE),
    ),
    (
        party("The two sides"),
        demand("adhere to the general direction of good-neighborliness and friendship", LI, "should"),
        demand("continue to deepen exchanges and cooperation in various fields", LI, "should"),
        demand("work together to cope with difficulties and challenges", LI, "should"),
        speaker("the Chinese premier", LI, "Chinese premier"),
        topic("good-neighborliness and friendship", RELATIONS),
    ),
    (
        speaker("Li", LI),
        party("China", CHINA),
        party("South Korea", KOREA),
        demand("expand common interests", LI, "should"),
        demand("speed up the second phase of China-South Korea free trade agreement negotiations", LI, "should"),
        demand(
            "explore new growth areas of cooperation such as high-tech, green and low-carbon industries", LI, "should"
        ),
        topic("the second phase of China-South Korea free trade agreement negotiations", TRADE),
        topic("high-tech, green and low-carbon industries", INDUSTRY),
    ),
    (
        party("China", CHINA),
        party("South Korea", KOREA),
        demand("jointly maintain the stable and smooth operation of industrial and supply chains", LI, "should"),
        demand("continuously make the pie of cooperation bigger", LI, "should"),
        demand("better achieve mutual benefit and win-win results", LI, "should"),
        speaker("Li", LI),
        topic("industrial and supply chains", TRADE),
    ),
    (
        speaker("Li", LI),
        party("the two sides"),
        demand("respect each other's core interests and major concerns", LI, "urges"),
        demand("safeguard the overall interests of bilateral relations", LI, "urges"),
        topic("core interests and major concerns", RELATIONS),
        topic("bilateral relations", RELATIONS),
    ),
    (
        party("China", CHINA),
        commitment("will continue to promote peace talks", LI, CHINA, UNSAID, "will", New_or_restated="restated"),
        speaker("Li", LI),
        topic("reconciliation and cooperation between the two sides on the Korean Peninsula", PEACE),
        topic("peace and stability on the peninsula", PEACE),
        topic("peace talks", PEACE),
    ),
    (
        speaker("the South Korean president", YOON, "South Korean president"),
        topic("the Hangzhou Asian Games", CULTURE),
    ),
    (
        time("over the past 30 years", "1993-09-07/2023-09-07"),
        topic("bilateral relations", RELATIONS),
        speaker("Yoon", YOON),
    ),
    (
        party("South Korea", KOREA),
        party("China", CHINA),
        commitment(
            "South Korea is ready to work with China to enhance communication and dialogue at all levels",
            YOON,
            KOREA,
            (CHINA,),
            "is ready to",
            Alone_or_jointly="jointly",
        ),
        commitment(
            "deepen exchanges and cooperation in economy and trade, culture and other fields",
            YOON,
            KOREA,
            (CHINA,),
            "is ready to",
            Alone_or_jointly="jointly",
        ),
        commitment(
            "practice multilateralism and free trade", YOON, KOREA, (CHINA,), "is ready to", Alone_or_jointly="jointly"
        ),
        commitment(
            "promote the steady and sound development of bilateral relations",
            YOON,
            KOREA,
            (CHINA,),
            "is ready to",
            Alone_or_jointly="jointly",
        ),
        commitment(
            "foster world peace and prosperity", YOON, KOREA, (CHINA,), "is ready to", Alone_or_jointly="jointly"
        ),
        speaker("Yoon", YOON),
        topic("communication and dialogue at all levels", RELATIONS),
        topic("exchanges and cooperation in economy and trade, culture and other fields", TRADE),
        topic("multilateralism and free trade", TRADE),
        topic("bilateral relations", RELATIONS),
        topic("world peace and prosperity", PEACE),
    ),
    (
        party("South Korea", KOREA),
        speaker("he", YOON),
        party("China", CHINA),
        party("Japan", JAPAN),
        commitment(
            (
                "South Korea",
                WILLING,
            ),
            YOON,
            KOREA,
            (CHINA, JAPAN),
            "is willing to",
            Alone_or_jointly="jointly",
        ),
        topic("trilateral cooperation among South Korea, China, and Japan", REGION),
    ),
    (),
)
"""The fourteen paragraphs of the article. The second and the last say nothing that this codebook asks for."""
