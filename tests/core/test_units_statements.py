"""Cues and statements: who is said to say what."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.segment import sentence_at, sentences
from annotator.core.units import attribution_of, cue_of, statement_of

SEED = next((Path(__file__).parents[2] / "seeds").glob("*.txt")).read_text(encoding="utf-8")

# The twelve attributed paragraphs of the seed: how each begins, its cue, the cue's subject, what is stated.
ATTRIBUTED = [
    (
        "JAKARTA",
        "Chinese Premier Li Qiang said on Thursday",
        "Chinese Premier Li Qiang",
        [
            "China is ready to work with South Korea to resist interference, meet each other halfway, and advance "
            "bilateral relations so as to reflect the changes of the times"
        ],
    ),
    (
        "During the Group of 20",
        "Li said",
        "Li",
        [
            "President Xi Jinping and President Yoon Suk-yeol had an in-depth exchange of views on bilateral relations",
        ],
    ),
    (
        "Li also called on",
        "Li also called on both sides to",
        "Li",
        [
            "implement the important consensus reached by the heads of state of the two countries, uphold the original "
            "intention of establishing diplomatic ties, and enhance mutual political trust, in order to better benefit "
            "the two peoples, and promote regional peace, stability, development and prosperity"
        ],
    ),
    (
        "The two sides should adhere",
        "said the Chinese premier",
        "the Chinese premier",
        [
            "The two sides should adhere to the general direction of good-neighborliness and friendship, continue to "
            "deepen exchanges and cooperation in various fields, and work together to cope with difficulties and "
            "challenges"
        ],
    ),
    (
        "Li said China and South Korea should expand",
        "Li said",
        "Li",
        [
            "China and South Korea should expand common interests, speed up the second phase of China-South Korea free "
            "trade agreement negotiations, and explore new growth areas of cooperation such as high-tech, green and "
            "low-carbon industries"
        ],
    ),
    (
        "China and South Korea should jointly",
        "Li said",
        "Li",
        [
            "China and South Korea should jointly maintain the stable and smooth operation of industrial and supply "
            "chains, continuously make the pie of cooperation bigger and better achieve mutual benefit and win-win "
            "results"
        ],
    ),
    (
        "Li urged the two sides",
        "Li urged the two sides to",
        "Li",
        [
            "respect each other's core interests and major concerns, and safeguard the overall interests of bilateral "
            "relations"
        ],
    ),
    (
        "China has always supported",
        "said Li",
        "Li",
        [
            "China has always supported reconciliation and cooperation between the two sides on the Korean Peninsula, "
            "has always advocated maintaining peace and stability on the peninsula, and will continue to promote peace "
            "talks"
        ],
    ),
    (
        "For his part",
        "the South Korean president said",
        "the South Korean president",
        ["he wishes the Hangzhou Asian Games a great success"],
    ),
    (
        "South Korea and China have made",
        "said Yoon",
        "Yoon",
        [
            "South Korea and China have made great progress in bilateral relations over the past 30 years, which has "
            "benefited the two countries and two peoples"
        ],
    ),
    (
        "South Korea is ready to work",
        "said Yoon",
        "Yoon",
        [
            "South Korea is ready to work with China to enhance communication and dialogue at all levels, deepen "
            "exchanges and cooperation in economy and trade, culture and other fields, practice multilateralism and "
            "free trade, promote the steady and sound development of bilateral relations, and foster world peace and "
            "prosperity"
        ],
    ),
    (
        "South Korea, he said",
        "he said",
        "he",
        [
            "South Korea",
            "is willing to strengthen coordination with China and promote trilateral cooperation among South Korea, "
            "China, and Japan",
        ],
    ),
]


@pytest.mark.parametrize(("begins", "cue", "subject", "statement"), ATTRIBUTED)
def test_each_attributed_paragraph_of_the_seed_gives_its_cue_and_statement(
    begins: str, cue: str, subject: str, statement: list[str]
) -> None:
    sentence = sentence_at(SEED, SEED.index(begins))
    found = cue_of(SEED, sentence)
    assert found is not None
    assert SEED[slice(*found.range)] == cue
    assert SEED[slice(*found.subject_range)] == subject
    assert [SEED[a:b] for a, b in statement_of(SEED, sentence)] == statement


def test_the_seed_has_no_other_cue() -> None:
    cues = [cue_of(SEED, sentence) for sentence in sentences(SEED)]
    assert sum(cue is not None for cue in cues) == len(ATTRIBUTED) == 12


@pytest.mark.parametrize(
    ("begins", "statement"),
    [
        (" date", "China ready to join S.Korea in advancing ties -- Chinese premier"),
        ("Wu Zhenglong", "Wu Zhenglong, among others, was present at the meeting"),
        ("Li made the remarks", None),
    ],
)
def test_a_sentence_without_a_cue_states_itself_without_its_full_stop(begins: str, statement: str | None) -> None:
    sentence = sentence_at(SEED, SEED.index(begins))
    assert cue_of(SEED, sentence) is None
    whole = SEED[slice(*sentence)].removesuffix(".")
    assert [SEED[a:b] for a, b in statement_of(SEED, sentence)] == [statement or whole]


OTHERS = [
    ("“We are ready to talk,” Blinken said on Monday.", "Blinken said on Monday", ["We are ready to talk"]),
    (
        '"We will not yield," Foreign Ministry spokesperson Mao Ning said at a regular press briefing on Tuesday.',
        "Foreign Ministry spokesperson Mao Ning said at a regular press briefing on Tuesday",
        ["We will not yield"],
    ),
    (
        "Mao Ning, a foreign ministry spokesperson, said China opposes the sale.",
        "Mao Ning, a foreign ministry spokesperson, said",
        ["China opposes the sale"],
    ),
    ("Biden told reporters that trade would grow.", "Biden told reporters that", ["trade would grow"]),
    ("The ministry said in a statement that it will act.", "The ministry said in a statement that", ["it will act"]),
    ("According to the White House, talks resumed.", "According to the White House", ["talks resumed"]),
    ("Talks resumed, according to the White House.", "according to the White House", ["Talks resumed"]),
    ("It is done, said Wei, a professor at a college.", "said Wei, a professor at a college", ["It is done"]),
    ("“We will,” Li said, “open up.”", "Li said", ["We will", "open up"]),
    ("Trade grew, he said, adding that it will go on.", "he said, adding that", ["Trade grew", "it will go on"]),
    ("South Korea, said Yoon, is willing to help.", "said Yoon", ["South Korea", "is willing to help"]),
    ("NATO chief Jens Stoltenberg on Thursday urged allies to help.", None, ["help"]),
    ("Officials said the talks went well.", "Officials said", ["the talks went well"]),
    ('The statement said: "Both sides agree."', "The statement said", ["Both sides agree"]),
    ("He said: “The U.S. is back in the U.S.”", "He said", ["The U.S. is back in the U.S."]),
    ("During the talks, Xi called for unity.", "Xi called for", ["unity"]),
    ("He expressed hope that it will last.", "He expressed hope that", ["it will last"]),
    ("PARIS, Sept. 7 (AFP) - Macron said France will help.", "Macron said", ["France will help"]),
    ("李强表示，中方愿同韩国加强合作。", "李强表示", ["中方愿同韩国加强合作"]),
    ("中方将继续推进和谈，李强说。", "李强说", ["中方将继续推进和谈"]),
]


@pytest.mark.parametrize(("text", "cue", "statement"), OTHERS)
def test_other_ways_of_attributing_are_found(text: str, cue: str | None, statement: list[str]) -> None:
    found = attribution_of(text, (0, len(text)))
    assert found.cue is not None
    if cue is not None:
        assert text[slice(*found.cue.range)] == cue
    assert [text[a:b] for a, b in found.statement] == statement


@pytest.mark.parametrize(
    "text",
    [
        "China pledged to cut emissions.",
        "The two leaders agreed to maintain contacts and expand trade.",
        "It is said that the talks failed.",
        "Macron thanked Xi for the hospitality.",
        "Li said.",
        "The said agreement was signed.",
        "A noted scholar came.",
    ],
)
def test_sentences_that_only_look_like_it_have_no_cue(text: str) -> None:
    assert attribution_of(text, (0, len(text))).cue is None
    assert [text[a:b] for a, b in statement_of(text, (0, len(text)))] == [text.removesuffix(".")]


def test_a_lone_quotation_mark_is_left_out_and_a_pair_inside_stays() -> None:
    for text, expected in [
        ("“One China” is the basis.", "“One China” is the basis"),
        ("They uphold “one China”.", "They uphold “one China”"),
        ("“They came.", "They came"),
        ("This is the leaders’.", "This is the leaders’"),
    ]:
        assert [text[a:b] for a, b in statement_of(text, (0, len(text)))] == [expected]


PIECES = [
    "Li said", "said Li", "he said", "urged them to", "according to", "the premier", ",", ".", " ", "“", "”", '"',
    "that",
    "on Thursday", "China will act", "For his part,", "a professor", "adding that", "表示，", "\u2028", "--", "told",
]  # fmt: skip


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14).flatmap(lambda x: st.sampled_from([" ".join(x), "".join(x)])))
def test_cue_and_statement_lie_apart_inside_their_sentence(text: str) -> None:
    for sentence in sentences(text):
        found = attribution_of(text, sentence)
        last = sentence[0]
        for start, end in found.statement:
            assert last <= start < end <= sentence[1]
            last = end
        if found.cue:
            cue = found.cue
            assert sentence[0] <= cue.range[0] < cue.range[1] <= sentence[1]
            for part in (cue.subject_range, cue.verb_range):
                assert cue.range[0] <= part[0] < part[1] <= cue.range[1]
            for start, end in found.statement:
                assert end <= cue.range[0] or cue.range[1] <= start
            assert found.statement
