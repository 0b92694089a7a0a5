"""Links between spans, made in the text: dragged from the active span's tag, or chosen by Tab and Enter.

It asks the view and the workspace; what a link is stored as is said by `panels.frames` and `panels.edits`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QMenu

from annotator.core.codebook import Codebook, Role
from annotator.core.errors import UserError
from annotator.core.model import Filler, Span
from annotator.ui import plain
from annotator.ui.article.shown_spans import ShownSpans
from annotator.ui.article.view import ArticleView
from annotator.ui.panels.answers import Option
from annotator.ui.panels.edits import fill_role
from annotator.ui.panels.frames import Frame
from annotator.ui.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Fit:
    """A field that one of two spans could fill: the role, the span that owns it, the span that fills it."""

    role: Role
    source: Span
    target: Span


def fits(codebook: Codebook, one: Span, other: Span) -> tuple[Fit, ...]:
    """Return the fields of `one` that `other` may fill, then those of `other` that `one` may."""
    found = []
    for source, target in ((one, other), (other, one)):
        found += [Fit(x, source, target) for x in codebook.roles_of(source.label) if target.label in x.targets]
    return tuple(found)


_STEPS = {"go.next_span": 1, "go.previous_span": -1}


class Linking(QObject):
    """Links from the active span. Between `begin` and its end, Tab and the pointer choose the other span.

    Invariant: `source` is empty, or the active span; nothing is stored before a field is chosen.
    """

    def __init__(self, workspace: Workspace, view: ArticleView, spans: ShownSpans) -> None:
        super().__init__(view)
        self._workspace = workspace
        self._view = view
        self._spans = spans
        self._candidates: tuple[str, ...] = ()
        self._target = ""
        self.source = ""
        view.link_dropped.connect(self.offer)

    def begin(self) -> bool:
        """Let Tab go through the spans that the active one can be linked to; False where there is none."""
        source = self._spans.now(self._view.active_span)
        if source is None:
            return False
        codebook = self._workspace.codebook
        others = (self._spans.now(id) for id in self._view.span_ids())
        found = [x for x in others if x is not None and x.id != source.id and fits(codebook, source, x)]
        if not found:
            self._say("There is no span here that this one can be linked to.", "problem")
            return True
        self._view.setFocus()
        self.source = source.id
        self._candidates = tuple(x.id for x in found)
        nearest = min(found, key=lambda x: (_gap(source, x), x.start))
        self._show(nearest.id)
        return True

    def answer(self, command: str) -> bool:
        """Take the keys of the text while a link is being made; False where they mean what they always do.

        Every other key ends it.
        """
        if not self.source:
            return False
        if command in _STEPS:
            place = self._candidates.index(self._target)
            self._show(self._candidates[(place + _STEPS[command]) % len(self._candidates)])
        elif command == "span.card":
            source, target = self.source, self._target
            self.cancel()
            self.offer(source, target)
        else:
            self.cancel()
            return command == "span.leave"
        return True

    def cancel(self) -> None:
        """Link nothing."""
        if self.source:
            self.source, self._target, self._candidates = "", "", ()
            self._view.set_hover("")
            self._say("", "news")

    def offer(self, one: str, other: str) -> None:
        """Link two spans by the field that fits, or ask which where several do."""
        first, second = self._spans.now(one), self._spans.now(other)
        if first is None or second is None or first.id == second.id:
            return
        found = fits(self._workspace.codebook, first, second)
        if not found:
            self._say("No field of these two spans can hold the other.", "problem")
        elif len(found) == 1:
            self.link(found[0])
        else:
            self._ask(found)

    def link(self, fit: Fit) -> None:
        """Fill a field of one span with the other, in one step."""
        article, store = self._workspace.article, self._workspace.store
        if article is None:
            return
        frame = Frame(article, self._workspace.codebook, fit.source, tuple(self._spans), store.relations(article.id))
        filler = Filler(span=fit.target.id)
        name = self._title(fit)
        if filler in frame.fillers(fit.role):
            self._say(f"{name}: they are linked already.", "news")
            return
        after = frame.answered(fit.role, Option(fit.target.text, filler))
        try:
            self._workspace.submit(f"Link {name}", fill_role(frame.filled_by(fit.role), after.filled_by(fit.role)))
        except UserError as error:
            self._say(str(error), "problem")
        else:
            self._say(f"{name}: “{plain.elided(fit.target.text, 60)}”.", "news")

    def _ask(self, found: Sequence[Fit]) -> None:
        menu = QMenu(self._view)
        menu.setAccessibleName("Which field")
        for place, fit in enumerate(found):
            action = menu.addAction(f"&{place + 1}  {plain.menu_text(self._title(fit))}")
            action.triggered.connect(lambda _checked=False, fit=fit: self.link(fit))
        menu.setActiveAction(menu.actions()[0])
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._view.viewport().mapToGlobal(self._place_of(found[0].target.id)))

    def _place_of(self, id: str) -> QPoint:
        span = self._view.span(id)
        return self._view.point_of(span.ranges[0][0]) if span is not None else QPoint()

    def _title(self, fit: Fit) -> str:
        label = self._workspace.codebook.label(fit.source.label)
        return f"{fit.role.name} of {label.name if label is not None else 'the span'}"

    def _show(self, id: str) -> None:
        span = self._view.span(id)
        if span is None:
            return
        self._target = id
        self._view.reveal(span.ranges[0][0])
        self._view.set_hover(id)
        self._view.announce(id)
        self._say("Tab chooses the other span, Enter links it, Esc leaves.", "news")

    def _say(self, words: str, kind: str) -> None:
        self._workspace.status_said.emit(words, kind)


def _gap(one: Span, other: Span) -> int:
    return max(0, other.start - one.end, one.start - other.end)
