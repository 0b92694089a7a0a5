"""Who governs each paragraph: stated, inherited, expected, cut; and whom a speaker's words mean."""

from dataclasses import replace
from pathlib import Path

import pytest

from annotator.core import codebook_toml
from annotator.core.codebook import Codebook, Unit
from annotator.core.model import Actor, Fragment, Review, Span
from annotator.core.segment import paragraphs
from annotator.core.speakers import (
    NO_SPEAKER,
    Said,
    actor_for,
    cuts_of,
    governor_at,
    governors,
    is_subject,
    person_field,
    said_by,
    speaker_labels,
    subject_at,
)

ROOT = Path(__file__).parents[2]
SEED = next((ROOT / "seeds").glob("*.txt")).read_text(encoding="utf-8")
CHINESE = "李强表示，中国愿同韩国合作。\n\n会谈在雅加达举行。\n\n尹锡悦说，韩国愿意加强沟通。\n"


@pytest.fixture
def codebook() -> Codebook:
    return codebook_toml.parse((ROOT / "resources/codebooks/diplomatic-readout.toml").read_text(encoding="utf-8"))


def at(words: str, nth: int = 0) -> tuple[int, int]:
    start = -1
    for _ in range(nth + 1):
        start = SEED.index(words, start + 1)
    return start, start + len(words)


def shown(said: list[Said], cuts: frozenset[int] = frozenset()) -> list[str]:
    """Return a line a paragraph: who, with "?" where only expected and "." where inherited."""
    by = {x.paragraph: x for x in governors(SEED, said, cuts)}
    lines = []
    for paragraph in paragraphs(SEED):
        found = by.get(paragraph)
        lines.append("" if found is None else found.name + "?" * found.expected + "." * found.inherited)
    return lines


def test_the_seed_expects_its_speakers_before_anything_is_tagged() -> None:
    li, yoon = "Li Qiang?", "Yoon Suk-yeol?"
    assert shown([]) == ["", "", li, li + ".", *[li] * 7, yoon, yoon, yoon, yoon, yoon + "."]


def test_a_span_states_who_speaks_and_the_next_paragraph_inherits_it() -> None:
    said = [Said("1", at("Chinese Premier Li Qiang"), "Li Qiang", "li")]
    found = governors(SEED, said)
    assert [(x.name, x.span, x.actor, x.inherited, x.expected) for x in found[:3]] == [
        ("Li Qiang", "1", "li", False, False),
        ("Li Qiang", "1", "li", True, False),
        ("Li Qiang", "", "", False, True),
    ]


def test_of_two_speakers_in_a_paragraph_the_first_governs_it_and_the_last_the_next() -> None:
    said = [Said("1", at("Chinese Premier Li Qiang"), "Li Qiang"), Said("2", at("South Korea to resist"), "Seoul")]
    assert shown(said)[2:4] == ["Li Qiang", "Seoul."]


def test_a_cut_refuses_what_is_expected_and_stops_what_is_inherited() -> None:
    last, meeting = at("Wu Zhenglong")[0], at("Li made")[0]
    lines = shown([], frozenset({last, meeting}))
    assert lines[-1] == ""
    assert lines[3] == ""
    assert lines[4] == "Li Qiang?"
    first = at("JAKARTA")[0]
    assert shown([], frozenset({first}))[2:4] == ["", ""]


def test_a_span_speaks_also_in_a_paragraph_that_was_cut() -> None:
    said = [Said("1", at("Wu Zhenglong"), "Wu Zhenglong")]
    assert shown(said, frozenset({at("Wu Zhenglong")[0]}))[-1] == "Wu Zhenglong"


def test_one_paragraph_is_answered_as_all_of_them_are() -> None:
    said = [Said("1", at("Chinese Premier Li Qiang"), "Li Qiang", "li"), Said("2", at("said Yoon")[:2], "Yoon")]
    cuts = frozenset({at("China and South Korea should jointly")[0]})
    by = {x.paragraph: x for x in governors(SEED, said, cuts)}
    for paragraph in paragraphs(SEED):
        for pos in (paragraph[0], (paragraph[0] + paragraph[1]) // 2, paragraph[1]):
            assert governor_at(SEED, pos, said, cuts) == by.get(paragraph)
    assert governor_at("", 0, []) is None
    assert governor_at("\n\n", 1, []) is None


def test_spans_say_who_speaks_by_their_person_or_by_their_words(codebook: Codebook) -> None:
    (label,) = speaker_labels(codebook)
    field = person_field(codebook, label.id)
    assert field is not None
    start, end = at("Chinese Premier Li Qiang")
    span = Span("1", "a", 1, label.id, "me", (Fragment(start, end, SEED[start:end]),))
    linked = replace(span, id="2", attributes={field.id: "li"})
    other = replace(span, id="3", label="x")
    found = said_by([linked, span, other], codebook, [Actor("li", "Li Qiang")])
    assert [(x.span, x.name, x.actor) for x in found] == [
        ("2", "Li Qiang", "li"),
        ("1", "Chinese Premier Li Qiang", ""),
    ]


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        ("diplomatic-readout", ["Speaker"]),
        ("quotations-attribution", ["Source"]),
        ("summit-commitments", []),
        ("topics-only", []),
    ],
)
def test_the_codebook_says_which_label_says_who_speaks_whatever_it_is_called(name: str, labels: list[str]) -> None:
    codebook = codebook_toml.parse((ROOT / f"resources/codebooks/{name}.toml").read_text(encoding="utf-8"))
    assert [label.name for label in speaker_labels(codebook)] == labels


def test_what_a_statement_asks_for_first_says_who_speaks_only_where_it_is_a_name(codebook: Codebook) -> None:
    (speaker,) = speaker_labels(codebook)
    tinted = replace(codebook, layers=tuple(replace(layer, tint=True) for layer in codebook.layers))
    assert speaker_labels(tinted) == (speaker,)
    clauses = replace(tinted, labels=tuple(replace(x, unit=Unit.CLAUSE) if x == speaker else x for x in tinted.labels))
    assert speaker_labels(clauses) == ()


def test_only_my_own_cuts_count() -> None:
    read = Review("1", "a", 1, "me", 5, 9)
    cut = replace(read, id="2", state=NO_SPEAKER, start=7)
    assert cuts_of([read, cut, replace(cut, id="3", annotator="you", start=8)], "me") == {7}


@pytest.mark.parametrize(
    ("caret", "words"),
    [
        ("JAKARTA", "Chinese Premier Li Qiang"),
        ("China has always", "Li"),
        ("South Korea, he said", "he"),
        ("The two sides should", "the Chinese premier"),
        ("for his part".capitalize(), "the South Korean president"),
    ],
)
def test_the_speaker_key_means_the_subject_of_the_cue(caret: str, words: str) -> None:
    found = subject_at(SEED, at(caret)[0])
    assert found is not None
    assert SEED[slice(*found)] == words
    assert is_subject(SEED, found)


def test_where_nobody_is_said_to_speak_there_is_no_subject() -> None:
    assert subject_at(SEED, at("Wu Zhenglong")[0]) is None
    assert not is_subject(SEED, at("Wu Zhenglong"))


def test_a_speaker_is_a_known_person_or_a_new_one_by_the_fullest_name() -> None:
    known = [Actor("li", "Li Qiang"), Actor("y", "President of Korea", aliases=("Yoon Suk-yeol",))]
    start = at("Li urged")[0]
    assert actor_for(SEED, (start, start + 2), known) == (known[0], False)
    start = at("South Korea, he said")[0] + len("South Korea, ")
    assert actor_for(SEED, (start, start + 2), known) == (known[1], False)
    made, new = actor_for(SEED, at("Chinese Premier Li Qiang"), [])
    assert made is not None
    assert (made.name, made.kind, new) == ("Li Qiang", "person", True)


def test_a_surname_alone_is_whoever_alone_has_it_and_else_somebody_new() -> None:
    text = "Wang said trade will grow."
    one, two = Actor("1", "Wang Yi"), Actor("2", "Wang Wentao")
    assert actor_for(text, (0, 4), [one]) == (one, False)
    made, new = actor_for(text, (0, 4), [one, two])
    assert made is not None
    assert (made.name, new) == ("Wang", True)


def test_a_ministry_is_an_organisation() -> None:
    made, _ = actor_for("The Foreign Ministry said it will reply.", (4, 20), [])
    assert made is None or made.kind == "organisation"


def test_chinese_speakers_are_expected_and_inherited_too() -> None:
    found = governors(CHINESE, [])
    assert [(x.name, x.expected, x.inherited) for x in found] == [
        ("李强", True, False),
        ("李强", True, True),
        ("尹锡悦", True, False),
    ]
