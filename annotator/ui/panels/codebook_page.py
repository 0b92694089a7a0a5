"""The Codebook page: the labels with their guidelines, and the people and organisations. It is for reading only."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTabBar,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from annotator.core.change import Action
from annotator.core.query import SpanFilter
from annotator.ui import plain
from annotator.ui.charts import number_text
from annotator.ui.commands import Commands
from annotator.ui.settings import Settings
from annotator.ui.tables.actor_model import ActorColumn, ActorModel
from annotator.ui.tables.codebook_tree import CodebookTree
from annotator.ui.tables.label_guide import LabelGuide
from annotator.ui.workspace import Workspace

TABS = ("Labels", "People and organisations")
_KINDS = ("layer", "label", "attribute", "role", "codebook", "span", "article", "actor")


class CodebookPage(QWidget):
    """Invariant: while it is visible it shows what is stored; hidden, it reads nothing and catches up when shown."""

    def __init__(
        self, workspace: Workspace, commands: Commands, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._commands = commands
        self._settings = settings
        self._stale = True
        self._counts: dict[str, int] = {}
        self.setObjectName("codebook_page")
        self.setAccessibleName("Codebook")
        self.tabs = QTabBar(self)
        self.search = QLineEdit(self)
        self.tree = CodebookTree(self)
        self.guide = LabelGuide(self)
        self.show_spans = QPushButton(self)
        self._foot = QWidget(self)
        self.actors = ActorModel(self)
        self.people = self._make_people()
        self._no_people = plain.label("No people or organisations yet. They are added where a field asks for one.")
        self._people_stack = QStackedWidget(self)
        self._pages = QStackedWidget(self)
        self._lay_out()
        self._connect()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened meanwhile."""
        super().showEvent(event)
        self.refresh()

    def refresh(self) -> None:
        """Read anew where something has changed since the last time and the page is visible."""
        if not self._stale or not self.isVisible():
            return
        self._stale = False
        is_open = self._workspace.is_open
        self._counts = self._workspace.store.label_counts() if is_open else {}
        self.tree.show_codebook(self._workspace.codebook, self._counts)
        self._show_part(self.tree.current())
        self.actors.show_actors(self._workspace.store.actors() if is_open else ())
        self._show_people()

    def _make_people(self) -> QTableView:
        table = QTableView(self)
        table.setModel(self.actors)
        table.setAccessibleName("People and organisations")
        table.setFrameShape(QFrame.Shape.NoFrame)
        table.setStyleSheet("QTableView { border: none; border-radius: 0; }")
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.verticalHeader().hide()
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(ActorColumn.KIND, QHeaderView.ResizeMode.ResizeToContents)
        return table

    def _lay_out(self) -> None:
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        for name in TABS:
            self.tabs.addTab(plain.menu_text(name))
        self.search.setClearButtonEnabled(True)
        self.search.setFixedWidth(self.fontMetrics().averageCharWidth() * 38)
        self.tree.setFrameShape(QFrame.Shape.NoFrame)
        self._no_people.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._no_people.setProperty("role", "muted")
        self._people_stack.addWidget(self.people)
        self._people_stack.addWidget(self._no_people)
        top = QHBoxLayout()
        top.setContentsMargins(16, 10, 16, 10)
        top.addWidget(self.tabs)
        top.addStretch(1)
        top.addWidget(self.search)
        self._pages.addWidget(self._make_labels())
        self._pages.addWidget(self._people_stack)
        rule = QFrame(self)
        rule.setProperty("role", "rule")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(top)
        whole.addWidget(rule)
        whole.addWidget(self._pages, 1)
        self._show_tab(0)

    def _make_labels(self) -> QSplitter:
        right = QWidget(self)
        right.setProperty("role", "paper")
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(24, 8, 16, 8)
        foot.addWidget(self.show_spans)
        foot.addStretch(1)
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.guide, 1)
        column.addWidget(self._foot)
        labels = QSplitter(Qt.Orientation.Horizontal, self)
        labels.setChildrenCollapsible(False)
        labels.addWidget(self.tree)
        labels.addWidget(right)
        labels.setStretchFactor(1, 1)
        char = self.fontMetrics().averageCharWidth()
        self.tree.setMinimumWidth(char * 40)
        labels.setSizes([char * 62, char * 120])
        return labels

    def _connect(self) -> None:
        workspace = self._workspace
        workspace.opened.connect(self._forget)
        workspace.closed.connect(self._forget)
        workspace.changed.connect(self._follow)
        self.tabs.currentChanged.connect(self._show_tab)
        self.search.textChanged.connect(self._look_for)
        self.tree.chosen.connect(self._show_part)
        self.tree.opened.connect(self._open_spans)
        self.show_spans.clicked.connect(lambda: self._open_spans(self.tree.current()))

    def _forget(self) -> None:
        self._stale = True
        self.refresh()

    def _follow(self, action: Action) -> None:
        if action.is_wide or action.touches(*_KINDS):  # a long one does not list its changes
            self._forget()

    def _show_tab(self, tab: int) -> None:
        self._pages.setCurrentIndex(tab)
        self.setFocusProxy(self.tree if tab == 0 else self.people)
        hint = "Find in labels and definitions" if tab == 0 else "Find people and organisations"
        self.search.setPlaceholderText(hint)
        self.search.setAccessibleName(hint)

    def _look_for(self, words: str) -> None:
        self.tree.search(words)
        self.actors.search(words)
        self._show_people()

    def _show_people(self) -> None:
        searched = bool(self.search.text().strip())
        self._people_stack.setCurrentIndex(0 if self.actors.rowCount() or searched else 1)

    def _show_part(self, part: str) -> None:
        codebook = self._workspace.codebook
        self.guide.show_part(codebook, part)
        label = codebook.label(part)
        count = self._counts.get(part, 0)
        self._foot.setVisible(label is not None)
        self.show_spans.setEnabled(count > 0)
        words = "Show its span" if count == 1 else f"Show its {number_text(count)} spans"
        self.show_spans.setText(words if count else "No spans yet")

    def _open_spans(self, label: str) -> None:
        if self._workspace.codebook.label(label) is not None:
            self._workspace.set_span_filter(SpanFilter(labels=(label,)))
            self._workspace.page_requested.emit("spans")
