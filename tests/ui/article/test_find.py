"""Searching in slices: words and patterns, bad patterns as a sentence, terrible ones without a hang."""

import time

import pytest

from annotator.core.finding import Words
from annotator.ui.article.searching import MOST_FOUND, SLICE_MS, Search


def searched(text: str, pattern: str, *, whole: bool = False, case: bool = False) -> Search:
    search = Search(text, Words(pattern, whole=whole, case=case, pattern=True))
    while not search.step():
        pass
    return search


@pytest.mark.parametrize(
    ("text", "pattern", "found"),
    [
        ("Li said, Yoon said", r"\w+ said", ["Li said", "Yoon said"]),
        ("a1 b22 c333", r"\d{2,}", ["22", "333"]),
        ("one\ntwo\nthree", r"^t\w+$", ["two", "three"]),
        ("😀 go 👩‍👩‍👧 go 😀", r"go", ["go", "go"]),
        ("中国和韩国", r".国", ["中国", "韩国"]),
        ("الصين والصين", r"\bو\w+", ["والصين"]),
        ("a\u2028b", r"b", ["b"]),
        ("xyz", r"q*", []),
        ("", r".", []),
    ],
)
def test_patterns_are_found_in_code_points(text: str, pattern: str, found: list[str]) -> None:
    search = searched(text, pattern)
    assert search.problem is None
    assert [text[a:b] for a, b in search.found] == found


def test_case_and_whole_words_hold_for_patterns_too() -> None:
    assert len(searched("Korea korea Korean", "korea").found) == 3
    assert len(searched("Korea korea Korean", "korea", case=True).found) == 1
    assert len(searched("Korea korea Korean", "korea", whole=True).found) == 2


def test_what_is_no_pattern_is_said_in_a_sentence() -> None:
    search = searched("some text", "(")
    assert search.problem is not None
    assert search.problem.message.startswith("This is no pattern: missing closing parenthesis")
    assert search.found == []


@pytest.mark.parametrize("pattern", [r"(a+)+$", r"(a|aa)+$", r"(.*a){25}b", r"^(([a-z])+.)+[A-Z]([a-z])+$"])
def test_a_terrible_pattern_never_holds_the_window_up(pattern: str) -> None:
    text = ("a" * 60 + "!\n") * 200 + "a" * 20_000 + "!"
    search = Search(text, Words(pattern, whole=False, pattern=True))
    longest, started = 0.0, time.process_time()
    while True:
        before = time.process_time()
        done = search.step()
        longest = max(longest, time.process_time() - before)
        if done or time.process_time() - started > 20:
            break
    assert search.is_done
    assert longest < 0.5 + SLICE_MS / 1000


def test_no_more_than_can_be_shown_is_found() -> None:
    assert len(searched("a " * (MOST_FOUND + 50), "a").found) == MOST_FOUND
