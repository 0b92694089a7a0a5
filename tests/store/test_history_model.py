"""Any sequence of edits, undos, redos and reopenings equals a model's, and replaying the history equals the tables."""

import os
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from annotator.core.errors import UserError
from annotator.core.ids import derived_id, new_id
from annotator.core.model import Filler, Fragment, Relation, Span, Status, Work
from annotator.core.progress import run
from annotator.store.check import check
from annotator.store.store import Store
from tests.store.conftest import label, open_desk, seed_text

TEXT = seed_text()[:400] + "🎉 中国 é end"
State = tuple[dict[str, Span], dict[str, Relation], Status]


class History(RuleBasedStateMachine):
    """The model: a list of states in effect, and those that an undo left."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        os.environ["ANNOTATOR_HOME"] = str(self.folder / "home")
        self.desk = open_desk(self.folder / "a.annotator", TEXT)
        self.done: list[State] = [({}, {}, Status.NEW)]
        self.undone: list[State] = []

    @property
    def store(self) -> Store:
        return self.desk.store

    @property
    def state(self) -> State:
        return self.done[-1]

    def step(self, state: State) -> None:
        if state != self.state:
            self.done.append(state)
            self.undone.clear()

    @rule(
        start=st.integers(0, len(TEXT) - 20),
        length=st.integers(1, 9),
        gap=st.integers(0, 6),
        name=st.sampled_from(["Speaker", "Commitment", "Topic"]),
    )
    def tag(self, start: int, length: int, gap: int, name: str) -> None:
        ranges = ((start, start + length),) + (((start + length + gap, start + length + gap + 3),) if gap else ())
        span = self.desk.span(name, *ranges)
        with self.store.edit(f"Tag {name}") as edit:
            edit.put(span)
        spans, relations, status = self.state
        self.step((spans | {span.id: span}, relations, status))

    @precondition(lambda self: self.state[0])
    @rule(pick=st.integers(0, 99), note=st.text("ab é🎉", max_size=3), certainty=st.none() | st.integers(0, 100))
    def change(self, pick: int, note: str, certainty: int | None) -> None:
        spans, relations, status = self.state
        span = spans[sorted(spans)[pick % len(spans)]]
        strength = self.desk.codebook.attributes[0].id
        changed = replace(span, note=note, certainty=certainty, attributes={strength: note} if note else {})
        with self.store.edit("Change") as edit:
            edit.put(changed)
        self.step((spans | {span.id: changed}, relations, status))

    @precondition(lambda self: self.state[0])
    @rule(source=st.integers(0, 99), to=st.integers(0, 99))
    def link(self, source: int, to: int) -> None:
        spans, relations, status = self.state
        ids = sorted(spans)
        filler = Filler(span=ids[to % len(ids)]) if to % 3 else Filler()
        role = self.desk.codebook.roles[0].id
        relation = Relation(new_id(), self.desk.article.id, role, ids[source % len(ids)], filler)
        with self.store.edit("Link") as edit:
            edit.put(relation)
        self.step((spans, relations | {relation.id: relation}, status))

    @precondition(lambda self: self.state[0])
    @rule(pick=st.integers(0, 99))
    def remove(self, pick: int) -> None:
        spans, relations, status = self.state
        gone = sorted(spans)[pick % len(spans)]
        with self.store.edit("Remove") as edit:
            edit.remove(spans[gone])
        left = {id: r for id, r in relations.items() if gone not in (r.source, r.to.span)}
        self.step(({id: span for id, span in spans.items() if id != gone}, left, status))

    @rule(status=st.sampled_from(list(Status)))
    def set_status(self, status: Status) -> None:
        article, annotator = self.desk.article.id, self.store.annotator.id
        with self.store.edit("Set status") as edit:
            edit.put(Work(derived_id("work", article, annotator), article, annotator, status))
        self.step((self.state[0], self.state[1], status))

    @rule()
    def undo(self) -> None:
        action = self.store.undo()
        assert (action is None) == (len(self.done) == 1)
        if action is not None:
            self.undone.append(self.done.pop())

    @rule()
    def redo(self) -> None:
        action = self.store.redo()
        assert (action is None) == (not self.undone)
        if action is not None:
            self.done.append(self.undone.pop())

    @rule()
    def reopen(self) -> None:
        self.store.close()
        self.desk.store = Store.open(self.folder / "a.annotator", write=True, annotator="Anna")

    @precondition(lambda self: self.state[0])
    @rule(shift=st.integers(1, 4))
    def refuse(self, shift: int) -> None:
        """A quote that is not what stands there is refused, and nothing of the gesture stays."""
        span = next(iter(self.state[0].values()))
        first = span.fragments[0]
        wrong = Fragment(first.start, first.end, "\x00" * (first.end - first.start + shift - 1))
        before = len(self.store.actions(10_000))
        try:
            with self.store.edit("Wrong") as edit:
                edit.put(replace(self.desk.span("Topic", (0, 3)), note="kept?"))
                edit.put(replace(span, fragments=(wrong,)))
        except UserError:
            assert len(self.store.actions(10_000)) == before
        else:
            raise AssertionError("a wrong quote was written")

    @invariant()
    def equals_the_model(self) -> None:
        spans, relations, status = self.state
        article = self.desk.article.id
        assert {span.id: span for span in self.store.spans(article)} == spans
        assert {relation.id: relation for relation in self.store.relations(article)} == relations
        assert self.store.work(article).status is status
        assert self.store.status_counts()[status] == 1
        counts = self.store.label_counts()
        for name in ("Speaker", "Commitment", "Topic"):
            wanted = label(self.desk.codebook, name).id
            assert counts[wanted] == sum(span.label == wanted for span in spans.values())

    def teardown(self) -> None:
        assert run(check(self.store)) == ()
        self.store.close()
        shutil.rmtree(self.folder)


TestHistory = History.TestCase
TestHistory.settings = settings(
    max_examples=25, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
