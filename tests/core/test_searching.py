"""A search is read as it was meant, and what cannot be read is explained."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.errors import UserError
from annotator.core.searching import (
    FIELDS,
    HELP,
    AllOf,
    AnyOf,
    Days,
    Field,
    Node,
    Not,
    Words,
    parse,
    spellings,
    words_of,
)


def word(*tokens: str, begins: bool = False, title: bool = False) -> Words:
    return Words(tokens, begins, title)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("chin", word("chin", begins=True)),
        ("china ", word("china")),
        ("chin* ", word("chin", begins=True)),
        ('"South Korea"', word("South", "Korea")),
        ("“South Korea”", word("South", "Korea")),
        ("总理", word("总", "理", begins=False)),
        ("trade summit ", AllOf((word("trade"), word("summit")))),
        ("trade AND summit ", AllOf((word("trade"), word("summit")))),
        ("a1 OR b1 c1 ", AnyOf((word("a1"), AllOf((word("b1"), word("c1")))))),
        ("(a1 OR b1) c1 ", AllOf((AnyOf((word("a1"), word("b1"))), word("c1")))),
        ("a1 NOT b1 ", AllOf((word("a1"), Not(word("b1"))))),
        ("NOT (a1 b1) ", Not(AllOf((word("a1"), word("b1"))))),
        ("title:premier ", word("premier", title=True)),
        ("TITLE:premier ", word("premier", title=True)),
        ('source:"AP News"', Field("source", "AP News")),
        ("date:2023", Days("2023-01-01", "2023-12-31")),
        ("date:2023-09", Days("2023-09-01", "2023-09-30")),
        ("date:2023-01..2023-06", Days("2023-01-01", "2023-06-30")),
        ("date:..2020", Days("", "2020-12-31")),
        ("date:2020..", Days("2020-01-01", "")),
        ('has:"no deadline"', Field("has", "no deadline")),
        ("and or not ", AllOf((word("and"), word("or"), word("not")))),
        ('"AND"', word("AND")),
        ("note: x1 ", AllOf((word("note"), word("x1")))),
        ("http://a.org ", word("http", "a", "org")),
        ("()", None),
        ('"', None),
        ("", None),
    ],
)
def test_it_is_read_as_it_was_meant(typed: str, meant: Node | None) -> None:
    assert parse(typed) == meant


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("AND", "AND stands between two things"),
        ("a1 OR", "OR stands between two things"),
        ("a1 AND OR b1", "AND stands between two things"),
        ("NOT", "NOT stands before what must not be there"),
        ("(a1", "A “(” is not closed"),
        ("a1)", "A “)” has no “(” before it"),
        ("sorce:Xinhua", "Did you mean “source:”?"),
        ("status:", "status: is followed by new, open, done, not relevant"),
        ("date:yesterday", "“date:yesterday” is no day"),
        ("date:2023-13", "is no day"),
        ("date:..", "is no day"),
        ("(" * 30 + "x" + ")" * 30, "too"),
        ("x " * 100, "too long"),
    ],
)
def test_what_cannot_be_read_is_explained(typed: str, said: str) -> None:
    with pytest.raises(UserError) as raised:
        parse(typed)
    assert said in str(raised.value)
    assert raised.value.hint


@given(st.text(alphabet=st.sampled_from('ab总 "()*:.,“”ANDORT') | st.characters(), max_size=40))
def test_whatever_is_typed_is_read_or_explained(typed: str) -> None:
    try:
        node = parse(typed)
    except UserError:
        return
    assert all(words.tokens for words in words_of(node))


def test_a_hit_shows_only_words_that_are_wanted_in_the_text() -> None:
    node = parse("peace title:summit NOT war (trade OR aid) ")
    assert [words.tokens for words in words_of(node)] == [("peace",), ("trade",), ("aid",)]


def test_an_arabic_word_is_looked_for_with_what_is_written_onto_it() -> None:
    assert set(spellings("وزير")) >= {"وزير", "الوزير", "والوزير", "بالوزير", "للوزير"}
    assert "للوزير" in spellings("الوزير")
    assert "وزير" not in spellings("الوزير")
    assert spellings("minister") == ("minister",)


def test_the_line_of_help_names_every_field() -> None:
    assert all(f"{name}:" in HELP for name in FIELDS)
