"""What the history is narrowed to: the open article, a person, a label. It reads no history itself."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QWidget

from annotator.core.change import Action
from annotator.core.query import StepFilter
from annotator.ui import plain
from annotator.ui.workspace import CODEBOOK_KINDS, Workspace


class HistoryFilters(QWidget):
    """Three lists to choose from, each with “all” on top; the one of people only where there are several."""

    changed = Signal(object)
    """The `StepFilter` as it is now."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.article = self._make("Articles")
        self.person = self._make("People")
        self.label = self._make("Labels")
        self.article.addItem("All articles", "")
        self.article.addItem("This article", "this")
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 0, 12, 6)
        grid.setSpacing(6)
        grid.addWidget(self.article, 0, 0)
        grid.addWidget(self.label, 0, 1)
        grid.addWidget(self.person, 1, 0, 1, 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        workspace.opened.connect(self._begin)
        workspace.changed.connect(self._follow)
        workspace.article_opened.connect(lambda _article: self._follow_article())
        if workspace.is_open:
            self._begin()

    @property
    def filter(self) -> StepFilter:
        """What is chosen now."""
        article = self._workspace.article
        this = self.article.currentData() == "this" and article is not None
        return StepFilter(
            article=article.id if this and article is not None else "",
            person=str(self.person.currentData() or ""),
            label=str(self.label.currentData() or ""),
        )

    def _make(self, name: str) -> QComboBox:
        made = QComboBox(self)
        made.setAccessibleName(name)
        made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        made.setMinimumContentsLength(6)
        made.currentIndexChanged.connect(lambda _index: self.changed.emit(self.filter))
        return made

    def _begin(self) -> None:
        people = [(person.name, person.id) for person in self._workspace.store.annotators()]
        self._fill(self.person, "Everyone", people)
        self.person.setVisible(len(people) > 1)
        self._fill(self.label, "All labels", [(label.name, label.id) for label in self._workspace.codebook.labels])
        self.changed.emit(self.filter)

    def _fill(self, box: QComboBox, all: str, choices: list[tuple[str, str]]) -> None:
        chosen = box.currentData()
        with QSignalBlocker(box):
            box.clear()
            box.addItem(all, "")
            for name, id in choices:
                box.addItem(plain.elided(name, 40), id)
                box.setItemData(box.count() - 1, plain.markup(name), Qt.ItemDataRole.ToolTipRole)
            box.setCurrentIndex(max(0, box.findData(chosen)))

    def _follow(self, action: Action) -> None:
        if not action.changes or action.touches(*CODEBOOK_KINDS, "annotator"):
            self._begin()

    def _follow_article(self) -> None:
        if self.article.currentData() == "this":
            self.changed.emit(self.filter)
