"""Turns gestures into edits of the project: tag, extend, remove, add a piece, mark a paragraph. No widgets.

Each gesture is one edit with the name that Undo will show. It reads what is shown, and never paints.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from annotator.core import segment
from annotator.core.codebook import Label
from annotator.core.errors import UserError
from annotator.core.ids import derived_id, new_id
from annotator.core.model import Actor, Article, Fragment, Review, Span, Status, Work, fragments_of
from annotator.core.speakers import NO_SPEAKER, speaker_labels
from annotator.store.edit import Edit
from annotator.ui.article.geometry import Ranges
from annotator.ui.article.shown_spans import ShownSpans
from annotator.ui.panels.edits import learn_alias, put, set_attribute
from annotator.ui.workspace import Workspace

Show = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Person:
    """Whom a span names: the field that says so, and the person or organisation, known or new."""

    field: str
    actor: Actor


class Tagging:
    """The edits of the article view. `show` is told the id of a span that looks different before it is on disk."""

    def __init__(self, workspace: Workspace, spans: ShownSpans, show: Show) -> None:
        self._workspace = workspace
        self._spans = spans
        self._show = show
        self.layers_shown: Callable[[], tuple[str, ...]] = lambda: tuple(x.id for x in workspace.codebook.layers)

    def tag(self, label: Label, ranges: Ranges, person: Person | None = None) -> str:
        """Tag ranges with a label, and link whom they name; return the id of the span.

        An equal span of the same annotator is returned instead of made twice. Raises `UserError` where the label's
        group lets no spans overlap, and for ranges outside the text.
        """
        article, annotator = self._article(), self._workspace.annotator
        fragments = fragments_of(article, ranges)
        mine = [span for span in self._spans if span.annotator == annotator.id]
        for span in mine:
            if span.label == label.id and span.fragments == fragments:
                self._link(label, span, person)
                return span.id
        self._refuse_overlap(label, fragments, mine)
        attributes = {person.field: person.actor.id} if person is not None else {}
        span = Span(new_id(), article.id, article.version, label.id, annotator.id, fragments, attributes)
        if person is not None:
            self._workspace.actor_made.emit(person.actor)
        if self._submit(f"Tag {label.name}", span, person):
            self._workspace.span_made.emit(span)
        return span.id

    def has(self, label: Label, ranges: Ranges) -> bool:
        """Whether this annotator has tagged exactly these ranges with a label."""
        mine = self._workspace.annotator.id
        return any(x.label == label.id and x.annotator == mine and x.ranges == ranges for x in self._spans)

    def _link(self, label: Label, span: Span, person: Person | None) -> None:
        """Say of a span that was there already whom it names, where nobody has said so."""
        if person is None or person.field in span.attributes:
            return
        self._workspace.actor_made.emit(person.actor)
        after = replace(span, attributes={**span.attributes, person.field: person.actor.id})
        write = set_attribute(span, person.field, person.actor.id, (person.actor,))
        ticket = self._workspace.submit(f"Link {label.name}", write)
        if ticket:
            self._spans.expect(ticket, span.id, after)
            self._show(span.id)

    def resize(self, id: str, ranges: Ranges) -> None:
        """Give a span other ranges; it keeps its fields, note and links. Raises `UserError` as `tag` does."""
        span = self._spans.now(id)
        if span is None:
            return
        fragments = fragments_of(self._article(), ranges)
        if fragments == span.fragments:
            self._show(id)  # a preview may stand elsewhere
            return
        label = self._workspace.codebook.label(span.label)
        if label is not None:
            others = [other for other in self._spans if other.annotator == span.annotator and other.id != id]
            self._refuse_overlap(label, fragments, others)
        longer = sum(x.end - x.start for x in fragments) > sum(x.end - x.start for x in span.fragments)
        self._submit(f"{'Extend' if longer else 'Shorten'} {self._name(span)}", replace(span, fragments=fragments))

    def add_fragment(self, id: str, piece: tuple[int, int]) -> None:
        """Add one more piece to a span. Raises `UserError` as `tag` does."""
        span = self._spans.now(id)
        if span is not None:
            self.resize(id, (*span.ranges, piece))

    def remove_fragment(self, id: str, number: int) -> None:
        """Take one piece away from a span, counted from 0; the last one stays."""
        span = self._spans.now(id)
        if span is not None and len(span.ranges) > 1:
            self.resize(id, (*span.ranges[:number], *span.ranges[number + 1 :]))

    def remove(self, id: str) -> None:
        """Remove a span with its links."""
        span = self._spans.now(id)
        if span is None:
            return
        ticket = self._workspace.submit(f"Remove {self._name(span)}", _removing(span))
        if ticket:
            self._spans.expect(ticket, id, None)
            self._show(id)

    def mark_paragraph(self, start: int, *, read: bool) -> None:
        """Mark the paragraph at an offset as read by this annotator, with the groups shown; or no longer."""
        article, codebook = self._article(), self._workspace.codebook
        annotator = self._workspace.annotator.id
        first, last = segment.paragraph_at(article.text, start)
        review = Review(
            id=derived_id("review", article.id, str(article.version), annotator, str(first)),
            article=article.id,
            text_version=article.version,
            annotator=annotator,
            start=first,
            end=last,
            layers=self.layers_shown(),
            codebook_version=codebook.version,
        )
        work = self._opened_work()

        def write(edit: Edit) -> None:
            edit.put(review)
            if work is not None:
                edit.put(work)

        if read:
            self._workspace.submit("Mark paragraph read", write)
        else:
            self._workspace.submit("Unmark paragraph", _removing(review))

    def set_no_speaker(self, start: int, *, on: bool) -> None:
        """Say that nobody speaks in the paragraph at an offset, whatever its cue or the one before says; or no longer.

        It is kept as a review of the groups that say who speaks, in a state of its own.
        """
        article, codebook = self._article(), self._workspace.codebook
        annotator = self._workspace.annotator.id
        first, last = segment.paragraph_at(article.text, start)
        review = Review(
            id=derived_id(NO_SPEAKER, article.id, str(article.version), annotator, str(first)),
            article=article.id,
            text_version=article.version,
            annotator=annotator,
            start=first,
            end=last,
            state=NO_SPEAKER,
            layers=tuple(label.layer for label in speaker_labels(codebook)),
            codebook_version=codebook.version,
        )
        if on:
            self._workspace.submit("Say that nobody speaks", put(review))
        else:
            self._workspace.submit("Let the speaker stand again", _removing(review))

    def _submit(self, name: str, span: Span, person: Person | None = None) -> bool:
        """Queue a span, or the new ranges of one; what else is stored of it by then stays. False where refused."""
        work = self._opened_work()

        def write(edit: Edit) -> None:
            if person is not None and edit.now(person.actor) is None:
                edit.put(person.actor)
            stored = edit.now(span)
            edit.put(span if stored is None else replace(stored, fragments=span.fragments))
            if person is not None:
                learn_alias(edit, person.actor.id, span.text)
            if work is not None:
                edit.put(work)

        ticket = self._workspace.submit(name, write)
        if ticket:
            self._spans.expect(ticket, span.id, span)
            self._show(span.id)
        return bool(ticket)

    def _opened_work(self) -> Work | None:
        """Return the article's work as opened, None where it was opened before."""
        work = self._workspace.store.work(self._article().id)
        return replace(work, status=Status.OPEN) if work.status is Status.NEW else None

    def _refuse_overlap(self, label: Label, fragments: tuple[Fragment, ...], others: list[Span]) -> None:
        layer = self._workspace.codebook.layer(label.layer)
        if layer is None or layer.overlap:
            return
        for other in others:
            other_label = self._workspace.codebook.label(other.label)
            if other_label is not None and other_label.layer == layer.id and _overlap(fragments, other.fragments):
                raise UserError(
                    f"“{other.text}” is {other_label.name} already, and spans of “{layer.name}” cannot overlap.",
                    hint="Remove or shorten that one first.",
                )

    def _name(self, span: Span) -> str:
        label = self._workspace.codebook.label(span.label)
        return label.name if label else "span"

    def _article(self) -> Article:
        if self._workspace.article is None:
            raise UserError("No article is open.", hint="Open one from the list.")
        return self._workspace.article


def _removing(entity: Span | Review) -> Callable[[Edit], None]:
    """Return what removes a value, unless an undo that was on its way has done so by then."""

    def write(edit: Edit) -> None:
        if edit.now(entity) is not None:
            edit.remove(entity)

    return write


def _overlap(one: tuple[Fragment, ...], other: tuple[Fragment, ...]) -> bool:
    return any(a.start < b.end and b.start < a.end for a in one for b in other)
