"""The same words elsewhere: whole words, case, line breaks, and where a label makes sense."""

from pathlib import Path

import pytest

from annotator.core import codebook_toml
from annotator.core.finding import Where, Words, find, place_at, places, where_for

ROOT = Path(__file__).parents[2]
SEED = next((ROOT / "seeds").glob("*.txt")).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("Li said Lin and li, Li's.", Words("Li"), ["Li", "li"]),
        ("Li said Lin and li.", Words("Li", whole=False), ["Li", "Li", "li"]),
        ("Li said Lin and li.", Words("Li", case=True), ["Li"]),
        ("free\ntrade, free  trade, free\n\ntrade", Words("free trade"), ["free\ntrade", "free  trade"]),
        ("中国和中国人", Words("中国"), ["中国", "中国"]),
        ("العلاقات والعلاقات", Words("العلاقات"), ["العلاقات"]),
        ("go 😀 😀go", Words("😀"), ["😀", "😀"]),
        ("a.b a*b", Words("a*b"), ["a*b"]),
        ("the U.S. and U.S.A.", Words("U.S."), ["U.S."]),
        ("anything", Words("  "), []),
    ],
)
def test_words_are_found_where_they_stand(text: str, words: Words, found: list[str]) -> None:
    assert [text[a:b] for a, b in find(text, words)] == found


def test_a_speaker_is_meant_beside_a_reporting_verb_and_a_topic_everywhere() -> None:
    codebook = codebook_toml.parse((ROOT / "resources/codebooks/diplomatic-readout.toml").read_text(encoding="utf-8"))
    wheres = {label.name: where_for(codebook, label.id) for label in codebook.labels}
    assert [name for name, where in wheres.items() if where is Where.BESIDE_VERB] == ["Speaker"]
    every = list(places(SEED, Words("Li"), Where.EVERYWHERE))
    beside = list(places(SEED, Words("Li"), Where.BESIDE_VERB))
    assert 0 < len(beside) < len(every)
    assert "Li made" not in {x.quote + x.after[:5] for x in beside}


def test_a_place_stands_in_its_own_paragraph() -> None:
    start = SEED.index("Li made")
    place = place_at(SEED, (start, start + 2), "a", "Title")
    assert (place.before, place.quote) == ("", "Li")
    assert place.after.startswith(" made the remarks")
    assert "\n" not in place.after
