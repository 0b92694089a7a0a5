"""A child that annotates until it is killed: it says on its output what it tries, and what was reported as saved.

`python -m tests.fault.annotating PROJECT SEED BURST`: up to BURST edits are under way at a time.
"""

import os
import random
import sys
import threading
from dataclasses import replace
from pathlib import Path

from annotator.core.change import Action
from annotator.core.errors import UserError
from annotator.core.ids import new_id
from annotator.core.model import Article, Fragment, Span
from annotator.store.edit import Edit
from annotator.store.store import Store
from annotator.store.writer import Writer


def say(line: str) -> None:
    os.write(1, f"{line}\n".encode())


class Annotating:
    """Tags, notes, removes and undoes at random; each attempt has a number, which is said before and after."""

    def __init__(self, path: Path, seed: int, burst: int) -> None:
        self._dice = random.Random(seed)  # noqa: S311 - which edit comes next is no secret
        self._free = threading.Semaphore(burst)
        self._writer = Writer(path, "Anna", self._done, self._failed)
        self._article, self._label, self._person = self._writer.run(_first)
        self._mine: list[Span] = []

    def _done(self, ticket: int, action: Action | None) -> None:
        say(f"done {ticket} {action.id if action is not None else 'nothing'}")
        self._free.release()

    def _failed(self, ticket: int, name: str, error: UserError) -> None:
        say(f"failed {ticket} {name}: {error}")
        self._free.release()

    def go_on(self, most: int) -> None:
        for n in range(1, most + 1):
            self._free.acquire()
            say(f"try {n}")
            self._one()

    def _one(self) -> None:
        kind = self._dice.random()
        if kind < 0.1:
            self._writer.step("Undo", lambda store: store.undo())
            return
        if kind < 0.6 or not self._mine:
            self._mine.append(self._new_span())
        span = self._dice.choice(self._mine[-5:])
        if kind > 0.9:
            self._mine.remove(span)
            self._writer.submit("Remove", lambda edit: _remove(edit, span))
        else:
            noted = replace(span, note=f"note {self._dice.random()}")
            self._writer.submit("Tag", lambda edit: edit.put(noted))

    def _new_span(self) -> Span:
        start = self._dice.randrange(len(self._article.text) - 20)
        end = start + self._dice.randrange(1, 20)
        quote = Fragment(start, end, self._article.text[start:end])
        return Span(new_id(), self._article.id, 1, self._label, self._person, (quote,))


def _remove(edit: Edit, span: Span) -> None:
    if edit.now(span) is not None:
        edit.remove(span)


def _first(store: Store) -> tuple[Article, str, str]:
    return store.article(next(store.article_ids())), store.codebook().labels[0].id, store.annotator.id


if __name__ == "__main__":
    Annotating(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])).go_on(10_000)
