"""A question that is overtaken stops in the middle of its query, and only the newest is answered."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from annotator.core.errors import UserError
from annotator.core.query import ArticleFilter
from annotator.store.asking import Asker
from annotator.store.store import Store

ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "a.annotator"
    Store.create(path, annotator="Anna").close()
    return path


@pytest.fixture
def asker() -> Iterator[Asker]:
    asker = Asker()
    yield asker
    asker.close()


class Answers:
    """Keeps what was answered; `wait` returns when the first answer is there."""

    def __init__(self) -> None:
        self.all: list[Any] = []
        self._there = threading.Event()

    def take(self, answer: Any) -> None:
        self.all.append(answer)
        self._there.set()

    def wait(self) -> list[Any]:
        assert self._there.wait(60)
        return self.all


def test_an_endless_question_ends_when_the_next_is_asked(path: Path, asker: Asker) -> None:
    begun, first, second = threading.Event(), Answers(), Answers()

    def endless(store: Store) -> Any:
        begun.set()
        return store._connection.execute(ENDLESS).fetchone()

    asker.ask(path, "Anna", endless, first.take)
    assert begun.wait(60)
    asker.ask(path, "Anna", lambda store: store.annotator.name, second.take)
    assert second.wait() == ["Anna"]
    assert first.all == []


def test_closing_stops_an_endless_question(path: Path, asker: Asker) -> None:
    begun, answers = threading.Event(), Answers()

    def endless(store: Store) -> Any:
        begun.set()
        return store._connection.execute(ENDLESS).fetchone()

    asker.ask(path, "Anna", endless, answers.take)
    assert begun.wait(60)
    asker.close()
    assert answers.all == []


def test_a_question_without_sense_and_a_file_that_is_gone_are_answered_with_the_error(
    path: Path, asker: Asker, tmp_path: Path
) -> None:
    said, gone, broken = Answers(), Answers(), Answers()
    asker.ask(path, "Anna", lambda store: store.articles(ArticleFilter(search="(x")), said.take)
    assert isinstance(said.wait()[0], UserError)
    asker.ask(path, "Anna", lambda store: store._connection.execute("SELECT nothing"), broken.take)
    assert "could not be read" in str(broken.wait()[0])
    other = Asker()
    other.ask(tmp_path / "none.annotator", "Anna", lambda store: store.annotator, gone.take)
    assert isinstance(gone.wait()[0], UserError)
    other.close()
