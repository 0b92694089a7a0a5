"""The Codebook page: the labels with their guidelines, to read and to edit, and the people and organisations."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTabBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from annotator.core.change import Action
from annotator.core.codebook import Part
from annotator.core.query import SpanFilter
from annotator.store.versions import outdated_count
from annotator.ui import plain
from annotator.ui.charts import number_text
from annotator.ui.codebook_edits import CodebookEdits
from annotator.ui.commands import Commands
from annotator.ui.panels.label_form import LabelForm, LayerForm
from annotator.ui.panels.people_page import PeoplePage
from annotator.ui.settings import Settings
from annotator.ui.tables.codebook_tree import CodebookTree
from annotator.ui.tables.label_guide import LabelGuide
from annotator.ui.workspace import Workspace

MORE = (
    "codebook.new_label",
    "codebook.new_group",
    "codebook.describe",
    "",
    "codebook.up",
    "codebook.down",
    "codebook.inside",
    "codebook.outside",
    "",
    "codebook.merge",
    "codebook.split",
    "codebook.retire",
    "codebook.delete",
)
TABS = ("Labels", "People and organisations")
_KINDS = ("layer", "label", "attribute", "role", "codebook", "span", "relation", "article", "actor")


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
        self._awaited = ""
        self.setObjectName("codebook_page")
        self.setAccessibleName("Codebook")
        self.tabs = QTabBar(self)
        self.search = QLineEdit(self)
        self.tree = CodebookTree(self)
        self.guide = LabelGuide(self)
        self.form = LabelForm(self)
        self.layer_form = LayerForm(self)
        self.edit = QPushButton("Edit", self)
        self.more = QToolButton(self)
        self.edits = CodebookEdits(workspace, commands, self._current, self.edit_part, self)
        self.show_spans = QPushButton("No spans yet", self)
        self.show_spans.setAccessibleName("Show the spans of this label")
        self._foot = QWidget(self)
        self.people = PeoplePage(workspace, commands, self)
        self.outdated = QPushButton("Look again", self)
        self._pages = QStackedWidget(self)
        self._lay_out()
        self._connect()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened meanwhile."""
        super().showEvent(event)
        self.refresh()
        self._show_conditions()

    def refresh(self) -> None:
        """Read anew where something has changed since the last time and the page is visible."""
        if not self._stale or not self.isVisible():
            return
        self._stale = False
        is_open = self._workspace.is_open
        self._counts = self._workspace.store.label_counts() if is_open else {}
        self.tree.show_codebook(self._workspace.codebook, self._counts)
        if self._awaited and self._workspace.codebook.label(self._awaited) is not None:
            awaited, self._awaited = self._awaited, ""
            self.tree.set_current(awaited)
            self.edit_part()
        self._show_part(self.tree.current())
        self.people.refresh()

    def edit_part(self) -> None:
        """Show the current label or group in its form, with its name to be written over."""
        codebook, part = self._workspace.codebook, self.tree.current()
        if self._workspace.read_only or (codebook.label(part) is None and codebook.layer(part) is None):
            return
        self.tabs.setCurrentIndex(0)
        self.edit.setChecked(True)
        form = self.form if codebook.label(part) is not None else self.layer_form
        form.name.setFocus()
        form.name.selectAll()

    def hideEvent(self, event: QHideEvent) -> None:
        """Give the keys of the codebook back."""
        super().hideEvent(event)
        self._show_conditions()

    def _current(self) -> str:
        return self.tree.current()

    def _show_conditions(self) -> None:
        writable = self._workspace.is_open and not self._workspace.read_only
        on = self.isVisible() and writable
        self._commands.set_condition("codebook", on=on and self.tabs.currentIndex() == 0)
        self._commands.set_condition("people", on=on and self.tabs.currentIndex() == 1)
        self.tree.set_editable(on=writable)
        self.edit.setEnabled(writable)

    def _lay_out(self) -> None:
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        for name in TABS:
            self.tabs.addTab(plain.menu_text(name))
        self.search.setClearButtonEnabled(True)
        self.search.setFixedWidth(self.fontMetrics().averageCharWidth() * 38)
        self.tree.setFrameShape(QFrame.Shape.NoFrame)
        top = QHBoxLayout()
        top.setContentsMargins(16, 10, 16, 10)
        top.addWidget(self.tabs)
        top.addStretch(1)
        top.addWidget(self.search)
        self._pages.addWidget(self._make_labels())
        self._pages.addWidget(self.people)
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
        self.edit.setCheckable(True)
        self.edit.setAutoDefault(False)
        self.more.setText("More ▾")
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        for id in MORE:
            if id:
                menu.addAction(self._commands.action(id))
            else:
                menu.addSeparator()
        self.more.setMenu(menu)
        foot.addWidget(self.edit)
        foot.addWidget(self.show_spans)
        foot.addWidget(self.outdated)
        foot.addStretch(1)
        foot.addWidget(self.more)
        self._sides = QStackedWidget(self)
        self._sides.setProperty("role", "paper")
        for side in (self.guide, self.form, self.layer_form):
            self._sides.addWidget(side)
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._sides, 1)
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
        self.outdated.clicked.connect(self._open_outdated)
        self.people.mention_opened.connect(self._open_mention)
        self.edit.toggled.connect(lambda _on: self._show_part(self.tree.current()))
        self.tree.dropped.connect(self.edits.move_to)
        self.edits.refused.connect(self._say_refused)
        self.edits.added.connect(self._await)
        self.layer_form.changed.connect(self._put)
        self.form.changed.connect(self._put)
        self.form.moved.connect(lambda layer, parent: self.edits.move_to(self.tree.current(), layer, parent, ""))
        fields = self.form.fields
        fields.type_asked.connect(self.edits.change_type)
        fields.choices_asked.connect(self.edits.change_choices)
        fields.deleted.connect(self.edits.delete_field)
        fields.shifted.connect(self.edits.shift_field)

    def _forget(self) -> None:
        self._stale = True
        self.refresh()

    def _follow(self, action: Action) -> None:
        if action.is_wide or action.touches(*_KINDS):  # a long one does not list its changes
            self._forget()

    def _put(self, part: Part, name: str) -> None:
        if not self.edits.put(part, name):
            self._stale = True
            self.refresh()  # what is stored stands in the form again

    def _say_refused(self, text: str) -> None:
        form = self.form if self._workspace.codebook.label(self.tree.current()) is not None else self.layer_form
        if self.edit.isChecked():
            form.show_problem(text)
        elif text:
            self._workspace.status_said.emit(text, "problem")

    def _await(self, part: str) -> None:
        """Edit a part as soon as it is stored."""
        self._awaited = part

    def _show_tab(self, tab: int) -> None:
        self._show_conditions()
        self._pages.setCurrentIndex(tab)
        self.setFocusProxy(self.tree if tab == 0 else self.people)
        hint = "Find in labels and definitions" if tab == 0 else "Find people and organisations"
        self.search.setPlaceholderText(hint)
        self.search.setAccessibleName(hint)

    def _look_for(self, words: str) -> None:
        self.tree.search(words)
        self.people.search(words)

    def _show_part(self, part: str) -> None:
        codebook = self._workspace.codebook
        self.guide.show_part(codebook, part)
        label, layer = codebook.label(part), codebook.layer(part)
        if label is not None:
            self.form.show_label(codebook, label)
        if layer is not None:
            self.layer_form.show_layer(layer)
        side: QWidget = self.guide
        if self.edit.isChecked():
            side = self.form if label is not None else self.layer_form if layer is not None else self.guide
        self._sides.setCurrentWidget(side)
        self.edit.setText("Done" if self.edit.isChecked() else "Edit")
        count = self._counts.get(part, 0)
        self._foot.setVisible(label is not None or layer is not None)
        self.show_spans.setVisible(label is not None)
        self.show_spans.setEnabled(count > 0)
        words = "Show its span" if count == 1 else f"Show its {number_text(count)} spans"
        self.show_spans.setText(words if count else "No spans yet")
        self._show_outdated(0)
        if label is not None and self._workspace.is_open:
            self._workspace.read(
                lambda store: outdated_count(store, label.id) if count else 0, self._show_outdated, "outdated"
            )

    def _show_outdated(self, older: int) -> None:
        self.outdated.setVisible(older > 0)
        self.outdated.setText(f"Look again at {number_text(older)} made before the guideline changed")

    def _open_outdated(self) -> None:
        self._workspace.set_span_filter(SpanFilter(labels=(self.tree.current(),), outdated=True))
        self._workspace.page_requested.emit("spans")

    def _open_mention(self, id: str) -> None:
        span = self._workspace.store.span(id)
        self._workspace.page_requested.emit("articles")
        self._workspace.open_article(span.article)
        self._workspace.activate_span(id)

    def _open_spans(self, label: str) -> None:
        if self._workspace.codebook.label(label) is not None:
            self._workspace.set_span_filter(SpanFilter(labels=(label,)))
            self._workspace.page_requested.emit("spans")
