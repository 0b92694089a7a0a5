"""What the terminal is given: aligned columns, a bar on a terminal alone, and nothing that steers it."""

import io
import sys

import pytest

from annotator.cli import main
from annotator.core.progress import Progress
from annotator.terminal import Bar, clip, number, plain, table, width


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_columns_are_aligned_by_how_wide_a_terminal_shows_characters() -> None:
    lines = table(("Word", "Meaning"), [("会谈", "talks"), ("e\u0301te", "summer")], (20, 20)).splitlines()
    assert [width(line[: line.index(word)]) for line, word in zip(lines, ("Mean", "talks", "summ"), strict=True)] == [
        6, 6, 6
    ]  # fmt: skip


def test_long_cells_are_cut_with_an_ellipsis() -> None:
    assert clip("会谈会谈", 5) == "会谈…"
    assert clip("short", 5) == "short"


def test_what_would_steer_a_terminal_is_not_passed_on() -> None:
    assert plain("a\x1b[31mred\x07\r\nb\u2028c") == "a [31mred b c"


def test_the_bar_shows_on_a_terminal_and_is_wiped() -> None:
    terminal = Terminal()
    bar = Bar(terminal)
    bar(Progress(1, 2, "one"))
    bar(Progress(2, 2, "two"))
    bar.clear()
    said = terminal.getvalue()
    assert "[############............] 1/2 one" in said
    assert "2/2 two" in said
    assert said.endswith("\r")
    assert said.isascii()


def test_the_bar_is_silent_elsewhere() -> None:
    stream = io.StringIO()
    bar = Bar(stream)
    bar(Progress(1, 2, "one"))
    bar.clear()
    assert stream.getvalue() == ""


def test_one_article_and_two_articles() -> None:
    assert (number(1, "article"), number(0, "article")) == ("1 article", "0 articles")


def test_a_program_without_a_console_says_nothing_and_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    assert main(["formats"]) == 0
    assert main(["articles", "nowhere.annotator"]) == 2
