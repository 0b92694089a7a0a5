"""Puts a span of an earlier text on the words that are selected in the text of now. It proposes no words."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from annotator.core.errors import UserError
from annotator.core.model import Article, Span, fragments_of
from annotator.store.edit import Edit
from annotator.ui.article.view import ArticleView
from annotator.ui.workspace import Workspace


class Placing:
    """Listens for words to be selected, and for a span that is to stand on them."""

    def __init__(self, workspace: Workspace, view: ArticleView) -> None:
        self._workspace = workspace
        self._view = view
        workspace.words_wanted.connect(self._select)
        workspace.span_to_place.connect(self._place)

    def _select(self, ranges: Sequence[tuple[int, int]]) -> None:
        """Select the words proposed for a span; where there are none, nothing stays selected by accident."""
        if ranges:
            self._view.select(tuple(ranges))
            self._view.reveal(ranges[0][0])
        else:
            self._view.clear_selection()
            self._workspace.status_said.emit("Nothing like it stands in this text: select words for it.", "news")

    def _place(self, id: str) -> None:
        article, ranges = self._workspace.article, self._view.selection()
        if article is None:
            return
        if not ranges:
            self._workspace.status_said.emit("Select the words in the article that the span belongs on.", "problem")
            return
        span = self._workspace.store.span(id)
        label = self._workspace.codebook.label(span.label)
        name = label.name if label is not None else "span"
        self._workspace.submit(f"Place {name} in the new text", _placing(span, article, ranges))
        self._view.clear_selection()


def _placing(span: Span, article: Article, ranges: Sequence[tuple[int, int]]) -> Callable[[Edit], None]:
    fragments = fragments_of(article, tuple(ranges))

    def write(edit: Edit) -> None:
        now = edit.now(span)
        if now is None:
            raise UserError("This span is no longer in the project.", hint="Undo brings it back.")
        edit.put(replace(now, text_version=article.version, fragments=fragments))

    return write
