"""How the spans of a project look in the article now: names, people, patterns, and groups that are quiet or hidden.

It reads the codebook and the people of the project, and paints nothing.
"""

from collections.abc import Iterable

from annotator.core.model import Actor, Annotator, Span
from annotator.ui.article.geometry import MarkSpan
from annotator.ui.article.groups import FULL, HIDDEN, QUIET, Groups, patterns_of
from annotator.ui.article.tags import mark_of
from annotator.ui.workspace import Workspace


class Appearance:
    """The looks of spans under the codebook as it was when `read` was called last."""

    def __init__(self, workspace: Workspace, groups: Groups) -> None:
        self._workspace, self._groups = workspace, groups
        self._people: dict[str, Annotator] = {}
        self._patterns: dict[str, int] = {}
        self.actors: dict[str, Actor] = {}
        """People and organisations by id; the same dictionary for as long as this lives."""

    def read(self) -> None:
        """Take over the people and the labels of the project."""
        store = self._workspace.store
        self.actors.clear()
        self.actors.update((actor.id, actor) for actor in store.actors())
        self._people = {person.id: person for person in store.annotators()}
        self._patterns = patterns_of(self._workspace.codebook)

    def meet(self, actor: Actor) -> None:
        """Know a person who is on the way to the disk, so that the tag of the span that names him says so at once."""
        self.actors[actor.id] = actor

    def marks(self, spans: Iterable[Span]) -> list[MarkSpan]:
        """Return how spans show, without those of hidden groups."""
        return [mark for mark in map(self.mark, spans) if mark is not None]

    def mark(self, span: Span) -> MarkSpan | None:
        """Return how a span shows; None for one of a hidden group, unless it is the active one."""
        state = self._state(span)
        if state == HIDDEN and span.id != self._workspace.active_span:
            return None
        mark = mark_of(span, self._workspace.codebook, self.actors, self._people)
        mark = mark._replace(pattern=self._patterns.get(span.label, 0))
        return mark._replace(quiet=True, tint=False) if state == QUIET else mark

    def is_hidden(self, span: Span) -> bool:
        """Whether a span is of a hidden group."""
        return self._state(span) == HIDDEN

    def _state(self, span: Span) -> str:
        label = self._workspace.codebook.label(span.label)
        return self._groups.state(label.layer) if label is not None else FULL
