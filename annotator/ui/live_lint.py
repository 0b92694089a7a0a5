"""What does not go together in the open project, kept up to date while people work: by a thread, after each action.

It begins with the first `watch` and only reads. What it last found stays to be seen while it looks again.
"""

from PySide6.QtCore import QObject, QTimer, Signal

from annotator.core.change import Action
from annotator.core.errors import UserError
from annotator.core.lint import Finding
from annotator.core.progress import Progress, Task
from annotator.store.store import Store
from annotator.tasks.linting import Linter
from annotator.ui.reader import Reader
from annotator.ui.workspace import Workspace

PAUSE = 300
"""Milliseconds without an action after which it looks again."""
_KINDS = ("span", "relation", "work", "review", "article", "accepted", "label", "layer", "attribute", "role", "actor")


class LiveLint(QObject):
    """Invariant: `findings` are those of some moment; `fresh` says whether that is now."""

    changed = Signal()

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._reader = Reader("lint", self)
        self._linter: Linter | None = None
        self._articles: set[str] = set()
        self._asked: set[str] = set()
        self._whole = self._asked_whole = True
        self._watched = False
        self.findings: tuple[Finding, ...] = ()
        self.problem = ""
        self.fresh = False
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.setInterval(PAUSE)
        self._calm.timeout.connect(self._look)
        workspace.changed.connect(self._follow)
        workspace.opened.connect(self._begin)
        workspace.closing.connect(self._end)

    def watch(self) -> None:
        """Begin to look, and go on until the project is closed."""
        if not self._watched and self._workspace.is_open:
            self._watched = True
            self._look()

    def _begin(self) -> None:
        watched, self._watched = self._watched, False
        if watched:
            self.watch()

    def _end(self) -> None:
        self._calm.stop()
        self._reader.close()
        self._linter = None
        self._articles, self._asked = set(), set()
        self._whole, self.fresh, self.findings = True, False, ()
        self.changed.emit()

    def _follow(self, action: Action) -> None:
        if not self._watched or not (action.is_wide or action.touches(*_KINDS)):
            return
        self._articles |= set(action.articles)
        self._whole = self._whole or self._linter is None or not self._linter.can_go_on(action)
        self.fresh = False
        self._calm.start()

    def _look(self) -> None:
        if not self._workspace.is_open:
            return
        if self._reader.busy:  # it is stopped, so that what it was asked is asked again
            self._articles |= self._asked
            self._whole = self._whole or self._asked_whole
        self._asked, self._articles = self._articles, set()
        self._asked_whole, self._whole = self._whole or self._linter is None, False
        store, whole, articles = self._workspace.store, self._asked_whole, tuple(self._asked)

        def question(reader: Store) -> Task[tuple[Finding, ...]]:
            known, self._linter = self._linter, None  # stopped half way it is of no use any more
            if whole or known is None:
                known = Linter(reader)
                found = yield from known.whole()
            else:
                yield Progress(0)
                found = known.again(articles)
            self._linter = known
            return found

        self._reader.ask(store.path, store.annotator.name, question, self._take)

    def _take(self, found: tuple[Finding, ...] | UserError) -> None:
        self.fresh = not self._calm.isActive()
        self.problem = str(found) if isinstance(found, UserError) else ""
        self.findings = () if isinstance(found, UserError) else found
        self.changed.emit()
