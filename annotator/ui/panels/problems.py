"""What the codebook misses in the open article, as a short list that jumps to each span. It stands in nobody's way."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from annotator.core.change import Action
from annotator.core.codebook import Codebook
from annotator.core.model import ArticleRecord
from annotator.core.rules import problems
from annotator.ui.commands import Commands
from annotator.ui.panels.pieces import Fold
from annotator.ui.panels.span_list import SpanListView
from annotator.ui.panels.words import counted
from annotator.ui.settings import Settings
from annotator.ui.workspace import Workspace

MOST_SHOWN = 6


class ProblemsPanel(QWidget):
    """Folded to its count until someone opens it; hidden where there is none.

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
        self.setObjectName("problems")
        self.setAccessibleName("Problems")
        self.fold = Fold("Problems", self, open_=follow)
        self.list = SpanListView("Problems of the article", self, messages=True, most=MOST_SHOWN)
        self.fold.inside.addWidget(self.list)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.fold)
        self.list.span_chosen.connect(workspace.activate_span)
        self.list.left.connect(workspace.text_wanted)
        if follow:
            workspace.article_opened.connect(lambda _article: self._read())
            workspace.changed.connect(self._follow)
            self._read()

    def show_record(self, record: ArticleRecord, codebook: Codebook) -> None:
        """Show what is wrong with this record."""
        found = problems(codebook, record)
        spans = {span.id: span for span in record.spans}
        self.fold.set_title(counted(len(found), "problem"))
        self.list.show_spans(codebook, [(spans[problem.span], problem.message) for problem in found])
        self.setVisible(bool(found))

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
