"""Turns gestures into edits of the project: tag, extend, remove, add a piece, mark a paragraph. No widgets.

Each gesture is one edit with the name that Undo will show. It reads what is shown, and never paints.
"""

from collections.abc import Callable
from dataclasses import replace

from annotator.core import segment
from annotator.core.codebook import Label
from annotator.core.errors import UserError
from annotator.core.ids import derived_id, new_id
from annotator.core.model import Article, Fragment, Review, Span, Status, Work, fragments_of
from annotator.store.edit import Edit
from annotator.ui.article.geometry import Ranges
from annotator.ui.article.shown_spans import ShownSpans
from annotator.ui.workspace import Workspace

Show = Callable[[str], None]


class Tagging:
    """The edits of the article view. `show` is told the id of a span that looks different before it is on disk."""

    def __init__(self, workspace: Workspace, spans: ShownSpans, show: Show) -> None:
        self._workspace = workspace
        self._spans = spans
        self._show = show
        self.layers_shown: Callable[[], tuple[str, ...]] = lambda: tuple(x.id for x in workspace.codebook.layers)

    def tag(self, label: Label, ranges: Ranges) -> str:
        """Tag ranges with a label; return the id of the span.

        An equal span of the same annotator is returned instead of made twice. Raises `UserError` where the label's
        group lets no spans overlap, and for ranges outside the text.
        """
        article, annotator = self._article(), self._workspace.annotator
        fragments = fragments_of(article, ranges)
        mine = [span for span in self._spans if span.annotator == annotator.id]
        for span in mine:
            if span.label == label.id and span.fragments == fragments:
                return span.id
        self._refuse_overlap(label, fragments, mine)
        span = Span(new_id(), article.id, article.version, label.id, annotator.id, fragments)
        if self._submit(f"Tag {label.name}", span):
            self._workspace.span_made.emit(span)
        return span.id

    def resize(self, id: str, ranges: Ranges) -> None:
        """Give a span other ranges; it keeps its fields, note and links. Raises `UserError` as `tag` does."""
        span = self._spans.now(id)
        if span is None:
            return
        fragments = fragments_of(self._article(), ranges)
        if fragments == span.fragments:
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

    def remove(self, id: str) -> None:
        """Remove a span with its links."""
        span = self._spans.now(id)
        if span is None:
            return
        ticket = self._workspace.submit(f"Remove {self._name(span)}", lambda edit: edit.remove(span))
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
            self._workspace.submit("Unmark paragraph", lambda edit: edit.remove(review))

    def _submit(self, name: str, span: Span) -> bool:
        """Queue a span, or the new ranges of one; what else is stored of it by then stays. False where refused."""
        work = self._opened_work()

        def write(edit: Edit) -> None:
            stored = edit.now(span)
            edit.put(span if stored is None else replace(stored, fragments=span.fragments))
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


def _overlap(one: tuple[Fragment, ...], other: tuple[Fragment, ...]) -> bool:
    return any(a.start < b.end and b.start < a.end for a in one for b in other)
