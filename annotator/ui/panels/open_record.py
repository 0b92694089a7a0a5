"""What is known of the open article, kept in step with the store row by row instead of being read anew. No widgets."""

import contextlib
from collections.abc import Callable

from annotator.core.change import Action, Change
from annotator.core.errors import UserError
from annotator.core.model import Accepted, Actor, ArticleLabel, ArticleRecord, Note, Relation, Span
from annotator.core.rows import from_row
from annotator.core.speakers import cuts_of
from annotator.ui.panels.frames import Frame
from annotator.ui.workspace import Workspace

MOST_ROWS = 200
"""An action of more changes than this is answered by reading everything anew."""


class OpenRecord:
    """The spans, relations, labels and notes of `workspace.article` on disk, and the spans on their way there."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._spans: dict[str, Span] = {}
        self._waiting: dict[str, Span] = {}
        self._texts: dict[int, str] = {}
        self._relations: dict[str, Relation] = {}
        self._labels: tuple[ArticleLabel, ...] = ()
        self._notes: tuple[Note, ...] = ()
        self._actors: tuple[Actor, ...] = ()
        self._cuts: frozenset[int] = frozenset()
        self._accepted: tuple[Accepted, ...] = ()
        self._expected: dict[str, Span] = {}
        self._in_order: tuple[Span, ...] | None = None

    def read(self) -> None:
        """Read everything of the open article, nothing where none is open."""
        workspace, article = self._workspace, self._workspace.article
        self._in_order = None
        if article is None or not workspace.is_open:
            self._spans, self._relations, self._labels, self._notes = {}, {}, (), ()
            self._waiting, self._texts = {}, {}
            self._cuts, self._accepted = frozenset(), ()
            return
        store = workspace.store
        self._spans = {span.id: span for span in store.spans(article.id)}
        self._waiting = {span.id: span for span in store.earlier_spans(article.id)}
        self._texts = {text.version: store.text(article.id, text.version) for text in article.texts[:-1]}
        self._relations = {relation.id: relation for relation in store.relations(article.id)}
        self._labels = store.article_labels(article.id)
        self._notes = store.notes(article.id)
        self._accepted = store.accepted(article.id)
        self._actors = store.actors()
        self._cuts = cuts_of(store.reviews(article.id), workspace.annotator.id)

    def expect_actor(self, actor: Actor) -> None:
        """Count a person in who was made by a gesture and is not on disk yet."""
        if all(known.id != actor.id for known in self._actors):
            self._actors = (*self._actors, actor)

    def expect(self, span: Span) -> None:
        """Count a span in that was tagged and is not on disk yet."""
        article = self._workspace.article
        if article is not None and span.article == article.id:
            self._expected[span.id] = span
            self._in_order = None

    def expects(self, span: str) -> bool:
        """Whether a span is not on disk yet."""
        return span in self._expected

    def forget_expected(self) -> None:
        """Count only in what is on disk."""
        self._expected.clear()
        self._in_order = None

    def follow(self, action: Action) -> bool:
        """Take over what an action changed; return whether anything of the open article did."""
        article = self._workspace.article
        if article is None:
            return False
        if action.is_wide or len(action.changes) > MOST_ROWS:
            self.read()
            return True
        if action.touches("actor"):
            self._actors = self._workspace.store.actors()
        mine = [change for change in action.changes if change.article == article.id]
        takers: dict[str, Callable[[Change], None]] = {"span": self._take_span, "relation": self._take_relation}
        for change in mine:
            takers.get(change.kind, self._take_other)(change)
        return bool(mine)

    def spans(self) -> tuple[Span, ...]:
        """Return the spans in the order of the text, the longest first where two begin together."""
        if self._in_order is None:
            every = (self._expected | self._spans).values()
            self._in_order = tuple(sorted(every, key=lambda x: (x.start, -x.end, x.id)))
        return self._in_order

    def whole(self) -> ArticleRecord | None:
        """Return the record of the open article, without work and reviews, or None where none is open."""
        article = self._workspace.article
        if article is None:
            return None
        relations = tuple(self._relations.values())
        waiting = sorted(self._waiting.values(), key=lambda x: (x.text_version, x.start, -x.end, x.id))
        spans = (*self.spans(), *waiting)
        return ArticleRecord(
            article, spans, relations, self._labels, self._notes, accepted=self._accepted, earlier=self._texts
        )

    def frame(self, span: str) -> Frame | None:
        """Return a span with its fields, or None where it is not stored (yet)."""
        article, found = self._workspace.article, self._spans.get(span) or self._expected.get(span)
        if article is None or found is None:
            return None
        relations = tuple(self._relations.values())
        codebook = self._workspace.codebook
        return Frame(article, codebook, found, self.spans(), relations, self._actors, self._cuts, self._accepted)

    def _take_span(self, change: Change) -> None:
        self._in_order = None
        self._expected.pop(change.id, None)
        self._spans.pop(change.id, None)
        self._waiting.pop(change.id, None)
        if change.after is None:
            return
        # Read, because a row of the history has no quotes; a later action, still to be told, may have removed it.
        with contextlib.suppress(UserError):
            span = self._workspace.store.span(change.id)
            article = self._workspace.article
            is_earlier = article is not None and span.text_version < article.version
            (self._waiting if is_earlier else self._spans)[span.id] = span

    def _take_relation(self, change: Change) -> None:
        relation = from_row("relation", change.id, change.after) if change.after is not None else None
        if isinstance(relation, Relation):
            self._relations[change.id] = relation
        else:
            self._relations.pop(change.id, None)

    def _take_other(self, change: Change) -> None:
        store = self._workspace.store
        if change.kind == "article_label":
            self._labels = store.article_labels(change.article)
        elif change.kind == "note":
            self._notes = store.notes(change.article)
        elif change.kind == "accepted":
            self._accepted = store.accepted(change.article)
        elif change.kind == "review":
            self._cuts = cuts_of(store.reviews(change.article), self._workspace.annotator.id)
