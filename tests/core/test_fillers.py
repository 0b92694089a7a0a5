"""Whom a sentence of the seed names, in which place, and who says it: what the card proposes is read from here."""

from pathlib import Path

import pytest

from annotator.core import codebook_toml
from annotator.core.codebook import Codebook
from annotator.core.dates import anchors
from annotator.core.fillers import deadline_of, parties, speaker_of
from annotator.core.model import Actor, Article, Filler, Span, TextVersion, fragments_of

ROOT = Path(__file__).parents[2]
SEED = next((ROOT / "seeds").glob("*.txt")).read_text(encoding="utf-8")
CODEBOOK = codebook_toml.parse((ROOT / "resources/codebooks/diplomatic-readout.toml").read_text(encoding="utf-8"))
LI, YOON = Actor("li", "Li Qiang", aliases=("Li",)), Actor("yoon", "Yoon Suk-yeol", aliases=("Yoon",))
COUNTRIES = (Actor("china", "China", "country"), Actor("korea", "South Korea", "country", ("S.Korea",)))


def article(text: str) -> Article:
    return Article("article", "Title", "2023-09-08", texts=(TextVersion(1, ""),), text=text)


def span(text: str, words: str, label: str = "Commitment", codebook: Codebook = CODEBOOK) -> Span:
    start = text.index(words)
    found = codebook.label_named(label)
    assert found is not None
    return Span(words, "article", 1, found.id, "me", fragments_of(article(text), ((start, start + len(words)),)))


@pytest.mark.parametrize(
    ("words", "subject", "besides"),
    [
        ("to resist interference", ["China"], ["South Korea"]),
        ("speed up the second phase", ["China", "South Korea"], []),
        ("jointly maintain", ["China", "South Korea"], []),
        ("will continue to promote", ["China"], []),
        ("to enhance communication", ["South Korea"], ["China"]),
        ("is willing to strengthen", ["South Korea"], ["China", "Japan"]),
        ("respect each other", ["China", "South Korea"], []),
        ("uphold the original intention", ["China", "South Korea"], []),
        ("he wishes the Hangzhou", [], []),
    ],
)
def test_a_sentence_names_its_subject_and_others(words: str, subject: list[str], besides: list[str]) -> None:
    found = parties(article(SEED), span(SEED, words), COUNTRIES)
    assert [[named.actor.name for named in part] for part in found] == [subject, besides]
    assert [x.actor.name for part in found for x in part if x.is_new] == [x for x in besides if x == "Japan"]


def test_a_new_country_is_the_same_one_in_every_article() -> None:
    text = "Japan is ready to help France.\n"
    first, second = (parties(article(text), span(text, "ready"), ())[0][0].actor for _ in range(2))
    assert (first.id, first.kind) == (second.id, "country")
    renamed = Actor(first.id, "Nippon", "country")
    (known,), _ = parties(article(text), span(text, "ready"), (renamed,))
    assert (known.actor, known.is_new) == (renamed, False)


def test_the_speaker_is_whom_the_paragraph_names() -> None:
    li = span(SEED, "Chinese Premier Li Qiang", "Speaker")
    willing = span(SEED, "is willing to strengthen")
    assert speaker_of(article(SEED), CODEBOOK, willing, (li, willing), (LI,)) == (True, None)
    assert speaker_of(article(SEED), CODEBOOK, willing, (li, willing), (LI, YOON)) == (True, Filler(actor="yoon"))
    he = span(SEED, "he said", "Speaker")
    assert speaker_of(article(SEED), CODEBOOK, willing, (li, he, willing), (LI, YOON)) == (True, Filler(span=he.id))


def test_a_paragraph_without_a_cue_goes_on_with_whoever_spoke_last() -> None:
    text = "Li said China will pay.\n\nChina will help, too.\n"
    li, later = span(text, "Li", "Speaker"), span(text, "will help")
    assert speaker_of(article(text), CODEBOOK, later, (li, later), ()) == (True, Filler(span="Li"))
    start = text.index("China will help")
    assert speaker_of(article(text), CODEBOOK, later, (li, later), (), {start}) == (True, None), "nobody speaks there"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("China will pay by 2030, Li said on Monday.\n", "by 2030"),
        ("Li said on Thursday China will pay next month.\n", "next month"),
        ("Li said on Thursday China will pay.\n", ""),
        ("China has paid since 2020 and over the past 30 years, and will pay.\n", ""),
    ],
)
def test_only_days_ahead_in_the_statement_are_a_deadline(text: str, words: str) -> None:
    found = deadline_of(article(text), span(text, "pay"), anchors("", "2023-09-08"))
    assert (text[slice(*found.range)] if found is not None else "") == words
