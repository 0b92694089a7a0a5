"""What a child does that annotates until it is killed: it says what it tries, and what was reported as saved."""

import random
import threading
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from annotator.core.change import Action
from annotator.core.errors import UserError
from annotator.core.ids import derived_id
from annotator.core.model import Article, Span, Status, Work
from annotator.core.rows import Entity
from annotator.store.edit import Edit
from annotator.store.store import Store
from annotator.store.tables import canonical
from annotator.store.writer import Writer
from tests.fault.children import READY, Say
from tests.fault.projects import PERSON, some_span


def annotate(say: Say, path: Path, seed: int, burst: int, most: int = 10_000) -> None:
    """Make edits, up to `burst` of them at a time, and say ("try", ticket) and ("done", ticket, id, digest) of each."""
    Annotating(say, path, seed, burst).go_on(most)


def digest_of(action: Action) -> str:
    """Return a digest of all that an action changed, as whoever is told of it knows it."""
    rows = [[change.kind, change.id, change.before, change.after] for change in action.changes]
    return sha256(canonical([action.id, action.name, rows]).encode()).hexdigest()


class Annotating:
    """Tags, notes, removes, undoes, redoes and rests at random; each attempt is said before, and after it is saved."""

    def __init__(self, say: Say, path: Path, seed: int, burst: int) -> None:
        self._say = say
        self._saying = threading.Lock()
        self._dice = random.Random(seed)  # noqa: S311 - which edit comes next is no secret
        self._free = threading.Semaphore(burst)
        self._writer = Writer(path, PERSON, self._done, self._failed)
        self._articles, self._labels, self._person = self._writer.run(_first)
        self._mine: list[Span] = []

    def _tell(self, *values: object) -> None:
        with self._saying:
            self._say(*values)

    def _done(self, ticket: int, action: Action | None) -> None:
        self._tell("done", ticket, action.id if action else "", digest_of(action) if action else "")
        self._free.release()

    def _failed(self, _ticket: int, name: str, error: UserError) -> None:
        self._tell("failed", f"{name}: {error}")
        self._free.release()

    def go_on(self, most: int) -> None:
        """Make so many edits, then close the project."""
        self._tell(READY)
        for n in range(1, most + 1):
            self._free.acquire()
            self._tell("try", n)
            self._one(n)
        self._writer.close()

    def _one(self, n: int) -> None:
        kind = self._dice.random()
        if kind < 0.08:
            self._writer.step("Undo", lambda store: store.undo())
        elif kind < 0.12:
            self._writer.step("Redo", lambda store: store.redo())
        elif kind < 0.2:
            self._submit(n, self._some_work())
        elif kind < 0.3 and self._mine:
            span = self._mine.pop(self._dice.randrange(len(self._mine)))
            self._writer.submit(f"Remove {n}", lambda edit: _remove(edit, span))
        else:
            if kind < 0.7 or not self._mine:
                label = self._dice.choice(self._labels)
                self._mine.append(some_span(self._dice.choice(self._articles), label, self._person, self._dice))
            span = self._dice.choice(self._mine[-5:])
            self._submit(n, replace(span, note=f"note {self._dice.random()}"))
        if self._dice.random() < 0.05:
            self._writer.quietly(self._dice.choice(_ASIDE))

    def _submit(self, n: int, entity: Entity) -> None:
        self._writer.submit(f"Put {n}", lambda edit: edit.put(entity))

    def _some_work(self) -> Work:
        article = self._dice.choice(self._articles).id
        status = self._dice.choice(list(Status))
        return Work(derived_id("work", article, self._person), article, self._person, status)


def _rest(store: Store) -> None:
    store.rest()


def _save_place(store: Store) -> None:
    store.save_place(next(store.article_ids()), 7, 70)


_ASIDE: tuple[Callable[[Store], None], ...] = (_rest, _save_place)


def _remove(edit: Edit, span: Span) -> None:
    if edit.now(span) is not None:
        edit.remove(span)


def _first(store: Store) -> tuple[list[Article], list[str], str]:
    labels = [label.id for label in store.codebook().labels]
    return [store.article(id) for id in store.article_ids()], labels, store.annotator.id
