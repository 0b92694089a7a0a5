"""Tokens for datasets."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.tokens import tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Li's plan isn't 3.5, it's 1,000.", "Li|'s|plan|is|n't|3.5|,|it|'s|1,000|."),
        ("Li’s leaders' U.S. S.Korea", "Li|’s|leaders|'|U.S.|S.Korea"),
        ("low-carbon (G20) --", "low|-|carbon|(|G20|)|-|-"),
        ("李强said。", "李|强|said|。"),
        ("cafe\u0301 كِتَاب", "cafe\u0301|كِتَاب"),
        ("🇨🇳🇰🇷👩‍🚀!?", "🇨🇳|🇰🇷|👩‍🚀|!|?"),
        ("a\u00a0b\u2028c", "a|b|c"),
        ("n't 's", "n't|'|s"),
        ("\u0301x", "\u0301|x"),
        ("", ""),
    ],
)
def test_tokens_are_what_datasets_expect(text: str, expected: str) -> None:
    assert [text[a:b] for a, b in tokens(text)] == (expected.split("|") if expected else [])


@settings(deadline=None)
@given(
    st.text(
        st.one_of(st.sampled_from("Li's n't3.5\n\u2028\u00a0e\u0301中👩\u200d🚀🇨🇳'’_"), st.characters()), max_size=60
    )
)
def test_tokens_are_ordered_apart_and_hold_everything_but_spaces(text: str) -> None:
    last = 0
    for start, end in tokens(text):
        assert last <= start < end
        assert not text[last:start].strip()
        last = end
    assert not text[last:].strip()
