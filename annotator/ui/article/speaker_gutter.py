"""What stands beside the paragraphs of the open article: what is read, who speaks or is expected to, where nobody does.

It reads spans and reviews and tells the view; what a press in the margin or a key means is sent off by the editor.
"""

from collections.abc import Mapping

from annotator.core.model import Actor, Span
from annotator.core.names import speaker_before
from annotator.core.segment import paragraph_at
from annotator.core.speakers import cuts_of, speaker_labels
from annotator.ui.article.geometry import Speaker
from annotator.ui.article.shown_spans import ShownSpans
from annotator.ui.article.tags import speakers_of
from annotator.ui.article.view import ArticleView
from annotator.ui.settings import Settings
from annotator.ui.workspace import Workspace


class SpeakerGutter:
    """The margin of one view. `actors` are the people that the editor knows, also those on their way to the disk.

    Invariant: who speaks is worked out anew only after a span that says so, or one that did, has changed.
    """

    def __init__(
        self,
        workspace: Workspace,
        settings: Settings,
        view: ArticleView,
        spans: ShownSpans,
        actors: Mapping[str, Actor],
    ) -> None:
        self._workspace, self._settings, self._view = workspace, settings, view
        self._spans, self._actors = spans, actors
        self._read: frozenset[int] = frozenset()
        self._cuts: frozenset[int] = frozenset()
        self._speakers: dict[int, Speaker] | None = None
        self._labels: frozenset[str] = frozenset()
        self._speaking: frozenset[str] = frozenset()
        self._expected: tuple[int, Speaker | None] = (-1, None)

    def forget_speakers(self) -> None:
        """Work out anew who speaks, when it is shown next: names, labels or all spans have changed."""
        self._speakers = None

    def follow_span(self, id: str, span: Span | None) -> None:
        """Take note that a span has changed, or is gone (None)."""
        if id in self._speaking or (span is not None and span.label in self._labels):
            self._speakers = None

    def open_at(self, offset: int) -> None:
        """Show the margin of an article that has just been opened, with the caret there."""
        self._expected = (-1, None)
        self.follow_caret(offset)

    def follow_caret(self, offset: int) -> None:
        """Show who is expected to speak in the caret's paragraph."""
        start = paragraph_at(self._view.text, offset)[0]
        if start != self._expected[0]:
            found = speaker_before(self._view.text, offset)
            self._expected = (start, Speaker(f"{found.name}?", expected=True) if found else None)
            self.show()

    def read_reviews(self) -> None:
        """Take over from the store what this annotator has read, and where nobody speaks."""
        article = self._workspace.article
        if article is not None:
            annotator = self._workspace.annotator.id
            reviews = self._workspace.store.reviews(article.id)
            self._read = frozenset(x.start for x in reviews if x.annotator == annotator and x.state == "read")
            self._cuts = cuts_of(reviews, annotator)
            self.show()

    def mark_read(self, start: int, *, read: bool) -> bool:
        """Show a paragraph as read, or not; False where it is shown so already."""
        if read == (start in self._read):
            return False
        self._read = self._read | {start} if read else self._read - {start}
        self.show()
        return True

    def toggle_cut(self, start: int) -> bool:
        """Show that nobody speaks in a paragraph, or that its speaker stands again; return whether nobody does now."""
        on = start not in self._cuts
        self._cuts = self._cuts | {start} if on else self._cuts - {start}
        self.show()
        return on

    def show(self) -> None:
        """Tell the view what stands in its margin."""
        if not self._settings.flag("text.speakers"):
            self._view.set_gutter(self._read)
            return
        speakers = dict(self._stated())
        start, expected = self._expected
        is_open = start not in self._cuts and not any(paragraph_at(self._view.text, x)[0] == start for x in speakers)
        if expected is not None and is_open:
            speakers[start] = expected
        self._view.set_gutter(self._read, speakers, self._cuts)

    def _stated(self) -> dict[int, Speaker]:
        if self._speakers is None:
            codebook = self._workspace.codebook
            self._labels = frozenset(label.id for label in speaker_labels(codebook))
            self._speakers = speakers_of(self._spans, codebook, self._actors)
            self._speaking = frozenset(span.id for span in self._spans if span.label in self._labels)
        return self._speakers
