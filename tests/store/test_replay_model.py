"""Whatever is done to a project, by two people, in long steps and back: the history adds up to the tables, always."""

import contextlib
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from annotator.core.change import ActionKind
from annotator.core.codebook import Label
from annotator.core.draft import Draft
from annotator.core.errors import UserError
from annotator.core.ids import derived_id, new_id
from annotator.core.model import (
    Accepted,
    Actor,
    ArticleLabel,
    Filler,
    Note,
    Relation,
    Review,
    Span,
    Status,
    Work,
    fragments_of,
)
from annotator.core.progress import run
from annotator.store.check import State, check, stored
from annotator.store.edit import LongAction
from annotator.store.store import Store
from tests.store.conftest import shipped_codebook

PEOPLE = ("Anna", "Bo")
PICK = st.integers(0, 9)
WORDS = ("Li Qiang 中国 said.", 'O\'Brien "spoke" twice', "é 🎉 \u2028 end of it", "none of these words")


def indexed(path: Path) -> set[tuple[str, int, str, int]]:
    """Return what the full text index holds, as (word, article, column, place)."""
    connection = sqlite3.connect(path)
    try:
        connection.execute("CREATE VIRTUAL TABLE temp.held USING fts5vocab(main, articles_fts, instance)")
        return set(connection.execute("SELECT term, doc, col, offset FROM held"))
    finally:
        connection.close()


def indexed_anew(path: Path) -> set[tuple[str, int, str, int]]:
    """Return what an index that is made anew from the articles holds."""
    from annotator.core.text import segment_for_search

    connection = sqlite3.connect(path)
    try:
        connection.execute("CREATE VIRTUAL TABLE temp.anew USING fts5(title, text, content='')")
        connection.execute("CREATE VIRTUAL TABLE temp.held USING fts5vocab(temp, anew, instance)")
        for key, title, text in connection.execute(
            "SELECT articles.id, title, text FROM articles JOIN article_texts ON article_id = articles.id "
            "JOIN texts ON texts.id = text_id GROUP BY articles.id HAVING version = max(version)"
        ).fetchall():
            connection.execute(
                "INSERT INTO temp.anew(rowid, title, text) VALUES(?, ?, ?)",
                (key, segment_for_search(title), segment_for_search(text)),
            )
        return set(connection.execute("SELECT term, doc, col, offset FROM held"))
    finally:
        connection.close()


class Anything(RuleBasedStateMachine):
    """No model but the promises: a step is whole or refused, and all that is derived agrees with what it is from."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        os.environ["ANNOTATOR_HOME"] = str(self.folder / "home")
        self.path = self.folder / "a.annotator"
        self.store = Store.create(self.path, shipped_codebook(), annotator=PEOPLE[0])
        self.long: LongAction | None = None
        self.add(0)
        self.add(1)

    @contextlib.contextmanager
    def whole_or_refused(self) -> Iterator[None]:
        before = self.state
        try:
            yield
        except UserError:
            assert self.state == before

    @property
    def state(self) -> State:
        return stored(self.store._connection)

    def article(self, pick: int) -> str | None:
        ids = list(self.store.article_ids())
        return ids[pick % len(ids)] if ids else None

    def span(self, pick: int) -> Span | None:
        article = self.article(pick)
        spans = self.store.spans(article) if article is not None else ()
        return spans[pick % len(spans)] if spans else None

    @rule(pick=PICK)
    def add(self, pick: int) -> None:
        words = WORDS[pick % len(WORDS)]
        with self.whole_or_refused(), self.store.edit("Add", kind=ActionKind.IMPORT) as edit:
            edit.add_article(Draft(text=words, title=words[:7], source=str(pick // 4), original=words.encode()))

    @rule(pick=PICK, start=st.integers(0, 8))
    def tag(self, pick: int, start: int) -> None:
        article = self.article(pick)
        labels = self.store.codebook().labels
        if article is None:
            return
        fragments = fragments_of(self.store.article(article), ((start, start + 3), (start + 5, start + 7)))
        label = labels[pick % len(labels)].id
        with self.store.edit("Tag") as edit:
            edit.put(Span(new_id(), article, 1, label, self.store.annotator.id, fragments))

    @rule(pick=PICK, note=st.sampled_from(["", "a", "\ud800", "b\0"]), certainty=st.sampled_from([None, 0, 100, 101]))
    def change(self, pick: int, note: str, certainty: int | None) -> None:
        span = self.span(pick)
        labels = self.store.codebook().labels
        if span is not None:
            with self.whole_or_refused(), self.store.edit("Change") as edit:
                edit.put(replace(span, note=note, certainty=certainty, label=labels[pick % 3].id))

    @rule(pick=PICK, to=PICK)
    def link(self, pick: int, to: int) -> None:
        source, target = self.span(pick), self.span(to)
        role = self.store.codebook().roles[pick % 3]
        if source is None or target is None:
            return
        filler = Filler(span=target.id) if to % 2 else Filler(actor=derived_id("actor", str(to)))
        with self.whole_or_refused(), self.store.edit("Link") as edit:
            if filler.actor:
                edit.put(Actor(filler.actor, f"Somebody {to}"))
            edit.put(Relation(new_id(), source.article, role.id, source.id, filler))

    @rule(pick=PICK, status=st.sampled_from(list(Status)), flag=st.sampled_from([None, "", "x"]))
    def work(self, pick: int, status: Status, flag: str | None) -> None:
        article, me = self.article(pick), self.store.annotator.id
        if article is not None:
            with self.store.edit("Work") as edit:
                edit.put(Work(derived_id("work", article, me), article, me, status, flag, reason=flag or ""))

    @rule(pick=PICK)
    def remark(self, pick: int) -> None:
        article, me = self.article(pick), self.store.annotator.id
        if article is not None:
            with self.whole_or_refused(), self.store.edit("Remark") as edit:
                edit.put(Note(new_id(), article, me, "odd"))
                edit.put(Review(new_id(), article, 1, me, 0, 5))
                edit.put(ArticleLabel(new_id(), article, self.store.codebook().labels[0].id, me))

    @rule(pick=PICK, whole=st.booleans())
    def accept(self, pick: int, whole: bool) -> None:
        span, me = self.span(pick), self.store.annotator.id
        known = self.store.all_accepted()
        with self.whole_or_refused(), self.store.edit("Accept") as edit:
            if known and pick % 3 == 0:
                edit.remove(known[pick % len(known)])
            elif span is not None and not whole:
                edit.put(Accepted(new_id(), "required", me, "so", span.article, span.id, key=f"{pick}"))
            else:
                edit.put(Accepted(new_id(), "one label", me, "both", subject="china", key=f"{pick}"))

    @rule(pick=PICK)
    def describe(self, pick: int) -> None:
        article = self.article(pick)
        if article is not None:
            with self.store.edit("Describe") as edit:
                edit.put(replace(self.store.article(article), title=f"中国 {pick}", date=f"2023-09-0{pick}"))

    @rule(pick=PICK)
    def define(self, pick: int) -> None:
        labels = self.store.codebook().labels
        label = labels[pick % len(labels)]
        with self.whole_or_refused(), self.store.edit("Define") as edit:
            if pick % 3 == 0:
                edit.put(Label(new_id(), label.layer, f"New {pick}", position=pick))
            elif pick % 3 == 1:
                edit.put(replace(label, name=f"Renamed {pick}", retired=not label.retired))
            else:
                edit.remove(label)

    @rule(pick=PICK)
    def remove(self, pick: int) -> None:
        span, article = self.span(pick), self.article(pick)
        with self.whole_or_refused(), self.store.edit("Remove") as edit:
            if span is not None and pick % 3:
                edit.remove(span)
            elif article is not None:
                edit.remove(self.store.article(article))

    @rule()
    def undo(self) -> None:
        step = self.store.undo_step()
        with self.whole_or_refused():
            action = self.store.undo()
            assert (action is None) == (step is None)
            if step is not None:
                redo = self.store.redo_step()
                assert redo is not None
                assert redo.id == step.id

    @rule()
    def redo(self) -> None:
        step = self.store.redo_step()
        with self.whole_or_refused():
            action = self.store.redo()
            assert (action is None) == (step is None)
            if step is not None:
                undo = self.store.undo_step()
                assert undo is not None
                assert undo.id == step.id

    @rule(pick=st.integers(0, 30))
    def take_back(self, pick: int) -> None:
        actions = self.store.actions()
        with self.whole_or_refused():
            self.store.take_back(actions[pick % len(actions)].id)

    @rule(pick=PICK)
    def go_on_with_a_long_step(self, pick: int) -> None:
        if self.long is None:
            self.long = self.store.begin("Import", ActionKind.IMPORT)
        with self.whole_or_refused(), self.store.slice(self.long) as edit:
            added = edit.add_article(Draft(text=f"{WORDS[pick % 4]} {pick}", title="long", link=str(pick)))
            if added.new:
                fragments = fragments_of(self.store.article(added.article), ((0, 4),))
                label = self.store.codebook().labels[0].id
                edit.put(Span(new_id(), added.article, 1, label, self.store.annotator.id, fragments))

    @precondition(lambda self: self.long is not None)
    @rule(cancel=st.booleans())
    def end_a_long_step(self, cancel: bool) -> None:
        assert self.long is not None
        with self.whole_or_refused():
            if cancel:
                self.store.cancel(self.long)
            else:
                self.store.finish(self.long)
            self.long = None

    @rule(person=st.sampled_from(PEOPLE))
    def reopen(self, person: str) -> None:
        self.store.close()
        self.store = Store.open(self.path, write=True, annotator=person)
        self.long = next(iter(self.store.unfinished()), None)

    @invariant()
    def all_agrees(self) -> None:
        assert run(check(self.store)) == ()
        assert indexed(self.path) == indexed_anew(self.path)

    def teardown(self) -> None:
        self.store.close()
        shutil.rmtree(self.folder)


TestAnything = Anything.TestCase
# A failure is told as it was found: to make it smaller takes minutes, since every step is a file on disk.
TestAnything.settings = settings(
    phases=(Phase.reuse, Phase.generate),
    max_examples=12,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
