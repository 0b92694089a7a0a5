"""What the codebook misses in the open article, as a short list that jumps to each span. It stands in nobody's way."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from annotator.core.accepting import Found, accept
from annotator.core.change import Action
from annotator.core.codebook import Codebook
from annotator.core.model import Accepted, ArticleRecord
from annotator.core.rules import Problem, all_problems
from annotator.store.edit import Edit
from annotator.ui import plain
from annotator.ui.commands import Commands
from annotator.ui.dialogs.accepting import ask_reason
from annotator.ui.panels.pieces import Fold
from annotator.ui.panels.span_list import SpanListView
from annotator.ui.panels.words import counted, day, who
from annotator.ui.settings import Settings
from annotator.ui.workspace import Workspace

MOST_SHOWN = 6

Stands = tuple[Problem, tuple[Accepted, ...]]


class ProblemsPanel(QWidget):
    """Folded to its count until someone opens it; hidden where there is none, open or accepted.

    Standing alone it follows the workspace; inside the details `follow` is False and they hand it each record.
    """

    def __init__(
        self,
        workspace: Workspace,
        commands: Commands,
        settings: Settings,
        parent: QWidget | None = None,
        *,
        follow: bool = True,
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._commands = commands
        self._settings = settings
        self._open: tuple[Problem, ...] = ()
        self._stands: tuple[Stands, ...] = ()
        self.setObjectName("problems")
        self.setAccessibleName("Problems")
        self.fold = Fold("Problems", self, open_=follow)
        self.list = SpanListView("Problems of the article", self, messages=True, most=MOST_SHOWN)
        self.accept = self._button("Accept…", self._accept_chosen, "Let the chosen problem stand, with a reason")
        self.accepted = Fold("Accepted", self)
        self.accepted_list = SpanListView("Accepted problems", self, messages=True, most=MOST_SHOWN, tone="muted")
        self.withdraw = self._button("Withdraw", self._withdraw_chosen, "Make the chosen problem an open one again")
        self._lay_out()
        for view in (self.list, self.accepted_list):
            view.span_chosen.connect(workspace.activate_span)
            view.left.connect(workspace.text_wanted)
        commands.bind("span.accept", self.accept_of_span)
        if follow:
            workspace.article_opened.connect(lambda _article: self._read())
            workspace.changed.connect(self._follow)
            self._read()

    def show_record(self, record: ArticleRecord, codebook: Codebook) -> None:
        """Show what is wrong with this record."""
        self._open, self._stands = all_problems(codebook, record)
        spans = {span.id: span for span in record.spans}
        title = counted(len(self._open), "problem") if self._open else "No open problem"
        self.fold.set_title(title + (f", {len(self._stands)} accepted" if self._stands else ""))
        self.list.show_spans(codebook, [(spans[problem.span], problem.message) for problem in self._open])
        rows = [(spans[problem.span], self._stands_for(problem, by)) for problem, by in self._stands]
        self.accepted_list.show_spans(codebook, rows)
        self.accepted.set_title(counted(len(rows), "accepted problem"))
        may_write = not self._workspace.read_only
        for view, button in ((self.list, self.accept), (self.accepted_list, self.withdraw)):
            view.setVisible(bool(view.rows.rowCount()))
            button.setVisible(bool(view.rows.rowCount()) and may_write)
        self.accepted.setVisible(bool(rows))
        self.setVisible(bool(self._open or rows))

    def accept_of_span(self) -> None:
        """Ask why the problems of the active span may stand."""
        article, span = self._workspace.article, self._workspace.active_span
        if article is None or not span:
            return
        still_open, _stands = all_problems(self._workspace.codebook, self._workspace.store.record(article.id))
        found = [problem for problem in still_open if problem.span == span]
        if found:
            self._ask(found)
        else:
            self._workspace.status_said.emit("The span has no problem that is open.", "news")

    def _button(self, title: str, pressed: object, about: str) -> QPushButton:
        button = QPushButton(title, self)
        button.setAutoDefault(False)
        button.setProperty("role", "quiet")
        button.setAccessibleDescription(about)
        plain.set_tooltip(button, about)
        button.clicked.connect(pressed)
        return button

    def _lay_out(self) -> None:
        for fold, parts in (
            (self.fold, (self.list, self.accept, self.accepted)),
            (self.accepted, (self.accepted_list, self.withdraw)),
        ):
            for part in parts:
                if isinstance(part, QPushButton):
                    row = QHBoxLayout()
                    row.addWidget(part)
                    row.addStretch(1)
                    fold.inside.addLayout(row)
                else:
                    fold.inside.addWidget(part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.fold)

    def _stands_for(self, problem: Problem, by: Sequence[Accepted]) -> str:
        people = self._workspace.store.annotators()
        said = "; ".join(f"{x.reason} ({', '.join(filter(None, (who(x.annotator, people), day(x.day))))})" for x in by)
        return f"{problem.message} {said}"

    def _accept_chosen(self) -> None:
        row = self.list.currentIndex().row()
        if self._open:
            self._ask([self._open[max(row, 0)]])

    def _ask(self, found: Sequence[Problem]) -> None:
        reasons = dict.fromkeys(x.reason for x in reversed(self._workspace.store.all_accepted()))
        ask_reason(self, found, reasons, self._accept)

    def _accept(self, found: Sequence[Found], reason: str) -> None:
        me = self._workspace.annotator.id
        today = datetime.now().astimezone().date()
        made = [accept(problem, reason, me, today) for problem in found]

        def write(edit: Edit) -> None:
            for accepted in made:
                edit.put(accepted)

        self._workspace.submit(f"Accept {counted(len(made), 'problem')}", write)

    def _withdraw_chosen(self) -> None:
        if not self._stands:
            return
        _problem, by = self._stands[max(self.accepted_list.currentIndex().row(), 0)]

        def write(edit: Edit) -> None:
            for accepted in by:
                if edit.now(accepted) is not None:
                    edit.remove(accepted)

        self._workspace.submit("Withdraw what was accepted", write)

    def _read(self) -> None:
        workspace = self._workspace
        if workspace.article is None:
            self.hide()
            return
        self.show_record(workspace.store.record(workspace.article.id), workspace.codebook)

    def _follow(self, action: Action) -> None:
        article = self._workspace.article
        if article is not None and (article.id in action.articles or action.touches("label", "attribute", "role")):
            self._read()
