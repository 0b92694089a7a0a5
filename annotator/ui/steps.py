"""Steps through the work that belong to no single panel: undo and redo, the next article, its status."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from annotator.core.model import Status, Work
from annotator.core.query import ArticleFilter
from annotator.core.rules import problems
from annotator.store.edit import Edit
from annotator.store.store import Store
from annotator.ui import notices
from annotator.ui.commands import Commands
from annotator.ui.dialogs.results import counted
from annotator.ui.plain import elided
from annotator.ui.settings import Settings
from annotator.ui.workspace import Workspace

TITLE_LENGTH = 60
STEP_CHOICES = (
    notices.Choice("leave", "Leave it", leaves=True),
    notices.Choice("undo", "Undo it", default=True),
)


class Steps(QObject):
    """Binds undo, redo and the ways from one article to the next; keeps their titles and states true."""

    def __init__(self, workspace: Workspace, commands: Commands, settings: Settings, window: QWidget) -> None:
        super().__init__(window)
        self._workspace = workspace
        self._commands = commands
        self._settings = settings
        self._window = window
        for id, function in self._functions().items():
            commands.bind(id, function)
        for signal in (workspace.opened, workspace.closed, workspace.changed, workspace.article_opened):
            signal.connect(self.refresh)
        workspace.span_activated.connect(self._follow_span)
        self.refresh()

    def refresh(self) -> None:
        """Bring conditions and the titles of undo and redo up to date."""
        workspace, commands = self._workspace, self._commands
        is_open = workspace.is_open
        commands.set_condition("project", on=is_open)
        commands.set_condition("writable", on=is_open and not workspace.read_only)
        commands.set_condition("article", on=workspace.article is not None)
        undo, redo = ("", "") if workspace.read_only else workspace.step_names()
        for name, id, title in (("undo", "edit.undo", undo), ("redo", "edit.redo", redo)):
            commands.set_condition(name, on=bool(title))
            verb = "Undo" if name == "undo" else "Redo"
            commands.set_title(id, f"{verb} {title}".strip())
        self._follow_span(workspace.active_span)

    def undo(self) -> None:
        """Take the last step back; a step of an earlier day is asked about once."""
        question = self._workspace.undo_question() if self._settings.flag("undo.ask") else ""
        if not question:
            self._workspace.undo()
            return
        notices.ask(
            self._window,
            question,
            "What is undone can be redone, until something new is done.",
            STEP_CHOICES,
            lambda answer: self._workspace.undo() if answer == "undo" else None,
        )

    def _functions(self) -> dict[str, Callable[..., object]]:
        return {
            "edit.undo": self.undo,
            "edit.redo": self._workspace.redo,
            "article.done_next": lambda: self._finish(Status.DONE),
            "article.not_relevant_next": lambda: self._finish(Status.NOT_RELEVANT),
            "article.reopen": lambda: self._set_status(Status.OPEN),
            "go.next_article": lambda: self._go(forward=True),
            "go.previous_article": lambda: self._go(forward=False),
        }

    def _follow_span(self, id: str) -> None:
        self._commands.set_condition("span", on=bool(id))

    def _set_status(self, status: Status, id: str = "") -> None:
        """Give an article, or the open one, a status."""
        id = id or (self._workspace.article.id if self._workspace.article is not None else "")
        if not id:
            return
        work = self._workspace.store.work(id)
        if work.status is not status:
            self._workspace.submit(_NAMES[status], _give(work, status))

    def _finish(self, status: Status) -> None:
        """Give the open article a status and open the next one that is still to do."""
        article = self._workspace.article
        if article is None:
            return
        filter, id = self._workspace.filter, article.id
        left = problems(self._workspace.codebook, self._workspace.store.record(id)) if status is Status.DONE else ()
        said = [f"{counted(len(left), 'problem')} left in “{elided(article.title, TITLE_LENGTH)}”."] if left else []

        def go_on(following: str | None) -> None:
            if following is None:
                said.append("That was the last article to do in this list.")
            else:
                self._workspace.open_article(following)
            if said:
                self._workspace.status_said.emit(" ".join(said), "warning" if left else "news")

        quick = filter.is_quick and replace(filter, status=Status.NEW).is_quick
        self._find(lambda store: next_to_do(store, id, filter), go_on, quick=quick)
        self._set_status(status, id)

    def _go(self, *, forward: bool) -> None:
        filter = self._workspace.filter
        now = self._workspace.article.id if self._workspace.article is not None else ""

        def neighbour(store: Store) -> str | None:
            if not now:
                return next((row.id for row in store.articles(filter, limit=1).rows), None)
            return (store.next_article if forward else store.previous_article)(now, filter)

        def arrive(found: str | None) -> None:
            if found is not None:
                self._workspace.open_article(found)
            else:
                which = "last" if forward else "first"
                self._workspace.status_said.emit(f"This is the {which} article of the list.", "news")

        self._find(neighbour, arrive, quick=filter.is_quick)

    def _find(
        self, question: Callable[[Store], str | None], answer: Callable[[str | None], object], *, quick: bool
    ) -> None:
        """Find an article of the list: at once where an index gives it, else without holding up the window."""
        if quick:
            answer(question(self._workspace.store))
        else:
            self._workspace.ask(question, answer)


_NAMES = {
    Status.NEW: "Mark as new",
    Status.OPEN: "Open again",
    Status.DONE: "Mark as done",
    Status.NOT_RELEVANT: "Mark as not relevant",
}


def next_to_do(store: Store, id: str, filter: ArticleFilter) -> str | None:
    """Return the next article of a list that is not finished, from its start again after its end; None for none.

    A list of one status is followed as it is.
    """
    if filter.status is not None:
        return store.next_article(id, filter)
    new, begun = replace(filter, status=Status.NEW), replace(filter, status=Status.OPEN)
    after = _earlier(store, store.next_article(id, new), store.next_article(id, begun), begun)
    if after is not None:
        return after
    first = [next((row.id for row in store.articles(only, limit=1).rows), None) for only in (new, begun)]
    found = _earlier(store, first[0], first[1], begun)
    return found if found != id else None


def _earlier(store: Store, new: str | None, begun: str | None, only_begun: ArticleFilter) -> str | None:
    """Return which of the first new and the first begun article of a list comes first."""
    if new is None or begun is None:
        return new or begun
    return new if store.next_article(new, only_begun) == begun else begun


def _give(work: Work, status: Status) -> Callable[[Edit], None]:
    """Change the status alone: the flag may have changed since, by an edit that is still on its way."""
    return lambda edit: edit.put(replace(edit.now(work) or work, status=status))
